"""Who can take part: employed throughout the project, with enough hours left for it."""

from __future__ import annotations

import pandas as pd

from talentmap.results import Reason
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records

_ENOUGH = 1e-9
"""Hours are decimals typed by people: 0.1 + 0.2 is enough for 0.3."""


def project_dates(problem: TeamProblem) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """First and last day of the project; the reference date where the data do not say.

    A blank last day is the first day, and the other way round: of an undated project only today is known.
    """
    row = problem.project_row
    first, last = (None if pd.isna(row[name]) else pd.Timestamp(row[name]) for name in ("start_date", "end_date"))
    today = problem.data.reference_date
    first = first if first is not None else (min(today, last) if today is not None and last is not None else today)
    return first, last if last is not None else first


def absences(problem: TeamProblem) -> dict[int, Reason]:
    """Position -> why this person cannot take part.

    Somebody can take part who is employed on every day of the project and has at least the project's fte available
    (any hours at all where the project does not say). Available is the lowest over the project's days of: the
    appointment, and what `availability` leaves of it. A row for a part of the day bounds that half of the day, the
    other half stays as appointed. Holdings do not count against it: they are the regular job, from which people are
    released for a project, and `availability` says so where they are not.
    """
    people = problem.data.frames["people"]
    first, last = project_dates(problem)
    asked = problem.project_row["fte"]
    need = 0.0 if pd.isna(asked) else float(asked)
    left = available_fte(problem)
    found: dict[int, Reason] = {}
    for k, row in enumerate(records(people)):
        person = str(row.person_id)
        who = {"person": person}
        if first is not None and row.start_date > first:
            found[k] = Reason("teams.absent.starts", person, _day(row.start_date), "date", _day(first), who)
        elif last is not None and row.end_date < last:
            found[k] = Reason("teams.absent.leaves", person, _day(row.end_date), "date", _day(last), who)
        elif left[person] <= _ENOUGH or left[person] + _ENOUGH < need:
            found[k] = Reason("teams.absent.hours", person, round(left[person], 4), "fte", need, who)
    return found


def _day(date: pd.Timestamp) -> str:
    return str(date.date())


def available_fte(problem: TeamProblem) -> dict[str, float]:
    """Share of a full week each person has on their least available day of the project."""
    frames = problem.data.frames
    people = frames["people"]
    own = dict(zip(people["person_id"], people["fte"].fillna(0.0).astype(float), strict=True))
    rows = frames["availability"]
    first, last = project_dates(problem)
    if first is not None and last is not None:
        rows = rows[(rows["from_date"] <= last) & ~(rows["to_date"] < first)]
    caps: dict[str, dict[str, float]] = {}
    for row in records(rows):
        cap = caps.setdefault(row.person_id, {})
        part = "day" if pd.isna(row.part) else str(row.part)
        cap[part] = min(cap.get(part, 1.0), row.fte)
    for person, cap in caps.items():
        if person in own:
            half = own[person] / 2
            parts = min(half, cap.get("morning", half)) + min(half, cap.get("afternoon", half))
            own[person] = min(own[person], cap.get("day", own[person]), parts)
    return own
