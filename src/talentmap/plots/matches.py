"""Who gets which seat, and what the fit is made of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.matching import MatchResult
from talentmap.plots.labels import axis_numbers, decimal, labels_of
from talentmap.plots.theme import ACCENT, INK, MAIN, ROW, SLATE, empty, styled
from talentmap.vocabulary import text

_PARTS = {"can": MAIN, "wants": ACCENT, "known": SLATE}
_MICRO = 1_000_000


def plot_matches(matches: MatchResult, data: Dataset | None = None, *, most: int = 40) -> Any:
    """Draw each filled seat with its person, the parts of the fit, and how far it may reach.

    The bar is what is known, unknown strengths counted as nothing; the thin line ends where the fit would be if the
    person met all that is unknown.

    Parameters
    ----------
    matches
        As ``match_roles`` gives it; ``matches.table()`` is the table of the figure.
    data
        The dataset matched, for names instead of ids.
    most
        Seats drawn, by role; the subtitle says so when there are more.

    Returns
    -------
    ``altair.LayerChart``.

    Raises
    ------
    NoSolutionError
        There is no matching.
    """
    import altair as alt

    seats = matches.table()
    title = text("plots.matches.title")
    if seats.empty:
        return empty(title, text("plots.matches.none"))
    n_all, seats = len(seats), _seats(matches, seats.head(most), data)
    note = text("plots.matches.note")
    if n_all > most:
        note += " " + text("plots.key.fold", shown=most, all=n_all)
    y = alt.Y("place:N", title=None, sort=seats["place"].tolist(), axis=alt.Axis(ticks=False, domain=False))
    far = max(1.0, float(seats["high"].max()))
    scale = alt.Scale(domain=[0, far * 1.38], nice=False)
    axis = alt.Axis(domain=False, values=[0, 0.25, 0.5, 0.75, 1], labelExpr=axis_numbers(2))
    base = alt.Chart(seats)
    reach = base.mark_rule(strokeWidth=2, color=SLATE).encode(
        x=alt.X("fit:Q", title=text("plots.matches.fit"), scale=scale, axis=axis), x2="high:Q", y=y
    )
    names = base.mark_text(align="left", dx=7, fontSize=12, color=INK, limit=190)
    names = names.encode(x="high:Q", y=y, text="person:N")
    return styled(alt.layer(_bars(seats, y), reach, names), title, note, width=620, height=len(seats) * ROW)


def _bars(seats: pd.DataFrame, y: Any) -> Any:
    import altair as alt

    words = {name: text(f"plots.matches.part.{name}") for name in _PARTS if (seats[name] > 0).any()}
    rows = seats.melt(["place", "person", "shown"], list(words), "part", "points")
    rows = rows.assign(order=rows["part"].map({name: i for i, name in enumerate(words)}), part=rows["part"].map(words))
    colours = alt.Scale(domain=list(words.values()), range=[_PARTS[name] for name in words])
    return (
        alt.Chart(rows)
        .mark_bar(height=14)
        .encode(
            x="points:Q",
            y=y,
            order=alt.Order("order:Q"),
            color=alt.Color("part:N", title=None, sort=None, scale=colours),
            tooltip=[
                alt.Tooltip("place:N", title=" "),
                alt.Tooltip("person:N", title=text("plots.coverage.column.person")),
                alt.Tooltip("part:N", title=text("plots.terms.term")),
                alt.Tooltip("points:Q", title=text("plots.terms.value"), format=".3f"),
                alt.Tooltip("shown:N", title=text("plots.matches.fit")),
            ],
        )
    )


def _seats(matches: MatchResult, seats: pd.DataFrame, data: Dataset | None) -> pd.DataFrame:
    roles = {} if data is None else labels_of(data, "role")
    people = {} if data is None else labels_of(data, "person")
    several = seats["role_id"].duplicated(keep=False)
    title = seats["role_id"].map(lambda role: roles.get(role, role)).astype("str")
    person = seats["person_id"].map(lambda one: people.get(one, one)).astype("str")
    place = title.where(~several, title + " " + seats["seat"].astype("str"))
    return pd.DataFrame(
        {
            "place": place,
            "person": person,
            "fit": seats["fit"],
            "high": seats["fit"] + _unknown(matches, seats),
            "shown": [decimal(fit) for fit in seats["fit"]],
            **{name: seats[f"{name}_part"] / _MICRO for name in _PARTS},
        }
    )


def _unknown(matches: MatchResult, seats: pd.DataFrame) -> list[float]:
    """What each fit would gain if the person met every requirement of which nothing is known.

    A met requirement adds its share of the weight times the weight of can; that weight is read off the requirements
    that have credit. Without any, nothing can be said and nothing is drawn.
    """
    every = [part for parts in matches.facts.parts.values() for part in parts.requirements]
    whole = [part.can / (part.weight * part.credit) for part in every if part.credit and part.weight]
    each = max(whole, default=0.0) / _MICRO
    gains = []
    for role, person in zip(seats["role_id"], seats["person_id"], strict=True):
        parts = matches.facts.parts.get((role, person))
        unknown = [part.weight for part in parts.requirements if part.level is None] if parts else []
        gains.append(each * sum(unknown))
    return gains
