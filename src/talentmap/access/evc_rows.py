"""Rows of EVC tracks in the store, for the person and, once handed in, for the assessor; for nobody else."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.access.day import day
from talentmap.access.evc_rules import refuse_assessor
from talentmap.access.rounds_rows import Row
from talentmap.access.workspace import Workspace
from talentmap.data.store import Reading, Writing
from talentmap.errors import AccessError, UnknownLabelError
from talentmap.vocabulary import text

ASSESSOR_SEES = ("assessment", "recognition", "certificate")
"""Statuses in which the assessor sees the track: from handing in, and not while it is back with the person."""


def party(reading: Reading, workspace: Workspace, track_id: str) -> tuple[Row, str]:
    """The track, and whether the viewer is its person or its assessor. Relations are those of this moment."""
    viewer = workspace.viewer
    track = reading.row("evc_tracks", {"track_id": track_id})
    if track is None or viewer.person_id is None or viewer.role in ("outsider", "administrator"):
        raise AccessError(text("evc.not_yours"))
    if viewer.person_id == track["person_id"]:
        return track, "person"
    managers = managers_of(reading, day(workspace.today))
    handed_in = track["status"] in ASSESSOR_SEES and viewer.person_id == track["assessor_id"]
    if not handed_in or not may_assess(str(track["person_id"]), viewer.person_id, managers):
        raise AccessError(text("evc.not_yours"))
    return track, "assessor"


def own_track(reading: Reading, workspace: Workspace, track_id: str) -> Row:
    """The track, for its person alone."""
    track, who = party(reading, workspace, track_id)
    if who != "person":
        raise AccessError(text("evc.not_yours"))
    return track


def assessed_track(reading: Reading, workspace: Workspace, track_id: str) -> Row:
    """The track, for its assessor alone."""
    track, who = party(reading, workspace, track_id)
    if who != "assessor":
        raise AccessError(text("evc.not_yours"))
    return track


def may_assess(person: str, assessor: str, managers: dict[str, str | None]) -> bool:
    """Whether somebody may still assess: relations may have changed since they were asked."""
    try:
        refuse_assessor(person, assessor, managers)
    except (AccessError, UnknownLabelError):
        return False
    return True


def managers_of(reading: Reading, today: pd.Timestamp) -> dict[str, str | None]:
    """Person -> direct manager, of everybody who works here today."""
    people = reading.frame("people")
    here = people[people["end_date"].isna() | (people["end_date"] >= today)]
    return {
        str(person): None if pd.isna(manager) else str(manager)
        for person, manager in zip(here["person_id"], here["manager_id"], strict=True)
    }


def listed(found: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Tracks with these columns, newest first."""
    return found.sort_values(["opened", "track_id"], ascending=[False, True], ignore_index=True)[columns]


def moved(writing: Writing, track: Row, status: str, today: pd.Timestamp, who: str, remark: str) -> None:
    """Give a track its new status, and note who took the step and when."""
    writing.update("evc_tracks", {"track_id": track["track_id"]}, {"status": status}, None)
    noted(writing, str(track["track_id"]), status, today, who, remark)


def noted(writing: Writing, track_id: str, status: str, today: pd.Timestamp, who: str, remark: str) -> None:
    """A line in the history of a track."""
    number = len(writing.frame("evc_history", track_id=track_id)) + 1
    row: dict[str, Any] = {"track_id": track_id, "number": number, "status": status, "day": today, "who": who}
    writing.insert("evc_history", [{**row, "remark": remark.strip()}])
