"""Greatest one-hop coverage: arrays of who reaches whom, the greedy choice, and bounds by prices.

A front runner reaches themself and everybody they are tied to. Colleagues who can be reached by exactly the same
volunteers count as one with a weight, and whom nobody can reach is left out: neither leaves a choice.

References
----------
Church and ReVelle (1974), The maximal covering location problem, doi:10.1007/BF01942293: the problem.
Nemhauser, Wolsey and Fisher (1978), An analysis of approximations for maximizing submodular set functions I,
doi:10.1007/BF01588971: under a number of places alone, greedy reaches at least 1 - 1/e of the best.
Fisher, Nemhauser and Wolsey (1978), An analysis of approximations for maximizing submodular set functions II,
doi:10.1007/BFb0121195: under a matroid, such as bounds per team, greedy reaches at least a half.
Minoux (1978), Accelerated greedy algorithms for maximizing submodular set functions, doi:10.1007/BFb0006528, and
Leskovec and others (2007), Cost-effective outbreak detection in networks, doi:10.1145/1281192.1281239: the bound from
what is left to gain.
Galvao and ReVelle (1996), A Lagrangean heuristic for the maximal covering location problem,
doi:10.1016/0377-2217(94)00159-6: prices found by a subgradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Chosen = tuple[int, ...]
"""Positions of volunteers, in order."""

SCALE = 1_000_000
"""Prices are whole millionths, so that a bound is a sum of whole numbers."""
_ROUNDS = 3_000
_PATIENCE = 30


@dataclass(frozen=True, eq=False)
class Reach:
    """Who can be chosen, whom they reach, and the rules.

    Parameters
    ----------
    reaches
        volunteers x groups of colleagues, int64, 1 where the volunteer reaches the group; volunteers in id order.
    weight
        Shape (n_groups,): colleagues in each group.
    team
        Shape (n_volunteers,): number of the team.
    low, high
        Shape (n_teams,): fewest and most front runners of each team.
    places
        Front runners to choose in all.
    """

    reaches: csr_array
    weight: Ints
    team: Ints
    low: Ints
    high: Ints
    places: int

    @property
    def size(self) -> int:
        """Number of volunteers."""
        return len(self.team)

    @property
    def per_team(self) -> bool:
        """Whether a rule per team can bind."""
        return bool(self.low.any()) or bool((self.high < np.bincount(self.team, minlength=len(self.high))).any())

    @property
    def guarantee(self) -> float:
        """Share of the best that greedy reaches at least: 1 - 1/e, or a half with rules per team."""
        return 0.5 if self.per_team else 1 - 1 / math.e

    def covered(self, chosen: Chosen) -> NDArray[np.bool_]:
        """Groups that at least one of these reaches."""
        reached = np.zeros(len(self.weight), dtype=bool)
        for p in chosen:
            reached[self.reaches.indices[self.reaches.indptr[p] : self.reaches.indptr[p + 1]]] = True
        return reached

    def value(self, chosen: Chosen) -> int:
        """Colleagues reached."""
        return int(self.weight[self.covered(chosen)].sum())

    def gains(self, chosen: Chosen) -> Ints:
        """Shape (n_volunteers,): colleagues each volunteer would add."""
        return self.reaches @ (self.weight * ~self.covered(chosen))

    def holds(self, chosen: Chosen) -> bool:
        """Whether these fill the places and keep the rules per team."""
        counts = np.bincount(self.team[list(chosen)], minlength=len(self.low)) if chosen else np.zeros_like(self.low)
        per_team = bool((counts >= self.low).all() and (counts <= self.high).all())
        return len(set(chosen)) == len(chosen) == self.places and per_team


def best_sum(reach: Reach, worth: NDArray) -> NDArray[np.bool_]:
    """The choice with the greatest sum of single worths that keeps all rules.

    First what each team must have, best first, then the best of the rest as far as teams have room. Exact, because
    bounds per team and a total make a matroid. The rules must be possible.
    """
    chosen = np.zeros(reach.size, dtype=bool)
    if not reach.per_team:
        chosen[np.argsort(-worth, kind="stable")[: reach.places]] = True
        return chosen
    order = np.lexsort((-worth, reach.team))
    teams = reach.team[order]
    starts = np.flatnonzero(np.r_[True, teams[1:] != teams[:-1]])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    must = rank < reach.low[teams]
    may = order[~must & (rank < reach.high[teams])]
    chosen[order[must]] = True
    chosen[may[np.argsort(-worth[may], kind="stable")[: reach.places - int(must.sum())]]] = True
    return chosen


def greedy(reach: Reach) -> Chosen:
    """Again and again the volunteer who adds most and leaves the rules possible; ties to the lowest id."""
    chosen: list[int] = []
    counts = np.zeros_like(reach.low)
    free = np.ones(reach.size, dtype=bool)
    while len(chosen) < reach.places:
        owed = np.maximum(reach.low - counts, 0)
        spare = reach.places - len(chosen) - int(owed.sum())
        able = free & (counts < reach.high)[reach.team] & ((owed > 0)[reach.team] | (spare > 0))
        gains = np.where(able, reach.gains(tuple(chosen)), -1)
        best = int(gains.argmax())
        chosen.append(best)
        free[best] = False
        counts[reach.team[best]] += 1
    return tuple(chosen)


def price_bound(reach: Reach, prices: Ints) -> int:
    """What no choice can exceed, by prices of the groups in whole millionths from 0 to 1 per colleague.

    Who reaches a colleague is paid the price, and the rest (1 - price) counts as if everybody were reached:
    sum of weight x (1 - price) + the best sum of what volunteers are paid, rounded down to whole colleagues.
    """
    paid = reach.reaches @ (reach.weight * prices)
    total = int((reach.weight * (SCALE - prices)).sum()) + int(paid[best_sum(reach, paid)].sum())
    return total // SCALE


def gain_prices(reach: Reach, order: Chosen) -> tuple[int, Ints]:
    """The bound from what is left to gain, at its best among the first choices of greedy, and its prices.

    Reached so far plus the best sum of remaining gains: it is :func:`price_bound` with price 0 for whom the choice
    reaches already and 1 for all others. Price 0 for all, as if everybody were reached, is tried too.
    """
    tried = [SCALE * (~reach.covered(order[:k])).astype(np.int64) for k in range(len(order) + 1)]
    tried.append(np.zeros(len(reach.weight), dtype=np.int64))
    return min(((price_bound(reach, prices), prices) for prices in tried), key=lambda found: found[0])


def lower_prices(
    reach: Reach, prices: Ints, best: int, go_on: Callable[[int, float], bool], rounds: int = _ROUNDS
) -> tuple[int, Ints]:
    """Move prices along a subgradient to a lower bound, at best that of the linear relaxation.

    Parameters
    ----------
    prices
        Where to start.
    best
        Colleagues reached by a known choice: the aim of each step (Polyak's rule), and reaching it ends the search.
    go_on
        Asked every hundred rounds, with the round and the bound; False stops.
    """
    weight, reaches = reach.weight.astype(np.float64), reach.reaches.astype(np.float64)
    back = reaches.T.tocsr()
    price = kept = prices / SCALE
    lowest, pace, since = math.inf, 1.5, 0
    for number in range(rounds):
        paid = reaches @ (weight * price)
        chosen = best_sum(reach, paid)
        bound = float((weight * (1 - price)).sum() + paid[chosen].sum())
        if bound < lowest - 1e-4:
            lowest, kept, since = bound, price, 0
        else:
            since += 1
        if lowest < best + 1 or pace < 0.004 or (number % 100 == 0 and not go_on(number, lowest)):
            break
        if since > _PATIENCE:
            pace, since, price = pace * 0.75, 0, kept
            continue
        slope = weight * (back @ chosen - 1.0)
        length = float(slope @ slope)
        if not length:
            break
        price = np.clip(price - pace * (bound - best) / length * slope, 0.0, 1.0)
    whole = np.rint(kept * SCALE).astype(np.int64)
    return price_bound(reach, whole), whole
