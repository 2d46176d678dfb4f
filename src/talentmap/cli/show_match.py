"""Role matches on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.cli import tables
from talentmap.documents.naming import Names
from talentmap.vocabulary import text

if TYPE_CHECKING:
    import pandas as pd

    from talentmap.data.dataset import Dataset
    from talentmap.matching import MatchResult

MICRO = 1_000_000


def show_matches(result: MatchResult, data: Dataset, limit: int) -> None:
    """Seats with their parts and proof, then what stayed open and who was left, with reasons."""
    seats, still_open = result.seats, result.unfilled
    n_seats = len(seats) + int(still_open["open"].sum())
    if result.status.has_solution:
        tables.heading(text("cli.match.heading", filled=len(seats), seats=n_seats))
        for line in result.summary().splitlines():
            tables.line(line)
    else:
        tables.heading(text("cli.match.title"))
        tables.line(text(f"results.status.{result.status.value}"), "bold red")
        names = Names(data, with_ids=True)
        tables.lines([line for conflict in result.conflicts for line in names.sentences(conflict)])
    if len(seats):
        _show_seats(seats, data, limit)
    if len(still_open):
        tables.heading(text("cli.match.unfilled", n=int(still_open["open"].sum())))
        tables.lines(open_seats(result, data), limit=limit)
    if len(result.unplaced) and result.status.has_solution:
        tables.heading(text("cli.match.unplaced", n=len(result.unplaced)))
        tables.lines(f"{n}: {reason}" for reason, n in result.unplaced["reason"].value_counts().items())


def open_seats(result: MatchResult, data: Dataset) -> list[str]:
    """Why each seat stays open and what would fill it, with names."""
    names, facts = Names(data, with_ids=True), result.facts
    said = []
    for role in result.unfilled["role_id"]:
        reasons = (facts.unfilled[role], *reversed(facts.relaxations.get(role, ())))
        said.append(f"{role}: " + "; ".join(names.reason(reason).text() for reason in reasons))
    return said


def _show_seats(seats: pd.DataFrame, data: Dataset, limit: int) -> None:
    people = data.frames["people"].set_index("person_id")["name"]
    roles = data.frames["roles"].set_index("role_id")["title"]
    columns = (
        ("cli.column.role", "text"),
        ("cli.column.person", "text"),
        ("cli.column.fit", "number"),
        ("cli.column.can", "number"),
        ("cli.column.wants", "number"),
        ("cli.column.rank", "number"),
    )
    rows = [
        (
            f"{row['role_id']} {roles[row['role_id']]}",
            f"{row['person_id']} {people[row['person_id']]}",
            tables.figure(row["fit"], 3),
            tables.figure(row["can_part"] / MICRO, 3),
            tables.figure(row["wants_part"] / MICRO, 3),
            row["person_rank"],
        )
        for row in seats.to_dict("records")
    ]
    tables.print_rows(columns, rows, limit=limit)
