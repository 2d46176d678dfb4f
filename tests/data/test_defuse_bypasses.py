"""Every known way to smuggle a formula past a spreadsheet: inert in CSV and XLSX, and unchanged when read back."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pandas as pd
import pytest

from talentmap.app.services.files import table_bytes
from talentmap.data.defuse import defused, defused_series, undefused, undefused_series
from talentmap.data.read import read_dataset
from talentmap.data.write import write_dataset
from tests.access.test_workspace import claim, organisation

BEFORE = ["", " ", "   ", "\t", "\r", "\n", "\r\n", "\x0b", "\x00", "\x7f", "\x85", "\xa0", "\xad", "\u061c", "\u1680"]
BEFORE += ["\u180e", "\u2003", "\u200b", "\u200d", "\u200e", "\u2028", "\u202e", "\u205f", "\u2060", "\u2066"]
BEFORE += ["\u3000", "\ufe0f", "\ufeff", "\ufeff\ufeff", '"', '""', "'", "''", " \u200b\ufeff", '"\u200b ', "\ufeff\t"]
SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\ufe6b"]
ATTACKS = [f"{before}{sign}1+1" for before, sign in itertools.product(BEFORE, SIGNS)]


def test_each_is_marked_alike_alone_and_in_a_column() -> None:
    out = [defused(one) for one in ATTACKS]
    assert all(
        one.startswith("'") and one.replace("'", "") == was.replace("'", "")
        for one, was in zip(out, ATTACKS, strict=True)
    )
    assert [undefused(one) for one in out] == ATTACKS
    column = pd.Series(ATTACKS, dtype="str")
    assert defused_series(column).tolist() == out
    assert undefused_series(defused_series(column)).tolist() == ATTACKS


@pytest.mark.parametrize(
    "plain", ["Anouk", "a=1", '"quoted"', "\u200bword", "3-4", "O'Neill", "'s-Gravenhage", "(-1)", "a - b"]
)
def test_plain_text_stays_as_it_is(plain: str) -> None:
    assert defused(plain) == plain == undefused(plain)


def test_no_cell_of_a_download_begins_a_formula() -> None:
    content = table_bytes(pd.DataFrame({"=head": ATTACKS}), "csv").decode("utf-8-sig")
    rows = list(csv.reader(content.splitlines(keepends=True), delimiter=";" if ";" in content[:20] else ","))
    cells = [cell for row in rows for cell in row]
    assert len(cells) >= len(ATTACKS)
    assert all(cell.startswith("'") for cell in cells if cell)


@pytest.mark.parametrize("suffix", ["", ".xlsx", ".json"])
def test_what_can_stand_in_a_file_comes_back_unchanged(tmp_path: Path, suffix: str) -> None:
    # Invisible signs and blanks around a name are refused or trimmed when data are read, so these are left.
    names = [f"{before}{sign}1+1" for before, sign in itertools.product(["", '"', "'", "''"], SIGNS)]
    people = [{"person_id": f"p{n:02}", "name": name, "unit": "U", "fte": 1.0} for n, name in enumerate(names)]
    write_dataset(organisation(people=people, claims=[claim("p00", "s1", "team")]), tmp_path / f"data{suffix}")
    assert read_dataset(tmp_path / f"data{suffix}").frames["people"]["name"].tolist() == names
