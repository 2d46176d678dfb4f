"""A good first team: exchanges that improve, and kicks out of dead ends. It proves nothing.

Solvers find good teams late when ties count; a short exchange search finds them at once, and a good first team lets
them discard most of the rest. Same seed, same team, unless the clock cuts it short.
"""

from __future__ import annotations

import math
import time

import numpy as np

from talentmap.teams.landscape import Landscape

_KICKS = 60
"""Fewer where there are few people: then everything is looked at soon enough."""
_SECONDS = 2.0


def improve(land: Landscape, seed: int, rest: float | None) -> list[int] | None:
    """A good team that keeps the rules, as positions in the pool; None where there is no team at all.

    Parameters
    ----------
    rest
        Seconds the caller has left, None for no limit; at most a quarter goes to this.
    """
    best = land.any_team()
    if best is None:
        return None
    rng = np.random.default_rng(seed)
    best = climb(land, best)
    worth, began = land.worth(best), time.perf_counter()
    patience = math.inf if rest is None else min(_SECONDS, rest / 4)
    for _ in range(min(_KICKS, len(land.pool) // 2)):
        if time.perf_counter() - began > patience:
            break
        team = climb(land, _kick(land, best, rng))
        found = land.worth(team)
        if found >= worth:
            best, worth = team, found
    return best


def _kick(land: Landscape, team: list[int], rng: np.random.Generator) -> list[int]:
    """The team with up to three members exchanged by lot, the rules kept."""
    for _ in range(int(rng.integers(1, 4))):
        gone = team[int(rng.integers(len(team)))]
        rest = [p for p in team if p != gone]
        able = np.flatnonzero(land.joined(rest) >= 0)
        if len(able):
            team = [*rest, int(rng.choice(able))]
    return team


def climb(land: Landscape, team: list[int]) -> list[int]:
    """Exchange, add or leave out one member as long as that helps."""
    now = land.worth(team)
    while True:
        better, best = None, now
        for gone in [None, *team]:
            rest = [p for p in team if p != gone]
            if gone is not None and len(rest) >= land.low and land.holds(rest) and (w := land.worth(rest)) > best:
                better, best = rest, w
            if len(rest) + 1 <= land.high:
                worth = land.joined(rest)
                k = int(worth.argmax())
                if worth[k] > best:
                    better, best = [*rest, k], int(worth[k])
        if better is None:
            return team
        team, now = better, best
