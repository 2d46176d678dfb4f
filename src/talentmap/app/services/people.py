"""People, roles and units as they are offered in lists, and reasons with names instead of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from talentmap.app.services.words import Figure, person_names, strength_names, titles
from talentmap.data.dataset import Dataset
from talentmap.results import Reason
from talentmap.results.reasons import Value

_PEOPLE = ("subject", "people", "person", "person_id", "come", "leave", "other", "holder", "members", "where", "moved")
_STRENGTHS = ("strength", "strengths", "met", "which", "strength_id", "held")
_OF_PEOPLE = ("groups_edit.explain.swap",)
"""Reasons whose value is a person."""

_PROJECTS = ("project", "projects")
_ROLES = ("role", "role_id", "roles")


@dataclass(frozen=True)
class Names:
    """Names by id of everything that reasons speak of."""

    people: Mapping[str, str]
    strengths: Mapping[str, str]
    roles: Mapping[str, str]
    projects: Mapping[str, str]

    @classmethod
    def of(cls, data: Dataset) -> Names:
        """Names in this dataset, strengths in the current language."""
        return cls(person_names(data), strength_names(data), titles(data, "role"), titles(data, "project"))

    def say(self, reason: Reason) -> str:
        """A reason as a sentence with names; ids stay where there is no name."""
        details = {key: self._named(key, value) for key, value in reason.details.items()}
        subject = str(self._named("subject", reason.subject))
        speaks = "person" if reason.kind in _OF_PEOPLE else "value"
        value, held = self._named(speaks, reason.value), self._named("compared_to", reason.compared_to)
        return replace(reason, subject=subject, value=value, compared_to=held, details=details).text()

    def say_all(self, reasons: Iterable[Reason]) -> list[str]:
        """Reasons as sentences."""
        return [self.say(reason) for reason in reasons]

    def _named(self, key: str, value: Value) -> Value:
        if isinstance(value, float):
            return Figure(value)
        if not isinstance(value, str):
            return value
        known = self._known(key)
        return ", ".join(known.get(part, part) for part in value.split(", "))

    def _known(self, key: str) -> Mapping[str, str]:
        if key in _STRENGTHS:
            return self.strengths
        if key == "subject":
            return {**self.projects, **self.strengths, **self.roles, **self.people}
        if key in _PROJECTS:
            return self.projects
        return self.roles if key in _ROLES else self.people if key in _PEOPLE else {}


def people_options(data: Dataset) -> Mapping[str, str]:
    """Id -> name, unit and id of every person, by name, as lists offer them."""
    people = data.frames["people"].sort_values(["name", "person_id"])
    return {
        person: f"{name} · {unit} ({person})"
        for person, name, unit in zip(people["person_id"], people["name"], people["unit"], strict=True)
    }


def unit_options(data: Dataset) -> list[str]:
    """Units that people work in, by name."""
    return sorted(data.frames["people"]["unit"].dropna().unique())


def initials(name: str) -> str:
    """First letters of the first and last word of a name."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
