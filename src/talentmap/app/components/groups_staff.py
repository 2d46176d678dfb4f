"""Who works with which subgroup, worked out once per plan, and said where it cannot be done."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import proof
from talentmap.app.state import remember, remembered
from talentmap.documents.group_staff import staffing_of
from talentmap.groups import GroupResult
from talentmap.programme import Staffing
from talentmap.vocabulary import text

_KEPT = "groups_staffing"


def staff_of(plan: GroupResult) -> Staffing | None:
    """The staff of this plan; a warning on the page where the pools cannot do it."""
    kept: tuple[GroupResult, Staffing | None] | None = remembered(_KEPT)
    if kept is None or kept[0] is not plan:
        with st.spinner(text("groups_app.staffing")):
            kept = (plan, staffing_of(plan))
        remember(_KEPT, kept)
    staffing = kept[1]
    if staffing is not None and not staffing.status.has_solution:
        proof([text("groups_app.no_staff"), *(c.text() for c in staffing.conflicts)], warm=True)
    return staffing
