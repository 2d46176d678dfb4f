"""Tables as one JSON file: a list of objects per table, a line per row so that two versions can be compared."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pandas as pd

from talentmap.data.write_csv import dates_as_text


def json_into(frames: Mapping[str, pd.DataFrame], handle: BinaryIO) -> None:
    """Write ``{"people": [{...}, ...], ...}``. Text is kept as it is: nothing runs a cell of a JSON file."""
    handle.write(b"{")
    for place, (name, frame) in enumerate(frames.items()):
        handle.write(f"{',' if place else ''}\n{_spelled(name)}: ".encode())
        _list_into(frame, handle)
    handle.write(b"\n}\n")


def table_json_into(frame: pd.DataFrame, handle: BinaryIO) -> None:
    """Write one table as a list of objects."""
    _list_into(frame, handle)
    handle.write(b"\n")


def _list_into(frame: pd.DataFrame, handle: BinaryIO) -> None:
    handle.write(b"[")
    for place, row in enumerate(_rows(frame)):
        handle.write(f"{',' if place else ''}\n{_spelled(row)}".encode())
    handle.write(b"\n]" if len(frame) else b"]")


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, object]]:
    names = [str(name) for name in frame.columns]
    columns = [_values(frame.iloc[:, place]) for place in range(len(names))]
    for cells in zip(*columns, strict=True):
        yield dict(zip(names, cells, strict=True))


def _values(column: pd.Series) -> list[object]:
    """Python values; missing and infinite become null, a day its ISO text."""
    values = dates_as_text(column) if pd.api.types.is_datetime64_any_dtype(column.dtype) else column
    known = values.notna()
    if pd.api.types.is_float_dtype(values.dtype):
        known &= ~values.isin([math.inf, -math.inf])  # JSON has no word for infinity
    return values.astype(object).where(known, None).tolist()


def _spelled(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
