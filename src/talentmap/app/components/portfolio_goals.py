"""Personal goals on the portfolio: set one, drop it, make it one of the team or one's own again."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from talentmap.access.goals import leave_team_goal, make_team_goal, own_goals, remove_goal, save_goal
from talentmap.app.components.acting import act
from talentmap.app.components.html import escape, note, tags
from talentmap.app.services.words import day, strength_names
from talentmap.app.who import today, workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text


def goals(data: Dataset) -> None:
    """Draw them."""
    names = strength_names(data)
    with st.container(border=True, key="portfolio_goals"):
        st.subheader(text("portfolio.goal.title"), anchor=False)
        note(text("portfolio.goal.note"))
        for row in own_goals(workspace()).to_dict("records"):
            _one(row, names[str(row["strength_id"])])
        with st.expander(text("portfolio.goal.new"), icon=":material/add:"):
            _new(dict(names))


def _one(row: dict, name: str) -> None:
    team = not pd.isna(row["team_goal"])
    until = "" if pd.isna(row["by_date"]) else text("portfolio.goal.by", day=day(row["by_date"]))
    words = [text("portfolio.goal.to", level=row["level"]), *([until] if until else [])]
    kind = tags([text("portfolio.goal.shared" if team else "portfolio.goal.own")], "" if team else "soft")
    st.html(f'<div class="tm-item"><b>{escape(name)}</b> {tags(words, "soft")}{kind}</div>')
    if not pd.isna(row["words"]):
        note(str(row["words"]))
    goal = str(row["goal_id"])
    with st.container(horizontal=True):
        change = leave_team_goal if team else make_team_goal
        if st.button(text(f"portfolio.goal.{'leave' if team else 'share'}"), key=f"portfolio_goal_team_{goal}"):
            act(partial(change, workspace(), goal))
        if st.button(text("portfolio.goal.remove"), key=f"portfolio_goal_remove_{goal}"):
            act(partial(remove_goal, workspace(), goal))


def _new(names: dict[str, str]) -> None:
    with st.form("portfolio_goal", border=False):
        strength = st.selectbox(
            text("portfolio.goal.strength"),
            list(names),
            format_func=names.__getitem__,
            index=None,
            key="portfolio_goal_strength",
            placeholder=text("portfolio.choose"),
        )
        level = st.number_input(text("portfolio.goal.level_label"), 1, 5, 3, key="portfolio_goal_level")
        until = st.date_input(
            text("portfolio.goal.until"), None, min_value=today(), format="DD-MM-YYYY", key="portfolio_goal_until"
        )
        words = st.text_area(text("portfolio.goal.words"), key="portfolio_goal_words", max_chars=500)
        sent = st.form_submit_button(text("portfolio.goal.save"), key="portfolio_goal_save")
    if sent and strength is not None:
        act(partial(save_goal, workspace(), str(strength), int(level), by_date=until, words=words))
