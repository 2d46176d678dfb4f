"""The line of the invented ministry: directorates of unequal size, and managers in three layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.examples.draws import Draws, Floats, Ints
from talentmap.examples.templates import rows

MINISTRY = "Ministerie van Stad en Land"
LAYERS = ("bestuur", "directeur", "afdelingshoofd")
"""Secretary-general and directors-general, directors, heads of department."""
PLACES = ("Den Haag", "Utrecht", "Zwolle")
_LARGEST = "Uitvoering in de regio"
_SECOND = "Woningbouw"
_SPREAD = 2
"""The largest directorate has 28 to 32 managers: more than two for each of 13 groups, at most three for each of 12."""
_SPAN = 7
"""Managers in a directorate for each of its directors."""
_HOME = 0.72
"""Share of the managers who work where their directorate is."""


@dataclass(frozen=True, eq=False)
class Line:
    """The managers by position; arrays of shape (n_managers,).

    ``unit`` is a position in ``units``, ``layer`` one in LAYERS, ``manager`` a position or -1 at the top. ``number``
    is the number somebody is known by: an id that told the directorate would let every tie by id favour one.
    """

    units: tuple[str, ...]
    above: tuple[str, ...]
    unit: Ints
    layer: Ints
    manager: Ints
    number: Ints
    location: Ints
    fte: Floats
    service_days: Ints

    @property
    def n_managers(self) -> int:
        """How many managers there are."""
        return len(self.unit)


def build_line(draws: Draws) -> Line:
    """Lay out the directorates and who leads whom: head -> director of the same directorate -> top -> its first."""
    found = rows("directorates")
    names = [row["directorate"] for row in found]
    sizes = [int(row["people"]) for row in found]
    shift = int(draws.between(1, -_SPREAD, _SPREAD)[0])
    sizes[names.index(_LARGEST)] += shift
    sizes[names.index(_SECOND)] -= shift
    n = sum(sizes)
    above = tuple(row["above"] for row in found)
    layer, manager = _leads(sizes, above)
    unit = np.repeat(np.arange(len(names)), sizes)
    home = np.array([int(row["location"]) for row in found])[unit]
    return Line(
        units=tuple(names),
        above=above,
        unit=unit,
        layer=layer,
        manager=manager,
        number=draws.order(n),
        location=np.where(draws.chance(n, _HOME), home, draws.pick(n, (60, 25, 15))),
        fte=np.where(draws.chance(n, 0.7), 1.0, 0.89),
        service_days=(draws.share(n) ** 1.5 * 11_000).astype(np.int64) + 200,
    )


def _leads(sizes: list[int], above: tuple[str, ...]) -> tuple[Ints, Ints]:
    """Layer and manager of each position; within a directorate the directors stand first.

    The first of the top leads the rest of it; the others lead what stands above a directorate, in its order.
    """
    layer, manager = np.full(sum(sizes), 2), np.zeros(sum(sizes), dtype=np.int64)
    layer[: sizes[0]], manager[0] = 0, -1
    groups = list(dict.fromkeys(above[1:]))
    start = sizes[0]
    for size, name in zip(sizes[1:], above[1:], strict=True):
        n_directors = max(1, round(size / _SPAN))
        heads = np.arange(start + n_directors, start + size)
        layer[start : start + n_directors] = 1
        manager[start : start + n_directors] = 1 + groups.index(name)
        manager[heads] = start + (heads - heads[0]) % n_directors
        start += size
    return layer.astype(np.int64), manager
