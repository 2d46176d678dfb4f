"""A value in a frame, in a plain row and in the database; the key of a row as one text; the checksum of a row."""

from __future__ import annotations

import datetime as dt
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from talentmap.data.dictionary import TEXT, Column, Table
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

Plain = str | int | float | bool | dt.date | None


def plain(column: Column, value: Any) -> Plain:
    """One value as the database keeps it; anything that counts as missing, and blank text, is None.

    Raises
    ------
    ProblemError
        It is no value of this column's type.
    """
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    try:
        found = _CONVERTERS.get(column.type, _text)(value)
    except (TypeError, ValueError, OverflowError) as error:
        words = text("store.error.value", table=column.table, column=column.name, found=repr(value)[:60])
        raise ProblemError(words) from error
    return None if found == "" else found


def plain_column(column: Column, values: pd.Series) -> list[Plain]:
    """A column of a frame as the database keeps it; quick where the frame has the dictionary's own type."""
    if column.type in ("level", "boolean") and values.dtype == column.dtype:
        return values.tolist()
    if column.type == "date" and values.dtype.kind == "M":
        return [None if missing else day for day, missing in zip(values.dt.date, values.isna(), strict=True)]
    return [plain(column, value) for value in values.tolist()]


def array(column: Column, values: Sequence[Any]) -> Any:
    """Values from the database in the dictionary's type; shape (n_rows,). Arrays: a Series of each takes its time."""
    kind = column.type
    if kind == "date":
        return np.array([value or "NaT" for value in values], dtype="datetime64[us]")
    if kind == "number":
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if kind == "choice":
        place = {choice: code for code, choice in enumerate(column.choices)}
        return pd.Categorical.from_codes([place.get(value, -1) for value in values], dtype=column.dtype)  # type: ignore[arg-type]
    if kind in ("level", "boolean"):
        return np.array(values, dtype=np.int8 if kind == "level" else np.bool_)
    return texts(values) if column.dtype == "str" else pd.array(list(values), dtype="Int64")


def texts(values: Sequence[Any]) -> Any:
    """Texts from the database, blank where there is none; shape (n_rows,)."""
    return pd.array(list(values), dtype=TEXT)


def in_key_order(table: Table, rows: Sequence[Any]) -> Sequence[Any]:
    """Rows from the database by their keys: choices in the order of the dictionary, blanks last, equals as given."""
    keys = [(place, column) for place, column in enumerate(table.columns, start=1) if column.key]
    if len(rows) < 2 or not keys:
        return rows
    ranks = {place: {choice: k for k, choice in enumerate(column.choices)} for place, column in keys if column.choices}

    def key(row: Any) -> list[tuple[bool, Any]]:
        held = [ranks[place].get(row[place]) if place in ranks else row[place] for place, _ in keys]
        return [(value is None, 0 if value is None else value) for value in held]

    return sorted(rows, key=key)


def key_text(table: Table, row: Mapping[str, Plain]) -> str:
    """The key of a row as one text: the id itself, or a JSON list where several columns name a row."""
    found = [_shown(row.get(name)) for name in table.keys]
    if len(found) == 1:
        return str(found[0])
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def key_series(table: Table, frame: pd.DataFrame) -> pd.Series:
    """The key of each row of a frame, as :func:`key_text` makes it; shape (n_rows,), text."""
    columns = [plain_column(table[name], frame[name]) for name in table.keys]
    found = [key_text(table, dict(zip(table.keys, row, strict=True))) for row in zip(*columns, strict=True)]
    return pd.Series(found, dtype="str")


def key_parts(table: Table, key: str) -> dict[str, str | None]:
    """Column -> text of a key made by :func:`key_text`."""
    parts = [key] if len(table.keys) == 1 else json.loads(key)
    return dict(zip(table.keys, parts, strict=True))


def checksum(names: Sequence[str], row: Sequence[Plain]) -> int:
    """CRC-32 over the filled cells of a row: not against people, who can write it as well, but against disks.

    By name and without blanks, so that a column that a later version adds leaves it as it is.

    Parameters
    ----------
    names
        Name of each cell, in any order.
    row
        The cells; more of them than names are left out.
    """
    filled = sorted((name, _day(value)) for name, value in zip(names, row, strict=False) if value is not None)
    return zlib.crc32(_ENCODER.encode(filled).encode())


def row_text(row: Mapping[str, Plain]) -> str:
    """A row as JSON, to keep what an import replaced."""
    return json.dumps({name: _day(value) for name, value in row.items()}, ensure_ascii=False)


def row_of(table: Table, kept: str) -> dict[str, Any]:
    """A row kept by :func:`row_text`; a name the table does not know is an attribute of its own."""
    known = {column.name: column for column in table.columns}
    return {name: plain(known[name], value) if name in known else value for name, value in json.loads(kept).items()}


_ENCODER = json.JSONEncoder(separators=(",", ":"))


def _day(value: Plain) -> Plain:
    return value.isoformat() if isinstance(value, dt.date) else value


def _shown(value: Plain) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(_day(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a surrogate pair is no text that a database keeps
    if "\0" in value:
        raise ValueError
    return str(value)


def _whole(value: Any) -> int:
    if isinstance(value, str) or value != int(value):
        raise ValueError
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, (str, bool)) or not math.isfinite(value):
        raise ValueError
    return float(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError
    return bool(value)


def _date(value: Any) -> dt.date:
    day = pd.Timestamp(value)
    if pd.isna(day) or isinstance(value, (int, float)):
        raise ValueError
    return day.date()


_CONVERTERS: dict[str, Any] = {
    "level": _whole,
    "integer": _whole,
    "number": _number,
    "date": _date,
    "boolean": _truth,
}
