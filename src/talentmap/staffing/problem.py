"""The question: who works on which project, for all projects together."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.measures.asked import id_groups, id_list, known_ids, strings, whole
from talentmap.measures.credit import credit_table
from talentmap.measures.weights import MOST, Weights
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.staffing.facts import Facts


@dataclass(frozen=True)
class StaffingWeights(Weights):
    """How much each term counts for a project: its worth = priority x sum of weight x term, each term in [0, 1].

    Raises
    ------
    ProblemError
        A weight is no number from 0 to 1000, or all are 0.
    """

    coverage: float = 1.0
    energy: float = 0.0
    cohesion: float = 0.0


@dataclass(frozen=True, eq=False)
class StaffingProblem:
    """Projects to be staffed together: what each needs, who has hours for it, and what counts as good.

    A project takes its fte of every member on each of its days. Nobody gives more on a day than their appointment and
    `availability` leave; a project that does not say its fte takes all somebody has. A project is staffed with a team
    that covers its mandatory requirements, or left out and reported. Rows of the table ``rules`` hold for the projects
    they concern, as they do for a single team; rules about who is in a team hold for projects that are staffed.

    Parameters
    ----------
    data
        The dataset. Private claims stay out unless `include_private`.
    projects
        Ids; None takes every project that still runs or is to come.
    weights
        Weight of each term.
    priorities
        Project -> how much its worth counts; 1 where not said.
    all_projects
        True makes staffing every project a rule.
    sizes
        Project -> smallest and largest team, or one number for both, instead of the project's own.
    fte
        Project -> share of a full week that each member gives, instead of the project's own; one number holds for
        every project that does not say.
    most_projects
        In how many projects one person can be at most, at whatever times; None for no limit.
    current
        Project -> ids of those in its team now. Only projects named here have moving costs.
    cost_leave, cost_join
        What it costs, in points of the objective, to take a person from a current team, and to add one to it.
    include, exclude
        Project -> ids of people who must be in its team, or must not.
    together, apart
        Project -> groups of ids: all or none of a group; at most one of a group.
    waive
        Names of rule instances not to hold, as reasons and conflicts name them (``P03/mandatory:S14``,
        ``P03/availability:P017``, ``capacity:P017``).
    include_private
        True also uses claims that their owner keeps private.
    credit
        6 x 6 table: credit for a need (row) of a known level (column), shares 0-1; None is the table of ``measures``.

    Raises
    ------
    ProblemError, UnknownLabelError
        The question contradicts itself, or names what the data do not hold.
    """

    data: Dataset
    projects: Sequence[str] | None = None
    weights: StaffingWeights = field(default_factory=StaffingWeights)
    priorities: Mapping[str, float] = field(default_factory=dict)
    all_projects: bool = False
    sizes: Mapping[str, tuple[int, int] | int] = field(default_factory=dict)
    fte: Mapping[str, float] | float | None = None
    most_projects: int | None = None
    current: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cost_leave: float = 0.0
    cost_join: float = 0.0
    include: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exclude: Mapping[str, Sequence[str]] = field(default_factory=dict)
    together: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    apart: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    waive: Sequence[str] = ()
    include_private: bool = False
    credit: ArrayLike | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        if not isinstance(self.data, Dataset):
            raise ProblemError(text("results.not_dataset", found=type(self.data).__name__))
        if not isinstance(self.weights, StaffingWeights):
            raise ProblemError(text("staffing.wrong.weights", found=type(self.weights).__name__))
        put(self, "projects", self._asked())
        put(self, "sizes", {name: self._size(name) for name in self.asked})
        for name in ("include", "exclude", "current"):
            put(self, name, self._lists(name))
        for name in ("together", "apart"):
            put(self, name, self._groups(name))
        put(self, "priorities", {name: _amount(name, v) for name, v in self._by_project("priorities").items()})
        put(self, "fte", self._hours())
        for name in ("cost_leave", "cost_join"):
            put(self, name, _amount(name, getattr(self, name)))
        if self.most_projects is not None and whole(self.most_projects) < 1:
            raise ProblemError(text("staffing.wrong.most_projects", found=self.most_projects))
        put(self, "waive", tuple(strings(self.waive)))
        if self.credit is not None:
            put(self, "credit", credit_table(self.credit))

    def _asked(self) -> tuple[str, ...]:
        table, today = self.data.frames["projects"], self.data.reference_date
        if self.projects is None:
            runs = table["end_date"].isna() if today is None else ~(table["end_date"] < today)
            found = sorted(table["project_id"][runs | table["end_date"].isna()])
        else:
            found = list(known_ids(table["project_id"], id_list(self.projects), "project"))
        if not found:
            raise ProblemError(text("staffing.wrong.no_projects"))
        return tuple(found)

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids of the projects, in order."""
        assert isinstance(self.projects, tuple)
        return self.projects

    def _by_project(self, name: str) -> dict[str, object]:
        given = getattr(self, name)
        if not isinstance(given, Mapping):
            raise ProblemError(text("staffing.wrong.by_project", name=name, found=type(given).__name__))
        known_ids(pd.Series(self.asked), [str(project) for project in given], "project")
        return {project: given[project] for project in self.asked if project in given}

    def _lists(self, name: str) -> dict[str, tuple[str, ...]]:
        people = self.data.frames["people"]["person_id"]
        return {p: known_ids(people, id_list(ids), "person") for p, ids in self._by_project(name).items()}

    def _groups(self, name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
        found = {project: id_groups(groups) for project, groups in self._by_project(name).items()}  # type: ignore[arg-type]
        people = self.data.frames["people"]["person_id"]
        known_ids(people, [person for groups in found.values() for group in groups for person in group], "person")
        return found

    def _size(self, project: str) -> tuple[int, int]:
        size: object = self._by_project("sizes").get(project)
        if size is None:
            row = self.row(project)
            low, high = row["min_size"], row["max_size"]
            if pd.isna(low) and pd.isna(high):
                raise ProblemError(text("staffing.wrong.no_size", project=project))
            least = 1 if pd.isna(low) else int(low)
            size = (least, least if pd.isna(high) else int(high))
        pair = tuple(size) if isinstance(size, Iterable) else (size, size)
        if len(pair) != 2 or not 1 <= whole(pair[0]) <= whole(pair[1]):
            raise ProblemError(text("staffing.wrong.size", project=project, size=size))
        return whole(pair[0]), whole(pair[1])

    def _hours(self) -> dict[str, float]:
        """Hours each member gives to each project, NaN where nobody said."""
        own = {project: self.row(project)["fte"] for project in self.asked}
        spare = math.nan
        if isinstance(self.fte, Mapping):
            own |= self._by_project("fte")
        elif self.fte is not None:
            spare = _share("fte", self.fte)
        return {p: spare if pd.isna(value) else _share(p, value) for p, value in own.items()}

    def row(self, project: str) -> pd.Series:
        """A project's row of the table."""
        table = self.data.frames["projects"]
        return table[table["project_id"] == project].iloc[0]

    def priority(self, project: str) -> float:
        """How much the worth of a project counts."""
        return float(self.priorities.get(project, 1.0))

    def size(self, project: str) -> tuple[int, int]:
        """Smallest and largest team of a project."""
        found = self.sizes[project]
        assert isinstance(found, tuple)
        return found

    def hours(self, project: str) -> float:
        """Share of a full week each member gives to a project; NaN where nobody said: all they have."""
        assert isinstance(self.fte, dict)
        return float(self.fte[project])

    @cached_property
    def facts(self) -> Facts:
        """What the data say about this question, as arrays; worked out once."""
        from talentmap.staffing.facts import gather  # late: facts import the types of this module

        return gather(self)

    def replace(self, **changes: object) -> StaffingProblem:
        """The same question with other arguments, checked as a whole."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the question: the data and every argument, whatever order they were given in."""
        asked = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name not in ("data", "credit")}
        asked |= {
            "data": self.data.fingerprint,
            "weights": self.weights.items(),
            "waive": sorted(self.waive),
            "credit": None if self.credit is None else np.asarray(self.credit).tolist(),
        }
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name not in ("facts", "fingerprint")}


def _amount(name: str, value: object) -> float:
    """A finite number from 0."""
    good = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not good or not math.isfinite(float(value)) or not 0 <= float(value) <= MOST:  # type: ignore[arg-type]
        raise ProblemError(text("staffing.wrong.amount", name=name, found=repr(value), most=int(MOST)))
    return float(value)  # type: ignore[arg-type]


def _share(name: str, value: object) -> float:
    found = _amount(name, value)
    if found > 1:
        raise ProblemError(text("staffing.wrong.fte", name=name, found=value))
    return found
