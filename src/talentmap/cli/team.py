"""``talentmap team``: proposals for the team of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Out, Today
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams import TeamResult

Many = list[str] | None


def _projects(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of the projects in the dataset named before, for tab completion; nothing when it cannot be read."""
    import os

    # While an option waits for its value typer has not read the path yet, so look for it among the words typed.
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    path = next((word for word in (ctx.params.get("path"), *typed.split()) if word and os.path.exists(word)), None)
    if path is None:
        return []
    try:
        from talentmap.data.read import read_dataset

        return [name for name in read_dataset(path).projects["project_id"] if name.startswith(incomplete)]
    except Exception:  # a Tab that finds nothing is better than one that complains
        return []


Project = Annotated[
    str | None, typer.Option("--project", metavar="ID", help="cli.option.project", autocompletion=_projects)
]
Size = Annotated[str | None, typer.Option("--size", metavar="4-6", help="cli.option.size")]
Weights = Annotated[Many, typer.Option("--weights", metavar="NAME=N,...", help="cli.option.weights")]
Include = Annotated[Many, typer.Option("--include", metavar="IDS", help="cli.option.include")]
Exclude = Annotated[Many, typer.Option("--exclude", metavar="IDS", help="cli.option.exclude")]
Together = Annotated[Many, typer.Option("--together", metavar="IDS", help="cli.option.together")]
Apart = Annotated[Many, typer.Option("--apart", metavar="IDS", help="cli.option.apart")]
AtMost = Annotated[Many, typer.Option("--unit-at-most", metavar="UNIT=N", help="cli.option.unit_at_most")]
AtLeast = Annotated[Many, typer.Option("--unit-at-least", metavar="UNIT=N", help="cli.option.unit_at_least")]
Alternatives = Annotated[str, typer.Option("--alternatives", metavar="N", help="cli.option.alternatives")]
Differ = Annotated[str, typer.Option("--differ", metavar="N", help="cli.option.differ")]
Within = Annotated[str | None, typer.Option("--within", metavar="SHARE", help="cli.option.within")]
Robust = Annotated[str, typer.Option("--robust", metavar="N", help="cli.option.robust")]
Stretch = Annotated[Many, typer.Option("--stretch", metavar="IDS", help="cli.option.stretch")]
TradeTerms = Annotated[Many, typer.Option("--trade-off", metavar="TERM,TERM", help="cli.option.trade_off")]
Ranges = Annotated[bool, typer.Option("--ranges", help="cli.option.ranges")]
Seed = Annotated[str, typer.Option("--seed", metavar="N", help="cli.option.seed")]
Record = Annotated[str | None, typer.Option("--record", metavar="FILE", help="cli.option.record")]
TimeLimit = Annotated[str | None, typer.Option("--time-limit", metavar="SECONDS", help="cli.option.time_limit")]


