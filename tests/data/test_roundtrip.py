"""What is written comes back the same, in every format, whatever the text."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentmap import examples
from talentmap.data.dataset import Dataset
from talentmap.data.read import read_dataset
from talentmap.data.write import write_dataset
from tests.organisations import random_organisation
from tests.shared import shared

FULL = bool(os.environ.get("TALENTMAP_FULL"))
PLACES = {
    "csv": ("data", {}),
    "dutch": ("data", {"dialect": "excel-nl"}),
    "xlsx": ("data.xlsx", {}),
    "parquet": ("data", {"format": "parquet"}),
    "json": ("data.json", {}),
}
TEXTS = [
    "=1+1", "'=1+1", "''=1+1", "+31 70 555", "-", "-2", "@SUM(1)", "＝1", "'s-Gravenhage", "NA", "nan", "null", "None",
    "00123", "1e5", "1,5", "true", "2026-01-01", "01-02-2026", 'zei "ja"', '"', "a,b;c\td|e", "a\nb", "\\N", "\\",
    "sep=;", "_x000D_", "_x0041_", "&amp;<b>", "é̂€😀", "ＡＢ", "x" * 3000, "0x10", "#hekje", "1/2", "🏳️‍🌈",
]  # fmt: skip


def back(data: Dataset, form: str, folder: Path) -> Dataset:
    name, how = PLACES[form]
    write_dataset(data, folder / name, **how)  # type: ignore[arg-type]
    return read_dataset(folder / name, today=data.today)


def assert_same(read: Dataset, data: Dataset) -> None:
    for name, frame in data.frames.items():
        pd.testing.assert_frame_equal(read.frames[name], frame)
    assert read.fingerprint == data.fingerprint


@pytest.mark.parametrize("form", PLACES)
@pytest.mark.parametrize(
    "make", [examples.toy, lambda: random_organisation(1), *([examples.municipality] if FULL else [])]
)
def test_organisations_come_back_the_same(form: str, make: Callable[[], Dataset], tmp_path: Path) -> None:
    data = make()
    assert_same(back(data, form, tmp_path), data)


@pytest.mark.parametrize("form", PLACES)
def test_nasty_text_comes_back_the_same(form: str, tmp_path: Path) -> None:
    base = random_organisation(2, n_people=len(TEXTS), n_strengths=len(TEXTS))
    data = base.replace(
        people=base.table("people").assign(name=TEXTS, location=TEXTS[::-1], **{"=kamer": TEXTS, "Ömer, x": TEXTS}),
        strengths=base.table("strengths").assign(name=TEXTS, description=TEXTS),
        claims=base.table("claims").assign(note=lambda t: [TEXTS[k % len(TEXTS)] for k in range(len(t))]),
    )
    read = back(data, form, tmp_path)
    assert list(read.people["name"]) == TEXTS
    assert_same(read, data)


@pytest.mark.parametrize("form", PLACES)
def test_ids_that_look_like_numbers_dates_or_formulas_come_back_the_same(form: str, tmp_path: Path) -> None:
    ids = ["00123", "123", "1e5", "=a", "-1", "+1", "TRUE", "nan", "2026-01-01", "1.0", "0", "１２"]
    base = random_organisation(4, n_people=len(ids))
    names = dict(zip(base.people["person_id"], ids, strict=True))
    renamed = {}
    for table, columns in {
        "people": ["person_id", "manager_id"],
        "claims": ["person_id", "assessor_id"],
        "holdings": ["person_id"],
        "ties": ["person_a", "person_b"],
        "aspirations": ["person_id"],
        "availability": ["person_id"],
    }.items():
        frame = base.table(table)
        renamed[table] = frame.assign(**{name: frame[name].map(names) for name in columns})
    data = base.replace(**renamed)
    assert_same(back(data, form, tmp_path), data)


@pytest.mark.parametrize("form", PLACES)
def test_numbers_and_days_come_back_to_the_last_digit(form: str, tmp_path: Path) -> None:
    base = random_organisation(5, n_people=12)
    weights = [0.1 + 0.2, 1 / 3, 1e-9, 123456789.12345679, 1e9, 2.5, 1.125, 0.001, 999999.999999]
    count = len(base.ties)
    data = base.replace(
        ties=base.table("ties").assign(weight=[*weights, *[1.0] * count][:count]),
        people=base.table("people").assign(
            start_date=pd.to_datetime(["1900-01-01", "1900-02-28", "1900-03-01", "1969-12-31", *["2026-02-28"] * 8])
        ),
    )
    assert count > len(weights)
    assert_same(back(data, form, tmp_path), data)


@pytest.mark.parametrize("form", PLACES)
def test_an_empty_dataset_comes_back_empty(form: str, tmp_path: Path) -> None:
    nobody = Dataset.from_frames({})
    assert_same(back(nobody, form, tmp_path), nobody)


def test_one_changed_cell_changes_the_fingerprint() -> None:
    data = examples.toy()
    for name, frame in data.frames.items():
        for column in frame.columns:
            if not len(frame) or name == "units" or column in ("person_id", "strength_id", "role_id"):
                continue
            changed = frame.copy()
            changed[column] = changed[column].astype(object)
            old = changed.loc[0, column]
            changed.loc[0, column] = "changed" if pd.isna(old) else f"{old}!"
            other = Dataset({**data.frames, name: changed}, data.today)
            assert other.fingerprint != data.fingerprint, (name, column)


LETTERS = st.one_of(
    st.sampled_from(list("'\"=+-@,;|\t\n\\#_x0041 NAna12.,/ëß€")),
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp", "Mn", "Me", "Mc")),
)
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: text.strip().strip("#") or "x")


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    count = draw(st.integers(1, 4))
    texts = st.lists(st.one_of(st.none(), WORDS), min_size=count, max_size=count)
    fractions = st.floats(0, 1, allow_subnormal=False)
    days = st.dates(pd.Timestamp("1900-01-01").date(), pd.Timestamp("2100-12-31").date())
    base = random_organisation(draw(st.integers(0, 50)), n_people=count)
    people = base.table("people").assign(
        name=[text or "x" for text in draw(texts)],
        unit=[text or "x" for text in draw(texts)],
        location=draw(texts),
        kamer=draw(texts),
        fte=draw(st.lists(fractions, min_size=count, max_size=count)),
        start_date=pd.to_datetime(draw(st.lists(st.one_of(st.none(), days), min_size=count, max_size=count))),
        end_date=pd.NaT,
    )
    return base.replace(people=people)


@given(datasets(), st.sampled_from(sorted(PLACES)))
@settings(max_examples=300 if FULL else 8, deadline=None)
def test_any_dataset_comes_back_the_same(data: Dataset, form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_same(back(data, form, Path(folder)), data)


@pytest.mark.shared
@pytest.mark.parametrize("form", PLACES)
@pytest.mark.parametrize("case", ["formula-cells", "leading-zeros", "words-that-look-empty", "markup-in-text"])
def test_public_cases_of_odd_text_come_back_the_same(case: str, form: str, tmp_path: Path) -> None:
    base, odd = shared("badinput", "base"), shared("badinput", case)
    shutil.copytree(base, tmp_path / "in")
    shutil.copytree(odd, tmp_path / "in", dirs_exist_ok=True)
    data = read_dataset(tmp_path / "in")
    assert_same(back(data, form, tmp_path), data)
