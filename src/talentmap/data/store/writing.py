"""One change of a store: everything in the block is kept, or nothing is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from talentmap.data.dictionary import Column, Table
from talentmap.data.store.failures import told
from talentmap.data.store.layout import table_named, takes_attributes
from talentmap.data.store.reading import Reading, _content
from talentmap.data.store.schema import ATTRIBUTES, OWN, STATE, physical
from talentmap.data.store.values import Plain, checksum, key_text, plain, plain_column
from talentmap.errors import StaleError, StoreError, UnknownLabelError
from talentmap.vocabulary import text


class Writing(Reading):
    """What ``Store.writing()`` gives; valid inside its block. It sees its own changes.

    Parameters
    ----------
    origin
        Id of the import that writes; blank marks the rows as written by a person.
    """

    def __init__(self, connection: sa.Connection, where: str) -> None:
        super().__init__(connection, where)
        self.origin: str | None = None
        self._before = self.change_before = super().change
        self._dirty = False

    @property
    def version(self) -> int:
        """Number of this change; every row it writes gets it as ``row_version``."""
        return self._before + 1

    def insert(self, table: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame, *, as_before: bool = False) -> None:
        """Add rows. A column that is not given is blank, or has the default of the dictionary.

        Parameters
        ----------
        as_before
            The rows stood here before and come back with the version and import they had: what was taken back is
            as if it had not been.

        Raises
        ------
        StoreError
            A row of that key is there already, or a value is not allowed (kind ``refused``).
        """
        known = table_named(table)
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame.from_records([dict(row) for row in rows])
        if not len(frame):
            return
        made = self._made(known, frame, as_before=as_before)
        self._changed()
        with told(self._where):
            self._connection.execute(sa.insert(physical(table)), made)

    def update(
        self,
        table: str,
        key: dict[str, Any],
        values: Mapping[str, Any],
        version: int | None,
        *,
        seen: Mapping[str, Any] | None = None,
    ) -> None:
        """Change columns of one row; columns of its key too, if need be.

        Parameters
        ----------
        version
            ``row_version`` of the row as it was read; None changes it whatever it is.
        seen
            The row as it was read, so that a refusal can say what changed from what.

        Raises
        ------
        StaleError
            Somebody changed or removed the row since.
        UnknownLabelError
            There is no such row, and no version was given.
        """
        known = table_named(table)
        here, row = self._current(known, key, version, seen)
        after = {**_content(known, row), **_known_values(known, values)}
        made = self._made(known, pd.DataFrame.from_records([after]))[0]
        self._changed()
        target = physical(table)
        self._run(sa.update(target).where(target.c.row_key == here).values(made))

    def delete(
        self, table: str, key: dict[str, Any], version: int | None, *, seen: Mapping[str, Any] | None = None
    ) -> None:
        """Remove one row; parameters and errors as for :meth:`update`."""
        known = table_named(table)
        here, _ = self._current(known, key, version, seen)
        self._changed()
        target = physical(table)
        self._run(sa.delete(target).where(target.c.row_key == here))

    def finish(self) -> bool:
        """Write the number of this change; False when nothing was changed. ``Store.writing()`` calls it."""
        if self._dirty:
            self._run(sa.update(physical(STATE)).values(change=self.version))
        return self._dirty

    def _changed(self) -> None:
        self._dirty = True

    def _current(
        self, table: Table, key: dict[str, Any], version: int | None, seen: Mapping[str, Any] | None
    ) -> tuple[str, dict[str, Any]]:
        here = self._key(table, key)
        row = self._row(table, here)
        if row is None:
            if version is None:
                raise UnknownLabelError(text("store.error.no_row", table=table.name, key=here), here)
            raise _stale(table, here, {}, seen)
        if version is not None and row["row_version"] != version:
            raise _stale(table, here, _content(table, row), seen)
        return here, row

    def _made(self, table: Table, frame: pd.DataFrame, *, as_before: bool = False) -> list[dict[str, Any]]:
        """Rows as the database takes them, each with its key, version and checksum."""
        names = [str(name) for name in frame.columns]
        extra = [name for name in names if name not in table.names and name not in OWN]
        if extra and not takes_attributes(table):
            raise _no_column(table, extra[0])
        columns = [_filled(table, column, frame) for column in table.columns]
        found = []
        attributes = _attribute_texts(frame, extra) if takes_attributes(table) else None
        for place, values in enumerate(zip(*columns, strict=True)):
            row = dict(zip(table.names, values, strict=True))
            row = {"row_key": key_text(table, row), **row}
            if attributes is not None:
                row[ATTRIBUTES] = attributes[place]
            row["row_import"] = _as_text(frame["row_import"].iloc[place]) if as_before else self.origin
            row["row_version"] = int(frame["row_version"].iloc[place]) if as_before else self.version
            row["row_sum"] = checksum(list(row), list(row.values()))
            found.append(row)
        return found


def _filled(table: Table, column: Column, frame: pd.DataFrame) -> list[Any]:
    """A column of the dictionary, with its default where nothing was given."""
    blank: list[Plain] = [None] * len(frame)
    values = plain_column(column, frame[column.name]) if column.name in frame else blank
    if column.default and None in values:
        default: Plain = int(column.default) if column.type == "integer" else column.default
        values = [default if value is None else value for value in values]
    if (column.required or (len(table.keys) == 1 and column.key)) and None in values:
        raise StoreError(text("store.error.blank", table=table.name, column=column.name), "refused")
    return values


def _attribute_texts(frame: pd.DataFrame, extra: list[str]) -> list[str | None]:
    columns = {name: [_as_text(value) for value in frame[name].tolist()] for name in sorted(extra)}
    found: list[str | None] = []
    for place in range(len(frame)):
        row = {name: values[place] for name, values in columns.items() if values[place] is not None}
        found.append(json.dumps(row, ensure_ascii=False) if row else None)
    return found


def _as_text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _known_values(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    strange = [name for name in values if name not in table.names]
    if strange and not takes_attributes(table):
        raise _no_column(table, strange[0])
    return {name: plain(table[name], value) if name in table.names else value for name, value in values.items()}


def _no_column(table: Table, name: str) -> UnknownLabelError:
    known = ", ".join(table.names)
    return UnknownLabelError(text("store.error.no_column", table=table.name, column=name, known=known), name)


def _stale(table: Table, key: str, now: Mapping[str, Any], seen: Mapping[str, Any] | None) -> StaleError:
    """Which columns stand differently now, from what to what."""
    rows = []
    for column in table.columns:
        was = plain(column, seen[column.name]) if seen and column.name in seen else None
        stands = now.get(column.name)
        if (seen is None and now) or was != stands:
            rows.append((column.name, was, stands))
    changed = pd.DataFrame(rows, columns=["column", "seen", "now"], dtype=object)
    if not now:
        return StaleError(text("store.error.gone", table=table.name, key=key), changed)
    if seen is None:
        return StaleError(text("store.error.stale_unseen", table=table.name, key=key), changed)
    words = "; ".join(
        text("store.error.stale_column", column=name, seen=_word(was), now=_word(stands)) for name, was, stands in rows
    )
    return StaleError(text("store.error.stale", table=table.name, key=key, changes=words or "-"), changed)


def _word(value: object) -> str:
    return text("store.blank") if value is None else str(value)
