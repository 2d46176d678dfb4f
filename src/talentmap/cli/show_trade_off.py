"""What terms of a team cost each other, and how far weights can move, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from talentmap.cli import output, tables
from talentmap.documents.naming import Names
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams.problem import TeamProblem
    from talentmap.teams.ranges import WeightRange, WeightRanges
    from talentmap.teams.tradeoff import TradeOff


def answer_trade_off(
    problem: TeamProblem, terms: tuple[str, ...], limits: dict[str, Any], *, as_json: bool, out: str | None
) -> int:
    """Work the front out, show or write it, and give the exit code."""
    from talentmap.teams.front import trade_off  # late: a wrong option is told at once

    with output.working(text("cli.working.team")):
        front = trade_off(problem, terms, **limits)
    answer = front.to_dict()
    if as_json:
        output.print_json(answer)
    else:
        show_trade_off(front)
    if front.points or str(out).lower().endswith(".json"):
        output.write_answer(out, answer, front.table, title=text("cli.team.title", project=problem.project))
    elif out is not None:
        output.say(text("cli.nothing_written", path=out))
    return 0 if front.points else 1


def show_trade_off(front: TradeOff) -> None:
    """A row per team: its values, its members, and who changes from the one before."""
    names = [text(f"teams.term.{name}") for name in front.terms]
    title = text("teams_front.plot.and", first=", ".join(names[:-1]), last=names[-1])
    tables.heading(text("teams_front.plot.title", terms=title))
    if front.points:
        kind = "teams_front.complete" if front.complete else "teams_front.part"
        tables.line(text(kind, n=len(front.points), terms=title, scale=front.scale), "bold")
        rows = front.table()
        tables.print_rows(
            (
                ("cli.column.proposal", "number"),
                *((f"teams.term.{name}", "number") for name in front.terms),
                ("cli.column.best", "number"),
                ("cli.column.members", "id"),
                ("cli.column.joins", "id"),
            ),
            [
                (
                    str(row["point"]),
                    *(tables.figure(row[name], 3) for name in front.terms),
                    tables.figure(row["best"], 3),
                    row["members"],
                    row["joined"] or "-",
                )
                for row in rows.to_dict("records")
            ],
        )
    else:
        tables.line(text(f"results.status.{front.status.value}"), "bold red")
    named = Names(front.problem.data, with_ids=True)
    said = [named.reason(reason).text() for reason in front.reasons]
    said += [line for conflict in front.conflicts for line in named.sentences(conflict)]
    if said:
        tables.heading(text("cli.team.remarks"))
        tables.lines(said)


def show_ranges(moves: WeightRanges) -> None:
    """A row per term: its weight, how far it can move, and who is best beyond."""
    tables.heading(text("teams_front.ranges"))
    tables.print_rows(
        (
            ("cli.column.term", "text"),
            ("cli.column.weight", "number"),
            ("cli.column.from", "number"),
            ("cli.column.to", "number"),
            ("cli.column.below", "id"),
            ("cli.column.above", "id"),
        ),
        [_range(one) for one in moves.ranges],
    )


def _range(one: WeightRange) -> tuple[str, ...]:
    unsure = "" if one.low.proven and one.high.proven else " ?"
    return (
        text(f"teams.term.{one.term}"),
        tables.figure(one.weight, 3),
        tables.figure(one.low.weight, 3),
        ("≥ " if one.high.open else "") + tables.figure(one.high.weight, 3) + unsure,
        ", ".join(one.low.members) or "-",
        ", ".join(one.high.members) or "-",
    )
