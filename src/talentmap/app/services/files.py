"""Downloads: what the library writes to a file, as bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from talentmap.vocabulary import current_language

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset
    from talentmap.teams import TeamResult

MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html",
    "svg": "image/svg+xml",
    "ics": "text/calendar",
}


def table_bytes(frame: pd.DataFrame, suffix: str) -> bytes:
    """A table as a CSV or workbook, formulas defused; in Dutch the CSV is as Dutch Excel expects it."""
    from talentmap.data.write import write_table

    dialect = "excel-nl" if current_language() == "nl" else "plain"
    return _written(suffix, lambda path: write_table(frame, path, dialect=dialect))


def template_bytes() -> bytes:
    """The empty workbook to fill in, explained in the current language."""
    from talentmap.data.template import write_template

    return _written("xlsx", lambda path: write_template(path, lang=current_language()))


def record_bytes(result: TeamResult) -> bytes:
    """The proof record of a team proposal, as ``talentmap verify`` reads it."""
    from talentmap.teams.record import write_record

    return _written("json", lambda path: write_record(result, path))


def own_bytes(data: Dataset, person: str, suffix: str) -> bytes:
    """The rows about one person of a view, with the strengths they name, as a workbook or JSON."""
    from talentmap.app.services.portfolio import own_dataset
    from talentmap.data.write import write_dataset

    return _written(suffix, lambda path: write_dataset(own_dataset(data, person), path))


def _written(suffix: str, write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="talentmap-") as folder:
        path = Path(folder) / f"table.{suffix}"
        write(path)
        return path.read_bytes()
