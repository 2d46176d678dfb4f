"""The bare question behind a close team: who can carry what, in which network, and what a choice costs."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from talentmap.results import Status
from talentmap.teams.communication_network import FAR, Ints, Network

MEASURES = ("sum_of_distances", "diameter", "steiner", "leader")
"""What a team costs; see :func:`talentmap.teams.communication.closest_team`."""

Carriers = tuple[tuple[int, ...], ...]
"""Per requirement the positions of those who carry it, as many as it needs, in order."""


@dataclass(frozen=True, eq=False)
class Cover:
    """Requirements to be carried by people of a network.

    Parameters
    ----------
    network
        Everybody a path may run through.
    holders
        Per requirement the positions of those who can carry it, each once and in order.
    needed
        Per requirement how many different people carry it.
    leaders
        Positions of those who may lead; everybody if None.
    until
        Reading of ``time.perf_counter`` at which time is up.
    """

    network: Network
    holders: tuple[Ints, ...]
    needed: tuple[int, ...]
    leaders: Ints | None = None
    until: float = field(default=math.inf)

    @property
    def late(self) -> bool:
        """Whether time is up."""
        return time.perf_counter() > self.until

    @cached_property
    def nearest(self) -> Ints:
        """Shape (n_requirements, n_people): distance from everybody to the nearest who can carry each requirement."""
        rows = [self.network.from_nearest(able)[0] for able in self.holders]
        return np.array(rows, dtype=np.int64).reshape(len(self.holders), self.network.n_people)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The requirement of each place to be filled: a requirement of two people has two places."""
        return tuple(r for r, n in enumerate(self.needed) for _ in range(n))

    def by_requirement(self, chosen: Sequence[int]) -> Carriers:
        """Carriers from one person per place."""
        return tuple(
            tuple(sorted(person for person, own in zip(chosen, self.places, strict=True) if own == r))
            for r in range(len(self.needed))
        )

    def rarest(self) -> int:
        """The requirement with the fewest holders to spare; the first of several."""
        return min(range(len(self.needed)), key=lambda r: (len(self.holders[r]) - self.needed[r], r))


@dataclass(frozen=True)
class Closest:
    """Outcome of a search: a team and how good it is proven to be.

    Parameters
    ----------
    status
        INFEASIBLE: the requirements cannot be carried by people whom paths connect.
    carriers
        Who carries each requirement; empty without a solution.
    cost, bound
        In units of length; None without one. No team costs less than `bound`.
    leader
        Position, for the measure ``leader``.
    tree
        Ties of the connecting tree, for the measure ``steiner``.
    method
        How the bound was obtained.
    """

    status: Status
    carriers: Carriers = ()
    cost: int | None = None
    bound: int | None = None
    leader: int | None = None
    tree: tuple[tuple[int, int], ...] = ()
    method: str = ""

    @property
    def members(self) -> tuple[int, ...]:
        """Everybody who carries something, and the leader."""
        lead = () if self.leader is None else (self.leader,)
        return tuple(sorted({p for group in self.carriers for p in group}.union(lead)))


def sum_cost(network: Network, carriers: Carriers) -> int:
    """Sum of the distances between the carriers of each pair of places; 0 between two places of one person.

    Kargar and An (2011), doi:10.1145/2063576.2063718: pairs of skills, not of people.
    """
    chosen = np.array([p for group in carriers for p in group], dtype=np.int64)
    apart = _between(network, chosen)
    return int(min(FAR, int(apart[np.triu_indices(len(chosen), 1)].astype(object).sum() or 0)))


def diameter_cost(network: Network, carriers: Carriers) -> int:
    """Largest distance between two carriers. Lappas, Liu and Terzi (2009), doi:10.1145/1557019.1557074."""
    chosen = np.array([p for group in carriers for p in group], dtype=np.int64)
    return int(_between(network, chosen).max(initial=0))


def leader_cost(network: Network, carriers: Carriers, leader: int) -> int:
    """Sum over places of the distance from the leader. Kargar and An (2011)."""
    away = network.from_each(np.array([leader]))[0]
    return min(FAR, sum(int(away[p]) for group in carriers for p in group))


def tree_cost(network: Network, tree: Sequence[tuple[int, int]]) -> int:
    """Total length of the ties of a tree. Lappas, Liu and Terzi (2009)."""
    lengths = {
        (min(a, b), max(a, b)): w for (a, b), w in zip(network.pairs.tolist(), network.lengths.tolist(), strict=True)
    }
    return sum(lengths[min(a, b), max(a, b)] for a, b in tree)


def _between(network: Network, chosen: Ints) -> Ints:
    return network.from_each(chosen)[:, chosen] if len(chosen) else np.zeros((0, 0), dtype=np.int64)
