"""Look at a team again, from the data and without the solver: is every rule kept, and what is it worth?

Shares no arrays, rows or formulations with the search: profiles are looked up one by one and figures are worked out
as fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations
from math import comb

import pandas as pd

from talentmap.errors import VerificationError
from talentmap.measures.credit import credit_table
from talentmap.measures.requirements import Requirement
from talentmap.measures.unit_tree import UnitTree
from talentmap.teams.facts import known_profiles, requirements_of, shares
from talentmap.teams.orders import Order, orders
from talentmap.teams.presence import absences
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records
from talentmap.teams.stretch import wishes
from talentmap.teams.units import exact, to_units
from talentmap.vocabulary import text

_LOSSES = 5_000
"""Up to so many losses are tried one by one."""


@dataclass(frozen=True)
class Part:
    """A piece of the objective and who brings it.

    Parameters
    ----------
    term
        ``coverage``, ``energy``, ``cohesion``, ``balance`` or ``growth``.
    subject
        Strength, pair of ids, or unit.
    units, scale
        Worth in whole units of 1 / scale of the weighted objective.
    carriers
        Who brings it, with their share of the units; the shares of a requirement's carriers add up to it. Of growth:
        who learns.
    beside
        Of growth: who can be learned from.
    """

    term: str
    subject: str
    units: int
    scale: int
    carriers: tuple[tuple[str, int], ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Worth as a share of the objective."""
        return self.units / self.scale


