"""What people wish, when they are away, and what they and the organisation want to learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.examples.abilities import Abilities
from talentmap.examples.draws import Draws, Floats, Ints
from talentmap.examples.structure import Staff
from talentmap.examples.templates import Need
from talentmap.examples.work import Work


@dataclass(frozen=True, eq=False)
class Wishes:
    """Who wishes what, in columns: person, target (position in its table) and rank, for each kind of target."""

    roles: tuple[Ints, Ints, Ints]
    strengths: tuple[Ints, Ints, Ints]
    projects: tuple[Ints, Ints, Ints]


def build_wishes(staff: Staff, work: Work, abilities: Abilities, draws: Draws) -> Wishes:
    """Draw wishes: roles with seats to give, projects that suit, and strengths somebody enjoys but has little of yet.

    People who are under-used wish more often, and what they wish suits what they can do.
    """
    n = staff.n_people
    restless = np.where(abilities.underused, 0.75, 0.33)
    given = [k for k, role in enumerate(work.roles) if role.vacant > 0]
    roles = _best(
        np.array([_appeal(work.roles[k].template.needs, abilities) for k in given]).reshape(len(given), n).T,
        np.where(draws.chance(n, restless), draws.between(n, 1, 3), 0),
        draws,
    )
    projects = _best(
        np.array([_appeal(template.needs, abilities) for template, _ in work.projects]).T,
        np.where(draws.chance(n, 0.18), draws.between(n, 1, 2), 0),
        draws,
    )
    enjoyable = abilities.energy - 1.5 * (abilities.level > 3) - 1.0 * (abilities.level == 0)
    strengths = _best(enjoyable / 4.0, np.where(draws.chance(n, 0.35), draws.between(n, 1, 2), 0), draws)
    return Wishes((roles[0], np.array(given, dtype=np.int64)[roles[1]], roles[2]), strengths, projects)


def _appeal(needs: tuple[Need, ...], abilities: Abilities) -> Floats:
    """How much work suits each person: share of its needs met, and half as much for those that give energy."""
    total = np.zeros(len(abilities.shares))
    for need in needs:
        met = abilities.level[:, need.strength] >= need.level
        total += need.weight * (1.0 * met + 0.5 * (abilities.energy[:, need.strength] >= 1))
    return total / sum(need.weight for need in needs)


def _best(appeal: Floats, wanted: Ints, draws: Draws) -> tuple[Ints, Ints, Ints]:
    """For each person the `wanted` targets with the greatest appeal, give or take some chance: person, target, rank."""
    n, n_targets = appeal.shape
    felt = appeal + 0.18 * draws.bell(n * n_targets).reshape(n, n_targets)
    order = np.argsort(-felt, axis=1, kind="stable")
    rank = np.arange(n_targets)[None, :].repeat(n, axis=0)
    kept = rank < wanted[:, None]
    return np.repeat(np.arange(n), np.minimum(wanted, n_targets)), order[kept], rank[kept] + 1


@dataclass(frozen=True, eq=False)
class Absence:
    """Periods in which somebody has less time: person, days from the reference date, length, and what is left (fte)."""

    person: Ints
    start: Ints
    days: Ints
    fte: Floats


def build_absence(staff: Staff, draws: Draws) -> Absence:
    """One in eight is away or works less for a while: leave, care, a long journey, slowly starting again."""
    person = np.flatnonzero(draws.chance(staff.n_people, 0.125))
    left = np.array([0.0, 0.0, 0.2, 0.4])[draws.below(len(person), 4)]
    return Absence(
        person=person,
        start=draws.between(len(person), -20, 160),
        days=draws.between(len(person), 28, 170),
        fte=np.minimum(left, staff.fte[person]),
    )


def build_goals(abilities: Abilities, wishes: Wishes, draws: Draws) -> tuple[Ints, Ints, Ints, Ints]:
    """Personal goals from the first wish to learn: person, strength, level, days until it should be reached."""
    person, strength, rank = wishes.strengths
    kept = (rank == 1) & draws.chance(len(rank), 0.45)
    person, strength = person[kept], strength[kept]
    level = (abilities.level[person, strength] + 1).clip(1, 5)
    return person, strength, level, draws.between(len(person), 120, 500)
