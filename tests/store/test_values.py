"""Values from the database as frames hold them, and the order of their rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dictionary import tables
from talentmap.data.store.values import array, in_key_order

WORDS = {
    "id": ["B", "a", "é", "Z-10", "Z-2", None],
    "text": ["team", "", "Team", None],
    "date": [dt.date(2026, 1, 2), dt.date(1999, 12, 31), None],
}


@pytest.mark.parametrize("name", [name for name, table in tables().items() if len(table.keys) > 1])
def test_rows_stand_as_pandas_sorts_them(name: str) -> None:
    table, rng = tables()[name], np.random.default_rng(7)
    known = {column.name: WORDS.get(column.type, [*column.choices, None]) for column in table.columns if column.key}
    drawn = {key: [values[k] for k in rng.integers(0, len(values), 60)] for key, values in known.items()}
    rows: list[Any] = [
        (str(n), *(drawn[column.name][n] if column.key else None for column in table.columns)) for n in range(60)
    ]
    frame = pd.DataFrame({key: array(table[key], drawn[key]) for key in table.keys})
    expected = frame.sort_values(list(table.keys), kind="stable", na_position="last").index
    assert [row[0] for row in in_key_order(table, rows)] == [str(n) for n in expected]


def test_a_choice_that_nobody_knows_stands_last() -> None:
    table = tables()["pools"]
    places = {column.name: place for place, column in enumerate(table.columns, start=1)}
    rows: list[Any] = [[pool if place == places["pool"] else None for place in range(9)] for pool in ("x", "room")]
    assert [row[places["pool"]] for row in in_key_order(table, rows)] == ["room", "x"]


@pytest.mark.parametrize("name", list(tables()))
def test_values_have_the_types_of_the_dictionary(name: str) -> None:
    for column in tables()[name].columns:
        one = {"level": 3, "integer": 4, "number": 0.5, "boolean": True, "date": dt.date(2026, 1, 2)}
        value = column.choices[-1] if column.choices else one.get(column.type, "word")
        values = [value] if column.type in ("level", "boolean") else [value, None]
        found = pd.Series(array(column, values))
        assert found.dtype == column.dtype
        assert found[0] == (pd.Timestamp(value) if isinstance(value, dt.date) else value)
        assert found.isna().tolist() == [False, True][: len(values)]
