"""Plans side by side: 12 groups or 13, with this rule or without."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.figure import downloads
from talentmap.app.components.groups_form import ask_again
from talentmap.app.components.html import note
from talentmap.app.services.group_plans import Kept, keep, policy_in_words, side_by_side
from talentmap.app.services.groups import GroupChoices
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.groups import GroupResult
from talentmap.vocabulary import text

_PLANS = "groups_plans"


def compare_plans(data: Dataset, choices: GroupChoices, result: GroupResult) -> None:
    """Draw the plans asked so far, and a button for the other number of groups."""
    plans: list[Kept] = keep(remembered(_PLANS) or [], choices, result)
    remember(_PLANS, plans)
    with st.container(border=True, key="groups_compare"):
        st.subheader(text("groups_app.compare"), anchor=False)
        note(text("groups_app.compare_note"))
        other = choices.other_policy()
        n_other = _number_of(data, other)
        if n_other and n_other != len(result.groups) and all(plan.choices != other for plan in plans):
            st.button(
                text("groups_app.plan_other", n=n_other, policy=policy_in_words(other.policy)),
                key="groups_other",
                icon=":material/compare_arrows:",
                on_click=ask_again,
                args=(other,),
            )
        table = side_by_side(plans)
        st.table(table, hide_index=True)
        downloads("groups_side_by_side", table)
        bring_back(choices)


def _number_of(data: Dataset, choices: GroupChoices) -> int:
    """How many groups the question would give; 0 where it cannot be asked or leaves the number free."""
    if choices.policy == "between":
        return 0
    try:
        low, high = choices.problem(data).sizes.groups
    except ProblemError:
        return 0
    return low if low == high else 0


def bring_back(choices: GroupChoices) -> None:
    """A button for every other plan that was kept."""
    plans: list[Kept] = remembered(_PLANS) or []
    others = [plan for plan in plans if plan.choices != choices]
    with st.container(horizontal=True):
        for k, plan in enumerate(others):
            st.button(
                text("groups_app.show_plan", name=plan.name),
                key=f"groups_show_{k}",
                on_click=ask_again,
                args=(plan.choices,),
            )
