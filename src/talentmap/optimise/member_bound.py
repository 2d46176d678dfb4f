"""A bound on every team that can be checked with a pencil: prices on what is scarce, each tie split between its ends.

For every team T of `low` to `high` members that holds the forced ones F and keeps the rows,

    worth(T) <= C + sum of q_i over F + the greatest sum of q_i over low - |F| to high - |F| others,

    q_i = own_i + prices of the layers i is in + price of each bonus i has the spark for or is able for
          - sum over sides of rows of price x weight of i + the high - 1 greatest of the shares i is given of its ties,
    C   = sum over layers of (worth - price) x places + sum over bonuses of (worth - spark price - places x able price)
          + sum over sides of price x limit + the greatest balance.

Why: a layer with places m and X members is worth d min(m, X) <= p X + (d - p) m for 0 <= p <= d. A bonus earned has
one with the spark and `places` able, and its three remaining parts are not negative. A side ``sum <= limit`` that
holds adds price x (limit - sum) >= 0. A tie is worth what its two ends are given of it, and a member has at most
high - 1 ties inside. Prices and shares are found by subgradient steps (Held, Wolfe and Crowder 1974,
doi:10.1007/BF01580223); any that are in range give a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.optimise.member_arrays import Flat, flatten, sides
from talentmap.optimise.members import Ints, MemberProblem

_STEPS = 150


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices of the bound above, all whole numbers in units of 1 / `fine` of a unit of worth.

    Parameters
    ----------
    fine
        Parts of a unit.
    layer, spark, able
        Price of a place of each layer, and of each bonus for its spark and per able member.
    side
        Price of each side of a row: upper bounds of all rows that have one, then lower bounds.
    given
        Part of each tie given to the first of the pair; the other end has the rest.
    """

    fine: int
    layer: Ints
    spark: Ints
    able: Ints
    side: Ints
    given: Ints


@dataclass(frozen=True, eq=False)
class Reach:
    """What the prices make of a problem, in units of 1 / fine: the constant, the rest, and each member's most.

    Parameters
    ----------
    constant
        C.
    base
        Shape (n,): own worth and prices, without ties.
    most
        Shape (n,): q.
    """

    constant: int
    base: Ints
    most: Ints

    def total(self, problem: MemberProblem) -> int:
        """The bound on every team, in units of 1 / fine."""
        return self.constant + int(self.most[list(problem.forced)].sum()) + _greatest(problem, self._free(problem))

    def with_each(self, problem: MemberProblem) -> Ints:
        """Shape (n,): the bound on teams that hold each one; for the forced the same as for all."""
        free, whole = self._free(problem), self.total(problem)
        room = problem.high - len(problem.forced)
        ranked = np.sort(free)[::-1]
        taken = _count(problem, ranked)
        bound = whole + self.most
        if taken:
            last = int(ranked[taken - 1])
            instead = whole - last + self.most
            bound = np.where(self.most >= last, whole, np.maximum(instead, bound) if taken < room else instead)
        if not room:
            bound = np.full(problem.n, -(2**62), dtype=np.int64)
        bound[list(problem.forced)] = whole
        return bound

    def _free(self, problem: MemberProblem) -> Ints:
        free = np.ones(problem.n, dtype=np.bool_)
        free[list(problem.forced)] = False
        found: Ints = self.most[free]
        return found


def _count(problem: MemberProblem, ranked: Ints) -> int:
    """How many beside the forced make the greatest sum."""
    low, high = (max(0, size - len(problem.forced)) for size in (problem.low, problem.high))
    return min(len(ranked), max(low, min(high, int((ranked > 0).sum()))))


def _greatest(problem: MemberProblem, free: Ints) -> int:
    ranked = np.sort(free)[::-1]
    return int(ranked[: _count(problem, ranked)].sum())


