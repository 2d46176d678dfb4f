"""``talentmap close``: a project or strengths, the answer for people and programs, and what cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talentmap.cli import close, run
from talentmap.data.write import write_dataset
from talentmap.teams.communication_cover import MEASURES
from talentmap.teams.communication_problem import LENGTHS, SOURCES
from tests.teams.oracle import small_organisation


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("small") / "data"
    write_dataset(small_organisation(), folder)
    return str(folder)


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    assert run(["close", *arguments, "--json"]) == status
    read: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    return read


def test_a_project_or_strengths(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer([small, "--project", "J1"], capsys)  # B-C is the strongest tie: length 1
    assert (found["status"], found["best"], found["members"]) == ("optimal", 1.0, ["B", "C"])
    found = answer([small, "--strengths", "S1=3, S2=3", "--measure", "leader"], capsys)  # A-D: a quarter as strong
    assert (found["best"], found["members"], found["leader"]) == (4.0, ["A", "D"], "A")
    assert answer([small, "--strengths", "S1"], capsys)["best"] == 0.0


def test_the_answer_on_the_terminal_and_in_a_file(
    small: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "close.csv"
    assert run(["close", small, "--project", "J1", "--out", str(out), "--lang", "nl"]) == 0
    seen = capsys.readouterr().out
    assert "cli." not in seen
    assert "close." not in seen.replace("close.csv", "")
    assert "bewezen optimaal" in seen
    assert "B > C" in seen
    assert pd.read_csv(out)["person_id"].tolist() == ["B", "C"]


def test_no_team_is_told(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer([small, "--strengths", "S1=5"], capsys, 1)
    assert found["status"] == "infeasible"
    assert found["reasons"][0]["kind"] == "close.too_few"
    assert run(["close", small, "--strengths", "S1=5"]) == 1
    assert "level 5 or higher" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--strengths", "S1=9"],
        ["--strengths", "S1=3,S1=2"],
        ["--strengths", "S9"],
        ["--strengths", "S1", "--measure", "friends"],
        ["--strengths", "S1", "--people", "0"],
        ["--strengths", "S1", "--time-limit", "soon"],
    ],
)
def test_wrong_questions_end_with_2(arguments: list[str], small: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["close", small, *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_options_name_what_the_library_knows() -> None:
    assert (close.MEASURES, close.LENGTHS, close.SOURCES) == (MEASURES, LENGTHS, SOURCES)
