"""Text that a spreadsheet would take for a formula, made harmless on the way out and restored on the way in.

A spreadsheet opening a CSV runs any cell that begins like a formula, quoted or not. One leading apostrophe stops that.
Texts that already begin with apostrophes before such a sign get one more, so that taking one away always gives back
exactly what was there: :func:`undefused` is the inverse of :func:`defused` for every text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

_BLANKS = (
    "\x00-\x20\x7f-\xa0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164"
    '\ufe00-\ufe0f\ufeff\ufff9-\ufffb"'
)
"""What may stand before a sign without keeping a program from seeing a formula: blanks and control signs of any kind,
signs without width, byte order marks, and double quotes, which a program that does not know them drops."""
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
"""Signs that start a formula; the wide and the small ones do so in some versions of Excel."""

_FORMULA = rf"(?:[{_BLANKS}]*[{_SIGNS}]|[\t\r\n])"
"""Blanks before the sign count too, because programs that import a CSV may trim them."""

_TO_DEFUSE = re.compile(rf"'*{_FORMULA}")
_TO_RESTORE = re.compile(rf"'+{_FORMULA}")


def defused(value: str) -> str:
    """Text as it may stand in a CSV or workbook: with one apostrophe in front where it begins as a formula."""
    return f"'{value}" if _TO_DEFUSE.match(value) else value


def undefused(value: str) -> str:
    """Text as it was before :func:`defused`; a text that was never defused stays as it is."""
    return value[1:] if value.startswith("'") and _TO_RESTORE.match(value) else value


def defused_series(values: pd.Series) -> pd.Series:
    """:func:`defused` for a column of text; missing stays missing."""
    return _changed(values, values.str.match(_TO_DEFUSE.pattern, na=False), defused)


def undefused_series(values: pd.Series) -> pd.Series:
    """:func:`undefused` for a column of text; missing stays missing."""
    return _changed(values, values.str.startswith("'", na=False), undefused)


def _changed(values: pd.Series, suspect: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Apply to the few suspect cells only: most columns of a million rows have none."""
    if not suspect.any():
        return values
    result = values.copy()
    result[suspect] = values[suspect].map(change)
    return result
