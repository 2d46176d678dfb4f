"""One cell's text -> its value, or the verdict why it has none. Everything is decided per distinct text.

Nothing is repaired: a cell is what it says in one of the documented spellings, or it is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from talentmap.data.dictionary import Column
from talentmap.data.limits import Limits
from talentmap.data.values import Answer, Value, Verdict, as_boolean, as_choice, as_date, as_integer, as_number

BLANKS = " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What may stand around a cell without being part of it."""

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


def _text(cell: str, column: Column | None, style: str) -> Answer:
    if cell.isascii():
        return cell, Verdict.OK
    return cell, Verdict.SUSPECT_ENCODING if _garbled(cell) else Verdict.OK


def _id(cell: str, column: Column | None, style: str) -> Answer:
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


_PARSERS: dict[str, Callable[[str, Column | None, str], Answer]] = {
    "id": _id,
    "ids": _text,
    "text": _text,
    "choice": as_choice,
    "level": as_integer,
    "integer": as_integer,
    "number": as_number,
    "boolean": as_boolean,
    "date": as_date,
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
