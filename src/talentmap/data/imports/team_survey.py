"""A survey held before teams are made -> a Dataset: people with their week and wishes, strengths, claims and rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import Column
from talentmap.data.faults import Finding, finding_frame
from talentmap.data.imports.reading import foreign_column, raise_faults, read_foreign, read_header
from talentmap.data.imports.survey_answers import Survey
from talentmap.data.imports.survey_faults import survey_findings
from talentmap.data.imports.survey_header import SurveyColumns, survey_columns
from talentmap.data.imports.survey_profile import FREE, AnswerColumn, SurveyProfile, read_survey_profile, spaced
from talentmap.data.limits import Limits
from talentmap.errors import UnknownLabelError
from talentmap.vocabulary import VISIBILITIES, text


def read_team_survey(
    path: str | os.PathLike[str],
    profile: str | os.PathLike[str] | SurveyProfile = "student_survey",
    *,
    visibility: str,
    date: object,
    limits: Limits = Limits(),  # noqa: B008
) -> Dataset:
    """Read a survey in which people tell, before teams are made, what they can do, when they are free and with whom.

    How to reach somebody and where they come from is never read, whatever the profile says. Answers become levels only
    as the profile says; a blank is no claim. The times of the week become one column of people, ``free`` (``mon08
    mon09 tue13``): the table availability knows dates and halves of a day, and a week that returns fits neither. Nobody
    is guessed at: a name that is not exactly that of one person makes no wish, and is among the warnings.

    Parameters
    ----------
    path
        A CSV file with a header: comma, semicolon or tab; UTF-8 or Windows-1252; ``.gz`` is unpacked.
    profile
        What the columns are: a :class:`SurveyProfile`, a TOML file, or the name of one that comes with the package.
    visibility
        Who may see the claims: private, manager, team or organisation.
    date
        Day on which the survey was held, anything ``pd.Timestamp`` takes.
    limits
        Bounds that hold before anything is parsed.

    Returns
    -------
    A Dataset with people (extra columns ``gender``, ``section``, ``free`` and the attributes, as far as they were
    asked), strengths, claims of the people about themselves, and rules: ``wish_with`` of each person's wishes, and
    ``apart`` for each pair of whom one does not want the other; that rule does not tell which of the two.

    Raises
    ------
    DataError
        With every fault of the file: two answers under one name, answers that are no level, times that are none.
    UnknownLabelError
        The visibility or the name of the profile is not one of those known.
    """
    if visibility not in VISIBILITIES:
        known = ", ".join(VISIBILITIES)
        raise UnknownLabelError(text("imports.visibility", visibility=visibility, known=known), visibility)
    form, place = read_survey_profile(profile), Path(path)
    header, findings = read_header(place, limits)
    columns = SurveyColumns()
    if header:
        columns, more = survey_columns(header, form, place.name)
        findings = findings + more
    raise_faults(_without_addresses(findings))
    read, more = read_foreign(place, _columns(columns), limits)
    found = raise_faults(_without_addresses([*findings, *more]))
    assert read is not None  # without one there is a fault
    survey = Survey(read, form, columns)
    found += raise_faults(_without_addresses(survey_findings(survey)))
    day = pd.Timestamp(date).normalize()  # type: ignore[arg-type]
    return replace(Dataset.from_frames(_frames(survey, visibility, day)), warnings=finding_frame(found))


def _columns(columns: SurveyColumns) -> list[Column]:
    own = columns.of.get("id_column")
    texts = [name for name in (*columns.of.values(), *columns.week.values()) if name != own]
    return [
        *([foreign_column(own, "id", key=True)] if own else []),
        *(foreign_column(name, "text") for name in dict.fromkeys(texts)),
    ]


def _without_addresses(findings: Iterable[Finding]) -> Iterator[Finding]:
    """No message repeats an address, be it typed instead of a name or met in a file whose columns have shifted."""
    for each in findings:
        yield replace(each, found=tuple("" if "@" in shown else shown for shown in each.found))


def _frames(survey: Survey, visibility: str, day: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """The tables."""
    asked = [each for each in survey.form.answers if f"answer {each.strength_id}" in survey.columns.of]
    return {
        "people": _people(survey),
        "strengths": pd.DataFrame(
            {
                "strength_id": [each.strength_id for each in asked],
                "name": [each.name for each in asked],
                "name_nl": [each.name_nl or each.name for each in asked],
                "kind": [each.kind for each in asked],
            },
            dtype="str",
        ),
        "claims": _claims(survey, asked, visibility, day),
        "rules": _rules(survey),
    }


def _people(survey: Survey) -> pd.DataFrame:
    form, of = survey.form, survey.columns.of
    section = [survey.said("section", row) for row in survey.rows]
    kept = [survey.names[row] if form.keep_names else "" for row in survey.rows]
    names = zip(kept, survey.ids, strict=True)
    people = pd.DataFrame({"person_id": survey.ids}, dtype="str")
    people["name"] = [name or f"{form.name_label} {each}" for name, each in names]
    people["unit"] = [each or form.unit for each in section]
    people["fte"] = form.fte
    if "gender" in of:
        spelled = {spaced(answer): wanted for answer, wanted in form.genders.items()}
        given = [survey.said("gender", row) for row in survey.rows]
        people["gender"] = _texts([spelled.get(spaced(each), each) for each in given])
    if "section" in of:
        people["section"] = _texts(section)
    if survey.form.schedule and survey.columns.week:
        people[FREE] = _texts([survey.week(row).free or "" for row in survey.rows])
    for name in form.attributes.values():
        if f"attribute {name}" in of:
            people[name] = _texts([survey.said(f"attribute {name}", row) for row in survey.rows])
    return people


def _claims(survey: Survey, asked: Sequence[AnswerColumn], visibility: str, day: pd.Timestamp) -> pd.DataFrame:
    made = [
        (person, each.strength_id, level)
        for each in asked
        for person, row in zip(survey.ids, survey.rows, strict=True)
        if (level := survey.level(each, row)) is not None
    ]
    frame = pd.DataFrame(made, columns=["person_id", "strength_id", "level"])
    return frame.assign(source="self", assessor_id=frame["person_id"], date=day, visibility=visibility)


def _rules(survey: Survey) -> pd.DataFrame:
    made: list[dict[str, str]] = []
    for k, mates in survey.mates("wish_with"):
        if mates.who:
            subjects = " ".join([survey.ids[k], *sorted(survey.ids[other] for other in mates.who)])
            made.append({"rule_id": f"with-{survey.ids[k]}", "rule": "wish_with", "subjects": subjects})
    apart = ((survey.ids[k], survey.ids[other]) for k, mates in survey.mates("wish_apart") for other in mates.who)
    for a, b in sorted({(min(pair), max(pair)) for pair in apart}):
        made.append({"rule_id": f"apart-{a}-{b}", "rule": "apart", "subjects": f"{a} {b}"})
    columns = ["rule_id", "rule", "subjects", "owner", "reason"]
    frame = pd.DataFrame(made, columns=columns, dtype="str")
    return frame.assign(owner=survey.form.owner, reason=survey.form.reason)


def _texts(values: Sequence[str]) -> pd.Series:
    return pd.Series([value or None for value in values], dtype="str")
