"""The log: a chain of hashes over what happened, without its content and without names.

Every line holds the hash of the line before it, so a line that was changed, removed, added or swapped breaks the chain
from there. Whoever can write the whole file could make a new chain; therefore the head (number and hash of the last
line) is given now and then to a keeper outside the system, and :func:`verify` with that head finds such a chain too.
"""

from __future__ import annotations

import hashlib
import json
import re

import numpy as np
import pandas as pd

from talentmap.access.keys import pseudonym, pseudonym_of
from talentmap.data.store import Reading, Writing
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

_HEAD = re.compile(r"(\d{1,18})-([0-9a-f]{64})")


def append(writing: Writing, actor: str, action: str, subject: str = "", *, day: object = None) -> str:
    """Add a line in the same change as what it tells of; either both are kept or neither.

    Parameters
    ----------
    actor
        Who did it: id of a person (kept as a pseudonym) or a role.
    action
        What happened; never the content.
    subject
        About whom (kept as a pseudonym), or id of an import.
    day
        The day on which it was done, as the caller knows it; never the clock.

    Returns
    -------
    Hash of the line.
    """
    last = writing.last("log", "number")
    number, previous = (int(last["number"]) + 1, str(last["hash"])) if last else (1, "")
    shown = _day(day)
    line = {"actor": pseudonym(writing, actor), "action": action, "subject": pseudonym(writing, subject)}
    made = _hash(number, shown, line["actor"], action, line["subject"], previous)
    row = {"number": number, "day": shown or None, **line, "previous": previous, "hash": made}
    writing.insert("log", [row])
    return made


def verify(reading: Reading, head: str | None = None) -> int:
    """Follow the chain from its first line.

    Parameters
    ----------
    head
        What :func:`head_of` gave earlier; the chain then has to hold that very line, with or without lines after it.

    Returns
    -------
    Number of lines of an unbroken chain; -1 - place of the first line that does not fit (from 0).

    Raises
    ------
    ProblemError
        That is no head.
    """
    least, wanted = _parsed(head) if head is not None else (0, "")
    lines = reading.frame("log").astype(object)
    lines = lines.where(lines.notna(), "")
    previous = ""
    for place, line in enumerate(lines.to_dict("records")):
        shown = _day(line["day"])
        expected = _hash(place + 1, shown, line["actor"], line["action"], line["subject"], previous)
        if line["number"] != place + 1 or line["previous"] != previous or line["hash"] != expected:
            return -1 - place
        if place + 1 == least and line["hash"] != wanted:
            return -least
        previous = str(line["hash"])
    return len(lines) if len(lines) >= least else -1 - len(lines)


def head_of(reading: Reading) -> str:
    """Number and hash of the last line, as ``12-5f3c…``: for the keeper of the log, never shown to viewers."""
    last = reading.last("log", "number")
    return f"{last['number']}-{last['hash']}" if last else f"0-{'0' * 64}"


def lines_about(reading: Reading, person_id: str) -> pd.DataFrame:
    """Lines of what a person did or what was done about them: number, day, action, by_them and about_them.

    Numbered from 1 among their own: where a line stands in the whole log tells how much others did.
    """
    lines = reading.frame("log")
    own = pseudonym_of(reading, person_id)
    by, about = lines["actor"].eq(own or "").fillna(False), lines["subject"].eq(own or "").fillna(False)
    found = lines[["number", "day", "action"]].assign(by_them=by.astype(bool), about_them=about.astype(bool))
    found = found[(by | about).to_numpy(dtype=bool)].sort_values("number", ignore_index=True)
    return found.assign(number=np.arange(1, len(found) + 1))


def _hash(number: int, *parts: str) -> str:
    return hashlib.sha256(json.dumps([number, *parts], ensure_ascii=False).encode()).hexdigest()


def _day(day: object) -> str:
    if day is None or day == "" or pd.isna(day):  # type: ignore[call-overload]
        return ""
    return str(pd.Timestamp(day).date())  # type: ignore[arg-type]


def _parsed(head: str) -> tuple[int, str]:
    found = _HEAD.fullmatch(head.strip())
    if found is None:
        raise ProblemError(text("rights.log.no_head", found=head[:80]))
    number, wanted = int(found[1]), found[2]
    return number, wanted
