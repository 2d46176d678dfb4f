"""Recognition of prior learning on the portfolio: the tracks, where each stands, and a new one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.access.evc import evc_track, open_track, own_tracks
from talentmap.access.evc_rules import Indicator
from talentmap.app.components.acting import act
from talentmap.app.components.html import escape, note, reasons, tags
from talentmap.app.services.words import strength_names
from talentmap.app.who import workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text


def tracks(data: Dataset) -> None:
    """Draw them."""
    names = dict(strength_names(data))
    with st.container(border=True, key="portfolio_evc"):
        st.subheader(text("portfolio.evc.title"), anchor=False)
        note(text("portfolio.evc.note"))
        for row in own_tracks(workspace()).to_dict("records"):
            words = [text("portfolio.goal.to", level=row["level"]), text(f"evc.status.{row['status']}")]
            name = escape(names[str(row["strength_id"])])
            st.html(f'<div class="tm-item"><b>{name}</b> {tags(words, "soft")}</div>')
            reasons(reason.text() for reason in evc_track(workspace(), str(row["track_id"])).next_steps())
        with st.expander(text("portfolio.evc.new"), icon=":material/add:"):
            _new(names)


def _new(names: dict[str, str]) -> None:
    with st.form("portfolio_track", border=False):
        strength = st.selectbox(
            text("portfolio.goal.strength"), list(names), format_func=names.__getitem__, index=None,
            key="portfolio_track_strength", placeholder=text("portfolio.choose"),
        )  # fmt: skip
        level = st.number_input(text("portfolio.goal.level_label"), 1, 5, 3, key="portfolio_track_level")
        lines = st.text_area(text("portfolio.evc.indicators"), key="portfolio_track_indicators")
        goal = st.text_input(text("portfolio.evc.goal"), key="portfolio_track_goal", max_chars=500)
        sent = st.form_submit_button(text("portfolio.evc.open"), key="portfolio_track_open")
    if sent and strength is not None:
        asked = [Indicator(line.strip(), int(level)) for line in lines.splitlines() if line.strip()]
        act(partial(open_track, workspace(), str(strength), int(level), asked, goal=goal))
