"""One door to the searches for a close team: arrays in, a team with its proof out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from talentmap.results import Status
from talentmap.teams.communication_baselines import best_leader
from talentmap.teams.communication_cover import Closest, Cover
from talentmap.teams.communication_diameter import smallest_diameter
from talentmap.teams.communication_steiner import cheapest_tree
from talentmap.teams.communication_sum import smallest_sum

SEARCHES: Mapping[str, Callable[[Cover], Closest]] = MappingProxyType(
    {
        "sum_of_distances": smallest_sum,
        "diameter": smallest_diameter,
        "steiner": cheapest_tree,
        "leader": best_leader,
    }
)
"""Measure -> search."""


def closest(cover: Cover, measure: str) -> Closest:
    """The closest team by a measure; the array-level heart of :func:`talentmap.teams.communication.closest_team`."""
    if any(len(able) < needed for able, needed in zip(cover.holders, cover.needed, strict=True)):
        return Closest(Status.INFEASIBLE)
    return SEARCHES[measure](cover)
