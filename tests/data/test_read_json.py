"""One JSON file: strict where Python's parser is lenient, and every fault with its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talentmap.data.limits import Limits
from talentmap.data.read import check_dataset, read_dataset
from tests.data.good import GOOD, findings, write_good

NUMBERS = {"fte", "level", "energy", "weight", "headcount", "rank"}


def tables() -> dict[str, Any]:
    """The good dataset as JSON holds it: numbers as numbers, blanks as null."""
    return {
        name: [
            {key: None if not cell else float(cell) if key in NUMBERS else cell for key, cell in row.items()}
            for row in csv.DictReader(io.StringIO(content))
        ]
        for name, content in GOOD.items()
    }


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_json_is_the_same_dataset_as_the_folder(tmp_path: Path) -> None:
    folder = write_good(tmp_path / "folder")
    assert read_dataset(write(tmp_path / "data.json", tables())).fingerprint == read_dataset(folder).fingerprint
    (tmp_path / "data.json").write_text("\ufeff" + json.dumps(tables()), encoding="utf-8")
    assert check_dataset(tmp_path / "data.json").ok


def _set(table: str, row: int, **cells: object) -> Callable[[dict[str, Any]], None]:
    return lambda data: data[table][row - 1].update(cells)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_set("people", 3, fte=float("nan")), ("not-finite", 3, "fte")),
        (_set("people", 3, name=float("inf")), ("not-finite", 3, "name")),
        (_set("people", 3, fte=36), ("out-of-range", 3, "fte")),
        (_set("claims", 2, level=3.5), ("wrong-type", 2, "level")),
        (_set("people", 3, name=["a", "b"]), ("wrong-type", 3, "name")),
        (_set("people", 3, name={"a": 1}), ("wrong-type", 3, "name")),
        (_set("people", 3, name="\ud800"), ("encoding", 3, "name")),
        (lambda data: data["people"][2].pop("fte"), ("missing-cell", 3, "fte")),
        (lambda data: data["people"].__setitem__(2, "a3"), ("not-a-record", 3, "")),
        (lambda data: data.__setitem__("people", {"a": 1}), ("wrong-shape", None, "people")),
        (lambda data: data.pop("people"), ("missing-file", None, "")),
        (lambda data: data.__setitem__("Ties ", data["ties"]), ("duplicate-key", None, "ties")),
    ],
)
def test_faults(edit: Callable, expected: tuple[object, ...], tmp_path: Path) -> None:
    data = tables()
    edit(data)
    found = findings(check_dataset(write(tmp_path / "data.json", data)))
    assert (expected[0], "data.json", *expected[1:]) in found
    assert len(found) <= 4


def test_numbers_python_reads_without_complaint(tmp_path: Path) -> None:
    text = json.dumps(tables())
    large = text.replace('"weight": 3.0', '"weight": 1e400', 1)
    assert {one[0] for one in findings(check_dataset(write(tmp_path / "a.json", large)))} == {"not-finite"}
    long = text.replace('"weight": 3.0', '"weight": ' + "9" * 5_000, 1)
    assert not check_dataset(write(tmp_path / "b.json", long)).ok


def test_a_name_twice_is_not_chosen_from(tmp_path: Path) -> None:
    text = json.dumps(tables())
    twice = text.replace('"name": "Bram Jansen"', '"name": "Bram Jansen", "name": "Bram"')
    assert findings(check_dataset(write(tmp_path / "a.json", twice))) == [("duplicate-key", "a.json", 2, "name")]
    tables_twice = text[:-1] + ', "ties": []}'
    assert ("duplicate-key", "b.json", None, "ties") in findings(
        check_dataset(write(tmp_path / "b.json", tables_twice))
    )


def test_text_that_is_no_json(tmp_path: Path) -> None:
    whole = json.dumps(tables(), indent=1)
    report = check_dataset(write(tmp_path / "data.json", whole[: len(whole) // 2]))
    assert report.faults["kind"].tolist() == ["damaged-file"]
    assert report.faults["row"].item() == whole[: len(whole) // 2].count("\n") + 1
    for text, kind in [("[]", "wrong-shape"), ("3", "wrong-shape"), ("", "empty-file"), ("{", "damaged-file")]:
        assert findings(check_dataset(write(tmp_path / "x.json", text)))[0][0] == kind


def test_depth_is_counted_before_parsing(tmp_path: Path) -> None:
    deep = write(tmp_path / "deep.json", '{"people": ' + "[" * 100_000 + "]" * 100_000 + "}")
    assert findings(check_dataset(deep)) == [("too-large", "deep.json", None, "")]
    data = tables()
    data["people"][0]["name"] = '[[[[[[[[[[[[{{{{{{{{{{{{ "\\" '
    assert check_dataset(write(tmp_path / "text.json", data)).ok
    assert not check_dataset(tmp_path / "text.json", limits=Limits(json_bytes=100)).ok


def test_lists_that_are_left_out_are_said(tmp_path: Path) -> None:
    report = check_dataset(write(tmp_path / "data.json", {**tables(), "koffie": [], "version": 3}))
    assert report.ok
    assert findings(report) == [("wrong-table", "data.json", None, "koffie")]


def test_an_empty_list_is_a_table_without_rows(tmp_path: Path) -> None:
    empty = {name: [] for name in GOOD}
    report = check_dataset(write(tmp_path / "data.json", empty))
    assert report.dataset is not None
    assert not len(report.dataset.people)
