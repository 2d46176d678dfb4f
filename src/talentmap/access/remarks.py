"""Correction and objection: what a person says of a claim about them, shown beside it to whoever sees that claim."""

from __future__ import annotations

import secrets

import numpy as np
import pandas as pd

from talentmap.access import log
from talentmap.access.day import day
from talentmap.access.own import owner
from talentmap.access.view import as_seen_by
from talentmap.access.viewer import PURPOSES, Viewer
from talentmap.access.workspace import Workspace
from talentmap.data.dataset import Dataset
from talentmap.data.store import Reading
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import text

KINDS = ("correction", "objection")
MOST_SIGNS = 2000
_CELL = ["person_id", "strength_id", "source"]
_SHOWN = [*_CELL, "date", "kind", "words", "day", "answer", "reason", "answered", "remark_id"]


def add_remark(
    workspace: Workspace, strength_id: str, source: str, words: str, *, kind: str = "correction", date: object = None
) -> str:
    """Put a correction or an objection beside what somebody else said of the viewer; its id.

    Parameters
    ----------
    source
        Whose claims: ``peer``, ``client``, ``manager``, ``evc`` or ``certificate``.
    words
        In one's own words, at most 2,000 signs.
    kind
        ``correction`` or ``objection``.
    date
        Day of the claim it is about; None is any of that source.

    Raises
    ------
    AccessError
        The viewer has no portfolio here.
    ProblemError
        No words or too many, no such kind, no day was given with the workspace.
    UnknownLabelError
        The viewer sees no such claim about themself; of their own they change the claim itself.
    """
    if kind not in KINDS:
        raise ProblemError(text("rights.remark.kind", found=kind, known=", ".join(KINDS)))
    if not words.strip() or len(words) > MOST_SIGNS:
        raise ProblemError(text("rights.remark.words", most=MOST_SIGNS))
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        person = owner(workspace.viewer, writing)
        claims = as_seen_by(writing.dataset(today), workspace.viewer, "portfolio").frames["claims"]
        hit = (claims["person_id"] == person) & (claims["strength_id"] == strength_id) & (claims["source"] == source)
        if date is not None:
            hit &= claims["date"] == pd.Timestamp(date)  # type: ignore[arg-type]
        if source == "self" or not hit.any():
            raise UnknownLabelError(text("rights.remark.no_claim", strength=strength_id, source=source), strength_id)
        remark_id = f"M{secrets.token_hex(8)}"
        row = {"remark_id": remark_id, "person_id": person, "strength_id": strength_id, "source": source}
        writing.insert("remarks", [{**row, "date": date, "kind": kind, "words": words.strip(), "day": today}])
        log.append(writing, workspace.actor, f"remark.{kind}", person, day=today)
    return remark_id


def withdraw_remark(workspace: Workspace, remark_id: str) -> None:
    """Take back a remark of one's own.

    Raises
    ------
    UnknownLabelError
        The viewer has no such remark.
    """
    with workspace.store.writing() as writing:
        person = owner(workspace.viewer, writing)
        row = writing.row("remarks", {"remark_id": remark_id})
        if row is None or row["person_id"] != person:
            raise UnknownLabelError(text("rights.remark.unknown", found=remark_id), remark_id)
        writing.delete("remarks", {"remark_id": remark_id}, int(row["row_version"]))
        log.append(writing, workspace.actor, "remark.withdraw", person, day=workspace.today)


def remarks_beside(workspace: Workspace, view: Dataset) -> pd.DataFrame:
    """Remarks that belong to the claims of a view, to be shown beside them.

    Returns
    -------
    person_id, strength_id, source, date (blank: any), kind, words, day, answer, reason, answered, remark_id; oldest
    first within each claim. Only of claims that are in the view.
    """
    with workspace.store.reading() as reading:
        return _matched(reading, view.frames["claims"])


def remarks_to_answer(workspace: Workspace, view: Dataset) -> pd.DataFrame:
    """Remarks beside the claims of a view that the viewer may answer and nobody answered yet.

    Returns
    -------
    As :func:`remarks_beside`; HR gets those on every claim of others that they see, anyone else those on claims that
    they made.
    """
    with workspace.store.reading() as reading:
        found = _answerable(reading, view, workspace.viewer)
    return found[found["answer"].isna()].reset_index(drop=True)


def answer_remark(workspace: Workspace, remark_id: str, *, accepted: bool, reason: str) -> None:
    """Answer a remark that one sees: as HR, or as who made the claim. The claim itself is changed by who made it.

    Raises
    ------
    AccessError
        It is not the viewer's to answer, or they do not see it: which of the two is not told.
    ProblemError
        No reason, or one that is too long.
    """
    if not reason.strip() or len(reason) > MOST_SIGNS:
        raise ProblemError(text("rights.remark.words", most=MOST_SIGNS))
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        data = writing.dataset(today)
        views = (as_seen_by(data, workspace.viewer, one) for one in PURPOSES)
        seen = any((_answerable(writing, view, workspace.viewer)["remark_id"] == remark_id).any() for view in views)
        row = writing.row("remarks", {"remark_id": remark_id})
        if row is None or not seen:
            raise AccessError(text("rights.remark.not_yours"))
        values = {"answer": "accepted" if accepted else "declined", "reason": reason.strip(), "answered": today}
        writing.update("remarks", {"remark_id": remark_id}, values, None)
        log.append(writing, workspace.actor, "remark.answer", str(row["person_id"]), day=today)


def _answerable(reading: Reading, view: Dataset, viewer: Viewer) -> pd.DataFrame:
    claims = view.frames["claims"]
    if viewer.role != "hr":
        claims = claims[(claims["assessor_id"] == viewer.person_id).fillna(False).to_numpy(dtype=bool)]
    claims = claims[(claims["person_id"] != viewer.person_id).to_numpy(dtype=bool)]
    return _matched(reading, claims)


def _matched(reading: Reading, claims: pd.DataFrame) -> pd.DataFrame:
    """Remarks of which a claim with the same person, strength, source and, where given, day is among these."""
    remarks = reading.frame("remarks")
    cells = {*zip(*(claims[name].astype("str") for name in _CELL), strict=True)}
    days = {*zip(*(claims[name].astype("str") for name in _CELL), claims["date"], strict=True)}
    hit = [
        tuple(row[:3]) in cells if pd.isna(row[3]) else tuple(row) in days
        for row in zip(*(remarks[name].astype("str") for name in _CELL), remarks["date"], strict=True)
    ]
    order = [*_CELL, "day", "remark_id"]
    return remarks[np.array(hit, dtype=bool)].sort_values(order, kind="stable", ignore_index=True)[_SHOWN]
