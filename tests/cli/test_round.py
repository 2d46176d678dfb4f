"""``talentmap round``: a feedback round at the command line, from opening to closing, and what it refuses."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from talentmap.access.rounds_outcome import round_result
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import open_workspace
from tests.access.test_rounds import organisation
from tests.access.test_rounds_form import with_cell
from tests.cli.running import run
from tests.store.copies import kept

DAY, LATER = "2026-06-01", "2026-06-10"
ME = ("--person", "me", "--today", DAY)


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Path:
    return kept(tmp_path / "talent.db", empty_file, organisation())


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    capsys.readouterr()
    assert run("round", *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def opened(capsys: pytest.CaptureFixture[str], store: Path) -> str:
    return str(answer(capsys, "open", store, "s2", "s1", "--closes", "2026-06-15", *ME)["round_id"])


def fill(path: Path, level: int) -> None:
    """Give every strength of a form this level, as in a spreadsheet program."""
    raw = path.read_bytes()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for number, row in enumerate(rows, start=1):
        if len(row) > 3 and row[3] in ("s1", "s2"):
            raw = with_cell(raw, f"B{number}", level)
    path.write_bytes(raw)


def test_a_round_from_opening_to_closing(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    round_id, folder = opened(capsys, store), tmp_path / "out" / "forms"
    asked = answer(
        capsys, "invite", store, round_id, "peer:p1", "peer:p2", "peer:p3", "--outside", "client:An de Wit",
        "--forms", folder, *ME,
    )  # fmt: skip
    forms = asked["forms"]
    assert [(one["rater"], one["category"]) for one in forms] == [
        ("Name p1", "peer"), ("Name p2", "peer"), ("Name p3", "peer"), ("An de Wit", "client"),
    ]  # fmt: skip
    assert sorted(path.name for path in folder.iterdir()) == [f"feedback_{n}.xlsx" for n in range(1, 5)]
    assert "token" not in json.dumps(asked)
    for level, one in zip((4, 5, 1), forms, strict=False):
        fill(Path(one["form"]), level)
    assert run("round", "answer", store, forms[0]["form"], forms[1]["form"], "--today", LATER) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert answer(capsys, "answer", store, forms[2]["form"], "--today", LATER)["taken_in"] == 1
    (row,) = answer(capsys, "list", store, "--person", "me", "--today", LATER)["rounds"]
    assert (row["round_id"], row["closed"]) == (round_id, False)
    assert row["groups"] == {"peer": {"invited": 3, "handed_in": 3}, "client": {"invited": 1, "handed_in": 0}}
    assert run("round", "list", store, "--person", "me", "--today", LATER, "--lang", "nl") == 0
    shown = capsys.readouterr().out
    assert re.search(rf"{round_id}\s+open\s+2026-06-15", shown)
    assert "3 van 3" in shown
    assert "p1" not in shown, "who handed in is not told"
    assert run("round", "close", store, round_id, "--person", "me", "--today", LATER) == 0
    assert "4-5" not in capsys.readouterr().out, "the outcome is for the person alone"
    result = round_result(open_workspace(store, Viewer("me"), today=LATER), round_id)
    assert result.code("s1", "peer") == "4-5"
    assert answer(capsys, "list", store, "--person", "me", "--today", LATER)["rounds"][0]["closed"]


def test_forms_never_take_the_place_of_others(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    round_id = opened(capsys, store)
    (tmp_path / "feedback_1.xlsx").write_text("mine", encoding="utf-8")
    made = [
        answer(capsys, "invite", store, round_id, f"peer:{one}", "--forms", tmp_path, *ME)["forms"][0]["form"]
        for one in ("p1", "p2")
    ]
    assert [Path(one).name for one in made] == ["feedback_2.xlsx", "feedback_3.xlsx"]
    assert (tmp_path / "feedback_1.xlsx").read_text(encoding="utf-8") == "mine"


def test_a_form_that_was_lost_is_replaced(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    round_id, folder = opened(capsys, store), tmp_path / "forms"
    asked = ("peer:p1", "peer:p2", "--outside", "client:An de Wit", "--forms", folder, *ME)
    first = answer(capsys, "invite", store, round_id, *asked)["forms"]
    again = answer(capsys, "renew", store, round_id, "peer:p2", "--outside", "client:An de Wit", *asked[4:])["forms"]
    assert [(one["rater"], Path(one["form"]).name) for one in again] == [
        ("Name p2", "feedback_4.xlsx"), ("An de Wit", "feedback_5.xlsx"),
    ]  # fmt: skip
    for one in (*first, *again):
        fill(Path(one["form"]), 3)
    for lost in (first[1], first[2]):
        assert run("round", "answer", store, lost["form"], "--today", LATER) == 2
    found = answer(capsys, "answer", store, first[0]["form"], *(one["form"] for one in again), "--today", LATER)
    assert found["taken_in"] == 3


def test_nobody_is_invited_where_no_form_can_be_written(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    round_id = opened(capsys, store)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("round", "invite", store, round_id, "peer:p1", "--forms", tmp_path / "file", *ME) == 2
    assert "Nobody was invited" in capsys.readouterr().err
    (row,) = answer(capsys, "list", store, *ME)["rounds"]
    assert row["groups"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "{store}", "--closes", "2026-06-15", *ME), "one or more strength_id"),
        (("open", "{store}", "s1", *ME), "--closes"),
        (("open", "{store}", "s1", "--closes", "2026-06-15"), "--person"),
        (("open", "{store}", "s9", "--closes", "2026-06-15", "--person", "p4", "--today", DAY), "s9"),
        (("open", "{store}", "s1", "--closes", "soon", *ME), "soon"),
        (("open", "{store}", "s1", "--closes", "2026-06-15", "--person", "nobody", "--today", DAY), "portfolio"),
        (("invite", "{store}", *ME), "the id of the round"),
        (("invite", "{store}", "{round}", *ME), "whom to ask"),
        (("invite", "{store}", "{round}", "p1", *ME), "such as peer:P0002"),
        (("invite", "{store}", "{round}", "pear:p1", *ME), "peer"),
        (("invite", "{store}", "{round}", "peer:boss", *ME), "manager"),
        (("invite", "{store}", "{round}", "peer:p1", "--person", "p2", "--today", DAY), "round"),
        (("renew", "{store}", "{round}", "peer:p1", *ME), "was not invited"),
        (("renew", "{store}", "{round}", *ME), "whom to ask"),
        (("close", "{store}", "{round}", "--person", "p2", "--today", DAY), "round"),
        (("answer", "{store}"), "the form that came back"),
        (("answer", "{store}", "absent.xlsx"), "absent.xlsx"),
        (("melt", "{store}"), "melt"),
        (("list", "{store}.absent", *ME), "no store here"),
    ],
)
def test_bad_input_is_said_in_words(
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    round_id = opened(capsys, store)
    assert run("round", *(word.format(store=store, round=round_id) for word in words)) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    (row,) = answer(capsys, "list", store, *ME)["rounds"]
    assert (row["groups"], row["closed"]) == ({}, False)
