"""The form a rater fills in and sends back: one workbook with lists to choose from, or one JSON file."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from talentmap.data.atomic import replaced_file
from talentmap.data.write_xlsx import CREATED, OPTIONS, TEXT_FORMAT
from talentmap.errors import ExportError
from talentmap.vocabulary import text

KIND, VERSION = "talentmap feedback", 1
KEYS, ANSWERS = 3, 1  # columns of the workbook, counted from 0
TOKEN, ROUND, COMMENT, MAY_READ, FORM = "*token", "*round", "*comment", "*may_read", "*form"


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
    rater
        Whom to send it to; stands in no file.
    """

    round_id: str
    token: str
    about: str
    category: str
    closes: pd.Timestamp
    questions: Mapping[str, str]
    rater: str = ""

    def intro(self, lang: str | None = None) -> tuple[str, ...]:
        """What a rater should know before answering, line by line: what is asked, and who sees what of it."""
        told = "rounds.form.manager" if self.category == "manager" else "rounds.form.coded"
        day = str(self.closes.date())
        return (
            text("rounds.form.title", lang=lang, about=self.about),
            text("rounds.form.how", lang=lang, about=self.about, day=day),
            text(told, lang=lang, about=self.about),
            text("rounds.form.comment_rule", lang=lang, about=self.about),
            text("rounds.form.return_to", lang=lang, about=self.about),
        )


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
        "form": KIND,
        "version": VERSION,
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
    page.set_column(KEYS, KEYS, None, None, {"hidden": True})
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
        page.write_blank(row, ANSWERS, None, styles["answer"])
        page.data_validation(row, ANSWERS, row, ANSWERS, _list((*scale(lang), cannot), lang))
        page.write_string(row, KEYS, strength)
    row = _closing(page, row + 2, form, styles, lang)
    page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})


def _closing(page: Any, row: int, form: Form, styles: Mapping[str, Any], lang: str) -> int:
    """Comment, consent, and what the file must carry back."""
    page.write_string(row, 0, text("rounds.form.comment", lang=lang, about=form.about), styles["wrap"])
    page.write_blank(row, ANSWERS, None, styles["typed"])
    page.set_row(row, 90)
    page.write_string(row, KEYS, COMMENT)
    page.write_string(row + 1, 0, text("rounds.form.may_read", lang=lang, about=form.about), styles["wrap"])
    page.write_string(row + 1, ANSWERS, text("export.no", lang=lang), styles["answer"])
    page.data_validation(row + 1, ANSWERS, row + 1, ANSWERS, _list(_yes_no(lang), lang))
    page.write_string(row + 1, KEYS, MAY_READ)
    carried = ((TOKEN, form.token), (ROUND, form.round_id), (FORM, f"{KIND} {VERSION}"))
    for place, (key, value) in enumerate(carried, start=row + 3):
        page.write_string(place, 0, text(f"rounds.form.carried{key.replace('*', '.')}", lang=lang), styles["wrap"])
        page.write_string(place, ANSWERS, value)
        page.write_string(place, KEYS, key)
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
