"""Tables as readers find them: each column is its distinct texts and, per row, which of them stands there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from talentmap.data.dictionary import Table
from talentmap.data.parse import BLANKS, all_plain


@dataclass(frozen=True)
class RawColumn:
    """``codes`` of shape (n_rows,): place in ``texts``, or -1 for blank. Texts have no blanks around them."""

    codes: np.ndarray
    texts: Sequence[str]


class Encoder:
    """Number the distinct texts of a column as they come, block by block."""

    def __init__(self, clean: Callable[[str], str] | None = None) -> None:
        self._places: dict[str, int] = {}
        self._blocks: list[np.ndarray] = []
        self._clean = clean

    def add(self, values: Sequence[str | None]) -> None:
        """Take the next rows; None is blank."""
        held = np.empty(len(values), dtype=object)
        held[:] = values
        codes, distinct = pd.factorize(held)
        self.add_codes(codes, distinct.tolist())

    def add_codes(self, codes: np.ndarray, distinct: Sequence[str | None]) -> None:
        """Take the next rows, already numbered; None among the distinct and code -1 are blank."""
        places = [self._place(cell) for cell in distinct]
        self._blocks.append(np.array([*places, -1], dtype=np.int32)[codes])

    def column(self) -> RawColumn:
        """All rows so far."""
        codes = np.concatenate(self._blocks) if self._blocks else np.empty(0, dtype=np.int32)
        return RawColumn(codes, list(self._places))

    def _place(self, cell: str | None) -> int:
        if cell is None:
            return -1
        cell = cell.strip(BLANKS)
        if "\r" in cell:
            cell = cell.replace("\r\n", "\n").replace("\r", "\n")  # a line break within a cell is one thing
        if self._clean is not None:
            cell = self._clean(cell).strip(BLANKS)
        return self._places.setdefault(cell, len(self._places)) if cell else -1


def encode_series(values: pd.Series) -> RawColumn:
    """A column of a frame, whatever its type, as distinct texts."""
    codes: np.ndarray
    distinct: Iterable[object]
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes, distinct = values.cat.codes.to_numpy(), values.cat.categories
    elif values.dtype == object:  # 1, 1.0 and True are one thing to a hash, and three spellings to us
        codes, distinct = pd.factorize(np.array([spelled(value) for value in values], dtype=object))
    else:
        codes, distinct = pd.factorize(values.array)
    return encoded(codes, [spelled(value) for value in distinct])


def encoded(codes: np.ndarray, distinct: Sequence[str | None]) -> RawColumn:
    """A column that is already numbered; -1 is blank."""
    if None not in distinct and all_plain(distinct):  # type: ignore[arg-type]
        return RawColumn(codes, distinct)  # type: ignore[arg-type]
    encoder = Encoder()
    encoder.add_codes(codes, distinct)
    return encoder.column()


def spelled(value: object) -> str | None:
    """A typed value as the text a file would hold; None where it is missing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        if math.isnan(value):
            return None
        return str(int(value)) if float(value).is_integer() and abs(float(value)) < 1e15 else str(value)
    if isinstance(value, (datetime, np.datetime64)):
        moment = pd.Timestamp(value)
        plain = moment.tz is None and moment == moment.normalize()
        return moment.date().isoformat() if plain else moment.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass
class RawTable:
    """A table as a reader found it.

    Parameters
    ----------
    file
        Name as messages give it.
    header
        Names above the columns, as typed.
    rows
        Shape (n_rows,): row as a spreadsheet shows it; ``header_row`` likewise, 0 where there is no such row.
    style
        Decimal sign usual for such a file (see ``parse_all``); ``"exact"`` when numbers are held as numbers.
    place
        Sheet or list within the file, for messages; empty when the file is the table.
    hearsay
        Texts in rows that could not be read: ids among them are not called unknown elsewhere.
    whole
        False when part of the table could not be read, so that nothing may be concluded from what is not there.
    """

    table: Table
    file: str
    header: Sequence[str]
    columns: Sequence[RawColumn]
    rows: np.ndarray
    header_row: int = 1
    style: str = "exact"
    place: str = ""
    hearsay: frozenset[str] = frozenset()
    whole: bool = True
