"""The same table in the spelling of many programs: the same Dataset, or an orderly refusal, never another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.read import read_dataset
from talentmap.errors import DataError
from tests.data.dialects import SPELLINGS, Spelling
from tests.organisations import random_organisation

NAMES = ["Zoë 'O' Smit", "a, b; c\td|e", 'zei "ja"', "=1+1", "00123", "NA", "regel 1\nregel 2", "-", "1,5", "1.234"]


def nasty() -> Dataset:
    """Text with every separator, quote and line break in it, and numbers with and without decimals."""
    base = random_organisation(11, n_people=len(NAMES))
    people = base.table("people").assign(name=NAMES, KAMER=NAMES[::-1])
    ties = base.table("ties").assign(weight=lambda t: [1.5, 0.125, 2.0, 1e-7, 12345.678, *t["weight"].iloc[5:]])
    roles = base.table("roles").assign(title=NAMES[:3])
    return base.replace(people=people, ties=ties, roles=roles)


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.name)
def test_a_spelling_loads_the_same_or_is_refused(spelling: Spelling, tmp_path: Path) -> None:
    data = nasty()
    folder = spelling.write(data, tmp_path / "data")
    assert read_dataset(folder, today=data.today).fingerprint == data.fingerprint


@pytest.mark.parametrize("seed", range(5))
def test_none_of_the_spellings_loads_as_something_else(seed: int, tmp_path: Path) -> None:
    data = random_organisation(seed, n_people=9)
    same = 0
    for place, spelling in enumerate(SPELLINGS):
        folder = spelling.write(data, tmp_path / f"{place}")
        try:
            read = read_dataset(folder, today=data.today)
        except DataError:
            continue
        assert read.fingerprint == data.fingerprint, spelling.name
        same += 1
    assert len(SPELLINGS) >= 24
    assert same >= len(SPELLINGS) - 4


def test_a_cell_that_differs_makes_another_dataset(tmp_path: Path) -> None:
    data = nasty()
    folder = SPELLINGS[0].write(data, tmp_path / "data")
    content = (folder / "people.csv").read_text(encoding="utf-8")
    (folder / "people.csv").write_text(content.replace("00123", "0123", 1), encoding="utf-8")
    assert read_dataset(folder, today=data.today).fingerprint != data.fingerprint
