"""Every public bad-input case through the command line: the right exit status, valid JSON, no traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from talentmap.cli import run
from tests.data.test_badinput import EXPECTED, _laid_out

pytestmark = pytest.mark.shared

FULL = bool(os.environ.get("TALENTMAP_FULL"))
SOME = ("dutch-excel", "level-out-of-range", "workbook-far-cell", "zero-capacity", "json-cut-off", "only-headers")
CASES = sorted(EXPECTED) if FULL else [case for case in SOME if case in EXPECTED]


def place(case: str, folder: Path) -> str:
    """The folder of a case, or its one workbook, JSON or YAML file."""
    laid = _laid_out(case, folder)
    files = sorted(laid.iterdir())
    whole = EXPECTED[case][0]["load"] == "whole"
    return str(files[0] if whole and len(files) == 1 and files[0].suffix != ".csv" else laid)


def asked(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    status = run([*arguments, "--json"])
    seen = capsys.readouterr()
    assert "Traceback" not in seen.err
    answer: dict[str, Any] = json.loads(seen.out, parse_constant=lambda word: pytest.fail(word))
    return status, answer


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_command_ends_in_an_orderly_way(
    case: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, outcome = place(case, tmp_path / case), EXPECTED[case][0]["outcome"]
    checked, answer = asked(["check", path, "--lang", lang], capsys)
    assert checked == (2 if answer["faults"] else 0)
    if outcome in ("accept", "refuse"):
        assert checked == (0 if outcome == "accept" else 2)
    for finding in (*answer["faults"], *answer["warnings"]):
        assert set(finding) == {"kind", "file", "row", "column", "found", "expected", "hint"}
        assert len(finding["found"] or "") < 120
    for command in (["map"], ["match"], ["match", "--full", "--method", "stable"]):
        status, answer = asked([command[0], path, *command[1:], "--lang", lang], capsys)
        assert status == 2 if checked == 2 else status in (0, 1), command
        assert (answer["status"] == "bad_input") == (checked == 2)
    assert run(["check", path, "--lang", lang]) == checked
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.skipif(not EXPECTED, reason="shared input absent: badinput")
def test_nobody_has_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place("zero-capacity", tmp_path / "data")
    (tmp_path / "data" / "projects.csv").write_text(
        "project_id,title,unit,start_date,end_date,min_size,max_size,fte\nx1,X,,2026-07-01,2026-08-01,2,3,0.2\n"
    )
    (tmp_path / "data" / "project_requirements.csv").write_text(
        "project_id,strength_id,level,weight,mandatory,min_people\nx1,s01,3,1,false,1\n"
    )
    status, answer = asked(["match", path], capsys)
    assert status in (0, 1)
    assert answer["seats"] == []
    assert answer["unfilled"]
    status, answer = asked(["team", path, "--project", "x1"], capsys)
    assert status == 1
    assert answer["status"] == "infeasible"
    assert answer["members"] == []
    assert any("capacity" in reason["text"] for reason in answer["reasons"])


@pytest.mark.skipif(not EXPECTED, reason="shared input absent: badinput")
def test_full_staffing_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place("impossible-roles", tmp_path / "data")
    status, answer = asked(["match", path, "--full"], capsys)
    assert status == 1
    assert answer["status"] == "infeasible"
    said = json.dumps(answer["conflicts"])
    assert "r1" in said
    assert "r3" in said
    assert run(["match", path, "--full"]) == 1
    shown = "".join(capsys.readouterr())
    assert "r1" in shown
    assert "r3" in shown
