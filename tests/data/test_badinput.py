"""Every public bad-input case behaves as its tables say: accepted with these values, or refused with these findings."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from talentmap.data.read import CheckReport, check_dataset, read_dataset
from talentmap.errors import DataError
from tests.shared import FOLDER, shared

pytestmark = pytest.mark.shared


def _lines(name: str) -> dict[str, list[dict[str, str]]]:
    path = FOLDER / "badinput" / name
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    if path.exists():
        for line in csv.DictReader(path.open(encoding="utf-8", newline="")):
            found[line["case"]].append(line)
    return found


EXPECTED, VALUES = _lines("expected.csv"), _lines("values.csv")


def _laid_out(case: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    first = EXPECTED[case][0]
    if first["load"] == "overlay":
        shutil.copytree(shared("badinput", "base"), folder, dirs_exist_ok=True)
    for file in shared("badinput", case).iterdir():
        if file.name != ".keep":
            shutil.copy(file, folder / file.name)
    for name in first["remove"].split():
        (folder / name).unlink()
    return folder


def _digest(folder: Path) -> list[tuple[str, str]]:
    return sorted((file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in folder.iterdir())


def _answers(line: dict[str, str], finding: dict[str, object], *, whole: bool) -> bool:
    if finding["file"] != line["file"]:
        return False
    if whole and line["file"].endswith(".yaml") and finding["kind"] == "unsupported-format":
        return True
    return (
        finding["kind"] in line["kind"].split("|")
        and (not line["row"] or finding["row"] == int(line["row"]))
        and (not line["column"] or finding["column"] == line["column"])
    )


def _value(report: CheckReport, line: dict[str, str]) -> str:
    assert report.dataset is not None
    frame = report.dataset.table(line["file"].removesuffix(".csv"))
    if line["file"] == "claims.csv":
        person, strength, source = line["key"].split("|")
        hit = (frame["person_id"] == person) & (frame["strength_id"] == strength) & (frame["source"] == source)
    else:
        hit = frame.iloc[:, 0] == line["key"]
    (value,) = frame.loc[hit, line["column"]]
    return f"{value:%Y-%m-%d}" if "date" in line["column"] else str(value)


def test_the_cases_are_there() -> None:
    shared("badinput", "expected.csv")
    assert len(EXPECTED) == 46


@pytest.mark.parametrize("case", sorted(EXPECTED))
def test_case(case: str, tmp_path: Path) -> None:
    folder = _laid_out(case, tmp_path)
    before = _digest(folder)
    report = check_dataset(folder)
    lines, found = EXPECTED[case], report.to_dict()
    every = found["faults"] + found["warnings"]
    outcome = lines[0]["outcome"]
    if outcome == "accept":
        assert not found["faults"]
    elif outcome == "refuse":
        assert report.dataset is None
        with pytest.raises(DataError):
            read_dataset(folder)
    if outcome != "accept":
        for line in lines:
            assert any(_answers(line, finding, whole=line["load"] == "whole") for finding in every), (line, every)
        assert len(every) <= len(lines) + 3
    if report.dataset is not None:
        for line in VALUES.get(case, []):
            assert _value(report, line) == line["value"]
    assert _digest(folder) == before  # nothing written
    for finding in every:
        assert len(str(finding["found"])) <= 60


def test_the_base_loads_without_a_word() -> None:
    report = check_dataset(shared("badinput", "base"))
    assert report.to_dict() == {"faults": [], "warnings": []}
    assert report.dataset is not None
    assert len(report.dataset.claims) == 12


def test_rows_are_not_lost_and_columns_not_moved(tmp_path: Path) -> None:
    report = check_dataset(_laid_out("dutch-excel", tmp_path))
    assert report.dataset is not None
    assert len(report.dataset.people) == 8
    assert len(report.dataset.claims) == 12


def test_messages_help(tmp_path: Path) -> None:
    hours = check_dataset(_laid_out("fte-out-of-range", tmp_path / "hours")).faults
    assert "36" in hours["hint"].iloc[1]
    assert "hours" in hours["hint"].iloc[1]
    near = check_dataset(_laid_out("unknown-strength", tmp_path / "near")).faults
    assert near.loc[near["file"] == "role_requirements.csv", "hint"].item() == "Did you mean s04?"
    source = check_dataset(_laid_out("unknown-source", tmp_path / "source")).faults
    assert "certificate" in source["expected"].item()
    circle = check_dataset(_laid_out("manager-cycle", tmp_path / "circle")).faults
    assert circle["found"].item() == "p02 → p05 → p04 → p02"
    twice = check_dataset(_laid_out("duplicate-person", tmp_path / "twice")).faults
    assert {"4", "5"} <= set(twice["hint"].item().split())
    hidden = check_dataset(_laid_out("invisible-characters", tmp_path / "hidden")).faults
    assert "U+202E" in " ".join(hidden["hint"])
    huge = check_dataset(_laid_out("huge-cell", tmp_path / "huge")).faults
    assert huge["found"].item() == "300000 characters"
