"""Cohorts: who guides which group, who coaches whom, and what happens when."""

from talentmap.programme.pools import free_members, pool_table
from talentmap.programme.staffing import Staffing, after_care, staff_groups

__all__ = ["Staffing", "after_care", "free_members", "pool_table", "staff_groups"]
