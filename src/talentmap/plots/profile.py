"""One person's strengths: what others see, what they say themselves, and how sure it is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import UnknownLabelError
from talentmap.evidence import profiles
from talentmap.plots.labels import labels_of
from talentmap.plots.theme import ACCENT, INK, LIGHT, LINE, MAIN, PAPER, ROW, SOFT, WARM, empty, styled
from talentmap.vocabulary import text

_ENERGY = {2: MAIN, 1: LIGHT, 0: LINE, -1: ACCENT, -2: WARM}


def plot_profile(data: Dataset, person_id: str, *, include_private: bool = False, most: int = 30) -> Any:
    """Draw the strengths of one person, strongest first.

    The line runs from the lowest to the highest level by the views given, the dot is the level, the open diamond
    what the person says. Colour shows what it gives or costs them; grey where they did not say.

    Parameters
    ----------
    data
        The dataset as the reader may see it.
    person_id
        Whose.
    include_private
        True also draws what the person keeps private: for the person themself.
    most
        Strengths drawn; the subtitle says so when there are more.

    Returns
    -------
    ``altair.LayerChart``. The table of the figure is ``profiles(data)`` for this person.

    Raises
    ------
    UnknownLabelError
        No such person.
    """
    import altair as alt

    people = labels_of(data, "person")
    if person_id not in people:
        raise UnknownLabelError(text("measures.unknown_person", person=person_id), person_id)
    title = text("plots.profile.title", person=people[person_id])
    rows = profiles(data, include_private=include_private)
    rows = rows[rows["person_id"] == person_id]
    if rows.empty:
        return empty(title, text("plots.profile.none"))
    n_all, rows = len(rows), _rows(rows, data, most)
    note = text("plots.profile.note")
    if n_all > most:
        note += " " + text("plots.key.fold", shown=most, all=n_all)
    scale = alt.Scale(domain=[-0.2, 5.2], nice=False)
    axis = alt.Axis(values=list(range(6)), format="d", domain=False)
    y = alt.Y("strength:N", title=None, sort=rows["strength"].tolist(), axis=alt.Axis(ticks=False, domain=False))
    base = alt.Chart(rows).encode(y=y, tooltip=_tooltip())
    band = base.mark_rule(strokeWidth=5, color=LINE, strokeCap="round").encode(
        x=alt.X("low:Q", title=text("plots.profile.level"), scale=scale, axis=axis), x2="high:Q"
    )
    energy = {
        text(f"plots.profile.energy.{name}"): colour
        for name, colour in zip(("2", "1", "0", "-1", "-2"), _ENERGY.values(), strict=True)
    }
    colours = alt.Scale(domain=[*energy, text("plots.profile.energy.none")], range=[*energy.values(), PAPER])
    dot = base.mark_circle(size=190, opacity=1, stroke=SOFT, strokeWidth=0.8).encode(
        x="level:Q",
        color=alt.Color("says:N", title=text("plots.profile.energy"), scale=colours, legend=alt.Legend(columns=3)),
    )
    own = base.transform_filter("isValid(datum.own_level)").mark_point(
        shape="diamond", size=120, color=INK, fill=PAPER, fillOpacity=0.0, strokeWidth=1.6
    )
    return styled(alt.layer(band, dot, own.encode(x="own_level:Q")), title, note, width=480, height=len(rows) * ROW)


def _rows(rows: pd.DataFrame, data: Dataset, most: int) -> pd.DataFrame:
    rows = rows.sort_values(["level", "strength_id"], ascending=[False, True]).head(most)
    energy = rows["energy"].astype("str").fillna("none")
    return rows.assign(
        strength=rows["strength_id"].map(labels_of(data, "strength")),
        says=[text(f"plots.profile.energy.{value}") for value in energy],
        rests_on=[text(f"plots.profile.basis.{basis}") for basis in rows["basis"]],
        newest=rows["newest"].dt.strftime("%Y-%m-%d"),
    ).drop(columns="basis")


def _tooltip() -> list[Any]:
    import altair as alt

    columns = (("strength", "N"), ("level", "Q"), ("low", "Q"), ("high", "Q"), ("own_level", "Q"), ("says", "N"))
    more = (("rests_on", "N"), ("n_raters", "Q"), ("newest", "N"))
    return [
        alt.Tooltip(f"{name}:{kind}", title=text(f"plots.profile.column.{name}")) for name, kind in (*columns, *more)
    ]
