"""When groups can meet: the slots, who can come to them, and how many groups rooms and pools allow at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from talentmap.data.dataset import Dataset
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
    rooms = room_count(problem.data, date, part)
    return 1 if rooms is None else rooms


def room_count(data: Dataset, date: str, part: str) -> int | None:
    """Groups that the rooms hold at this time; None where the data name no rooms."""
    rooms = _on_duty(data).get("room")
    return None if rooms is None else sum(_covering(rooms, date, part).values())


def members_free(data: Dataset, pool: str, date: str, part: str) -> tuple[str, ...]:
    """Members of a pool who can work at this time with a certificate that is valid then, in id order."""
    return tuple(sorted(_covering(_on_duty(data).get(pool, ()), date, part)))


@dataclass(frozen=True)
class _Duty:
    """One row of the pools; blank windows are as wide as can be."""

    member: str
    groups: int
    start: str
    end: str
    halves: frozenset[str]


_DUTIES: WeakKeyDictionary[Dataset, dict[str, list[_Duty]]] = WeakKeyDictionary()
"""The pools of each dataset as plain rows: they are asked for at every date, and frames are slow to ask."""


def _on_duty(data: Dataset) -> dict[str, list[_Duty]]:
    """Pool -> its rows. A certificate ends a window, except for rooms, which have none."""
    if data not in _DUTIES:
        found: dict[str, list[_Duty]] = {}
        rows: Iterator[Any] = data.frames["pools"].itertuples(index=False)
        for row in rows:
            start = "" if pd.isna(row.from_date) else str(row.from_date.date())
            ends = [row.to_date] if row.pool == "room" else [row.to_date, row.certificate_until]
            end = min((str(day.date()) for day in ends if not pd.isna(day)), default="9999-12-31")
            halves = frozenset(HALVES["day" if pd.isna(row.part) else str(row.part)])
            groups = 1 if pd.isna(row.capacity) else int(row.capacity)
            found.setdefault(str(row.pool), []).append(_Duty(str(row.member_id), groups, start, end, halves))
        _DUTIES[data] = found
    return _DUTIES[data]


def _covering(rows: Sequence[_Duty], date: str, part: str) -> dict[str, int]:
    """Member -> groups of the rows whose window and part hold this whole time; of several rows the first."""
    asked, found = set(HALVES[part]), dict[str, int]()
    for row in rows:
        if row.start <= date <= row.end and row.halves >= asked:
            found.setdefault(row.member, row.groups)
    return found


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
