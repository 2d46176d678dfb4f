"""Rows of feedback rounds in the store, read for whoever may have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from talentmap.access.rounds_form import Form
from talentmap.access.rounds_rules import REST, rater_key, refuse_unless_owner
from talentmap.access.rounds_token import token_hash
from talentmap.access.viewer import Viewer
from talentmap.data.store import Reading
from talentmap.errors import AccessError, UnknownLabelError
from talentmap.vocabulary import current_language, text

Row = dict[str, Any]


def round_row(reading: Reading, round_id: str) -> Row | None:
    """The one row of a round made here; None when there is none, or when an import put several people in it."""
    found = reading.frame("rounds", round_id=round_id)
    if len(found) != 1:
        return None
    return reading.row("rounds", {"round_id": round_id, "person_id": found["person_id"].iloc[0]})


def own_round(reading: Reading, viewer: Viewer, round_id: str) -> Row:
    """A round of the viewer's own.

    Raises
    ------
    AccessError
        It is about somebody else.
    UnknownLabelError
        There is no such round of theirs. Whether there is one of somebody else with that id is not told.
    """
    if viewer.person_id is None or viewer.role == "administrator":
        refuse_unless_owner("", None)
    found = reading.row("rounds", {"round_id": round_id, "person_id": viewer.person_id})
    if found is None or not len(reading.frame("round_questions", round_id=round_id)):
        raise UnknownLabelError(text("rounds.unknown", found=round_id), round_id)
    return found


def is_closed(row: Mapping[Any, Any], today: pd.Timestamp) -> bool:
    """Whether nothing is taken in any more: the closing date is past, or the outcome was made."""
    return row["published"] is not None or pd.Timestamp(row["closes"]) < today


def refuse_closed(row: Mapping[str, Any], today: pd.Timestamp, kind: str = "rounds.closed") -> None:
    """Raise what a late request is told.

    Raises
    ------
    AccessError
        The round is closed.
    """
    if is_closed(row, today):
        raise AccessError(text(kind, day=row["closes"]))


def questions_of(reading: Reading, round_id: str) -> dict[str, str]:
    """Strength -> name of what a round asks, in order."""
    asked = reading.frame("round_questions", round_id=round_id).sort_values("number")
    names = {}
    for strength in asked["strength_id"]:
        names[strength] = strength_name(reading, str(strength))
    return names


def strength_name(reading: Reading, strength_id: str) -> str:
    """Name of a strength in the current language; the id where it is no longer there."""
    row = reading.row("strengths", {"strength_id": strength_id}) or {}
    dutch = row.get("name_nl") if current_language() == "nl" else None
    return str(dutch or row.get("name") or strength_id)


def name_of(reading: Reading, person_id: str) -> str:
    """Name of a person as shown; the id where they are no longer there."""
    row = reading.row("people", {"person_id": person_id})
    return str(row["name"]) if row else person_id


def form_of(reading: Reading, invitation: Mapping[str, Any], row: Mapping[str, Any], token: str) -> Form:
    """The form of one rater."""
    return Form(
        round_id=str(row["round_id"]),
        token=token,
        about=name_of(reading, str(row["person_id"])),
        category=str(invitation["category"]),
        closes=pd.Timestamp(row["closes"]),
        questions=questions_of(reading, str(row["round_id"])),
        rater=str(invitation["name"] or name_of(reading, str(invitation["rater_id"]))),
    )


def invitation_of(reading: Reading, viewer: Viewer, token: str | None, invitation_id: str | None) -> tuple[Row, Row]:
    """Invitation and round that a token opens, or that stands open for the colleague who looks.

    Raises
    ------
    AccessError
        Unknown, altered or withdrawn token; or it is for somebody else.
    """
    if token is None:
        invitation = _row(reading, "round_invitations", "invitation_id", invitation_id)
        if invitation is None or viewer.person_id is None or invitation["rater_id"] != viewer.person_id:
            raise AccessError(text("rounds.token.not_you"))
    else:
        held = reading.row("round_tokens", {"token_hash": token_hash(token)})
        invitation = _row(reading, "round_invitations", "invitation_id", held["invitation_id"]) if held else None
        if held is None or invitation is None:
            raise AccessError(text("rounds.token.unknown"))
        if held["withdrawn"] is not None:
            raise AccessError(text("rounds.token.withdrawn"))
    found = round_row(reading, str(invitation["round_id"]))
    if found is None:
        raise AccessError(text("rounds.token.unknown"))
    return invitation, found


def _row(reading: Reading, table: str, key: str, value: object) -> Row | None:
    return reading.row(table, {key: value}) if isinstance(value, str) and value else None


def resting_raters(reading: Reading, person_id: str) -> dict[str, pd.Timestamp]:
    """Rater -> first day they may be asked about this person again, of categories of which something was published."""
    until: dict[str, pd.Timestamp] = {}
    rounds = reading.frame("rounds", person_id=person_id).dropna(subset=["published"])
    for round_id, published in zip(rounds["round_id"], rounds["published"], strict=True):
        outcomes = reading.frame("round_outcomes", round_id=round_id)
        shown = outcomes.loc[outcomes["shown"] & (outcomes["category"] != "manager"), "category"]
        asked = reading.frame("round_invitations", round_id=round_id)
        asked = asked[asked["category"].isin(shown)]
        for rater, name in zip(asked["rater_id"], asked["name"], strict=True):
            key = rater_key(rater, name)
            until[key] = max(until.get(key, pd.Timestamp.min), published + pd.Timedelta(days=REST))
    return until
