"""Staff many projects at once: people shared between projects as far as their hours go."""

from talentmap.staffing.pieces import StaffedProject
from talentmap.staffing.plan import plan_staffing
from talentmap.staffing.problem import StaffingProblem, StaffingWeights
from talentmap.staffing.result import StaffingResult
from talentmap.staffing.verify import verify_staffing

__all__ = [
    "StaffedProject",
    "StaffingProblem",
    "StaffingResult",
    "StaffingWeights",
    "plan_staffing",
    "verify_staffing",
]
