"""The data dictionary: ``columns.csv`` and ``tables.csv`` as objects. Schema, checks, template, docs come from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType

import pandas as pd

from talentmap.vocabulary import current_language

PANDAS_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "id": "str",
        "text": "str",
        "ids": "str",
        "level": "int8",
        "integer": "Int64",
        "number": "float64",
        "date": "datetime64[us]",
        "boolean": "bool",
    }
)
"""Column type of the dictionary -> dtype in a Dataset; ``choice`` has categories of its own."""
TEXT = pd.array([], dtype="str").dtype
"""The dtype of texts itself: by its name pandas looks it up for each column."""


@dataclass(frozen=True)
class Column:
    """One column: a line of ``columns.csv``. ``low`` and ``high`` are the range allowed, None without one.

    ``above`` says that the value must lie above ``low``, not on it: ``>0`` in the file.
    """

    table: str
    name: str
    type: str
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    required: bool
    key: bool
    refers: str
    default: str
    meaning_nl: str
    meaning_en: str
    above: bool = False

    @cached_property
    def dtype(self) -> str | pd.CategoricalDtype:
        """dtype in a Dataset. Choices keep the order of the dictionary, which for visibility is its rank."""
        if self.type == "choice":
            return pd.CategoricalDtype(list(self.choices), ordered=False)
        return PANDAS_TYPES[self.type]

    def meaning(self, lang: str | None = None) -> str:
        """What the column means, in the current or the given language."""
        return self.meaning_nl if (lang or current_language()) == "nl" else self.meaning_en


@dataclass(frozen=True)
class Table:
    """One table and its columns, in order. ``keys`` are the columns that together name a row."""

    name: str
    required: bool
    columns: tuple[Column, ...]
    meaning_nl: str
    meaning_en: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that together name a row."""
        return tuple(column.name for column in self.columns if column.key)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def meaning(self, lang: str | None = None) -> str:
        """What the table holds, in the current or the given language."""
        return self.meaning_nl if (lang or current_language()) == "nl" else self.meaning_en

    def empty(self) -> pd.DataFrame:
        """A frame without rows, with every column in its type."""
        return _empty(self).copy(deep=False)


@lru_cache(maxsize=64)
def _empty(table: Table) -> pd.DataFrame:
    """Made once: every Dataset has several tables without rows, and pandas takes its time over each column."""
    return pd.DataFrame({column.name: pd.Series([], dtype=column.dtype) for column in table.columns})


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """All tables by name, in the order of ``tables.csv``, which is the order to read and write them in."""
    columns: dict[str, list[Column]] = {}
    for row in _rows("columns.csv"):
        columns.setdefault(row["table"], []).append(column_of(row))
    return MappingProxyType(
        {
            row["table"]: Table(
                row["table"],
                row["required"] == "yes",
                tuple(columns[row["table"]]),
                row["meaning_nl"],
                row["meaning_en"],
            )
            for row in _rows("tables.csv")
        }
    )


def column_of(row: Mapping[str, str]) -> Column:
    """A line of a file with the header of ``columns.csv``."""
    return Column(
        table=row["table"],
        name=row["column"],
        type=row["type"],
        unit=row["unit"],
        low=float(row["min"].lstrip(">")) if row["min"] else None,
        high=float(row["max"]) if row["max"] else None,
        choices=tuple(row["choices"].split()),
        required=row["required"] == "yes",
        key=row["key"] == "yes",
        refers=row["refers"],
        default=row["default"],
        meaning_nl=row["meaning_nl"],
        meaning_en=row["meaning_en"],
        above=row["min"].startswith(">"),
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("talentmap.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
