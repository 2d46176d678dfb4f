"""Parsed tables: what every check and the Dataset are built on.

Parsing decides once per distinct text of a column. A column of three million claims has few distinct texts, so this is
quick and small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from talentmap.data.dictionary import Column, Table, tables
from talentmap.data.faults import Finding, excerpt
from talentmap.data.limits import Limits
from talentmap.data.parse import BLANKS, parse_all
from talentmap.data.raw import RawColumn, RawTable
from talentmap.data.values import Value, Verdict, decimal_style
from talentmap.vocabulary import text


@dataclass(eq=False)
class Cells:
    """One column, parsed: ``values`` are distinct and in order, ``ranks`` say which stands in each row, -1 if none."""

    name: str
    column: Column | None
    codes: np.ndarray
    texts: Sequence[str]
    verdicts: np.ndarray
    values: list[Value]
    ranks: np.ndarray

    @cached_property
    def bad(self) -> np.ndarray:
        """Rows with something in the cell that is no value; shape (n_rows,), boolean."""
        if not len(self.texts) or len(self.ranks) == 0:
            return np.zeros(len(self.ranks), dtype=bool)
        return (self.codes >= 0) & (self.ranks < 0)

    @cached_property
    def flagged(self) -> bool:
        """Whether any text got a verdict other than OK."""
        return bool(self.verdicts.any())

    def rows_with(self, verdict: Verdict) -> np.ndarray:
        """Positions of the rows whose text got this verdict."""
        if not self.flagged:
            return np.empty(0, dtype=np.int64)
        hit = self.verdicts == verdict
        return np.flatnonzero(np.append(hit, False)[self.codes]) if hit.any() else np.empty(0, dtype=np.int64)

    def text_at(self, position: int) -> str:
        """The cell as read, cut to what a message may show."""
        code = self.codes[position]
        return "" if code < 0 else excerpt(self.texts[code])

    def places_in(self, places: Mapping) -> np.ndarray:
        """Per row the place of its value in another list of values, -1 if it has none there."""
        found = np.array([*(places.get(value, -1) for value in self.values), -1], dtype=np.int64)
        return np.take(found, self.ranks, mode="wrap")  # -1, no value, takes the last


@dataclass(eq=False)
class ReadTable:
    """A table whose cells are parsed. ``cells`` holds each column that is there once, by its dictionary name."""

    raw: RawTable
    cells: dict[str, Cells]
    most: int

    @property
    def table(self) -> Table:
        """Its line in the dictionary."""
        return self.raw.table

    @property
    def n_rows(self) -> int:
        """Rows that are not blank."""
        return len(self.raw.rows)

    def row(self, position: int) -> int:
        """Row as a spreadsheet shows it."""
        return int(self.raw.rows[position])

    def finding(
        self,
        kind: str,
        positions: np.ndarray,
        column: str = "",
        *,
        found: Callable[[int], str] | None = None,
        expected: str = "",
        hint: str | Callable[[int], str] = "",
        warning: bool = False,
    ) -> Finding:
        """A finding in these rows, with the cell itself as what was found."""
        listed = [int(position) for position in positions[: self.most]]
        show = found or (self.cells[column].text_at if column in self.cells else lambda _: "")
        return Finding(
            kind,
            self.raw.file,
            column,
            tuple(self.row(position) for position in listed),
            tuple(show(position) for position in listed),
            expected,
            tuple(self._placed(hint(position)) for position in listed) if callable(hint) else (self._placed(hint),),
            warning,
            len(positions) - len(listed),
        )

    def finding_at(
        self,
        kind: str,
        row: int | None,
        column: str,
        found: str,
        expected: str,
        hint: str,
        *,
        warning: bool = False,
    ) -> Finding:
        """A finding about one place that is no row of data, such as the header."""
        return Finding(kind, self.raw.file, column, (row or None,), (found,), expected, (self._placed(hint),), warning)

    def _placed(self, hint: str) -> str:
        """The hint, with the sheet or list in front where the file holds several tables."""
        return text("data.hint.in_place", place=self.raw.place, hint=hint) if self.raw.place else hint


@dataclass(eq=False)
class Tables:
    """Every table that was read, and the names of those that were given but could not be read."""

    read: dict[str, ReadTable]
    unreadable: frozenset[str] = frozenset()
    memory: dict[str, object] = field(default_factory=dict)

    def cells(self, table: str, *columns: str) -> list[Cells] | None:
        """These columns of a table, or None unless all are there."""
        found = self.read.get(table)
        if found is None or any(column not in found.cells for column in columns):
            return None
        return [found.cells[column] for column in columns]


def parsed(raw: RawTable, limits: Limits) -> ReadTable:
    """Parse every column that the dictionary knows, and for people the others as text."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(raw.header):
        places.setdefault(header_name(name), []).append(place)
    raw = _without_blank_rows(raw)
    known = {column.name: column for column in raw.table.columns}
    style = raw.style
    if style != "exact":
        numeric = [c for c in raw.table.columns if c.type in ("number", "integer", "level") and c.name in places]
        numbers = (cell for column in numeric for place in places[column.name] for cell in raw.columns[place].texts)
        style = decimal_style(numbers, style)
    cells = {}
    for name, found in places.items():
        if len(found) == 1 and name and (name in known or raw.table.name == "people"):
            label = name if name in known else raw.header[found[0]].strip()
            cells[label] = _cells(label, known.get(name), raw.columns[found[0]], style, limits)
    return ReadTable(raw, cells, limits.findings)


def header_name(name: str) -> str:
    """A header as it is compared: without blanks around it, in small letters, blanks and dashes as underscores."""
    if name in _known_names():
        return name
    small = name.strip(BLANKS).casefold()
    joined = small.replace(" ", "_").replace("-", "_")
    return joined if joined in _known_names() else small


def is_header(names: Sequence[str], table: Table) -> bool:
    """Whether any of these is the name of a column, of this table or of any in the dictionary."""
    own = {header_name(name) for name in table.names}
    return any(header_name(name) in own or header_name(name) in _known_names() for name in names)


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(name for table in tables().values() for name in table.names)


def _without_blank_rows(raw: RawTable) -> RawTable:
    blank = np.ones(len(raw.rows), dtype=bool)
    for column in raw.columns:
        blank &= column.codes < 0
        if not blank.any():
            return raw
    keep = ~blank
    columns = [RawColumn(column.codes[keep], column.texts) for column in raw.columns]
    return RawTable(**{**vars(raw), "columns": columns, "rows": raw.rows[keep]})


def _cells(name: str, column: Column | None, raw: RawColumn, style: str, limits: Limits) -> Cells:
    parsed_values, verdicts = parse_all(column, raw.texts, style, limits)
    faulty = (verdicts > 0) & (verdicts < Verdict.SUSPECT_ENCODING)
    good = zip(parsed_values, faulty.tolist(), strict=True)
    distinct = {value for value, wrong in good if not wrong} if faulty.any() else set(parsed_values)
    order = list(column.choices).index if column and column.choices else None
    values = sorted(distinct, key=order)  # type: ignore[arg-type, type-var]
    place = {value: rank for rank, value in enumerate(values)}
    rank_of = np.array(
        [*(place.get(value, -1) for value in parsed_values), -1],
        dtype=np.int32,
    )
    rank_of[:-1][faulty] = -1
    return Cells(name, column, raw.codes, raw.texts, verdicts, values, rank_of[raw.codes])
