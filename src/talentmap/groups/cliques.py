"""Pairs gathered into cliques: one row for people who are all apart says more to a solver than a row per pair."""

from __future__ import annotations

from collections.abc import Iterable


def cliques(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Cliques that hold every pair exactly once, larger ones first found from the lowest positions.

    Greedy: from each person on, everybody later is taken who still has an unused pair with all those taken. The
    fewest cliques are not sought; that is hard and of no use here.
    """
    left: dict[int, set[int]] = {}
    for a, b in pairs:
        low, high = sorted((int(a), int(b)))
        left.setdefault(low, set()).add(high)
    found = []
    for first in sorted(left):
        while left[first]:
            clique = [first]
            for other in sorted(left[first]):
                if all(other in left.get(one, ()) for one in clique):
                    clique.append(other)
            for k, one in enumerate(clique):
                for other in clique[k + 1 :]:
                    left[one].discard(other)
            found.append(tuple(clique))
    return found
