"""Rows that have the same key, and rows in key order: found once per table, for the checks and for the frames."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from talentmap.data.cells import Cells, ReadTable, Tables
from talentmap.vocabulary import text


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


def first_of(groups: np.ndarray) -> np.ndarray:
    """Per row the position of the first row of its group."""
    codes, distinct = pd.factorize(groups)
    first = np.full(len(distinct), len(groups), dtype=np.int64)
    np.minimum.at(first, codes, np.arange(len(groups)))
    return first[codes]


def same_as(read: ReadTable, groups: np.ndarray, rows: np.ndarray, key: str) -> Callable[[int], str]:
    """What to say of a row that equals an earlier one, with both row numbers."""
    first = first_of(groups)
    return lambda row: text(f"data.hint.{key}", first=read.row(int(first[row])), row=read.row(row))


def above(low: Cells, high: Cells) -> np.ndarray:
    """Rows where both are given and the first exceeds the second."""
    values = sorted({*low.values, *high.values})  # type: ignore[type-var]
    places = {value: place for place, value in enumerate(values)}
    a, b = low.places_in(places), high.places_in(places)
    return (a >= 0) & (b >= 0) & (a > b)
