"""``talentmap close``: a team that carries what is needed and whose members are close to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Out, Today
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams.communication_result import CloseTeam

Many = list[str] | None
Project = Annotated[str | None, typer.Option("--project", metavar="ID", help="cli.option.close_project")]
Strengths = Annotated[Many, typer.Option("--strengths", metavar="ID=LEVEL,...", help="cli.option.close_strengths")]
People = Annotated[str, typer.Option("--people", metavar="N", help="cli.option.close_people")]
Measure = Annotated[str, typer.Option("--measure", metavar="NAME", help="cli.option.close_measure")]
Length = Annotated[str, typer.Option("--length", metavar="NAME", help="cli.option.close_length")]
Through = Annotated[str, typer.Option("--through", metavar="NAME", help="cli.option.close_through")]
Include = Annotated[Many, typer.Option("--include", metavar="IDS", help="cli.option.include")]
Exclude = Annotated[Many, typer.Option("--exclude", metavar="IDS", help="cli.option.exclude")]
TimeLimit = Annotated[str, typer.Option("--time-limit", metavar="SECONDS", help="cli.option.time_limit")]

MEASURES = ("sum_of_distances", "diameter", "steiner", "leader")
LENGTHS = ("inverse", "complement")
SOURCES = ("ties", "recognitions", "both")


def command(
    path: DataPath,
    project: Project = None,
    strengths: Strengths = None,
    people: People = "1",
    measure: Measure = MEASURES[0],
    length: Length = LENGTHS[0],
    through: Through = SOURCES[0],
    include: Include = None,
    exclude: Exclude = None,
    time_limit: TimeLimit = "60",
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    include_private: IncludePrivate = False,
    lang: Lang = None,
) -> int:
    """Find the closest team with its proof and paths, or say what is missing."""
    from talentmap.cli import options, output, reading

    output.checked_out(out)
    asked: dict[str, Any] = {
        "project": project,
        "strengths": _levels(strengths or []),
        "min_people": options.whole("--people", people, 1, 1000),
        "measure": options.choice("--measure", measure, MEASURES),
        "length": options.choice("--length", length, LENGTHS),
        "through": options.choice("--through", through, SOURCES),
        "include": options.ids(include or ()),
        "exclude": options.ids(exclude or ()),
        "time_limit": options.amount("--time-limit", time_limit),
        "include_private": include_private,
    }
    if project is None and asked["strengths"] is None:
        raise ProblemError(text("cli.usage.missing", name="--project | --strengths", help="talentmap close --help"))
    data = reading.dataset(path, today)
    from talentmap.teams.communication import closest_team  # late: a wrong option is told at once

    with output.working(text("cli.working.team")):
        result = closest_team(data, **asked)
    return _answer(result, as_json=as_json, out=out)


def _levels(values: list[str]) -> dict[str, int] | None:
    """Strengths with the level each needs, 2 where it is not said; None where none is named."""
    from talentmap.cli.options import pairs, whole, words_in_order

    found: dict[str, int] = {}
    for word in words_in_order(values):
        for name, level in pairs("--strengths", [word if "=" in word else f"{word}=2"]).items():
            if name in found:
                raise ProblemError(text("cli.bad.twice", option="--strengths", name=name))
            found[name] = whole("--strengths", f"{level:g}", 0, 5)
    return found or None


def _answer(result: CloseTeam, *, as_json: bool, out: str | None) -> int:
    from talentmap.cli import output
    from talentmap.cli.show_close import show_close

    answer = result.to_dict()
    if as_json:
        output.print_json(answer)
    else:
        show_close(result)
    if result.status.has_solution or str(out).lower().endswith(".json"):
        output.write_answer(out, answer, result.table, title=text(f"close.measure.{result.problem.measure}"))
    elif out is not None:
        output.say(text("cli.nothing_written", path=out))
    return 0 if result.status.has_solution else 1
