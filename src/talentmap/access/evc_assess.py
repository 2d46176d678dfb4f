"""What the assessor of an EVC track does: judge the evidence, and issue the certificate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentmap.access import log
from talentmap.access.day import day
from talentmap.access.evc_rows import ASSESSOR_SEES, assessed_track, listed, managers_of, may_assess, moved, party
from talentmap.access.evc_rules import JUDGEMENTS, MOST_SIGNS, checked_step, recognised_level
from talentmap.access.own import owner
from talentmap.access.workspace import Workspace
from talentmap.data.dictionary import tables
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import text


def judge_evidence(
    workspace: Workspace, track_id: str, evidence: int, indicator: int, judgement: str, *, remark: str = ""
) -> None:
    """Say as the assessor what a piece of evidence is worth for an indicator: convinces, partly or not.

    Raises
    ------
    AccessError
        The viewer is not the assessor, may no longer be, or it is not the time to judge.
    UnknownLabelError
        No such judgement, or the piece was not put forward for this indicator.
    """
    if judgement not in JUDGEMENTS:
        known = ", ".join(JUDGEMENTS)
        raise UnknownLabelError(text("evc.wrong.judgement", found=judgement, known=known), str(judgement))
    if len(remark) > MOST_SIGNS:
        raise ProblemError(text("evc.wrong.words", most=MOST_SIGNS))
    with workspace.store.writing() as writing:
        track = assessed_track(writing, workspace, track_id)
        if track["status"] != "assessment":
            raise AccessError(text("evc.step.fixed", status=text(f"evc.status.{track['status']}")))
        key = {"track_id": track_id, "evidence": evidence, "indicator": indicator}
        if writing.row("evc_matrix", key) is None:
            raise UnknownLabelError(text("evc.wrong.evidence", found=evidence), str(evidence))
        writing.update("evc_matrix", key, {"judgement": judgement, "remark": remark.strip()}, None)
        log.append(writing, workspace.actor, "evc.judge", str(track["person_id"]), day=workspace.today)


def certify_track(workspace: Workspace, track_id: str, valid_until: object = None) -> None:
    """Issue the certificate as the assessor: a claim of source ``evc`` at the level recognised, private to the person.

    Parameters
    ----------
    valid_until
        Last day it holds; None has no end.

    Raises
    ------
    AccessError
        It is not the viewer's to issue, recognition was not given, or no level was reached.
    ProblemError
        The day is not after today.
    """
    today = day(workspace.today)
    until = None if valid_until is None else day(valid_until)
    if until is not None and until <= today:
        raise ProblemError(text("evc.wrong.valid", found=until.date()))
    with workspace.store.writing() as writing:
        track, who = party(writing, workspace, track_id)
        checked_step(str(track["status"]), "certificate", who)
        level = recognised_level(
            writing.frame("evc_indicators", track_id=track_id), writing.frame("evc_matrix", track_id=track_id)
        )
        if level is None:
            raise AccessError(text("evc.step.nothing"))
        claim = {
            "person_id": track["person_id"],
            "strength_id": track["strength_id"],
            "level": level,
            "source": "evc",
            "assessor_id": track["assessor_id"],
            "date": today,
            "visibility": "private",
            "valid_until": until,
        }
        if writing.row("claims", {name: claim.get(name) for name in tables()["claims"].keys}) is not None:
            raise ProblemError(text("evc.wrong.claim"))
        writing.insert("claims", [claim])
        writing.update("evc_tracks", {"track_id": track_id}, {"valid_until": until}, None)
        moved(writing, track, "certificate", today, who, "")
        log.append(writing, workspace.actor, "evc.certificate", str(track["person_id"]), day=workspace.today)


def tracks_to_assess(workspace: Workspace) -> pd.DataFrame:
    """Tracks handed in to the viewer as assessor: track_id, person_id, strength_id, level, status, opened."""
    with workspace.store.reading() as reading:
        assessor = owner(workspace.viewer, reading)
        found = reading.frame("evc_tracks", assessor_id=assessor)
        found = found[found["status"].isin(ASSESSOR_SEES)]
        managers = managers_of(reading, day(workspace.today))
        may = [may_assess(str(person), assessor, managers) for person in found["person_id"]]
        found = found[np.array(may, dtype=bool)]
    return listed(found, ["track_id", "person_id", "strength_id", "level", "status", "opened"])
