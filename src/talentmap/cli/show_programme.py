"""A programme on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.cli import tables
from talentmap.vocabulary import text

if TYPE_CHECKING:
    import pandas as pd

    from talentmap.programme import ProgrammeResult

_PARTS = {
    "staff": ("date", "part", "group", "subgroup", "pool", "name"),
    "coaches": ("person_id", "name", "coach", "wish"),
    "phases": ("number", "title", "first", "last"),
}
"""Tables shown, and their columns; the others are in the files."""
_NUMBERS = ("number", "wish", "capacity", "used", "left")
_IDS = ("person_id", "date", "group", "subgroup", "first", "last")


def show_programme(result: ProgrammeResult) -> None:
    """Summary, then who guides which subgroup, who coaches whom, and the phases."""
    tables.heading(text("cli.programme.heading", people=len(result.book.people)))
    tables.lines(result.summary().splitlines())
    found = result.tables()
    for name, columns in _PARTS.items():
        if name in found and len(found[name]):
            tables.heading(text(f"cli.programme.{name}"))
            _show(found[name], columns)


def _show(frame: pd.DataFrame, columns: tuple[str, ...]) -> None:
    columns = tuple(name for name in columns if frame[name].notna().any())
    kinds = ["number" if name in _NUMBERS else "id" if name in _IDS else "text" for name in columns]
    rows = [
        tuple("" if value is None else _said(name, value) for name, value in zip(columns, row, strict=True))
        for row in frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None).to_numpy().tolist()
    ]
    tables.print_rows([(f"cli.column.{name}", kind) for name, kind in zip(columns, kinds, strict=True)], rows)


def _said(column: str, value: object) -> str:
    """Words of the dictionary in the language of the reader."""
    if column == "part":
        return text(f"programme.part.{value}")
    return text(f"programme.pool.{value}") if column == "pool" else str(value)
