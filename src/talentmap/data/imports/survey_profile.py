"""What the questions of a survey before teams are made mean: a profile written once for a form, beside the data."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from talentmap.data.faults import Finding, data_error, finding_frame
from talentmap.data.imports.profile import HIGHEST
from talentmap.data.imports.toml_values import (
    known_keys,
    packaged_names,
    profile_text,
    unreadable,
    whole_numbers,
    words,
)
from talentmap.vocabulary import text

NEVER = (
    *("e-mail", "email", "phone", "telephone", "telefoon", "telefoonnummer", "mobile number", "mobiel nummer"),
    *("home address", "postal address", "woonadres", "postcode", "whatsapp"),
    *("race", "racial", "ethnic", "ethnicity", "etnisch", "etniciteit", "heritage", "urm", "underrepresented"),
    *("nationality", "nationaliteit", "country of birth", "country of origin", "geboorteland", "herkomst", "afkomst"),
    *("religion", "religie"),
)
"""Questions of which no answer is ever read, whatever a profile says: how to reach somebody, where they come from."""

TICKED = ("busy", "free")
FREE = "free"
"""People column with the weekly times somebody is free."""
_OWN = ("person_id", "name", "unit", "gender", "section", FREE)
_PLACE = re.compile(r"[a-z0-9:]+")


@dataclass(frozen=True)
class AnswerColumn:
    """A question about a strength. ``levels`` says which level each answer is; an answer is known by how it begins."""

    header: str
    strength_id: str
    name: str
    levels: Mapping[str, int]
    name_nl: str = ""
    kind: str = "skill"


@dataclass(frozen=True)
class Schedule:
    """The questions about a week: one per day, each with the times that were ticked.

    ``days`` gives a short word for the day that stands in a header (``Monday`` -> ``mon``), ``times`` one for each
    time as the form writes it, in the order of the day (``8AM`` -> ``08``); together they name a time: ``mon08``.
    ``ticked`` says whether the times ticked are those somebody is ``busy`` or ``free``.
    """

    header: str
    days: Mapping[str, str]
    times: Mapping[str, str]
    ticked: str = "busy"


@dataclass(frozen=True)
class SurveyProfile:
    """What the columns of a survey are. A column is known by words that its header holds, in capitals or not.

    Forms put the same question in many ways, so a profile gives the words that matter (``last name``), not the whole
    question. A column may be known by one entry only. Every column but the name may be absent.

    Parameters
    ----------
    first_name, last_name, full_name, id_column
        Who answered: by one or two columns of names, or by ids. Without ids, people are numbered as they come.
    keep_names
        Whether names become names in the data. Else they only serve to understand wishes about team mates, and people
        are called by `name_label` and number.
    refused
        Columns never to be read; those of :data:`NEVER` are refused whether they are listed or not.
    ignored
        Other columns to leave out without a word.
    attributes
        Words in a header -> name of an attribute kept as text with the person.
    gender, section
        Columns kept as attributes of these names; the section is the unit too, where it is known, else `unit`.
    genders
        Answers to write in another way (``nonbinary`` -> ``non-binary``); a blank makes the answer unknown.
    answers
        Columns of levels.
    schedule
        Columns of weekly times.
    wish_with, wish_apart
        Columns that name people to be, or not to be, in one team with; `separator` holds the signs between names.
    owner, reason
        What the rules made of those wishes give as their owner and reason.

    Raises
    ------
    ValueError
        Nothing says who answered, words are blank, occur twice or are among those never read, or a level lies outside
        0 to 5.
    """

    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    id_column: str = ""
    keep_names: bool = False
    name_label: str = "Person"
    unit: str = "-"
    fte: float = 1.0
    refused: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    gender: str = ""
    genders: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    section: str = ""
    answers: tuple[AnswerColumn, ...] = ()
    schedule: Schedule | None = None
    wish_with: str = ""
    wish_apart: str = ""
    separator: str = ",;"
    owner: str = "survey"
    reason: str = "wish in the survey"
    description: str = ""

    def __post_init__(self) -> None:
        if not (self.first_name or self.last_name or self.full_name or self.id_column):
            raise ValueError(text("imports.survey.nobody"))
        asked = [phrase for phrase, _ in self.entries()]
        if self.schedule:
            asked.append(self.schedule.header)
        never = sorted(word for word in asked if refused_by(word, NEVER))
        if never:
            raise ValueError(text("imports.survey.never", words=", ".join(never)))
        named = [*asked, *self.refused, *self.ignored]
        if not all(spaced(word) for word in named):
            raise ValueError(text("imports.survey.blank"))
        names = [*self.attributes.values(), *_OWN]
        strengths = [each.strength_id for each in self.answers]
        for given in ([spaced(word) for word in named], names, strengths):
            twice = sorted({word for word in given if given.count(word) > 1})
            if twice:
                raise ValueError(text("imports.twice", names=", ".join(twice)))
        if any(not 0 <= level <= HIGHEST for each in self.answers for level in each.levels.values()):
            raise ValueError(text("imports.survey.levels", highest=HIGHEST))
        self._week()

    def _week(self) -> None:
        week = self.schedule
        if week is None:
            return
        places = [*week.days.values(), *week.times.values()]
        whole = all(_PLACE.fullmatch(place) for place in places)
        once = all(len(set(given.values())) == len(given) > 0 for given in (week.days, week.times))
        if week.ticked not in TICKED or not whole or not once:
            raise ValueError(text("imports.survey.schedule", ticked=", ".join(TICKED)))

    def entries(self) -> Iterator[tuple[str, str]]:
        """Words in a header, and what such a column is; the columns of the week apart."""
        for what in ("id_column", "first_name", "last_name", "full_name", "gender", "section"):
            if getattr(self, what):
                yield getattr(self, what), what
        for what in ("wish_with", "wish_apart"):
            if getattr(self, what):
                yield getattr(self, what), what
        for phrase, name in self.attributes.items():
            yield phrase, f"attribute {name}"
        for each in self.answers:
            yield each.header, f"answer {each.strength_id}"


def spaced(words_: str) -> str:
    """Text as it is compared: small letters, single blanks."""
    return " ".join(words_.casefold().split())


def holds(header: str, phrase: str) -> bool:
    """Whether a header holds these words, whole ones: ``race`` is in ``your race?``, not in ``trace``."""
    return bool(_pattern(spaced(phrase)).search(spaced(header)))


def refused_by(header: str, phrases: tuple[str, ...]) -> str:
    """The first of these phrases that a header holds, blank without one."""
    return next((phrase for phrase in phrases if holds(header, phrase)), "")


@lru_cache(maxsize=1024)
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")


def survey_names() -> tuple[str, ...]:
    """Names of the survey profiles that come with the package."""
    return packaged_names("surveys")


def read_survey_profile(profile: str | os.PathLike[str] | SurveyProfile) -> SurveyProfile:
    """Read a survey profile from a TOML file, or one that comes with the package by its name (``"student_survey"``).

    The keys are those of :class:`SurveyProfile`; ``[[answers]]`` gives a table for each column of levels, with the
    keys of :class:`AnswerColumn`, and ``[schedule]`` the keys of :class:`Schedule`.

    Raises
    ------
    DataError
        The file cannot be read as TOML, has a key or value that means nothing here, or contradicts itself.
    UnknownLabelError
        No profile of that name comes with the package, and there is no such file.
    """
    if isinstance(profile, SurveyProfile):
        return profile
    return _from(*profile_text(profile, "surveys"))


def _from(content: str, file: str) -> SurveyProfile:
    try:
        given = tomllib.loads(content)
        made: dict[str, Any] = {"answers": tuple(_answer(dict(entry)) for entry in given.pop("answers", []))}
        if "schedule" in given:
            week = dict(given.pop("schedule"))
            for name in ("days", "times"):
                week[name] = MappingProxyType(words(dict(week.pop(name))))
            made["schedule"] = Schedule(**known_keys(week, Schedule))
        for name in ("attributes", "genders"):
            given[name] = MappingProxyType(words(dict(given.pop(name, {}))))
        for name in ("refused", "ignored"):
            given[name] = tuple(words(dict(enumerate(given.pop(name, ())))).values())
        return SurveyProfile(**known_keys(given, SurveyProfile), **made)
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, KeyError) as error:
        raise unreadable(file, str(error)) from error
    except ValueError as error:  # the profile itself says what is wrong with it
        raise data_error(finding_frame([Finding("contradiction", file, hints=(str(error),))])) from error


def _answer(entry: dict[str, Any]) -> AnswerColumn:
    entry["levels"] = MappingProxyType(whole_numbers(dict(entry.pop("levels"))))
    return AnswerColumn(**known_keys(entry, AnswerColumn))
