"""One CSV file -> a raw table, strictly: every oddity is a finding with its row, and nothing is guessed.

Python's csv module parses; what it lacks is here: which encoding and separator, where a quote was left open, which
rows have too few or too many cells, and row numbers as a spreadsheet counts them.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from talentmap.data.cells import header_name, is_header
from talentmap.data.dictionary import Table
from talentmap.data.faults import Finding, excerpt
from talentmap.data.limits import Limits
from talentmap.data.parse import BLANKS
from talentmap.data.raw import RawTable
from talentmap.data.read_records import Rows
from talentmap.vocabulary import text

SEPARATORS = ",;\t|"
_MOST_BROKEN = 200
"""Rows with an open quote after which the rest of the file is not tried any more."""
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)')


def read_csv(path: Path, table: Table, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    """Read a file as this table.

    Returns
    -------
    The raw table, or None where nothing can be said of it, and the findings.
    """
    raw = path.read_bytes()
    if not raw:
        return None, [_fault("empty-file", path.name, hint="empty_file")]
    if raw[:4] in (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"):
        return None, [_fault("wrong-format", path.name, expected="csv", hint="wrong_format")]
    content = decoded(raw)
    if content is None:
        return None, [_fault("encoding", path.name, expected="encoding", hint="encoding")]
    match = _SEPARATOR_LINE.match(content)
    if match:
        content = content[match.end() :]
    return _Reading(path.name, table, content, match[1] if match else "", limits).result()


def decoded(raw: bytes) -> str | None:
    """Text of a file: its mark decides, else UTF-8, else Windows-1252 when not one letter is UTF-8.

    In a file with real UTF-8 letters a byte that is none becomes a lone surrogate, which the cell checks report;
    reading such a file as Windows-1252 would garble its good letters without a word.
    """
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if raw.startswith(mark):
            try:
                return raw[2:].decode(encoding)
            except UnicodeDecodeError:
                return None
    marked = raw.startswith(codecs.BOM_UTF8)
    body = raw[3:] if marked else raw
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        content = body.decode("utf-8", "surrogateescape")
    if marked or re.search("[\u0080-\ud7ff\ue000-\U0010ffff]", content):
        return content
    return body.decode("cp1252", "surrogateescape")


class _Reading:
    """One pass over the text."""

    def __init__(self, file: str, table: Table, content: str, separator: str, limits: Limits) -> None:
        self.file, self.table = file, table
        self.rows = Rows(table, file, limits)
        self.lines = _lines(content)
        self.findings: list[Finding] = []
        self.hearsay: set[str] = set()
        self.row = 0
        self.whole = True
        self.header: list[str] = []
        self.width = 0
        self.odd: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self.separator = separator

    def result(self) -> tuple[RawTable | None, list[Finding]]:
        for cells in self._records():
            if self.header:
                fitted = self._fitted(cells)
                if fitted is not None:
                    self.rows.add(fitted, self.row)
                continue
            self.width = len(cells)
            while cells and not cells[-1].strip(BLANKS):  # separators at the end of every line
                cells.pop()
            if self.rows.take_header(cells, self.row):
                self.header = self.rows.header
        if not self.header:
            return None, [*self.findings, self.rows.no_header()]
        if is_header(self.header, self.table):
            self.findings += self._odd_rows()
        else:
            self.findings.clear()  # without names above the columns no row is too long or too short
        style = "comma" if self.separator == ";" else "dot"
        return self.rows.result(style=style, hearsay=self.hearsay, whole=self.whole), self.findings

    def _records(self) -> Iterator[list[str]]:
        """Records one by one; ``self.row`` is the row a spreadsheet would show."""
        start = 0
        if not self.separator:
            self.separator = _separator(self.lines, self.table)
        csv.field_size_limit(max(csv.field_size_limit(), 2**31 - 1))  # length is ours to judge, with row and column
        broken = 0
        while start < len(self.lines):
            reader = csv.reader(_from(self.lines, start), delimiter=self.separator, strict=True)
            taken = 0
            try:
                for cells in reader:
                    taken = reader.line_num
                    self.row += 1
                    yield cells
                return
            except csv.Error:
                self.row += 1
                broken += 1
                start += taken
                self._open_quote(self.lines[start])
                start += 1
                if broken >= _MOST_BROKEN:
                    self.whole = False
                    return

    def _open_quote(self, line: str) -> None:
        """Report the row and go on with the next line, so that the rows a lenient reader swallows are read."""
        self.hearsay.update(part.strip(BLANKS + '"') for part in line.split(self.separator))
        place, begin = _bad_quote(line, self.separator)
        names = [header_name(name) for name in self.header]
        column = names[place] if place < len(names) else ""
        found = excerpt(line[begin:].strip(BLANKS + '"').split(self.separator)[0])
        self.findings.append(
            Finding(
                "unclosed-quote", self.file, column, (self.row,), (found,), hints=(text("data.hint.unclosed_quote"),)
            )
        )

    def _fitted(self, cells: list[str]) -> list[str] | None:
        """The cells if there are as many as columns; else None, and a finding unless the row is blank."""
        n_columns = len(self.header)
        if len(cells) == n_columns:
            return cells
        if not any(cell.strip(BLANKS) for cell in cells):
            return None
        if n_columns < len(cells) <= self.width and not any(cell.strip(BLANKS) for cell in cells[n_columns:]):
            return cells[:n_columns]
        line = self.separator.join(cells)
        others = [sign for sign in SEPARATORS if sign != self.separator]
        if n_columns > 1 and any(len(line.split(sign)) == n_columns for sign in others):
            self._refuse(cells, "mixed-delimiter", "")
            return None
        if len(cells) > n_columns:
            self._refuse(cells, "extra-cell", "")
            return None
        absent = [header_name(name) for name in self.header[len(cells) :]]
        needed = [name for name in absent if name in self.table.names and self.table[name].required]
        if needed:
            self._refuse(cells, "missing-cell", needed[0])
            return None
        # A spreadsheet leaves separators out at the end of a row whose last cells are blank.
        self._note("short-row", absent[0], len(cells))
        return cells + [""] * (n_columns - len(cells))

    def _refuse(self, cells: list[str], kind: str, column: str) -> None:
        parts = {part.strip(BLANKS) for cell in cells for part in re.split("[,;\t|]", cell)}
        self.hearsay.update(parts | {cell.strip(BLANKS) for cell in cells})
        self._note(kind, column, len(cells))

    def _note(self, kind: str, column: str, n_cells: int) -> None:
        self.odd.setdefault((kind, column), []).append((self.row, n_cells))

    def _odd_rows(self) -> Iterator[Finding]:
        """Rows of the wrong length, a finding per kind and column."""
        most = self.rows.limits.findings
        for (kind, column), rows in self.odd.items():
            yield Finding(
                "missing-cell" if kind == "short-row" else kind,
                self.file,
                column,
                tuple(row for row, _ in rows[:most]),
                tuple(text("data.found.cells", count=count) for _, count in rows[:most]),
                text("data.found.cells", count=len(self.header)),
                (text(f"data.hint.{kind.replace('-', '_')}"),),
                warning=kind == "short-row",
                more=max(len(rows) - most, 0),
            )


def _bad_quote(line: str, separator: str) -> tuple[int, int]:
    """Place of the cell whose quote is not closed, or closed before its end, and where in the line it begins."""
    place = begin = 0
    while begin < len(line):
        if line[begin] == '"':
            end = begin + 1
            while end < len(line) and (line[end] != '"' or line[end : end + 2] == '""'):
                end += 2 if line[end] == '"' else 1
            if line[end + 1 : end + 2] != separator:
                return place, begin
            begin = end + 1
        following = line.find(separator, begin)
        if following < 0:
            break
        place, begin = place + 1, following + 1
    return place, min(begin, len(line))


def _lines(content: str) -> list[str]:
    """Lines with their ends. Only CR, LF and CRLF end a line: ``str.splitlines`` knows others that stand in cells."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", content)


def _from(lines: list[str], start: int) -> Iterator[str]:
    return (lines[place] for place in range(start, len(lines)))


def _separator(lines: list[str], table: Table) -> str:
    """The separator that gives most of the table's names in the first line with text, else most cells."""
    first = next((line for line in lines if line.strip(BLANKS + SEPARATORS)), "")

    def names(sign: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=sign), [])
        return sum(header_name(cell) in table.names for cell in cells), len(cells)

    return max(SEPARATORS, key=names)


def _fault(kind: str, file: str, *, expected: str = "", hint: str = "", column: str = "") -> Finding:
    wanted = text(f"data.expected.{expected}") if expected else ""
    return Finding(kind, file, column, expected=wanted, hints=(text(f"data.hint.{hint}") if hint else "",))
