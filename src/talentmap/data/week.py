"""A week that returns: when people are free, at which times a group is, and those times as dates to plan with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import text

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NONE_FREE = "-"
"""Stands in the column where somebody is free at no time: that is known, a blank is not."""
FIRST_DATE = "2099-01-01"
"""First of the dates that stand for weekly times: far from any real one."""
_TIME = re.compile(r"([a-z]+)(\d\d)(?::(\d\d))?")


@dataclass(frozen=True, eq=False)
class Week:
    """When each person is free.

    Parameters
    ----------
    people
        Ids, in order; N of them.
    times
        Weekly times in the order of the week, such as ``mon08``; T of them.
    free
        Shape (N, T): this person is free at this time. Rows of people whose week is unknown hold no True.
    unknown
        Ids of people whose week is unknown.
    """

    people: tuple[str, ...]
    times: tuple[str, ...]
    free: NDArray[np.bool_]
    unknown: tuple[str, ...]


def read_week(data: Dataset, *, column: str = "free") -> Week:
    """When people are free, from a column of people with weekly times parted by blanks (``mon08 mon09 tue13``).

    Raises
    ------
    UnknownLabelError
        People have no such column.
    ProblemError
        A cell holds something that is no time: letters for the day, two digits for the hour, minutes if need be.
    """
    people = data.frames["people"]
    if column not in people:
        raise UnknownLabelError(text("week.no_column", column=column), column)
    said = {
        str(p): None if pd.isna(cell) else str(cell)
        for p, cell in zip(people["person_id"], people[column], strict=True)
    }
    sets = {
        p: set() if cell.strip() == NONE_FREE else set(cell.split()) for p, cell in said.items() if cell is not None
    }
    wrong = sorted({time for times in sets.values() for time in times if not _TIME.fullmatch(time)})
    if wrong:
        raise ProblemError(text("week.no_time", column=column, found=", ".join(wrong[:3])))
    times = tuple(sorted(set().union(*sets.values()), key=_place))
    ids = tuple(sorted(said))
    free = np.array([[time in sets.get(person, ()) for time in times] for person in ids], dtype=bool)
    return Week(ids, times, free.reshape(len(ids), len(times)), tuple(p for p in ids if said[p] is None))


def shared_times(data: Dataset, members: Iterable[str], *, column: str = "free") -> tuple[str, ...]:
    """Weekly times at which all of these people are free, in the order of the week.

    People whose week is unknown are left out: nobody can say when they are free. Without anybody whose week is known
    there are no shared times.

    Raises
    ------
    UnknownLabelError, ProblemError
        Somebody is not in the data, or see :func:`read_week`.
    """
    week = read_week(data, column=column)
    asked = sorted(set(members))
    strangers = [person for person in asked if person not in week.people]
    if strangers:
        raise UnknownLabelError(text("week.stranger", people=", ".join(strangers)), strangers[0])
    rows = [week.people.index(person) for person in asked if person not in week.unknown]
    if not rows:
        return ()
    return tuple(week.times[k] for k in np.flatnonzero(week.free[rows].all(axis=0)))


@dataclass(frozen=True, eq=False)
class WeeklyMeetings:
    """Weekly times as dates, so that groups can be planned by when their members are free.

    Parameters
    ----------
    data
        The same data, but with an availability that speaks of these dates only.
    times
        Date -> the weekly time it stands for, at which a meeting begins.
    unknown
        Ids of people whose week is unknown; they are planned as if they could always come, so ask them.
    """

    data: Dataset
    times: Mapping[str, str]
    unknown: tuple[str, ...]

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates, in the order of the week."""
        return tuple(self.times)


def weekly_meetings(
    data: Dataset, *, length: int = 1, least: int = 2, people: Sequence[str] | None = None, column: str = "free"
) -> WeeklyMeetings:
    """Turn weekly times into dates to plan with: a group that has a date has a time at which all its members are free.

    Times that add nothing are left out: those at which fewer than `least` people can come, and those whose people can
    all come at another time as well. No group is lost by that, and few times are left; but let any number of groups
    meet at one time (``per_date`` of ``plan_groups``), for groups that were spread over alike times now share one.

    Parameters
    ----------
    length
        How many times in a row a meeting takes: 2 for two hours where times are hours.
    least
        Fewest people at a meeting.
    people
        Ids of those to be parted; None is everybody.
    column
        Column of people with their weekly times.

    Raises
    ------
    ProblemError, UnknownLabelError
        A length or least below 1, or see :func:`read_week`.
    """
    for name, value in (("length", length), ("least", least)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ProblemError(text("week.number", name=name, found=repr(value)))
    week = read_week(data, column=column)
    rows = [k for k, person in enumerate(week.people) if people is None or person in set(people)]
    asked = [k for k in rows if week.people[k] not in week.unknown]
    starts = _starts(week.times, length)
    able = np.array([week.free[asked][:, run].all(axis=1) for run in starts], dtype=bool).reshape(-1, len(asked))
    n_unknown = len(rows) - len(asked)
    kept = [k for k in _undominated(able) if able[k].sum() + n_unknown >= least]
    days = pd.date_range(FIRST_DATE, periods=len(kept), freq="D")
    dates = {str(day.date()): week.times[starts[k][0]] for day, k in zip(days, kept, strict=True)}
    away = [(week.people[asked[i]], day) for day, k in zip(days, kept, strict=True) for i in np.flatnonzero(~able[k])]
    frame = pd.DataFrame(away, columns=["person_id", "from_date"])
    frame = frame.assign(from_date=pd.to_datetime(frame["from_date"]), part="day", fte=0.0)
    unknown = tuple(week.people[k] for k in rows if week.people[k] in week.unknown)
    planned = data.replace(availability=frame.assign(to_date=frame["from_date"]))
    return WeeklyMeetings(planned, MappingProxyType(dates), unknown)


def _place(time: str) -> tuple[int, str, int]:
    day, minutes = _parts(time)
    return DAYS.index(day) if day in DAYS else len(DAYS), day, minutes


def _parts(time: str) -> tuple[str, int]:
    found = _TIME.fullmatch(time)
    assert found is not None  # checked when the week was read
    return found[1], 60 * int(found[2]) + int(found[3] or 0)


def _starts(times: Sequence[str], length: int) -> list[list[int]]:
    """Positions of each run of so many times in a row; times follow each other at the smallest step in the week."""
    parts = [_parts(time) for time in times]
    steps = [b[1] - a[1] for a, b in pairwise(parts) if a[0] == b[0]]
    step = min(steps, default=60)
    place = {part: k for k, part in enumerate(parts)}
    runs = [[place.get((day, begin + j * step), -1) for j in range(length)] for day, begin in parts]
    return [run for run in runs if -1 not in run]


def _undominated(able: NDArray[np.bool_]) -> list[int]:
    """Times that another one does not make superfluous; of equal ones the first stays."""
    kept = []
    for k, row in enumerate(able):
        wider = (able | ~row).all(axis=1)  # everybody who can come then can come here
        equal = wider & (able == row).all(axis=1)
        if not (wider & ~equal).any() and int(np.flatnonzero(equal)[0]) == k:
            kept.append(k)
    return kept
