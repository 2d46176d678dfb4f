"""Recognition of prior learning on the portfolio: the owner's tracks with the forms of each step, and a new one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.access.evc import add_evidence, choose_assessor, evc_track, open_track, own_tracks, remove_evidence
from talentmap.access.evc_result import EvcTrack
from talentmap.access.evc_rules import KINDS, MOST_SIGNS, Evidence
from talentmap.app.components.acting import act
from talentmap.app.components.evc_track import contents, heading, history, next_steps, to_do
from talentmap.app.components.html import note
from talentmap.app.services.evc import typed_indicators
from talentmap.app.services.words import person_names, strength_names
from talentmap.app.who import today, workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

_CHANGES = ("goal", "evidence")


def tracks(data: Dataset, person: str) -> None:
    """Draw them."""
    names = dict(strength_names(data))
    with st.container(border=True, key="portfolio_evc"):
        st.subheader(text("evc_app.title"), anchor=False)
        note(text("evc_app.note"))
        for row in own_tracks(workspace()).to_dict("records"):
            _one(evc_track(workspace(), str(row["track_id"])), data, person)
        with st.expander(text("evc_app.new"), icon=":material/add:"):
            _new(names)


def _one(track: EvcTrack, data: Dataset, person: str) -> None:
    heading(strength_names(data)[track.strength_id], track.status, track.level)
    to_do(track)
    with st.expander(text("evc_app.look"), key=f"evc_open_{track.track_id}"):
        contents(track)
        if track.status == "certificate":
            note(text("evc_app.claim"))
        if track.status in _CHANGES:
            _evidence(track)
            _assessor(track, data, person)
        next_steps(track, "person")
        history(track)


def _evidence(track: EvcTrack) -> None:
    """Take a piece back, or put one forward for what it shows."""
    with st.container(horizontal=True):
        taken = [
            int(number)
            for number in track.evidence["number"]
            if st.button(text("evc_app.evidence.remove", n=number), key=f"evc_remove_{track.track_id}_{number}")
        ]
    for number in taken:
        act(partial(remove_evidence, workspace(), track.track_id, number))
    words = {
        int(number): f"{number}. {one}"
        for number, one in zip(track.indicators["number"], track.indicators["words"], strict=True)
    }
    kinds = {kind: text(f"evc_app.kind.{kind}") for kind in KINDS}
    key = f"evc_add_{track.track_id}_{len(track.evidence)}"
    with st.form(key, border=False):
        st.markdown(f"**{text('evc_app.evidence.add')}**")
        title = st.text_input(text("evc_app.evidence.what"), key=f"{key}_title", max_chars=MOST_SIGNS)
        kind = st.selectbox(
            text("evc_app.evidence.kind"), list(kinds), format_func=kinds.__getitem__, key=f"{key}_kind"
        )
        supports = st.multiselect(
            text("evc_app.evidence.supports"), list(words), format_func=words.__getitem__, key=f"{key}_supports",
            placeholder=text("portfolio.choose"),
        )  # fmt: skip
        made = st.date_input(
            text("evc_app.evidence.day"), None, max_value=today(), format="DD-MM-YYYY", key=f"{key}_made"
        )
        reference = st.text_input(text("evc_app.evidence.reference"), key=f"{key}_reference", max_chars=MOST_SIGNS)
        sent = st.form_submit_button(text("evc_app.evidence.save"), key=f"{key}_save")
    if sent:
        piece = Evidence(title, str(kind), made, reference)
        act(partial(add_evidence, workspace(), track.track_id, piece, supports))


def _assessor(track: EvcTrack, data: Dataset, person: str) -> None:
    names = {one: name for one, name in person_names(data).items() if one != person}
    key = f"evc_ask_{track.track_id}"
    with st.form(key, border=False):
        st.markdown(f"**{text('evc_app.ask')}**")
        note(text("evc_app.ask_note"))
        chosen = st.selectbox(
            text("evc_app.ask_who"), list(names), format_func=names.__getitem__, index=None, key=f"{key}_who",
            placeholder=text("portfolio.choose"),
        )  # fmt: skip
        sent = st.form_submit_button(text("evc_app.ask_save"), key=f"{key}_save")
    if sent and chosen is not None:
        act(partial(choose_assessor, workspace(), track.track_id, str(chosen)))


def _new(names: dict[str, str]) -> None:
    with st.form("portfolio_track", border=False):
        strength = st.selectbox(
            text("evc_app.strength"), list(names), format_func=names.__getitem__, index=None,
            key="portfolio_track_strength", placeholder=text("portfolio.choose"),
        )  # fmt: skip
        level = st.number_input(text("evc_app.level"), 1, 5, 3, key="portfolio_track_level")
        required = st.text_area(
            text("evc_app.indicators"), key="portfolio_track_indicators", help=text("evc_app.indicators_help")
        )
        optional = st.text_area(text("evc_app.optional"), key="portfolio_track_optional")
        goal = st.text_input(text("evc_app.goal_label"), key="portfolio_track_goal", max_chars=500)
        sent = st.form_submit_button(text("evc_app.open"), key="portfolio_track_open")
    if sent and strength is None:
        note(text("evc_app.no_strength"))
    elif sent:
        asked = typed_indicators(required, optional, int(level))
        act(partial(open_track, workspace(), str(strength), int(level), asked, goal=goal))
