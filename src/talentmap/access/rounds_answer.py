"""Answering in a feedback round: by the token on a form or link, or as the colleague who was asked."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

import pandas as pd

from talentmap.access import log
from talentmap.access.day import day
from talentmap.access.own import owner
from talentmap.access.rounds_form import Form
from talentmap.access.rounds_form_read import read_form
from talentmap.access.rounds_rows import (
    Row,
    form_of,
    invitation_of,
    is_closed,
    name_of,
    questions_of,
    refuse_closed,
)
from talentmap.access.rounds_rules import Answers, checked_answers
from talentmap.access.rounds_token import answers_mark
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace
from talentmap.data.store import Writing
from talentmap.errors import AccessError, ProblemError
from talentmap.vocabulary import text

_MARKS_KEPT = 40


@dataclass(frozen=True)
class OpenForm:
    """A form as it stands: what is asked, what was handed in, and how often (give ``turn`` back when handing in)."""

    form: Form
    answers: Answers
    turn: int


@dataclass(frozen=True)
class Receipt:
    """What a rater gets for handing in.

    Parameters
    ----------
    about
        Name of the person.
    day
        Day on which it was taken in.
    replaced, unchanged
        Whether it took the place of an earlier version; whether the very same was there already.
    """

    about: str
    day: pd.Timestamp
    replaced: bool = False
    unchanged: bool = False

    def text(self, lang: str | None = None) -> str:
        """The receipt as a sentence."""
        kind = "unchanged" if self.unchanged else "replaced" if self.replaced else "new"
        return text(f"rounds.receipt.{kind}", lang=lang, about=self.about, day=self.day.date())


def asked_of_me(workspace: Workspace) -> pd.DataFrame:
    """Open rounds in which the viewer was asked: invitation_id, about, category, closes, handed_in (bool)."""
    today = day(workspace.today)
    rows = []
    with workspace.store.reading() as reading:
        person = owner(workspace.viewer, reading)
        for invitation in reading.frame("round_invitations", rater_id=person)["invitation_id"]:
            asked, row = invitation_of(reading, workspace.viewer, None, invitation)
            if not is_closed(row, today):
                done = reading.row("round_answers", {"invitation_id": invitation}) is not None
                about = name_of(reading, str(row["person_id"]))
                rows.append((invitation, about, str(asked["category"]), pd.Timestamp(row["closes"]), done))
    return pd.DataFrame(rows, columns=["invitation_id", "about", "category", "closes", "handed_in"])


def open_form(workspace: Workspace, token: str | None = None, *, invitation_id: str | None = None) -> OpenForm:
    """The form that a token opens, or that stands open for the viewer, with what they handed in before.

    Raises
    ------
    AccessError
        Late, unknown, altered or withdrawn token, or a form of somebody else.
    """
    with workspace.store.reading() as reading:
        invitation, row = invitation_of(reading, workspace.viewer, token, invitation_id)
        _refuse_others(workspace.viewer, invitation, row)
        if workspace.viewer.role == "hr" and workspace.viewer.person_id != invitation["rater_id"]:
            raise AccessError(text("rounds.token.not_you"))
        refuse_closed(row, day(workspace.today), "rounds.token.late")
        form = form_of(reading, invitation, row, token or "")
        held = reading.row("round_answers", {"invitation_id": invitation["invitation_id"]})
    if held is None:
        return OpenForm(form, Answers(), 0)
    return OpenForm(form, answers_of(held), int(held["turn"]))


def answers_of(held: Row) -> Answers:
    """Answers as they stand in the store."""
    return Answers(json.loads(held["levels"] or "{}"), str(held["comment"] or ""), bool(held["may_read"]))


def hand_in(
    workspace: Workspace,
    answers: Answers,
    token: str | None = None,
    *,
    invitation_id: str | None = None,
    turn: int | None = None,
    round_id: str = "",
) -> Receipt:
    """Hand in answers; until the round closes a second time replaces the first.

    Parameters
    ----------
    token, invitation_id
        One of the two: what stands on the form, or the invitation of the colleague who looks.
    turn
        As :func:`open_form` gave it; a form that was handed in elsewhere meanwhile is then not overwritten.
    round_id
        The round the form says it belongs to; blank is not compared.

    Raises
    ------
    AccessError
        Late, unknown, altered, withdrawn or replayed token, or one of another round; or it is not the viewer's to
        hand in: the person the round is about, or a colleague other than the one asked.
    ProblemError
        An answer is not one of those offered, or the form was handed in meanwhile.
    """
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        invitation, row = invitation_of(writing, workspace.viewer, token, invitation_id)
        if round_id and round_id != invitation["round_id"]:
            raise AccessError(text("rounds.token.other_round"))
        _refuse_others(workspace.viewer, invitation, row)
        refuse_closed(row, today, "rounds.token.late")
        checked = checked_answers(answers, tuple(questions_of(writing, str(row["round_id"]))))
        mark = answers_mark(token, checked.levels, checked.comment, checked.may_read) if token else ""
        held = writing.row("round_answers", {"invitation_id": invitation["invitation_id"]})
        marks = _marks(held, mark, turn)
        about = name_of(writing, str(row["person_id"]))
        if marks is None:
            return Receipt(about, pd.Timestamp(held["handed_in"] if held else today), unchanged=True)
        _kept(writing, str(invitation["invitation_id"]), held, checked, marks, today)
        log.append(writing, "rater", "round.answer", str(row["person_id"]), day=workspace.today)
    return Receipt(about, today, replaced=held is not None)


def hand_in_form(workspace: Workspace, source: str | os.PathLike[str] | bytes) -> Receipt:
    """Hand in a form that came back as a file (or its content); errors as of ``read_form`` and :func:`hand_in`."""
    returned = read_form(source)
    return hand_in(workspace, returned.answers, returned.token, round_id=returned.round_id)


def _refuse_others(viewer: Viewer, invitation: Row, row: Row) -> None:
    """A form is handed in by its rater, by somebody unnamed who holds its token, or by HR for who sent it in.

    Never by the person it is about, who could then answer for others, nor by a colleague who was not asked.
    """
    if viewer.role == "administrator" or viewer.person_id == row["person_id"]:
        raise AccessError(text("rounds.token.not_you"))
    named = viewer.person_id is not None and viewer.role != "hr"
    if named and viewer.person_id != invitation["rater_id"]:
        raise AccessError(text("rounds.token.not_you"))


def _marks(held: Row | None, mark: str, turn: int | None) -> list[str] | None:
    """Marks of all versions with this one; None when the very same stands there already."""
    earlier: list[str] = json.loads(held["marks"] or "[]") if held else []
    if turn is not None and turn != (int(held["turn"]) if held else 0):
        raise ProblemError(text("rounds.token.stale"))
    if mark and earlier and earlier[-1] == mark:
        return None
    if mark and mark in earlier and turn is None:
        raise AccessError(text("rounds.token.replayed"))
    return [*earlier, mark][-_MARKS_KEPT:]


def _kept(
    writing: Writing, invitation_id: str, held: Row | None, answers: Answers, marks: list[str], today: pd.Timestamp
) -> None:
    values: dict[str, Any] = {
        "handed_in": today,
        "turn": (int(held["turn"]) if held else 0) + 1,
        "levels": json.dumps(dict(answers.levels)),
        "comment": answers.comment,
        "may_read": answers.may_read,
        "only_fives": bool(answers.levels) and set(answers.levels.values()) == {5},
        "marks": json.dumps(marks),
    }
    if held is None:
        writing.insert("round_answers", [{"invitation_id": invitation_id, **values}])
    else:
        writing.update("round_answers", {"invitation_id": invitation_id}, values, int(held["row_version"]))
