"""``talentmap access``: giving, changing, ending and listing access to a shared app."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from talentmap.access.identity import identify
from talentmap.data.store import open_store
from tests.access.test_workspace import organisation
from tests.cli.running import run
from tests.store.copies import kept


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Path:
    """A store with Ann, Bob and Cas in it, and nobody who may log in."""
    return kept(tmp_path / "talent.db", empty_file, organisation())


def listed(capsys: pytest.CaptureFixture[str], store: Path) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run("access", "list", store, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["action"]) == ("ok", "list")
    return answer["access"]


def test_access_is_given_changed_and_ended(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys, store) == []
    assert run("access", "give", store, "sub-bob", "--person", "bob", "--since", "2026-01-01") == 0
    assert "sub-bob has access (1 in all)" in capsys.readouterr().out
    assert run("access", "give", store, "sub-hr", "--role", "hr", "--until", "2027-01-31") == 0
    bob, hr = listed(capsys, store)
    assert bob == {"subject": "sub-bob", "person_id": "bob", "role": "employee", "since": "2026-01-01", "until": None}
    assert (hr["person_id"], hr["role"], hr["until"]) == (None, "hr", "2027-01-31")
    found = identify(open_store(store), "sub-bob", "2026-06-01")
    assert (found.name, found.viewer.role) == ("Bob", "employee")
    assert identify(open_store(store), "sub-hr", "2027-02-01").status == "ended"
    assert run("access", "give", store, "sub-bob", "--person", "cas") == 0
    assert [row["person_id"] for row in listed(capsys, store)] == ["cas", None]
    assert run("access", "end", store, "sub-bob", "--lang", "nl") == 0
    assert "geen toegang meer (nog 1)" in capsys.readouterr().out
    assert identify(open_store(store), "sub-bob", "2026-06-01").status == "unknown"
    assert [row["subject"] for row in listed(capsys, store)] == ["sub-hr"]
    assert run("log", "verify", store) == 0


def test_the_list_is_a_table_on_the_screen_and_in_a_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("access", "give", store, "=1+1", "--person", "bob", "--until", "2027-01-31")
    capsys.readouterr()
    assert run("access", "list", store, "--out", tmp_path / "access.csv") == 0
    shown = capsys.readouterr().out
    assert "1 with access" in shown
    assert "=1+1" in shown
    assert "2027-01-31" in shown
    assert "00:00:00" not in shown
    raw = (tmp_path / "access.csv").read_text(encoding="utf-8-sig")
    (row,) = list(csv.DictReader(raw.splitlines()))
    assert row["person_id"] == "bob"
    assert not row["subject"].startswith("="), "a subject that starts like a formula is inert in a file"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("give", "{store}"), "give the id"),
        (("end", "{store}"), "give the id"),
        (("give", "{store}", "x"), "person"),
        (("give", "{store}", "x", "--person", "nobody"), "nobody"),
        (("give", "{store}", "x", "--role", "boss"), "boss"),
        (("give", "{store}", "x", "--person", "bob", "--since", "2026-02-01", "--until", "2026-01-01"), "2026-02-01"),
        (("give", "{store}", "x", "--person", "bob", "--until", "soon"), "soon"),
        (("end", "{store}", "x"), "x"),
        (("melt", "{store}", "x"), "melt"),
        (("list", "{store}.absent"), "no store here"),
    ],
)
def test_bad_input_is_said_in_words_and_changes_nothing(
    store: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert run("access", *(word.format(store=store) for word in words)) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert listed(capsys, store) == []
