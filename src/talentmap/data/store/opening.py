"""Open a store, or make one where there is none; never start afresh over something that stands there."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

from talentmap.data.atomic import _beside, _removed, _synced
from talentmap.data.store.engine import APPLICATION, address, made_engine, writable
from talentmap.data.store.failures import told
from talentmap.data.store.integrity import checked_file, checked_header
from talentmap.data.store.layout import all_tables, digest
from talentmap.data.store.migrations import VERSION, brought_up
from talentmap.data.store.schema import STATE, metadata, physical
from talentmap.data.store.store import Store
from talentmap.errors import StoreError
from talentmap.vocabulary import text

PRODUCT = "talentmap"


def open_store(url: str | Path, *, create: bool = False) -> Store:
    """Open a store, check that it is whole, and bring an older one up to date after a backup.

    Parameters
    ----------
    url
        Path of a file, or ``postgresql://user@host/database``.
    create
        Make a store where there is none. What stands there already is opened, never replaced.

    Raises
    ------
    StoreError
        Absent, empty, not ours, damaged, newer than this program, older than it can bring up to date, or not to be
        read; ``kind`` says which, the message what to do. Nothing was changed.
    """
    where = address(url)
    return _file(where, create) if where.get_backend_name() == "sqlite" else _server(where, create)


def _file(url: sa.URL, create: bool) -> Store:
    path = Path(str(url.database))
    try:
        checked_header(path)
    except StoreError as error:
        if not (create and error.kind == "absent"):
            raise
        _new_file(path)
        checked_header(path)
    read_only = not writable(path)
    engine = made_engine(url, read_only=read_only)
    store = Store(engine, url, read_only=read_only)
    with store._connected() as connection:
        checked_file(connection, store.where)
        if not read_only:
            with told(store.where):
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    return brought_up(store)


def _server(url: sa.URL, create: bool) -> Store:
    engine = made_engine(url)
    store = Store(engine, url)
    with store._connected() as connection:
        with told(store.where):
            found = set(sa.inspect(connection).get_table_names())
            connection.rollback()
        if STATE not in found:
            ours = sorted(found & set(all_tables()))
            if ours or not create:
                kind = "foreign" if ours else "absent"
                raise StoreError(text(f"store.error.{kind}", where=store.where, said=", ".join(ours[:5])), kind)
            with told(store.where):
                # Two that begin at the same moment: the second waits here and then finds the first one's tables.
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION})")
                if not connection.exec_driver_sql(f"SELECT to_regclass('{STATE}')").scalar():
                    filled(connection)
                connection.commit()
    return brought_up(store)


def filled(connection: sa.Connection) -> None:
    """Make every table, and the row that says what this is; inside the caller's transaction."""
    metadata().create_all(connection, checkfirst=False)
    row = {"one": 1, "product": PRODUCT, "version": VERSION, "layout": digest(), "change": 0}
    connection.execute(sa.insert(physical(STATE)).values(row))


def _new_file(path: Path) -> None:
    """Make a whole store under another name and give it its own in one step, if that is still free."""
    with told(str(path)):
        part = _beside(path, "part")
        try:
            part.touch(mode=0o600, exist_ok=False)
            _written(part)
            _synced(part)
            try:
                os.link(part, path)
            except FileExistsError:
                return  # somebody else was first: theirs is opened
            except OSError:
                if path.exists():
                    return
                os.rename(part, path)  # a disk without links
            _synced(path.parent)
        finally:
            _removed(part)


def _written(part: Path) -> None:
    engine = made_engine(sa.URL.create("sqlite", database=str(part)))
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        filled(connection)
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
