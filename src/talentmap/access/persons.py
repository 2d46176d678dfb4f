"""Where a store says something of a person: found by walking its schema, so that no table is forgotten.

A column that refers to people says whose a row is, where it is a key or required, or names somebody in a row of
somebody else, where it may be blank. A row that refers to a row of somebody's is theirs too. ``persons.csv`` says what
follows differently, and which columns name people without referring to the table people.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from talentmap.data.dictionary import Column, Table
from talentmap.data.store import Reading
from talentmap.data.store.layout import all_tables

WAYS = ("own", "blank", "named", "goes", "tombstone", "rater", "list", "part", "no")
ALL = "*"
VIEW = "view"
"""In place of columns: what the person sees of it in a view."""
_STRENGTHS_ONLY = "needs_strength"


@dataclass(frozen=True)
class Way:
    """How one column names people.

    Parameters
    ----------
    table, column
        Which.
    how
        ``own``: the row is that person's, and goes with them. ``part``: it is part of a row of `of`, and goes with it.
        In rows of somebody else: ``blank`` and ``named`` (id or name, as text) become blank, ``list`` loses the id,
        ``tombstone`` and ``rater`` get a tombstone, and ``goes`` says nothing without the person, so the row goes.
        ``no``: names nobody.
    of
        Table of which the row is part; blank for the others.
    shown
        Columns the person gets to see; ``*`` for all, ``view`` for what a view shows, blank for none.
    """

    table: str
    column: str
    how: str
    of: str = ""
    shown: str = ALL


def ways() -> tuple[Way, ...]:
    """One per column that names people or parts of their rows, in the order of the schema."""
    listed = _listed()
    found = []
    for table in all_tables().values():
        for column in table.columns:
            way = listed.get((table.name, column.name)) or _derived(table, column)
            if way is not None:
                found.append(way)
    return tuple(found)


def table_names() -> tuple[str, ...]:
    """Every table of a store, in order."""
    return tuple(all_tables())


def shown_tables() -> frozenset[str]:
    """Tables of which a person may read the rows that are theirs; of others what a view shows, or nothing."""
    return frozenset(way.table for way in ways() if way.how == "own" and way.shown in (ALL, VIEW))


def unexplained() -> list[str]:
    """Columns with ids of which neither the schema nor ``persons.csv`` says whether they name people."""
    known = {(way.table, way.column) for way in ways()}
    return [
        f"{table.name}.{column.name}"
        for table in all_tables().values()
        for column in table.columns
        if column.type in ("id", "ids")
        and not column.refers
        and (table.name, column.name) not in known
        and (column.name != table.keys[0] or column.name == "person_id")
    ]


def own_rows(reading: Reading, person_id: str) -> dict[str, pd.DataFrame]:
    """Table -> rows of this person, with ``row_key`` and ``row_version``; tables without any are not named."""
    found: dict[str, pd.DataFrame] = {}
    filled = reading.sizes()
    for way in ways():
        if way.how == "own" and way.table in filled:
            _add(found, way.table, reading.frame(way.table, marks=True, **{way.column: person_id}))
    return with_parts(reading, found)


def with_parts(reading: Reading, rows: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Table -> these rows (with ``row_key``) and every row that is part of them and of nobody else's, in order."""
    found = dict(rows)
    filled = reading.sizes()
    waiting = list(found)
    while waiting:
        parent = waiting.pop(0)
        for way in ways():
            part = way.how == "part" and way.of == parent and way.table in filled
            if part and _add(found, way.table, _parts(reading, way, found[parent])):
                waiting.append(way.table)
    return {name: found[name] for name in all_tables() if name in found}


def naming_rows(reading: Reading, person_id: str, name: str | None) -> Iterator[tuple[Way, pd.DataFrame]]:
    """Rows in which a person is named in some other way, per column; rows of their own may be among them.

    Parameters
    ----------
    name
        Their name, where nobody else has it: columns with names in text may hold it. None looks for the id alone.
    """
    filled = reading.sizes()
    for way in ways():
        if way.how in ("own", "part", "no") or way.table not in filled:
            continue
        if way.how == "list":
            frame = reading.frame(way.table, marks=True)
            lists = frame[way.column].fillna("").str.split()
            hit = [person_id in ids for ids in lists]
            if way.table == "rules":  # a rule about strengths lists those
                hit = [one and rule != _STRENGTHS_ONLY for one, rule in zip(hit, frame["rule"], strict=True)]
            frame = frame[hit]
        else:
            words = {person_id, name} if way.how == "named" and name else {person_id}
            parts = [reading.frame(way.table, marks=True, **{way.column: word}) for word in sorted(words)]
            frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        if len(frame):
            yield way, frame


def own_name(reading: Reading, person_id: str) -> tuple[str | None, bool]:
    """Name of a person, None where they are not there, and whether nobody else has it."""
    row = reading.row("people", {"person_id": person_id})
    if row is None:
        return None, False
    return str(row["name"]), len(reading.frame("people", name=row["name"])) == 1


def _parts(reading: Reading, way: Way, parents: pd.DataFrame) -> pd.DataFrame:
    """Rows that are part of these rows and of nobody else's."""
    key = all_tables()[way.of].keys[0]
    frames = []
    for value in sorted(set(parents[key])):
        if len(reading.frame(way.of, **{key: value})) == int((parents[key] == value).sum()):
            frames.append(reading.frame(way.table, marks=True, **{way.column: value}))
    return pd.concat(frames, ignore_index=True) if frames else parents.iloc[:0]


def _add(found: dict[str, pd.DataFrame], table: str, rows: pd.DataFrame) -> bool:
    """Add rows that are not there yet; whether there were any."""
    if not len(rows):
        return False
    if table not in found:
        found[table] = rows.reset_index(drop=True)
        return True
    new = rows[~rows["row_key"].isin(found[table]["row_key"])]
    found[table] = pd.concat([found[table], new], ignore_index=True)
    return bool(len(new))


def _derived(table: Table, column: Column) -> Way | None:
    """What the schema itself says of a column."""
    fixed = column.required or column.key
    if column.refers == "people" or (table.name == "people" and column.name == table.keys[0]):
        return Way(table.name, column.name, "own" if fixed else "blank", shown=ALL if fixed else "")
    if column.refers in _personal() and fixed:
        return Way(table.name, column.name, "part", column.refers)
    return None


@lru_cache(maxsize=8)
def _personal_of(names: tuple[str, ...]) -> frozenset[str]:
    """Tables whose rows are somebody's, of these."""
    listed = _listed()
    found: set[str] = set()
    before = -1
    while len(found) > before:
        before = len(found)
        for table in all_tables().values():
            for column in table.columns:
                way = listed.get((table.name, column.name))
                fixed = column.required or column.key
                if (way and way.how in ("own", "part")) or (
                    not way and fixed and (column.refers == "people" or column.refers in found)
                ):
                    found.add(table.name)
    return frozenset(found)


def _personal() -> frozenset[str]:
    return _personal_of(tuple(all_tables()))


@lru_cache(maxsize=1)
def _listed() -> Mapping[tuple[str, str], Way]:
    content = files("talentmap.access").joinpath("persons.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(io.StringIO(content, newline="")):
        how, _, of = row["how"].partition(" ")
        assert how in WAYS, row
        found[(row["table"], row["column"])] = Way(row["table"], row["column"], how, of, row["shown"])
    return found
