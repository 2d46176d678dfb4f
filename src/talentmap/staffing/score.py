"""What a plan is worth, from the data and without the search, piece by piece.

Shares no arrays, rows or formulations with the search: profiles are looked up one by one and figures are worked out as
fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import comb
from types import MappingProxyType

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.evidence import profiles
from talentmap.measures.credit import credit_table
from talentmap.measures.presence import project_days
from talentmap.measures.records import records
from talentmap.measures.requirements import Requirement
from talentmap.measures.units import exact, to_units
from talentmap.staffing.problem import StaffingProblem
from talentmap.staffing.task import requirements_of, shares


@dataclass(frozen=True)
class Part:
    """A piece of the objective and who brings it.

    Parameters
    ----------
    project, term, subject
        Project; ``coverage``, ``energy``, ``cohesion`` or ``moving``; strength, pair of ids or person.
    units, scale
        Worth in whole units of 1 / scale; below 0 for costs.
    carriers
        Who brings it, with their share of the units.
    """

    project: str
    term: str
    subject: str
    units: int
    scale: int
    carriers: tuple[tuple[str, int], ...] = ()

    @property
    def points(self) -> float:
        """Worth in points of the objective."""
        return self.units / self.scale


class Scorer:
    """Scores plans of one problem from the data."""

    def __init__(self, problem: StaffingProblem, people: Sequence[str]) -> None:
        self.problem, self.scale = problem, problem.facts.scale
        claims = problem.data.frames["claims"]
        self._claims = claims[claims["person_id"].isin(set(people))]
        self._known: dict[tuple[str, tuple[str, ...]], Mapping[tuple[str, str], tuple[int, int | None]]] = {}
        self._asked: dict[str, tuple[Requirement, ...]] = {}

    def asked(self, project: str) -> tuple[Requirement, ...]:
        """What a project asks for."""
        if project not in self._asked:
            self._asked[project] = requirements_of(self.problem, project)
        return self._asked[project]

    def known(self, project: str, team: Sequence[str]) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Person and strength -> level and energy, through the last day of the project."""
        key = project, tuple(team)
        if key not in self._known:
            self._known[key] = self._profiles(project, team)
        return self._known[key]

    def _profiles(self, project: str, team: Sequence[str]) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Profiles of these people, worked out anew where a certificate ends before the project does."""
        _, last = project_days(self.problem.data, self.problem.row(project))
        asked = sorted({r.strength_id for r in self.asked(project)})
        pairs = [(p, s) for p in team for s in asked]
        found = {pair: self._now[pair] for pair in pairs if pair in self._now}
        ends = [(p, s) for p, s in pairs if last is not None and self._first_end.get((p, s), last) < last]
        if ends:
            rows = self._claims[self._claims["person_id"].isin(team) & self._claims["strength_id"].isin(asked)]
            rows = rows[~(rows["source"].isin(["certificate", "evc"]) & (rows["valid_until"] < last))]
            found = self._read(rows)
        return found

    def _read(self, claims: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int | None]]:
        data = self.problem.data
        frames = MappingProxyType({**data.frames, "claims": claims.reset_index(drop=True)})
        small = Dataset(frames, data.reference_date, data.warnings)
        return {
            (row.person_id, row.strength_id): (int(row.level), None if pd.isna(row.energy) else int(row.energy))
            for row in records(profiles(small, include_private=self.problem.include_private))
        }

    @cached_property
    def _now(self) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Profiles at the reference date."""
        return self._read(self._claims)

    @cached_property
    def _first_end(self) -> Mapping[tuple[str, str], pd.Timestamp]:
        """Person and strength -> when the first of their certificates ends."""
        rows = self._claims[self._claims["source"].isin(["certificate", "evc"])].dropna(subset="valid_until")
        first: dict[tuple[str, str], pd.Timestamp] = {}
        for person, strength, end in zip(rows["person_id"], rows["strength_id"], rows["valid_until"], strict=True):
            first[person, strength] = min(end, first.get((person, strength), end))
        return first

    def parts(self, project: str, members: Sequence[str]) -> tuple[Part, ...]:
        """What the team of a project is worth, piece by piece, costs of moving included."""
        team = sorted(members)
        if not team:
            return tuple(self._moving(project, team))
        known = self.known(project, team)
        return (
            *self._coverage(project, team, known),
            *self._energy(project, team, known),
            *self._cohesion(project, team),
            *self._moving(project, team),
        )

    def _worth(self, project: str, term: str, plain: bool = False) -> Fraction:
        weight = dict(self.problem.weights.items())[term]
        return exact(weight) * exact(self.problem.priority(project))

    def _coverage(
        self, project: str, team: list[str], known: Mapping[tuple[str, str], tuple[int, int | None]]
    ) -> Iterator[Part]:
        table, asked = credit_table(self.problem.credit), self.asked(project)
        for part, share in zip(asked, shares(asked), strict=True):
            place = share * self._worth(project, "coverage") / part.min_people
            worth = {
                p: to_units(place * exact(table[part.level, known[p, part.strength_id][0]]), self.scale)
                for p in team
                if (p, part.strength_id) in known
            }
            best = sorted((p for p in worth if worth[p]), key=lambda p: (-worth[p], p))[: part.min_people]
            carriers = tuple((p, worth[p]) for p in best)
            yield Part(project, "coverage", part.strength_id, sum(w for _, w in carriers), self.scale, carriers)

    def _energy(
        self, project: str, team: list[str], known: Mapping[tuple[str, str], tuple[int, int | None]]
    ) -> Iterator[Part]:
        asked = self.asked(project)
        for part, share in zip(asked, shares(asked), strict=True):
            able = [p for p in team if known.get((p, part.strength_id), (-1, 0))[0] >= part.level]
            lively = [p for p in able if (known[p, part.strength_id][1] or 0) >= 1]
            earned = lively if len(able) >= part.min_people else []
            worth = to_units(share * self._worth(project, "energy"), self.scale) if earned else 0
            yield Part(project, "energy", part.strength_id, worth, self.scale, tuple((p, worth) for p in earned))

    @cached_property
    def _ties(self) -> tuple[Mapping[frozenset[str], float], float]:
        found: dict[frozenset[str], float] = {}
        ties = self.problem.data.frames["ties"]
        for a, b, weight in zip(ties["person_a"], ties["person_b"], ties["weight"], strict=True):
            if a != b:
                pair = frozenset((a, b))
                found[pair] = max(found.get(pair, 0.0), float(weight))
        return found, max(found.values(), default=1.0)

    def _cohesion(self, project: str, team: list[str]) -> Iterator[Part]:
        possible = comb(self.problem.size(project)[1], 2)
        weights, largest = self._ties
        for a, b in combinations(team, 2):
            weight = weights.get(frozenset((a, b)))
            if weight and possible:
                tie = exact(weight) / exact(largest) / possible
                worth = to_units(tie * self._worth(project, "cohesion"), self.scale)
                yield Part(project, "cohesion", f"{a} {b}", worth, self.scale, ((a, worth), (b, worth)))

    def _moving(self, project: str, team: list[str]) -> Iterator[Part]:
        if project not in self.problem.current:
            return
        current = self.problem.current[project]
        for kind, people, cost in (
            ("leave", [p for p in current if p not in team], self.problem.cost_leave),
            ("join", [p for p in team if p not in current], self.problem.cost_join),
        ):
            units = to_units(exact(cost), self.scale)
            for person in people:
                yield Part(project, "moving", f"{kind} {person}", -units, self.scale, ((person, -units),))

    def values(self, project: str, members: Sequence[str]) -> dict[str, float]:
        """Each term of a project before weight and priority, in [0, 1]; also of terms whose weight is 0."""
        if not members:
            return {name: 0.0 for name, _ in self.problem.weights.items()}
        weights = type(self.problem.weights)(**{name: 1.0 for name, _ in self.problem.weights.items()})
        plain = Scorer.__new__(Scorer)
        plain.__dict__.update(self.__dict__)
        plain.problem, plain.scale = _Plain(self.problem, weights), 10**12  # type: ignore[assignment]
        found = dict.fromkeys(dict(self.problem.weights.items()), 0)
        for part in plain.parts(project, members):
            if part.term in found:
                found[part.term] += part.units
        return {name: round(units / plain.scale, 9) for name, units in found.items()}


class _Plain:
    """The problem with all weights and priorities 1, for values before weights."""

    def __init__(self, problem: StaffingProblem, weights: object) -> None:
        self._problem, self.weights = problem, weights

    def priority(self, project: str) -> float:
        return 1.0

    def __getattr__(self, name: str) -> object:
        return getattr(self._problem, name)
