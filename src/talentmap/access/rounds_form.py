"""The form a rater fills in and sends back: one workbook with lists to choose from, or one JSON file."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from talentmap.access.rounds_rules import MOST_SIGNS, Answers, checked_answers
from talentmap.access.rounds_token import token_hash
from talentmap.data.atomic import replaced_file
from talentmap.data.defuse import undefused
from talentmap.data.faults import Finding
from talentmap.data.guard import attempt
from talentmap.data.guard_xlsx import check_strings, safe_copy_of, scan_sheet
from talentmap.data.limits import Limits
from talentmap.data.write_xlsx import CREATED, OPTIONS, TEXT_FORMAT
from talentmap.errors import ExportError, ProblemError
from talentmap.vocabulary import text

LIMITS = Limits(file_bytes=1_000_000, unpacked_bytes=8_000_000, unpacked_ratio=100, members=60, sheet_cells=200_000)
"""A form is small; what is larger is not opened. It comes from outside."""

_KIND, _VERSION = "talentmap feedback", 1
_KEYS, _ANSWERS = 3, 1  # columns of the workbook, counted from 0
_TOKEN, _ROUND, _COMMENT, _MAY_READ, _FORM = "*token", "*round", "*comment", "*may_read", "*form"


@dataclass(frozen=True)
class Form:
    """One rater's form.

    Parameters
    ----------
    round_id, token
        Which round, and what opens it for this rater.
    about
        Name of the person it is about.
    category
        As whom the rater answers: peer, client or manager.
    closes
        Last day on which it can be handed in.
    questions
        Strength -> its name, in the order asked.
    """

    round_id: str
    token: str
    about: str
    category: str
    closes: pd.Timestamp
    questions: Mapping[str, str]

    def intro(self, lang: str | None = None) -> tuple[str, ...]:
        """What a rater should know before answering, line by line: what is asked, and who sees what of it."""
        told = "rounds.form.manager" if self.category == "manager" else "rounds.form.coded"
        day = str(self.closes.date())
        return (
            text("rounds.form.title", lang=lang, about=self.about),
            text("rounds.form.how", lang=lang, about=self.about, day=day),
            text(told, lang=lang, about=self.about),
            text("rounds.form.comment_rule", lang=lang, about=self.about),
        )


@dataclass(frozen=True)
class Returned:
    """What came back on a form: the token and round it carries, and the answers, checked."""

    token: str
    round_id: str
    answers: Answers


def scale(lang: str | None = None) -> tuple[str, ...]:
    """The levels 0-5 in plain words, from low to high; each begins with its figure."""
    return tuple(f"{level} {text(f'rounds.scale.{level}', lang=lang)}" for level in range(6))


def write_form(form: Form, path: str | os.PathLike[str], lang: str = "nl") -> None:
    """Write the form as one file; the suffix decides: ``.xlsx`` or ``.json``.

    Raises
    ------
    ExportError
        Another suffix, or the place cannot be written.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in (".xlsx", ".json"):
        raise ExportError(text("rounds.form.suffix", path=target))
    with replaced_file(target) as handle:
        handle.write(form_bytes(form, suffix, lang))


def form_bytes(form: Form, suffix: str = ".xlsx", lang: str = "nl") -> bytes:
    """The form as the content of a file: for a download, or an attachment."""
    return _workbook(form, lang) if suffix == ".xlsx" else _json(form, lang)


def _json(form: Form, lang: str) -> bytes:
    content = {
        "form": _KIND,
        "version": _VERSION,
        "about": list(form.intro(lang)),
        "scale": list(scale(lang)),
        "questions": dict(form.questions),
        "round": form.round_id,
        "token": form.token,
        "answers": dict.fromkeys(form.questions),
        "comment": "",
        "may_read": False,
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _workbook(form: Form, lang: str) -> bytes:
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, dict(OPTIONS)) as book:
        book.set_properties({"title": text("rounds.form.title", lang=lang, about=form.about), "created": CREATED})
        page = book.add_worksheet(text("rounds.form.sheet", lang=lang))
        wrap = {"text_wrap": True, "valign": "top"}
        styles = {
            "title": book.add_format({"bold": True, "font_size": 16, "font_color": "#0B5C6B"}),
            "wrap": book.add_format(wrap),
            "head": book.add_format({"bold": True, "bg_color": "#0B5C6B", "font_color": "#FFFFFF", **wrap}),
            "answer": book.add_format({**wrap, "bg_color": "#FFF7E0", "border": 1, "locked": False}),
            "typed": book.add_format(
                {**wrap, "bg_color": "#FFF7E0", "border": 1, "locked": False, "num_format": TEXT_FORMAT}
            ),
        }
        _filled(page, form, styles, lang)
    return held.getvalue()


