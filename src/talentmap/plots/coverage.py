"""Who brings what in each proposed team, requirement by requirement."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.plots.labels import decimal, labels_of
from talentmap.plots.theme import FAINT, INK, LIGHT, MAIN, PAPER, SOFT, WARM_FAINT, styled
from talentmap.teams import TeamResult
from talentmap.teams.facts import requirements_of
from talentmap.vocabulary import text

_COLUMN, _ROW = 34, 30
_HEAD = 4
"""Columns that the head of a proposal takes."""
_STATES = {"met": MAIN, "one_short": LIGHT, "short": PAPER}


def plot_coverage(teams: TeamResult, *, most: int = 3) -> Any:
    """Draw the known level of each member for each requirement, proposal beside proposal.

    Dark: the level asked is met; lighter: one short; white: further short; a question mark: not known. The row of a
    proposal is green where enough members meet the requirement, orange where they do not.

    Parameters
    ----------
    teams
        As ``propose_teams`` gives it; ``teams.table()`` is the table of the figure.
    most
        Proposals drawn, best first; the subtitle says so when there are more.

    Returns
    -------
    ``altair.LayerChart``.

    Raises
    ------
    NoSolutionError
        There is no team.
    """
    import altair as alt

    cells, heads, slots = _cells(teams, most)
    rows = cells["asked"].drop_duplicates().tolist()
    at = alt.Scale(domain=slots, paddingInner=0, paddingOuter=0.2)
    names = alt.Axis(labelAngle=-45, ticks=False, domain=False, labelLimit=140, labelOverlap=False)
    base = alt.Chart(cells).encode(
        x=alt.X("slot:N", title=None, scale=at, axis=names),
        y=alt.Y("asked:N", title=None, sort=rows, axis=alt.Axis(ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip(f"{name}:{kind}", title=text(f"plots.coverage.column.{name}"))
            for name, kind in (("person", "N"), ("asked", "N"), ("level", "Q"), ("energy", "Q"), ("part", "Q"))
        ],
    )
    tint = base.mark_rect(stroke=PAPER).encode(
        color=alt.condition("datum.enough", alt.value(FAINT), alt.value(WARM_FAINT))
    )
    white = alt.condition("datum.meets", alt.value(PAPER), alt.value(INK))
    words = base.mark_text(fontSize=12).encode(text="shown:N", color=white)
    head = alt.Chart(heads).mark_text(align="left", dx=-14, fontSize=12, fontWeight=600, color=INK, y=-10)
    head = head.encode(x=alt.X("slot:N", scale=at), text="head:N")
    chart = alt.layer(tint, _dots(base), words, head).resolve_scale(color="independent")
    note = text("plots.coverage.note")
    if len(teams.teams) > most:
        note += " " + text("plots.key.fold", shown=most, all=len(teams.teams))
    size = {"width": len(slots) * _COLUMN, "height": len(rows) * _ROW}
    return styled(chart, text("plots.coverage.title"), note, **size)


def _dots(base: Any) -> Any:
    import altair as alt

    words = [text(f"plots.coverage.{state}") for state in _STATES]
    return (
        base.transform_filter("isValid(datum.level)")
        .mark_circle(size=430, opacity=1, stroke=SOFT, strokeWidth=0.8)
        .encode(
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=words, range=list(_STATES.values())),
                legend=alt.Legend(symbolType="circle", symbolStrokeColor=SOFT, symbolStrokeWidth=0.8),
            )
        )
    )


def _cells(teams: TeamResult, most: int) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Cells to draw, the head of each proposal, and the columns in order with a gap between proposals.

    An axis of names needs values that differ although somebody stands in several proposals: blanks behind the name,
    as many as the number of the proposal, are not seen.
    """
    table = teams.table()
    table = table[table["team"] <= most]
    people, strengths = labels_of(teams.problem.data, "person"), labels_of(teams.problem.data, "strength")
    person = table["person_id"].map(people).astype("str")
    needs = {part.strength_id: part for part in requirements_of(teams.problem)}
    asked = {
        key: text(
            "plots.coverage.asked_many" if part.min_people > 1 else "plots.coverage.asked",
            strength=strengths[key] + ("*" if part.mandatory else ""),
            level=part.level,
            people=part.min_people,
        )
        for key, part in needs.items()
    }
    n_met = table.groupby(["team", "requirement"])["meets"].transform("sum")
    short = (table["need"] - table["level"]).clip(lower=0).clip(upper=2)
    state = short.map(dict(enumerate(text(f"plots.coverage.{name}") for name in _STATES)))
    cells = table.assign(
        person=person,
        slot=[f"{name}{' ' * team}" for name, team in zip(person, table["team"], strict=True)],
        asked=table["requirement"].map(asked),
        enough=n_met >= table["requirement"].map({key: part.min_people for key, part in needs.items()}),
        state=state,
        shown=table["level"].astype("str").fillna("?"),
    )
    slots: list[str] = []
    for _, rows in cells.groupby("team"):
        members = rows["slot"].drop_duplicates().tolist()
        slots += [*members, *(" " * (len(slots) + gap) for gap in range(1, max(_HEAD - len(members), 1) + 1))]
    heads = cells.groupby("team")["slot"].first().reset_index()
    best = {number: team.objective for number, team in enumerate(teams.teams, 1)}
    heads["head"] = [text("plots.coverage.head", team=n, best=decimal(best[n])) for n in heads["team"]]
    return cells, heads, slots
