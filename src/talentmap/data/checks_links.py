"""Rules between tables: every id that is used exists, and nothing leads round in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from talentmap.data.cells import Cells, ReadTable, Tables
from talentmap.data.checks_header import nearest
from talentmap.data.dictionary import tables
from talentmap.data.faults import Finding, excerpt
from talentmap.data.tombstones import MAY_STAND_IN, is_tombstone
from talentmap.data.values import Value
from talentmap.vocabulary import text

_TREES = (
    ("people", "person_id", "manager_id"),
    ("units", "unit", "parent_unit"),
    ("strengths", "strength_id", "broader_id"),
)
_SUGGESTED = 20
"""Unknown ids for which the nearest known one is looked up."""


def columns_not_swapped(data: Tables) -> Iterator[Finding]:
    """The ids in a column are of the kind its name says; two names changed about are one mistake."""
    for table, first, second in swapped(data):
        read = data.read[table]
        yield read.finding_at(
            "swapped-columns",
            read.raw.header_row,
            first,
            text("data.found.ids_of", table=second),
            text("data.found.ids_of", table=first),
            text("data.hint.swapped_columns", first=first, second=second),
        )


def ids_known(data: Tables) -> Iterator[Finding]:
    """Every id that is used stands in the table it belongs to."""
    for read, cells in _links(data):
        known = known_ids(data, cells.column.refers)  # type: ignore[union-attr]
        if known is not None and (read.table.name, cells.name) in MAY_STAND_IN:
            known = known | {str(value) for value in cells.values if is_tombstone(value)}
        if known is not None:
            yield from _unknown(read, cells, known, cells.column.refers)  # type: ignore[union-attr]


def linked_tables_given(data: Tables) -> Iterator[Finding]:
    """A table that others refer to is there; said once, not in every row."""
    absent = {cells.column.refers for _, cells in _links(data) if cells.values}  # type: ignore[union-attr]
    for name in tables():
        given = name in data.read or name in data.unreadable
        if name in absent and name != "units" and not given and not tables()[name].required:
            yield Finding("missing-file", name, hints=(text("data.hint.linked_table"),))


def wishes_known(data: Tables) -> Iterator[Finding]:
    """What somebody wishes for exists, where there is a table of such things."""
    found = data.cells("aspirations", "target_kind", "target_id")
    if not found:
        return
    kind, target = found
    for place, name in enumerate(kind.values):
        table = {"role": "roles", "strength": "strengths", "project": "projects"}.get(str(name))
        known = known_ids(data, table) if table else None
        if known is not None and table:
            yield from _unknown(data.read["aspirations"], target, known, table, kind.ranks == place)


def goal_owners_known(data: Tables) -> Iterator[Finding]:
    """A goal is owned by the organisation, a unit or a person."""
    found = data.cells("goals", "owner")
    people, units = known_ids(data, "people"), known_ids(data, "units")
    named = data.cells("people", "unit")
    if found and people is not None and named:
        owners = people | (units or set()) | {str(value) for value in named[0].values} | {"organisation"}
        yield from _unknown(data.read["goals"], found[0], owners, "people")


def no_circles(data: Tables) -> Iterator[Finding]:
    """Nobody is, through others, their own manager; the same for units and strengths."""
    for table, key, parent in _TREES:
        found = data.cells(table, key, parent)
        if not found:
            continue
        read, (ids, parents) = data.read[table], found
        above = parents.places_in({value: place for place, value in enumerate(ids.values)})
        pointer = np.full(len(ids.values), -1, dtype=np.int64)
        given = ids.ranks >= 0
        pointer[ids.ranks[given]] = above[given]
        every = circles(pointer)
        for place, circle in enumerate(every[: read.most]):
            rows = np.flatnonzero(np.isin(ids.ranks, circle))
            names = [excerpt(ids.values[member]) for member in [*circle, circle[0]]]
            shown = " → ".join(names if len(names) <= 50 else [*names[:50], "…"])
            finding = read.finding(
                "cycle",
                rows[:1],
                parent,
                found=lambda _, shown=shown: shown,  # type: ignore[misc]
                expected=text("data.expected.tree"),
                hint=text("data.hint.cycle"),
            )
            yield finding if place < read.most - 1 else replace(finding, more=len(every) - read.most)


def circles(pointer: np.ndarray) -> list[list[int]]:
    """Circles of more than one in ``pointer`` (place -> place it points to, -1 for none), each from its smallest."""
    to = pointer.tolist()
    seen = [0] * len(to)
    found = []
    for start in range(len(to)):
        path, here = [], start
        while here >= 0 and not seen[here]:
            seen[here] = start + 1
            path.append(here)
            here = to[here]
        if here >= 0 and seen[here] == start + 1:
            circle = path[path.index(here) :]
            if len(circle) > 1:
                least = circle.index(min(circle))
                found.append(circle[least:] + circle[:least])
    return found


def known_ids(data: Tables, table: str) -> set[str] | None:
    """Ids of a table and whatever stood in its unreadable rows; None when nothing can be said of them."""
    memory = f"ids {table}"
    if memory not in data.memory:
        data.memory[memory] = _known(data, table)
    return data.memory[memory]  # type: ignore[return-value]


def _known(data: Tables, table: str) -> set[str] | None:
    read = data.read.get(table)
    key = tables()[table].keys[0]
    if read is None or not read.raw.whole or key not in read.cells:
        return None
    cells = read.cells[key]
    if table == "units" and not cells.values:
        return None
    # An id that was refused for what is hidden in it is not also unknown everywhere else.
    strange = np.flatnonzero(cells.verdicts > 0)
    refused = {"".join(sign for sign in cells.texts[int(place)] if sign.isprintable()) for place in strange}
    return {*cells.values, *refused, *read.raw.hearsay}  # type: ignore[arg-type]


def swapped(data: Tables) -> list[tuple[str, str, str]]:
    """Table and two columns whose ids are each known where the other's should be, and not where their own should be."""
    if "swapped" not in data.memory:
        found = []
        for read in data.read.values():
            named = [read.cells[column.name] for column in read.table.columns if column.name in read.cells]
            links = [c for c in named if c.column and c.column.required and c.column.refers and c.values]
            for place, a in enumerate(links):
                found += [(read.table.name, a.name, b.name) for b in links[place + 1 :] if _crossed(data, a, b)]
        data.memory["swapped"] = found
    return data.memory["swapped"]  # type: ignore[return-value]


