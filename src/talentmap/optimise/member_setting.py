"""What the complete search starts from: candidates left after pricing, their worths with prices, room to work in."""

from __future__ import annotations

import numpy as np

from talentmap.optimise.member_arrays import Flat
from talentmap.optimise.member_bound import Prices, Reach
from talentmap.optimise.member_walk import GONE, JOIN, LARGEST, LOST, REAL, SIZE, WORTH, Setting, Work
from talentmap.optimise.members import Ints, MemberProblem


def prepare(
    problem: MemberProblem, flat: Flat, within: Reach, prices: Prices, keep: Ints
) -> tuple[Flat, Setting] | None:
    """Arrays over the candidates and the setting of a search for teams of one size; None where there are too few.

    Parameters
    ----------
    problem
        The question with low = high.
    flat, within, prices
        Its arrays and what prices make of it.
    keep
        Positions worth trying, in order; the forced may be among them.
    """
    forced = np.array(problem.forced, dtype=np.int64)
    ids = np.setdiff1d(keep, forced)
    joining = problem.high - len(forced)
    if len(ids) < joining:
        return None
    fine = prices.fine
    to_forced = _ties_to(problem, forced) * fine
    real = problem.own * fine + to_forced
    base = (within.base + to_forced)[ids]
    shift = int(base.min(initial=0)) if len(base) == 0 else int(base.min())
    base = base - shift
    count = problem_count(flat, forced)
    price = np.concatenate([prices.layer, np.column_stack([prices.spark, prices.able]).ravel()])
    lost = int((price * np.maximum(0, count - flat.places)).sum())
    inner = int(within.base[forced].sum()) + int(to_forced[forced].sum()) // 2
    units = np.bincount(problem.unit[forced], minlength=int(problem.unit.max(initial=0)) + 1)
    balance = best_balance(problem, units) * fine
    constant = within.constant - int(problem.balance.max(initial=0)) * fine + inner + joining * shift
    constant += int(balance[0])
    lost += int(balance[0] - balance[int(units.max(initial=0))])
    small = narrowed(flat, ids)
    order = np.argsort(-base, kind="stable")
    share = _shares(small, prices, joining)
    sums = np.zeros(len(flat.limit), dtype=np.int64)
    for p in forced:
        np.add.at(sums, flat.row[flat.row_from[p] : flat.row_from[p + 1]], _weights(flat, int(p)))
    covered = int((flat.worth * np.minimum(flat.places, count)).sum())
    worth = int((problem.own[forced] * fine).sum()) + int(to_forced[forced].sum()) // 2 + covered
    setting = Setting(
        ids=ids.astype(np.int64),
        forced=forced,
        base=base,
        real=real[ids],
        order=order.astype(np.int64),
        reach=np.concatenate([[0], np.cumsum(base[order])]).astype(np.int64),
        price=price,
        share=share,
        most=_from(np.sort(base + share[:, -1])[::-1][:joining]),
        rising=np.flatnonzero((small.least < 0) | (sums > flat.limit)).astype(np.int64),
        filled=count,
        sums=sums,
        units=units.astype(np.int64),
        balance=problem.balance[problem.high] * fine,
        best_balance=balance,
        numbers=np.array([joining, constant, worth, lost, problem.high, int(not len(small.tie))], dtype=np.int64),
    )
    return small, setting


def _shares(flat: Flat, prices: Prices, joining: int) -> Ints:
    """Shape (n_candidates, joining): the best 0, 1, .. joining - 1 shares each is given of its ties."""
    given = prices.given[flat.edge]
    value = np.where(flat.first, given, flat.tie - given)
    owner = np.repeat(np.arange(len(flat.own)), np.diff(flat.tie_from))
    order = np.lexsort((-value, owner))
    owner, value = owner[order], value[order]
    rank = np.arange(len(owner)) - flat.tie_from[owner]
    table = np.zeros((len(flat.own), joining), dtype=np.int64)
    kept = rank < joining - 1
    table[owner[kept], rank[kept] + 1] = value[kept]
    found: Ints = np.cumsum(table, axis=1)
    return found


