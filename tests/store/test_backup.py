"""Backups are whole and verified, can be put into any store, and come before every step to a new version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from talentmap.data.store import Store, backup, migrations, open_store, schema
from talentmap.data.store.backup import restore_store
from talentmap.data.store.layout import all_tables
from talentmap.data.store.schema import STATE, physical
from talentmap.errors import StaleError, StoreError
from tests.store.test_store import filled, person

pytestmark = pytest.mark.server


def run(store: Store, *statements: str) -> None:
    """Change the tables behind the back of talentmap."""
    with store._engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


def names(store: Store) -> list[str]:
    with store.reading() as reading:
        return reading.frame("people")["name"].tolist()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def test_a_backup_comes_back_and_later_changes_go(store_url: str, tmp_path: Path) -> None:
    store = filled(store_url)
    kept = store.backup(tmp_path / "kept" / "one.backup")
    assert [path.name for path in kept.parent.iterdir()] == ["one.backup"]
    with store.reading() as reading:
        seen = reading.row("people", {"person_id": "b"})
    with store.writing() as writing:
        writing.update("people", {"person_id": "b"}, {"name": "Anders"}, None)
        writing.insert("people", [person("c")])
    with store.reading() as reading:
        later = reading.row("people", {"person_id": "b"})
    assert restore_store(kept, store_url) == []
    assert names(store) == ["Naam a", "Naam b"]
    with store.writing() as writing:
        writing.update("people", {"person_id": "b"}, {"fte": 0.5}, seen["row_version"], seen=seen)  # as it was then
    with pytest.raises(StaleError), store.writing() as writing:
        writing.update("people", {"person_id": "b"}, {"fte": 0.6}, later["row_version"], seen=later)
    assert kept in store.files()


def test_a_backup_of_one_database_fills_another(store_url: str, tmp_path: Path) -> None:
    kept = filled(store_url).backup(tmp_path / "one.backup")
    other = tmp_path / "other.db"
    restore_store(kept, other)
    assert names(open_store(other)) == ["Naam a", "Naam b"]
    again = open_store(other).backup(tmp_path / "two.backup")
    restore_store(again, store_url)
    assert names(open_store(store_url)) == ["Naam a", "Naam b"]


def test_a_backup_never_takes_the_place_of_something_else(store_url: str, tmp_path: Path) -> None:
    store = filled(store_url)
    other = tmp_path / "letter.txt"
    other.write_text("Beste collega, " * 20)
    with pytest.raises(StoreError) as caught:
        store.backup(other)
    assert caught.value.kind == "foreign"
    assert other.read_text().startswith("Beste")
    with pytest.raises(StoreError):
        restore_store(other, store_url)
    if store.path:
        with pytest.raises(StoreError, match="itself"):
            store.backup(store.path)
    assert names(store) == ["Naam a", "Naam b"]


def test_a_damaged_backup_is_not_put_back(store_url: str, tmp_path: Path) -> None:
    store = filled(store_url)
    kept = store.backup(tmp_path / "one.backup")
    whole = kept.read_bytes()
    place = whole.index(b"Naam b")
    kept.write_bytes(whole[:place] + b"Maan b" + whole[place + 6 :])
    with pytest.raises(StoreError) as caught:
        restore_store(kept, store_url)
    assert caught.value.kind == "damaged"
    assert names(store) == ["Naam a", "Naam b"]


def test_a_damaged_store_is_put_aside_and_filled_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    kept = filled(str(path)).backup(tmp_path / "one.backup")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StoreError):
        open_store(path)
    aside = restore_store(kept, path)
    assert [one.name for one in aside] == ["a.db.damaged-1"]
    assert aside[0].stat().st_size == 5000
    store = open_store(path)
    assert names(store) == ["Naam a", "Naam b"]
    assert aside[0] in store.files()


def older(store: Store) -> None:
    """As an earlier version left it: a table, an optional column and a column of an empty table did not exist yet."""
    run(store, "DROP TABLE import_changes", "UPDATE store_state SET layout = 'older'")
    without(store, "people", "manager_id", "location")
    without(store, "ties", "weight")


def without(store: Store, name: str, *columns: str) -> None:
    """Take columns out of a table; SQLite cannot drop one with a rule, so there the table is made anew."""
    if store.path is None:
        run(store, *(f"ALTER TABLE {name} DROP COLUMN {column}" for column in columns))
        return
    table = all_tables()[name]
    small = replace(table, columns=tuple(column for column in table.columns if column.name not in columns))
    with store._engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(sa.select(physical(name))).mappings()]
        connection.exec_driver_sql(f"DROP TABLE {name}")
        old = sa.MetaData()
        for one in all_tables().values():
            schema._made(old, small if one is table else one)
        made = old.tables[name]
        made.create(connection)
        if rows:
            connection.execute(sa.insert(made), [{column.name: row[column.name] for column in made.c} for row in rows])
        connection.commit()


def test_an_older_store_is_kept_and_brought_up(store_url: str, tmp_path: Path) -> None:
    store = open_store(store_url, create=True)
    with store.writing() as writing:
        writing.insert("people", [person("a"), person("b", start_date="2020-02-03", pet="kat")])
    older(store)
    store.close()
    store = open_store(store_url)
    store.check()
    with store.writing() as writing:
        writing.update("people", {"person_id": "b"}, {"manager_id": "a", "location": "Haven"}, None)
        writing.insert("ties", [{"person_a": "a", "person_b": "b", "weight": 2.0}])
    store.check()
    with pytest.raises(StoreError), store.writing() as writing:
        writing.update("people", {"person_id": "a"}, {"manager_id": "zz"}, None)
    before = [path for path in store.files() if ".before-" in path.name]
    assert len(before) == 1
    restore_store(before[0], tmp_path / "from_backup.db")
    assert names(open_store(tmp_path / "from_backup.db")) == ["Naam a", "Naam b"]


def test_a_required_column_that_rows_do_not_have_stops_everything(store_url: str) -> None:
    store = filled(store_url)
    without(store, "people", "unit")
    run(store, "UPDATE store_state SET layout = 'older'")
    store.close()
    with pytest.raises(StoreError) as caught:
        open_store(store_url)
    assert caught.value.kind == "older"


def test_numbered_steps_run_once_each_after_a_backup(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(store_url)
    store.close()
    done = []
    monkeypatch.setattr(migrations, "VERSION", 3)
    monkeypatch.setattr(migrations, "STEPS", {2: lambda _: done.append(2), 3: lambda _: done.append(3)})
    open_store(store_url).close()
    store = open_store(store_url)
    assert done == [2, 3]
    kept = [path.name.split(".before-")[1] for path in store.files() if ".before-" in path.name]
    assert kept == ["2.backup", "3.backup"]
    assert names(store) == ["Naam a", "Naam b"]


def test_a_step_that_fails_leaves_the_older_store(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store_url).close()

    def step(connection: sa.Connection) -> None:
        connection.exec_driver_sql("DELETE FROM people")
        connection.exec_driver_sql("SELECT * FROM nowhere")

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "VERSION", 2)
        patched.setattr(migrations, "STEPS", {2: step})
        with pytest.raises(StoreError):
            open_store(store_url)
    assert names(open_store(store_url)) == ["Naam a", "Naam b"]


def test_no_step_runs_without_its_backup(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(store_url)
    older(store)
    store.close()

    def refuse(*_: object) -> None:
        raise StoreError("no room", "full")

    monkeypatch.setattr(backup, "_verified", refuse)
    with pytest.raises(StoreError, match="no room"):
        open_store(store_url)
    with store._engine.connect() as connection:
        assert "location" not in {one["name"] for one in sa.inspect(connection).get_columns("people")}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_state SET version = 99",
        "ALTER TABLE people ADD COLUMN shoe_size INTEGER; UPDATE store_state SET layout = 'x'",
        "CREATE TABLE wishes (a INTEGER); UPDATE store_state SET layout = 'x'",
    ],
)
def test_a_newer_store_is_refused_and_left_alone(store_url: str, statement: str) -> None:
    store = filled(store_url)
    run(store, *statement.split(";"))
    store.close()
    with pytest.raises(StoreError, match="newer version") as caught:
        open_store(store_url)
    assert caught.value.kind == "newer"
    with store._engine.connect() as connection:
        assert len(connection.execute(sa.select(physical("people").c.name)).all()) == 2
        assert connection.execute(sa.select(physical(STATE).c.change)).scalar_one() == 1


def test_compacting_leaves_nothing_of_what_went(tmp_path: Path) -> None:
    store = filled(str(tmp_path / "a.db"))
    with store.writing() as writing:
        writing.insert("people", [person("zz", name="Wilhelmina Unica")])
    with store.writing() as writing:
        writing.delete("people", {"person_id": "zz"}, None)
    store.compact()
    assert all(b"Unica" not in path.read_bytes() for path in store.files())
    store.check()
    pd.testing.assert_series_equal(pd.Series(names(store)), pd.Series(["Naam a", "Naam b"]))
