"""Who can take part: employed throughout the project, with enough hours left for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from weakref import WeakKeyDictionary

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.measures.presence import ENOUGH, FreeHours, project_days
from talentmap.results import Reason
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records


def project_dates(problem: TeamProblem) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """First and last day of the project, as :func:`~talentmap.measures.presence.project_days` has it."""
    return project_days(problem.data, problem.project_row)


def absences(problem: TeamProblem) -> Mapping[int, Reason]:
    """Position -> why this person cannot take part; worked out once per project, as many questions are asked of one.

    Somebody can take part who is employed on every day of the project and has at least the project's fte available
    (any hours at all where the project does not say). Available is the lowest over the project's days of: the
    appointment, and what `availability` leaves of it. A row for a part of the day bounds that half of the day, the
    other half stays as appointed. Holdings do not count against it: they are the regular job, from which people are
    released for a project, and `availability` says so where they are not.
    """
    kept = _ABSENCES.setdefault(problem.data, {})
    if problem.project not in kept:
        kept[problem.project] = MappingProxyType(_absences(problem))
    return kept[problem.project]


_ABSENCES: WeakKeyDictionary[Dataset, dict[str | None, Mapping[int, Reason]]] = WeakKeyDictionary()


def _absences(problem: TeamProblem) -> dict[int, Reason]:
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
        elif left[person] <= ENOUGH or left[person] + ENOUGH < need:
            found[k] = Reason("teams.absent.hours", person, round(left[person], 4), "fte", need, who)
    return found


def _day(date: pd.Timestamp) -> str:
    return str(date.date())


def available_fte(problem: TeamProblem) -> dict[str, float]:
    """Share of a full week each person has on their least available day of the project."""
    left = FreeHours(problem.data).least(*project_dates(problem))
    return dict(zip(problem.data.frames["people"]["person_id"], left.tolist(), strict=True))
