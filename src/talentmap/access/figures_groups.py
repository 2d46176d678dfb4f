"""The fixed set of groups that figures are given for: cells of unit and location, the rest of them, and totals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.figures_noise import draws, steps
from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

CELL, OTHER, UNIT, LOCATION, WHOLE = "cell", "other", "unit", "location", "whole"
KINDS = (CELL, OTHER, UNIT, LOCATION, WHOLE)
TOO_FEW, NO_DATA, SHOWN = "too_few", "no_data", ""
_DOUBT = 0.25
"""Of groups with k contributors one in four is held back, with k + 1 one in sixteen, and so on: see `passes`."""
_SEPARATOR = b"\x1f"
_TOP = ""
"""Above the units that belong to no other."""

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class FigureGroups:
    """Who is counted where.

    Parameters
    ----------
    people
        Columns person_id, unit and location, a row per person who is counted; blanks are a place of their own. With
        column manager_id, every manager is reckoned with as a reader who knows all of their reports.
    parents
        Unit -> the unit it belongs to; units without a parent stand directly under the whole.
    """

    people: pd.DataFrame
    parents: Mapping[str, str]


def figure_groups(data: Dataset) -> FigureGroups:
    """The groups of a dataset: everybody who works here at its reference date, by unit and location."""
    people, here = data.frames["people"], employed(data)
    units = data.frames["units"].dropna(subset=["parent_unit"])
    parents = dict(zip(units["unit"].astype(str), units["parent_unit"].astype(str), strict=True))
    return FigureGroups(
        people.loc[here, ["person_id", "unit", "location", "manager_id"]].reset_index(drop=True), parents
    )


@dataclass(frozen=True, eq=False)
class Plan:
    """The groups of one snapshot, people and cells by position.

    Parameters
    ----------
    kind, unit, location
        Shape (n_groups,): what each group is; blank where it does not apply.
    cell_of
        Shape (n_people,), the cell of each person; cells are the first groups.
    cells
        Shape (n_groups, n_cells), bool: the cells each group is made of.
    held
        Shape (n_groups,): why a group is not shown, blank where it is.
    above
        Shape (n_cells,): for each cell the units it lies under, nearest first, as positions of groups.
    """

    kind: NDArray[np.object_]
    unit: NDArray[np.object_]
    location: NDArray[np.object_]
    cell_of: Ints
    cells: Flags
    held: NDArray[np.object_]
    above: tuple[tuple[int, ...], ...]

    @property
    def n_groups(self) -> int:
        """How many groups there are, shown or not."""
        return len(self.kind)

    @property
    def members(self) -> Flags:
        """Shape (n_groups, n_people): who is in which group."""
        inside: Flags = self.cells[:, self.cell_of]
        return inside

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """Kind, unit and location of each group: the name it keeps from one snapshot to the next."""
        return list(zip(self.kind.tolist(), self.unit.tolist(), self.location.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class Gate:
    """Decides which groups have enough contributors.

    Parameters
    ----------
    contributes
        Shape (n_people,), who contributed.
    ids
        Shape (n_people,), ids as bytes, in sorted order.
    k
        Least number of contributors.
    key
        Secret of the draw.
    before
        For groups of the earlier snapshot: who contributed when it was decided whether to show them, and the decision.
    tokens
        Shape (n_people,), the names of people in `before`.
    """

    contributes: Flags
    ids: list[bytes]
    k: int
    key: bytes
    before: Mapping[tuple[str, str, str], tuple[frozenset[str], bool]]
    tokens: NDArray[np.object_]

    def passes(self, name: tuple[str, str, str], inside: Flags) -> bool:
        """Whether a group of these people is shown: at least k contributors after a drawn number is taken off.

        A bare threshold would tell a reader who sees four contributors that the others of a group held back
        contributed nothing. So a group of k or a few more is sometimes held back too; a group under k is never shown.
        """
        number = int(self.contributes[inside].sum())
        if number < self.k:
            return False
        if self.stands(name, inside):
            return self.before[name][1]
        content = b"gate" + members_digest(self.ids, inside) + self.contributes[inside].tobytes()
        return number - int(steps(draws(self.key, [content])[:, 0], _DOUBT)[0]) >= self.k

    def stands(self, name: tuple[str, str, str], inside: Flags) -> bool:
        """Whether fewer than k contributors came or went since it was decided about this group."""
        if name not in self.before:
            return False
        return len(self.before[name][0] ^ set(self.tokens[inside & self.contributes].tolist())) < self.k


def members_digest(ids: list[bytes], inside: Flags) -> bytes:
    """A name for exactly these people."""
    return hashlib.blake2b(_SEPARATOR.join(ids[i] for i in np.flatnonzero(inside)), digest_size=16).digest()


def lines_of(units: list[str], parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each unit itself and all that it belongs to, nearest first.

    Raises
    ------
    ProblemError
        The units go round in a circle.
    """
    lines = {}
    for unit in units:
        line = [unit]
        while line[-1] in parents:
            line.append(parents[line[-1]])
            if line[-1] in line[:-1]:
                raise ProblemError(text("figures.circle", unit=unit))
        lines[unit] = tuple(line)
    return lines


