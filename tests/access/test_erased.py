"""A backup put back does not bring back who was erased since, wherever it stood in the meantime."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from talentmap.access import erased, keeping, log
from talentmap.access.erasure import erase
from talentmap.access.keeping import backup_store, put_back
from talentmap.data.store import Store, open_store
from talentmap.data.store.backup import restore_store
from talentmap.errors import StoreError
from tests.access.test_erasure import GONE, TOKENS, database_folder, filled, written


def people(store: Store) -> list[str]:
    with store.reading() as reading:
        return reading.frame("people")["person_id"].tolist()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place the store knows nothing of."""
    return tmp_path_factory.mktemp("away")


def backed_up(url: str, kept: Path, away: Path) -> Path:
    """A backup, and a copy of it in a place that no erasure reaches."""
    backup_store(url, kept)
    return Path(shutil.copy(kept, away / "old.backup"))


@pytest.mark.server
def test_who_was_erased_stays_erased(
    store_url: str, tmp_path: Path, away: Path, request: pytest.FixtureRequest
) -> None:
    store = filled(store_url)
    old = backed_up(store_url, tmp_path / "kept" / "one.backup", away)
    erase(store, GONE, actor="hr")
    assert list(written(tmp_path)) == []
    assert {token for _, token in written(away)} == set(TOKENS)
    done = put_back(old, store_url)
    assert done.erased == 1
    assert people(store) == ["ann", "bob"]
    store.check()
    with store.reading() as reading:
        assert log.verify(reading) == len(reading.frame("log"))
        assert reading.frame("log")["action"].tolist()[-2:] == ["restore", "erase.again"]
    places = [tmp_path]
    if store.path is None:
        places.append(database_folder(store_url, request.getfixturevalue("postgres_folder")))
    store.compact()
    store.close()
    assert [left for place in places for left in written(place)] == []
    assert put_back(old, store_url).erased == 1, "a second time too"
    assert people(store) == ["ann", "bob"]


def test_the_list_beside_the_backup_serves_when_the_store_is_lost(tmp_path: Path, away: Path) -> None:
    url = str(tmp_path / "one" / "talentmap.db")
    Path(url).parent.mkdir()
    store = filled(url)
    old = backed_up(url, tmp_path / "kept" / "one.backup", away)
    erase(store, GONE, actor="hr")
    store.close()
    beside = tmp_path / "kept" / erased.LIST
    assert beside.read_text() == (tmp_path / "one" / erased.LIST).read_text()
    shutil.rmtree(tmp_path / "one")
    old.replace(beside.with_name("one.backup"))
    new = str(tmp_path / "new.db")
    assert put_back(tmp_path / "kept" / "one.backup", new).erased == 1
    assert people(open_store(new)) == ["ann", "bob"]
    assert (tmp_path / erased.LIST).read_text() == beside.read_text()


def test_a_rewritten_backup_knows_and_erases_nobody_twice(tmp_path: Path) -> None:
    url = str(tmp_path / "talentmap.db")
    store = filled(url)
    kept = backup_store(url, tmp_path / "one.backup")
    erase(store, GONE, actor="hr")
    assert put_back(kept, url).erased == 0
    assert people(store) == ["ann", "bob"]


def test_who_came_back_later_is_kept_and_can_be_erased_again(tmp_path: Path, away: Path) -> None:
    url = str(tmp_path / "talentmap.db")
    store = filled(url)
    first = backed_up(url, tmp_path / "one.backup", away)
    erase(store, "bob", actor="hr")
    with store.writing() as writing:
        writing.insert("people", [{"person_id": "bob", "name": "Een ander", "unit": "U", "fte": 1.0}])
    second = shutil.copy(backup_store(url, tmp_path / "two.backup"), away / "second.backup")
    assert put_back(second, url).erased == 0
    assert "bob" in people(store)
    erase(store, "bob", actor="hr")
    with store.reading() as reading:
        assert len(erased.marks_in(reading)) == 2
    for old in (second, first):
        assert put_back(old, url).erased == 1
        assert "bob" not in people(store)


def test_another_store_with_the_same_ids_is_left_alone(tmp_path: Path, away: Path) -> None:
    one, two = (str(tmp_path / name / "talentmap.db") for name in ("one", "two"))
    for url in (one, two):
        Path(url).parent.mkdir()
        filled(url).close()
    of_two = backed_up(two, tmp_path / "two.backup", away)
    backup_store(one, tmp_path / "one.backup")
    erase(open_store(one), GONE, actor="hr")
    (away / erased.LIST).write_bytes((tmp_path / erased.LIST).read_bytes() + b"no mark\n\xff\n")
    assert put_back(of_two, one).erased == 0
    assert GONE in people(open_store(one))


def test_who_is_erased_meanwhile_does_not_slip_through(tmp_path: Path, away: Path) -> None:
    url = str(tmp_path / "talentmap.db")
    store = filled(url)
    old = backed_up(url, tmp_path / "one.backup", away)
    erase(store, GONE, actor="hr")
    with pytest.raises(StoreError) as caught:
        restore_store(old, url)  # by a way that does not ask for erasures
    assert caught.value.kind == "busy"
    assert people(store) == ["ann", "bob"]


def test_the_marks_say_nothing_without_the_key(tmp_path: Path) -> None:
    url = str(tmp_path / "talentmap.db")
    store = filled(url)
    keeping.backup_store(url, tmp_path / "one.backup")
    erase(store, GONE, actor="hr")
    with store.reading() as reading:
        key = erased._key(reading)
    assert key is not None
    content = (tmp_path / erased.LIST).read_text()
    assert key not in content
    assert GONE not in content
    assert [len(line) for line in content.splitlines()] == [64]
