"""Among equally good matchings, the first by ids: roles in id order, each with the lowest ids it can have.

Which matchings are equally good is known from the prices: exactly those that use only pairs without slack
(``price + gain = value``), seat everybody with a gain and fill every seat whose price is above its floor. Moving from
one to another is a round of moves: each person on it takes a tight seat that the next one leaves. A person without a
seat stands at the node "nobody's"; an empty seat is held by nobody, who moves like anybody else. So a person can be
brought into a role exactly when a chain of moves leads from that role to where they stand.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.assignment import Assignment, Pairs

Ints = NDArray[np.int64]
EMPTY = -1
"""Stands for whoever sits on an empty seat: nobody."""


def first_by_ids(pairs: Pairs, found: Assignment) -> Ints:
    """Place of each person in the first matching by ids among those as good as `found`.

    Parameters
    ----------
    pairs
        All pairs that can matter; those of people without a seat with the lowest ids included.
    found
        The matching and its prices.

    Returns
    -------
    Role of each person, -1 without one; shape (n_people,).
    """
    slack = found.price[pairs.role] + found.gain[pairs.person] - pairs.value
    graph = _Graph.build(pairs.take(slack == 0), found)
    for role in range(len(pairs.seats)):
        for _ in range(int(pairs.seats[role])):
            graph.settle_seat(role)
    return graph.place


@dataclass(eq=False)
class _Graph:
    """Who stands where, who may move where, and who is settled.

    ``wanted[r]`` people tight with role r by id; ``options[p]`` tight roles of p; ``here[r]`` people not settled at r;
    ``vacant[r]`` empty seats not settled. The last node (``nowhere``) is that of people without a seat.
    """

    place: Ints
    wanted: list[Ints]
    options: dict[int, list[int]]
    may_leave: NDArray[np.bool_]
    may_be_empty: list[int]
    here: list[set[int]]
    vacant: list[int]
    outside: list[int]
    settled: NDArray[np.bool_]
    nowhere: int
    part: Ints

    @classmethod
    def build(cls, tight: Pairs, found: Assignment) -> _Graph:
        n_roles = len(tight.seats)
        order = np.lexsort((tight.person, tight.role))
        role, person = tight.role[order], tight.person[order]
        cuts = np.searchsorted(role, np.arange(1, n_roles))
        options: dict[int, list[int]] = {}
        seated = found.place[person] >= 0
        for who, where in zip(person[seated].tolist(), role[seated].tolist(), strict=True):
            options.setdefault(who, []).append(where)
        here: list[set[int]] = [set() for _ in range(n_roles)]
        for who in np.flatnonzero(found.place >= 0).tolist():
            here[int(found.place[who])].add(who)
        graph = cls(
            place=found.place.copy(),
            wanted=np.split(person, cuts) if n_roles else [],
            options=options,
            may_leave=found.gain == 0,
            may_be_empty=np.flatnonzero((found.price == found.floor) & (tight.seats > 0)).tolist(),
            here=here,
            vacant=[int(seats) - len(who) for seats, who in zip(tight.seats, here, strict=True)],
            outside=np.bincount(role[~seated], minlength=n_roles).tolist(),
            settled=np.zeros(len(found.place), dtype=bool),
            nowhere=n_roles,
            part=np.zeros(n_roles + 1, dtype=np.int64),
        )
        graph._divide()
        return graph

    def _divide(self) -> None:
        """Number the strongly connected parts. A round of moves stays within one, so nobody is sought outside it."""
        from scipy.sparse import csr_array  # late: heavy to import
        from scipy.sparse.csgraph import connected_components

        edges = [(node, target) for node in range(self.nowhere + 1) for target, _ in self.moves(node)]
        if edges:
            source, target = np.array(edges).T
            size = self.nowhere + 1
            graph = csr_array((np.ones(len(edges)), (source, target)), shape=(size, size))
            self.part = connected_components(graph, connection="strong")[1].astype(np.int64)
        else:
            self.part = np.arange(self.nowhere + 1)

    def settle_seat(self, role: int) -> None:
        """Give the next seat of a role to the lowest id that can have it, or to nobody, for good."""
        search = _Search(self, role)
        for who in self.wanted[role].tolist():
            if self.settled[who]:
                continue
            stands = int(self.place[who])
            if stands != role:
                node = self.nowhere if stands < 0 else stands
                if self.part[node] != self.part[role] or not search.reaches(node):
                    continue
                self._rotate(role, node, who, search.reached)
            self.settled[who] = True
            self.here[role].discard(who)
            return
        self.vacant[role] -= 1

    def moves(self, node: int) -> list[tuple[int, int]]:
        """Where those who are at a node can go."""
        if node == self.nowhere:
            return [(role, EMPTY) for role, count in enumerate(self.outside) if count]
        moves = [(target, who) for who in sorted(self.here[node]) for target in self.options.get(who, ())]
        moves += [(self.nowhere, who) for who in sorted(self.here[node]) if self.may_leave[who]]
        if self.vacant[node]:
            moves += [(role, EMPTY) for role in self.may_be_empty]
        return moves

    def _rotate(self, role: int, node: int, who: int, reached: dict[int, tuple[int, int]]) -> None:
        """Bring `who` from `node` into `role`, and everybody on the chain one step on."""
        steps = []
        target = node
        while target != role:
            before, mover = reached[target]
            if before == self.nowhere:  # the first person outside, settled by nobody yet, who is tight with the role
                mover = next(p for p in self.wanted[target].tolist() if self.place[p] < 0 and not self.settled[p])
            steps.append((before, target, mover))
            target = before
        for before, target, mover in [(node, role, who), *steps]:
            self._move(mover, before, target)

    def _move(self, who: int, source: int, target: int) -> None:
        if who == EMPTY:
            self.vacant[source] -= 1
            self.vacant[target] += 1
            return
        if source == self.nowhere:
            self.options[who] = [role for role in range(self.nowhere) if self._tight(role, who)]
            for role in self.options[who]:
                self.outside[role] -= 1
        else:
            self.here[source].discard(who)
        if target == self.nowhere:
            for role in self.options.get(who, ()):
                self.outside[role] += 1
            self.place[who] = -1
        else:
            self.here[target].add(who)
            self.place[who] = target

    def _tight(self, role: int, who: int) -> bool:
        wanted = self.wanted[role]
        at = int(np.searchsorted(wanted, who))
        return at < len(wanted) and int(wanted[at]) == who


class _Search:
    """Breadth-first search for chains of moves from a role, carried on only as far as needed."""

    def __init__(self, graph: _Graph, role: int) -> None:
        self.graph = graph
        self.role = role
        self.reached: dict[int, tuple[int, int]] = {}
        """Node -> (node before, who moves there)."""
        self.queue = deque([role])

    def reaches(self, node: int) -> bool:
        """Whether a chain leads to this node."""
        while node not in self.reached and self.queue:
            at = self.queue.popleft()
            for target, who in self.graph.moves(at):
                if target not in self.reached and target != self.role:
                    self.reached[target] = (at, who)
                    self.queue.append(target)
        return node in self.reached
