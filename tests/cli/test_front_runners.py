"""``talentmap front-runners``: ids and files of volunteers, the answer, and what cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talentmap import examples
from talentmap.cli import run
from talentmap.data.write import write_dataset

COMMAND = "front-runners"


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("toy") / "data"
    write_dataset(examples.toy(), folder)
    return str(folder)


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    assert run([COMMAND, *arguments, "--json"]) == status
    read: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    return read


@pytest.mark.parametrize(
    "content",
    ["P1\nP2\nP6\n", "\ufeffperson_id\nP1\nP2\nP6", "naam;person_id\nAnouk;P1\nBram;P2\nFemke;P6\n", "P1,x\n\nP2\nP6"],
)
def test_volunteers_come_from_a_file_or_as_ids(
    content: str, toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text(content, encoding="utf-8")
    found = answer([toy, "--n", "2", "--volunteers", str(file)], capsys)
    same = answer([toy, "--n", "2", "--volunteers", "P1, P2", "--volunteers", "P6"], capsys)
    assert [row["person_id"] for row in found["chosen"]] == ["P2", "P6"]
    assert found["status"] == "optimal"
    assert (found["best"], found["bound"], found["gap"]) == (5, 5, 0)
    assert found["not_reached"] == ["P4", "P7"]
    assert {k: v for k, v in found.items() if k != "timing"} == {k: v for k, v in same.items() if k != "timing"}


def test_the_answer_on_the_terminal_and_in_a_file(toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "front.csv"
    more = ["--n", "2", "--volunteers", "P1 P2 P6", "--weeks", "3", "--out", str(out)]
    assert run([COMMAND, toy, *more, "--lang", "nl"]) == 0
    seen = capsys.readouterr().out
    assert "cli." not in seen
    assert "Femke Osinga" in seen
    assert "aanname" in seen
    assert pd.read_csv(out).set_index("person_id").loc["P2", "n_only"] == 3
    found = answer([toy, *more[:-2]], capsys)
    assert [row["week"] for row in found["spread"]["weeks"]] == [0, 1, 2, 3]


def test_what_cannot_be_says_why_and_how_on(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer([toy, "--n", "1", "--volunteers", "P1,P2,P6"], capsys, 1)
    assert found["status"] == "infeasible"
    assert found["best"] is None
    assert "2 teams" in found["conflicts"][0]["text"]
    assert run([COMMAND, toy, "--n", "1"]) == 1
    assert "Nobody has volunteered" in " ".join(capsys.readouterr().out.split())
    assert answer([toy, "--n", "1", "--volunteers", "P1,P2,P6", "--least", "0", "--most", "1"], capsys)["best"] == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "--n is missing"),
        (["--n", "0"], "--n"),
        (["--n", "1", "--volunteers", "no such file.csv"], "cannot be read"),
        (["--n", "1", "--volunteers", "P99"], "P99"),
        (["--n", "1", "--team", "unt"], "unit"),
        (["--n", "1", "--weeks", "0"], "--weeks"),
        (["--n", "1", "--time-limit", "soon"], "--time-limit"),
    ],
)
def test_wrong_input_is_told(more: list[str], said: str, toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([COMMAND, toy, *more]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
