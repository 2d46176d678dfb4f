"""Rows of a frame one by one."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows as named tuples, without the index. Their types are those of the dictionary, which no checker knows."""
    if not len(frame):
        return
    row = _row_type(tuple(map(str, frame.columns)))
    yield from map(row._make, zip(*(values for _, values in frame.items()), strict=True))


@lru_cache(maxsize=256)
def _row_type(names: tuple[str, ...]) -> Any:
    """Made once per list of columns: pandas makes one at every call, which takes longer than a small table."""
    return namedtuple("Row", names, rename=True)
