"""Backups: a store as one file, and back. Nothing is named before it is whole, nothing whole is thrown away."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from talentmap.data.atomic import _beside, _removed, _synced
from talentmap.data.store.engine import APPLICATION, address, made_engine
from talentmap.data.store.failures import told
from talentmap.data.store.integrity import checked_file, checked_header
from talentmap.data.store.layout import digest
from talentmap.data.store.schema import STATE, metadata, physical
from talentmap.data.store.store import Store
from talentmap.data.store.writing import Writing
from talentmap.errors import StoreError
from talentmap.vocabulary import text

_BESIDE = ("-wal", "-shm", "-journal")


def backed_up(store: Store, path: Path) -> Path:
    """See ``Store.backup``. The store remembers where its backups stand, so that an erasure reaches them."""
    path = path.expanduser().absolute()
    _may_replace(store, path)
    with store.writing() as writing:  # first: a backup that nobody knows of is worse than a name without a backup
        key = {"path": str(path)}
        if writing.row("backups", key) is None:
            writing.insert("backups", [{**key, "change": writing.version}])
        else:
            writing.update("backups", key, {"change": writing.version}, None)
    _copied(store, path)
    return path


def before_step(store: Store, label: str) -> Path:
    """A backup of a store of an earlier version, beside it, or for a server in ``~/.talentmap/backups``."""
    if store.path:
        path = store.path.with_name(f"{store.path.name}.before-{label}.backup")
    else:
        path = Path.home() / ".talentmap" / "backups" / f"{store._url.database}.before-{label}.backup"
    _copied(store, path)
    return path


def files_of(store: Store) -> list[Path]:
    """See ``Store.files``."""
    with store.reading() as reading:
        found = [Path(name) for name in reading.frame("backups")["path"]]
    if store.path:
        beside = store.path.name
        found += [store.path, *(Path(f"{store.path}{end}") for end in _BESIDE)]
        found += store.path.parent.glob(f"{beside}.before-*.backup")
        found += store.path.parent.glob(f"{beside}.damaged-*")
    else:
        folder = Path.home() / ".talentmap" / "backups"
        found += folder.glob(f"{store._url.database}.before-*.backup")
    return sorted({path for path in found if path.exists()})


def restore_store(
    backup: str | Path,
    url: str | Path,
    *,
    before: Callable[[Writing, Store], None] | None = None,
    then: Callable[[Writing], None] | None = None,
) -> list[Path]:
    """Put a backup in the place of what a store holds now.

    A store that opens gets the rows of the backup in one change, so whoever has it open goes on with it. A damaged
    file is put aside under another name, never thrown away.

    Parameters
    ----------
    backup
        File made by ``Store.backup``; of any database, of this version or an earlier one.
    url
        The store to fill; made when there is none.
    before
        What to do to the rows of the backup before they come into the store, which is given too. It is done in a copy.
    then
        What else belongs to the same change, such as a line in the log.

    Returns
    -------
    Where the damaged files were put; empty when there were none.

    Raises
    ------
    StoreError
        The backup is not whole, something other than a store stands in that place, or somebody was erased from the
        store and `before` did not see to it that they stay away (kind ``busy``).
    """
    from talentmap.data.store.opening import open_store  # late: opening makes a backup before each step

    source = Path(backup).expanduser().absolute()
    where = address(url)
    checked_header(source)
    aside: list[Path] = []
    with _working_copy(source) as copy:
        kept = open_store(copy)  # brings an earlier version up to date: the copy, never the backup itself
        kept.check()
        try:
            store = open_store(url, create=True)
        except StoreError as error:
            if error.kind != "damaged" or where.get_backend_name() != "sqlite":
                raise
            aside = _put_aside(Path(str(where.database)))
            store = open_store(url, create=True)
        if before is not None:
            with kept.writing() as writing:
                before(writing, store)
        _refilled(store, kept, then)
        kept.close()
    store.check()
    return aside


def _copied(store: Store, path: Path) -> None:
    with told(str(path)):
        part = _beside(path, "part")
        try:
            part.touch(mode=0o600, exist_ok=False)
            if store.path:
                _pages(store, part)
            else:
                _rows(store, part)
            _verified(part)
            _synced(part)
            os.replace(part, path)
            _synced(path.parent)
        finally:
            _removed(part)


def _pages(store: Store, part: Path) -> None:
    """Page by page, while others read and write."""
    with store._connected() as connection, closing(sqlite3.connect(part)) as target:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def _rows(store: Store, part: Path) -> None:
    """Row by row, of one moment; the tables as they are there, which may be those of an earlier version."""
    with store._connected() as connection:
        state = connection.execute(sa.select(physical(STATE).c.layout)).scalar_one()
        tables = metadata() if state == digest() else _reflected(connection)
        target = made_engine(sa.URL.create("sqlite", database=str(part)))
        with target.connect() as there:
            there.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
            there.exec_driver_sql("BEGIN IMMEDIATE")
            tables.create_all(there, checkfirst=False)
            for table in tables.sorted_tables:
                for rows in connection.execute(sa.select(table)).mappings().partitions(_AT_ONCE):
                    there.execute(sa.insert(table), [dict(row) for row in rows])
            there.exec_driver_sql("COMMIT")
        target.dispose()


_AT_ONCE = 5_000


def _reflected(connection: sa.Connection) -> sa.MetaData:
    """The tables of a server as they are, in types that every database has, without rules: rows are only kept."""
    found = sa.MetaData()
    found.reflect(connection)
    plain = sa.MetaData()
    for table in found.sorted_tables:
        columns = [
            sa.Column(column.name, column.type.as_generic(), primary_key=column.primary_key) for column in table.c
        ]
        sa.Table(table.name, plain, *columns)
    return plain


def _verified(path: Path) -> None:
    checked_header(path)
    engine = made_engine(sa.URL.create("sqlite", database=str(path)), read_only=True)
    with engine.connect() as connection:
        checked_file(connection, str(path))
    engine.dispose()


def _may_replace(store: Store, path: Path) -> None:
    """A backup takes the place of a backup, or of nothing."""
    if store.path and path in (store.path, *(Path(f"{store.path}{end}") for end in _BESIDE)):
        raise StoreError(text("store.error.same", where=path), "refused")
    try:
        checked_header(path)
    except StoreError as error:
        if error.kind not in ("absent", "damaged"):
            raise


@contextmanager
def _working_copy(source: Path) -> Iterator[Path]:
    """A copy beside the backup, gone at the end with all that was made from it."""
    folder = _beside(source, "copy")
    with told(str(source)):
        folder.mkdir(mode=0o700)
        try:
            shutil.copyfile(source, folder / "copy")
            yield folder / "copy"
        finally:
            _removed(folder)


def _put_aside(path: Path) -> list[Path]:
    """The file first: what SQLite keeps beside it is nothing without it, but it without them may look whole."""
    number = 1
    while path.with_name(f"{path.name}.damaged-{number}").exists():
        number += 1
    found = []
    with told(str(path)):
        for end in ("", *_BESIDE):
            old = Path(f"{path}{end}")
            if old.exists():
                new = path.with_name(f"{path.name}.damaged-{number}{end}")
                os.rename(old, new)
                found.append(new)
        _synced(path.parent)
    return found


def _forgotten(source: sa.Connection, target: sa.Connection) -> bool:
    """Whether the store knows of an erasure that a backup of the same store does not know of."""
    mark, key = physical("erased").c.mark, physical("erasure_key").c.key
    kept, here = (one.execute(sa.select(key)).scalar() for one in (source, target))
    known, wanted = (set(one.execute(sa.select(mark)).scalars()) for one in (source, target))
    return kept in (None, here) and not wanted <= known


def _refilled(store: Store, kept: Store, then: Callable[[Writing], None] | None) -> None:
    """Every row of the backup instead of every row of the store, in one change with a number of its own."""
    state = physical(STATE)
    tables = [table for table in metadata().sorted_tables if table.name != STATE]
    with kept._connected() as source, store._transaction() as target, told(store.where):
        last = source.execute(sa.select(state.c.change)).scalar_one()
        now = target.execute(sa.select(state.c.change)).scalar_one()
        known = [dict(row) for row in target.execute(sa.select(physical("backups"))).mappings()]
        if _forgotten(source, target):  # or somebody was erased since `before` looked
            raise StoreError(text("store.error.erased_since", where=store.where), "busy")
        for table in reversed(tables):
            target.execute(sa.delete(table))
        for table in tables:
            for rows in source.execute(sa.select(table)).mappings().partitions(_AT_ONCE):
                target.execute(sa.insert(table), [dict(row) for row in rows])
        there = set(target.execute(sa.select(physical("backups").c.row_key)).scalars())
        lost = [row for row in known if row["row_key"] not in there]  # an erasure must still find those made since
        if lost:
            target.execute(sa.insert(physical("backups")), lost)
        target.execute(sa.update(state).values(change=max(last, now) + 1))
        if then is not None:
            writing = Writing(target, store.where)
            then(writing)
            writing.finish()
