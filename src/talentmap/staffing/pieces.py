"""What an answer is made of: projects with their teams, hours of people, and people in demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from talentmap.results import Conflict, Reason
from talentmap.staffing.score import Part


@dataclass(frozen=True, eq=False)
class StaffedProject:
    """One project in a plan.

    Parameters
    ----------
    project
        Id.
    members
        Ids of its team, in order; nobody where it is not staffed.
    objective
        What it is worth: priority x sum of weight x term, less costs of moving.
    alone
        At most so much would it be worth, had it everybody to itself; NaN where that is not known.
    values
        Term -> value in [0, 1], before weight and priority.
    parts
        The pieces, in whole units.
    reasons
        Why it is not staffed.
    """

    project: str
    members: tuple[str, ...]
    objective: float
    alone: float
    values: Mapping[str, float]
    parts: tuple[Part, ...]
    reasons: tuple[Reason | Conflict, ...] = ()

    @property
    def staffed(self) -> bool:
        """Whether it has a team."""
        return bool(self.members)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "project_id": self.project,
            "staffed": self.staffed,
            "members": list(self.members),
            "best": self.objective,
            "alone": None if pd.isna(self.alone) else self.alone,
            "terms": dict(self.values),
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


@dataclass(frozen=True)
class Load:
    """Hours of one person in one period.

    Parameters
    ----------
    person, first, last
        Who, and the first and last day (ISO; blank where no day is known).
    projects
        What they work on then.
    fte, free
        Share of a full week these take, and what the person has.
    """

    person: str
    first: str
    last: str
    projects: tuple[str, ...]
    fte: float
    free: float


@dataclass(frozen=True)
class Scarce:
    """A person in demand.

    Parameters
    ----------
    person
        Who.
    price
        Points by which the bound would rise with a little more of this person, per whole person: a dual value.
    projects
        The projects that the teams looked at would have them in, most telling first.
    """

    person: str
    price: float
    projects: tuple[str, ...]
