"""Reasons with names instead of ids, for people who know their colleagues by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from talentmap.measures.names import strength_names
from talentmap.results import Conflict, Explanation, Reason

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset

_SPEAKS_OF = {
    "person": "people",
    "people": "people",
    "leave": "people",
    "come": "people",
    "other": "people",
    "where": "people",
    "moved": "people",
    "held": "strengths",
    "strength": "strengths",
    "which": "strengths",
    "role": "roles",
    "project": "projects",
}
"""Placeholder of a sentence -> table its ids are from."""


class Names:
    """Names of everything in a dataset, in the current language.

    Parameters
    ----------
    data
        Where the names come from.
    with_ids
        True writes the id behind the name of a person, for those who go on with a command.
    """

    def __init__(self, data: Dataset, *, with_ids: bool = False) -> None:
        people, roles, projects = (data.frames[name] for name in ("people", "roles", "projects"))
        shown = people["name"] + " (" + people["person_id"] + ")" if with_ids else people["name"]
        self.of: Mapping[str, Mapping[str, str]] = {
            "people": dict(zip(people["person_id"], shown, strict=True)),
            "roles": dict(zip(roles["role_id"], roles["title"], strict=True)),
            "projects": dict(zip(projects["project_id"], projects["title"], strict=True)),
            "strengths": {str(key): str(name) for key, name in strength_names(data).items()},
        }

    def reason(self, reason: Reason) -> Reason:
        """The same reason with names. An id that two tables share stays as it is where the sentence does not say."""
        details = {
            key: self._listed(_SPEAKS_OF[key], value) if key in _SPEAKS_OF and isinstance(value, str) else value
            for key, value in reason.details.items()
        }
        tables = [table for table in self.of if reason.subject in self.of[table]]
        subject = self.of[tables[0]][reason.subject] if len(tables) == 1 else reason.subject
        return replace(reason, subject=subject, details=details)

    def _listed(self, table: str, ids: str) -> str:
        return ", ".join(self.of[table].get(label, label) for label in ids.split(", "))

    def sentences(self, said: Explanation | Conflict) -> list[str]:
        """An explanation or a conflict as sentences with names."""
        if isinstance(said, Conflict):
            reasons = (*said.rules, *said.relaxations)
        else:
            reasons = said.reasons
        return [self.reason(reason).text() for reason in reasons]
