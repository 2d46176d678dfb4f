"""One consistent look at a store: whatever others write meanwhile, every frame is of the same moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import Table, tables
from talentmap.data.store.failures import told
from talentmap.data.store.layout import all_tables, table_named, takes_attributes
from talentmap.data.store.schema import ATTRIBUTES, STATE, physical
from talentmap.data.store.values import Plain, array, checksum, in_key_order, key_text, plain, texts
from talentmap.errors import StoreError, UnknownLabelError
from talentmap.vocabulary import text


class Reading:
    """What ``Store.reading()`` gives; valid inside its block."""

    def __init__(self, connection: sa.Connection, where: str) -> None:
        self._connection = connection
        self._where = where

    @property
    def change(self) -> int:
        """Number of the last change this look includes: the same number, the same content."""
        return int(self._run(sa.select(physical(STATE).c.change)).scalar_one())

    def frame(self, table: str, /, *, marks: bool = False, **equal: object) -> pd.DataFrame:
        """Rows of a table in which each named column has the given value (None: blank).

        Parameters
        ----------
        marks
            True adds ``row_key`` (text) and ``row_import`` (the import that last wrote the row) before the version.

        Returns
        -------
        The columns of the dictionary in its types, attributes of people as text, rows in key order; last the column
        ``row_version`` (int64), to be given back with a change.

        Raises
        ------
        UnknownLabelError
            No such table or column.
        StoreError
            A row is not what was written (damaged), or the database failed.
        """
        known = table_named(table)
        found = in_key_order(known, self._rows(known, equal))
        if not found:
            return _without_rows(known, marks)
        columns = _columns(known, found)
        if marks:
            columns["row_key"] = texts([row[0] for row in found])
            columns["row_import"] = texts([row[-3] for row in found])
        columns["row_version"] = np.array([row[-2] for row in found], dtype=np.int64)
        return pd.DataFrame(columns)

    def row(self, table: str, key: dict[str, Any]) -> dict[str, Any] | None:
        """One row as plain values with its ``row_version``, None when it is not there."""
        known = table_named(table)
        row = self._row(known, self._key(known, key))
        return None if row is None else {**_content(known, row), "row_version": row["row_version"]}

    def last(self, table: str, column: str) -> dict[str, Any] | None:
        """The row with the largest value in a column, as :meth:`row` gives it; None in an empty table."""
        known = table_named(table)
        here = physical(table)
        key = self._run(sa.select(here.c.row_key).order_by(here.c[column].desc()).limit(1)).scalar()
        found = None if key is None else self._row(known, key)
        return None if found is None else {**_content(known, found), "row_version": found["row_version"]}

    def sizes(self) -> dict[str, int]:
        """Number of rows per table that has any."""
        counts = dict(map(tuple, self._run(_counting(tuple(all_tables())))))
        return {name: counts[name] for name in all_tables() if counts[name]}

    def dataset(self, today: object = None) -> Dataset:
        """Every table of the dictionary, checked as files are checked.

        Parameters
        ----------
        today
            Reference date; None takes the latest date in the data.

        Raises
        ------
        DataError
            The store holds what no file may hold; somebody wrote past talentmap.
        """
        filled = {}
        for name, table in tables().items():
            if found := in_key_order(table, self._rows(table, {})):
                filled[name] = pd.DataFrame(_columns(table, found))
            elif table.required:
                filled[name] = table.empty()
        return Dataset.from_frames(filled, today=today)

    def _rows(self, table: Table, equal: dict[str, object]) -> Sequence[Any]:
        """Whole rows: the key, the columns of the dictionary, attributes, import, version and checksum."""
        here = physical(table.name)
        query = sa.select(here)
        for name, value in equal.items():
            if name not in table.names:
                raise UnknownLabelError(
                    text("store.error.no_column", table=table.name, column=name, known=", ".join(table.names)), name
                )
            wanted = plain(table[name], value)
            query = query.where(here.c[name].is_(None) if wanted is None else here.c[name] == wanted)
        with told(self._where):
            found = self._connection.execute(query).fetchall()
        names = _summed(table)
        for row in found:
            if checksum(names, row) != row[-1]:
                raise StoreError(text("store.error.row", where=self._where, table=table.name), "damaged")
        return found

    def _row(self, table: Table, key: str) -> dict[str, Any] | None:
        here = physical(table.name)
        found = self._run(sa.select(here).where(here.c.row_key == key)).one_or_none()
        if found is None:
            return None
        if checksum(_summed(table), found) != found[-1]:
            raise StoreError(text("store.error.row", where=self._where, table=table.name), "damaged")
        return dict(found._mapping)

    def _key(self, table: Table, key: dict[str, Any]) -> str:
        strange = sorted(set(key) ^ set(table.keys))
        if strange:
            raise UnknownLabelError(
                text("store.error.key", table=table.name, found=", ".join(strange), known=", ".join(table.keys))
            )
        return key_text(table, {name: plain(table[name], value) for name, value in key.items()})

    def _run(self, statement: sa.Executable) -> Any:
        with told(self._where):
            return self._connection.execute(statement)


@lru_cache(maxsize=8)
def _counting(names: tuple[str, ...]) -> sa.CompoundSelect[tuple[str, int]]:
    """Name and number of rows of each table, in one question to the database."""
    return sa.union_all(*(sa.select(sa.literal(n), sa.func.count()).select_from(physical(n)) for n in names))


def _summed(table: Table) -> list[str]:
    """Columns of a table but its checksum, in the order of the database."""
    return list(physical(table.name).c.keys())[:-1]


def _columns(table: Table, rows: Sequence[Any]) -> dict[str, Any]:
    """The columns of the dictionary in its types, and attributes of people as text."""
    columns = {
        column.name: array(column, [row[at] for row in rows]) for at, column in enumerate(table.columns, start=1)
    }
    return columns | {name: texts(values) for name, values in _attributes(table, rows).items()}


def _without_rows(table: Table, marks: bool) -> pd.DataFrame:
    frame = table.empty()
    for name in ("row_key", "row_import") if marks else ():
        frame[name] = pd.Series([], dtype="str")
    frame["row_version"] = np.empty(0, dtype=np.int64)
    return frame


def _content(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Columns of the dictionary and attributes of a row from the database."""
    found = {name: row[name] for name in table.names}
    if takes_attributes(table) and row[ATTRIBUTES]:
        found.update(json.loads(row[ATTRIBUTES]))
    return found


def _attributes(table: Table, rows: Sequence[Any]) -> dict[str, list[Plain]]:
    """Column -> values of what rows hold beyond the dictionary; names in order."""
    if not takes_attributes(table):
        return {}
    place = len(table.columns) + 1
    each = [json.loads(row[place]) if row[place] else {} for row in rows]
    names = sorted({name for one in each for name in one})
    return {name: [one.get(name) for one in each] for name in names}
