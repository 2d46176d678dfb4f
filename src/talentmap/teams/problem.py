"""The question: which people form the best team for a project."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.measures.credit import credit_table
from talentmap.measures.weights import Weights
from talentmap.teams.asked import id_groups, id_list, known_ids, own_requirements, strings, whole
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams.facts import Facts


@dataclass(frozen=True)
class TeamWeights(Weights):
    """How much each term counts in the objective: best = sum of weight x term, each term in [0, 1].

    Raises
    ------
    ProblemError
        A weight is no number from 0 to 1000, or all are 0.
    """

    coverage: float = 1.0
    energy: float = 0.0
    cohesion: float = 0.0
    balance: float = 0.0
    growth: float = 0.0


@dataclass(frozen=True, eq=False)
class TeamProblem:
    """A team to be formed: the need, the rules and what counts as good.

    Rows of the table ``rules`` hold too, up to and including their last day: ``must_include``, ``exclude``,
    ``together`` and ``apart`` with people as subjects (``attribute`` may name the one project they are for), and
    ``unit_at_most`` and ``unit_at_least`` with the unit as ``attribute`` (blank: every unit), the number as ``value``
    and, where they are for some projects only, those as subjects. Other kinds are left to others.

    Parameters
    ----------
    data
        The dataset. Private claims stay out unless `include_private`.
    project
        Id of a project: gives requirements, dates, effort and size where they are not said here.
    size
        Smallest and largest team, or one number for both; None takes the project's (a blank smallest size is 1, a
        blank largest size is the smallest).
    weights
        Weight of each term.
    include, exclude
        Ids of people who must be in the team, or must not.
    together, apart
        Groups of ids (or one group as a flat sequence of ids): all or none of a group; at most one of a group.
    unit_at_most, unit_at_least
        Unit -> number of members from it, units under it included; one number holds for every unit that people
        work in.
    include_private
        True also uses claims that their owner keeps private.
    requirements
        Frame strength_id, level and optional weight (1), mandatory (False), min_people (1), instead of the project's.
    waive
        Names of rule instances not to hold, as conflicts name them (``apart:P01 P02``; not the size).
    credit
        6 x 6 table: credit for a need (row) of a known level (column), shares 0-1; None is the table of ``measures``.
    robust
        The team must keep every mandatory requirement whichever so many members it loses: each is then met by that
        many more than `min_people`.
    stretch
        Ids of required strengths with a seat for somebody who wants to learn them (the term growth); None is every
        requirement that somebody wishes to learn.

    Raises
    ------
    ProblemError, UnknownLabelError
        The question contradicts itself, or names what the data do not hold. Rules that cannot hold together are no
        error: they give an infeasible result that names them.
    """

    data: Dataset
    project: str | None = None
    size: tuple[int, int] | int | None = None
    weights: TeamWeights = field(default_factory=TeamWeights)
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    together: Sequence[Sequence[str]] | Sequence[str] = ()
    apart: Sequence[Sequence[str]] | Sequence[str] = ()
    unit_at_most: Mapping[str, int] | int = field(default_factory=dict)
    unit_at_least: Mapping[str, int] | int = field(default_factory=dict)
    include_private: bool = False
    requirements: pd.DataFrame | None = None
    waive: Sequence[str] = ()
    credit: ArrayLike | None = None
    robust: int = 0
    stretch: Sequence[str] | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        if not isinstance(self.data, Dataset):
            raise ProblemError(text("results.not_dataset", found=type(self.data).__name__))
        if not isinstance(self.weights, TeamWeights):
            raise ProblemError(text("teams.wrong.weights", found=type(self.weights).__name__))
        if self.project is not None:
            known_ids(self.data.frames["projects"]["project_id"], [self.project], "project")
        people = self.data.frames["people"]["person_id"]
        for name in ("include", "exclude"):
            put(self, name, known_ids(people, id_list(getattr(self, name)), "person"))
        for name in ("together", "apart"):
            groups = id_groups(getattr(self, name))
            known_ids(people, [person for group in groups for person in group], "person")
            put(self, name, groups)
        for name in ("unit_at_most", "unit_at_least"):
            put(self, name, self._limits(getattr(self, name)))
        put(self, "waive", tuple(strings(self.waive)))
        for name in self.waive:
            if name.startswith("team_size") or name == "availability:others":
                raise ProblemError(text("teams.wrong.waive_size", name=name))
            if name.startswith("availability:"):
                known_ids(people, [name.removeprefix("availability:")], "person")
        put(self, "size", self._size())
        if self.requirements is not None:
            put(self, "requirements", own_requirements(self.requirements, self.data))
        if self.credit is not None:
            put(self, "credit", credit_table(self.credit))
        put(self, "robust", whole(self.robust))
        if self.stretch is not None:
            put(self, "stretch", self._seats(id_list(self.stretch)))

    def _seats(self, asked: list[str]) -> tuple[str, ...]:
        known_ids(self.data.frames["strengths"]["strength_id"], asked, "strength")
        frame = self.requirements
        if frame is None:
            frame = self.data.frames["project_requirements"]
            frame = frame[frame["project_id"] == self.project]
        missing = [strength for strength in asked if strength not in set(frame["strength_id"])]
        if missing:
            required = ", ".join(sorted(frame["strength_id"])) or "-"
            raise ProblemError(text("teams.wrong.stretch", strength=", ".join(missing), required=required))
        return tuple(asked)

    def _limits(self, given: Mapping[str, int] | int) -> dict[str, int]:
        own = self.data.frames["people"]["unit"].dropna()
        if not isinstance(given, Mapping):
            return {str(unit): whole(given) for unit in sorted(own.unique())}
        known = pd.concat([own, self.data.frames["units"]["unit"], self.data.frames["units"]["parent_unit"].dropna()])
        known_ids(known, list(given), "unit")
        return {str(unit): whole(given[unit]) for unit in sorted(given)}

    def _size(self) -> tuple[int, int]:
        size: object = self.size
        if size is None and self.project is not None:
            row = self.project_row
            low, high = row["min_size"], row["max_size"]
            if not (pd.isna(low) and pd.isna(high)):
                least = 1 if pd.isna(low) else int(low)
                size = (least, least if pd.isna(high) else int(high))
        if size is None:
            raise ProblemError(text("teams.wrong.no_size"))
        pair = tuple(size) if isinstance(size, Iterable) else (size, size)
        if len(pair) != 2:
            raise ProblemError(text("teams.wrong.size", size=size))
        low, high = whole(pair[0]), whole(pair[1])
        if not 1 <= low <= high:
            raise ProblemError(text("teams.wrong.size", size=f"{low}-{high}"))
        return low, high

    @property
    def sizes(self) -> tuple[int, int]:
        """Smallest and largest team."""
        assert isinstance(self.size, tuple)
        return self.size

    @cached_property
    def project_row(self) -> pd.Series:
        """The project's row of the table; missing values where there is no project."""
        projects = self.data.frames["projects"]
        if self.project is None:
            return pd.Series(dict.fromkeys(projects.columns), dtype=object)
        return projects[projects["project_id"] == self.project].iloc[0]

    @cached_property
    def facts(self) -> Facts:
        """What the data say about this question, as arrays; worked out once."""
        from talentmap.teams.facts import gather  # late: facts import the types of this module

        return gather(self)

    def replace(self, **changes: object) -> TeamProblem:
        """The same question with other arguments, checked as a whole."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the question: the data and every argument, whatever order they were given in."""
        frame = None if self.requirements is None else self.requirements.to_dict("list")
        asked = {
            "data": self.data.fingerprint,
            "project": self.project,
            "size": self.sizes,
            "weights": self.weights.items(),
            "include": self.include,
            "exclude": self.exclude,
            "together": self.together,
            "apart": self.apart,
            "unit_at_most": self.unit_at_most,
            "unit_at_least": self.unit_at_least,
            "include_private": bool(self.include_private),
            "requirements": frame,
            "waive": sorted(self.waive),
            "credit": None if self.credit is None else np.asarray(self.credit).tolist(),
            "robust": self.robust,
            "stretch": self.stretch,
        }
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name not in ("facts", "fingerprint")}
