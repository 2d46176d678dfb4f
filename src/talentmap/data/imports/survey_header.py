"""Which column of a survey is which: headers held against a profile, before any answer is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from talentmap.data.faults import Finding, excerpt
from talentmap.data.imports.survey_profile import NEVER, SurveyProfile, holds, refused_by
from talentmap.vocabulary import text


@dataclass(frozen=True)
class SurveyColumns:
    """Headers by meaning: ``of`` the entries of the profile, ``week`` by the short word for the day."""

    of: Mapping[str, str] = field(default_factory=dict)
    week: Mapping[str, str] = field(default_factory=dict)


def survey_columns(header: Sequence[str], form: SurveyProfile, file: str) -> tuple[SurveyColumns, list[Finding]]:
    """Find the columns to read. Those that are refused are out before anything else is asked of them.

    Faults are: nobody can be told apart, a column with two meanings, two columns with one. Said as warnings are
    columns that are not there, that the profile does not name, or that are refused without being listed.
    """
    found: dict[str, list[str]] = {}
    findings: list[Finding] = []
    for name in dict.fromkeys(name for name in header if name.strip()):
        senses = _senses(name, form)
        if refused_by(name, form.refused):
            if senses:
                findings.append(_said("contradiction", file, name, "imports.hint.survey.refused", warning=True))
        elif refused_by(name, NEVER):
            findings.append(_said("unknown-value", file, name, "imports.hint.survey.never", warning=True))
        elif len(senses) > 1:
            findings.append(_said("contradiction", file, name, "imports.hint.survey.two_meanings"))
        elif senses:
            found.setdefault(senses[0], []).append(name)
        elif not refused_by(name, form.ignored):
            findings.append(_said("unknown-value", file, name, "imports.hint.not_named", warning=True))
    for names in found.values():
        findings += [_said("duplicate-column", file, name, "imports.hint.survey.one_meaning") for name in names[1:]]
    findings += _missing(found, form, file)
    one = {sense: names[0] for sense, names in found.items()}
    days = form.schedule.days.values() if form.schedule else ()
    week = {day: one[f"day {day}"] for day in days if f"day {day}" in one}
    return SurveyColumns({sense: name for sense, name in one.items() if not sense.startswith("day ")}, week), findings


def _senses(header: str, form: SurveyProfile) -> list[str]:
    senses = [what for phrase, what in form.entries() if holds(header, phrase)]
    if form.schedule and holds(header, form.schedule.header):
        senses += [f"day {word}" for day, word in form.schedule.days.items() if holds(header, day)]
    return senses


def _missing(found: Mapping[str, object], form: SurveyProfile, file: str) -> list[Finding]:
    """What the profile names and the file lacks: a fault where nobody could be told apart, else worth a word."""
    lacking = [(phrase, what) for phrase, what in form.entries() if what not in found]
    who = ("id_column", "first_name", "last_name", "full_name")
    missing = [
        _said("missing-column", file, phrase, "imports.hint.survey.no_column", warning=what not in who)
        for phrase, what in lacking
    ]
    if form.schedule and not any(f"day {word}" in found for word in form.schedule.days.values()):
        missing.append(_said("missing-column", file, form.schedule.header, "imports.hint.survey.no_week", warning=True))
    elif form.schedule:
        missing += [
            _said("missing-column", file, day, "imports.hint.survey.no_day", warning=True)
            for day, word in form.schedule.days.items()
            if f"day {word}" not in found
        ]
    return missing


def _said(kind: str, file: str, column: str, hint: str, *, warning: bool = False) -> Finding:
    return Finding(kind, file, excerpt(column), hints=(text(hint),), warning=warning)
