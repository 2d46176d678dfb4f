"""Groups parted into subgroups, those again into smaller ones, each split the best there is for the people in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from talentmap.groups.criteria import Criteria
from talentmap.groups.facts import Facts
from talentmap.groups.result import Subgroup

if TYPE_CHECKING:
    from talentmap.groups.enumerate import Split

Ticker = Callable[[], bool]


@dataclass(frozen=True)
class Depth:
    """What was reached at one depth, over all groups.

    Parameters
    ----------
    worst
        Score of the worst subgroup.
    within
        The best possible worst for exactly these groups, which is what each split proves.
    upper
        What no plan at all can exceed.
    """

    worst: Fraction
    within: Fraction
    upper: Fraction

    @property
    def proven(self) -> bool:
        """Whether no other split of these groups has a better worst subgroup."""
        return self.worst == self.within


class Splitter:
    """Splits groups of one question, depth by depth, and keeps what it found about each depth."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.depths: dict[int, Depth] = {}
        n = len(facts.people)
        self.worth = np.zeros((n, n), dtype=np.int64)
        for sign, pairs in ((1, facts.layout.pairs), (-1, facts.layout.met)):
            for a, b in pairs.tolist():
                self.worth[a, b] += sign
                self.worth[b, a] += sign
        self._criteria: dict[tuple[int, ...], Criteria | None] = {}

    def split(self, name: str, members: Sequence[int], depth: int = 0) -> tuple[Subgroup, ...]:
        """The subgroups of one group, with theirs."""
        if depth >= len(self.facts.problem.depths):
            return ()
        number = min(self.facts.problem.depths[depth], len(members))
        sizes = even(len(members), number)
        parts = self._best(members, sizes, depth)
        found = []
        for k, part in enumerate(parts, 1):
            own = f"{name}.{k}"
            ids = tuple(self.facts.people[p] for p in sorted(part))
            found.append(Subgroup(own, ids, self.split(own, sorted(part), depth + 1)))
        return tuple(found)

    def _best(self, members: Sequence[int], sizes: tuple[int, ...], depth: int) -> list[list[int]]:
        from talentmap.groups.enumerate import best_split  # late: compiled loops

        kinds = tuple(sorted(set(sizes)))
        if kinds not in self._criteria:
            self._criteria[kinds] = self.facts.criteria(kinds)
        criteria = self._criteria[kinds]
        if criteria is None:
            criteria = Criteria((), 1, kinds)
        split = best_split(criteria, sorted(members), sizes, apart=None, pair_worth=self.worth)
        assert split is not None  # nothing keeps people apart inside a group
        if criteria.terms:
            self._note(depth, criteria, split)
        parts = [list(part) for part in split.groups]
        return sorted(parts, key=lambda part: (-len(part), part))

    def _note(self, depth: int, criteria: Criteria, split: Split) -> None:
        """Keep the worst so far, with what is proven of it."""
        full = criteria.scale * self.facts.mix_weight
        worst, upper = Fraction(min(split.scores), full), Fraction(split.upper, full)
        within = worst if split.proven else upper
        known = self.depths.get(depth)
        if known is None:
            self.depths[depth] = Depth(worst, within, upper)
            return
        self.depths[depth] = Depth(min(worst, known.worst), min(within, known.within), min(upper, known.upper))


def even(n: int, number: int) -> tuple[int, ...]:
    """Sizes that differ by at most one, largest first."""
    least, larger = divmod(n, number)
    return (least + 1,) * larger + (least,) * (number - larger)
