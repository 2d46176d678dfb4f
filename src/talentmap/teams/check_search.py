"""Is there a team worth more than was claimed? A plain search with prices from a record, in whole numbers.

For the places of a layer and any price 0 <= l <= worth,

    worth x min(places, X) <= l x X + (worth - l) x places,

and a tie may be split between its ends in any way: a member of a team with k more to come uses at most k - 1 of its
ties to those who come, and the ties to those who are there. So a team grown from a part by k people is worth at most a
constant plus the k greatest of one figure per person. That holds for any prices and splits within their ranges: a
record can only bring good ones. A place whose worth cannot be spared must be filled, so one of those who can fill it
must come: the search branches on the fewest of those. Nothing of the search that made the record is used here, and no
solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.teams.check_table import FINE, Bools, Ints, Table


class WorkError(Exception):
    """More parts of teams were looked at than allowed."""


@dataclass(frozen=True)
class Prices:
    """Prices of layers and, of each tie, what its first end is given; thousandths of a unit."""

    layer: Ints
    first: Ints

    @classmethod
    def plain(cls, table: Table) -> Prices:
        """Half of everything: without a record of better ones."""
        return cls(table.worth * FINE // 2, table.tie * FINE // 2)

    def fit(self, table: Table) -> bool:
        """Whether these are prices and splits for this table."""
        layer, first = self.layer, self.first
        if layer.shape != table.worth.shape or first.shape != table.tie.shape:
            return False
        inside = (layer >= 0) & (layer <= table.worth * FINE)
        return bool(inside.all() and ((first >= 0) & (first <= table.tie * FINE)).all())


class Check:
    """Searches of one table at one set of prices.

    Parameters
    ----------
    table, prices
        The question, and prices that fit it.
    work
        Parts of teams to look at in one search.
    """

    def __init__(self, table: Table, prices: Prices, work: int) -> None:
        self.table, self.prices, self.work = table, prices, work
        self.looked = 0
        self._rival: tuple[int, list[int]] | None = None
        n = len(table.ids)
        degree = np.bincount(table.pairs.ravel(), minlength=n)
        width = max(1, int(degree.max(initial=0)))
        self.near = np.full((n, width), n, dtype=np.int64)
        self.tie = np.zeros((n, width), dtype=np.int64)
        self.share = np.zeros((n, width), dtype=np.int64)
        used = np.zeros(n, dtype=np.int64)
        for (a, b), worth, first in zip(table.pairs.tolist(), table.tie.tolist(), prices.first.tolist(), strict=True):
            for end, other, given in ((a, b, first), (b, a, worth * FINE - first)):
                at = used[end]
                self.near[end, at], self.tie[end, at], self.share[end, at] = other, worth, given
                used[end] += 1
        self.columns = np.ascontiguousarray(table.has.T)
        self.marked = np.array([count.who for count in table.counts], dtype=bool).reshape(len(table.counts), n)
        self.least = np.array([count.low for count in table.counts], dtype=np.int64)
        self.most = np.array([count.high for count in table.counts], dtype=np.int64)
        self.carriers = np.concatenate([self.columns > 0, self.marked])

    def root(self) -> int | None:
        """No team is worth more than this many units; None where a rule wants somebody who cannot take part."""
        forced, table = self.table.forced, self.table
        if forced is None:
            return None
        base, _, p = self._bound(forced, self._free(forced), table.high)
        return int((base + _greatest(p, table.high - len(forced))) // FINE)

    def above(self, most: int) -> list[int] | None:
        """A team that keeps the rules and is worth more than `most` units; None when there is none.

        Raises
        ------
        WorkError
            Too many parts of teams to look at.
        """
        self.looked = 0
        if self.table.forced is None:
            return None
        return self._above(self.table.forced, self._free(self.table.forced), most, self.table.high)

    def earlier(self, members: list[int], best: int) -> list[int] | None:
        """A team worth at least `best` that goes before these members: smaller, or before them in the order of ids.

        Raises
        ------
        WorkError
            Too many parts of teams to look at.
        """
        if self.table.forced is None:
            return None
        try:  # very many teams may be as good: those before the members are fewer
            return self._smaller(members, best) or self._first(members, best)
        except WorkError:
            self.looked, self._rival = 0, (len(members), sorted(members))
            return self._above(self.table.forced, self._free(self.table.forced), best - 1, len(members))
        finally:
            self._rival = None

    def _smaller(self, members: list[int], best: int) -> list[int] | None:
        """A smaller team worth at least `best`."""
        self.looked, forced = 0, self.table.forced or []
        if self.table.low == len(members):
            return None
        return self._above(forced, self._free(forced), best - 1, len(members) - 1)

    def _first(self, members: list[int], best: int) -> list[int] | None:
        """A team as large, worth at least `best`, and before the members in the order of ids."""
        self.looked = 0
        return self._before([], sorted(members), best)

    def _above(self, team: list[int], free: Bools, most: int, high: int) -> list[int] | None:
        """Depth first: those one of whom must come, or everybody; who could add most first."""
        self._count()
        left = high - len(team)
        if left >= 0 and len(team) >= self.table.low and self._beats(team, self._held(team), most):
            return team
        able = self._able(team, free, left) if left > 0 else None
        asked = self._asked(team, able, most, high) if able is not None else None
        if able is None or asked is None:
            return None
        able, one_of = asked
        base, at, p = self._bound(team, able, high)
        order = np.argsort(-p, kind="stable")
        at, p = at[order], p[order]
        sums = np.concatenate([[0], np.cumsum(p)])
        last = np.minimum(np.arange(len(at)) + left, len(at))
        hopeless = np.flatnonzero(base + sums[last] - sums[:-1] <= most * FINE)
        ends = int(hopeless[0]) if len(hopeless) else len(at)
        if one_of is not None and ends:  # whoever of them comes first in this order
            few = np.flatnonzero(one_of[at])
            few = few[base + p[few] + sums[min(left - 1, len(at))] > most * FINE]
        else:
            few = np.arange(ends)
        rest = able.copy()
        for k in few.tolist():
            grown = [*team, int(at[k])]
            if left == 1:  # then the figure is what the last one adds
                self._count()
                if len(grown) >= self.table.low and self._beats(grown, base + int(p[k]), most):
                    return grown
                continue
            rest[at[k]] = False
            found = self._above(grown, rest.copy(), most, high)
            if found is not None:
                return found
        return None

    def _asked(self, team: list[int], able: Bools, most: int, high: int) -> tuple[Bools, Bools | None] | None:
        """Who may still join when no more is given away than allowed, and those one of whom must; None when none may.

        A place left open loses its worth: where that is more than stands between the bound and the claim, it must be
        filled, as a rule that counts would have it.
        """
        left = high - len(team)
        base, _, p = self._bound(team, able, high, free_places=True)
        spare = base + _greatest(p, left) - most * FINE
        if spare <= 0:
            return None
        places = np.where(self.table.worth * FINE >= spare, self.table.places - self._filled(team), 0)
        missing = np.concatenate([places, self.least - self.marked[:, team].sum(axis=1)])
        rows = np.flatnonzero(missing > 0)
        if not len(rows):
            return able, None
        missing, carriers = missing[rows], self.carriers[rows]
        if (missing > left).any():
            return None
        able = able & carriers[missing == left].all(axis=0)  # everybody who comes must be one of them
        there = (carriers & able).sum(axis=1)
        if (missing > there).any():
            return None
        return able, carriers[int(there.argmin())]

    def _before(self, team: list[int], members: list[int], best: int) -> list[int] | None:
        """Teams as large as the members, in the order of ids, up to the members themselves."""
        self._count()
        size = len(members)
        if team > members[: len(team)]:
            return None
        if len(team) == size:
            return team if team < members and self._beats(team, self._held(team), best - 1) else None
        last = team[-1] if team else -1
        free = self._free(team)
        free[: last + 1] = False
        must = [k for k in self.table.forced or [] if k not in team]
        if any(k < last for k in must):
            return None
        left = size - len(team)
        able = self._able(team, free, left)
        if able is None:
            return None
        base, at, p = self._bound(team, able, size)
        enough = best * FINE - base
        if _greatest(p, left) < enough:
            return None
        for k in at[p + _greatest(p, left - 1) >= enough].tolist():
            if must and k > must[0]:
                return None
            if [*team, k] > members[: len(team) + 1]:
                return None
            found = self._before([*team, k], members, best)
            if found is not None:
                return found
        return None

    def _count(self) -> None:
        self.looked += 1
        if self.looked > self.work:
            raise WorkError

    def _beats(self, team: list[int], held: int, most: int) -> bool:
        """Whether a team that holds at most so much is worth more than `most`, keeps the rules and goes first."""
        if held <= most * FINE or (self._rival is not None and (len(team), sorted(team)) >= self._rival):
            return False
        return self.table.keeps(team) and self.table.exactly(team) > most

    def _free(self, team: list[int]) -> Bools:
        free = np.ones(len(self.table.ids), dtype=bool)
        free[team] = False
        return free

    def _able(self, team: list[int], free: Bools, left: int) -> Bools | None:
        """Who may still join without breaking a rule for good; None when the rules cannot be kept any more."""
        inside = self.marked[:, team].sum(axis=1)
        if (inside > self.most).any():
            return None
        free = free & ~self.marked[inside == self.most].any(axis=0)
        missing = self.least - inside
        for row in np.flatnonzero(missing > 0):
            who = self.marked[row]
            if missing[row] > min(left, int((who & free).sum())):
                return None
            if missing[row] == left:
                free &= who
        for group in self.table.together:
            if any(k in team for k in group):
                lacking = [k for k in group if k not in team]
                if len(lacking) > left or not free[lacking].all():
                    return None
        return free

    def _filled(self, team: list[int]) -> Ints:
        """Places filled by these people, layer by layer."""
        filled: Ints = np.minimum(self.table.places, self.table.has[team].sum(axis=0))
        return filled

    def _tied(self, team: list[int]) -> Ints:
        """Worth of everybody's ties to these people; shape (n_people + 1,), the last stands for nobody."""
        tied = np.zeros(len(self.table.ids) + 1, dtype=np.int64)
        for k in team:  # nobody is near one person twice
            tied[self.near[k]] += self.tie[k]
        return tied

    def _held(self, team: list[int]) -> int:
        """What a team holds, with the most that balance can be worth; thousandths of a unit."""
        ties = int(self._tied(team)[team].sum()) // 2
        return (int(self.table.worth @ self._filled(team)) + ties + self.table.most_balance) * FINE

    def _bound(self, team: list[int], free: Bools, high: int, *, free_places: bool = False) -> tuple[int, Ints, Ints]:
        """What a part of a team holds and may hold beside people, who may come, and what each may add at most.

        With `free_places` every place counts as filled, and people add their ties alone.
        """
        table, left = self.table, high - len(team)
        filled, tied = self._filled(team), self._tied(team)
        room = (table.places - filled) if left > 0 else np.zeros_like(table.places)
        base = (int(table.worth @ filled) + int(tied[team].sum()) // 2 + table.most_balance) * FINE
        price = self.prices.layer if left > 1 else table.worth * FINE  # of one place nothing need be shared out
        if free_places:
            price = np.zeros_like(price)
        base += int((table.worth * FINE - price) @ room)
        at = np.flatnonzero(free)
        p = (self.columns.T @ (price * (room > 0)))[at] + tied[at] * FINE
        if left > 1:
            open_ = np.append(free, False)
            p = p + _best(np.where(open_[self.near[at]], self.share[at], 0), left - 1)
        return base, at, p


def _best(shares: Ints, k: int) -> Ints:
    """Sum of the k greatest of each row."""
    if shares.shape[1] > k:
        shares = -np.partition(-shares, k - 1, axis=1)[:, :k]
    found: Ints = shares.sum(axis=1)
    return found


def _greatest(p: Ints, k: int) -> int:
    """Sum of the k greatest."""
    return int(np.sort(p)[::-1][:k].sum()) if k > 0 else 0
