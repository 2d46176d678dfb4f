"""Who works with whom, and who named whose strength."""

from __future__ import annotations

import numpy as np

from talentmap.examples.draws import Draws, Ints
from talentmap.examples.portfolios import Items
from talentmap.examples.structure import Staff

Ties = tuple[Ints, Ints, Ints]
"""Positions a and b, and the weight: half-days a month they work together."""


def build_ties(staff: Staff, draws: Draws) -> Ties:
    """Dense inside teams, sparse between them, most of those within the directorate; each pair once."""
    inside = [np.triu_indices(team.stop - team.start, 1) for team in staff.teams]
    a = np.concatenate([pair[0] + team.start for pair, team in zip(inside, staff.teams, strict=True)])
    b = np.concatenate([pair[1] + team.start for pair, team in zip(inside, staff.teams, strict=True)])
    kept = draws.chance(len(a), 0.55)
    a, b = a[kept], b[kept]
    weight = draws.between(len(a), 2, 8)
    reports = np.flatnonzero((staff.manager >= 0) & staff.leads)
    far_a, far_b = _far(staff, draws)
    a = np.concatenate([a, reports, far_a])
    b = np.concatenate([b, staff.manager[reports], far_b])
    weight = np.concatenate([weight, draws.between(len(reports), 3, 6), draws.between(len(far_a), 1, 4)])
    low, high = np.minimum(a, b), np.maximum(a, b)
    kept = low < high
    _, first = np.unique(low[kept] * staff.n_people + high[kept], return_index=True)
    return low[kept][first], high[kept][first], weight[kept][first]


def _far(staff: Staff, draws: Draws) -> tuple[Ints, Ints]:
    """Ties across teams: some people have many, most few; two thirds stay in the directorate."""
    directorates = [team.directorate for team in staff.teams]
    first = np.array([staff.teams[directorates.index(name)].start for name in directorates])[staff.team]
    last = {name: team.stop for name, team in zip(directorates, staff.teams, strict=True)}
    stop = np.array([last[name] for name in directorates])[staff.team]
    sociable = (draws.share(staff.n_people) ** 3 * 9).astype(np.int64)
    a = np.repeat(np.arange(staff.n_people), sociable)
    near = first[a] + draws.below(len(a), (stop - first)[a])
    anywhere = draws.below(len(a), staff.n_people)
    return a, np.where(draws.chance(len(a), 0.65), near, anywhere)


def build_recognitions(staff: Staff, ties: Ties, items: Items, draws: Draws) -> tuple[Ints, Ints, Ints, Ints]:
    """Who saw it, in which colleague, which strength (from what the colleague shares at the top), days ago."""
    a, b, _ = ties
    turn = draws.chance(len(a), 0.5)
    by, of = np.where(turn, a, b), np.where(turn, b, a)
    top = np.flatnonzero((items.place < 4) & (items.visibility > 0))
    wanted = draws.below(len(a), 4)
    strength_at = np.full((staff.n_people, 4), -1, dtype=np.int64)
    strength_at[items.person[top], items.place[top]] = items.strength[top]
    strength = strength_at[of, wanted]
    kept = draws.chance(len(a), 0.2) & (strength >= 0)
    return by[kept], of[kept], strength[kept], draws.between(len(a), 0, 720)[kept]
