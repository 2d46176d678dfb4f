"""Roles and people: optimal, stable and leximin matching, each with its proof."""

from talentmap.matching.result import MatchResult
from talentmap.matching.rules import RULES
from talentmap.matching.solve import METHODS, match_roles

__all__ = ["METHODS", "RULES", "MatchResult", "match_roles"]
