"""The policy on screen: promises, what one sees of whom, roles, and the table to vote on."""

from __future__ import annotations

import streamlit as st

from talentmap.access.policy import Policy
from talentmap.app.components.figure import figure
from talentmap.app.components.html import escape, note, proof, reasons, tags
from talentmap.app.services.policy import REACH, policy_shown, role_table, sees
from talentmap.app.services.words import labels
from talentmap.vocabulary import text

_PROMISES = ("owner", "raters", "groups", "end", "default")


def promises(version: str) -> None:
    """What holds for everybody, in a few sentences."""
    proof([text("policy_app.version", version=version), text("policy_app.vote")])
    reasons(text(f"policy_app.promise.{name}") for name in _PROMISES)


def by_relation(policy: Policy) -> None:
    """What somebody sees, by how they stand to the person."""
    with st.container(border=True):
        st.subheader(text("policy_app.relation.title"), anchor=False)
        who = st.segmented_control(
            text("policy_app.relation.label"),
            list(REACH),
            format_func=labels("policy.who", REACH).__getitem__,
            default="manager",
            required=True,
            key="access_who",
            wrap=True,
            persist_state="session",
        )
        people, rest = sees(policy, str(who)), sees(policy, str(who), about_people=False)
        if not people:
            note(text("policy_app.relation.nothing"))
            return
        reasons(people)
        if rest:
            with st.expander(text("policy_app.relation.rest")):
                reasons(rest)


def roles() -> None:
    """What each role may look for."""
    with st.container(border=True):
        st.subheader(text("policy_app.roles"), anchor=False)
        for role, purposes, meaning in role_table().itertuples(index=False):
            st.html(f'<div class="tm-item"><b>{escape(role)}</b> {tags(purposes.split(", "), "soft")}</div>')
            note(meaning)


def whole(policy: Policy) -> None:
    """The table itself."""
    figure(
        "access_policy",
        text("policy_app.whole"),
        None,
        policy.table(),
        shown=policy_shown(policy),
        meaning=text("policy_app.meaning"),
        code="import talentmap as tm\n\ntm.load_policy().table()",
    )
