"""The best way to split one group into subgroups, by looking at all of them.

Groups of a dozen people have few splits (4/4/4: 5,775; 5/4/4: 45,045), so that looking at every one is the proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import ProblemError
from talentmap.groups.criteria import Criteria
from talentmap.vocabulary import text

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_SUBSETS = 16
"""Largest group of which all subsets are scored."""
_SPLITS = 700_000
"""Most splits that are looked at one by one."""


@dataclass(frozen=True)
class Split:
    """A group in subgroups.

    Parameters
    ----------
    groups
        Positions of the members of each subgroup, ascending; subgroups in the order of their first members.
    scores
        Score of each subgroup, in units of the criteria.
    upper
        Largest worst score subgroups of these sizes could have, whoever the people are: a split that reaches it cannot
        be improved by other people either.
    proven
        Whether no split of these people is better. Groups too large to look at every split are proven only where every
        subgroup has the largest score there can be.
    """

    groups: tuple[tuple[int, ...], ...]
    scores: tuple[int, ...]
    upper: int
    proven: bool = True


def best_split(
    criteria: Criteria,
    members: Sequence[int],
    sizes: Sequence[int],
    *,
    apart: Bools | None = None,
    pair_worth: Ints | None = None,
) -> Split | None:
    """Split a group so that its worst subgroup is as good as possible, then the next worst, and so on.

    Parameters
    ----------
    criteria
        Score of a subgroup.
    members
        Positions of the people of the group.
    sizes
        Sizes of the subgroups, in any order; together the number of members.
    apart
        Shape (n_people, n_people), symmetric: who must not be in one subgroup.
    pair_worth
        Shape (n_people, n_people), symmetric: worth of two people in one subgroup, negative for pairs to avoid. Counts
        between splits with equal scores; after that comes the first in the order of positions.

    Returns
    -------
    The split; None where nobody can be kept apart as asked (in large groups: where no such split was found).

    Raises
    ------
    ProblemError
        The sizes do not add up to the number of members.

    References
    ----------
    The order is leximin: Sen (1970), Collective Choice and Social Welfare, chapter 9. Exhaustion is the proof.
    """
    who = np.array(sorted(members), dtype=np.int64)
    if sum(sizes) != len(who) or min(sizes, default=1) < 1:
        raise ProblemError(text("criteria.split", found=len(who), expected=" + ".join(map(str, sizes))))
    if not len(who):
        return Split((), (), 0)
    task = _Task(criteria, apart, pair_worth)
    proven = _few(sizes)
    groups = task.all_splits(who, sizes) if proven else task.improved(who, sizes)
    groups = sorted(groups, key=lambda group: group[0])
    if apart is not None and any(apart[np.ix_(group, group)].any() for group in groups):
        return None
    scores = tuple(criteria.score(group) for group in groups)  # once more from the counts, without the bits
    tops = [criteria.upper(len(group)) for group in groups]
    if pair_worth is None and list(scores) == tops:
        proven = True
    return Split(tuple(map(tuple, groups)), scores, min(tops), proven)


def _few(sizes: Sequence[int]) -> bool:
    """Whether all splits can be looked at."""
    ways = factorial(sum(sizes)) // prod(factorial(size) for size in sizes)
    ways //= prod(factorial(number) for number in Counter(sizes).values())
    return sum(sizes) <= _SUBSETS and ways <= _SPLITS


@dataclass(frozen=True, eq=False)
class _Shape:
    """All splits of n places into subgroups of given sizes.

    Parameters
    ----------
    subsets
        Shape (n_subsets, n), 0 or 1: every subset of one of the sizes.
    splits
        Shape (n_splits, n_groups): positions in `subsets`, the first subgroup being that of place 0 and so on.
    """

    subsets: Ints
    splits: Ints


@lru_cache(maxsize=16)
def _shape(sizes: tuple[int, ...]) -> _Shape:
    """The splits of ascending sizes, in the order of places."""
    n = sum(sizes)
    rows = [combo for size in sorted(set(sizes)) for combo in combinations(range(n), size)]
    subsets = np.zeros((len(rows), n), dtype=np.int64)
    for k, combo in enumerate(rows):
        subsets[k, list(combo)] = 1
    bits = subsets @ (1 << np.arange(n)[::-1])  # place 0 is the highest bit: the order of numbers is that of places
    length, lowest = subsets.sum(axis=1), subsets.argmax(axis=1)
    found = []
    for order in _orders(sizes):
        splits, free = np.zeros((1, 0), dtype=np.int64), np.array([2**n - 1])
        for size in order:
            new_splits, new_free = [], []
            first = n - 1 - np.log2(free).astype(np.int64)
            for low in np.unique(first):
                here = np.flatnonzero(first == low)
                able = np.flatnonzero((length == size) & (lowest == low))
                row, pick = np.nonzero((bits[able][None, :] & ~free[here][:, None]) == 0)
                new_splits.append(np.column_stack([splits[here[row]], able[pick]]))
                new_free.append(free[here[row]] & ~bits[able[pick]])
            splits, free = np.concatenate(new_splits), np.concatenate(new_free)
        found.append(splits)
    every: Ints = np.concatenate(found)
    return _Shape(subsets, every[np.lexsort(-bits[every].T[::-1])])


def _orders(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every different order of these sizes."""
    if not sizes:
        yield ()
    for k, size in enumerate(sizes):
        if size not in sizes[:k]:
            for rest in _orders(sizes[:k] + sizes[k + 1 :]):
                yield (size, *rest)


