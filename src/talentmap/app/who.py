"""Who looks. On one machine its user, or somebody through whose eyes they look; in a shared app who logged in."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

import streamlit as st

from talentmap.access.identity import Identity, identify
from talentmap.access.purposes import purposes_of
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.app.__main__ import STORE_VARIABLE, TODAY_VARIABLE
from talentmap.app.data import whole_dataset
from talentmap.app.services.words import person_names
from talentmap.app.state import remembered
from talentmap.vocabulary import text

VIEWER = "viewer"
"""Key of the choice through whose eyes to look: blank for the holder of the files, a role, or a person."""
_ROLE, _PERSON = "role:", "person:"
ROLES_TO_TRY = ("hr", "analyst", "outsider")


@dataclass(frozen=True)
class Looking:
    """Who looks at this moment.

    Parameters
    ----------
    viewer
        As whom; None for the user of this machine, who holds the files.
    title
        Name and role as they stand on every page.
    purposes
        What they may look for; None means everything.
    """

    viewer: Viewer | None
    title: str
    purposes: tuple[str, ...] | None


def shared() -> bool:
    """Whether several people share this app: it was started on a store."""
    return bool(os.environ.get(STORE_VARIABLE))


def today() -> dt.date:
    """The real day, unless the app was started for another."""
    given = os.environ.get(TODAY_VARIABLE)
    return dt.date.fromisoformat(given) if given else dt.date.today()  # noqa: DTZ011 - the day here


def subject() -> str | None:
    """What the login service calls who logged in; None before that. Signed by Streamlit's own cookie."""
    if not getattr(st.user, "is_logged_in", False):
        return None
    found = st.user.get("sub")
    return str(found) if found else None


def identity() -> Identity:
    """Who logged in, as our own table says now. Looked up at every run of every page."""
    return identify(_machine().store, subject(), today())


def workspace() -> Workspace:
    """The store as who logged in may use it."""
    return Workspace(_machine().store, identity().viewer, today())


def looking() -> Looking:
    """Who looks, worked out anew."""
    if shared():
        found = identity()
        allowed = Workspace(_machine().store, found.viewer, today()).purposes()
        return Looking(found.viewer, found.title(), allowed)
    viewer = chosen_viewer()
    if viewer is None:
        return Looking(None, text("identity.holder"), None)
    data = whole_dataset()
    role = text(f"access.role.{viewer.role}")
    name = person_names(data).get(viewer.person_id or "", "")
    title = text("identity.title", name=name, role=role) if name else role
    return Looking(viewer, title, purposes_of(data, viewer))


def chosen_viewer() -> Viewer | None:
    """Through whose eyes the user of this machine looks; None for their own."""
    chosen = str(remembered(VIEWER) or "")
    if chosen.startswith(_ROLE):
        return Viewer(None, chosen.removeprefix(_ROLE))
    person = chosen.removeprefix(_PERSON)
    return Viewer(person) if person and person in set(whole_dataset().frames["people"]["person_id"]) else None


def viewer_choices() -> dict[str, str]:
    """What can be chosen, with its words: the holder of the files, roles, and people by name."""
    names = person_names(whole_dataset())
    roles = {f"{_ROLE}{role}": text(f"access.role.{role}") for role in ROLES_TO_TRY}
    return {"": text("identity.holder"), **roles, **{f"{_PERSON}{one}": name for one, name in names.items()}}


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Workspace:
    return open_workspace(url, Viewer(None, "administrator"))


def _machine() -> Workspace:
    """The store as the app itself opened it; it looks up who logs in and sees no content."""
    return _opened(os.environ[STORE_VARIABLE])
