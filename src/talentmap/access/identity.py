"""Who somebody is: the login service says which subject logged in, our own table says as whom and until when.

What a login service claims about roles is not believed: the role stands in the table ``identities`` of the store, is
looked up at every request, and ends on its last day. A subject that is not there sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.access import log
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace
from talentmap.data.store import Reading, Store
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import text

ROLES_GIVEN = ("employee", "hr", "analyst", "administrator")
"""What may stand in the table. Manager follows from people; an outsider is whoever does not stand there."""
NOBODY = Viewer(None, "outsider")


@dataclass(frozen=True)
class Identity:
    """Who looks, as it stands at this moment.

    Parameters
    ----------
    subject
        What the login service calls them.
    viewer
        As whom they look; somebody who sees nothing unless ``status`` is ``known``.
    name
        Their name in people; blank for somebody who does not stand there.
    status
        ``known``, ``unknown`` (no such subject, or the person is no longer there), ``early`` (before the first day) or
        ``ended`` (after the last).
    """

    subject: str
    viewer: Viewer
    name: str = ""
    status: str = "known"

    def title(self, lang: str | None = None) -> str:
        """Name and role in words, as they stand on every page."""
        role = text(f"access.role.{self.viewer.role}", lang=lang)
        return text("identity.title", lang=lang, name=self.name, role=role) if self.name else role


def identify(store: Store, subject: str | None, today: object) -> Identity:
    """Look up who a subject is on a day. To be done at every request: access that was taken away ends at once.

    Parameters
    ----------
    subject
        The claim ``sub`` of somebody who logged in; None or blank is nobody.
    today
        The day. Without one a row with a first or last day is not known to hold.
    """
    if not isinstance(subject, str) or not subject:
        return Identity("", NOBODY, status="unknown")
    with store.reading() as reading:
        row = reading.row("identities", {"subject": subject})
        if row is None:
            return Identity(subject, NOBODY, status="unknown")
        status = _status(row["since"], row["until"], today)
        if status != "known":
            return Identity(subject, NOBODY, status=status)
        return _found(reading, subject, row["person_id"], str(row["role"]))


def _found(reading: Reading, subject: str, person_id: str | None, role: str) -> Identity:
    person = reading.row("people", {"person_id": person_id}) if person_id else None
    if (person_id and person is None) or (role == "employee" and person is None):
        return Identity(subject, NOBODY, status="unknown")
    if role == "administrator":  # runs the machine: never with a portfolio in the same hand
        return Identity(subject, Viewer(None, role), str(person["name"]) if person else "")
    return Identity(subject, Viewer(person_id, role), str(person["name"]) if person else "")


def _status(since: object, until: object, today: object) -> str:
    if since is None and until is None:
        return "known"
    if today is None:
        return "ended"
    now = pd.Timestamp(today).normalize()  # type: ignore[arg-type]
    if since is not None and now < pd.Timestamp(since):  # type: ignore[arg-type]
        return "early"
    return "ended" if until is not None and now > pd.Timestamp(until) else "known"  # type: ignore[arg-type]


def give_access(
    workspace: Workspace,
    subject: str,
    *,
    person_id: str | None = None,
    role: str = "employee",
    since: object = None,
    until: object = None,
) -> None:
    """Let a subject in, or change as whom. For an administrator.

    Parameters
    ----------
    subject
        The claim ``sub`` that the login service gives somebody.
    person_id
        Who that is in people; needed for an employee.
    role
        One of :data:`ROLES_GIVEN`.
    since, until
        First and last day; None for no bound.

    Raises
    ------
    AccessError
        The viewer is not an administrator.
    ProblemError
        No subject, no such role, an employee without a person, or a last day before the first.
    UnknownLabelError
        No such person.
    """
    _administrator(workspace)
    if not isinstance(subject, str) or not subject.strip():
        raise ProblemError(text("identity.wrong.subject"))
    if role not in ROLES_GIVEN:
        raise ProblemError(text("identity.wrong.role", found=repr(role), known=", ".join(ROLES_GIVEN)))
    if role == "employee" and not person_id:
        raise ProblemError(text("identity.wrong.person"))
    if since is not None and until is not None and pd.Timestamp(since) > pd.Timestamp(until):  # type: ignore[arg-type]
        raise ProblemError(text("identity.wrong.days", since=since, until=until))
    row = {"person_id": person_id, "role": role, "since": since, "until": until}
    with workspace.store.writing() as writing:
        if person_id and writing.row("people", {"person_id": person_id}) is None:
            raise UnknownLabelError(text("identity.wrong.unknown_person", found=person_id), person_id)
        if writing.row("identities", {"subject": subject}) is None:
            writing.insert("identities", [{"subject": subject, **row}])
        else:
            writing.update("identities", {"subject": subject}, row, None)
        log.append(writing, workspace.actor, "identity.give", person_id or "", day=workspace.today)


def end_access(workspace: Workspace, subject: str) -> None:
    """Take access away, at once. For an administrator.

    Raises
    ------
    AccessError
        The viewer is not an administrator.
    UnknownLabelError
        No such subject.
    """
    _administrator(workspace)
    with workspace.store.writing() as writing:
        row = writing.row("identities", {"subject": subject})
        if row is None:
            raise UnknownLabelError(text("identity.wrong.unknown_subject", found=subject), subject)
        writing.delete("identities", {"subject": subject}, None)
        log.append(writing, workspace.actor, "identity.end", row["person_id"] or "", day=workspace.today)


def access_given(workspace: Workspace) -> pd.DataFrame:
    """Everybody who may log in: subject, person_id, role, since, until. For an administrator."""
    _administrator(workspace)
    with workspace.store.reading() as reading:
        return reading.frame("identities").drop(columns="row_version").sort_values("subject", ignore_index=True)


def _administrator(workspace: Workspace) -> None:
    if workspace.viewer.role != "administrator":
        raise AccessError(text("identity.only_administrator"))
