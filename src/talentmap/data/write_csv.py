"""One table as CSV, in a spelling that programs or people expect."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
import pandas as pd

from talentmap.data.defuse import defused, defused_series


@dataclass(frozen=True)
class Dialect:
    """How a CSV is spelled. ``day_first`` writes 3-2-2026 where ISO writes 2026-02-03."""

    encoding: str = "utf-8"
    separator: str = ","
    decimal: str = "."
    day_first: bool = False
    newline: str = "\n"
    quote_all: bool = False


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "plain": Dialect(),
        "excel-nl": Dialect("utf-8-sig", ";", ",", day_first=True, newline="\r\n"),
    }
)
"""The spellings a caller can ask for by name."""


def csv_into(frame: pd.DataFrame, handle: BinaryIO, dialect: Dialect) -> None:
    """Write the frame; text that any program could take for a formula gets an apostrophe, headers included."""
    cells = pd.DataFrame({defused(str(name)): cells_as_text(frame[name], dialect) for name in frame.columns})
    if len(cells.columns) and any(isinstance(kind, pd.StringDtype) for kind in cells.dtypes):
        first = cells.columns[0]
        cells[first] = _row_start(cells[first], dialect)
    # Python's csv module leaves a lone carriage return unquoted, and a reader then sees a new row.
    quoted = dialect.quote_all or any(_has_return(cells[name]) for name in cells.columns)
    cells.to_csv(
        handle,
        mode="wb",
        index=False,
        sep=dialect.separator,
        decimal=dialect.decimal,
        lineterminator=dialect.newline,
        encoding=dialect.encoding,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )


def cells_as_text(values: pd.Series, dialect: Dialect) -> pd.Series:
    """A column as it goes into the file: numbers stay numbers, for the shortest spelling that reads back the same."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return defused_series(values.astype("str"))
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return dates_as_text(values, day_first=dialect.day_first)
    if pd.api.types.is_bool_dtype(dtype):
        return values.map({True: "true", False: "false"}).astype("str")
    if pd.api.types.is_numeric_dtype(dtype):
        return values
    return defused_series(values.astype("str"))


def _row_start(values: pd.Series, dialect: Dialect) -> pd.Series:
    """Negative numbers that begin a row get an apostrophe too, where text stands further on in that row.

    A program that splits at another separator sees the row as one cell, and ``-2,0+...`` as a sum.
    """
    numbers = pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
    if not numbers or not (values < 0).any():
        return values
    spelled = [None if pd.isna(value) else str(value).replace(".", dialect.decimal) for value in values.tolist()]
    return defused_series(pd.Series(spelled, index=values.index, dtype="str"))


def dates_as_text(values: pd.Series, *, day_first: bool = False) -> pd.Series:
    """Days as ISO text or as d-m-yyyy; missing stays missing. A moment within a day keeps its time, in ISO."""
    codes, days = pd.factorize(values)  # a million claims share a few hundred days
    whole = pd.DatetimeIndex(days)
    if day_first and (whole == whole.normalize()).all():
        spelled = [f"{day.day}-{day.month}-{day.year:04d}" for day in days]
    else:
        spelled = [iso(day) for day in days]
    words = np.array([*spelled, None], dtype=object)  # code -1, missing, takes the last
    return pd.Series(words[codes], index=values.index, dtype="str")


def iso(moment: pd.Timestamp) -> str:
    """A day as yyyy-mm-dd, with the time behind it only where there is one."""
    plain = moment == moment.normalize() and moment.tz is None
    return moment.date().isoformat() if plain else moment.isoformat()


def _has_return(values: pd.Series) -> bool:
    return isinstance(values.dtype, pd.StringDtype) and bool(values.str.contains("\r", regex=False, na=False).any())
