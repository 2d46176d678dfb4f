"""EVC tracks in the store: goal, evidence, assessment, recognition, certificate. A thin layer over the rules.

Only the person sees a track, and the assessor from the moment it is handed in to them until it is finished or goes
back. Neither a manager nor HR does. What comes of it is a claim of source ``evc``, private until the person shares it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from talentmap.access import log
from talentmap.access.day import day
from talentmap.access.evc_result import EvcTrack
from talentmap.access.evc_rows import listed, managers_of, moved, noted, own_track, party
from talentmap.access.evc_rules import (
    MOST,
    MOST_SIGNS,
    Evidence,
    Indicator,
    checked_evidence,
    checked_indicators,
    checked_step,
    missing_evidence,
    refuse_assessor,
    unjudged,
)
from talentmap.access.own import owner
from talentmap.access.rounds_rows import Row, name_of, strength_name
from talentmap.access.workspace import Workspace
from talentmap.data.store import Reading
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import text

_FINAL = ("certificate", "stopped")


def open_track(
    workspace: Workspace, strength_id: str, level: int, indicators: Sequence[Indicator], *, goal: str = ""
) -> str:
    """Begin a track towards recognition of one of the viewer's strengths; its id.

    Parameters
    ----------
    level
        Level aimed at, 1-5.
    indicators
        What must be shown, from the standard it goes by; numbered from 1 in this order.
    goal
        What it is for, in the person's own words.

    Raises
    ------
    AccessError
        The viewer has no portfolio here.
    ProblemError, UnknownLabelError
        Indicators, level or strength will not do, or a track for this strength is running.
    """
    today = day(workspace.today)
    asked = checked_indicators(indicators, level)
    if len(goal) > MOST_SIGNS:
        raise ProblemError(text("evc.wrong.words", most=MOST_SIGNS))
    with workspace.store.writing() as writing:
        person = owner(workspace.viewer, writing)
        if writing.row("strengths", {"strength_id": strength_id}) is None:
            raise UnknownLabelError(text("evc.wrong.strength", found=strength_id), strength_id)
        running = writing.frame("evc_tracks", person_id=person, strength_id=strength_id)
        if (~running["status"].isin(_FINAL)).any():
            raise ProblemError(text("evc.wrong.running", found=strength_id))
        track_id = f"E{secrets.token_hex(8)}"
        track = {"track_id": track_id, "person_id": person, "strength_id": strength_id, "level": level}
        writing.insert("evc_tracks", [{**track, "goal": goal.strip(), "status": "goal", "opened": today}])
        writing.insert(
            "evc_indicators",
            [
                {
                    "track_id": track_id,
                    "number": place,
                    "words": one.words,
                    "level": one.level,
                    "required": one.required,
                }
                for place, one in enumerate(asked, start=1)
            ],
        )
        noted(writing, track_id, "goal", today, "person", "")
        log.append(writing, workspace.actor, "evc.open", person, day=workspace.today)
    return track_id


def choose_assessor(workspace: Workspace, track_id: str, assessor_id: str) -> None:
    """Ask a colleague outside the line to assess; possible until it is handed in.

    Raises
    ------
    AccessError
        It is the person, their manager or somebody they manage; or it was handed in already.
    """
    with workspace.store.writing() as writing:
        track = own_track(writing, workspace, track_id)
        _refuse_fixed(track)
        refuse_assessor(str(track["person_id"]), assessor_id, managers_of(writing, day(workspace.today)))
        writing.update("evc_tracks", {"track_id": track_id}, {"assessor_id": assessor_id}, int(track["row_version"]))
        log.append(writing, workspace.actor, "evc.assessor", str(track["person_id"]), day=workspace.today)


def add_evidence(workspace: Workspace, track_id: str, evidence: Evidence, supports: Sequence[int]) -> int:
    """Put forward a piece of evidence for indicators of one's own track; its number.

    Raises
    ------
    AccessError
        It is not the viewer's, or was handed in.
    ProblemError, UnknownLabelError
        The evidence says nothing, is of a later day, or supports what is not asked.
    """
    with workspace.store.writing() as writing:
        track = own_track(writing, workspace, track_id)
        _refuse_fixed(track)
        n_indicators = len(writing.frame("evc_indicators", track_id=track_id))
        checked_evidence(evidence, supports, n_indicators, day(workspace.today))
        held = writing.frame("evc_evidence", track_id=track_id)
        if len(held) >= MOST:
            raise ProblemError(text("evc.wrong.many", most=MOST))
        number = int(held["number"].max()) + 1 if len(held) else 1
        row = {"title": evidence.title.strip(), "kind": evidence.kind, "made": evidence.made}
        writing.insert(
            "evc_evidence", [{"track_id": track_id, "number": number, **row, "reference": evidence.reference}]
        )
        writing.insert(
            "evc_matrix",
            [{"track_id": track_id, "evidence": number, "indicator": one} for one in sorted(set(supports))],
        )
        log.append(writing, workspace.actor, "evc.evidence", str(track["person_id"]), day=workspace.today)
    return number


def remove_evidence(workspace: Workspace, track_id: str, number: int) -> None:
    """Take back a piece of evidence, with what was said of it.

    Raises
    ------
    AccessError
        It is not the viewer's, or was handed in.
    UnknownLabelError
        No such piece.
    """
    with workspace.store.writing() as writing:
        track = own_track(writing, workspace, track_id)
        _refuse_fixed(track)
        _refuse_no_piece(writing, track_id, number)
        for indicator in writing.frame("evc_matrix", track_id=track_id, evidence=number)["indicator"]:
            writing.delete("evc_matrix", {"track_id": track_id, "evidence": number, "indicator": int(indicator)}, None)
        writing.delete("evc_evidence", {"track_id": track_id, "number": number}, None)
        log.append(writing, workspace.actor, "evc.evidence", str(track["person_id"]), day=workspace.today)


def move_track(workspace: Workspace, track_id: str, status: str, *, remark: str = "") -> None:
    """Take the next step, or go back one, as far as it is the viewer's to take; see ``evc_rules.TRANSITIONS``.

    Handing in (to ``assessment``) needs evidence for every required indicator and an assessor; recognition needs every
    cell judged; going back by the assessor needs a remark. A certificate is issued with
    :func:`~talentmap.access.evc_assess.certify_track`.

    Raises
    ------
    AccessError
        The step does not exist from here, is somebody else's, or something is missing; says what.
    """
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        track, who = party(writing, workspace, track_id)
        checked_step(str(track["status"]), status, who)
        if status == "certificate":
            raise AccessError(text("evc.step.use_certify"))
        _refuse_unready(writing, track, status, who, remark, managers_of(writing, today))
        moved(writing, track, status, today, who, remark)
        log.append(writing, workspace.actor, f"evc.{status}", str(track["person_id"]), day=workspace.today)


def evc_track(workspace: Workspace, track_id: str) -> EvcTrack:
    """A track as the person or its assessor sees it.

    Raises
    ------
    AccessError
        It is there for neither: that there is such a track is not told.
    """
    with workspace.store.reading() as reading:
        track, _ = party(reading, workspace, track_id)
        found = EvcTrack(
            track_id=track_id,
            person_id=str(track["person_id"]),
            strength_id=str(track["strength_id"]),
            strength=strength_name(reading, str(track["strength_id"])),
            level=int(track["level"]),
            goal=str(track["goal"] or ""),
            status=str(track["status"]),
            assessor=name_of(reading, track["assessor_id"]) if track["assessor_id"] else "",
            indicators=_part(reading, "evc_indicators", track_id),
            evidence=_part(reading, "evc_evidence", track_id),
            matrix=_part(reading, "evc_matrix", track_id),
            history=_part(reading, "evc_history", track_id),
        )
    until = track["valid_until"]
    return found if until is None else replace(found, valid_until=pd.Timestamp(until))


def own_tracks(workspace: Workspace) -> pd.DataFrame:
    """Tracks of the viewer, newest first: track_id, strength_id, level, status, opened."""
    with workspace.store.reading() as reading:
        found = reading.frame("evc_tracks", person_id=owner(workspace.viewer, reading))
    return listed(found, ["track_id", "strength_id", "level", "status", "opened"])


def _refuse_fixed(track: Row) -> None:
    if track["status"] not in ("goal", "evidence"):
        raise AccessError(text("evc.step.fixed", status=text(f"evc.status.{track['status']}")))


def _refuse_no_piece(reading: Reading, track_id: str, number: int) -> None:
    if reading.row("evc_evidence", {"track_id": track_id, "number": number}) is None:
        raise UnknownLabelError(text("evc.wrong.evidence", found=number), str(number))


def _refuse_unready(
    reading: Reading, track: Row, status: str, who: str, remark: str, managers: dict[str, str | None]
) -> None:
    """Refuse a step that is allowed but not ready to be taken."""
    matrix = reading.frame("evc_matrix", track_id=track["track_id"])
    if status == "assessment":
        missing = missing_evidence(reading.frame("evc_indicators", track_id=track["track_id"]), matrix)
        if missing:
            raise AccessError(text("evc.step.missing", found=", ".join(map(str, missing))))
        if track["assessor_id"] is None:
            raise AccessError(text("evc.step.no_assessor"))
        refuse_assessor(str(track["person_id"]), str(track["assessor_id"]), managers)
    if status == "recognition" and unjudged(matrix):
        raise AccessError(text("evc.step.unjudged", found=unjudged(matrix)))
    if who == "assessor" and status == "evidence" and not remark.strip():
        raise AccessError(text("evc.step.remark"))
    if len(remark) > MOST_SIGNS:
        raise ProblemError(text("evc.wrong.words", most=MOST_SIGNS))


def _part(reading: Reading, table: str, track_id: str) -> pd.DataFrame:
    return reading.frame(table, track_id=track_id).drop(columns=["track_id", "row_version"])
