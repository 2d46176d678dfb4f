"""What was kept long enough goes, after it was shown, in one change; everything else stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talentmap.access import log, retention
from talentmap.access.retention_clear import clear, clearing
from talentmap.cli import program
from talentmap.data.store import open_store
from talentmap.errors import ProblemError
from tests.access.test_erasure import DAY, GONE, claim, filled, frames, written

LATER = "2030-01-01"


@pytest.mark.server
def test_what_is_due_is_shown_and_then_goes(store_url: str, tmp_path: Path) -> None:
    store = filled(store_url)
    with store.writing() as writing:
        writing.insert("claims", [claim("ann", "client", None, "2-3", level=2, round_id="r2", date="2026-02-28")])
        key = {"person_id": "bob", "strength_id": "s1", "source": "peer", "assessor_id": "ann", "date": DAY}
        writing.update("claims", key, {"visibility": "team"}, None)
        own = {"person_id": "ann", "strength_id": "s1", "source": "self", "assessor_id": "ann", "date": DAY}
        writing.update("claims", own, {"round_id": "r2"}, None)
        lines = len(writing.frame("log"))
    before = frames(store)
    with store.reading() as reading:
        shown = clearing(reading, LATER)
        listed = retention.due(reading, LATER)
    assert sum(shown.rows.values()) == len(listed) > 5
    assert shown.cleared == {}
    for wrong in ("", "123456789abc"):
        with pytest.raises(ProblemError, match="clear"):
            clear(store, wrong, actor="administrator", today=LATER)
    assert all(before[name].equals(frame) for name, frame in frames(store).items()), "a look takes nothing away"
    done = clear(store, shown.code, actor="administrator", today=LATER)
    after = frames(store)
    store.check()
    for name, row in zip(listed["table"], listed["row"], strict=True):
        assert row not in after[name].index
    assert not len(after["rounds"])
    assert not any(len(after[name]) for name in ("round_invitations", "round_answers", "round_tokens", "round_texts"))
    claims = after["claims"]
    assert claims["round_id"].isna().all()
    assert len(claims) == len(before["claims"]) - 1, "the client's rating went with its round, ann's own claim did not"
    assert len(after["people"]) == 3
    assert done.cleared["claims"] == 1
    with store.reading() as reading:
        assert log.verify(reading) == lines + 1
        last = reading.last("log", "number")
        assert (last["action"], last["subject"]) == ("retention.clear", None)
        assert not clearing(reading, LATER).rows
    store.close()


def test_a_person_who_is_due_is_erased_from_backups_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    store = filled(str(tmp_path / "talentmap.db"))
    with store.writing() as writing:
        writing.update("people", {"person_id": GONE}, {"end_date": "2026-06-30"}, None)
    store.backup(tmp_path / "one.backup")
    with store.reading() as reading:
        shown = clearing(reading, "2028-07-01")
    assert shown.rows["people"] == 1
    clear(store, shown.code, actor="administrator", today="2028-07-01")
    store.check()
    store.close()
    assert list(written(tmp_path)) == []


def test_a_change_in_between_asks_for_another_look(tmp_path: Path) -> None:
    store = filled(str(tmp_path / "talentmap.db"))
    with store.reading() as reading:
        shown = clearing(reading, LATER)
    with store.writing() as writing:
        writing.update("rounds", {"round_id": "r2", "person_id": "ann"}, {"opens": "2026-01-02"}, None)
    with pytest.raises(ProblemError, match=shown.code):
        clear(store, shown.code, actor="administrator", today=LATER)


def test_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "talentmap.db"
    filled(str(path)).close()
    assert program.run(["store", "clear", str(path), "--today", LATER, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["cleared"] == {}
    assert program.run(["store", "clear", str(path), "--today", LATER, "--lang", "nl"]) == 0
    said = capsys.readouterr().out
    assert shown["code"] in said
    assert GONE not in said
    assert program.run(["store", "clear", str(path), "wrong", "--today", LATER]) == 2
    assert program.run(["store", "clear", str(path), shown["code"], "--today", LATER, "--lang", "nl"]) == 0
    assert "Opgeruimd" in capsys.readouterr().out
    assert program.run(["store", "clear", str(path)]) == 2, "without a day nothing is due"
    with open_store(path).reading() as reading:
        assert not len(retention.due(reading, LATER))
