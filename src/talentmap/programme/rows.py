"""Rows of a frame as plain values for JSON."""

from __future__ import annotations

import pandas as pd


def blank(value: object) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def plain_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as plain values: a missing one is None, a date ISO text."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): _plain(value) for key, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
