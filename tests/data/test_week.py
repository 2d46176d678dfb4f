"""A week that returns: who is free when, and weekly times as dates to plan with."""

from __future__ import annotations

import random
from itertools import combinations

import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.week import read_week, shared_times, weekly_meetings
from talentmap.errors import ProblemError, UnknownLabelError


def class_of(*weeks: str | None, column: str = "free") -> Dataset:
    """People A, B, C, ... with these weeks."""
    people = pd.DataFrame({"person_id": [chr(65 + k) for k in range(len(weeks))]}, dtype="str")
    people = people.assign(name=people["person_id"], unit="-", fte=1.0)
    people[column] = pd.Series(weeks, dtype="str")
    return Dataset.from_frames({"people": people})


def able(data: Dataset, person: str) -> set[str]:
    """Dates on which somebody is not away."""
    rows = data.availability[data.availability["person_id"] == person]
    assert (rows["fte"] == 0).all()
    return {str(day.date()) for day in rows["from_date"]}


def test_week_is_read_in_the_order_of_the_week() -> None:
    week = read_week(class_of("sun09 mon12 mon09", None, "-", "tue09:30 mon12"))
    assert week.times == ("mon09", "mon12", "tue09:30", "sun09")
    assert week.free.tolist() == [[True, True, False, True], [False] * 4, [False] * 4, [False, True, True, False]]
    assert week.unknown == ("B",), "free at none is known, a blank is not"


def test_times_shared_are_those_of_all_whose_week_is_known() -> None:
    data = class_of("mon09 mon10 tue09", "mon10 tue09", None, "-")
    assert shared_times(data, ["A", "B"]) == ("mon10", "tue09")
    assert shared_times(data, ["A", "B", "C"]) == ("mon10", "tue09")
    assert shared_times(data, ["A", "D"]) == ()
    assert shared_times(data, ["C"]) == (), "nothing is known"
    with pytest.raises(UnknownLabelError, match="X"):
        shared_times(data, ["A", "X"])


def test_what_is_no_time_or_no_column_is_refused() -> None:
    with pytest.raises(ProblemError, match="monday-9"):
        read_week(class_of("monday-9 mon09"))
    with pytest.raises(UnknownLabelError, match="hours"):
        read_week(class_of("mon09"), column="hours")
    assert read_week(class_of("mon09", column="hours"), column="hours").times == ("mon09",)
    for wrong in (0, -1, True, 1.5):
        with pytest.raises(ProblemError, match="length"):
            weekly_meetings(class_of("mon09"), length=wrong)  # type: ignore[arg-type]


def test_a_long_meeting_needs_times_in_a_row() -> None:
    data = class_of("mon09 mon10 mon12 tue09 tue10 tue11", "mon09 mon10 mon12 tue10 tue11")
    assert list(weekly_meetings(data, length=2).times.values()) == ["mon09"], "tue10 adds nobody"
    assert list(weekly_meetings(data, length=2, people=["B"], least=1).times.values()) == ["mon09"]
    assert weekly_meetings(data, length=4).dates == ()
    halves = class_of("mon09:00 mon09:30 mon10:30")
    assert list(weekly_meetings(halves, length=2, least=1).times.values()) == ["mon09:00"]


def test_dates_speak_of_these_weeks_only_and_unknown_weeks_are_named() -> None:
    data = class_of("mon09", "mon09 tue09", None, "tue09 wed09")
    away = pd.DataFrame({"person_id": ["A"], "from_date": pd.to_datetime(["2026-01-01"]), "fte": [0.0]})
    week = weekly_meetings(data.replace(availability=away))
    assert week.unknown == ("C",)
    assert list(week.times.values()) == ["mon09", "tue09"], "whoever is free on Wednesday is so on Tuesday"
    monday, tuesday = week.dates
    assert [able(week.data, person) for person in "ABCD"] == [{tuesday}, set(), set(), {monday}]
    assert week.data.people["person_id"].to_list() == list("ABCD")


@pytest.mark.parametrize("seed", range(30))
def test_no_group_that_could_meet_is_lost(seed: int) -> None:
    draw = random.Random(seed)
    times = [f"{day}{hour:02d}" for day in ("mon", "tue", "sat") for hour in (9, 10, 11, 14)]
    weeks = [
        draw.choice([None, "-"]) if draw.random() < 0.15 else " ".join(draw.sample(times, draw.randint(1, 8)))
        for _ in range(6)
    ]
    data = class_of(*weeks)
    length = draw.randint(1, 2)
    planned = weekly_meetings(data, length=length, least=2)
    free = {p: set() if w in (None, "-") else set(str(w).split()) for p, w in zip("ABCDEF", weeks, strict=True)}
    follows = {"09": "10", "10": "11"}
    away = {person: able(planned.data, person) for person in "ABCDEF"}
    for size in (2, 3, 4):
        for group in combinations("ABCDEF", size):
            known = [p for p in group if p not in planned.unknown]
            runs = [[t, t[:3] + follows.get(t[3:], "none")][:length] for t in times]
            could = any(all(set(run) <= free[p] for p in known) for run in runs) and bool(known)
            if known:
                assert any(not any(date in away[p] for p in known) for date in planned.dates) == could
    for date, time in planned.times.items():
        run = [time, time[:3] + follows.get(time[3:], "none")][:length]
        for person in set("ABCDEF") - set(planned.unknown):
            assert (date not in away[person]) == (set(run) <= free[person]), "no more and no less than the week says"
