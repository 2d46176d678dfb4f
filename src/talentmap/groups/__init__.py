"""Partition people into groups, with dates, rules and subgroups: problem, rules, solve, verify, result."""

from talentmap.groups.plan import plan_groups
from talentmap.groups.problem import GroupProblem
from talentmap.groups.result import GroupResult
from talentmap.groups.verify import verify_groups

__all__ = ["GroupProblem", "GroupResult", "plan_groups", "verify_groups"]
