"""What a database says when it fails -> what a person can do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from talentmap.errors import StoreError, TalentmapError
from talentmap.vocabulary import text

_SQLITE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_CANTOPEN: "unopened",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_FORMAT: "damaged",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_CONSTRAINT: "refused",
}
_POSTGRES = {
    "53100": "full",
    "25006": "read_only",
    "42501": "read_only",
    "XX001": "damaged",
    "XX002": "damaged",
    "55P03": "busy",
    "40001": "busy",
    "40P01": "busy",
    "57014": "busy",
}


def as_store_error(error: BaseException, where: str) -> StoreError:
    """The trouble in words, with its kind; what the database itself said stands at the end."""
    kind = kind_of(error)
    if kind == "disk" and _full(where):
        kind = "full"
    original = getattr(error, "orig", None) or error
    told_by_server = getattr(getattr(original, "diag", None), "message_primary", None)  # its details show whole rows
    said = " ".join(str(told_by_server or original).split())[:300]
    return StoreError(text(f"store.error.{kind}", where=where, said=said), kind)


def _full(where: str) -> bool:
    """Whether there is next to no room left there: SQLite does not always say why a write failed."""
    try:
        return shutil.disk_usage(os.path.dirname(where) or ".").free < _ROOM_BYTES
    except OSError:
        return False


_ROOM_BYTES = 65_536


def kind_of(error: BaseException) -> str:
    """Which trouble this is; ``disk`` when the database does not say."""
    original = getattr(error, "orig", None) or error
    code = getattr(original, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF, "disk")
    state = getattr(original, "sqlstate", None)
    if state:
        return _POSTGRES.get(state) or ("refused" if state.startswith("23") else "server")
    if isinstance(error, sa.exc.IntegrityError):
        return "refused"
    if isinstance(original, (sqlite3.DatabaseError, OSError)):
        return "disk"
    return "server"


@contextmanager
def told(where: str) -> Iterator[None]:
    """Every failure of the database or the disk inside the block leaves it as a StoreError."""
    try:
        yield
    except TalentmapError:
        raise
    except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise as_store_error(error, where) from error
