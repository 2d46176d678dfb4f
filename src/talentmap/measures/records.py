"""Rows of a frame one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows as named tuples, without the index. Their types are those of the dictionary, which no checker knows."""
    yield from frame.itertuples(index=False)