def _filled(page: Any, form: Form, styles: Mapping[str, Any], lang: str) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, 46, styles["wrap"])
    page.set_column(1, 1, 60)
    page.set_column(2, 2, 30)
    page.set_column(_KEYS, _KEYS, None, None, {"hidden": True})
    title, *lines = form.intro(lang)
    page.write_string(0, 0, title, styles["title"])
    for row, line in enumerate(lines, start=1):
        page.merge_range(row, 0, row, 2, line, styles["wrap"])
        page.set_row(row, 34)
    row = len(lines) + 2
    page.write_string(row, 0, text("rounds.form.strength", lang=lang), styles["head"])
    page.write_string(row, 1, text("rounds.form.answer", lang=lang), styles["head"])
    cannot = text("rounds.form.cannot_say", lang=lang)
    for strength, name in form.questions.items():
        row += 1
        page.write_string(row, 0, name, styles["wrap"])
        page.write_blank(row, _ANSWERS, None, styles["answer"])
        page.data_validation(row, _ANSWERS, row, _ANSWERS, _list((*scale(lang), cannot), lang))
        page.write_string(row, _KEYS, strength)
    row = _closing(page, row + 2, form, styles, lang)
    page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})


def _closing(page: Any, row: int, form: Form, styles: Mapping[str, Any], lang: str) -> int:
    """Comment, consent, and what the file must carry back."""
    page.write_string(row, 0, text("rounds.form.comment", lang=lang, about=form.about), styles["wrap"])
    page.write_blank(row, _ANSWERS, None, styles["typed"])
    page.set_row(row, 90)
    page.write_string(row, _KEYS, _COMMENT)
    page.write_string(row + 1, 0, text("rounds.form.may_read", lang=lang, about=form.about), styles["wrap"])
    page.write_string(row + 1, _ANSWERS, text("export.no", lang=lang), styles["answer"])
    page.data_validation(row + 1, _ANSWERS, row + 1, _ANSWERS, _list(_yes_no(lang), lang))
    page.write_string(row + 1, _KEYS, _MAY_READ)
    carried = ((_TOKEN, form.token), (_ROUND, form.round_id), (_FORM, f"{_KIND} {_VERSION}"))
    for place, (key, value) in enumerate(carried, start=row + 3):
        page.write_string(place, 0, text(f"rounds.form.carried{key.replace('*', '.')}", lang=lang), styles["wrap"])
        page.write_string(place, _ANSWERS, value)
        page.write_string(place, _KEYS, key)
    return row


def _list(choices: tuple[str, ...], lang: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(choices),
        "error_title": text("rounds.form.wrong", lang=lang),
        "error_message": text("rounds.form.choose", lang=lang),
    }


def _yes_no(lang: str) -> tuple[str, str]:
    return text("export.yes", lang=lang), text("export.no", lang=lang)


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
    if found.get(_FORM) != f"{_KIND} {_VERSION}":
        raise ProblemError(text("rounds.form.not_ours", file=name))
    token = str(found.pop(_TOKEN, ""))
    token_hash(token)  # refuses one that was altered
    comment, may_read = _text(found.pop(_COMMENT, None)), found.pop(_MAY_READ, None)
    round_id = str(found.pop(_ROUND, ""))
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
        _FORM: f"{content.get('form')} {content.get('version')}",
        _TOKEN: content.get("token", ""),
        _ROUND: content.get("round", ""),
        _COMMENT: content.get("comment"),
        _MAY_READ: content.get("may_read"),
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
        key = row[_KEYS].strip() if len(row) > _KEYS and isinstance(row[_KEYS], str) else ""
        if key and key in found:
            raise ProblemError(text("rounds.form.row_twice", found=key[:60]))
        if key:
            found[key] = undefused(row[_ANSWERS]) if isinstance(row[_ANSWERS], str) else row[_ANSWERS]
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
