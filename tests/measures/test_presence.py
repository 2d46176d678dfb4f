"""Free hours over a stretch of days, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.examples import toy
from talentmap.measures.presence import FreeHours, project_days

DAY = pd.Timestamp


def with_hours(rows: list[tuple[str, str, str, str | None, float]]) -> Dataset:
    columns = ["person_id", "from_date", "to_date", "part", "fte"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["from_date"], frame["to_date"] = pd.to_datetime(frame["from_date"]), pd.to_datetime(frame["to_date"])
    people = toy().people.assign(fte=0.8)
    return toy().replace(people=people, availability=frame)


@pytest.mark.parametrize(
    ("part", "left", "expected"),
    [
        ("day", 0.5, 0.5),  # bounds the whole day
        (None, 0.5, 0.5),  # no part said: the day
        ("morning", 0.0, 0.4),  # half of 0.8 is gone, the afternoon stays
        ("afternoon", 0.3, 0.7),  # 0.4 in the morning + 0.3
        ("morning", 0.9, 0.8),  # more than the appointment gives is no more
    ],
)
def test_a_row_bounds_the_day_or_half_of_it(part: str | None, left: float, expected: float) -> None:
    person = str(toy().people["person_id"].iloc[0])
    data = with_hours([(person, "2026-03-01", "2026-03-31", part, left)])
    found = FreeHours(data).least(DAY("2026-03-10"), DAY("2026-04-30"))
    assert found[0] == pytest.approx(expected)
    assert found[1:] == pytest.approx([0.8] * (len(found) - 1))


def test_days_outside_do_not_count() -> None:
    person = str(toy().people["person_id"].iloc[0])
    free = FreeHours(with_hours([(person, "2026-03-01", "2026-03-31", "day", 0.1)]))
    assert free.least(DAY("2026-04-01"), DAY("2026-04-30"))[0] == pytest.approx(0.8)
    assert free.least(DAY("2026-02-01"), DAY("2026-02-28"))[0] == pytest.approx(0.8)
    assert free.least(DAY("2026-03-31"), DAY("2026-04-30"))[0] == pytest.approx(0.1)


def test_an_undated_project_is_today() -> None:
    data = toy()
    row = pd.Series({"start_date": pd.NaT, "end_date": pd.NaT})
    assert project_days(data, row) == (data.reference_date, data.reference_date)
