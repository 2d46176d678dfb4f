"""What is wrong with the answers of a survey, or worth a look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from talentmap.data.cells import header_name
from talentmap.data.faults import Finding, excerpt
from talentmap.data.imports.survey_answers import NAMES, Survey
from talentmap.data.imports.survey_cells import free_times, near_names
from talentmap.data.imports.survey_profile import AnswerColumn, spaced
from talentmap.vocabulary import text


def survey_findings(survey: Survey) -> Iterator[Finding]:
    """Everything that can be said of the answers."""
    yield from _people(survey)
    for each in survey.form.answers:
        yield from _answers(survey, each)
    yield from _weeks(survey)
    for what in ("wish_with", "wish_apart"):
        if what in survey.columns.of:
            yield from _wishes(survey, what)


def _people(survey: Survey) -> Iterator[Finding]:
    again = sorted(set(range(survey.read.n_rows)) - set(survey.rows))
    header = survey.columns.of[next(w for w in ("id_column", *NAMES) if w in survey.columns.of)]
    if again:
        yield _finding(survey, "duplicate-id", again, header, "", text("imports.hint.survey.repeated"), warning=True)
    if "id_column" in survey.columns.of:
        return
    blank = [row for row in survey.rows if not survey.names[row]]
    if blank:
        yield _finding(survey, "blank-value", blank, header, "", text("data.hint.blank"))
    for who in survey.known.values():
        first, *others = (survey.rows[k] for k in who)
        if others:
            hint = text("imports.hint.survey.one_name", first=survey.read.row(first))
            yield _finding(survey, "duplicate-id", others, header, text("data.expected.once"), hint)


def _answers(survey: Survey, each: AnswerColumn) -> Iterator[Finding]:
    what = f"answer {each.strength_id}"
    wrong = [row for row in survey.rows if survey.said(what, row) and survey.level(each, row) is None]
    if wrong:
        expected = ", ".join(each.levels)
        hint = text("imports.hint.survey.answer")
        yield _finding(survey, "unknown-value", wrong, survey.columns.of[what], expected, hint)


def _weeks(survey: Survey) -> Iterator[Finding]:
    week = survey.form.schedule
    if week is None or not survey.columns.week:
        return
    for day, header in survey.columns.week.items():
        wrong = [row for row in survey.rows if free_times({day: survey.cell(header, row)}, week).unknown]
        if wrong:
            hint = text("imports.hint.survey.time")
            yield _finding(survey, "unknown-value", wrong, header, excerpt("; ".join(week.times)), hint)
    empty = [row for row in survey.rows if not any(survey.cell(name, row) for name in survey.columns.week.values())]
    if empty:
        header, hint = next(iter(survey.columns.week.values())), text("imports.hint.survey.no_times")
        yield _finding(survey, "blank-value", empty, header, "", hint, warning=True)


def _wishes(survey: Survey, what: str) -> Iterator[Finding]:
    header = survey.columns.of[what]
    for k, mates in survey.mates(what):
        row = survey.rows[k]
        for name in mates.nobody:
            near = near_names(spaced(name), survey.known)
            rows = ", ".join(str(survey.read.row(survey.rows[survey.known[each][0]])) for each in near)
            hint = text("imports.hint.survey.near", rows=rows) if rows else text("imports.hint.survey.stranger")
            yield _about(survey, "unknown-id", row, header, name, hint)
        for name in mates.several:
            yield _about(survey, "unknown-id", row, header, name, text("imports.hint.survey.several"))
        for name in mates.own:
            yield _about(survey, "self-reference", row, header, name, text("imports.hint.survey.own"))


def _finding(
    survey: Survey, kind: str, rows: Sequence[int], header: str, expected: str, hint: str, *, warning: bool = False
) -> Finding:
    found = survey.read.finding(kind, np.array(rows), header_name(header), expected=expected, hint=hint)
    return replace(found, column=header, warning=warning)


def _about(survey: Survey, kind: str, row: int, header: str, name: str, hint: str) -> Finding:
    return survey.read.finding_at(kind, survey.read.row(row), header, excerpt(name), "", hint, warning=True)
