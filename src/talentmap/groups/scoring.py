"""The score of a group in whole units: a sum of tables looked up by its size and by how many members are of a kind.

Whole units make equal groups exactly equal, and a bound can be rounded down to a whole unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import ProblemError
from talentmap.vocabulary import text

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
FINEST = 10**12
"""Most units per 1.0: the sum over thousands of groups still fits a 64-bit whole number."""
COARSEST = 10**9
"""Units per 1.0 where not everything fits exactly; figures are then rounded down, a bound stays a bound."""


@dataclass(frozen=True, eq=False)
class CountTerm:
    """One table of worths.

    Parameters
    ----------
    name
        What it belongs to, for reasons.
    first, second
        Shape (n_people,): who is counted. Without `second` there is one count.
    table
        ``table[size, count_first]`` or ``table[size, count_first, count_second]``, in units.
    """

    name: str
    first: Bools
    second: Bools | None
    table: Ints

    def most(self, size: int) -> int:
        """Largest worth for a group of this size, whoever the people are; 0 where there are not that many."""
        if size > len(self.first):
            return 0
        worths = self.table[size][_possible(self.first, size)]
        if self.second is not None:
            worths = worths[:, _possible(self.second, size)]
        return int(worths.max())


@dataclass(frozen=True, eq=False)
class Criteria:
    """The score of a group: the sum of its terms.

    Parameters
    ----------
    terms
        Tables of worths over the same people.
    scale
        Units per 1.0.
    sizes
        Group sizes for which the score is defined, ascending; all those of the tables if not said.
    tops
        Largest score a group of each of the `sizes` could have. Without it, the largest of each term, summed.
    """

    terms: tuple[CountTerm, ...]
    scale: int
    sizes: tuple[int, ...] = ()
    tops: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.sizes and self.terms:
            object.__setattr__(self, "sizes", tuple(range(min(len(term.table) for term in self.terms))))
        if not self.tops:
            tops = tuple(sum(term.most(size) for term in self.terms) for size in self.sizes)
            object.__setattr__(self, "tops", tops)

    def score(self, members: Sequence[int]) -> int:
        """Worth in units of a group, given by the positions of its members."""
        self._check(len(members))
        who = np.asarray(members, dtype=np.int64)
        total = 0
        for term in self.terms:
            row = term.table[len(who)][int(term.first[who].sum())]
            total += int(row if term.second is None else row[int(term.second[who].sum())])
        return total

    def scores(self, labels: Ints, n_groups: int) -> Ints:
        """Worth of every group.

        Parameters
        ----------
        labels
            Shape (n_people,): group of each person, -1 for none.
        n_groups
            Number of groups, none of them empty unless size 0 is among the sizes.

        Returns
        -------
        Shape (n_groups,), in units.
        """
        placed = labels >= 0
        size = np.bincount(labels[placed], minlength=n_groups)
        for found in np.unique(size).tolist():
            self._check(int(found))
        total = np.zeros(n_groups, dtype=np.int64)
        for term in self.terms:
            first = np.bincount(labels[placed & term.first], minlength=n_groups)
            if term.second is None:
                total += term.table[size, first]
            else:
                total += term.table[size, first, np.bincount(labels[placed & term.second], minlength=n_groups)]
        return total

    def upper(self, size: int) -> int:
        """Largest score any group of that size could have, from the counts alone; need not be attainable."""
        self._check(size)
        return self.tops[self.sizes.index(size)]

    def _check(self, size: int) -> None:
        if size not in self.sizes:
            raise ProblemError(text("criteria.size", found=size, expected=", ".join(map(str, self.sizes))))


def joined(parts: Sequence[Criteria]) -> Criteria:
    """Criteria that count together, on their common scale.

    Raises
    ------
    ProblemError
        The parts have no size in common.
    """
    scale, sizes = 1, set(parts[0].sizes)
    for part in parts:
        scale = lcm(scale, part.scale)
        if not sizes & set(part.sizes):
            raise ProblemError(text("criteria.sizes", found=sorted(part.sizes), expected=sorted(sizes)))
        sizes &= set(part.sizes)
    if scale > FINEST:
        scale = COARSEST
    common = tuple(sorted(sizes))
    tops = tuple(sum(part.upper(size) * scale // part.scale for part in parts) for size in common)
    terms = [
        CountTerm(term.name, term.first, term.second, _rescaled(term.table, part.scale, scale))
        for part in parts
        for term in part.terms
    ]
    return Criteria(tuple(terms), scale, common, tops)


def _possible(mask: Bools, size: int) -> slice:
    """Counts a group of that size can have of a mask."""
    inside = int(mask.sum())
    return slice(max(0, size - (len(mask) - inside)), min(size, inside) + 1)


def _rescaled(table: Ints, old: int, new: int) -> Ints:
    if new % old == 0:
        return table * (new // old)
    exact = table.astype(object) * new // old  # Python's own whole numbers: the product may not fit in 64 bits
    return exact.astype(np.int64)