def reach(problem: MemberProblem, prices: Prices) -> Reach:
    """Work the bound out from prices, exactly; nothing is taken over from the search for them."""
    fine = prices.fine
    constant = int(((problem.worth * fine - prices.layer) * problem.places).sum())
    bonuses = problem.bonus_worth * fine - prices.spark - problem.bonus_places * prices.able
    weights, limits = sides(problem)
    constant += int(bonuses.sum()) + int((prices.side * limits).sum()) + int(problem.balance.max(initial=0)) * fine
    base = problem.own * fine + problem.has @ prices.layer + problem.spark @ prices.spark + problem.able @ prices.able
    for price, side in zip(prices.side.tolist(), weights, strict=True):
        if price:
            at = np.fromiter(side.keys(), dtype=np.int64, count=len(side))
            base[at] -= price * np.fromiter(side.values(), dtype=np.int64, count=len(side))
    return Reach(constant, base, base + _best_shares(problem, prices))


def _best_shares(problem: MemberProblem, prices: Prices) -> Ints:
    """Shape (n,): the high - 1 greatest shares of ties of each."""
    ends = problem.pairs.T.ravel()
    shares = np.concatenate([prices.given, problem.pair_worth * prices.fine - prices.given])
    order = np.lexsort((-shares, ends))
    ends, shares = ends[order], shares[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=problem.n))])
    rank = np.arange(len(ends)) - starts[ends]
    total = np.zeros(problem.n, dtype=np.int64)
    kept = rank < problem.high - 1
    np.add.at(total, ends[kept], shares[kept])
    return total


def find_prices(
    problem: MemberProblem,
    fine: int,
    target: int,
    flat: Flat | None = None,
    steps: int = _STEPS,
    begin: Prices | None = None,
) -> Prices:
    """Prices whose bound is as low as some hundred steps make it.

    Parameters
    ----------
    fine
        Parts of a unit prices are whole numbers of.
    target
        Worth of a known team: a lower bound is not looked for.
    flat
        The arrays of the problem in these parts, where the caller has them already.
    steps
        How many steps.
    begin
        Prices to begin with, in these parts; else halves: of the worth of each layer and bonus, and of each tie.
    """
    from talentmap.optimise import member_root  # late: loading numba takes half a second

    flat = flat or flatten(problem, fine)
    layers, bonuses = len(problem.worth), len(problem.bonus_worth)
    caps = np.concatenate([problem.worth * problem.places, problem.bonus_worth]).astype(float) * fine
    group = np.concatenate([np.arange(layers), layers + np.repeat(np.arange(bonuses), 2)])
    places = np.maximum(1, flat.places)
    half = np.asarray(problem.pair_worth * (fine / 2), dtype=np.float64)
    first = np.asarray(caps[group] / places / 2, dtype=np.float64), np.zeros(len(flat.limit)), half
    if begin is not None:
        bonus = np.column_stack([begin.spark, begin.able]).ravel()
        price = np.concatenate([begin.layer, bonus]).astype(float)
        first = price, begin.side.astype(float), begin.given.astype(float)
    price, side, given = member_root.lower(
        flat,
        caps,
        group,
        np.array(problem.forced, dtype=np.int64),
        max(0, problem.low - len(problem.forced)),
        problem.high,
        float(target * fine),
        steps,
        *first,
    )
    return _whole(problem, fine, price, side, given)


def _whole(problem: MemberProblem, fine: int, price: np.ndarray, side: np.ndarray, given: np.ndarray) -> Prices:
    """Prices as whole numbers in range."""
    layers = len(problem.worth)
    low = np.floor(np.maximum(price, 0.0)).astype(np.int64)
    spark = np.minimum(low[layers::2], problem.bonus_worth * fine)
    able = np.minimum(low[layers + 1 :: 2], (problem.bonus_worth * fine - spark) // problem.bonus_places)
    return Prices(
        fine,
        np.minimum(low[:layers], problem.worth * fine),
        spark,
        able,
        np.floor(np.maximum(side, 0.0)).astype(np.int64),
        np.clip(np.rint(given).astype(np.int64), 0, problem.pair_worth * fine),
    )
