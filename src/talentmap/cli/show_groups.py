"""A plan of groups on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.cli import tables
from talentmap.documents.naming import Names
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.groups import GroupResult
    from talentmap.programme import Staffing


def show_groups(result: GroupResult, staffing: Staffing | None) -> None:
    """What was reached and how far it is proven, the groups, who is in them; or the rules in conflict."""
    tables.heading(text("cli.groups.heading", people=len(result.problem.members)))
    tables.line(result.proof.text(), "bold" if result.status.has_solution else "bold red")
    if result.status.has_solution:
        _show_terms(result)
        _show_calendar(result)
        _show_members(result, staffing)
    names = Names(result.problem.data, with_ids=True)
    remarks = [names.reason(reason).text() for reason in result.reasons]
    if staffing is not None:
        remarks += staffing.summary().splitlines()
    if remarks:
        tables.heading(text("cli.groups.remarks"))
        tables.lines(remarks)
    if result.conflicts:
        tables.heading(text("cli.groups.conflicts"))
        for conflict in result.conflicts:
            tables.lines([names.reason(rule).text() for rule in conflict.rules])
            if conflict.relaxations:
                tables.line(text("cli.groups.ways"), "bold")
                tables.lines([names.reason(way).text() for way in conflict.relaxations])
        tables.line(text("cli.groups.waive", name=result.conflicts[0].names[0]), "dim")


def _show_terms(result: GroupResult) -> None:
    """Each thing asked, in order of priority: reached, the most there could be, and why that is known."""
    tables.heading(text("cli.groups.terms"))
    columns = (
        ("cli.column.term", "text"),
        ("cli.column.best", "number"),
        ("cli.column.bound", "number"),
        ("cli.column.proven", "id"),
        ("cli.column.method", "text"),
    )
    rows = []
    for term in result.terms:
        digits = 4 if term.unit == "share" else 0
        name = text(f"groups.term.{term.name.partition('.')[0]}" + (".sub" if "." in term.name else ""))
        proven = text("cli.groups.yes" if term.proven else "cli.groups.no")
        best, bound = tables.figure(float(term.best), digits), tables.figure(float(term.bound), digits)
        rows.append((name, best, bound, proven, text(f"groups.method.{term.method}")))
    tables.print_rows(columns, rows)


def _show_calendar(result: GroupResult) -> None:
    table = result.group_table()
    dated, scored = table["date"].notna().any(), table["score"].notna().any()
    columns = [("cli.column.group", "id"), ("cli.column.size", "number")]
    names = ["group", "size"]
    if dated:
        columns[1:1] = [("cli.column.date", "id"), ("cli.column.part", "id")]
        names[1:1] = ["date", "part"]
    if any(order.kind == "wish_date" for order in result.problem.facts.orders):
        columns.append(("cli.column.wishes", "number"))
        names.append("wishes")
    if scored:
        columns.append(("cli.column.score", "number"))
        names.append("score")
        table["score"] = [tables.figure(score, 4) for score in table["score"]]
    if dated:
        table["part"] = [text(f"cli.part.{part}") for part in table["part"]]
    tables.heading(text("cli.groups.calendar"))
    tables.print_rows(columns, table[names].itertuples(index=False, name=None))


def _show_members(result: GroupResult, staffing: Staffing | None) -> None:
    """Everybody by subgroup, or by group where there are none, with who works with them."""
    from talentmap.documents.group_staff import staff_names

    people, staff = result.problem.data.frames["people"], staff_names(staffing)
    names = dict(zip(people["person_id"], people["name"], strict=True))
    columns = [("cli.column.group", "id"), ("cli.column.members", "text")]
    if staff:
        columns += [("cli.column.actor", "text"), ("cli.column.facilitator", "text")]
    rows = []
    for group in result.groups:
        for part in group.leaves() or (group,):
            shown = ", ".join(names[person] for person in part.members)
            own = staff.get(part.id, {})
            rows.append((part.id, shown, *((own.get("actor"), own.get("facilitator")) if staff else ())))
    tables.heading(text("cli.groups.members"))
    tables.print_rows(columns, rows)
