"""Who looked at whom, on which day and for what: noted when a view is made, shown to the person alone.

A look is a view with something personal of somebody else in it. The directory (who works where) is none, nor is what
the viewer wrote themself.
"""

from __future__ import annotations

import pandas as pd

from talentmap.access.own import owner
from talentmap.access.viewer import ROLES, Viewer
from talentmap.data.dataset import Dataset
from talentmap.data.store import Reading, Store
from talentmap.data.tombstones import is_tombstone
from talentmap.vocabulary import text

_PERSONAL = ("claims", "sharing", "rounds", "aspirations", "availability", "progress")
"""Tables of a view in which something personal stands, each with a column person_id."""


def noted(store: Store, viewer: Viewer, purpose: str, view: Dataset, today: object) -> tuple[int, int] | None:
    """Note whom this view shows something of; once per viewer, purpose and day.

    Where the store may only be read nothing is noted: whoever may read the file alone is its keeper.

    Returns
    -------
    Number of the change before and of the one that noted it; None when there was nothing to note.
    """
    people = looked_at(view, viewer)
    if not people or store.read_only:
        return None
    key = {"viewer": viewer.person_id or viewer.role, "purpose": purpose, "day": today}
    with store.reading() as reading:
        if not _new(reading, people, key):
            return None
    with store.writing() as writing:
        new = _new(writing, people, key)
        writing.insert("looked", [{"person_id": person, **key} for person in new])
        return writing.change_before, writing.version


def looked_at(view: Dataset, viewer: Viewer) -> list[str]:
    """People of whom a view shows something personal, in order; not the viewer."""
    found: set[str] = set()
    for name in _PERSONAL:
        frame = view.frames[name]
        if name == "claims" and viewer.person_id is not None:
            frame = frame[~(frame["assessor_id"] == viewer.person_id).fillna(False).to_numpy(dtype=bool)]
        found.update(frame["person_id"])
    return sorted(found - {viewer.person_id or ""})


def who_looked(reading: Reading, viewer: Viewer) -> pd.DataFrame:
    """Who looked at the viewer, newest first: day, who (name, or role of somebody without one) and purpose (in words).

    Raises
    ------
    AccessError
        The viewer is nobody with a portfolio here.
    """
    rows = reading.frame("looked", person_id=owner(viewer, reading))
    rows = rows.sort_values(["day", "viewer", "purpose"], ascending=[False, True, True], na_position="last")
    who = [_called(reading, one) for one in rows["viewer"]]
    purposes = [text(f"access.purpose.{one}") for one in rows["purpose"]]
    return pd.DataFrame(
        {"day": rows["day"].array, "who": pd.Series(who, dtype="str"), "purpose": pd.Series(purposes, dtype="str")}
    )


def _new(reading: Reading, people: list[str], key: dict[str, object]) -> list[str]:
    there = set(reading.frame("looked", **key)["person_id"])  # type: ignore[arg-type]
    return [person for person in people if person not in there]


def _called(reading: Reading, viewer: str) -> str:
    row = reading.row("people", {"person_id": viewer})
    if row is not None:
        return str(row["name"])
    if viewer in ROLES:
        return text(f"access.role.{viewer}")
    return text("rights.looked.erased") if is_tombstone(viewer) else viewer
