"""Front runners on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.cli import tables
from talentmap.documents.naming import Names
from talentmap.programme.front_result import STATES
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.programme.front_result import FrontRunnerResult
    from talentmap.programme.spread import SpreadResult


def show_front_runners(result: FrontRunnerResult, spread: SpreadResult | None) -> None:
    """Who is chosen and whom only they reach, the proof, the teams, and how word may spread."""
    problem = result.problem
    tables.heading(text("cli.front_runners.heading", n=problem.places, volunteers=len(problem.able)))
    if not result.status.has_solution:
        tables.line(text(f"results.status.{result.status.value}"), "bold red")
    else:
        tables.line(result.proof.text(), "bold")
        _show_chosen(result)
        _show_teams(result)
    remarks = [reason.text() for reason in result.reasons]
    remarks += [line for conflict in result.conflicts for line in conflict.text().split("\n")]
    if result.greedy is not None:
        remarks.append(result.greedy.reason().text())
    tables.heading(text("cli.team.remarks"))
    tables.lines(remarks)
    if spread is not None:
        tables.heading(text("cli.front_runners.spread"))
        rows = spread.table().itertuples()
        columns = [(f"cli.column.{name}", "number") for name in ("week", "low", "middle", "high")]
        tables.print_rows(columns, [(str(row.week), str(row.low), str(row.middle), str(row.high)) for row in rows])
        tables.lines(spread.summary().split("\n"))


def _show_chosen(result: FrontRunnerResult) -> None:
    names = Names(result.problem.data).of["people"]
    rows = []
    for person in result.chosen:
        only = [names[p] for p in result.only(person)]
        reaches = sum(person in by for by in result.reached_by.values())
        rows.append((person, names[person], result.problem.team_of[person], str(reaches), str(len(only))))
    columns = (("person_id", "id"), ("name", "text"), ("unit", "text"), ("reaches", "number"), ("only", "number"))
    tables.print_rows([(f"cli.column.{name}", kind) for name, kind in columns], rows)


def _show_teams(result: FrontRunnerResult) -> None:
    """Teams in which somebody is not reached, most such people first."""
    teams = result.teams()
    teams["left"] = teams["unreached"] + teams["unknown"]
    teams = teams[teams["left"] > 0].sort_values(["left", "team"], ascending=[False, True], kind="stable")
    if teams.empty:
        return
    tables.heading(text("cli.front_runners.teams"))
    columns = [("cli.column.unit", "text"), *((f"cli.column.{state}", "number") for state in STATES)]
    rows = [(row["team"] or "-", *(str(row[state]) for state in STATES)) for row in teams.to_dict("records")]
    tables.print_rows(columns, rows, limit=20)
