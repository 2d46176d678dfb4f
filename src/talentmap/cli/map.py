"""``talentmap map``: which strengths are present, strong, unknown, needed and wished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Limit, Out, Today

if TYPE_CHECKING:
    import pandas as pd

COUNTS = ("present", "strong", "unknown", "needed", "wished")
By = Annotated[str, typer.Option("--by", metavar="COLUMN", help="cli.option.by")]
Group = Annotated[str | None, typer.Option("--group", metavar="NAME", help="cli.option.group")]


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
        show_map(counts, by, most)
        if group is None:
            show_key_people(people, min(most, 10))
    output.write_answer(out, answer, lambda: counts, title=text("cli.map.title"))
    return 0


def _only(counts: pd.DataFrame, group: str) -> pd.DataFrame:
    from talentmap.cli.options import choice_of_text

    known = sorted({str(name) for name in counts["group"]})
    return counts[counts["group"].astype(str) == choice_of_text("--group", group, known)]


def show_map(counts: pd.DataFrame, by: str, limit: int) -> None:
    """Strengths over all groups shown: those asked for and scarcest first."""
    from talentmap.cli import tables
    from talentmap.vocabulary import text

    total = counts.groupby(["strength_id", "strength"], sort=True)[list(COUNTS)].sum(min_count=1).reset_index()
    total["short"] = total["needed"].fillna(0) - total["strong"]
    total = total.sort_values(["short", "needed", "strong"], ascending=[False, False, True], kind="stable")
    groups = counts.drop_duplicates("group")
    tables.heading(text("cli.map.heading", groups=len(groups), by=by, people=int(groups["n_people"].sum())))
    tables.line(text("cli.map.explained"), "dim")
    columns = (("cli.column.strength", "text"), *((f"cli.column.{name}", "number") for name in COUNTS))
    tables.print_rows(columns, total[["strength", *COUNTS]].itertuples(index=False, name=None), limit=limit)


def show_key_people(people: pd.DataFrame, limit: int) -> None:
    """Strengths that hang on one or two people, as sentences."""
    from talentmap.cli import tables
    from talentmap.vocabulary import text

    tables.heading(text("cli.map.key_people", n=people["strength_id"].nunique()))
    first = people.drop_duplicates("strength_id")
    tables.lines(first["reason"], limit=limit)
