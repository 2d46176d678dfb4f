"""``talentmap front-runners``: volunteers who together reach the most colleagues."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import DataPath, Json, Lang, Out, Today
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.programme.front_result import FrontRunnerResult
    from talentmap.programme.spread import SpreadResult

Many = list[str] | None
Number = Annotated[str | None, typer.Option("--n", metavar="N", help="cli.option.front_n")]
Volunteers = Annotated[Many, typer.Option("--volunteers", metavar="FILE|IDS", help="cli.option.volunteers")]
Team = Annotated[str, typer.Option("--team", metavar="COLUMN", help="cli.option.front_team")]
Least = Annotated[str, typer.Option("--least", metavar="N", help="cli.option.front_least")]
Most = Annotated[str | None, typer.Option("--most", metavar="N", help="cli.option.front_most")]
Weeks = Annotated[str | None, typer.Option("--weeks", metavar="N", help="cli.option.front_weeks")]
Seed = Annotated[str, typer.Option("--seed", metavar="N", help="cli.option.seed")]
TimeLimit = Annotated[str, typer.Option("--time-limit", metavar="SECONDS", help="cli.option.time_limit")]


def command(
    path: DataPath,
    n: Number = None,
    volunteers: Volunteers = None,
    team: Team = "unit",
    least: Least = "1",
    most: Most = None,
    weeks: Weeks = None,
    seed: Seed = "7",
    time_limit: TimeLimit = "10",
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    lang: Lang = None,
) -> int:
    """Choose front runners with their proof, or say which rules cannot hold together."""
    from talentmap.cli import options, output, reading

    output.checked_out(out)
    if n is None:
        raise ProblemError(text("cli.usage.missing", name="--n", help="talentmap front-runners --help"))
    places = options.whole("--n", n, 1)
    asked: dict[str, Any] = {
        "team": team,
        "least_per_team": options.whole("--least", least, 0),
        "most_per_team": None if most is None else options.whole("--most", most, 0),
        "seed": options.whole("--seed", seed, 0),
        "time_limit": options.amount("--time-limit", time_limit),
    }
    ahead = None if weeks is None else options.whole("--weeks", weeks, 1, 520)
    asked["volunteers"] = given_ids(volunteers or [])
    data = reading.dataset(path, today)
    from talentmap.programme.front_runners import choose_front_runners  # late: a wrong option is told at once

    with output.working(text("cli.working.front_runners")):
        result = choose_front_runners(data, places, **asked)
        spread = _spread(result, ahead, asked["seed"])
    return _answer(result, spread, as_json=as_json, out=out)


def given_ids(values: list[str]) -> list[str]:
    """Ids parted by commas or blanks, or a file with one per line or a column ``person_id``; both may be given."""
    from talentmap.cli.options import ids

    found: list[str] = []
    for value in values:
        path = Path(value)
        found += _in_file(path) if path.suffix.lower() in (".csv", ".txt") or path.is_file() else ids([value])
    return list(dict.fromkeys(found))


def _in_file(path: Path) -> list[str]:
    """The ids in a text file; semicolons and commas part columns, a header ``person_id`` says which."""
    try:
        words = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ProblemError(text("cli.bad.volunteers", path=path)) from None
    mark = ";" if ";" in words.partition("\n")[0] else ","
    rows = [[cell.strip() for cell in row] for row in csv.reader(words.splitlines(), delimiter=mark)]
    rows = [row for row in rows if any(row)]
    column = 0
    if rows and "person_id" in (names := [cell.lower() for cell in rows[0]]):
        column, rows = names.index("person_id"), rows[1:]
    return [row[column] for row in rows if len(row) > column and row[column]]


def _spread(result: FrontRunnerResult, weeks: int | None, seed: int) -> SpreadResult | None:
    if weeks is None or not result.status.has_solution:
        return None
    from talentmap.programme.spread import simulate_spread

    return simulate_spread(result.problem.data, result.chosen, weeks=weeks, seed=seed)


def _answer(result: FrontRunnerResult, spread: SpreadResult | None, *, as_json: bool, out: str | None) -> int:
    from talentmap.cli import output
    from talentmap.cli.show_front_runners import show_front_runners

    answer = result.to_dict()
    if spread is not None:
        answer["spread"] = spread.to_dict()
    if as_json:
        output.print_json(answer)
    else:
        show_front_runners(result, spread)
    if result.status.has_solution or str(out).lower().endswith(".json"):
        output.write_answer(out, answer, result.table, title=text("cli.front_runners.title", n=result.problem.places))
    elif out is not None:
        output.say(text("cli.nothing_written", path=out))
    return 0 if result.status.has_solution else 1
