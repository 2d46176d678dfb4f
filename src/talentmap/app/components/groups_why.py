"""Why somebody is in their group, and what swapping them would change."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import note, reasons
from talentmap.app.services.group_edits import explained
from talentmap.app.services.people import Names, people_options
from talentmap.data.dataset import Dataset
from talentmap.groups import GroupResult
from talentmap.vocabulary import text


def why(data: Dataset, result: GroupResult) -> None:
    """Draw the choice of a person and the reasons."""
    placed = {person for group in result.groups for person in group.members}
    options = {person: label for person, label in people_options(data).items() if person in placed}
    with st.container(border=True, key="groups_why"):
        st.subheader(text("groups_app.why"), anchor=False)
        note(text("groups_app.why_note"))
        who = st.selectbox(
            text("app.explain.person"),
            list(options),
            index=None,
            format_func=options.__getitem__,
            key="groups_why_who",
            placeholder=text("groups_app.choose_person"),
        )
        if who is not None:
            with st.spinner(text("app.explain.busy")):
                reasons(explained(result.explain(who), Names.of(data)))
