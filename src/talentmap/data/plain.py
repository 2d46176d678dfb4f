"""A table of results made plain: text, numbers, days and yes/no, so that every format can hold it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import numpy as np
import pandas as pd


def plain_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with named index levels as columns, one text per header and one kind of value per column."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    headers = _distinct([_header(name) for name in frame.columns])
    columns = {header: _plain(frame.iloc[:, place]) for place, header in enumerate(headers)}
    return pd.DataFrame({name: values.reset_index(drop=True) for name, values in columns.items()})


def _header(name: object) -> str:
    return " ".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else str(name)


def _distinct(headers: list[str]) -> list[str]:
    """Two columns with one name get a number, for a JSON object holds a key once."""
    seen: dict[str, int] = {}
    result = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        result.append(header if seen[header] == 1 else f"{header} {seen[header]}")
    return result


def _plain(values: pd.Series) -> pd.Series:
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _plain(values.astype(object))
    if (
        pd.api.types.is_bool_dtype(dtype)
        or pd.api.types.is_numeric_dtype(dtype)
        or pd.api.types.is_datetime64_any_dtype(dtype)
        or isinstance(dtype, pd.StringDtype)
    ):
        return values
    cells = pd.Series([_cell(value) for value in values], index=values.index, dtype=object).infer_objects()
    if cells.dtype != object:
        return cells
    if cells.notna().any() and all(isinstance(value, bool) for value in cells.dropna()):
        return cells.astype("boolean")
    return cells.map(str, na_action="ignore").astype("str")


def _cell(value: object) -> object:
    if isinstance(value, Enum):
        return _cell(value.value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_cell(item)}" for key, item in value.items())
    if isinstance(value, (set, frozenset)):
        return "; ".join(sorted(str(_cell(item)) for item in value))
    if isinstance(value, Iterable):
        return "; ".join(str(_cell(item)) for item in value)
    return value
