"""Rules between the rows of one table, and between the cells of one row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from talentmap.data.cells import Cells, ReadTable, Tables
from talentmap.data.faults import Finding
from talentmap.vocabulary import text

_ORDERED = (
    ("people", "start_date", "end_date"),
    ("holdings", "since", "until"),
    ("projects", "start_date", "end_date"),
    ("projects", "min_size", "max_size"),
    ("availability", "from_date", "to_date"),
    ("offerings", "from_level", "to_level"),
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
                    hint=_same_as(read, groups, rows, "duplicate_id"),
                )


def claims_agree(data: Tables) -> Iterator[Finding]:
    """One assessor says one thing about one strength of one person on one day; we do not choose between two."""
    read = data.read.get("claims")
    if read is None:
        return
    groups = key_groups(data, read)
    rows = np.setdiff1d(keys_twice(data, read), repeated_rows(data, read), assume_unique=True)
    if not len(rows):
        return
    first = _first_of(groups)
    columns = np.array([_differing(read, int(first[row]), int(row)) for row in rows])
    for column in dict.fromkeys(columns.tolist()):
        yield read.finding(
            "conflicting-claims",
            rows[columns == column],
            column,
            expected=text("data.expected.one_claim"),
            hint=_same_as(read, groups, rows, "conflicting_claims"),
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
                hint=_same_as(read, groups, rows, "repeated_row"),
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
            hint=_same_as(read, groups, rows, "tie_twice"),
        )


def rows_ordered(data: Tables) -> Iterator[Finding]:
    """What begins does not end before it began; the smallest is not above the largest."""
    for table, first, second in _ORDERED:
        pair = data.cells(table, first, second)
        if pair:
            rows = np.flatnonzero(_above(*pair))
            if len(rows):
                read = data.read[table]
                expected = text("data.expected.not_before", column=first)
                yield read.finding("contradiction", rows, second, expected=expected, hint=text("data.hint.order"))


def certificates_ordered(data: Tables) -> Iterator[Finding]:
    """A certificate that had ended when it was claimed counts for nothing; worth a look."""
    pair = data.cells("claims", "date", "valid_until")
    if pair:
        rows = np.flatnonzero(_above(*pair))
        if len(rows):
            hint = text("data.hint.ended_before")
            yield data.read["claims"].finding("contradiction", rows, "valid_until", hint=hint, warning=True)


def claims_from_their_source(data: Tables) -> Iterator[Finding]:
    """A claim by the person has no other assessor, a claim by a peer or manager is not the person's own."""
    found = data.cells("claims", "person_id", "source", "assessor_id")
    if not found:
        return
    person, source, assessor = found
    about = assessor.places_in({value: rank for rank, value in enumerate(person.values)})
    places = {name: place for place, name in enumerate(("self", "peer", "manager"))}
    by = source.places_in(places)
    given = (assessor.ranks >= 0) & (person.ranks >= 0)
    own = about == person.ranks
    read = data.read["claims"]
    for rows, hint in (
        (given & (by == 0) & ~own, "self_by_other"),
        (given & (by > 0) & own, "other_by_self"),
    ):
        if rows.any():
            yield read.finding(
                "contradiction",
                np.flatnonzero(rows),
                "assessor_id",
                expected=text(f"data.expected.{hint}"),
                hint=text(f"data.hint.{hint}"),
            )


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


def key_groups(data: Tables, read: ReadTable) -> np.ndarray:
    """Per row a number that is the same for rows with the same key; rows whose key has a fault are alone."""
    memory = f"keys {read.table.name}"
    if memory not in data.memory:
        keys = [read.cells[name] for name in read.table.keys if name in read.cells]
        whole = all(name in read.cells or not read.table[name].required for name in read.table.keys)
        data.memory[memory] = grouped(keys, read.n_rows) if keys and whole else np.arange(read.n_rows)
    return data.memory[memory]  # type: ignore[return-value]


def grouped(columns: list[Cells], n_rows: int) -> np.ndarray:
    """Per row a number, the same for equal rows; in the order of the columns unless it would overflow."""
    result, size = np.zeros(n_rows, dtype=np.int64), 1
    fault = np.zeros(n_rows, dtype=bool)
    for cells in columns:
        n_values = len(cells.values) + 1
        if size > 2**62 // n_values:
            codes, distinct = pd.factorize(result, sort=True)
            result, size = codes.astype(np.int64), len(distinct)
        result *= n_values
        result += np.where(cells.ranks < 0, n_values - 1, cells.ranks)  # blank comes last
        size *= n_values
        fault |= cells.bad
    if fault.any():
        result[fault] = -1 - np.flatnonzero(fault)
    return result


def key_order(data: Tables, read: ReadTable) -> np.ndarray:
    """Positions of the rows in key order, equal keys in the order of the file."""
    memory = f"order {read.table.name}"
    if memory not in data.memory:
        keys = key_groups(data, read)
        in_order = len(keys) < 2 or bool((keys[1:] > keys[:-1]).all())
        data.memory[memory] = np.arange(len(keys)) if in_order else np.argsort(keys, kind="stable")
    return data.memory[memory]  # type: ignore[return-value]


def keys_twice(data: Tables, read: ReadTable) -> np.ndarray:
    """Positions of rows whose key stood in an earlier row."""
    order = key_order(data, read)
    keys = key_groups(data, read)[order]
    return np.sort(order[1:][keys[1:] == keys[:-1]])


def repeated(groups: np.ndarray) -> np.ndarray:
    """Positions of rows whose group stood in an earlier row."""
    return np.flatnonzero(pd.Series(groups).duplicated().to_numpy())


def repeated_rows(data: Tables, read: ReadTable) -> np.ndarray:
    """Positions of rows that equal an earlier one in every cell, in tables that have no id of their own."""
    memory = f"repeated {read.table.name}"
    if memory not in data.memory:
        candidates = keys_twice(data, read)
        if len(candidates) and len(read.table.keys) > 1:
            every = grouped(list(read.cells.values()), read.n_rows)
            candidates = repeated(every)
        else:
            candidates = candidates[:0]
        data.memory[memory] = candidates
    return data.memory[memory]  # type: ignore[return-value]


def _first_of(groups: np.ndarray) -> np.ndarray:
    """Per row the position of the first row of its group."""
    codes, distinct = pd.factorize(groups)
    first = np.full(len(distinct), len(groups), dtype=np.int64)
    np.minimum.at(first, codes, np.arange(len(groups)))
    return first[codes]


def _same_as(read: ReadTable, groups: np.ndarray, rows: np.ndarray, key: str):  # type: ignore[no-untyped-def]
    first = _first_of(groups)
    return lambda row: text(f"data.hint.{key}", first=read.row(int(first[row])), row=read.row(row))


def _differing(read: ReadTable, first: int, row: int) -> str:
    names = [name for name in read.cells if name not in read.table.keys]
    return next(
        (name for name in names if read.cells[name].ranks[first] != read.cells[name].ranks[row]), read.table.keys[-1]
    )


def _above(low: Cells, high: Cells) -> np.ndarray:
    """Rows where both are given and the first exceeds the second."""
    values = sorted({*low.values, *high.values})  # type: ignore[type-var]
    places = {value: place for place, value in enumerate(values)}
    a, b = low.places_in(places), high.places_in(places)
    return (a >= 0) & (b >= 0) & (a > b)
