"""Arguments of a grouping question, checked and put in one form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import text

PARTS = ("day", "morning", "afternoon")


def whole(name: str, value: object, least: int = 1) -> int:
    """A whole number that is not below `least`."""
    number = value if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else None
    if number is None or number < least:
        raise ProblemError(text("groups.wrong.whole", name=name, found=repr(value), least=least))
    return int(number)


def one_of(name: str, value: object, known: Iterable[str]) -> str:
    """One of the words known."""
    words = tuple(known)
    if not isinstance(value, str) or value not in words:
        raise ProblemError(text("groups.wrong.choice", name=name, found=repr(value), known=", ".join(words)))
    return value


def id_list(name: str, given: object) -> tuple[str, ...]:
    """Ids, each once, in order."""
    parts = [given] if isinstance(given, str) else list(given) if isinstance(given, Iterable) else [given]
    for part in parts:
        if not isinstance(part, str):
            raise ProblemError(text("groups.wrong.ids", name=name, found=repr(part)))
    return tuple(sorted(set(parts)))


def near(label: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known labels that look like this one."""
    from rapidfuzz.process import extract

    return tuple(str(found[0]) for found in extract(label, sorted(known), limit=3, score_cutoff=50))


def known_people(people: pd.Series, asked: Iterable[str]) -> None:
    """Refuse ids that are nobody's."""
    known = set(people)
    for label in asked:
        if label not in known:
            like = near(label, known)
            shown = text("groups.wrong.near", near=", ".join(like)) if like else ""
            raise UnknownLabelError(text("groups.wrong.person", label=label, near=shown), label, like)


def iso_date(value: object) -> str | None:
    """The date as ISO text; None when it is none."""
    if isinstance(value, (dt.date, np.datetime64)):
        return None if pd.isna(value) else str(pd.Timestamp(value).date())
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        return None
    try:
        return dt.date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        return None


def split_slot(value: str) -> tuple[str, str] | None:
    """``2027-03-04`` or ``2027-03-04/morning`` -> date and part; None when it is neither."""
    day, _, part = value.partition("/")
    date = iso_date(day)
    return None if date is None or (part or "day") not in PARTS else (date, part or "day")
