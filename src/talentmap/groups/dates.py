"""When groups can meet: the slots, who can come to them, and how many groups rooms and pools allow at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from talentmap.groups.asked import split_slot
from talentmap.groups.layout import Slot
from talentmap.groups.orders import Order
from talentmap.groups.problem import GroupProblem

HALVES: Mapping[str, tuple[str, ...]] = {
    "day": ("morning", "afternoon"),
    "morning": ("morning",),
    "afternoon": ("afternoon",),
}
"""A part of the day as the halves it takes."""

PER_SUBGROUP = ("actor", "facilitator")
"""Pools of whom every subgroup needs one."""


def overlap(one: str, other: str) -> bool:
    """Whether two parts of the day share a half."""
    return any(half in HALVES[other] for half in HALVES[one])


def offered(problem: GroupProblem, orders: Sequence[Order]) -> tuple[tuple[str, str], ...]:
    """Dates with parts on which a group can meet, in order; none where groups have no dates."""
    if problem.dates is not None:
        slots = [split_slot(value) for value in problem.dates]
        return tuple(sorted({slot for slot in slots if slot is not None}))
    return tuple(sorted({slot for order in orders if order.kind == "date" for slot in order.slots}))


def dated_slots(problem: GroupProblem, times: Sequence[tuple[str, str]]) -> tuple[Slot, ...]:
    """One slot per time and group that may meet then, and one more where only a rule keeps it at that.

    That one more lets a conflict say that another room would have helped.
    """
    most = problem.sizes.groups[1]
    slots = []
    for date, part in times:
        for copy in range(min(allowed_at(problem, date, part) + 1, most)):
            label = date + ("" if part == "day" else f" {part}") + (f" #{copy + 1}" if copy else "")
            slots.append(Slot(label, date, part, copy))
    return tuple(slots)


def allowed_at(problem: GroupProblem, date: str, part: str) -> int:
    """Groups that may meet at one time: as asked, else as many as there are rooms, else one."""
    if problem.per_date is not None:
        return problem.per_date
    rooms = room_count(problem.data.frames["pools"], date, part)
    return 1 if rooms is None else rooms


def room_count(pools: pd.DataFrame, date: str, part: str) -> int | None:
    """Groups that the rooms hold at this time; None where the data name no rooms."""
    rooms = pools[pools["pool"] == "room"]
    if rooms.empty:
        return None
    free = rooms[_covers(rooms, date, part)].drop_duplicates("member_id")
    return int(free["capacity"].fillna(1).sum())


def members_free(pools: pd.DataFrame, pool: str, date: str, part: str) -> tuple[str, ...]:
    """Members of a pool who can work at this time with a certificate that is valid then, in id order."""
    rows = pools[pools["pool"] == pool]
    rows = rows[_covers(rows, date, part) & ~(rows["certificate_until"] < pd.Timestamp(date))]
    return tuple(sorted(rows["member_id"].unique()))


def _covers(rows: pd.DataFrame, date: str, part: str) -> pd.Series:
    """Rows whose window and part hold this whole time."""
    day = pd.Timestamp(date)
    inside = ~(rows["from_date"] > day) & ~(rows["to_date"] < day)
    own = rows["part"].fillna("day").map(lambda given: set(HALVES[str(given)]) >= set(HALVES[part]))
    return inside & own.astype(bool)


def absent(problem: GroupProblem, times: Sequence[tuple[str, str]]) -> dict[str, tuple[int, ...]]:
    """Person -> positions in `times` at which they are away: not employed, or a row with fte 0 covers a half of it."""
    frames = problem.data.frames
    people = frames["people"].set_index("person_id").loc[list(problem.members)]
    away = frames["availability"]
    away = away[(away["fte"] == 0) & away["person_id"].isin(problem.members)]
    found: dict[str, set[int]] = {}
    for k, (date, part) in enumerate(times):
        day = pd.Timestamp(date)
        gone = people.index[(people["start_date"] > day) | (people["end_date"] < day)]
        rows = away[(away["from_date"] <= day) & ~(away["to_date"] < day)]
        hit = [overlap("day" if pd.isna(given) else str(given), part) for given in rows["part"]]
        for person in [*gone, *rows["person_id"][hit]]:
            found.setdefault(str(person), set()).add(k)
    return {person: tuple(sorted(found[person])) for person in sorted(found)}
