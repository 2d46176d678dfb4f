"""Who is in which group: counts per group as a heat map, and the groups on a calendar."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.groups import GroupResult
from talentmap.groups.problem import GroupProblem
from talentmap.measures.names import chosen, strength_names
from talentmap.plots.theme import INK, MAIN, PAPER, ROW, SEQUENCE, SOFT, UNKNOWN, empty, styled
from talentmap.vocabulary import text

_STRENGTH = "strength:"


def group_counts(result: GroupResult, by: str = "unit") -> pd.DataFrame:
    """How many people of each value are in each group.

    Parameters
    ----------
    result
        A plan.
    by
        A column of people, or ``strength:ID`` for the levels of one strength, which are what others may see.

    Returns
    -------
    One row per group and value, also where nobody is: ``group``, ``value`` (``?`` where it is unknown), ``people``.

    Raises
    ------
    UnknownLabelError
        No such column or strength.
    NoSolutionError
        There is no plan.
    """
    value = _values(result.problem, by)
    rows = [(group.id, value[person]) for group in result.plan for person in group.members]
    frame = pd.DataFrame(rows, columns=["group", "value"]).astype("str")
    values = sorted(set(frame["value"]) - {"?"}) + (["?"] if (frame["value"] == "?").any() else [])
    every = pd.MultiIndex.from_product([[group.id for group in result.plan], values], names=["group", "value"])
    return frame.value_counts().reindex(every, fill_value=0).rename("people").reset_index()


def plot_group_counts(result: GroupResult, by: str = "unit") -> Any:
    """Draw how many people of each value are in each group; :func:`group_counts` is the table.

    Parameters
    ----------
    result, by
        As for :func:`group_counts`.

    Returns
    -------
    ``altair.LayerChart``.
    """
    import altair as alt

    counts = group_counts(result, by)
    named = by
    if by.startswith(_STRENGTH):
        named = str(strength_names(result.problem.data).get(by.removeprefix(_STRENGTH), by))
    elif by in ("unit", "layer", "location", "manager_id"):
        named = text(f"plots.groups.by.{by}")
    counts["value"] = counts["value"].replace({"?": text("plots.groups.unknown")})
    most = max(int(counts["people"].max()), 1)
    close = alt.Scale(paddingInner=0.06, paddingOuter=0.03)
    values = counts["value"].drop_duplicates().tolist()
    groups = counts["group"].drop_duplicates().tolist()
    base = alt.Chart(counts).encode(
        x=alt.X(
            "group:N",
            title=None,
            sort=groups,
            scale=close,
            axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False),
        ),
        y=alt.Y("value:N", title=None, sort=values, scale=close, axis=alt.Axis(ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip("group:N", title=text("plots.groups.group")),
            alt.Tooltip("value:N", title=named),
            alt.Tooltip("people:Q", title=text("plots.groups.people")),
        ],
    )
    steps = alt.Scale(domain=list(range(most + 1)), range=[PAPER, *_shades(most)])
    boxes = base.mark_rect(stroke="#e6eaec", strokeWidth=0.6, cornerRadius=2).encode(
        color=alt.Color("people:O", scale=steps, legend=None)
    )
    words = base.transform_filter("datum.people > 0").mark_text(fontSize=12)
    words = words.encode(
        text="people:Q", color=alt.condition(f"datum.people > {most * 0.55}", alt.value(PAPER), alt.value(INK))
    )
    title = text("plots.groups.title", by=named)
    height = len(values) * ROW
    return styled(
        alt.layer(boxes, words), title, text("plots.groups.note"), width=max(len(groups) * 44, 220), height=height
    )


def plot_group_calendar(result: GroupResult) -> Any:
    """Draw when each group meets, how many people it has, and how many of them wished that date.

    Offered times without a group stay visible, hollow. The table is :meth:`GroupResult.group_table`.

    Parameters
    ----------
    result
        A plan.

    Returns
    -------
    ``altair.LayerChart``; a remark instead where groups have no dates.
    """
    import altair as alt

    title = text("plots.calendar.title")
    rows = result.group_table()
    if rows["date"].isna().all():
        return empty(title, text("plots.calendar.none"))
    slots = {(slot.date, slot.part) for slot in result.problem.facts.slots}
    taken = {(date, part) for date, part in zip(rows["date"], rows["part"], strict=True)}
    free = [{"date": d, "part": p, "group": "", "size": 0, "wishes": 0} for d, p in sorted(slots - taken)]
    frame = pd.concat([rows.drop(columns="score"), pd.DataFrame(free)], ignore_index=True)
    frame = frame.sort_values(["date", "part", "group"], kind="stable")
    frame["when"] = [_when(date, part) for date, part in zip(frame["date"], frame["part"], strict=True)]
    frame["place"] = frame.groupby("when").cumcount() + 1
    frame["shown"] = [
        text("plots.calendar.free") if not group else text("plots.calendar.group", group=group, n=size)
        for group, size in zip(frame["group"], frame["size"], strict=True)
    ]
    order = frame["when"].drop_duplicates().tolist()
    base = alt.Chart(frame).encode(y=alt.Y("when:N", title=None, sort=order, axis=alt.Axis(ticks=False, domain=False)))
    most = int(frame["size"].max())
    x = alt.X(
        "size:Q",
        title=text("plots.calendar.people"),
        scale=alt.Scale(domain=[0, most * 1.3], nice=False),
        axis=alt.Axis(tickMinStep=1, format="d"),
    )
    tips = [
        alt.Tooltip("when:N", title=text("plots.calendar.when")),
        alt.Tooltip("group:N", title=text("plots.groups.group")),
        alt.Tooltip("size:Q", title=text("plots.groups.people")),
        alt.Tooltip("wishes:Q", title=text("plots.calendar.wished")),
    ]
    offset = {"yOffset": alt.YOffset("place:O")} if int(frame["place"].max()) > 1 else {}
    all_of = base.mark_bar(height=14 if not offset else None, color=UNKNOWN).encode(x=x, tooltip=tips, **offset)
    wished = base.mark_bar(height=14 if not offset else None, color=MAIN)
    wished = wished.encode(x=alt.X("wishes:Q"), tooltip=tips, **offset)
    words = base.mark_text(align="left", dx=6, fontSize=12)
    colour = alt.condition("datum.size > 0", alt.value(INK), alt.value(SOFT))
    words = words.encode(x=x, text="shown:N", color=colour, **offset)
    wide = max(len(order), int(len(frame) if offset else len(order)))
    note = text("plots.calendar.note") if frame["wishes"].sum() else text("plots.calendar.plain")
    return styled(alt.layer(all_of, wished, words), title, note, width=560, height=wide * ROW)


def _when(date: str, part: str) -> str:
    """Short date with its weekday, and the part of the day where it is not all of it."""
    day = pd.Timestamp(date)
    weekday = text("plots.calendar.weekdays").split()[day.weekday()]
    month = text("plots.calendar.months").split()[day.month - 1]
    half = "" if part == "day" else f" {text(f'plots.calendar.part.{part}')}"
    return f"{weekday} {day.day} {month} {day.year}{half}"


def _shades(most: int) -> list[str]:
    """So many shades, light to dark."""
    last = len(SEQUENCE) - 1
    return [SEQUENCE[max(1, round(k * last / most))] for k in range(1, most + 1)]


def _values(problem: GroupProblem, by: str) -> dict[str, str]:
    """Person -> value as text, ``?`` where it is unknown."""
    people = problem.data.frames["people"]
    if by.startswith(_STRENGTH):
        from talentmap.access.view import for_others
        from talentmap.evidence.profile import profiles

        strength = by.removeprefix(_STRENGTH)
        known = list(problem.data.frames["strengths"]["strength_id"])
        chosen("plots.groups.unknown_by", strength, known, by=by)
        seen = profiles(for_others(problem.data, include_private=problem.include_private))
        rows = seen[seen["strength_id"] == strength]
        level = dict(zip(rows["person_id"], rows["level"], strict=True))
        return {person: str(level.get(person, "?")) for person in problem.members}
    columns = [name for name in people.columns if name not in ("person_id", "name")]
    chosen("plots.groups.unknown_by", by, columns, by=by)
    held = dict(zip(people["person_id"], people[by], strict=True))
    return {person: "?" if pd.isna(held[person]) else str(held[person]) for person in problem.members}
