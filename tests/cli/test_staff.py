"""``talentmap staff`` on the example municipality."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talentmap.cli.program import run

DATA = str(Path(__file__).resolve().parents[2] / "data" / "municipality")


def test_all_projects_are_staffed_and_proven(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "plan.csv"
    assert run(["staff", DATA, "--json", "--out", str(out)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "optimal"
    assert answer["gap"] == 0
    assert [part["project_id"] for part in answer["projects"]] == ["P01", "P02", "P03", "P04", "P05", "P06"]
    assert all(part["staffed"] for part in answer["projects"])
    assert sum(answer["terms"].values()) == pytest.approx(answer["best"])
    assert out.read_text(encoding="utf-8-sig").splitlines()[0].startswith("project_id")


def test_people_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["staff", DATA, "--projects", "P01,P05", "--priority", "P05=2", "--lang", "nl"]) == 0
    shown = capsys.readouterr().out
    assert "2 van 2 projecten bemenst" in shown
    assert "Oefening hoogwater" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        ["--projects", "P99"],
        ["--priority", "P01"],
        ["--weights", "covrage=1"],
        ["--most-projects", "0"],
        ["--time-limit", "-1"],
        ["--fte", "3"],
        ["--waive", "P01/mandatory:XX"],
    ],
)
def test_a_wrong_option_is_told(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["staff", DATA, *wrong]) == 2
    assert capsys.readouterr().err.strip()
