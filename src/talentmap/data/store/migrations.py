"""A store made by an earlier version is brought up to date in numbered steps, each after a verified backup.

Tables and columns that the dictionary gained since are added by themselves; a step is only for what changes rows that
are there. A step is a function of the connection and runs in one transaction with the new number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import sqlalchemy as sa

from talentmap.data.store.failures import told
from talentmap.data.store.layout import all_tables, digest, table_named
from talentmap.data.store.schema import ATTRIBUTES, OWN, STATE, metadata, physical, rule_of
from talentmap.data.store.store import Store
from talentmap.errors import StoreError
from talentmap.vocabulary import text

VERSION = 1
"""Number of the layout of this program."""
STEPS: Mapping[int, Callable[[sa.Connection], None]] = MappingProxyType({})
"""Number -> what brings a store from the number before to this one."""


def brought_up(store: Store) -> Store:
    """The store in the layout of this program.

    Raises
    ------
    StoreError
        It is newer than this program, or older than it can bring up to date, or may only be read. It is as it was.
    """
    version, layout = _stated(store)
    if version > VERSION:
        raise _newer(store, version)
    for number in range(version + 1, VERSION + 1):
        if number not in STEPS:
            raise StoreError(text("store.error.older", where=store.where, version=version, known=VERSION), "older")
        _kept_first(store, f"{number}")
        _stepped(store, number)
    if layout != digest() and _missing(store):
        _kept_first(store, digest()[:6])
        _grown(store)
    return store


def _stated(store: Store) -> tuple[int, str]:
    """Version and layout the store says it has."""
    state = physical(STATE)
    with store._connected() as connection:
        try:
            row = connection.execute(sa.select(state.c.product, state.c.version, state.c.layout)).one_or_none()
        except sa.exc.DatabaseError as error:
            said = text("store.said.state")
            raise StoreError(text("store.error.damaged", where=store.where, said=said), "damaged") from error
    if row is None or row.product != "talentmap":
        raise StoreError(text("store.error.damaged", where=store.where, said=text("store.said.state")), "damaged")
    return int(row.version), str(row.layout)


def _missing(store: Store) -> bool:
    """Whether the store lacks a table or column of ours; one with more than ours is newer."""
    with store._connected() as connection, told(store.where):
        found = _columns(connection)
    ours = {name: set(table.c.keys()) for name, table in metadata().tables.items()}
    more = [name for name in found if name not in ours or found[name] - ours[name]]
    if more:
        raise _newer(store, VERSION)
    return any(found.get(name, set()) != columns for name, columns in ours.items())


def _columns(connection: sa.Connection) -> dict[str, set[str]]:
    inspector = sa.inspect(connection)
    return {
        name: {str(column["name"]) for column in inspector.get_columns(name)} for name in inspector.get_table_names()
    }


def _kept_first(store: Store, label: str) -> None:
    from talentmap.data.store.backup import before_step  # late: a backup is opened as a store is

    if store.read_only:
        raise StoreError(text("store.error.older_read_only", where=store.where), "older")
    before_step(store, label)


def _stepped(store: Store, number: int) -> None:
    with store._transaction() as connection, told(store.where):
        STEPS[number](connection)
        connection.execute(sa.update(physical(STATE)).values(version=number))


def _grown(store: Store) -> None:
    """Add the tables and columns that are missing."""
    with store._transaction() as connection:
        found = _columns(connection)
        with told(store.where):
            for table in metadata().sorted_tables:
                if table.name not in found:
                    table.create(connection, checkfirst=False)
        for name in all_tables():
            for column in physical(name).c:
                if name in found and column.name not in found[name]:
                    _added(connection, store.where, name, column)
        with told(store.where):
            connection.execute(sa.update(physical(STATE)).values(layout=digest()))


def _added(connection: sa.Connection, where: str, name: str, column: sa.Column) -> None:
    """One column, blank in every row that is there: a required one cannot be added to rows."""
    known = table_named(name)
    ours = column.name not in OWN
    if (ours and known[column.name].required) or column.name in set(OWN) - {ATTRIBUTES}:
        with told(where):
            rows = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        if rows:
            raise StoreError(text("store.error.older", where=where, version=VERSION, known=VERSION), "older")
        with told(where):
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
            physical(name).create(connection)
        return
    kind = column.type.compile(connection.dialect)
    rule = f" CHECK ({rule_of(known[column.name])})" if ours and rule_of(known[column.name]) else ""
    target = next((f"{foreign.column.table.name}" for foreign in column.foreign_keys), "")
    refers = f' REFERENCES "{target}" (row_key) DEFERRABLE INITIALLY DEFERRED' if target else ""
    with told(where):
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ADD COLUMN "{column.name}" {kind}{rule}{refers}')
        for index in physical(name).indexes:
            if column.name in index.columns:
                index.create(connection, checkfirst=True)


def _newer(store: Store, version: int) -> StoreError:
    return StoreError(text("store.error.newer", where=store.where, version=version, known=VERSION), "newer")
