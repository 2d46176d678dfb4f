"""An apostrophe stops a spreadsheet from running a cell, and taking it away gives back the very same text."""

from __future__ import annotations

import os
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentmap.data.defuse import defused, defused_series, undefused, undefused_series

MANY = 5000 if os.environ.get("TALENTMAP_FULL") else 300
SPITEFUL = st.text(alphabet="'=+-@ \t\r\n,;|\u2028＝＠\u00a0aZ\"", max_size=8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+31 70 555 01 23", "'+31 70 555 01 23"),
        ("-", "'-"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t'=1"),
        ("\rx", "'\rx"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        ("a=1", "a=1"),
        ("", ""),
        ("x;=1", "x;'=1"),
        ("x, -1", "x,' -1"),
        ("x|'=1", "x|''=1"),
        ('x\t"=1', "x\t'\"=1"),
        ("x\n- y\n- z", "x\n'- y\n'- z"),
        ("x\r\n=1", "x\r\n'=1"),
        ("x\r=1", "x\r'=1"),
        ("x;y=1, z", "x;y=1, z"),
        ("a - b", "a - b"),
    ],
)
def test_only_what_could_begin_a_formula_changes(text: str, expected: str) -> None:
    assert defused(text) == expected
    assert undefused(expected) == text


@given(SPITEFUL)
@settings(max_examples=MANY, deadline=None)
def test_restoring_is_the_inverse_for_every_text(text: str) -> None:
    out = defused(text)
    assert undefused(out) == text
    assert not any(
        cell.lstrip(' \t\r\n\u00a0"')[:1] in set("=+-@＝＠") for cell in re.split("[,;|\t\r\n\u2028]", out) if cell
    )


@given(SPITEFUL)
@settings(max_examples=MANY, deadline=None)
def test_restoring_does_not_mind_how_a_line_break_is_spelled(text: str) -> None:
    def one(value: str) -> str:
        return value.replace("\r\n", "\n").replace("\r", "\n")

    assert undefused(one(defused(text))) == one(text)


@given(st.lists(st.one_of(st.none(), SPITEFUL), max_size=6))
@settings(max_examples=MANY // 3, deadline=None)
def test_a_column_changes_as_its_cells_do(cells: list[str | None]) -> None:
    column = pd.Series(cells, dtype="str")
    out = defused_series(column)
    assert [x for x in out if isinstance(x, str)] == [defused(x) for x in cells if x is not None]
    pd.testing.assert_series_equal(undefused_series(out), column)
