"""A form that came back, read with care: it comes from outside."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from talentmap.access.rounds_form import ANSWERS, COMMENT, FORM, KEYS, KIND, MAY_READ, ROUND, TOKEN, VERSION
from talentmap.access.rounds_rules import MOST_SIGNS, Answers, checked_answers
from talentmap.access.rounds_token import token_hash
from talentmap.data.defuse import undefused
from talentmap.data.faults import Finding
from talentmap.data.guard import attempt
from talentmap.data.guard_xlsx import check_strings, safe_copy_of, scan_sheet
from talentmap.data.limits import Limits
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

LIMITS = Limits(file_bytes=1_000_000, unpacked_bytes=8_000_000, unpacked_ratio=100, members=60, sheet_cells=200_000)
"""A form is small; what is larger is not opened. It comes from outside."""


@dataclass(frozen=True)
class Returned:
    """What came back on a form: the token and round it carries, and the answers, checked."""

    token: str
    round_id: str
    answers: Answers


def read_form(source: str | os.PathLike[str] | bytes) -> Returned:
    """Read a form that came back.

    Parameters
    ----------
    source
        The file, or its content.

    Raises
    ------
    ProblemError
        It is no form of ours, too large, damaged, or an answer is not one of those offered.
    AccessError
        The token in it is missing or altered.
    """
    name = "" if isinstance(source, bytes) else Path(source).name
    found = attempt(lambda: _tried(source, name or "form"), name or "form")
    if isinstance(found, ProblemError):
        raise found
    if isinstance(found, Finding):
        hint = found.hints[0] if found.hints else text(f"data.kind.{found.kind}")
        raise ProblemError(text("rounds.form.unreadable", file=name, reason=hint))
    if found.get(FORM) != f"{KIND} {VERSION}":
        raise ProblemError(text("rounds.form.not_ours", file=name))
    token = str(found.pop(TOKEN, ""))
    token_hash(token)  # refuses one that was altered
    comment, may_read = _text(found.pop(COMMENT, None)), found.pop(MAY_READ, None)
    round_id = str(found.pop(ROUND, ""))
    levels = {key: _level(key, value) for key, value in found.items() if not key.startswith("*")}
    known = {strength: level for strength, level in levels.items() if level is not None}
    answers = checked_answers(Answers(known, comment), tuple(levels))
    return Returned(token, round_id, replace(answers, may_read=_yes(may_read)))


def _tried(source: str | os.PathLike[str] | bytes, name: str) -> dict[str, Any] | ProblemError:
    """What the file carries. A refusal of our own is handed back, for a parser's failure is put in other words."""
    try:
        return _cells(_content(source), name)
    except ProblemError as error:
        return error


def _content(source: str | os.PathLike[str] | bytes) -> bytes:
    if isinstance(source, bytes):
        raw = source[: LIMITS.file_bytes + 1]
    else:
        with open(source, "rb") as handle:
            raw = handle.read(LIMITS.file_bytes + 1)
    if len(raw) > LIMITS.file_bytes:
        raise ProblemError(text("rounds.form.too_large", most=LIMITS.file_bytes))
    return raw


def _cells(raw: bytes, name: str) -> dict[str, Any]:
    """What the file carries, key -> value; keys that are no strength begin with a star."""
    return _from_workbook(raw, name) if raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else _from_json(raw)


def _from_json(raw: bytes) -> dict[str, Any]:
    if raw.count(b"[") + raw.count(b"{") > 200:
        raise ProblemError(text("rounds.form.not_ours", file=""))
    content = json.loads(raw.decode("utf-8-sig"))
    answers = content.get("answers") if isinstance(content, dict) else None
    if not isinstance(answers, dict) or any(not isinstance(key, str) or key.startswith("*") for key in answers):
        raise ProblemError(text("rounds.form.not_ours", file=""))
    found = {
        FORM: f"{content.get('form')} {content.get('version')}",
        TOKEN: content.get("token", ""),
        ROUND: content.get("round", ""),
        COMMENT: content.get("comment"),
        MAY_READ: content.get("may_read"),
    }
    return {**answers, **found}


def _from_workbook(raw: bytes, name: str) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    copy, parts, _ = safe_copy_of(io.BytesIO(raw), name, LIMITS)
    sheets = [content for part, content in parts.items() if part.startswith("xl/worksheets/")]
    check_strings(parts.get("xl/sharedstrings.xml", b""), sheets, name)
    for part, content in parts.items():
        scan_sheet(content, name, part, LIMITS)
    book = CalamineWorkbook.from_filelike(copy)
    found: dict[str, Any] = {}
    for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False):
        key = row[KEYS].strip() if len(row) > KEYS and isinstance(row[KEYS], str) else ""
        if key and key in found:
            raise ProblemError(text("rounds.form.row_twice", found=key[:60]))
        if key:
            found[key] = undefused(row[ANSWERS]) if isinstance(row[ANSWERS], str) else row[ANSWERS]
    return found


def _level(strength: str, value: object) -> int | None:
    """A level out of a cell: the figure it begins with; None for a blank, or for who cannot say."""
    if value is None or value == "" or (isinstance(value, str) and value.strip() in _cannot_say()):
        return None
    if isinstance(value, float | int) and not isinstance(value, bool) and value in range(6):
        return int(value)
    figure = re.match(r"\s*([0-5])(?![0-9.,])", value) if isinstance(value, str) else None
    if figure is None:
        raise ProblemError(text("rounds.answer.level", strength=strength[:60], found=repr(value)[:60]))
    return int(figure[1])


def _cannot_say() -> tuple[str, ...]:
    return tuple(text("rounds.form.cannot_say", lang=lang) for lang in ("nl", "en"))


def _text(value: object) -> str:
    """A comment out of a cell; a spreadsheet may have made a number of it."""
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise ProblemError(text("rounds.answer.comment"))
    return str(value).replace("\0", "")[: MOST_SIGNS + 1]


def _yes(value: object) -> bool:
    """Only a clear yes is a yes."""
    return value is True or (isinstance(value, str) and value.strip().lower() in ("ja", "yes", "true"))
