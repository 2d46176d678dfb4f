"""``talentmap programme``: staff and rooms for groups, coaches, phases, and a calendar for everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import DataPath, Json, Lang, Today
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset
    from talentmap.programme import ProgrammeResult

PARTS = ("day", "morning", "afternoon")
Many = list[str] | None

Plan = Annotated[str | None, typer.Option("--plan", metavar="FILE", help="cli.option.plan")]
Programme = Annotated[str | None, typer.Option("--programme", metavar="ID", help="cli.option.programme")]
Start = Annotated[str | None, typer.Option("--start", metavar="DATE", help="cli.option.start")]
Part = Annotated[
    str | None,
    typer.Option(
        "--part",
        metavar="|".join(PARTS),
        help="cli.option.part",
        autocompletion=lambda incomplete: [part for part in PARTS if part.startswith(incomplete)],
    ),
]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="cli.option.language")]
Refuse = Annotated[Many, typer.Option("--refuse", metavar="IDS", help="cli.option.refuse")]
Wish = Annotated[Many, typer.Option("--wish", metavar="IDS", help="cli.option.wish")]
Calendar = Annotated[str | None, typer.Option("--calendar", metavar="FOLDER", help="cli.option.calendar")]
Out = Annotated[str | None, typer.Option("--out", metavar="FILE", help="cli.option.programme_out")]


def command(
    path: DataPath,
    plan: Plan = None,
    programme: Programme = None,
    start: Start = None,
    part: Part = None,
    language: Language = None,
    refuse: Refuse = None,
    wish: Wish = None,
    calendar: Calendar = None,
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    lang: Lang = None,
) -> int:
    """Plan the cohort, or say which asks the pools cannot answer."""
    from talentmap.cli import options, output, reading

    folder = _folder(out)
    if folder is None:
        output.checked_out(out)
    _checked_folder("--calendar", calendar)
    asked: dict[str, Any] = {
        "programme": programme,
        "start": _day(start),
        "part": None if part is None else options.choice("--part", part, PARTS),
        "language": language,
        "refusals": [_ids("--refuse", value, 2, 2) for value in refuse or ()],
        "wishes": _wishes(wish or ()),
    }
    groups = None if plan is None else read_plan_file(plan)
    data = reading.dataset(path, today)
    from talentmap.programme import plan_programme  # late: a wrong option is told at once

    with output.working(text("cli.working.programme")):
        result = plan_programme(data, groups, **asked)
    answer = {**result.to_dict(), **reading.facts(data)}
    if as_json:
        output.print_json(answer)
    else:
        from talentmap.cli.show_programme import show_programme

        show_programme(result)
    if folder is not None:
        _write_tables(result, folder)
    else:
        output.write_answer(out, answer, result.table, title=text("cli.programme.title"))
    _write_calendars(result, data, calendar)
    return 0 if result.status.has_solution else 1


def read_plan_file(name: str) -> dict[str, Any]:
    """The object in the file that ``talentmap groups --json`` wrote.

    Raises
    ------
    ProblemError
        The file cannot be read, or holds no such object.
    """
    from talentmap.data.limits import Limits

    path, most = Path(name), Limits().json_bytes
    try:
        if path.stat().st_size > most:
            raise ProblemError(text("cli.bad.plan_large", path=name, most=most))
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ProblemError(text("cli.bad.plan_unread", path=name)) from error
    except (ValueError, RecursionError) as error:
        raise ProblemError(text("cli.bad.plan_json", path=name)) from error
    if not isinstance(found, dict):
        raise ProblemError(text("cli.bad.plan_json", path=name))
    return found


def _folder(out: str | None) -> Path | None:
    """The folder asked for with ``--out``: one that is there, or a name without a suffix; None for a file."""
    if out is None or (Path(out).suffix and not Path(out).is_dir()):
        return None
    _checked_folder("--out", out)
    return Path(out)


def _checked_folder(option: str, name: str | None) -> None:
    """Look before the work starts whether the folder can be there."""
    if name is not None and not (Path(name).is_dir() or (Path(name).parent.is_dir() and not Path(name).exists())):
        raise ProblemError(text("cli.bad.out_folder", option=option, path=name))


def _day(value: str | None) -> str | None:
    from talentmap.cli.options import reference_date

    try:
        return reference_date(value)
    except ProblemError:
        from talentmap.cli.options import short

        raise ProblemError(text("cli.bad.start", found=short(value))) from None


def _ids(option: str, value: str, least: int, most: int) -> tuple[str, ...]:
    from talentmap.cli.options import ids, short

    found = ids([value])
    if not least <= len(found) <= most:
        raise ProblemError(text(f"cli.bad.ids.{option.strip('-')}", found=short(value)))
    return found


def _wishes(values: list[str] | tuple[()]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for value in values:
        person, *coaches = _ids("--wish", value, 2, 1000)
        if person in found:
            raise ProblemError(text("cli.bad.twice", option="--wish", name=person))
        found[person] = tuple(coaches)
    return found


def _write_tables(result: ProgrammeResult, folder: Path) -> None:
    from talentmap.cli import output
    from talentmap.data.write import write_table

    folder.mkdir(exist_ok=True)
    for name, frame in result.tables().items():
        write_table(frame, folder / f"{name}.csv", title=name)
    output.say(text("cli.written", path=folder))


def _write_calendars(result: ProgrammeResult, data: Dataset, folder: str | None) -> None:
    if folder is None:
        return
    from talentmap.cli import output
    from talentmap.programme import write_calendars

    table = result.table()
    stamp = data.reference_date if data.reference_date is not None else table["date"].min()
    written = write_calendars(table, folder, stamp=stamp) if len(table) else ()
    output.say(text("cli.programme.calendars", path=folder, n=len(written)))
