"""A staffing plan on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.cli import tables
from talentmap.documents.naming import Names
from talentmap.results import Conflict
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.results import Reason
    from talentmap.staffing import StaffingResult


def show_staffing(result: StaffingResult) -> None:
    """Proof, the team of each project, who is in demand, and which projects have no team and why."""
    problem = result.problem
    tables.heading(text("cli.staff.heading", n=len(problem.asked)))
    names = Names(problem.data, with_ids=True)
    if result.status.has_solution:
        tables.line(result.proof.text(), "bold")
        _show_projects(result)
        _show_shared(result)
        _show_scarce(result)
    else:
        tables.line(text(f"results.status.{result.status.value}"), "bold red")
    remarks: list[Reason | Conflict] = [r for part in result.not_staffed for r in part.reasons]
    remarks += [*result.reasons, *result.conflicts]
    if remarks:
        tables.heading(text("cli.team.remarks"))
        sentences = []
        for remark in remarks:
            said = names.sentences(remark) if isinstance(remark, Conflict) else [names.reason(remark).text()]
            sentences += said
        tables.lines(sentences)


def _show_projects(result: StaffingResult) -> None:
    titles = result.problem.data.frames["projects"].set_index("project_id")["title"]
    rows = [
        (
            part.project,
            titles[part.project],
            tables.figure(part.objective, 3),
            tables.figure(part.alone, 3),
            ", ".join(part.members) or text("cli.staff.nobody"),
        )
        for part in result.projects
    ]
    tables.heading(text("cli.staff.projects", n=sum(part.staffed for part in result.projects), all=len(rows)))
    tables.print_rows(
        (
            ("cli.column.project", "id"),
            ("cli.column.title", "text"),
            ("cli.column.best", "number"),
            ("cli.column.alone", "number"),
            ("cli.column.members", "text"),
        ),
        rows,
        limit=40,
    )


def _show_shared(result: StaffingResult) -> None:
    """People in more than one project, with their fullest period."""
    fullest: dict[str, tuple[float, float, str]] = {}
    of: dict[str, list[str]] = {}
    for part in result.projects:
        for person in part.members:
            of.setdefault(person, []).append(part.project)
    for load in result.loads:
        if len(of[load.person]) > 1:
            seen = (load.fte, load.free, load.first)
            fullest[load.person] = max(fullest.get(load.person, (-1.0, 0.0, "")), seen, key=lambda s: (s[0] - s[1], s))
    if not fullest:
        return
    people = result.problem.data.frames["people"].set_index("person_id")["name"]
    tables.heading(text("cli.staff.shared"))
    rows = [
        (person, people[person], ", ".join(of[person]), tables.figure(fte), tables.figure(free))
        for person, (fte, free, _) in sorted(fullest.items())
    ]
    columns = (
        ("cli.column.person_id", "id"),
        ("cli.column.name", "text"),
        ("cli.column.projects", "id"),
        ("cli.column.fte", "number"),
        ("cli.column.free", "number"),
    )
    tables.print_rows(columns, rows, limit=20)


def _show_scarce(result: StaffingResult) -> None:
    if not result.scarce:
        return
    people = result.problem.data.frames["people"].set_index("person_id")["name"]
    tables.heading(text("cli.staff.scarce"))
    columns = (
        ("cli.column.person_id", "id"),
        ("cli.column.name", "text"),
        ("cli.column.price", "number"),
        ("cli.column.projects", "id"),
    )
    rows = [(x.person, people[x.person], tables.figure(x.price, 3), ", ".join(x.projects)) for x in result.scarce]
    tables.print_rows(columns, rows, limit=10)
