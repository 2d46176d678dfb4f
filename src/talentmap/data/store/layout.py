"""Which tables a store has: those of the data dictionary and its own, from ``columns.csv`` in this folder."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from talentmap.data.dictionary import Column, Table, column_of, tables
from talentmap.errors import UnknownLabelError
from talentmap.vocabulary import text


@lru_cache(maxsize=1)
def own_tables() -> Mapping[str, Table]:
    """Tables that only a store has, by name; made from ``columns.csv`` and ``tables.csv`` in this folder."""
    columns: dict[str, list[Column]] = {}
    for row in _rows("columns.csv"):
        columns.setdefault(row["table"], []).append(column_of(row))
    meanings = {row["table"]: (row["meaning_nl"], row["meaning_en"]) for row in _rows("tables.csv")}
    return MappingProxyType(
        {name: Table(name, False, tuple(columns[name]), *meanings.get(name, ("", ""))) for name in sorted(columns)}
    )


@lru_cache(maxsize=1)
def all_tables() -> Mapping[str, Table]:
    """Every table of a store by name: the dictionary's in its order, then the store's own."""
    return MappingProxyType({**tables(), **own_tables()})


def table_named(name: str) -> Table:
    """A table of the store.

    Raises
    ------
    UnknownLabelError
        There is none of that name.
    """
    if name not in all_tables():
        raise UnknownLabelError(text("store.error.no_table", table=name, known=", ".join(all_tables())), name)
    return all_tables()[name]


def takes_attributes(table: Table) -> bool:
    """Whether rows may carry columns the dictionary does not know: only people do."""
    return table.name == "people"


@lru_cache(maxsize=1)
def digest() -> str:
    """Short hash of tables, columns and their types: two stores with the same one have the same tables."""
    lines = [f"{t.name}.{c.name}:{c.type}" for t in all_tables().values() for c in t.columns]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def _rows(name: str) -> list[dict[str, str]]:
    path = files("talentmap.data.store").joinpath(name)
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
