"""Text that a spreadsheet would take for a formula, made harmless on the way out and restored on the way in.

A spreadsheet that opens a CSV runs any cell that begins like a formula, quoted or not. One apostrophe in front stops
that. Where a cell begins is for the program to say, not for us: Dutch Excel splits a file with commas at semicolons,
a program that does not know quotes splits inside them, and then ``x;=1+1`` becomes two cells of which the second runs.
So a text gets an apostrophe wherever any program might begin a cell: at its start, after every separator, and after
every line break, whenever nothing but blanks, quotes and apostrophes stands between that place and a sign.

Exactly one apostrophe is added at each such place, also where there were some already, and taking one away at each
gives back what was there: :func:`undefused` is the inverse of :func:`defused` for every text. Workbooks are written the
same way, although their cells are never split, so that a file saved as the other kind still reads back the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

SEPARATORS = ",;\t|"
"""Signs at which a program may split a line. A blank is left out: it would mark every dash in a sentence."""
_BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_BLANKS = (
    "\x00-\x20\x7f-\xa0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164"
    '\ufe00-\ufe0f\ufeff\ufff9-\ufffb"'
)
"""What may stand before a sign without keeping a program from seeing a formula: blanks and control signs of any kind,
signs without width, byte order marks, and double quotes, which a program that does not know them drops."""
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
"""Signs that start a formula; the wide and the small ones do so in some versions of Excel."""

_SUSPECT = rf"(?:^|[{SEPARATORS}\r\n{_BREAKS}])['{_BLANKS}]*[{_SIGNS}]|^'*[\t\r\n]"
"""A text in which something has to change, in a spelling that Arrow understands."""
_RUN = re.compile(rf"(?<!['{_BLANKS}])(['{_BLANKS}]*)([{_SIGNS}])")
"""A sign with all that stands before it without hiding it. The look behind keeps the search linear in long blanks."""
_BEGINS = frozenset(SEPARATORS)
"""What may stand before such a run and begin a cell; the line breaks and the tab are in the run themselves."""
_PLACES = rf"(\r(?!\n)|[\t\n{_BREAKS}])"
"""Where a cell begins within a run. A CRLF is one break: between its halves nothing begins."""
_TO_MARK, _TO_CLEAR = re.compile(_PLACES), re.compile(_PLACES + "'")
_MARGIN = re.compile(r"'*[\t\r\n]")
"""A tab or line break at the very start counts without a sign too: programs drop it and look at what follows."""


def defused(value: str) -> str:
    """Text as it may stand in a CSV or workbook: an apostrophe wherever a cell could begin as a formula."""

    def marked(found: re.Match[str]) -> str:
        return _first(found, "'") + _TO_MARK.sub(r"\1'", found[1]) + found[2]

    margin = "'" if _MARGIN.match(value) and not _begins_as_formula(value) else ""
    return margin + _RUN.sub(marked, value)


def undefused(value: str) -> str:
    """Text as it was before :func:`defused`; a text that was never defused stays as it is."""

    def cleared(found: re.Match[str]) -> str:
        kept = found[1].removeprefix(_first(found, "'"))
        return _TO_CLEAR.sub(r"\1", kept) + found[2]

    if "'" not in value:
        return value
    if value.startswith("'") and _MARGIN.match(value) and not _begins_as_formula(value):
        value = value[1:]
    return _RUN.sub(cleared, value)


def defused_series(values: pd.Series) -> pd.Series:
    """:func:`defused` for a column of text; missing stays missing."""
    return _changed(values, values.str.contains(_SUSPECT, na=False), defused)


def undefused_series(values: pd.Series) -> pd.Series:
    """:func:`undefused` for a column of text; missing stays missing."""
    return _changed(values, values.str.contains("'", regex=False, na=False), undefused)


def _first(found: re.Match[str], apostrophe: str) -> str:
    """The apostrophe where a cell may begin at the start of this run, else nothing."""
    begins = found.start() == 0 or found.string[found.start() - 1] in _BEGINS
    return apostrophe if begins else ""


def _begins_as_formula(value: str) -> bool:
    return _RUN.match(value) is not None


def _changed(values: pd.Series, suspect: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Apply to the few suspect cells only: most columns of a million rows have none."""
    if not suspect.any():
        return values
    result = values.copy()
    result[suspect] = values[suspect].map(change)
    return result
