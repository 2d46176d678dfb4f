"""``talentmap programme`` on a small cohort: terminal, JSON, files and calendars, and wrong questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from talentmap.cli import run
from talentmap.data.write import write_dataset
from tests.programme.cohorts import dataset

POOLS = """
pool member_id name capacity
actor A1 Aad -
facilitator F1 Fenna -
coach C1 Cor 3
room Z1 Zaal~1 -
"""
RULES = "rule_id rule subjects value\nR1 date - 2026-05-11~2026-05-12"


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cohort") / "data"
    write_dataset(dataset(4, pools=POOLS, rules=RULES, today=None), folder)
    return str(folder)


@pytest.fixture(scope="module")
def plan(cohort: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    assert run(["groups", cohort, "--size", "2", "--today", "2026-05-01", "--out", str(path)]) == 0
    return str(path)


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    assert run(["programme", *arguments, "--today", "2026-05-01", "--json"]) == status
    read: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    return read


def test_the_whole_answer_as_one_object(cohort: str, plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    asked = [cohort, "--plan", plan, "--start", "2026-05-01", "--wish", "P02 C1", "--refuse", "P01 C1"]
    found = answer(asked, capsys)
    assert found["status"] == "optimal"
    assert found["terms"]["even_actor"] == {"best": 4, "bound": 4, "gap": 0.0}
    assert [(row["person_id"], row["coach_id"], row["wish"]) for row in found["coaches"]] == [
        ("P01", None, None),
        ("P02", "C1", 1),
        ("P03", "C1", None),
        ("P04", "C1", None),
    ]
    assert found["uncoached"] == ["P01"]
    assert found["conflicts"][0]["rules"][0]["subject"] == "coach P01"
    assert {"proof", "timing", "staff", "after_care", "phases", "sessions", "calendar", "load"} <= set(found)
    assert found["reference_date"] == "2026-05-01"


def test_terminal_files_and_calendars(
    cohort: str, plan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, calendars = tmp_path / "traject", tmp_path / "kalenders"
    asked = ["programme", cohort, "--plan", plan, "--start", "2026-05-01", "--today", "2026-05-01", "--lang", "nl"]
    assert run([*asked, "--out", str(folder), "--calendar", str(calendars)]) == 0
    shown = capsys.readouterr()
    assert "Traject voor 4 mensen" in shown.out
    assert "procesbegeleider" in shown.out
    assert "Gelijkmatiger kan niet" in shown.out
    assert f"Kalenders in {calendars}: 7" in shown.err
    names = {path.stem for path in folder.iterdir()}
    assert names == {"staff", "after_care", "load", "coaches", "phases", "sessions", "calendar"}
    assert {path.name for path in calendars.iterdir()} >= {"calendar_P01.ics", "calendar_C1.ics", "calendar_A1.ics"}
    for suffix in ("json", "csv", "xlsx", "html"):
        assert run([*asked, "--out", str(tmp_path / f"antwoord.{suffix}")]) == 0
        assert (tmp_path / f"antwoord.{suffix}").stat().st_size > 100


def test_too_few_staff_ends_in_one_and_says_who_is_there(
    cohort: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two = [{"id": f"G0{k}", "date": "2026-05-11", "members": [f"P0{k}"]} for k in (1, 2)]
    (tmp_path / "plan.json").write_text(json.dumps({"groups": two}), encoding="utf-8")
    found = answer([cohort, "--plan", str(tmp_path / "plan.json")], capsys, 1)
    assert found["status"] == "infeasible"
    assert "Aad (A1)" in found["conflicts"][0]["text"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--plan", "nowhere.json"], "does it exist"),
        (["--start", "morgen"], "--start"),
        (["--part", "avond"], "--part"),
        (["--refuse", "P01"], "--refuse"),
        (["--wish", "P01"], "--wish"),
        (["--wish", "P01 C1", "--wish", "P01 C1"], "--wish"),
        (["--wish", "P01 C9"], "C9"),
        (["--programme", "X"], "default"),
        (["--programme", "default"], "first day"),
        (["--calendar", "nowhere/deep"], "--calendar"),
        (["--out", "nowhere/deep"], "--out"),
        (["--out", "answer.doc"], ".csv"),
    ],
)
def test_wrong_questions(cohort: str, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["programme", cohort, *more]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b"{}", b'{"groups": 3}'])
def test_a_file_that_is_no_plan(
    content: bytes, cohort: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    assert run(["programme", cohort, "--plan", str(tmp_path / "plan.json")]) == 2
    assert "talentmap groups" in capsys.readouterr().err


def test_a_group_that_is_none_is_named(cohort: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.json").write_text('{"groups": [{"id": "G07", "members": "P01"}]}', encoding="utf-8")
    assert run(["programme", cohort, "--plan", str(tmp_path / "plan.json")]) == 2
    assert "G07" in capsys.readouterr().err
