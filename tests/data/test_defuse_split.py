"""A CSV of ours in a program that splits it elsewhere: no cell it makes begins as a formula, and nothing is lost.

Such programs are Dutch Excel with a file of commas, any other Excel with one of semicolons, import windows in which
tab or bar is ticked, or several at once, and programs that do not know quotes. What the product itself reads is the
same text as before.
"""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentmap.data.dictionary import tables
from talentmap.data.limits import Limits
from talentmap.data.read_csv import read_csv
from talentmap.data.write import write_table
from talentmap.data.write_csv import DIALECTS, csv_into

MANY = 3000 if os.environ.get("TALENTMAP_FULL") else 40
SPITEFUL = st.text(alphabet="'=+-@ \t\r\n,;|\u00a0＝\ufeffa1\"", max_size=10)
TABLES = st.lists(
    st.tuples(st.integers(-3, 3), SPITEFUL, st.floats(-2, 2).map(lambda x: round(x, 2)), SPITEFUL), max_size=3
)
BLANK = ' \t\r\n\x0b\x0c\u00a0\ufeff"'
NUMBER = re.compile(r"-\d+([.,]\d+)?(e-\d+)?")


def cells(content: str) -> list[str]:
    """Every cell that any program can make of this file."""
    found: list[str] = []
    for sign in ",;\t|":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            lines = io.StringIO(content, newline="")
            found += [cell for row in csv.reader(lines, delimiter=sign, quoting=quoting) for cell in row]
        for line in content.splitlines():  # knows more line breaks than the module csv
            found += line.split(sign)
    return found + re.split(r"[,;\t|\r\n]", content)


def formulas(content: str) -> list[str]:
    """Cells that a spreadsheet would run; a number is none."""
    begun = [cell.lstrip(BLANK) for cell in cells(content)]
    return [cell for cell in begun if cell[:1] in tuple("=+-@＝") and not NUMBER.fullmatch(cell.rstrip(BLANK))]


def written(frame: pd.DataFrame, dialect: str) -> str:
    into = io.BytesIO()
    csv_into(frame, into, DIALECTS[dialect])
    return into.getvalue().decode(DIALECTS[dialect].encoding)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(rows=TABLES, heads=st.tuples(SPITEFUL, SPITEFUL))
@settings(max_examples=MANY, deadline=None)
def test_no_program_finds_a_formula(
    dialect: str, rows: list[tuple[int, str, float, str]], heads: tuple[str, str]
) -> None:
    frame = pd.DataFrame(rows, columns=["n", f"b{heads[0]}", "f", f"d{heads[1]}"])
    frame = frame.astype({frame.columns[1]: "str", frame.columns[3]: "str"})
    assert formulas(written(frame, dialect)) == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "attack",
    ["x;=1+1", "x,=cmd|' /C calc'!A0", "x\t=1+1", "x|=1+1", 'x;"=1+1"', 'x"\n=1+1', "x\r-1+1", ";'=1+1", ",;\t=1"],
)
def test_a_formula_behind_a_separator_is_inert_and_comes_back(tmp_path: Path, dialect: str, attack: str) -> None:
    frame = pd.DataFrame({"person_id": ["p1"], "name": pd.Series([attack], dtype="str"), "unit": ["U"], "fte": [1.0]})
    write_table(frame, tmp_path / "people.csv", dialect=dialect)
    assert formulas((tmp_path / "people.csv").read_text(DIALECTS[dialect].encoding)) == []
    raw, findings = read_csv(tmp_path / "people.csv", tables()["people"], Limits())
    assert raw is not None
    assert not findings
    column = raw.columns[raw.header.index("name")]
    assert [column.texts[code] for code in column.codes] == [attack.replace("\r", "\n")]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_negative_number_cannot_make_a_sum_of_its_row(dialect: str) -> None:
    frame = pd.DataFrame({"difference": [-2.5, 1.0, None], "why": ["0+cmd|' /C calc'!A0", "", "x"]})
    first = written(frame, dialect).splitlines()[1]
    assert first.startswith("'-2")
    assert written(frame[["difference"]], dialect).splitlines()[1].startswith("-2"), "without text it stays a number"


def test_the_checks_here_do_find_what_is_not_defused() -> None:
    assert set(formulas("a,x;=1+1,b\n")) == {"=1+1,b", "=1+1"}
    assert formulas('"a\n=1",b\n')
    assert formulas("-2,0+cmd\n")
    assert not formulas("a,-2,1.5,a-b\n1,-3.25,c\n")