def lay_out(unit: NDArray[np.object_], location: NDArray[np.object_], parents: Mapping[str, str], gate: Gate) -> Plan:
    """Lay out the groups: cells, what is too small joined into the rest of its unit or of one above, and totals."""
    names = sorted(set(zip(unit.tolist(), location.tolist(), strict=True)))
    place = {name: k for k, name in enumerate(names)}
    cell_of = np.array([place[name] for name in zip(unit.tolist(), location.tolist(), strict=True)], dtype=np.int64)
    lines = lines_of(sorted({name for name, _ in names}), parents)
    n = len(names)
    single = np.eye(n, dtype=bool)
    rows: list[tuple[str, str, str, Flags]] = [(CELL, u, p, single[k]) for k, (u, p) in enumerate(names)]
    kept = np.array([gate.passes((CELL, u, p), row[cell_of]) for _, u, p, row in rows], dtype=bool)
    rows += _rests(names, lines, kept, cell_of, gate)
    units = sorted({each for line in lines.values() for each in line})
    rows += [(UNIT, u, "", np.array([u in lines[own] for own, _ in names], dtype=bool)) for u in units]
    places = sorted({p for _, p in names})
    rows += [(LOCATION, "", p, np.array([own == p for _, own in names], dtype=bool)) for p in places]
    rows.append((WHOLE, "", "", np.ones(n, dtype=bool)))
    number = {row[1]: g for g, row in enumerate(rows) if row[0] == UNIT}
    held = [SHOWN if gate.passes(row[:3], row[3][cell_of]) else TOO_FEW for row in rows]
    return Plan(
        kind=np.array([row[0] for row in rows], dtype=object),
        unit=np.array([row[1] for row in rows], dtype=object),
        location=np.array([row[2] for row in rows], dtype=object),
        cell_of=cell_of,
        cells=np.array([row[3] for row in rows], dtype=bool).reshape(len(rows), n),
        held=np.array(held, dtype=object),
        above=tuple(tuple(number[u] for u in lines[own]) for own, _ in names),
    )


def _rests(
    names: list[tuple[str, str]], lines: dict[str, tuple[str, ...]], kept: Flags, cell_of: Ints, gate: Gate
) -> list[tuple[str, str, str, Flags]]:
    """The rest of each unit: its cells that are too small, with those from below that were too few there as well."""
    depth = {_TOP: 0} | {each: len(line) - k for line in lines.values() for k, each in enumerate(line)}
    above = {each: (*line, _TOP)[k + 1] for line in lines.values() for k, each in enumerate(line)}
    waiting = {each: np.zeros(len(names), dtype=bool) for each in depth}
    for k, (unit, _) in enumerate(names):
        waiting[unit][k] = not kept[k]
    made: list[tuple[str, str, str, Flags]] = []
    for unit in sorted(depth, key=lambda each: (-depth[each], each)):
        inside = waiting[unit]
        if not inside.any():
            continue
        if unit == _TOP or gate.passes((OTHER, unit, ""), inside[cell_of]):
            made.append((OTHER, unit, "", inside))
        else:
            waiting[above[unit]] = waiting[above[unit]] | inside
    return sorted(made, key=lambda row: row[1])