class Scorer:
    """Scores teams of one problem from the data; looking up profiles once serves many teams."""

    def __init__(self, problem: TeamProblem) -> None:
        self.problem = problem
        self.asked = requirements_of(problem)
        self.scale = problem.facts.scale
        self.weights = {name: exact(value) for name, value in problem.weights.items()}

    def values(self, members: Sequence[str]) -> dict[str, float]:
        """Each term before its weight, in [0, 1]; also of terms whose weight is 0."""
        plain = copy(self)
        plain.weights = dict.fromkeys(self.weights, Fraction(1))
        plain.scale = 10**12
        parts = plain.parts(members)
        worth = {name: sum(part.units for part in parts if part.term == name) for name in self.weights}
        return {name: round(units / plain.scale, 9) for name, units in worth.items()}

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Person and strength -> level and energy, for what is asked."""
        frame = known_profiles(self.problem)
        frame = frame[frame["strength_id"].isin([r.strength_id for r in self.asked])]
        return {
            (row.person_id, row.strength_id): (int(row.level), None if pd.isna(row.energy) else int(row.energy))
            for row in records(frame)
        }

    @cached_property
    def _units(self) -> Mapping[str, str]:
        people = self.problem.data.frames["people"]
        return {p: "" if pd.isna(u) else str(u) for p, u in zip(people["person_id"], people["unit"], strict=True)}

    @cached_property
    def ties(self) -> tuple[Mapping[frozenset[str], float], float]:
        """Pair -> greatest tie weight, and the largest in the table."""
        found: dict[frozenset[str], float] = {}
        for row in records(self.problem.data.frames["ties"]):
            if row.person_a != row.person_b:
                pair = frozenset((row.person_a, row.person_b))
                found[pair] = max(found.get(pair, 0.0), row.weight)
        return found, max(found.values(), default=1.0)

    @cached_property
    def _orders(self) -> tuple[Order, ...]:
        return orders(self.problem)

    @cached_property
    def _absent(self) -> frozenset[str]:
        people = self.problem.data.frames["people"]["person_id"]
        waived = {name.removeprefix("availability:") for name in self.problem.waive}
        return frozenset(people.iloc[k] for k in absences(self.problem)) - waived

    def level(self, person: str, strength: str) -> int | None:
        """Known level, None where unknown."""
        return self._known.get((person, strength), (None, None))[0]

    def energy(self, person: str, strength: str) -> int | None:
        """The person's own energy, None where not said."""
        return self._known.get((person, strength), (None, None))[1]

    def meeting(self, members: Sequence[str], requirement: Requirement) -> list[str]:
        """Members whose known level meets a requirement."""
        levels = ((p, self.level(p, requirement.strength_id)) for p in members)
        return [p for p, level in levels if level is not None and level >= requirement.level]

    def parts(self, members: Sequence[str]) -> tuple[Part, ...]:
        """What a team is worth, piece by piece; pieces worth nothing are shown too, except pairs without a tie."""
        team = sorted(members)
        terms = (self._coverage, self._energy, self._cohesion, self._balance, self._growth)
        return tuple(chain.from_iterable(term(team) for term in terms))

    def _coverage(self, team: list[str]) -> Iterator[Part]:
        table = credit_table(self.problem.credit)
        for requirement, share in zip(self.asked, shares(self.asked), strict=True):
            place = share * self.weights["coverage"] / requirement.min_people
            levels = {p: self.level(p, requirement.strength_id) for p in team}
            worth = {
                p: self._units_of(place * exact(table[requirement.level, level]))
                for p, level in levels.items()
                if level is not None
            }
            best = sorted((p for p in worth if worth[p]), key=lambda p: (-worth[p], p))[: requirement.min_people]
            carriers = tuple((p, worth[p]) for p in best)
            yield Part("coverage", requirement.strength_id, sum(w for _, w in carriers), self.scale, carriers)

    def _energy(self, team: list[str]) -> Iterator[Part]:
        for requirement, share in zip(self.asked, shares(self.asked), strict=True):
            able = self.meeting(team, requirement)
            lively = [p for p in able if (self.energy(p, requirement.strength_id) or 0) >= 1]
            earned = lively if len(able) >= requirement.min_people else []
            worth = self._units_of(share * self.weights["energy"]) if earned else 0
            yield Part("energy", requirement.strength_id, worth, self.scale, tuple((p, worth) for p in earned))

    def _cohesion(self, team: list[str]) -> Iterator[Part]:
        possible = comb(self.problem.sizes[1], 2)
        weights, largest = self.ties
        for a, b in combinations(team, 2):
            weight = weights.get(frozenset((a, b)))
            if weight and possible:
                tie = exact(weight) / exact(largest)
                worth = self._units_of(tie * self.weights["cohesion"] / possible)
                yield Part("cohesion", f"{a} {b}", worth, self.scale, ((a, worth), (b, worth)))

    def _balance(self, team: list[str]) -> Iterator[Part]:
        if team:
            counts = Counter(self._units[p] for p in team)
            unit, most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            worth = self._units_of(self.weights["balance"] * (1 - Fraction(most, len(team))))
            yield Part("balance", unit, worth, self.scale)

    def _growth(self, team: list[str]) -> Iterator[Part]:
        for requirement in self.seats:
            masters = self.meeting(team, requirement)
            learners = self.learning(team, requirement)
            worth = self._units_of(self.weights["growth"] / len(self.seats)) if learners and masters else 0
            who = tuple((p, worth) for p in learners) if worth else ()
            yield Part("growth", requirement.strength_id, worth, self.scale, who, tuple(masters) if worth else ())

    @cached_property
    def _wishes(self) -> frozenset[tuple[str, str]]:
        return wishes(self.problem.data)

    @cached_property
    def seats(self) -> tuple[Requirement, ...]:
        """Requirements with a stretch seat: those asked for, else those that somebody could learn."""
        asked, wanting = self.problem.stretch, sorted({p for p, _ in self._wishes if p in self._units})
        return tuple(r for r in self.asked if (self.learning(wanting, r) if asked is None else r.strength_id in asked))

    def learning(self, members: Sequence[str], requirement: Requirement) -> list[str]:
        """Members who wish to learn a requirement's strength and are not known to meet it."""
        able = set(self.meeting(members, requirement))
        return [p for p in members if (p, requirement.strength_id) in self._wishes and p not in able]

    def fails_when_lost(self, members: Sequence[str], requirement: Requirement, lost: int) -> bool:
        """Whether some loss of so many members leaves a requirement unmet.

        Every loss is tried; where there are too many, those who meet it are counted, because losing them is worst.
        """
        if comb(len(members), min(lost, len(members))) > _LOSSES:
            return len(self.meeting(members, requirement)) - lost < requirement.min_people
        able = set(self.meeting(members, requirement))
        losses = combinations(members, min(lost, len(members)))
        return any(len(able.difference(loss)) < requirement.min_people for loss in losses)

    def _units_of(self, worth: Fraction) -> int:
        return to_units(worth, self.scale)

    def broken(self, members: Sequence[str]) -> tuple[str, ...]:
        """Names of the rules a team does not keep; empty when it keeps all."""
        team = set(members)
        low, high = self.problem.sizes
        found = [f"team_size:{len(members)}"] if len(team) != len(members) or not low <= len(team) <= high else []
        found += [f"availability:{p}" for p in sorted(team) if p in self._absent or p not in self._units]
        for requirement in self.asked:
            name = f"mandatory:{requirement.strength_id}"
            if requirement.mandatory and len(self.meeting(sorted(team), requirement)) < requirement.min_people:
                found.append(name)
            lost = self.problem.robust
            if lost and requirement.mandatory and self.fails_when_lost(sorted(team), requirement, lost):
                found.append(f"robust:{requirement.strength_id}")
        for order in self._orders:
            inside = team.intersection(order.people)
            if order.unit:
                count = sum(self._tree.lies_in(self._units[p], order.unit) for p in team if p in self._units)
                wrong = count > order.number if order.rule == "unit_at_most" else count < order.number
                name = f"{order.rule}:{order.unit} {order.number}"
            else:
                wrong = {
                    "must_include": not inside,
                    "exclude": bool(inside),
                    "together": 0 < len(inside) < len(order.people),
                    "apart": len(inside) > 1,
                }[order.rule]
                name = f"{order.rule}:{' '.join(order.people)}"
            if wrong:
                found.append(name)
        return tuple(name for name in found if name not in self.problem.waive)

    def unit(self, person: str) -> str:
        """Unit somebody works in; blank where the data do not say."""
        return self._units[person]

    def is_under(self, person: str, above: str) -> bool:
        """Whether somebody works in a unit or in one under it."""
        return self._tree.lies_in(self._units[person], above)

    @cached_property
    def _tree(self) -> UnitTree:
        return UnitTree(self.problem.data)


def verify_team(problem: TeamProblem, members: Sequence[str], objective: float, scorer: Scorer | None = None) -> None:
    """Check a team against the data.

    Parameters
    ----------
    problem, members
        The question, and the ids proposed.
    objective
        What the team is said to be worth.

    Raises
    ------
    VerificationError
        A rule is broken, or the team is worth something else: a defect of talentmap.
    """
    scorer = scorer or Scorer(problem)
    broken = scorer.broken(members)
    if broken:
        raise VerificationError(text("teams.wrong.broken", team=", ".join(members), rules=", ".join(broken)))
    worth = sum(part.units for part in scorer.parts(members))
    if not abs(objective * scorer.scale - worth) < 1e-3:
        raise VerificationError(text("teams.wrong.worth", said=objective, found=worth / scorer.scale))
