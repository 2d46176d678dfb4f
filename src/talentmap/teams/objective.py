"""What makes one team better than another. One function per term; a term is in :data:`TERMS` or it does not exist.

Every term is formulated exactly: for a given set of members the model's best value of a term is the term's value, in
whole units of the weighted objective.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from talentmap.optimise.formulation import Model, Variable
from talentmap.teams.facts import Facts

Members = Mapping[int, Variable]
"""Position of a person -> the decision whether they are a member; who is not in here cannot be one."""


def coverage(model: Model, facts: Facts, members: Members) -> None:
    """Weighted mean over requirements of the mean of the `min_people` highest credits.

    coverage = sum_r share_r x (sum of the min_people_r highest credits among members) / min_people_r

    Formulated in layers: with distinct gains 0 < g_1 < g_2 < ... a requirement is worth
    sum_l (g_l - g_(l-1)) x min(min_people, number of members with gain >= g_l). That is as strong as one variable per
    person and requirement, with a handful of variables instead of thousands.
    """
    for r, requirement in enumerate(facts.requirements):
        gains = {p: int(facts.gain[p, r]) for p in members}
        before = 0
        for gain in sorted({g for g in gains.values() if g}):
            filled = model.whole(0, requirement.min_people)
            able = [(members[p], -1.0) for p, g in gains.items() if g >= gain]
            model.at_most([(filled, 1.0), *able], 0)
            model.gain(filled, gain - before)
            before = gain


def energy(model: Model, facts: Facts, members: Members) -> None:
    """Weight of the requirements that are met and carried by someone with energy, as a share of all weight.

    energy = sum_r share_r x [at least min_people_r members meet r, one of them with energy >= 1]

    Our definition: the share is of all requirements and not of the met ones only, because then a team would gain by
    failing a requirement that nobody carries with energy.
    """
    for r, requirement in enumerate(facts.requirements):
        worth = int(facts.energy_worth[r])
        lively = [(members[p], -1.0) for p in members if facts.lively[p, r]]
        if not worth or not lively:
            continue
        carried = model.binary()
        model.at_most([(carried, 1.0), *lively], 0)
        if requirement.min_people > 1:
            able = [(members[p], -1.0) for p in members if facts.meets[p, r]]
            model.at_most([(carried, float(requirement.min_people)), *able], 0)
        model.gain(carried, worth)


def cohesion(model: Model, facts: Facts, members: Members) -> None:
    """Sum of scaled tie weights inside the team, over the number of pairs in the largest team allowed.

    cohesion = sum of weight / largest weight over pairs inside / C(max_size, 2); 0 where a team has one member.

    Beside the textbook rows y_ij <= x_i, y_ij <= x_j stands, for each person i, sum_j y_ij <= (max_size - 1) x_i:
    without it the relaxation takes a little of everybody and the bound says nothing.
    """
    most = facts.problem.sizes[1]
    around: dict[int, list[tuple[Variable, float]]] = {}
    for (a, b), worth in zip(facts.pairs.tolist(), facts.pair_worth.tolist(), strict=True):
        if a in members and b in members:
            both = model.share()
            model.gain(both, worth)
            for end in (a, b):
                model.at_most([(both, 1.0), (members[end], -1.0)], 0)
                around.setdefault(end, []).append((both, 1.0))
    for end, ties in around.items():
        if len(ties) > most - 1:
            model.at_most([*ties, (members[end], -float(most - 1))], 0)


def balance(model: Model, facts: Facts, members: Members) -> None:
    """1 - largest share of one unit: 0 when all members come from one unit.

    balance = 1 - max_u |members of u| / |members|

    Size and number of members of the largest unit are chosen from a table, so that the ratio is exact for teams of
    any size.
    """
    low, high = facts.problem.sizes
    if not facts.balance.any():
        return
    cells = {(n, k): model.binary() for n in range(low, high + 1) for k in range(1, n + 1)}
    model.exactly([(cell, 1.0) for cell in cells.values()], 1)
    size = [(cell, -float(n)) for (n, _), cell in cells.items()]
    model.exactly([*((x, 1.0) for x in members.values()), *size], 0)
    largest = [(cell, -float(k)) for (_, k), cell in cells.items()]
    for unit in sorted({facts.units[p] for p in members}):
        model.at_most([*((x, 1.0) for p, x in members.items() if facts.units[p] == unit), *largest], 0)
    for (n, k), cell in cells.items():
        model.gain(cell, int(facts.balance[n, k]))


def growth(model: Model, facts: Facts, members: Members) -> None:
    """Stretch seats filled, over seats offered; 0 when none is offered.

    growth = |{r with a seat : some member meets r, and some member learns r}| / |{r with a seat}|

    A learner wishes for the strength and is not known to meet the need. Our definition: a seat counts once however
    many learn, so that a team is not made of learners.
    """
    for r in range(len(facts.requirements)):
        worth = int(facts.growth_worth[r])
        sides = [[(members[p], -1.0) for p in members if able[p, r]] for able in (facts.learners, facts.meets)]
        if worth and all(sides):
            filled = model.binary()
            for side in sides:
                model.at_most([(filled, 1.0), *side], 0)
            model.gain(filled, worth)


@dataclass(frozen=True)
class Term:
    """A term of the objective: its name, the unit of its value and how it is formulated."""

    name: str
    unit: str
    formulate: Callable[[Model, Facts, Members], None]


TERMS: tuple[Term, ...] = tuple(Term(f.__name__, "share", f) for f in (coverage, energy, cohesion, balance, growth))


def worth(facts: Facts, team: tuple[int, ...] | list[int]) -> int:
    """Objective of a team in whole units, from the arrays: for searching, not for proving."""
    return sum(term_worths(facts, team).values())


def term_worths(facts: Facts, team: tuple[int, ...] | list[int]) -> dict[str, int]:
    """What each term is worth in a team, in whole units and in the order of :data:`TERMS`."""
    chosen = np.array(sorted(team), dtype=np.int64)
    total = {term.name: 0 for term in TERMS}
    if not len(chosen):
        return total
    for r, requirement in enumerate(facts.requirements):
        able = int(facts.meets[chosen, r].sum())
        total["coverage"] += int(np.sort(facts.gain[chosen, r])[::-1][: requirement.min_people].sum())
        if able >= requirement.min_people and facts.lively[chosen, r].any():
            total["energy"] += int(facts.energy_worth[r])
        if able and facts.learners[chosen, r].any():
            total["growth"] += int(facts.growth_worth[r])
    if len(facts.pairs):
        total["cohesion"] = int(facts.pair_worth[np.isin(facts.pairs, chosen).all(axis=1)].sum())
    counts: dict[str, int] = {}
    for p in chosen.tolist():
        counts[facts.units[p]] = counts.get(facts.units[p], 0) + 1
    if len(chosen) < len(facts.balance):
        total["balance"] = int(facts.balance[len(chosen), max(counts.values())])
    return total
