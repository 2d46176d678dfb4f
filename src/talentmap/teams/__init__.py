"""The best team for a project: the question, its rules and terms, and an answer that is verified and proven."""

from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.teams.propose import propose_teams
from talentmap.teams.result import Team, TeamResult
from talentmap.teams.verify import verify_team

__all__ = ["Team", "TeamProblem", "TeamResult", "TeamWeights", "propose_teams", "verify_team"]
