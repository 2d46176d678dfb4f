"""The two ways to read a dataset: take it or refuse it, or report on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from talentmap.data.cells import Tables, parsed
from talentmap.data.checks import findings
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.data.faults import Finding, data_error, finding_frame
from talentmap.data.frames import Origin, typed_frames
from talentmap.data.limits import Limits
from talentmap.data.sources import Source, read_source
from talentmap.errors import ProblemError
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class CheckReport:
    """What reading found.

    Parameters
    ----------
    faults, warnings
        One row per finding: kind, file, row (as a spreadsheet shows it), column, found, expected, hint. Texts are in
        the language that was current when the data were read.
    dataset
        The Dataset, or None when there are faults.
    """

    faults: pd.DataFrame
    warnings: pd.DataFrame
    dataset: Dataset | None

    @property
    def ok(self) -> bool:
        """Whether the data can be used."""
        return self.dataset is not None

    def to_dict(self) -> dict[str, list[dict[str, object]]]:
        """``faults`` and ``warnings`` as lists of plain objects; a row that is not known is None."""
        return {"faults": _records(self.faults), "warnings": _records(self.warnings)}


def read_dataset(path: str | os.PathLike[str], *, today: object = None, limits: Limits = Limits()) -> Dataset:  # noqa: B008
    """Read a dataset from a folder of CSV or Parquet files, one XLSX workbook or one JSON file.

    Parameters
    ----------
    path
        The folder or file. Which format a file has follows from its name, and is checked.
    today
        Reference date, anything ``pd.Timestamp`` takes; the latest date in the data if not said.
    limits
        Bounds that hold before anything is unpacked or parsed.

    Raises
    ------
    DataError
        With every fault there is in ``.faults``; nothing was kept.
    ProblemError
        `path` is no path or `today` no date.
    """
    report = check_dataset(path, today=today, limits=limits)
    if report.dataset is None:
        raise data_error(report.faults)
    return report.dataset


def check_dataset(
    path: str | os.PathLike[str],
    *,
    today: object = None,
    limits: Limits = Limits(),  # noqa: B008
) -> CheckReport:
    """Read a dataset and report every fault and warning, without raising for what the data hold."""
    if not isinstance(path, (str, os.PathLike)):
        raise ProblemError(text("data.error.not_path", found=repr(path)))
    given = Dataset({}).as_of(today).today  # before reading: a wrong date is told at once
    source = read_source(path, limits)
    found = [*source.findings, *_missing(source)]
    data = Tables(
        {name: parsed(raw, limits) for name, raw in source.tables.items()},
        frozenset(source.unreadable),
    )
    found += findings(data)
    faults = finding_frame(finding for finding in found if not finding.warning)
    warnings = finding_frame(finding for finding in found if finding.warning)
    if len(faults):
        return CheckReport(faults, warnings, None)
    origins: dict[str, Origin] = {}
    frames = typed_frames(data, origins)
    return CheckReport(faults, warnings, Dataset(MappingProxyType(frames), given, warnings, origins))


def _missing(source: Source) -> Iterator[Finding]:
    if not source.complete:
        return
    for name, table in tables().items():
        if table.required and name not in source.tables and name not in source.unreadable:
            yield Finding("missing-file", source.name_of(name), expected=f"{name}: {table.meaning()}", hints=(_add(),))


def _add() -> str:
    return text("data.hint.add_file")


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {str(name): (None if pd.isna(value) else int(value) if name == "row" else value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
