"""Strengths that hang on one or two people, as bars."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.plots.labels import apart
from talentmap.plots.theme import INK, LIGHT, MAIN, ROW, WARM, empty, styled
from talentmap.vocabulary import text


def plot_key_people(key_people: pd.DataFrame, *, most: int = 20) -> Any:
    """Draw per strength who holds it strongly, how many come next, and how many are asked for.

    Parameters
    ----------
    key_people
        As ``key_people`` gives it; it is also the table of the figure.
    most
        Strengths drawn, in the order of the table; the subtitle says so when there are more.

    Returns
    -------
    ``altair.LayerChart``.
    """
    import altair as alt

    title = text("plots.key.title")
    if key_people.empty:
        return empty(title, text("plots.key.none"))
    rows = _rows(key_people)
    shown, note = rows.head(most), text("plots.key.note")
    if len(rows) > most:
        note += " " + text("plots.key.fold", shown=most, all=len(rows))
    y = alt.Y("strength:N", title=None, sort=shown["strength"].tolist(), axis=alt.Axis(ticks=False, domain=False))
    base = alt.Chart(shown).encode(y=y)
    asked = base.transform_filter("datum.needed > 0").mark_tick(thickness=2.5, height=19, color=WARM, opacity=1)
    asked = asked.encode(x="needed:Q", tooltip=[alt.Tooltip("needed:Q", title=text("plots.key.needed"))])
    names = base.mark_text(align="left", dx=10, fontSize=12, color=INK, limit=330)
    names = names.encode(x="end:Q", text="people:N", tooltip=[alt.Tooltip("reason:N", title=" ")])
    chart = alt.layer(_bars(shown, y), asked, names)
    return styled(chart, title, note, width=680, height=len(shown) * ROW)


def _bars(shown: pd.DataFrame, y: Any) -> Any:
    import altair as alt

    words = {"n_strong": text("plots.key.strong"), "next_level": text("plots.key.next")}
    bars = shown.melt(["strength", "people"], list(words), "count_of", "count")
    bars = bars.assign(
        place=bars["count_of"].map({name: place for place, name in enumerate(words)}),
        count_of=bars["count_of"].map(words),
    )
    most = int((shown[["n_strong", "needed"]].max(axis=1) + shown["next_level"]).max())
    scale = alt.Scale(domain=[0, max(most * 1.9, 6)], nice=False)
    axis = alt.Axis(format="d", domain=False, values=list(range(0, most + 1, max(most // 6, 1))))
    colours = alt.Scale(domain=list(words.values()), range=[MAIN, LIGHT])
    return (
        alt.Chart(bars)
        .mark_bar(height=13, cornerRadius=2)
        .encode(
            x=alt.X("count:Q", title=text("plots.key.people"), scale=scale, axis=axis),
            y=y,
            order=alt.Order("place:Q"),
            color=alt.Color("count_of:N", title=None, sort=None, scale=colours),
            tooltip=[alt.Tooltip("strength:N", title=" "), alt.Tooltip("count_of:N", title="  "), "count:Q"],
        )
    )


def _rows(key_people: pd.DataFrame) -> pd.DataFrame:
    """One row per strength, in the order of the table, with its holders written out."""
    frame = key_people.assign(strength=apart(key_people["strength"], key_people["strength_id"]))
    by = frame.groupby("strength_id", sort=False)
    rows = by[["strength", "n_strong", "next_level", "needed", "reason"]].first()
    rows["people"] = by["person"].agg(", ".join)
    rows["end"] = pd.concat([rows["n_strong"] + rows["next_level"], rows["needed"]], axis=1).max(axis=1)
    return rows.reset_index()
