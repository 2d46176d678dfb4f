"""Rows of cells, header among them -> a raw table: what the readers of grids have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from talentmap.data.defuse import undefused
from talentmap.data.dictionary import Table
from talentmap.data.faults import Finding
from talentmap.data.guard import refused
from talentmap.data.limits import Limits
from talentmap.data.parse import BLANKS
from talentmap.data.raw import Encoder, RawTable

_BLOCK = 50_000


class Rows:
    """Takes rows one by one, block by block to the encoders, so that memory stays small.

    Parameters
    ----------
    place
        Sheet within the file, for messages.
    restore
        Takes away the apostrophe that stops a formula, in formats that a spreadsheet opens.
    """

    def __init__(self, table: Table, file: str, limits: Limits, *, place: str = "", restore: bool = True) -> None:
        self.table, self.file, self.limits, self.place = table, file, limits, place
        self.header: list[str] = []
        self.header_row = 0
        self._clean = undefused if restore else str
        self._encoders: list[Encoder] = []
        self._rows: list[int] = []
        self._block: list[Sequence[str | None]] = []

    def take_header(self, cells: Sequence[str | None], row: int) -> bool:
        """Take the first row with text as the header; False while there is none yet."""
        names = [self._clean((cell or "").strip(BLANKS)) for cell in cells]
        if len(names) > self.limits.columns:
            raise refused("too-large", self.file, "columns", row=row)
        self.header, self.header_row = names, row
        self._encoders = [Encoder(self._clean) for _ in names]
        return any(names)

    def add(self, cells: Sequence[str | None], row: int) -> None:
        """Take a row with as many cells as the header has names; ``row`` as a spreadsheet shows it."""
        self._rows.append(row)
        self._block.append(cells)
        if len(self._rows) > self.limits.rows:
            raise refused("too-large", self.file, "rows", row=row)
        if len(self._block) == _BLOCK:
            self._flush()

    def result(self, *, style: str, hearsay: Iterable[str] = (), whole: bool = True) -> RawTable:
        """Everything taken so far."""
        self._flush()
        columns = [encoder.column() for encoder in self._encoders]
        rows = np.array(self._rows, dtype=np.int64)
        return RawTable(
            self.table,
            self.file,
            self.header,
            columns,
            rows,
            self.header_row,
            style,
            self.place,
            frozenset(hearsay),
            whole,
        )

    def no_header(self) -> Finding:
        """The finding for a table in which no row has text."""
        wanted = ", ".join(column.name for column in self.table.columns if column.required)
        return Finding("missing-header", self.file, "", (1,), found=(self.place,), expected=wanted)

    def _flush(self) -> None:
        for encoder, values in zip(self._encoders, zip(*self._block, strict=True), strict=False):
            encoder.add(values)
        self._block.clear()
