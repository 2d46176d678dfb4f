"""What people are really able to do in the invented municipality, before anybody says a word about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.examples.draws import Draws, Flags, Floats, Ints
from talentmap.examples.structure import Staff
from talentmap.examples.templates import FACTORS, strengths, teams
from talentmap.examples.work import Work

_LOADING = {"talent": 1.0, "competency": 0.85, "skill": 0.75, "knowledge": 0.35}
"""How much dispositions matter for each kind: knowledge is learned, talent is what somebody is like."""
_RARE = -0.9
"""Strengths with a usual level below this are known only to the one or two people who brought them along."""


@dataclass(frozen=True, eq=False)
class Abilities:
    """True levels, shape (n_people, n_strengths), int 0-5, with what lies behind them.

    ``energy`` (n_people, n_strengths) is -2..2. ``underused`` people are good at work of an earlier team
    (``earlier``, position among the team templates, -1 without one) that their present work does not ask.
    ``shares`` is what each person lets be known: 0 nothing, 1 only in private, 2 something.
    ``worked`` (n_people, n_strengths) is what present and earlier work added, in levels.
    ``rare`` are pairs (person, strength) of those who brought along what nobody else has.
    """

    level: Ints
    energy: Ints
    earlier: Ints
    underused: Flags
    shares: Ints
    worked: Floats
    rare: Ints


def build_abilities(staff: Staff, work: Work, draws: Draws) -> Abilities:
    """Draw what people can do from dispositions, present work, earlier work and length of service.

    level = usual level + dispositions + what the team's work adds + what the role adds + what earlier work left
    + chance, rounded and kept within 0..5.
    """
    n, known = staff.n_people, strengths()
    size = n * len(known.ids)
    loading = np.array([_LOADING[kind] for kind in known.kind])
    factors = draws.bell(n * len(FACTORS)).reshape(n, len(FACTORS))
    disposition = loading * (0.75 * factors[:, known.first] + 0.35 * factors[:, known.second])
    shares = np.array([0, 1, 2])[draws.pick(n, (7, 5, 88))]
    has_earlier, underused = draws.chance(n, 0.3), draws.chance(n, 0.12)
    earlier = np.where(has_earlier | underused, draws.between(n, 1, len(teams()) - 1), -1)
    present, past = _from_work(staff, work, earlier, underused)
    newcomer = np.where(staff.service_days < 500, -0.6, np.where(staff.service_days > 5_000, 0.2, 0.0))
    learned = np.array([kind in ("knowledge", "skill") for kind in known.kind])
    worked = np.maximum(present, past)
    score = known.base + disposition + worked + newcomer[:, None] * learned
    score += 0.55 * draws.bell(size).reshape(score.shape)
    rare = _rare(score, shares, draws)
    level = np.floor(score + 0.5).clip(0, 5).astype(np.int64)
    drain = 0.9 * (underused[:, None] & (present > past))
    energy = 0.3 + disposition - drain + 0.7 * draws.bell(size).reshape(score.shape)
    return Abilities(
        level=level,
        energy=np.floor(energy + 0.5).clip(-2, 2).astype(np.int64),
        earlier=earlier,
        underused=underused,
        shares=shares,
        worked=worked,
        rare=rare,
    )


def _from_work(staff: Staff, work: Work, earlier: Ints, underused: Flags) -> tuple[Floats, Floats]:
    """What the present and the earlier work add to each strength, two arrays (n_people, n_strengths) in levels."""
    core = np.array([team.core for team in teams()])
    order = np.array([team.template.order for team in staff.teams])[staff.team]
    present = core[order]
    for k, role in enumerate(work.roles):
        for need in role.template.needs:
            extra = 0.8 if strengths().kind[need.strength] in ("talent", "competency") else 0.3
            present[work.role_of == k, need.strength] += extra
    present[underused] *= 0.7
    strength_of_past = np.where(underused, 1.1, 0.7)
    past = core[np.maximum(earlier, 0)] * np.where(earlier >= 0, strength_of_past, 0.0)[:, None]
    return present, past


def _rare(score: Floats, shares: Ints, draws: Draws) -> Ints:
    """Give each rare strength one or two people who have it well and say so; the pairs, shape (n_pairs, 2)."""
    open_people = np.flatnonzero(shares == 2)
    pairs = []
    for strength in np.flatnonzero(strengths().base <= _RARE):
        holders = draws.order(len(open_people))[: int(draws.between(1, 1, 2)[0])]
        for person, extra in zip(open_people[holders], (4.4, 3.6), strict=False):
            score[person, strength] = extra
            pairs.append((person, strength))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