def command(
    path: DataPath,
    project: Project = None,
    size: Size = None,
    weights: Weights = None,
    include: Include = None,
    exclude: Exclude = None,
    together: Together = None,
    apart: Apart = None,
    unit_at_most: AtMost = None,
    unit_at_least: AtLeast = None,
    alternatives: Alternatives = "3",
    differ: Differ = "1",
    within: Within = None,
    robust: Robust = "0",
    stretch: Stretch = None,
    trade_off: TradeTerms = None,
    ranges: Ranges = False,
    seed: Seed = "7",
    time_limit: TimeLimit = None,
    as_json: Json = False,
    out: Out = None,
    record: Record = None,
    today: Today = None,
    include_private: IncludePrivate = False,
    lang: Lang = None,
) -> int:
    """Propose teams with their proof, or say which rules cannot hold together."""
    from talentmap.cli import options, output, reading

    output.checked_out(out)
    output.checked_out(record)
    size_asked = options.size_range(size)
    weights_asked = options.pairs("--weights", weights or (), commas=True)
    search: dict[str, Any] = {
        "alternatives": options.whole("--alternatives", alternatives, 0, 1000),
        "differ": options.whole("--differ", differ, 1, 1000),
        "seed": options.whole("--seed", seed, 0),
        "time_limit": None if time_limit is None else options.amount("--time-limit", time_limit),
        "within": None if within is None else options.amount("--within", within),
    }
    lost = options.whole("--robust", robust, 0, 1000)
    terms = _terms(trade_off)
    if terms and (record is not None or ranges):
        raise ProblemError(text("teams_front.wrong.together"))
    at_most = options.limits("--unit-at-most", unit_at_most or ())
    at_least = options.limits("--unit-at-least", unit_at_least or ())
    if project is None:
        raise ProblemError(text("cli.usage.missing", name="--project", help="talentmap team --help"))
    from talentmap.teams import TeamProblem, propose_teams  # late: a wrong option is told at once

    data = reading.dataset(path, today)
    problem = TeamProblem(
        data,
        project=project,
        size=size_asked,
        weights=_weights(weights_asked),
        include=options.ids(include or ()),
        exclude=options.ids(exclude or ()),
        together=[options.ids([group]) for group in together or ()],
        apart=[options.ids([group]) for group in apart or ()],
        unit_at_most=at_most,
        unit_at_least=at_least,
        include_private=include_private,
        robust=lost,
        stretch=None if stretch is None else options.ids(stretch),
    )
    if terms:
        from talentmap.cli.show_trade_off import answer_trade_off

        limits = {name: search[name] for name in ("seed", "time_limit")}
        return answer_trade_off(problem, terms, limits, as_json=as_json, out=out)
    with output.working(text("cli.working.team")):
        result = propose_teams(problem, **search)
    if record is not None:
        from talentmap.teams.record import write_record

        write_record(result, record)
        output.say(text("cli.written", path=record))
    return _answer(result, as_json=as_json, out=out, ranges=ranges, limit=search["time_limit"])


def _terms(asked: Many) -> tuple[str, ...]:
    """Terms to set against each other, from ``coverage,cohesion``; nothing when not asked."""
    from dataclasses import fields

    from talentmap.cli import options

    if asked is None:
        return ()
    from talentmap.teams import TeamWeights

    known = [part.name for part in fields(TeamWeights)]
    terms = tuple(options.choice("--trade-off", name, known) for name in options.words_in_order(asked))
    if len(set(terms)) != len(terms) or len(terms) not in (2, 3):
        known_terms = ", ".join(known)
        raise ProblemError(text("teams_front.wrong.terms", found=", ".join(terms) or "-", known=known_terms))
    return terms


def _weights(asked: dict[str, float]) -> Any:
    """The weights asked for, all others 0; without any, coverage alone."""
    from talentmap.cli.options import named
    from talentmap.teams import TeamWeights

    return TeamWeights(**named("--weights", asked, TeamWeights.names())) if asked else TeamWeights()


def _answer(result: TeamResult, *, as_json: bool, out: str | None, ranges: bool, limit: float | None) -> int:
    from talentmap.cli import output
    from talentmap.cli.show_team import show_teams

    answer = result.to_dict()
    moves = None
    if ranges and result.status.value == "optimal":
        from talentmap.teams.ranges import weight_ranges

        with output.working(text("cli.working.ranges")):
            moves = weight_ranges(result, time_limit=limit)
        answer["ranges"] = moves.to_dict()
    if as_json:
        output.print_json(answer)
    else:
        show_teams(result)
        if moves is not None:
            from talentmap.cli.show_trade_off import show_ranges

            show_ranges(moves)
        elif ranges:
            output.say(text("teams_front.wrong.unproven"))
    if result.status.has_solution or str(out).lower().endswith(".json"):
        output.write_answer(out, answer, result.table, title=text("cli.team.title", project=result.problem.project))
    elif out is not None:
        output.say(text("cli.nothing_written", path=out))
    return 0 if result.status.has_solution else 1
