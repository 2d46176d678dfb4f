"""Connections: how each database is told to keep what it is given, and one kind of transaction for each purpose."""

from __future__ import annotations

import os
import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from talentmap.errors import StoreError
from talentmap.vocabulary import text

APPLICATION = 0x746D6170
"""``tmap``: stands in the header of a SQLite file of ours, so that no other file is taken for one."""
PATIENCE_SECONDS = 30
"""How long an operation waits for another one before it says that the store is busy."""

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",  # nothing of a person in a file that the store does not know of
)


def address(url: str | Path) -> sa.URL:
    """A path or an address as SQLAlchemy takes it.

    Raises
    ------
    StoreError
        It is neither a path, nor the address of a SQLite file or a PostgreSQL server.
    """
    shown = str(url)
    if isinstance(url, Path) or "://" not in shown:
        return sa.URL.create("sqlite", database=str(Path(shown).expanduser().absolute()))
    try:
        found = sa.make_url(shown)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreError(text("store.error.address", found=shown.split("://")[0] + "://…"), "address") from error
    kind = found.get_backend_name()
    if kind == "sqlite" and found.database not in (None, "", ":memory:"):
        return sa.URL.create("sqlite", database=str(Path(str(found.database)).expanduser().absolute()))
    if kind in ("postgresql", "postgres"):
        return found.set(drivername="postgresql+psycopg")
    raise StoreError(text("store.error.address", found=found.render_as_string(hide_password=True)), "address")


def made_engine(url: sa.URL, *, read_only: bool = False) -> sa.Engine:
    """The way to a store. Nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(Path(str(url.database)), read_only)
    return _postgres(url)


def begun(connection: sa.Connection, *, writing: bool) -> None:
    """Begin the one transaction of an operation: a snapshot to read from, or the only writer there is."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
        return
    if writing:
        # Taken before anything is read: what is read afterwards is what the writer before this one left.
        connection.exec_driver_sql("LOCK TABLE store_state IN EXCLUSIVE MODE")


def _sqlite(path: Path, read_only: bool) -> sa.Engine:
    quiet = read_only and not _filled(Path(f"{path}-wal"))
    mode = "ro" if read_only else "rw"  # never rwc: a file that went away is not replaced by an empty one
    name = f"{path.as_uri()}?mode={mode}" + ("&immutable=1" if quiet else "")

    def connect() -> Any:
        connection = sqlite3.connect(name, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection

    known = _sqlite_dialect()
    engine = sa.Engine(NullPool(connect, dialect=known), known, sa.URL.create("sqlite", database=str(path)))
    return engine.execution_options(compiled_cache=_COMPILED)


_COMPILED: dict[Any, Any] = {}
"""Statements in the words of SQLite: worked out once for all files, for that takes longer than carrying them out."""


@lru_cache(maxsize=1)
def _sqlite_dialect() -> sa.Dialect:
    """How SQLite is spoken to, shared by all files; it learns its version from the first connection it sees."""
    engine = sa.create_engine("sqlite://", poolclass=NullPool)
    engine.connect().close()
    return engine.dialect


def _postgres(url: sa.URL) -> sa.Engine:
    own = url.query.get("options", "")
    given = own if isinstance(own, str) else " ".join(own)
    arguments: dict[str, Any] = {
        "connect_timeout": PATIENCE_SECONDS,
        "application_name": "talentmap",
        "options": f"{given} -c lock_timeout={PATIENCE_SECONDS}s -c synchronous_commit=on -c client_encoding=UTF8",
    }
    try:
        return sa.create_engine(
            url, connect_args=arguments, isolation_level="REPEATABLE READ", pool_size=2, pool_pre_ping=True
        )
    except ModuleNotFoundError as error:
        raise StoreError(text("store.error.driver"), "driver") from error


def writable(path: Path) -> bool:
    """Whether this process may write the file and beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _filled(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