def _weights(flat: Flat, p: int) -> Ints:
    return flat.weight[flat.row_from[p] : flat.row_from[p + 1]]


def _ties_to(problem: MemberProblem, forced: Ints) -> Ints:
    """Shape (n,): worth of each one's ties to the forced."""
    inside = np.zeros(problem.n, dtype=np.bool_)
    inside[forced] = True
    total = np.zeros(problem.n, dtype=np.int64)
    for one, other in ((0, 1), (1, 0)):
        at = inside[problem.pairs[:, other]]
        np.add.at(total, problem.pairs[at, one], problem.pair_worth[at])
    return total


def problem_count(flat: Flat, team: Ints) -> Ints:
    """Shape (n_layers,): members in each layer."""
    entries = [flat.layer[flat.layer_from[p] : flat.layer_from[p + 1]] for p in team.tolist()]
    return np.bincount(np.concatenate([np.zeros(0, np.int64), *entries]), minlength=len(flat.places)).astype(np.int64)


def best_balance(problem: MemberProblem, units: Ints) -> Ints:
    """Shape (high + 1,): most a team of size `high` can have by the members its largest unit has already."""
    size = problem.high
    least = -(-size // max(1, len(np.unique(problem.unit))))
    row = problem.balance[size]
    found: Ints = np.array([int(row[max(k, min(size, least)) :].max()) for k in range(size + 1)], dtype=np.int64)
    return found


def narrowed(flat: Flat, ids: Ints) -> Flat:
    """The arrays over some positions only, numbered anew; rows keep their limits."""
    place = np.full(len(flat.own), -1, dtype=np.int64)
    place[ids] = np.arange(len(ids))
    layers = _entries(flat.layer_from, ids)
    rows = _entries(flat.row_from, ids)
    ties = _entries(flat.tie_from, ids)
    ties = ties[(place[flat.tie_to[ties]] >= 0) & (flat.tie[ties] > 0)]
    owner = np.repeat(np.arange(len(flat.own)), np.diff(flat.tie_from))
    least = np.zeros(len(flat.limit), dtype=np.int64)
    np.minimum.at(least, flat.row[rows], flat.weight[rows])
    return flat._replace(
        own=flat.own[ids],
        layer_from=_from(np.diff(flat.layer_from)[ids]),
        layer=flat.layer[layers],
        tie_from=_from(np.bincount(place[owner[ties]], minlength=len(ids))),
        tie_to=place[flat.tie_to[ties]],
        tie=flat.tie[ties],
        edge=flat.edge[ties],
        first=flat.first[ties],
        row_from=_from(np.diff(flat.row_from)[ids]),
        row=flat.row[rows],
        weight=flat.weight[rows],
        least=least,
        unit=flat.unit[ids],
    )


def _entries(starts: Ints, ids: Ints) -> Ints:
    """Places of the entries of some positions."""
    lengths = np.diff(starts)[ids]
    offset = np.repeat(starts[:-1][ids] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    found: Ints = (np.arange(int(lengths.sum())) + offset).astype(np.int64)
    return found


def _from(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def room(flat: Flat, setting: Setting, most: int = 2**62) -> Work:
    """Working arrays for one worker, who gives up after so many parts of teams."""
    n, deep, size = len(setting.base), int(setting.numbers[JOIN]) + 2, int(setting.numbers[SIZE])

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    held, best = zeros(deep, 8), zeros(size + 1)
    held[0, WORTH], held[0, LOST] = setting.numbers[REAL], setting.numbers[GONE]
    held[0, LARGEST] = setting.units.max(initial=0)
    best[0] = -(2**62)
    return Work(
        team=zeros(deep),
        held=held,
        brings=zeros(deep, deep),
        near=zeros(n),
        touched=zeros(n + 1),
        rows=zeros(deep, n),
        filled=setting.filled.copy(),
        sums=setting.sums.copy(),
        units=setting.units.copy(),
        child=zeros(deep, n),
        best=best,
        line=zeros(size + 1),
        steps=np.array([0, most], dtype=np.int64),
    )
