"""The log: a chain of hashes over what happened, without its content."""

from __future__ import annotations

import hashlib

from talentmap.data.store import Reading, Writing


def append(writing: Writing, actor: str, action: str, subject: str = "") -> str:
    """Add a line in the same change as what it tells of; either both are kept or neither.

    Returns
    -------
    Hash of the line: the head of the chain.
    """
    last = writing.last("log", "number")
    number, previous = (last["number"] + 1, last["hash"]) if last else (1, "")
    line = {"number": number, "actor": actor, "action": action, "subject": subject, "previous": previous}
    head = _hash(number, actor, action, subject, previous)
    writing.insert("log", [{**line, "hash": head}])
    return head


def verify(reading: Reading) -> int:
    """Number of lines of an unbroken chain; -1 - place of the first line that does not fit (from 0)."""
    previous = ""
    lines = reading.frame("log").astype(object)
    lines = lines.where(lines.notna(), "")
    for place, line in enumerate(lines.to_dict("records")):
        expected = _hash(place + 1, line["actor"], line["action"], line["subject"], previous)
        if line["number"] != place + 1 or line["previous"] != previous or line["hash"] != expected:
            return -1 - place
        previous = line["hash"]
    return len(lines)


def _hash(number: int, *parts: str) -> str:
    return hashlib.sha256("\x1f".join([str(number), *parts]).encode()).hexdigest()
