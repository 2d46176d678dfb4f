"""Parsed and checked tables -> the frames of a Dataset: every table and column, typed, in key order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from talentmap.data.cells import Cells, ReadTable, Tables
from talentmap.data.dictionary import TEXT, Column, Table, tables
from talentmap.data.keys import key_order, repeated_rows

Array = np.ndarray | pd.api.extensions.ExtensionArray
_PLAIN = {
    "level": (0, "int8"),
    "number": (np.nan, "float64"),
    "boolean": (False, "bool"),
    "date": ("NaT", "datetime64[us]"),
}
"""Type of the dictionary -> what stands where there is no value, and the dtype."""


@dataclass(frozen=True, eq=False)
class Origin:
    """Where the rows of a frame came from: file, sheet or list in it (blank where it has one table), and rows.

    ``rows`` has the shape of the frame's rows and counts as a spreadsheet does.
    """

    file: str
    place: str
    rows: np.ndarray


def typed_frames(data: Tables, origins: dict[str, Origin] | None = None) -> dict[str, pd.DataFrame]:
    """Frames of tables without faults; a table that was not given has no rows.

    Parameters
    ----------
    origins
        Gets, per table with rows, where they came from.
    """
    found = {}
    for name, table in tables().items():
        read = data.read.get(name)
        if read is None or not read.n_rows:
            found[name] = _empty(data, table)
            continue
        order = _order(data, read)
        found[name] = _frame(read, order)
        if origins is not None:
            origins[name] = Origin(read.raw.file, read.raw.place, read.raw.rows[order].astype(np.int32))
    return found


def _empty(data: Tables, table: Table) -> pd.DataFrame:
    frame = table.empty()
    for name in data.read[table.name].cells if table.name in data.read else ():
        if name not in frame:
            frame[name] = pd.Series([], dtype="str")
    return frame


def _order(data: Tables, read: ReadTable) -> np.ndarray:
    """Positions of the rows in key order, of equal rows the first."""
    order = key_order(data, read)
    twice = repeated_rows(data, read)
    return order[~np.isin(order, twice)] if len(twice) else order


def _frame(read: ReadTable, order: np.ndarray) -> pd.DataFrame:
    in_order = len(order) == read.n_rows and bool((np.diff(order) > 0).all())
    columns: dict[str, Array] = {}
    for column in read.table.columns:
        cells = read.cells.get(column.name)
        if cells is None:
            columns[column.name] = _absent(column, len(order))
        else:
            columns[column.name] = _array(cells, cells.ranks if in_order else cells.ranks[order])
    for name, cells in read.cells.items():
        if name not in columns:
            columns[name] = _array(cells, cells.ranks if in_order else cells.ranks[order])
    return pd.DataFrame(columns)


def typed(cells: Cells, ranks: np.ndarray) -> pd.Series:
    """A column in the type of the dictionary; shape of ``ranks``, missing where -1."""
    return pd.Series(_array(cells, ranks))


def _array(cells: Cells, ranks: np.ndarray) -> Array:
    """The values of such a column: a frame of arrays is made several times faster than one of Series."""
    column = cells.column
    kind = column.type if column else "text"
    missing = ranks < 0
    if column and column.default and missing.any():
        filled, ranks = _with_default(cells, column, ranks)
        return _array(filled, ranks)
    if kind == "choice" and column:
        place = {value: code for code, value in enumerate(column.choices)}
        codes = np.array([*(place[str(value)] for value in cells.values), -1], dtype=np.int8)[ranks]
        return pd.Categorical.from_codes(codes, dtype=column.dtype)  # type: ignore[arg-type]
    if kind == "integer":
        return pd.arrays.IntegerArray(np.array([*cells.values, 1], dtype=np.int64)[ranks], missing)
    if kind in _PLAIN:
        blank, dtype = _PLAIN[kind]
        held: np.ndarray = np.array([*cells.values, blank], dtype=dtype)[ranks]
        return held
    texts = pd.array([str(value) for value in cells.values], dtype=TEXT)
    return texts.take(ranks, allow_fill=True)


def _with_default(cells: Cells, column: Column, ranks: np.ndarray) -> tuple[Cells, np.ndarray]:
    default = int(column.default) if column.type == "integer" else column.default
    values = [*cells.values, default]
    filled = Cells(cells.name, column, cells.codes, cells.texts, cells.verdicts, values, cells.ranks)
    return filled, np.where(ranks < 0, len(values) - 1, ranks)


def _absent(column: Column, n_rows: int) -> Array:
    cells = Cells(column.name, column, np.empty(0), [], np.empty(0), [], np.empty(0))
    return _array(cells, np.full(n_rows, -1))
