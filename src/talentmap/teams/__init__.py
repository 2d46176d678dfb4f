"""The best team for a project: the question, its rules and terms, and an answer that is verified and proven.

The names are loaded when first used: whoever checks a proof record needs none of the machinery that made it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talentmap.teams.problem import TeamProblem as TeamProblem
    from talentmap.teams.problem import TeamWeights as TeamWeights
    from talentmap.teams.propose import propose_teams as propose_teams
    from talentmap.teams.result import Team as Team
    from talentmap.teams.result import TeamResult as TeamResult
    from talentmap.teams.verify import verify_team as verify_team

_HOME = {
    "Team": "result",
    "TeamProblem": "problem",
    "TeamResult": "result",
    "TeamWeights": "problem",
    "propose_teams": "propose",
    "verify_team": "verify",
}

__all__ = ["Team", "TeamProblem", "TeamResult", "TeamWeights", "propose_teams", "verify_team"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'talentmap.teams' has no attribute {name!r}")
    return getattr(import_module(f"talentmap.teams.{_HOME[name]}"), name)
