"""Cohorts: who guides which group, who coaches whom, and what happens when."""

from talentmap.programme.coaches import CoachResult, match_coaches
from talentmap.programme.phases import phases_table, sessions_table
from talentmap.programme.pools import free_members, pool_table
from talentmap.programme.staffing import Staffing, after_care, staff_groups
from talentmap.programme.stalls import Signal, progress_table, stall_signals

__all__ = [
    "CoachResult",
    "Signal",
    "Staffing",
    "after_care",
    "free_members",
    "match_coaches",
    "phases_table",
    "pool_table",
    "progress_table",
    "sessions_table",
    "staff_groups",
    "stall_signals",
]
