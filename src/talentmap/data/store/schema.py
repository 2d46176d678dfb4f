"""The tables of a store as SQLAlchemy knows them. Made from the dictionary, so neither can say what the other does not.

Beside the columns of the dictionary each row has
``row_key`` (the key as one text), ``row_import`` (the import that last wrote it, blank when a person did),
``row_version`` (number of the change that last wrote it: it never comes back, not even when the row does) and
``row_sum`` (checksum of the row, so that a byte that changed on the disk is seen before it is believed).
"""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa

from talentmap.data.dictionary import Column, Table
from talentmap.data.store.layout import all_tables, takes_attributes
from talentmap.data.tombstones import MAY_STAND_IN

STATE = "store_state"
ATTRIBUTES = "row_attributes"
OWN = ("row_key", ATTRIBUTES, "row_import", "row_version", "row_sum")

_TYPES: dict[str, type[sa.types.TypeEngine]] = {
    "id": sa.Text,
    "text": sa.Text,
    "ids": sa.Text,
    "choice": sa.Text,
    "level": sa.SmallInteger,
    "integer": sa.BigInteger,
    "number": sa.Double,
    "date": sa.Date,
    "boolean": sa.Boolean,
}


@lru_cache(maxsize=1)
def metadata() -> sa.MetaData:
    """All tables of a store, and the one row that says what it is (``store_state``)."""
    found = sa.MetaData()
    sa.Table(
        STATE,
        found,
        sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("layout", sa.Text, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
    )
    for table in all_tables().values():
        _made(found, table)
    return found


def physical(name: str) -> sa.Table:
    """A table of the store as SQLAlchemy knows it."""
    return metadata().tables[name]


def column_for(table: Table, column: Column) -> sa.Column:
    """One column with its range, choices and reference, all kept by the database itself."""
    parts: list[sa.schema.SchemaItem] = []
    rule = rule_of(column)
    if rule:
        parts.append(sa.CheckConstraint(rule))
    free = column.refers == "units" or (table.name, column.name) in MAY_STAND_IN
    if column.refers in all_tables() and not free and len(all_tables()[column.refers].keys) == 1:
        # Units are flat without a table of units, and an assessor may be a tombstone: both are checked with the whole.
        target = f"{column.refers}.row_key"
        parts.append(sa.ForeignKey(target, deferrable=True, initially="DEFERRED"))
    indexed = bool(column.refers) and (not column.key or column.name != table.keys[0])
    return sa.Column(column.name, _TYPES[column.type], *parts, nullable=not column.required, index=indexed)


def _made(found: sa.MetaData, table: Table) -> sa.Table:
    columns = [column_for(table, column) for column in table.columns]
    attributes = [sa.Column(ATTRIBUTES, sa.Text)] if takes_attributes(table) else []
    made = sa.Table(
        table.name,
        found,
        sa.Column("row_key", sa.Text, primary_key=True),
        *columns,
        *attributes,
        sa.Column("row_import", sa.Text),
        sa.Column("row_version", sa.BigInteger, nullable=False),
        sa.Column("row_sum", sa.BigInteger, nullable=False),
    )
    if len(table.keys) > 1 and table.keys:
        sa.Index(f"ix_{table.name}_{table.keys[0]}", made.c[table.keys[0]])
    return made


def rule_of(column: Column) -> str:
    """What the dictionary demands of a value, as a condition of the database; blank when it demands nothing."""
    rules = []
    if column.choices:
        rules.append(f'"{column.name}" IN ({", ".join(f"{choice!r}" for choice in column.choices)})')
    if column.low is not None:
        rules.append(f'"{column.name}" {">" if column.above else ">="} {column.low:.12g}')
    if column.high is not None:
        rules.append(f'"{column.name}" <= {column.high:.12g}')
    return " AND ".join(rules)
