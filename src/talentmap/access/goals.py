"""Personal goals: one's own, until one makes one a goal of the team. Others see that goal, never whose wish it was."""

from __future__ import annotations

import secrets

import pandas as pd

from talentmap.access import log
from talentmap.access.own import owner
from talentmap.access.workspace import Workspace
from talentmap.data.store import Writing
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import text

_FROM_PEOPLE = "T-"
"""Start of the ids of goals that people made; goals from an import are never changed or removed here."""


def own_goals(workspace: Workspace) -> pd.DataFrame:
    """Goals of the viewer: goal_id, strength_id, level, by_date, words, team_goal (blank while it is theirs alone)."""
    with workspace.store.reading() as reading:
        found = reading.frame("personal_goals", person_id=owner(workspace.viewer, reading))
    return found.drop(columns=["person_id", "row_version"]).reset_index(drop=True)


def save_goal(workspace: Workspace, strength_id: str, level: int, *, by_date: object = None, words: str = "") -> str:
    """Set oneself a goal; its id.

    Parameters
    ----------
    level
        1-5.
    words
        Why, in one's own words: seen by the person alone, also when the goal becomes one of the team.

    Raises
    ------
    AccessError
        The viewer has no portfolio here.
    ProblemError, UnknownLabelError
        No such level or strength, or there is a goal for this strength already.
    """
    if isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= 5:
        raise ProblemError(text("portfolio.goal.level", found=repr(level)))
    with workspace.store.writing() as writing:
        person = owner(workspace.viewer, writing)
        if writing.row("strengths", {"strength_id": strength_id}) is None:
            raise UnknownLabelError(text("store.own.strength", found=strength_id), strength_id)
        if len(writing.frame("personal_goals", person_id=person, strength_id=strength_id)):
            raise ProblemError(text("portfolio.goal.twice"))
        goal_id = f"G{secrets.token_hex(8)}"
        row = {"goal_id": goal_id, "person_id": person, "strength_id": strength_id, "level": level}
        writing.insert("personal_goals", [{**row, "by_date": by_date, "words": words.strip() or None}])
        log.append(writing, workspace.actor, "goal.save", person, day=workspace.today)
    return goal_id


def remove_goal(workspace: Workspace, goal_id: str) -> None:
    """Drop a goal of one's own; where it was one of the team too, the person leaves that first."""
    with workspace.store.writing() as writing:
        row = _own(writing, workspace, goal_id)
        _left(writing, row["team_goal"])
        writing.delete("personal_goals", {"goal_id": goal_id}, None)
        log.append(writing, workspace.actor, "goal.remove", str(row["person_id"]), day=workspace.today)


def make_team_goal(workspace: Workspace, goal_id: str) -> str:
    """Make a goal of one's own one of the unit, or join the one there is for that strength and level; its id.

    Every colleague sees goals of units: which strength, which level, and how many people take part. Not who, and not
    why.

    Raises
    ------
    AccessError
        It is not the viewer's.
    ProblemError
        It is a goal of the team already.
    """
    with workspace.store.writing() as writing:
        row = _own(writing, workspace, goal_id)
        if row["team_goal"] is not None:
            raise ProblemError(text("portfolio.goal.team_already"))
        person = writing.row("people", {"person_id": row["person_id"]})
        assert person is not None
        same = writing.frame("goals", owner=person["unit"], strength_id=row["strength_id"], level=row["level"])
        same = same[same["goal_id"].str.startswith(_FROM_PEOPLE)]
        if len(same):
            team_goal = str(same["goal_id"].iloc[0])
            writing.update("goals", {"goal_id": team_goal}, {"people": int(same["people"].iloc[0]) + 1}, None)
        else:
            team_goal = f"{_FROM_PEOPLE}{secrets.token_hex(8)}"
            made = {"goal_id": team_goal, "owner": person["unit"], "strength_id": row["strength_id"]}
            writing.insert(
                "goals", [{**made, "level": row["level"], "people": 1, "by_date": row["by_date"], "weight": 1.0}]
            )
        writing.update("personal_goals", {"goal_id": goal_id}, {"team_goal": team_goal}, None)
        log.append(writing, workspace.actor, "goal.team", str(row["person_id"]), day=workspace.today)
    return team_goal


def leave_team_goal(workspace: Workspace, goal_id: str) -> None:
    """Make a goal one's own alone again; a goal of the team that nobody takes part in any more goes."""
    with workspace.store.writing() as writing:
        row = _own(writing, workspace, goal_id)
        _left(writing, row["team_goal"])
        writing.update("personal_goals", {"goal_id": goal_id}, {"team_goal": None}, None)
        log.append(writing, workspace.actor, "goal.leave", str(row["person_id"]), day=workspace.today)


def _left(writing: Writing, team_goal: str | None) -> None:
    row = writing.row("goals", {"goal_id": team_goal}) if team_goal else None
    if row is None:
        return
    if int(row["people"] or 1) <= 1:
        writing.delete("goals", {"goal_id": team_goal}, None)
    else:
        writing.update("goals", {"goal_id": team_goal}, {"people": int(row["people"]) - 1}, None)


def _own(writing: Writing, workspace: Workspace, goal_id: str) -> dict:
    person = owner(workspace.viewer, writing)  # first, or the error would tell who has no portfolio that it is there
    row = writing.row("personal_goals", {"goal_id": goal_id})
    if row is None or row["person_id"] != person:
        raise AccessError(text("portfolio.goal.not_yours"))
    return row