def _crossed(data: Tables, a: Cells, b: Cells) -> bool:
    at_a, at_b = a.column.refers, b.column.refers  # type: ignore[union-attr]
    if at_a == at_b or any(name not in data.read for name in (at_a, at_b)):
        return False
    ids = {
        name: {str(v) for v in c[0].values} for name in (at_a, at_b) if (c := data.cells(name, tables()[name].keys[0]))
    }
    if len(ids) < 2:
        return False
    share = {(c.name, name): sum(v in ids[name] for v in c.values) / len(c.values) for c in (a, b) for name in ids}
    wrong, right = (share[a.name, at_b], share[b.name, at_a]), (share[a.name, at_a], share[b.name, at_b])
    return min(wrong) >= 0.8 and max(right) <= 0.2


def without_swapped(data: Tables) -> Tables:
    """The tables without the columns that were changed about, so that nothing is concluded from them."""
    aside: dict[str, set[str]] = {}
    for table, first, second in swapped(data):
        aside.setdefault(table, set()).update((first, second))
    read = {
        name: ReadTable(one.raw, {k: c for k, c in one.cells.items() if k not in aside[name]}, one.most)
        if name in aside
        else one
        for name, one in data.read.items()
    }
    return Tables(read, data.unreadable, data.memory)


def _links(data: Tables) -> Iterator[tuple[ReadTable, Cells]]:
    for read in data.read.values():
        for cells in read.cells.values():
            if cells.column and cells.column.refers:
                yield read, cells


def _unknown(
    read: ReadTable, cells: Cells, known: set[str], table: str, within: np.ndarray | None = None
) -> Iterator[Finding]:
    strange: dict[Value, int] = {value: 0 for value in cells.values if value not in known}
    if not strange:
        return
    hit = cells.places_in(strange) >= 0
    rows = np.flatnonzero(hit if within is None else hit & within)
    if not len(rows):
        return
    names = sorted(known) if len(known) <= 50_000 else []
    near: dict[Value, str] = {}
    for row in rows:
        if len(near) >= _SUGGESTED:
            break
        value = cells.values[cells.ranks[row]]
        near.setdefault(value, nearest(str(value), names, least=70))

    def hint(row: int) -> str:
        name = near.get(cells.values[cells.ranks[row]], "")
        return text("data.hint.near_id", near=excerpt(name)) if name else text("data.hint.unknown_id", table=table)

    yield read.finding("unknown-id", rows, cells.name, expected=text("data.expected.id_of", table=table), hint=hint)
