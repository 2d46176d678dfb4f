"""Who looks: a person, a role, and nothing that a person could have widened for themself."""

from __future__ import annotations

from dataclasses import dataclass

from talentmap.errors import ProblemError
from talentmap.vocabulary import text

ROLES = ("employee", "hr", "analyst", "outsider", "administrator")
"""An outsider sees the form they were sent; an administrator runs the machine. Neither sees any content."""

PURPOSES = ("portfolio", "conversation", "team", "role_match", "development", "figures")
"""What somebody may look for. Each page and each operation has one; what a purpose shows stands in the policy."""


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at the data.

    Parameters
    ----------
    person_id
        Their id in the table people; None for somebody who does not stand there, such as an adviser from outside.
    role
        ``employee``, ``hr``, ``analyst``, ``outsider`` or ``administrator``. Manager is no role: it follows from
        ``people.manager_id``, the direct one only, and is worked out at each request.

    Raises
    ------
    ProblemError
        That is no role, or the id is no text.
    """

    person_id: str | None = None
    role: str = "employee"

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ProblemError(text("access.wrong.role", found=repr(self.role), known=", ".join(ROLES)))
        if not (self.person_id is None or isinstance(self.person_id, str)):
            raise ProblemError(text("access.wrong.person", found=repr(self.person_id)))
