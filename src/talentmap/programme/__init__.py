"""Cohorts: who guides which group, who coaches whom, and what happens when."""

from talentmap.programme.calendar import calendar_table
from talentmap.programme.coaches import CoachResult, match_coaches
from talentmap.programme.cohort import ProgrammeResult, plan_programme
from talentmap.programme.ics import calendar_text, write_calendars
from talentmap.programme.phases import phases_table, sessions_table
from talentmap.programme.pools import free_members, pool_table
from talentmap.programme.staffing import Staffing, after_care, staff_groups
from talentmap.programme.stalls import Signal, progress_table, stall_signals

__all__ = [
    "CoachResult",
    "ProgrammeResult",
    "Signal",
    "Staffing",
    "after_care",
    "calendar_table",
    "calendar_text",
    "free_members",
    "match_coaches",
    "phases_table",
    "plan_programme",
    "pool_table",
    "progress_table",
    "sessions_table",
    "staff_groups",
    "stall_signals",
    "write_calendars",
]
