"""The answer of the team builder: what was proven, and what there is to do with it; or what stands in the way."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.conflicts import show_conflicts
from talentmap.app.components.html import as_typed, note, proof
from talentmap.app.components.proof import proof_lines
from talentmap.app.services.people import Names
from talentmap.data.dataset import Dataset
from talentmap.teams import TeamResult
from talentmap.vocabulary import text

TABS = ("proposals", "person", "trade", "questions", "take")
AFTER_ASKING = ("proposals", "take")
"""What is left to do when people were asked first: another choice worked out would tell who declined."""


def team_answer(data: Dataset, result: TeamResult) -> bool:
    """Draw the head of the answer; whether there is a team to go on with."""
    names = Names.of(data)
    asked = result.problem
    low, high = asked.sizes
    title = as_typed(names.projects.get(asked.project or "", asked.project or ""))
    with st.container(key="team_head"):  # one place on the page, so that a longer head leaves the tab open
        key = "app.team.answer" if result.status.has_solution else "app.team.no_answer"
        st.subheader(text(key, project=title, low=low, high=high), anchor=False)
        if not result.status.has_solution:
            show_conflicts(result.conflicts, [names.say(reason) for reason in result.reasons], names)
            return False
        proof(proof_lines(result.proof))
        for reason in result.reasons:
            note(names.say(reason))
    return True


def team_tabs(*, asked_first: bool = False) -> dict[str, Any]:
    """What there is to do with proposals, one tab each, by name."""
    names = AFTER_ASKING if asked_first else TABS
    if asked_first:
        note(text("teams_app.asked"))
    return dict(zip(names, st.tabs([text(f"teams_app.tab.{name}") for name in names], key="team_tabs"), strict=True))
