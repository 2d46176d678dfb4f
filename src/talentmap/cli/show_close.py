"""A close team on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.cli import tables
from talentmap.documents.naming import Names
from talentmap.vocabulary import number, text

if TYPE_CHECKING:
    from talentmap.teams.communication_result import CloseTeam


def show_close(result: CloseTeam) -> None:
    """The cost, the proof, who carries what, the paths with their go-betweens, and remarks."""
    names = Names(result.problem.data, with_ids=True)
    tables.heading(text(f"close.measure.{result.problem.measure}"))
    if not result.status.has_solution:
        tables.line(text(f"results.status.{result.status.value}"), "bold red")
    else:
        tables.line(result.proof.text(), "bold")
        _show_members(result)
        _show_paths(result)
    if result.reasons:
        tables.heading(text("cli.team.remarks"))
        tables.lines(names.reason(reason).text() for reason in result.reasons)


def _show_members(result: CloseTeam) -> None:
    from talentmap.measures.names import strength_names

    strengths = strength_names(result.problem.data).to_dict()
    people = result.problem.data.frames["people"].set_index("person_id")
    table = result.table()
    rows = []
    for person in result.members:
        own = table[table["person_id"] == person]
        brings = [
            f"{strengths[strength]} ({level})" if part == "carries" else text(f"close.part.{part}")
            for part, strength, level in zip(own["part"], own["strength_id"], own["level"], strict=True)
        ]
        rows.append((person, people.loc[person, "name"], people.loc[person, "unit"], ", ".join(brings)))
    columns = (("person_id", "id"), ("name", "text"), ("unit", "text"), ("brings", "text"))
    tables.print_rows([(f"cli.column.{name}", kind) for name, kind in columns], rows)


def _show_paths(result: CloseTeam) -> None:
    paths = result.paths()
    if paths.empty:
        return
    tables.heading(text("cli.close.paths"))
    shown = zip(paths["path"], paths["distance"], paths["go_betweens"], strict=True)
    rows = [(path, number(away, ".2f"), between or "-") for path, away, between in shown]
    columns = (("path", "text"), ("distance", "number"), ("go_betweens", "text"))
    tables.print_rows([(f"cli.column.{name}", kind) for name, kind in columns], rows)
