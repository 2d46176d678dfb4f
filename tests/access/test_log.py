"""The log is an unbroken chain without names; the head given to its keeper shows a chain that was made anew."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from talentmap.access import keys, log
from talentmap.data.store import Store, open_store
from talentmap.errors import ProblemError
from tests.access.test_workspace import as_person, hr
from tests.store.test_store import filled

LINES = 5


def store_with_log(url: str) -> Store:
    store = filled(url)
    for number in range(LINES):
        with store.writing() as writing:
            log.append(writing, "a", f"action.{number}", "b", day="2026-06-01")
    return store


def checked(store: Store, head: str | None = None) -> int:
    with store.reading() as reading:
        return log.verify(reading, head)


@pytest.mark.server
def test_a_chain_is_whole_and_names_nobody(store_url: str) -> None:
    store = store_with_log(store_url)
    with store.reading() as reading:
        lines = reading.frame("log")
        head = log.head_of(reading)
    assert checked(store) == checked(store, head) == LINES
    assert lines["number"].tolist() == [1, 2, 3, 4, 5]
    assert lines["actor"].nunique() == 1
    assert not set(lines["actor"]) & {"a", "b"}
    assert set(lines["actor"]) != set(lines["subject"])
    first = lines.iloc[0]
    by_hand = json.dumps([1, "2026-06-01", first["actor"], "action.0", first["subject"], ""])
    assert first["hash"] == hashlib.sha256(by_hand.encode()).hexdigest()
    assert head == f"5-{lines['hash'].iloc[-1]}"


def test_a_changed_cell_is_found_in_every_line(tmp_path: Path) -> None:
    store = store_with_log(f"{tmp_path}/talentmap.db")
    for column in ("actor", "action", "subject", "day", "previous", "hash"):
        for place in range(LINES):
            key = {"number": place + 1}
            with pytest.raises(RuntimeError), store.writing() as writing:  # noqa: PT012 - taken back at the end
                writing.update("log", key, {column: "2026-06-02" if column == "day" else "other"}, None)
                assert log.verify(writing) in (-1 - place, -2 - place)
                raise RuntimeError
    assert checked(store) == LINES


def test_a_missing_an_added_and_a_swapped_line_are_found(store_url: str) -> None:
    store = store_with_log(store_url)
    with store.reading() as reading:
        head = log.head_of(reading)
        rows = [reading.row("log", {"number": number}) for number in range(1, LINES + 1)]
    for row in rows:
        assert row is not None
        row.pop("row_version")
    with store.writing() as writing:
        writing.delete("log", {"number": 3}, None)
    assert checked(store) == -3
    with store.writing() as writing:
        writing.insert("log", [rows[2], {**rows[2], "number": 6}])
    assert checked(store) == -6
    with store.writing() as writing:
        writing.delete("log", {"number": 6}, None)
        writing.update("log", {"number": 2}, {**rows[2], "number": 2}, None)
        writing.update("log", {"number": 3}, {**rows[1], "number": 3}, None)
    assert checked(store) == -2
    with store.writing() as writing:
        for number in range(2, LINES + 1):
            writing.delete("log", {"number": number}, None)
    assert checked(store) == 1  # a shorter chain is a chain: only the keeper knows better
    assert checked(store, head) == -2


def test_a_chain_made_anew_is_found_by_the_head_alone(store_url: str) -> None:
    store = store_with_log(store_url)
    with store.reading() as reading:
        head = log.head_of(reading)
    with store.writing() as writing:
        for number in range(1, LINES + 1):
            writing.delete("log", {"number": number}, None)
        for number in range(LINES + 2):
            log.append(writing, "a", f"other.{number}", "b")
    assert checked(store) == LINES + 2
    assert checked(store, head) == -LINES
    with pytest.raises(ProblemError, match="no head"):
        checked(store, "5-nothing")


@pytest.mark.server
def test_a_line_stands_or_falls_with_its_change(store_url: str) -> None:
    store = store_with_log(store_url)
    with pytest.raises(RuntimeError), store.writing() as writing:  # noqa: PT012 - the block is what is tested
        log.append(writing, "a", "save", "b")
        raise RuntimeError
    assert checked(store) == LINES


def test_roles_and_imports_stand_by_name_and_a_stranger_leads_nowhere(store_url: str) -> None:
    workspace = hr(store_url)
    with workspace.store.writing() as writing:
        log.append(writing, "zzz", "save", "zzz")
    with workspace.store.reading() as reading:
        lines = reading.frame("log")
        assert lines["actor"].iloc[0] == "hr"
        assert lines["subject"].iloc[0] == reading.frame("imports")["import_id"].iloc[0]
        assert str(lines["day"].iloc[0].date()) == "2026-06-01"
        assert lines["actor"].iloc[1] != lines["subject"].iloc[1]
        assert "zzz" not in {lines["actor"].iloc[1], lines["subject"].iloc[1]}
        assert len(reading.frame("person_keys")) == 0


@pytest.mark.server
def test_somebody_finds_the_lines_about_themself(store_url: str) -> None:
    workspace = hr(store_url)
    as_person(workspace, "bob").share("s1", "manager")
    as_person(workspace, "cas").share("s1", "manager")
    with open_store(store_url).reading() as reading:
        lines = log.lines_about(reading, "bob")
        assert lines["action"].tolist() == ["share"]
        assert lines[["by_them", "about_them"]].iloc[0].tolist() == [True, True]
        assert len(log.lines_about(reading, "ann")) == 0
        assert keys.pseudonym_of(reading, "bob") != keys.pseudonym_of(reading, "cas")
