"""One cell's text -> its value, or the verdict why it has none. Everything is decided per distinct text.

Nothing is repaired: a cell is what it says in one of the documented spellings, or it is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import IntEnum

import numpy as np

from talentmap.data.dictionary import Column
from talentmap.data.limits import Limits

BLANKS = " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What may stand around a cell without being part of it."""

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
_Answer = tuple[Value, Verdict]

NO_VALUE = "\ufdd0formula"
"""Stands for a formula whose outcome is not in the file; a noncharacter, so no text of a person is mistaken for it."""

_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_INVISIBLE}]")
# A joiner is part of emoji and of Persian words, so it may stand between letters that are not ASCII.
_LONE_JOINER = re.compile("(?:^|[\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?:[\x00-\x7f]|$)")
_BREAKS = re.compile("[\t\r\n\u200c\u200d]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPREADSHEET = re.compile(
    r"#(?:N/[AB]|REF!|VERW!|VALUE!|WAARDE!|DIV/0!|DEEL/0!|NAME\?|NAAM\?|NUM!|GETAL!|NULL!|LEEG!|SPILL!|OVERLOOP!"
    r"|CALC!|BEREKENEN!|BUSY!|FIELD!|VELD!|GETTING_DATA|#+)",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+\d+")
_GARBLED = re.compile("[ÂÃÄÅÐÑØÙâ][\u0080-\u00bf\u2013-\u2122€ŒœŠšŸŽžƒˆ˜]|\ufffd")
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


# One look at all texts of a column together settles what a look at each would: nothing to trim, restore or distrust.
_ODD = re.compile(
    "[^ -~\n\u00c0\u00c1\u00c6-\u00cf\u00d2-\u00d6\u00da-\u00e1\u00e3-\u017f]|(?:^|\n)[ '#\n]|(?: |\n)(?:\n|$)"
)
_ANY_SCIENTIFIC = re.compile(rf"^{_SCIENTIFIC.pattern}$", re.MULTILINE)


def all_plain(texts: Sequence[str]) -> bool:
    """Whether no text has blanks around it, line breaks, hidden or doubtful characters, or begins in an odd way."""
    if not texts:
        return True
    joined = "\n".join(texts)
    return joined.count("\n") == len(texts) - 1 and joined != "" and not _ODD.search(joined)


def parse_all(
    column: Column | None, texts: Sequence[str], style: str, limits: Limits
) -> tuple[list[Value], np.ndarray]:
    """Values and verdicts of distinct texts.

    Parameters
    ----------
    column
        The column of the dictionary; None for a column of text that is not in it.
    texts
        Distinct texts without blanks around them, none empty.
    style
        ``"dot"`` or ``"comma"`` for the decimal sign of the file, ``"both"`` if it uses both, ``"exact"`` when the
        source holds numbers as numbers.

    Returns
    -------
    Values (None without one) and verdicts, shape (n_texts,).
    """
    kind = column.type if column else "text"
    parse = _PARSERS[kind]
    most = limits.id_length if kind == "id" else limits.text_length
    if kind in ("text", "id", "ids") and _nothing_to_see(texts, most):
        return list(texts), np.zeros(len(texts), dtype=np.uint8)
    values: list[Value] = []
    verdicts = np.zeros(len(texts), dtype=np.uint8)
    for place, cell in enumerate(texts):
        verdict = _seen(cell, most, kind)
        if verdict is not Verdict.OK:
            value: Value = None
        else:
            value, verdict = parse(cell, column, style)
        values.append(value)
        verdicts[place] = verdict
    return values, verdicts


def _nothing_to_see(texts: Sequence[str], most: int) -> bool:
    fits = max(map(len, texts), default=0) <= most
    return fits and all_plain(texts) and not _ANY_SCIENTIFIC.search("\n".join(texts))


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


def _seen(cell: str, most: int, kind: str) -> Verdict:
    """What can be wrong with any cell, whatever its column holds."""
    if cell == NO_VALUE:
        return Verdict.NO_FORMULA_VALUE
    if cell.isascii() and cell.isprintable():
        if len(cell) > most:
            return Verdict.VALUE_TOO_LONG
        return Verdict.SPREADSHEET_VALUE if cell[0] == "#" and _SPREADSHEET.fullmatch(cell) else Verdict.OK
    if _SURROGATE.search(cell):
        return Verdict.ENCODING
    if _HIDDEN.search(cell) or _LONE_JOINER.search(cell) or (kind not in ("text", "ids") and _BREAKS.search(cell)):
        return Verdict.CONTROL_CHARACTER
    return Verdict.VALUE_TOO_LONG if len(cell) > most else Verdict.OK


def _text(cell: str, column: Column | None, style: str) -> _Answer:
    if cell.isascii():
        return cell, Verdict.OK
    return cell, Verdict.SUSPECT_ENCODING if _garbled(cell) else Verdict.OK


def _id(cell: str, column: Column | None, style: str) -> _Answer:
    if _SCIENTIFIC.fullmatch(cell):
        return cell, Verdict.SUSPECT_ID
    return _text(cell, column, style)


def _garbled(cell: str) -> bool:
    """Whether the text looks like UTF-8 that somebody read as Windows-1252, or lost a letter on its way."""
    if not _GARBLED.search(cell):
        return False
    if "\ufffd" in cell:
        return True
    try:
        return cell.encode("cp1252").decode("utf-8") != cell
    except UnicodeError:
        return False


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


def _number(cell: str, column: Column | None, style: str) -> _Answer:
    value, verdict = _float(cell, style)
    return value, verdict if value is None else _range(value, column)


def _integer(cell: str, column: Column | None, style: str) -> _Answer:
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


def _boolean(cell: str, column: Column | None, style: str) -> _Answer:
    value = _TRUTH.get(cell.casefold())
    return value, Verdict.WRONG_TYPE if value is None else Verdict.OK


def _choice(cell: str, column: Column | None, style: str) -> _Answer:
    value = cell.casefold()
    return (value, Verdict.OK) if column and value in column.choices else (None, Verdict.UNKNOWN_VALUE)


def _date(cell: str, column: Column | None, style: str) -> _Answer:
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


_PARSERS: dict[str, Callable[[str, Column | None, str], _Answer]] = {
    "id": _id,
    "ids": _text,
    "text": _text,
    "choice": _choice,
    "level": _integer,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}


def hidden_signs(cell: str) -> list[str]:
    """The characters that the eye does not see or that steer a program, each once, in order."""
    found = [
        *_SURROGATE.findall(cell),
        *_HIDDEN.findall(cell),
        *(match[0][-1] for match in _LONE_JOINER.finditer(cell)),
        *_BREAKS.findall(cell),
    ]
    return list(dict.fromkeys(sign for sign in found if not sign.isascii() or not sign.isprintable()))
