"""A 360 feedback round of one's own in the store: opening it, asking raters, following and closing it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from talentmap.access import log
from talentmap.access.day import day
from talentmap.access.own import owner
from talentmap.access.rounds_form import Form
from talentmap.access.rounds_outcome import published
from talentmap.access.rounds_rows import form_of, is_closed, name_of, own_round, refuse_closed, resting_raters
from talentmap.access.rounds_rules import Rater, checked_questions, checked_raters
from talentmap.access.rounds_token import new_token, token_hash
from talentmap.access.workspace import Workspace
from talentmap.data.store import Reading, Writing
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import text


def open_round(workspace: Workspace, strengths: Sequence[str], closes: object) -> str:
    """Open a round about the viewer.

    Parameters
    ----------
    strengths
        Ids of the strengths asked, in the order of the form.
    closes
        Last day on which raters hand in.

    Returns
    -------
    Id of the round.

    Raises
    ------
    AccessError
        The viewer has no portfolio here.
    ProblemError
        A round of theirs is still open, the last one closed today, or the questions or dates will not do.
    UnknownLabelError
        No such strength.
    """
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        person = owner(workspace.viewer, writing)
        _refuse_second(writing, person, today)
        known = writing.frame("strengths")["strength_id"]
        asked = checked_questions(strengths, known, today, day(closes))
        round_id = f"F{secrets.token_hex(8)}"
        writing.insert("rounds", [{"round_id": round_id, "person_id": person, "opens": today, "closes": day(closes)}])
        writing.insert(
            "round_questions",
            [{"round_id": round_id, "strength_id": one, "number": place} for place, one in enumerate(asked, start=1)],
        )
        log.append(writing, workspace.actor, "round.open", person, day=workspace.today)
    return round_id


def _refuse_second(reading: Reading, person: str, today: pd.Timestamp) -> None:
    """One round at a time, and its outcome is made before the next begins."""
    rounds = reading.frame("rounds", person_id=person)
    for row in rounds.astype(object).where(rounds.notna(), None).to_dict("records"):
        if not len(reading.frame("round_questions", round_id=row["round_id"])):
            continue  # came with an import, and was never asked here
        if not is_closed(row, today):
            raise ProblemError(text("rounds.open.running", day=row["closes"].date()))
        if row["published"] is None:
            raise ProblemError(text("rounds.open.unpublished"))
        if row["published"] >= today:
            raise ProblemError(text("rounds.open.same_day"))


def invite_raters(workspace: Workspace, round_id: str, raters: Iterable[Rater]) -> tuple[Form, ...]:
    """Ask people to rate the viewer: colleagues by id, people from outside by name.

    Returns
    -------
    A form per rater, with a token that is shown here once and never again; the store keeps its hash.

    Raises
    ------
    AccessError
        The round is somebody else's, or closed. A manager cannot invite for an employee.
    ProblemError, UnknownLabelError
        Somebody may not be asked; see :func:`talentmap.access.rounds_rules.checked_raters`. Nobody was invited.
    """
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        row = own_round(writing, workspace.viewer, round_id)
        refuse_closed(row, today)
        person = str(row["person_id"])
        asked = checked_raters(
            person,
            raters,
            writing.frame("people"),
            writing.frame("round_invitations", round_id=round_id),
            resting_raters(writing, person),
            today,
        )
        forms = []
        for rater in asked:
            invitation = {
                "invitation_id": secrets.token_hex(12),
                "round_id": round_id,
                "category": rater.category,
                "rater_id": rater.person_id,
                "name": None if rater.person_id else rater.name.strip(),
                "invited": today,
            }
            writing.insert("round_invitations", [invitation])
            forms.append(form_of(writing, invitation, row, _token(writing, str(invitation["invitation_id"]))))
        log.append(writing, workspace.actor, "round.invite", person, day=workspace.today)
    return tuple(forms)


def _token(writing: Writing, invitation_id: str) -> str:
    token = new_token()
    writing.insert("round_tokens", [{"token_hash": token_hash(token), "invitation_id": invitation_id}])
    return token


def new_form(workspace: Workspace, round_id: str, invitation_id: str) -> Form:
    """A form in place of one that was lost. The earlier token no longer opens anything; answers handed in stay.

    Raises
    ------
    AccessError
        The round is somebody else's, or closed.
    UnknownLabelError
        No such invitation in this round.
    """
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        row = own_round(writing, workspace.viewer, round_id)
        refuse_closed(row, today)
        invitation = writing.row("round_invitations", {"invitation_id": invitation_id})
        erased = invitation is not None and not (invitation["rater_id"] or invitation["name"])
        if invitation is None or invitation["round_id"] != round_id or erased:
            raise UnknownLabelError(text("rounds.unknown_invitation", found=invitation_id), invitation_id)
        for earlier in writing.frame("round_tokens", invitation_id=invitation_id)["token_hash"]:
            writing.update("round_tokens", {"token_hash": earlier}, {"withdrawn": today}, None)
        form = form_of(writing, invitation, row, _token(writing, invitation_id))
        log.append(writing, workspace.actor, "round.form", str(row["person_id"]), day=workspace.today)
    return form


def own_rounds(workspace: Workspace) -> pd.DataFrame:
    """Rounds of the viewer, newest first: round_id, opens, closes, closed (bool), published (day or blank)."""
    today = day(workspace.today)
    with workspace.store.reading() as reading:
        found = reading.frame("rounds", person_id=owner(workspace.viewer, reading))
        asked = [len(reading.frame("round_questions", round_id=one)) > 0 for one in found["round_id"]]
    found = found[np.array(asked, dtype=bool)].sort_values(["opens", "round_id"], ascending=False, ignore_index=True)
    closed = found["published"].notna() | (found["closes"] < today)
    return found[["round_id", "opens", "closes"]].assign(closed=closed, published=found["published"])


def invited_raters(workspace: Workspace, round_id: str) -> pd.DataFrame:
    """Whom the viewer invited: invitation_id, category, name, invited, person_id (blank for somebody from outside).

    Who handed in is not told.
    """
    with workspace.store.reading() as reading:
        own_round(reading, workspace.viewer, round_id)
        found = reading.frame("round_invitations", round_id=round_id)
        gone = text("rounds.rater_gone")
        names = [
            name_of(reading, rater) if not pd.isna(rater) else gone if pd.isna(name) else name
            for rater, name in zip(found["rater_id"], found["name"], strict=True)
        ]
    shown = found[["invitation_id", "category"]].assign(
        name=pd.Series(names, dtype="str"), invited=found["invited"], person_id=found["rater_id"]
    )
    return shown.sort_values(["category", "name", "invitation_id"], ignore_index=True)


def handed_in(workspace: Workspace, round_id: str) -> dict[str, tuple[int, int]]:
    """Category -> how many were invited and how many handed in so far; never who."""
    with workspace.store.reading() as reading:
        own_round(reading, workspace.viewer, round_id)
        found = reading.frame("round_invitations", round_id=round_id)
        done = [reading.row("round_answers", {"invitation_id": one}) is not None for one in found["invitation_id"]]
    counts = found.assign(done=done).groupby("category", observed=True)["done"].agg(["size", "sum"])
    return {str(category): (int(row["size"]), int(row["sum"])) for category, row in counts.iterrows()}


def close_round(workspace: Workspace, round_id: str) -> None:
    """Close the viewer's round today and make its outcome; it cannot be opened again.

    Raises
    ------
    AccessError
        It is somebody else's, or closed already.
    """
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        row = own_round(writing, workspace.viewer, round_id)
        refuse_closed(row, today)
        key = {"round_id": round_id, "person_id": row["person_id"]}
        writing.update("rounds", key, {"closes": today}, int(row["row_version"]))
        published(writing, {**row, "closes": today}, today)
        log.append(writing, workspace.actor, "round.close", str(row["person_id"]), day=workspace.today)
