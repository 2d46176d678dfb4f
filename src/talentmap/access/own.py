"""What somebody saves about themself: a claim, who may see it, with whom it is shared. Only the person widens.

The ``row_version`` of a row that leaves here follows from the row alone. The store's own number counts every change of
everybody, so it would tell how much others did.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from talentmap.access.persons import shown_tables, table_names
from talentmap.access.sharing_rows import AUDIENCES, EVERY_PURPOSE
from talentmap.access.viewer import PURPOSES, Viewer
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.data.store import Reading, Writing
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import VISIBILITIES, text

_ABOUT_ONESELF = ("self", "manager", "evc", "certificate")
"""Sources of claims whose visibility the person decides one by one; ratings by peers and clients go by round."""


def owner(viewer: Viewer, reading: Reading) -> str:
    """Id of the person who looks.

    Raises
    ------
    AccessError
        The viewer is not somebody with a portfolio of their own.
    """
    inside = viewer.role in ("employee", "hr", "analyst")
    if viewer.person_id is None or not inside or reading.row("people", {"person_id": viewer.person_id}) is None:
        raise AccessError(text("store.own.nobody"))
    return viewer.person_id


def own_rows(reading: Reading, viewer: Viewer, table: str) -> pd.DataFrame:
    """Rows of a table about the viewer, with ``row_version`` (text); of claims only what they decide on one by one."""
    person = owner(viewer, reading)
    if table in table_names() and table not in shown_tables():
        raise AccessError(text("store.own.table", found=table))
    found = reading.frame(table, person_id=person)
    if table == "claims":
        found = found[found["source"].isin(_ABOUT_ONESELF)].reset_index(drop=True)
    versions = [_version(row) for row in found.to_dict("records")]
    return found.assign(row_version=pd.Series(versions, index=found.index, dtype="str"))


def saved_claim(
    writing: Writing, viewer: Viewer, claim: Mapping[str, Any], seen: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Save what the viewer says of themself; the row as it stands now, with its new ``row_version``.

    Raises
    ------
    AccessError
        It is about somebody else, or speaks with another's voice.
    StaleError
        The row changed after `seen` was read.
    DataError
        It is no valid claim.
    """
    person = owner(viewer, writing)
    row = {"person_id": person, "source": "self", "assessor_id": person, **claim}
    row.pop("row_version", None)
    if row["person_id"] != person or row["source"] != "self" or row["assessor_id"] != person:
        raise AccessError(text("store.own.other"))
    if seen is not None and any(seen.get(name) != value for name, value in (("person_id", person), ("source", "self"))):
        raise AccessError(text("store.own.other"))
    _checked(writing, row)
    keys = tables()["claims"].keys
    if seen is None:
        writing.insert("claims", [row])
    else:
        key = {name: seen.get(name) for name in keys}
        writing.update("claims", key, row, _number(writing, key, seen), seen=seen)
    return _as_it_stands(writing, {name: row.get(name) for name in keys})


def shown_to(writing: Writing, viewer: Viewer, claim: Mapping[str, Any], visibility: str) -> dict[str, Any]:
    """Set who may see one claim about the viewer, whoever made it; the row as it stands now."""
    if visibility not in VISIBILITIES:
        raise UnknownLabelError(
            text("store.own.visibility", found=visibility, known=", ".join(VISIBILITIES)), visibility
        )
    person = owner(viewer, writing)
    if claim.get("person_id") != person or claim.get("source") not in _ABOUT_ONESELF:
        raise AccessError(text("store.own.other"))
    key = {name: claim.get(name) for name in tables()["claims"].keys}
    writing.update("claims", key, {"visibility": visibility}, _number(writing, key, claim), seen=claim)
    return _as_it_stands(writing, key)


def shared(writing: Writing, viewer: Viewer, strength_id: str, audience: str, purpose: str, until: object) -> None:
    """Share one strength with an audience for a purpose; again with another end date replaces the date.

    Raises
    ------
    UnknownLabelError
        No such strength, audience or purpose.
    """
    person = owner(viewer, writing)
    _known_purpose(purpose)
    if writing.row("strengths", {"strength_id": strength_id}) is None:
        raise UnknownLabelError(text("store.own.strength", found=strength_id), strength_id)
    people = writing.frame("people")
    if audience not in {*AUDIENCES, *people["person_id"], *people["unit"]}:
        known = ", ".join(AUDIENCES)
        raise UnknownLabelError(text("store.own.audience", found=audience, known=known), audience)
    key = {"person_id": person, "strength_id": strength_id, "audience": audience, "purpose": purpose}
    if writing.row("sharing", key) is None:
        writing.insert("sharing", [{**key, "until": until}])
    else:
        writing.update("sharing", key, {"until": until}, None)


def unshared(writing: Writing, viewer: Viewer, strength_id: str, audience: str, purpose: str) -> None:
    """Take back what was shared.

    Raises
    ------
    UnknownLabelError
        That was not shared.
    """
    key = {"person_id": owner(viewer, writing), "strength_id": strength_id, "audience": audience, "purpose": purpose}
    writing.delete("sharing", key, None)


def _version(row: Mapping[Any, Any]) -> str:
    """Another text whenever a row says something else."""
    said = {name: _plain(value) for name, value in row.items() if name != "row_version" and not pd.isna(value)}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any) -> object:
    if hasattr(value, "isoformat"):
        return pd.Timestamp(value).isoformat()
    return value if isinstance(value, (str, bool)) else float(value)


def _number(reading: Reading, key: dict[str, Any], seen: Mapping[str, Any]) -> int:
    """The store's number of a claim that still says what was seen; one that no row has where it does not."""
    row = reading.row("claims", key)
    return int(row["row_version"]) if row is not None and _version(row) == seen["row_version"] else -1


def _as_it_stands(reading: Reading, key: dict[str, Any]) -> dict[str, Any]:
    row = reading.row("claims", key)
    assert row is not None
    return {**row, "row_version": _version(row)}


def _known_purpose(purpose: str) -> None:
    if purpose not in (*PURPOSES, EVERY_PURPOSE):
        known = ", ".join((*PURPOSES, EVERY_PURPOSE))
        raise UnknownLabelError(text("store.own.purpose", found=purpose, known=known), purpose)


def _checked(reading: Reading, claim: Mapping[str, Any]) -> None:
    """The claim keeps every rule of a dataset in which there is nothing else."""
    strange = sorted(set(claim) - set(tables()["claims"].names))
    if strange:
        raise ProblemError(text("store.own.column", found=", ".join(strange)))
    people = reading.frame("people", person_id=claim["person_id"]).drop(columns="row_version")
    strengths = reading.frame("strengths", strength_id=claim.get("strength_id")).drop(columns="row_version")
    alone = {
        "people": people.assign(manager_id=None),
        "strengths": strengths.assign(broader_id=None),
        "claims": pd.DataFrame([dict(claim)], columns=list(tables()["claims"].names)),
        "roles": tables()["roles"].empty(),
        "role_requirements": tables()["role_requirements"].empty(),
    }
    Dataset.from_frames(alone)