class _Task:
    """What a split is judged by."""

    def __init__(self, criteria: Criteria, apart: Bools | None, pair_worth: Ints | None) -> None:
        self.criteria, self.apart, self.pair_worth = criteria, apart, pair_worth

    def all_splits(self, who: Ints, sizes: Sequence[int]) -> list[list[int]]:
        """The best split of these people, from looking at every one."""
        shape = _shape(tuple(sorted(sizes)))
        splits = shape.splits
        broken = self._inside(self.apart, who, shape.subsets)
        splits = _fewest(splits, broken)
        sorted_scores = np.sort(self._scores(who, shape.subsets)[splits], axis=1)
        keep = np.arange(len(splits))
        for column in range(len(sizes)):
            values = sorted_scores[keep, column]
            keep = keep[values == values.max()]
        worth = self._inside(self.pair_worth, who, shape.subsets)[splits[keep]].sum(axis=1)
        best = splits[keep[int(np.argmax(worth))]]
        return [who[shape.subsets[k] > 0].tolist() for k in best]

    def _scores(self, who: Ints, subsets: Ints) -> Ints:
        """Score of each subset of these people."""
        size, total = subsets.sum(axis=1), np.zeros(len(subsets), dtype=np.int64)
        for term in self.criteria.terms:
            first = subsets @ term.first[who]
            if term.second is None:
                total += term.table[size, first]
            else:
                total += term.table[size, first, subsets @ term.second[who]]
        return total

    def _inside(self, pairs: NDArray[np.generic] | None, who: Ints, subsets: Ints) -> Ints:
        """Sum over the pairs inside each subset of these people."""
        if pairs is None:
            return np.zeros(len(subsets), dtype=np.int64)
        both = pairs[np.ix_(who, who)].astype(np.int64)
        total: Ints = ((subsets @ both) * subsets).sum(axis=1) // 2
        return total

    def improved(self, who: Ints, sizes: Sequence[int]) -> list[list[int]]:
        """A good split of many people: two subgroups at a time are split anew until no two can be improved."""
        order, ends = np.arange(len(who)), np.cumsum(sizes)
        groups = [who[order[end - size : end]].tolist() for size, end in zip(sizes, ends, strict=True)]
        again = True
        while again:
            again = False
            for a in range(len(groups)):
                for b in range(a + 1, len(groups)):
                    old = [groups[a], groups[b]]
                    new = self._two(old)
                    if self._key(new) > self._key(old):
                        groups[a], groups[b] = new
                        again = True
        return groups

    def _two(self, old: list[list[int]]) -> list[list[int]]:
        """The best split of two subgroups, or the best after one exchange where they are large."""
        sizes = [len(group) for group in old]
        if _few(sizes):
            new = self.all_splits(np.array(sorted(old[0] + old[1]), dtype=np.int64), sizes)
            return new if [len(group) for group in new] == sizes else new[::-1]
        best = old
        for i in range(sizes[0]):
            for j in range(sizes[1]):
                one, other = old[0].copy(), old[1].copy()
                one[i], other[j] = other[j], one[i]
                best = max(best, [one, other], key=self._key)
        return best

    def _key(self, groups: list[list[int]]) -> tuple[int, list[int], int]:
        """What is better is larger: fewest broken pairs, then the sorted scores, then the worth of the pairs."""
        broken = sum(int(self.apart[np.ix_(g, g)].sum()) for g in groups) if self.apart is not None else 0
        worth = sum(int(self.pair_worth[np.ix_(g, g)].sum()) for g in groups) if self.pair_worth is not None else 0
        return -broken, sorted(self.criteria.score(group) for group in groups), worth // 2


def _fewest(splits: Ints, broken: Ints) -> Ints:
    """Those splits that break the fewest pairs."""
    if not broken.any():
        return splits
    total = broken[splits].sum(axis=1)
    fewest: Ints = splits[total == total.min()]
    return fewest
