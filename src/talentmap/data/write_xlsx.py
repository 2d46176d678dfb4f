"""Tables as one workbook, a sheet per table, with text as text so that ids keep their zeros."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, BinaryIO

import pandas as pd

from talentmap.data.defuse import defused, defused_series
from talentmap.data.dictionary import Table
from talentmap.errors import ExportError
from talentmap.vocabulary import text

TEXT_FORMAT = 49  # "@" by its built-in number: what is typed in such a cell stays as typed
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_FIRST_DAY = pd.Timestamp("1900-03-01")
"""Excel believes in 29 February 1900; days before it go in as ISO text."""

OPTIONS = MappingProxyType(
    {
        "in_memory": True,  # no copies of personal data in the machine's folder for temporary files
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
)
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the same data give the same bytes, whatever the clock says


@dataclass(frozen=True, eq=False)
class Sheet:
    """What goes on one sheet. ``table`` is None for a table of results."""

    title: str
    frame: pd.DataFrame
    table: Table | None


def check_sheets(sheets: Sequence[Sheet]) -> None:
    """Refuse before writing what a worksheet would cut off in silence.

    Raises
    ------
    ExportError
        More rows than a worksheet has, or a text longer than a cell holds.
    """
    for sheet in sheets:
        if len(sheet.frame) + 1 > MOST_ROWS:
            raise ExportError(
                text("export.too_many_rows", table=sheet.title, count=len(sheet.frame), most=MOST_ROWS - 1)
            )
        for place, name in enumerate(sheet.frame.columns):
            values = sheet.frame.iloc[:, place]
            if isinstance(values.dtype, pd.StringDtype) and values.notna().any():
                longest = int(defused_series(values).str.len().max())
                if longest > MOST_CHARACTERS:
                    raise ExportError(
                        text(
                            "export.too_long",
                            table=sheet.title,
                            column=name,
                            count=longest,
                            most=MOST_CHARACTERS,
                        )
                    )


def xlsx_into(sheets: Sequence[Sheet], handle: BinaryIO) -> None:
    """Write the sheets in the order given, each with a header row that stays in view."""
    import xlsxwriter

    with xlsxwriter.Workbook(handle, dict(OPTIONS)) as book:
        book.set_properties({"created": CREATED})
        styles = {
            "header": book.add_format({"bold": True, "bg_color": "#0B5C6B", "font_color": "#FFFFFF"}),
            "text": book.add_format({"num_format": TEXT_FORMAT}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        names: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.title, names))
            _fill(page, sheet.frame, styles)


def _sheet_name(title: str, taken: set[str]) -> str:
    """A title Excel allows as a name: 31 characters, none of them a bracket or slash, each name once."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:28] or "Sheet"
    name, number = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{base} {number}"
    taken.add(name.casefold())
    return name


def _fill(page: Any, frame: pd.DataFrame, styles: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for place, name in enumerate(frame.columns):
        values = frame.iloc[:, place]
        header = defused(str(name))
        page.write_string(0, place, header, styles["header"])
        is_text = isinstance(values.dtype, (pd.StringDtype, pd.CategoricalDtype))
        page.set_column(place, place, _width(header, values), styles["text"] if is_text else None)
        _write_column(page, place, values, styles)
    if frame.shape[1]:
        page.autofilter(0, 0, max(len(frame), 1), frame.shape[1] - 1)


def _width(header: str, values: pd.Series) -> float:
    longest = max((len(str(value)) for value in values.head(200)), default=0)
    return float(min(max(len(header) + 3, longest + 1, 8), 50))


def _write_column(page: Any, place: int, values: pd.Series, styles: dict[str, Any]) -> None:
    days = pd.api.types.is_datetime64_any_dtype(values.dtype)
    booleans = pd.api.types.is_bool_dtype(values.dtype)
    numbers = pd.api.types.is_numeric_dtype(values.dtype) and not booleans
    missing = values.isna().to_numpy()
    for row, value in enumerate(values, start=1):
        if missing[row - 1]:
            continue
        if days:
            _write_day(page, row, place, value, styles["date"])
        elif booleans:
            page.write_boolean(row, place, bool(value))
        elif numbers:
            _write_number(page, row, place, value)
        else:
            page.write_string(row, place, defused(str(value)), styles["text"])


def _write_day(page: Any, row: int, place: int, day: pd.Timestamp, style: Any) -> None:
    if day >= _FIRST_DAY and day == day.normalize() and day.tz is None:
        page.write_datetime(row, place, day.to_pydatetime(), style)
    else:
        page.write_string(row, place, day.date().isoformat() if day == day.normalize() else day.isoformat())


def _write_number(page: Any, row: int, place: int, value: float) -> None:
    """A number; as text where the 16 digits that xlsxwriter keeps would change it."""
    number = float(value)
    if math.isfinite(number) and float(f"{number:.16G}") == number and int(abs(number)) < 2**53:
        page.write_number(row, place, number)
    else:
        page.write_string(row, place, repr(value.item() if hasattr(value, "item") else value))
