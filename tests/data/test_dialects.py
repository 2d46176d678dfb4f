"""The same table in the spelling of many programs: the same Dataset, or an orderly refusal, never another one."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.read import check_dataset, read_dataset
from talentmap.data.write import write_dataset
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


@pytest.mark.parametrize("seed", range(5 if os.environ.get("TALENTMAP_FULL") else 1))
def test_none_of_the_spellings_loads_as_something_else(seed: int, tmp_path: Path) -> None:
    data = random_organisation(seed, n_people=9, n_strengths=4)
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


def other_dates(pattern: str) -> Callable[[str], bytes]:
    """Dates with their day ``d``, month ``m``, year ``y`` and short year ``s`` in another order."""

    def spelled(content: str) -> bytes:
        return re.sub(
            r"(\d{4})-(\d\d)-(\d\d)", lambda day: pattern.format(y=day[1], s=day[1][2:], m=day[2], d=day[3]), content
        ).encode()

    return spelled


def requoted(**how: object) -> Callable[[str], bytes]:
    def spelled(content: str) -> bytes:
        out = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(content, newline=""))
        csv.writer(out, lineterminator="\n", **how).writerows(rows)  # type: ignore[arg-type]
        return out.getvalue().encode()

    return spelled


STRANGE: dict[str, Callable[[str], bytes]] = {
    "mac roman": lambda content: content.encode("mac_roman"),
    "dos": lambda content: content.encode("cp850"),
    "older dos": lambda content: content.encode("cp437"),
    "latin 1": lambda content: content.encode("latin-1"),
    "latin 9": lambda content: content.encode("iso-8859-15"),
    "utf-16 without its mark": lambda content: content.encode("utf-16-le"),
    "utf-16 the other way round": lambda content: b"\xfe\xff" + content.encode("utf-16-be"),
    "utf-32": lambda content: content.encode("utf-32"),
    "american dates": other_dates("{m}/{d}/{y}"),
    "british dates": other_dates("{d}/{m}/{y}"),
    "short years": other_dates("{d}-{m}-{s}"),
    "american dates with dashes": other_dates("{m}-{d}-{y}"),
    "dates with dots": other_dates("{d}.{m}.{y}"),
    "dates without signs": other_dates("{y}{m}{d}"),
    "dates with midnight": other_dates("{y}-{m}-{d} 00:00:00"),
    "single quotes": requoted(quotechar="'", quoting=csv.QUOTE_ALL),
    "backslash before quotes": requoted(escapechar="\\", doublequote=False, quoting=csv.QUOTE_ALL),
    "blanks for separators": requoted(delimiter=" "),
    "decimal commas without quotes": lambda text: re.sub(r"(?<=,)(\d+)\.(\d+)(?=[,\n])", r"\1,\2", text).encode(),
    "american thousands": lambda content: content.replace("1234.5", '"1,234.5"').encode(),
    "dutch thousands": lambda content: content.replace("1234.5", '"1.234,5"').encode(),
    "blanks after separators": lambda content: content.replace(",", ", ").encode(),
    "two marks": lambda content: b"\xef\xbb\xbf\xef\xbb\xbf" + content.encode(),
    "a title above": lambda content: f"Export\n\n{content}".encode(),
    "no header": lambda content: content.split("\n", 1)[1].encode(),
    "cut off": lambda content: content.encode()[:-7],
    "separator at the end of every line": lambda content: content.replace("\n", ",\n").encode(),
    "an old end-of-file mark": lambda content: f"{content}\x1a".encode(),
    "another minus": lambda content: content.replace(",-", ",−").encode(),
    "percentages": lambda content: content.replace(",0.8,", ",80%,").encode(),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_spelling_is_refused_unless_it_says_the_same(name: str, tmp_path: Path) -> None:
    base = random_organisation(11, n_people=8)
    names = ["Zoë Smit", "René Müller", "Çelik", "Ångström", "José", "Eva", "Daan 'D'", "Ñandú"]
    ties = base.table("ties").assign(weight=lambda t: [1234.5, 0.125, *t["weight"].iloc[2:]])
    data = base.replace(people=base.table("people").assign(name=names), ties=ties)
    write_dataset(data, tmp_path / "data")
    for path in (tmp_path / "data").iterdir():
        path.write_bytes(STRANGE[name](path.read_text(encoding="utf-8")))
    report = check_dataset(tmp_path / "data", today=data.today)
    assert len(report.faults) or (report.dataset and report.dataset.fingerprint == data.fingerprint)
