"""Numbers, dates and choices as people and programs spell them -> values, or the verdict why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import IntEnum

import numpy as np

from talentmap.data.dictionary import Column

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates outside these years are taken for typing errors."""


class Verdict(IntEnum):
    """What is known of one distinct text. Those from SUSPECT_ENCODING on have a value all the same."""

    OK = 0
    ENCODING = 1
    CONTROL_CHARACTER = 2
    VALUE_TOO_LONG = 3
    SPREADSHEET_VALUE = 4
    WRONG_TYPE = 5
    NOT_FINITE = 6
    AMBIGUOUS_NUMBER = 7
    OUT_OF_RANGE = 8
    UNKNOWN_VALUE = 9
    BAD_DATE = 10
    AMBIGUOUS_DATE = 11
    IMPLAUSIBLE_DATE = 12
    NO_FORMULA_VALUE = 13
    SUSPECT_ENCODING = 100
    SUSPECT_ID = 101


Value = str | int | float | bool | date | None
Answer = tuple[Value, Verdict]

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d+)?", re.ASCII)
_INFINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_YMD = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DMY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}", re.ASCII)
_TRUTH = {
    **dict.fromkeys(("true", "1", "yes", "ja", "waar"), True),
    **dict.fromkeys(("false", "0", "no", "nee", "onwaar"), False),
}


def decimal_style(texts: Iterable[str], usual: str) -> str:
    """Decimal sign of a file from the numbers that leave no doubt, else the usual one for its separator."""
    signs = {
        "," if "," in cell else "."
        for cell in texts
        if ("," in cell) != ("." in cell) and _NUMBER.fullmatch(cell) and not _GROUPED.fullmatch(cell)
    }
    if len(signs) > 1:
        return "both"
    return {",": "comma", ".": "dot"}[signs.pop()] if signs else usual


def _float(cell: str, style: str) -> tuple[float | None, Verdict]:
    if _INFINITE.fullmatch(cell):
        return None, Verdict.NOT_FINITE
    if _GROUPED.fullmatch(cell) and not _plain(cell, style):
        return None, Verdict.AMBIGUOUS_NUMBER
    if not _NUMBER.fullmatch(cell):
        return None, Verdict.WRONG_TYPE
    value = float(cell.replace(",", "."))
    if not np.isfinite(value):
        return None, Verdict.NOT_FINITE
    return value + 0.0, Verdict.OK  # + 0.0 makes one zero of -0 and 0


def _plain(cell: str, style: str) -> bool:
    """Whether the only sign in a number like 1.125 is the decimal sign of the file, so that it leaves no doubt."""
    if style == "exact":
        return True
    sign = {"dot": ".", "comma": ","}.get(style)
    return sign is not None and cell.count(sign) == 1 and _NUMBER.fullmatch(cell) is not None


def as_number(cell: str, column: Column | None, style: str) -> Answer:
    value, verdict = _float(cell, style)
    return value, verdict if value is None else _range(value, column)


def as_integer(cell: str, column: Column | None, style: str) -> Answer:
    if _GROUPED.fullmatch(cell) and style != "exact":
        return None, Verdict.AMBIGUOUS_NUMBER  # 1.000 may be one or a thousand
    value, verdict = _float(cell, style)
    if value is None:
        return None, verdict
    if not value.is_integer():
        return None, Verdict.WRONG_TYPE
    return int(value), _range(value, column)


def _range(value: float, column: Column | None) -> Verdict:
    if column is None:
        return Verdict.OK
    below = column.low is not None and (value < column.low or (column.above and value == column.low))
    return Verdict.OUT_OF_RANGE if below or (column.high is not None and value > column.high) else Verdict.OK


def as_boolean(cell: str, column: Column | None, style: str) -> Answer:
    value = _TRUTH.get(cell.casefold())
    return value, Verdict.WRONG_TYPE if value is None else Verdict.OK


def as_choice(cell: str, column: Column | None, style: str) -> Answer:
    value = cell.casefold()
    return (value, Verdict.OK) if column and value in column.choices else (None, Verdict.UNKNOWN_VALUE)


def as_date(cell: str, column: Column | None, style: str) -> Answer:
    if match := _YMD.fullmatch(cell):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        if not match[2] and len(match[3] + match[4]) < 4:
            return None, Verdict.BAD_DATE
    elif match := _DMY.fullmatch(cell):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "/" and day <= 12 and month <= 12 and day != month:
            return None, Verdict.AMBIGUOUS_DATE  # 03/04/2026 is April in Utrecht and March in New York
    else:
        return None, Verdict.AMBIGUOUS_DATE if _SHORT_YEAR.fullmatch(cell) else Verdict.BAD_DATE
    try:
        value = date(year, month, day)
    except ValueError:
        return None, Verdict.BAD_DATE
    return value, Verdict.OK if FIRST_YEAR <= year <= LAST_YEAR else Verdict.IMPLAUSIBLE_DATE
