"""The best team of one project when people have prices: the question that staffing many projects asks again and again.

A team earns layers (a worth for each of the first so many members who have something), ties between its members, and
what each member is worth by themself less their price. It keeps rows that are linear in who is a member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.formulation import Row

if TYPE_CHECKING:
    from talentmap.optimise.crew_kernel import Board, Prices

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FAR = 1 << 40
"""Stands for no bound in a row."""
_ROOM = 16
"""Teams kept of those met on the way to the best."""
_FIRST = 8
"""Steps of the bound before a first team is looked for, which makes the other steps short."""
_WORK = 4_000_000
"""People looked at in one search, over all partial teams: some tenths of a second, whatever the number of people."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A worth for each of the first `places` members who are in `has`.

    Parameters
    ----------
    has
        Positions of people, in order.
    worth, places
        Whole units for each place, and how many places count.
    gate, gate_least
        Number of a row whose sum must be at least this for the layer to count; -1 for none.
    """

    has: Ints
    worth: int
    places: int
    gate: int = -1
    gate_least: int = 0


@dataclass(frozen=True, eq=False)
class Priced:
    """What a search at given prices found.

    Parameters
    ----------
    teams
        Positions of members, in order; the best last.
    best
        Worth of the best less its prices; -inf where no team beats the floor.
    bound
        No team is worth more than this (or than the floor of the search).
    nodes
        Partial teams looked at.
    """

    teams: tuple[tuple[int, ...], ...]
    best: float
    bound: float
    nodes: int


class Crew:
    """One project: who can join, what a team earns, and the rows it keeps.

    Parameters
    ----------
    people
        Positions of those who can be members, in order.
    size
        Smallest and largest team.
    layers
        What a team earns.
    own
        Shape (n_people,): whole units that somebody brings by being a member.
    rows
        Rules over positions of people.
    forced
        Positions of those in every team.
    ties, tie_worth
        Shape (n_ties, 2) and (n_ties,): pairs of positions and what a pair inside the team is worth.
    turn
        Where to begin among people who bring the same, so that projects do not all reach for the first.
    """

    def __init__(
        self,
        people: Ints,
        size: tuple[int, int],
        layers: Sequence[Layer],
        own: Ints,
        rows: Sequence[Row] = (),
        forced: Sequence[int] = (),
        ties: Ints | None = None,
        tie_worth: Ints | None = None,
        turn: int = 0,
    ) -> None:
        self.people, self.size, self.layers = people, size, tuple(layers)
        place = np.full(int(people.max(initial=-1)) + 2, -1, dtype=np.int64)
        place[people] = np.arange(len(people))
        self._place = place
        self.own = own
        self.has = np.zeros((len(people), len(self.layers)), dtype=bool)
        for k, layer in enumerate(self.layers):
            self.has[self._inside(layer.has), k] = True
        self.rows = np.zeros((len(people), len(rows)), dtype=np.int64)
        for k, row in enumerate(rows):
            at = self._locate(np.array(row.positions, dtype=np.int64))
            self.rows[at[at >= 0], k] = np.array(row.coefficients, dtype=np.int64)[at >= 0]
        self.least = np.array([-FAR if r.low is None else r.low for r in rows], dtype=np.int64)
        self.most = np.array([FAR if r.high is None else r.high for r in rows], dtype=np.int64)
        self.possible = all(p < len(place) and place[p] >= 0 for p in forced) and len(forced) <= size[1]
        self.forced = self._inside(np.array(sorted(forced), dtype=np.int64))
        pairs = np.zeros((0, 2), dtype=np.int64) if ties is None else ties
        self._set_ties(pairs, np.zeros(0, dtype=np.int64) if tie_worth is None else tie_worth)
        self._group()
        self._order = np.roll(np.arange(len(people)), -(turn % max(1, len(people))))
        self._start = np.array([layer.worth / 2 for layer in self.layers]), self.tie / 2, np.zeros(len(rows))

    def _locate(self, positions: Ints) -> Ints:
        known = np.minimum(positions, len(self._place) - 1)
        found: Ints = self._place[known]
        return found

    def _inside(self, positions: Ints) -> Ints:
        found = self._locate(positions)
        return found[found >= 0]

    def _set_ties(self, pairs: Ints, worth: Ints) -> None:
        """Ties in both directions, by their first end."""
        a, b = self._locate(pairs[:, 0]), self._locate(pairs[:, 1])
        keep = (a >= 0) & (b >= 0) & (worth > 0)
        a, b, worth = a[keep], b[keep], worth[keep]
        n = len(a)
        start, to, value = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([worth, worth])
        order = np.lexsort((to, start))
        rank = np.empty(2 * n, dtype=np.int64)
        rank[order] = np.arange(2 * n)
        self.tie_at = np.searchsorted(start[order], np.arange(len(self.people) + 1)).astype(np.int64)
        self.tie_to, self.tie = to[order], value[order]
        self.back = rank[(order + n) % (2 * n)] if n else np.zeros(0, dtype=np.int64)

    def _group(self) -> None:
        """Number those who bring and count the same; whoever has ties is alone."""
        tied = np.diff(self.tie_at) > 0
        alone = np.where(tied, np.arange(len(self.people)) + 1, 0)
        marks = np.column_stack([self.has, self.rows > 0, self.rows < 0]).astype(np.uint8)
        bytes_of = [np.packbits(marks, axis=1), self._bytes(self.own), self._bytes(alone)]
        if (np.abs(self.rows) > 1).any():
            bytes_of.append(self._bytes(self.rows))
        whole = np.ascontiguousarray(np.hstack(bytes_of))
        key = whole.view(np.dtype((np.void, whole.shape[1]))).ravel()
        _, self.group = np.unique(key, return_inverse=True)

    def _bytes(self, values: Ints) -> NDArray[np.uint8]:
        wide = np.ascontiguousarray(values, dtype=np.int64).reshape(len(self.people), -1)
        return wide.view(np.uint8).reshape(len(self.people), -1)

    def board(self) -> Board:
        """The same as flat arrays for the compiled loops; made once."""
        made = self.__dict__.get("_board")
        if made is None:
            made = self.__dict__["_board"] = self._flat()
        return made

    def _flat(self) -> Board:
        from talentmap.optimise.crew_kernel import Board  # late: it loads numba

        n = len(self.people)
        who, layer = np.nonzero(self.has)
        whom, row = np.nonzero(self.rows)
        steps = np.arange(n + 1)
        return Board(
            self.size[0],
            self.size[1],
            np.searchsorted(who, steps).astype(np.int64),
            layer.astype(np.int64),
            np.array([part.places for part in self.layers], dtype=np.int64),
            np.array([part.worth for part in self.layers], dtype=np.float64),
            np.array([part.gate for part in self.layers], dtype=np.int64),
            np.array([part.gate_least for part in self.layers], dtype=np.int64),
            np.searchsorted(whom, steps).astype(np.int64),
            row.astype(np.int64),
            self.rows[whom, row],
            self.least,
            self.most,
            np.asarray((self.rows >= 0).all(axis=0), dtype=bool),
            self.tie_at,
            self.tie_to,
            self.tie.astype(np.float64),
            self.back,
            self.forced,
            np.array([k for k, part in enumerate(self.layers) if part.gate >= 0], dtype=np.int64),
        )

    def worth(self, team: Sequence[int]) -> int:
        """Exact worth of a team, without prices."""
        at = self._inside(np.array(team, dtype=np.int64))
        sums = self.rows[at].sum(axis=0)
        total = int(self.own[at].sum())
        held = self.has[at].sum(axis=0)
        for k, layer in enumerate(self.layers):
            if layer.gate < 0 or sums[layer.gate] >= layer.gate_least:
                total += layer.worth * min(layer.places, int(held[k]))
        if len(self.tie):
            inside = np.zeros(len(self.people), dtype=bool)
            inside[at] = True
            both = 0
            for k in at.tolist():
                span = slice(self.tie_at[k], self.tie_at[k + 1])
                both += int(self.tie[span][inside[self.tie_to[span]]].sum())
            total += both // 2
        return total

    @cached_property
    def ceiling(self) -> int:
        """A bound from the data alone: every place filled, the greatest own worths and ties."""
        total = sum(layer.worth * min(layer.places, len(layer.has)) for layer in self.layers)
        most = self.size[1]
        total += int(np.sort(np.maximum(self.own, 0))[::-1][:most].sum())
        return total + int(np.sort(self.tie)[::-1][: most * (most - 1)].sum()) // 2

    def best(
        self,
        price: Floats,
        floor: float,
        *,
        nodes: int = 100_000,
        steps: int = 60,
        closed: NDArray[np.bool_] | None = None,
        halt: Ints | None = None,
    ) -> Priced:
        """The best team at these prices, if it is worth more than the floor.

        Parameters
        ----------
        price
            Shape (all people,): what each member costs.
        floor
            Teams worth no more are of no interest.
        nodes, steps
            Effort of the search and of its bound. Out of effort the bound is greater than the best.
        closed
            Shape (all people,): who cannot be chosen.
        halt
            Shape (1,): the search ends as soon as this is not 0, whoever sets it; its bound holds then too.
        """
        free = np.ones(len(self.people), dtype=bool) if closed is None else ~closed[self.people]
        if not self.possible or not free[self.forced].all():
            return Priced((), -np.inf, floor, 0)
        halt = np.zeros(1, dtype=np.int64) if halt is None else halt
        if halt[0]:
            return Priced((), -np.inf, max(floor, self.ceiling), 0)
        return self._best(price[self.people], floor, free, nodes, steps, halt)

    def every(
        self, price: Floats, floor: float, *, most: int, nodes: int = 1_000_000, halt: Ints | None = None
    ) -> Priced | None:
        """Every team worth more than the floor at these prices; None where they are more than `most`, or on a halt."""
        from talentmap.optimise import crew_kernel as kernel

        if not self.possible:
            return Priced((), -np.inf, floor, 0)
        halt = np.zeros(1, dtype=np.int64) if halt is None else halt
        own = self.own - price[self.people]
        pool = np.setdiff1d(np.arange(len(self.people)), self.forced)
        bound, prices, pool = self._tuned(pool, own, floor, 100, halt)
        if bound <= floor and len(self.forced) < self.size[1]:
            return Priced((), -np.inf, floor, 0)
        found = kernel.searched(
            self.board(), pool, own, prices, float(floor), False, most, self._effort(nodes, pool), halt
        )
        if not found.done:
            return None
        teams = self._teams(found.teams[: int(found.n)])
        return Priced(teams, float(found.worths[: int(found.n)].max(initial=-np.inf)), floor, int(found.nodes))

    def _best(self, cost: Floats, floor: float, free: NDArray[np.bool_], nodes: int, steps: int, halt: Ints) -> Priced:
        """First some steps of the bound and a first team, then with its worth as the floor the others."""
        from talentmap.optimise import crew_kernel as kernel

        own, board, looked = self.own - cost, self.board(), 0
        teams: list[tuple[int, ...]] = []
        free[self.forced] = False
        pool, best, bound = self._pool(cost, free), -np.inf, np.inf
        for spell, effort in ((min(_FIRST, steps), 3 * self.size[1]), (steps - _FIRST, nodes)):
            lower, prices, pool = self._tuned(pool, own, floor, max(1, spell), halt)
            bound = min(bound, lower)
            if bound <= floor and len(self.forced) < self.size[1]:
                break
            effort = min(effort, self._effort(nodes, pool))
            found = kernel.searched(board, pool, own, prices, float(floor), True, _ROOM, effort, halt)
            count = min(int(found.n), _ROOM)
            where = [(int(found.n) - count + k) % _ROOM for k in range(count)]
            teams += self._teams(found.teams[where])
            best = max((float(found.worths[w]) for w in where), default=best)
            floor, bound, looked = max(floor, best), min(bound, float(found.bound)), looked + int(found.nodes)
            if found.done or halt[0]:
                break
        return Priced(tuple(teams), best, max(bound, floor), looked)

    def _tuned(self, pool: Ints, own: Floats, floor: float, steps: int, halt: Ints) -> tuple[float, Prices, Ints]:
        """Steps of the bound that begin where the last ones ended."""
        from talentmap.optimise import crew_kernel as kernel

        bound, prices, left = kernel.tuned(
            self.board(), pool, own, kernel.Prices(*self._start), float(floor), steps, halt
        )
        self._start = prices.layer, prices.share, prices.row
        return float(bound), prices, left

    def _effort(self, nodes: int, pool: Ints) -> int:
        return min(nodes, max(50, _WORK // max(1, len(pool))))

    def _teams(self, rows: Ints) -> tuple[tuple[int, ...], ...]:
        """Positions of members from lines that end in -1."""
        return tuple(tuple(sorted(int(self.people[k]) for k in row if k >= 0)) for row in rows)

    def _pool(self, cost: Floats, free: NDArray[np.bool_]) -> Ints:
        """Of those who bring the same, as many as fit in a team, those without a price first."""
        order = self._order[free[self._order]]
        order = order[np.argsort(cost[order], kind="stable")]
        by_group = np.argsort(self.group[order], kind="stable")
        ranked = self.group[order][by_group]
        first = np.searchsorted(ranked, ranked)
        keep = by_group[np.arange(len(ranked)) - first < self.size[1]]
        chosen: Ints = np.sort(order[keep])
        return chosen


def load_kernels() -> None:
    """Load the compiled loops, and compile them where that was never done: seconds no search should be charged for."""
    two = np.arange(2)
    crew = Crew(two, (1, 2), [Layer(two, 1, 1)], two, [Row.count([0, 1])], (), np.array([[0, 1]]), np.array([1]))
    crew.best(np.zeros(2), -1.0)
