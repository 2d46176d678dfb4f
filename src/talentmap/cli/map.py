"""``talentmap map``: which strengths are present, strong, unknown, needed and wished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Out, Today

if TYPE_CHECKING:
    import pandas as pd

COUNTS = ("present", "strong", "unknown", "needed", "wished")
By = Annotated[str, typer.Option("--by", metavar="COLUMN", help="cli.option.by")]
Group = Annotated[str | None, typer.Option("--group", metavar="NAME", help="cli.option.group")]
Limit = Annotated[str, typer.Option("--limit", metavar="N", help="cli.option.limit")]


def command(
    path: DataPath,
    by: By = "unit",
    group: Group = None,
    limit: Limit = "20",
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    include_private: IncludePrivate = False,
    lang: Lang = None,
) -> int:
    """Make the capability map and name the key people."""
    from talentmap.cli import output, reading, tables
    from talentmap.cli.options import whole
    from talentmap.measures import capability_map, key_people
    from talentmap.vocabulary import text

    output.checked_out(out)
    most = whole("--limit", limit, 1)
    data = reading.dataset(path, today)
    with output.working(text("cli.working.map")):
        counts = capability_map(data, by=by, include_private=include_private)
        people = key_people(data, include_private=include_private)
    if group is not None:
        counts = _only(counts, group)
    answer = {"status": "ok", "by": by, "rows": counts, "key_people": people, **reading.facts(data)}
    if as_json:
        output.print_json(answer)
    elif not len(data.frames["people"]):
        tables.line(text("cli.nobody"))
    else:
        show_map(data, counts, by, most)
        show_key_people(data, people, most)
    output.write_answer(out, answer, lambda: counts, title=text("cli.map.title"))
    return 0


def _only(counts: pd.DataFrame, group: str) -> pd.DataFrame:
    from talentmap.cli.options import choice_of_text

    known = sorted({str(name) for name in counts["group"]})
    return counts[counts["group"].astype(str) == choice_of_text("--group", group, known)]


def show_map(data: Any, counts: pd.DataFrame, by: str, limit: int) -> None:
    """Strengths by what is asked of them against what is there, scarcest first."""
    from talentmap.cli import tables
    from talentmap.vocabulary import current_language, text

    names = strength_names(data, current_language())
    total = counts.groupby("strength_id", observed=True)[list(COUNTS)].sum()
    total["short"] = total["needed"] - total["present"]
    total = total.sort_values(["short", "needed", "strong"], ascending=[False, False, True], kind="stable")
    tables.heading(text("cli.map.heading", groups=counts["group"].nunique(), by=by))
    tables.line(text("cli.map.explained"), "dim")
    tables.print_rows(
        (
            ("cli.column.strength", "text"),
            *((f"cli.column.{name}", "number") for name in COUNTS),
        ),
        [
            (names.get(str(strength), str(strength)), *(int(value) for value in row))
            for strength, row in zip(total.index, total[list(COUNTS)].itertuples(index=False), strict=True)
        ],
        limit=limit,
    )


def show_key_people(data: Any, people: pd.DataFrame, limit: int) -> None:
    """Strengths that hang on one or two people."""
    from talentmap.cli import tables
    from talentmap.vocabulary import text

    tables.heading(text("cli.map.key_people", n=len(people)))
    tables.line(str(list(people.columns)))


def strength_names(data: Any, lang: str) -> dict[str, str]:
    """Strength id -> name in the language, the plain name where it has no Dutch one."""
    strengths = data.frames["strengths"]
    plain = dict(zip(strengths["strength_id"], strengths["name"], strict=True))
    if lang == "nl":
        dutch = strengths.dropna(subset=["name_nl"])
        plain.update(zip(dutch["strength_id"], dutch["name_nl"], strict=True))
    return {str(key): str(name) for key, name in plain.items()}
