"""Solving the team question: on a thread that can be watched and stopped, with finished answers kept."""

from __future__ import annotations

from talentmap.app.components import solving
from talentmap.app.services.team import TeamChoices
from talentmap.data.dataset import Dataset
from talentmap.teams import TeamResult


def solve_team(data: Dataset, sent: TeamChoices | None) -> tuple[TeamChoices, TeamResult] | None:
    """The question last asked with its answer; nothing while it is being worked on or before anything was asked."""
    return solving.solved("team", data, sent)


def answered() -> bool:
    """Whether there is an answer on screen."""
    return solving.answered("team")
