"""What each role may look for: ``roles.csv``, beside the policy. A purpose that a role has not is refused."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from talentmap.access.relation import relations
from talentmap.access.viewer import PURPOSES, Viewer
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import current_language

MANAGER = "manager"
"""No role that anybody is given: it comes with people who name one as their direct manager."""


@dataclass(frozen=True)
class RolePurposes:
    """One row of ``roles.csv``: a role, or ``manager``, the purposes it has, and the same in plain words."""

    role: str
    purposes: tuple[str, ...]
    meaning_nl: str
    meaning_en: str

    def meaning(self, lang: str | None = None) -> str:
        """The row in plain words, in the current or the given language."""
        return self.meaning_nl if (lang or current_language()) == "nl" else self.meaning_en


@lru_cache(maxsize=1)
def load_roles() -> tuple[RolePurposes, ...]:
    """The roles in the order of the file."""
    content = files("talentmap.access").joinpath("roles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(content))
    return tuple(
        RolePurposes(row["role"], tuple(row["purposes"].split()), row["meaning_nl"], row["meaning_en"]) for row in rows
    )


def purposes_of(data: Dataset, viewer: Viewer) -> tuple[str, ...]:
    """The purposes for which this viewer may look, in the order of :data:`PURPOSES`.

    Those of the role; for somebody who stands in the table people and works here also those of an employee, and those
    of a manager when they directly manage somebody. Worked out at each request.

    Parameters
    ----------
    data
        Everything, with the day on which is looked as its ``today``.
    """
    near = relations(data, viewer)
    held = [viewer.role]
    if near.place >= 0:
        held.append("employee")
        if near.belongs and bool((data.frames["people"]["manager_id"] == viewer.person_id).fillna(False).any()):
            held.append(MANAGER)
    if not (near.belongs or near.place >= 0):
        return ()
    if not near.belongs:  # who left keeps what is their own
        return ("portfolio",)
    allowed = {purpose for row in load_roles() if row.role in held for purpose in row.purposes}
    if near.place < 0:
        allowed.discard("portfolio")
    return tuple(purpose for purpose in PURPOSES if purpose in allowed)
