"""Partition people into groups, with dates, rules and subgroups: problem, rules, solve, verify, result."""

from talentmap.groups.edit import move_person, swap_people
from talentmap.groups.plan import plan_groups
from talentmap.groups.problem import GroupProblem
from talentmap.groups.repair import repair_groups
from talentmap.groups.result import GroupResult
from talentmap.groups.verify import verify_groups

__all__ = [
    "GroupProblem",
    "GroupResult",
    "move_person",
    "plan_groups",
    "repair_groups",
    "swap_people",
    "verify_groups",
]
