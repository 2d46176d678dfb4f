"""Parquet folders: any plain type is taken for what it says, and the footer is judged before unpacking."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from talentmap.data.dictionary import tables
from talentmap.data.limits import Limits
from talentmap.data.read import check_dataset, read_dataset
from tests.data.good import GOOD, findings, write_good

TYPES = {"level": pa.int8(), "integer": pa.int32(), "number": pa.float64(), "date": pa.date32(), "boolean": pa.bool_()}


def arrow(name: str, /, **types: pa.DataType) -> pa.Table:
    """A good table in Arrow types."""
    rows = list(csv.DictReader(io.StringIO(GOOD[name])))
    columns = {}
    for column in rows[0]:
        kind = tables()[name][column].type
        texts = pa.array([row[column] or None for row in rows], pa.string())
        columns[column] = texts.cast(TYPES.get(kind, pa.string())).cast(types.get(column, TYPES.get(kind, pa.string())))
    return pa.table(columns)


def folder(path: Path, **changed: pa.Table) -> Path:
    path.mkdir(exist_ok=True)
    for name in GOOD:
        pq.write_table(changed.get(name) if name in changed else arrow(name), path / f"{name}.parquet")
    return path


def test_parquet_is_the_same_dataset_as_the_folder_of_csv(tmp_path: Path) -> None:
    expected = read_dataset(write_good(tmp_path / "csv")).fingerprint
    assert read_dataset(folder(tmp_path / "parquet")).fingerprint == expected


@pytest.mark.parametrize(
    ("table", "types"),
    [
        ("people", {"fte": pa.float32(), "start_date": pa.timestamp("ns"), "end_date": pa.timestamp("ms")}),
        ("people", {"name": pa.large_string(), "unit": pa.dictionary(pa.int32(), pa.string())}),
        ("people", {"name": pa.binary()}),
        ("claims", {"level": pa.float64(), "energy": pa.float64(), "date": pa.date64()}),
        ("claims", {"level": pa.string(), "date": pa.string()}),
    ],
)
def test_other_types_for_the_same_values(table: str, types: dict[str, pa.DataType], tmp_path: Path) -> None:
    expected = read_dataset(folder(tmp_path / "a")).fingerprint
    assert read_dataset(folder(tmp_path / "b", **{table: arrow(table, **types)})).fingerprint == expected


def test_row_groups_with_other_dictionaries(tmp_path: Path) -> None:
    path = folder(tmp_path / "a")
    expected = read_dataset(path).fingerprint
    pq.write_table(arrow("claims"), path / "claims.parquet", row_group_size=2)
    assert read_dataset(path).fingerprint == expected


def test_faults_give_the_row(tmp_path: Path) -> None:
    ties = pa.table({"person_a": ["a1", "a2"], "person_b": ["a2", "a9"], "weight": [float("nan"), -1.0]})
    assert findings(check_dataset(folder(tmp_path, ties=ties))) == [
        ("not-finite", "ties.parquet", 2, "weight"),
        ("unknown-id", "ties.parquet", 3, "person_b"),
        ("out-of-range", "ties.parquet", 3, "weight"),
    ]


def test_nested_columns_and_times_are_refused(tmp_path: Path) -> None:
    people = arrow("people")
    nested = people.set_column(1, "name", pa.array([["x"]] * 4))
    found = findings(check_dataset(folder(tmp_path / "a", people=nested)))
    assert found == [("wrong-type", "people.parquet", None, "name")]
    times = pa.array(np.array(["2020-01-01T10:30"] * 4, dtype="datetime64[us]"))
    moments = people.set_column(6, "start_date", times)
    found = findings(check_dataset(folder(tmp_path / "b", people=moments)))
    assert {kind for kind, *_ in found} == {"bad-date"}


def test_text_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    raw = pa.array([b"Anouk", b"B\xffam", b"Cha", b"Daan"], pa.binary())
    name = pa.Array.from_buffers(pa.string(), 4, raw.buffers())
    people = arrow("people").set_column(1, "name", name)
    report = check_dataset(folder(tmp_path, people=people))
    assert report.dataset is None
    assert findings(report)[0][:2] == ("damaged-file", "people.parquet")


def test_files_that_are_no_parquet(tmp_path: Path) -> None:
    path = folder(tmp_path)
    whole = (path / "ties.parquet").read_bytes()
    for content, kind in [
        (b"", "empty-file"),
        (b"a,b\n1,2\n", "wrong-format"),
        (whole[:-10], "damaged-file"),
        (b"PAR1PAR1", "damaged-file"),
        (whole[:8] + bytes(len(whole) - 16) + whole[-8:], "damaged-file"),
    ]:
        (path / "ties.parquet").write_bytes(content)
        assert findings(check_dataset(path)) == [(kind, "ties.parquet", None, "")]


def test_a_small_file_that_stands_for_many_rows_is_refused(tmp_path: Path) -> None:
    n_rows = 5_000_000
    many = pa.table(
        {"person_a": pa.repeat("a1", n_rows), "person_b": pa.repeat("a2", n_rows), "weight": pa.repeat(1, n_rows)}
    )
    path = folder(tmp_path, ties=many)
    assert (path / "ties.parquet").stat().st_size < 100_000
    assert findings(check_dataset(path)) == [("too-large", "ties.parquet", None, "")]


def test_limits_hold_before_unpacking(tmp_path: Path) -> None:
    path = folder(tmp_path)
    for limits in (Limits(rows=2), Limits(columns=2), Limits(parquet_bytes=10), Limits(file_bytes=10)):
        assert set(check_dataset(path, limits=limits).faults["kind"]) == {"too-large"}
