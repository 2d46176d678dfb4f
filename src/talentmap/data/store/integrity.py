"""Is the store what was written to it? Asked of the file, of the references and of the header."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from talentmap.data.store.engine import APPLICATION
from talentmap.data.store.failures import told
from talentmap.data.store.layout import all_tables
from talentmap.data.store.reading import Reading
from talentmap.data.store.schema import physical
from talentmap.errors import StoreError
from talentmap.vocabulary import text

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100


def checked_header(path: Path) -> None:
    """Look at a file before a database touches it.

    Raises
    ------
    StoreError
        It is not there, no file, empty, or not one of ours. It is left exactly as it is.
    """
    if path.is_dir():
        raise StoreError(text("store.error.folder", where=path), "foreign")
    if not path.exists():
        orphan = next((one for one in (Path(f"{path}-wal"), Path(f"{path}-journal")) if one.exists()), None)
        if orphan is not None:
            raise StoreError(text("store.error.orphan", where=path, orphan=orphan), "damaged")
        raise StoreError(text("store.error.absent", where=path), "absent")
    with told(str(path)):
        header = path.read_bytes()[:_HEADER_BYTES] if path.stat().st_size < _HEADER_BYTES else _first(path)
    if not header:
        raise StoreError(text("store.error.empty", where=path), "empty")
    mark = int.from_bytes(header[68:72], "big")
    if header[:16] == _MAGIC and mark == APPLICATION:
        return
    if header[:16] == _MAGIC or mark == APPLICATION:
        kind = "foreign" if mark != APPLICATION else "damaged"
        raise StoreError(text(f"store.error.{kind}", where=path, said=text("store.said.header")), kind)
    raise StoreError(text("store.error.foreign", where=path), "foreign")


def checked_file(connection: sa.Connection, where: str) -> None:
    """Have SQLite look at every page, every index and every rule.

    Raises
    ------
    StoreError
        Something does not fit; the first things SQLite named stand in the message.
    """
    with told(where):
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise StoreError(text("store.error.damaged", where=where, said="; ".join(found)[:300]), "damaged")


def broken_references(reading: Reading) -> list[str]:
    """``table.column = value`` for each reference to a row that is not there, in order."""
    return [f"{label} = {row[0]}" for label, query in _references() for row in reading._run(query)]


@lru_cache(maxsize=1)
def _references() -> list[tuple[str, sa.Select]]:
    """Per reference its name, and the first five values that refer to nothing."""
    found = []
    for table in all_tables().values():
        here = physical(table.name)
        for column in table.columns:
            for foreign in here.c[column.name].foreign_keys:
                there = foreign.column.table.alias()
                query = (
                    sa.select(here.c[column.name])
                    .distinct()
                    .where(here.c[column.name].is_not(None))
                    .where(~sa.exists().where(there.c.row_key == here.c[column.name]))
                    .order_by(here.c[column.name])
                    .limit(5)
                )
                found.append((f"{table.name}.{column.name}", query))
    return found


def _first(path: Path) -> bytes:
    with open(path, "rb") as handle:
        return handle.read(_HEADER_BYTES)
