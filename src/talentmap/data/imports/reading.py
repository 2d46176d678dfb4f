"""Reading a table of somebody else's make, as strictly as our own: every fault with file, row and column."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from talentmap.data import checks_cells, checks_header, checks_rows
from talentmap.data.cells import ReadTable, Tables, header_name, parsed
from talentmap.data.dictionary import Column, Table
from talentmap.data.faults import Finding, data_error, excerpt, finding_frame
from talentmap.data.guard import attempt
from talentmap.data.limits import Limits
from talentmap.data.parse import parse_all
from talentmap.data.raw import RawTable
from talentmap.data.read_csv import read_csv
from talentmap.data.sources import too_large
from talentmap.data.values import Verdict
from talentmap.vocabulary import text

_CHECKS = (
    checks_header.columns_once,
    checks_cells.cells_decoded,
    checks_cells.cells_without_hidden_characters,
    checks_cells.cells_short_enough,
    checks_cells.cells_without_spreadsheet_errors,
    checks_cells.cells_of_their_type,
    checks_cells.numbers_finite,
    checks_cells.numbers_unambiguous,
    checks_cells.numbers_in_range,
    checks_cells.text_decoded_well,
    checks_cells.ids_not_rounded,
    checks_rows.ids_once,
    checks_rows.rows_once,
)
"""The rules for files of our own that hold for any table; blank cells and unknown columns are the caller's to judge."""

_UNREADABLE = (
    (Verdict.ENCODING, "encoding"),
    (Verdict.CONTROL_CHARACTER, "control-character"),
    (Verdict.VALUE_TOO_LONG, "value-too-long"),
)


def foreign_column(
    header: str, kind: str, *, key: bool = False, low: float | None = None, high: float | None = None, end: bool = False
) -> Column:
    """A column as the dictionary would describe it; ``end`` says that a row may not stop before it."""
    return Column(
        table="",
        name=header_name(header),
        type=kind,
        unit="",
        low=low,
        high=high,
        choices=(),
        required=key or end,
        key=key,
        refers="",
        default="",
        meaning_nl="",
        meaning_en="",
    )


def read_header(path: Path, limits: Limits) -> tuple[list[str], list[Finding]]:
    """Names above the columns of a CSV file, as typed, and what stood in the way of reading them."""
    raw, findings = _raw(path, Table("", True, (), "", ""), limits)
    return (list(raw.header) if raw else []), findings


def read_foreign(path: Path, columns: Sequence[Column], limits: Limits) -> tuple[ReadTable | None, list[Finding]]:
    """Read a CSV file, packed with gzip or not, as a table of these columns; all faults of rows and cells are found."""
    table = Table(path.name, True, tuple(columns), "", "")
    raw, findings = _raw(path, table, limits)
    if raw is None:
        return None, findings
    read = parsed(raw, limits)
    data = Tables({table.name: read})
    findings += [finding for check in _CHECKS for finding in check(data)]
    findings += _missing(read) + _blank_keys(read)
    shown = {header_name(name): name for name in raw.header}
    return read, [replace(finding, column=shown.get(finding.column, finding.column)) for finding in findings]


def raise_faults(findings: Iterable[Finding]) -> list[Finding]:
    """Raise DataError with every fault among the findings; without one, give back the warnings."""
    found = list(findings)
    faults = finding_frame(finding for finding in found if not finding.warning)
    if len(faults):
        raise data_error(faults)
    return found


def _raw(path: Path, table: Table, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    if not path.exists():
        return None, [Finding("missing-file", path.name, hints=(text("data.hint.no_such_path"),))]
    if not path.is_file():
        return None, [Finding("wrong-format", path.name, hints=(text("data.hint.not_a_file"),))]
    size = path.stat().st_size
    if size > limits.file_bytes:
        return None, [too_large(path.name, size, limits.file_bytes)]
    answer = attempt(lambda: _opened(path, table, limits), path.name)
    if isinstance(answer, Finding):
        return None, [answer]
    raw, findings = answer
    return raw, findings if raw is None else findings + _header_findings(raw, limits)


def _header_findings(raw: RawTable, limits: Limits) -> list[Finding]:
    """Names that no eye can read; they are written visibly from here on, because messages repeat them."""
    _, verdicts = parse_all(None, [name or "-" for name in raw.header], "dot", limits)
    found = [
        Finding(kind, raw.file, "", (raw.header_row,), (excerpt(name),), hints=(text("imports.hint.header"),))
        for name, verdict in zip(raw.header, verdicts, strict=True)
        for wrong, kind in _UNREADABLE
        if verdict == wrong
    ]
    raw.header = [name.encode("utf-8", "backslashreplace").decode("utf-8") for name in raw.header]
    return found


def _opened(path: Path, table: Table, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    if path.suffix.lower() != ".gz":
        return read_csv(path, table, limits)
    try:
        with gzip.open(path) as packed:
            content = packed.read(limits.file_bytes + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return None, [Finding("damaged-file", path.name, hints=(text("data.hint.damaged"),))]
    if len(content) > limits.file_bytes:
        return None, [too_large(path.name, len(content), limits.file_bytes)]
    with TemporaryDirectory() as folder:
        unpacked = Path(folder) / path.name
        unpacked.write_bytes(content)
        return read_csv(unpacked, table, limits)


def _missing(read: ReadTable) -> list[Finding]:
    names = [header_name(name) for name in read.raw.header]
    spare = [name for name in names if name and name not in read.table.names]
    found = []
    for column in read.table.columns:
        if column.name not in names:
            near = checks_header.nearest(column.name, spare)
            hint = text("data.hint.near_column", near=near) if near else text("imports.hint.missing_column")
            found.append(read.finding_at("missing-column", read.raw.header_row, column.name, "", "", hint))
    return found


def _blank_keys(read: ReadTable) -> list[Finding]:
    found = []
    for name in read.table.keys:
        cells = read.cells.get(name)
        if cells is not None and (cells.codes < 0).any():
            rows = (cells.codes < 0).nonzero()[0]
            expected = checks_cells.describe(cells.column)
            found.append(read.finding("blank-value", rows, name, expected=expected, hint=text("data.hint.blank")))
    return found
