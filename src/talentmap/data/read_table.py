"""One table from a file of its own: the same readers and checks as a dataset, and where each row stood."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentmap.data.cells import Tables, parsed
from talentmap.data.checks import findings
from talentmap.data.dictionary import tables
from talentmap.data.faults import Finding, data_error, finding_frame
from talentmap.data.frames import typed_frames
from talentmap.data.guard import attempt
from talentmap.data.limits import Limits
from talentmap.data.raw import RawTable
from talentmap.data.sources import too_large
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True, eq=False)
class TableFile:
    """A table as it stood in a file.

    Parameters
    ----------
    frame
        The table, typed, as in a Dataset.
    file
        Name of the file, for messages.
    rows
        Id in the first column of the dictionary -> row as a spreadsheet shows it.
    """

    frame: pd.DataFrame
    file: str
    rows: Mapping[str, int]

    def finding(self, label: str, column: str, found: str, expected: str, hint: str) -> Finding:
        """A fault in the row of this id that only shows once the table is used."""
        return Finding("unknown-value", self.file, column, (self.rows.get(label),), (found,), expected, (hint,))


def read_table(path: str | os.PathLike[str], name: str, *, limits: Limits = Limits()) -> TableFile:  # noqa: B008
    """Read one table of the data dictionary from a CSV file or a sheet of that name in a workbook.

    Parameters
    ----------
    path
        A file whose name ends in one of :data:`SUFFIXES`.
    name
        Name of the table, such as ``rules``.
    limits
        Bounds that hold before anything is unpacked or parsed.

    Raises
    ------
    DataError
        With every fault there is in ``.faults``.
    ProblemError
        `path` is no path.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise ProblemError(text("data.error.not_path", found=repr(path)))
    place = Path(path)
    raw, found = _raw(place, name, limits)
    read = None if raw is None else parsed(raw, limits)
    data = Tables({} if read is None else {name: read})
    found += findings(data)
    faults = finding_frame(finding for finding in found if not finding.warning)
    if len(faults):
        raise data_error(faults)
    assert read is not None  # a file without a table is a fault
    ids = read.cells[next(iter(tables()[name].columns)).name]
    rows = {ids.texts[code]: int(row) for code, row in zip(ids.codes, read.raw.rows, strict=True)}
    return TableFile(typed_frames(data)[name], place.name, rows)


def _raw(path: Path, name: str, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    """The table as the readers find it; what keeps it from being read is a finding, never an exception."""
    try:
        if not path.exists():
            return None, [Finding("missing-file", path.name or str(path), hints=(text("data.hint.no_such_path"),))]
        if not path.is_file():
            return None, [Finding("wrong-format", path.name, hints=(text("data.hint.not_a_file"),))]
        if path.suffix.lower() not in SUFFIXES:
            return None, [Finding("unsupported-format", path.name, hints=(text("data.hint.table_format"),))]
        size = path.stat().st_size
        if size > limits.file_bytes:
            return None, [too_large(path.name, size, limits.file_bytes)]
        if size == 0:
            return None, [Finding("empty-file", path.name, hints=(text("data.hint.empty_file"),))]
        answer = attempt(lambda: _opened(path, name, limits), path.name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return None, [Finding("damaged-file", path.name, hints=(text("data.hint.cannot_open", reason=reason),))]
    return (None, [answer]) if isinstance(answer, Finding) else answer


def _opened(path: Path, name: str, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    if path.suffix.lower() != ".xlsx":
        from talentmap.data.read_csv import read_csv

        return read_csv(path, tables()[name], limits)
    from talentmap.data.read_xlsx import read_xlsx

    found, notes = read_xlsx(path, limits)
    if name not in found:
        expected = text("data.expected.sheet", name=name)
        return None, [*notes, Finding("wrong-shape", path.name, expected=expected, hints=(text("data.hint.sheet"),))]
    return found[name], notes
