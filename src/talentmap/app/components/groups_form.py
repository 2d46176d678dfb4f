"""The question about groups: how large, how many, which rules hold, and how the mix counts."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.groups_rules import rule_cards
from talentmap.app.components.html import note
from talentmap.app.services.groups import MIXES, POLICIES, GroupChoices
from talentmap.app.services.words import number
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

WAIVED = "groups_waived"
"""Names of rules let go after a conflict."""

AGAIN = "groups_again"
"""A question to be asked at once, set by a button below the answer."""


def groups_form(data: Dataset, *, answered: bool) -> GroupChoices | None:
    """Draw the question, folded once it is answered; the choices when they are sent, else None."""
    again: GroupChoices | None = remembered(AGAIN)
    if answered:
        with st.expander(text("groups_app.change"), icon=":material/tune:", key="groups_question_folded"):
            sent = _question(data)
    else:
        with st.container(key="groups_question"):
            sent = _question(data)
    remember(AGAIN, None)
    return again or sent


def ask_again(choices: GroupChoices) -> None:
    """Ask this when the page is drawn, and show it in the form; for buttons to call before the page is."""
    remember(AGAIN, choices)
    remember(WAIVED, choices.waive)
    st.session_state["groups_policy"] = choices.policy
    st.session_state["groups_number"] = choices.n_groups


def _question(data: Dataset) -> GroupChoices | None:
    n_people = len(data.frames["people"])
    with st.container(border=True, key="groups_sizes"):
        st.subheader(text("groups_app.sizes"), anchor=False)
        policy, size, n_groups, depth = _sizes(n_people)
    rows = rule_cards(data)
    _waived()
    further = _further()
    sent = st.button(text("groups_app.solve"), type="primary", key="groups_solve", icon=":material/diversity_3:")
    if not sent:
        return None
    held = tuple(row for row in rows if row.on)
    waive: tuple[str, ...] = remembered(WAIVED) or ()
    return GroupChoices(size, policy, n_groups, depth, held, waive=waive, **further)


def _sizes(n_people: int) -> tuple[str, tuple[int, int], int | None, tuple[int, ...]]:
    """How large groups are, by what policy, how many where that is said, and into how many parts."""
    usual = 12 if n_people >= 24 else max(1, n_people // 2)
    policy = str(
        st.segmented_control(
            text("groups_app.policy"),
            POLICIES,
            format_func=labels_of("policy", POLICIES),
            default=None if "groups_policy" in st.session_state else POLICIES[0],
            required=True,
            key="groups_policy",
            wrap=True,
            persist_state="session",
        )
    )
    with st.grid(3, min_column_width=200):
        if policy == "between":
            low = _whole("low", 1, max(1, n_people), max(1, usual - 2))
            high = _whole("high", 1, max(1, n_people), min(n_people, usual + 2))
        else:
            low = high = _whole("size", 1, max(1, n_people), usual)
        chosen = st.number_input(
            text("groups_app.number"),
            1,
            max(1, n_people),
            None,
            key="groups_number",
            placeholder=text("groups_app.number_free"),
            help=text("groups_app.number_help"),
            persist_state="session",
        )
        first = _whole("subgroups", 1, 20, 1, help=text("groups_app.subgroups_help"))
        second = _whole("deeper", 1, 20, 1, help=text("groups_app.deeper_help")) if first > 1 else 1
    depth = tuple(parts for parts in (first, second) if parts > 1)
    return policy, (low, max(low, high)), None if chosen is None else int(chosen), depth


def _further() -> dict[str, Any]:
    with st.expander(text("groups_app.further")), st.grid(3, min_column_width=200):
        mix = st.selectbox(
            text("groups_app.mix"),
            MIXES,
            format_func=labels_of("mix", MIXES),
            key="groups_mix",
            help=text("groups_app.mix_help"),
            persist_state="session",
        )
        per_date = st.number_input(
            text("groups_app.per_date"),
            1,
            100,
            None,
            key="groups_per_date",
            placeholder=text("groups_app.per_date_free"),
            help=text("groups_app.per_date_help"),
            persist_state="session",
        )
        limit = _whole("time_limit", 1, 3600, 60)
    return {
        "mix": str(mix),
        "per_date": None if per_date is None else int(per_date),
        "time_limit": float(limit),
    }


def _waived() -> None:
    """Rules that were let go after a conflict, and the way to keep them again."""
    waived: tuple[str, ...] = remembered(WAIVED) or ()
    if not waived:
        return
    with st.container(border=True, key="groups_waived_box"):
        st.markdown(f"**{text('groups_app.waived')}**")
        note(text("groups_app.waived_note"))
        kept = st.pills(
            text("groups_app.waived"),
            waived,
            selection_mode="multi",
            default=waived,
            key=f"groups_waived_{number(len(waived))}",
            label_visibility="collapsed",
        )
        if tuple(kept) != waived:
            remember(WAIVED, tuple(kept))
            st.rerun()


def _whole(name: str, least: int, most: int, usual: int, **more: Any) -> int:
    return int(
        st.number_input(
            text(f"groups_app.{name}"),
            least,
            most,
            min(max(usual, least), most),
            key=f"groups_{name}",
            persist_state="session",
            **more,
        )
    )


def labels_of(prefix: str, names: tuple[str, ...]) -> Any:
    """Turns an option into text, in the language of now."""
    return {name: text(f"groups_app.{prefix}.{name}") for name in names}.__getitem__
