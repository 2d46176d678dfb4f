"""Rules between the rows of one table, and between the cells of one row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from talentmap.data.cells import Tables
from talentmap.data.faults import Finding
from talentmap.data.keys import above, key_groups, keys_twice, repeated, repeated_rows, same_as
from talentmap.vocabulary import text

_ORDERED = (
    ("people", "start_date", "end_date"),
    ("rounds", "opens", "closes"),
    ("holdings", "since", "until"),
    ("projects", "start_date", "end_date"),
    ("projects", "min_size", "max_size"),
    ("availability", "from_date", "to_date"),
    ("offerings", "from_level", "to_level"),
    ("pools", "from_date", "to_date"),
)
"""Table, and two columns of which the first may not exceed the second."""

_APART = (
    ("people", "person_id", "manager_id"),
    ("units", "unit", "parent_unit"),
    ("strengths", "strength_id", "broader_id"),
    ("ties", "person_a", "person_b"),
    ("recognitions", "person_id", "colleague_id"),
    ("conversations", "person_id", "partner_id"),
)
"""Table, and two columns that may not hold the same id in one row."""


def ids_once(data: Tables) -> Iterator[Finding]:
    """What names a row names one row."""
    for read in data.read.values():
        if read.table.name != "claims":
            groups = key_groups(data, read)
            rows = np.setdiff1d(keys_twice(data, read), repeated_rows(data, read), assume_unique=True)
            if len(rows):
                yield read.finding(
                    "duplicate-id",
                    rows,
                    read.table.keys[-1],
                    expected=text("data.expected.once"),
                    hint=same_as(read, groups, rows, "duplicate_id"),
                )


def rows_once(data: Tables) -> Iterator[Finding]:
    """A row that says exactly what an earlier one says is read once, and that is said."""
    for read in data.read.values():
        rows = repeated_rows(data, read)
        if len(rows):
            groups = key_groups(data, read)
            yield read.finding(
                "duplicate-id",
                rows,
                read.table.keys[-1],
                expected=text("data.expected.once"),
                hint=same_as(read, groups, rows, "repeated_row"),
                warning=True,
            )


def ties_once(data: Tables) -> Iterator[Finding]:
    """A tie has no direction: a pair given both ways round is given twice."""
    read, pair = data.read.get("ties"), data.cells("ties", "person_a", "person_b")
    if read is None or pair is None:
        return
    places: dict[object, int] = {}
    for cells in pair:
        for value in cells.values:
            places.setdefault(value, len(places))
    a, b = (cells.places_in(places) for cells in pair)
    low, high = np.minimum(a, b), np.maximum(a, b)
    groups = np.where((low >= 0) & (a != b), low * (len(places) + 1) + high, -1 - np.arange(len(a)))
    twice = repeated(groups)
    rows = np.setdiff1d(twice, keys_twice(data, read), assume_unique=True)
    if len(rows):
        yield read.finding(
            "duplicate-id",
            rows,
            "person_b",
            expected=text("data.expected.once"),
            hint=same_as(read, groups, rows, "tie_twice"),
        )


def rows_ordered(data: Tables) -> Iterator[Finding]:
    """What begins does not end before it began; the smallest is not above the largest."""
    for table, first, second in _ORDERED:
        pair = data.cells(table, first, second)
        if pair:
            rows = np.flatnonzero(above(*pair))
            if len(rows):
                read = data.read[table]
                expected = text("data.expected.not_before", column=first)
                yield read.finding("contradiction", rows, second, expected=expected, hint=text("data.hint.order"))


def rows_about_two(data: Tables) -> Iterator[Finding]:
    """Nobody is their own manager, broader strength, tie or colleague."""
    for table, first, second in _APART:
        pair = data.cells(table, first, second)
        if pair:
            a, b = pair
            places = b.places_in({value: rank for rank, value in enumerate(a.values)})
            rows = np.flatnonzero((places >= 0) & (places == a.ranks))
            if len(rows):
                expected = text("data.expected.other_than", column=first)
                hint = text("data.hint.self_reference")
                yield data.read[table].finding("self-reference", rows, second, expected=expected, hint=hint)
