"""EVC tracks that others handed in to who looks: judge the evidence, settle the recognition, issue the certificate."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.access.evc import evc_track
from talentmap.access.evc_assess import certify_track, judge_evidence, tracks_to_assess
from talentmap.access.evc_result import EvcTrack
from talentmap.access.evc_rules import JUDGEMENTS, MOST_SIGNS
from talentmap.app.components.acting import act
from talentmap.app.components.evc_track import contents, history, next_steps, to_do
from talentmap.app.components.html import as_typed, note
from talentmap.app.services.evc import Cell, cells, status_words
from talentmap.app.services.words import person_names, strength_names
from talentmap.app.who import today, workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text


def tracks_asked(data: Dataset) -> None:
    """Draw a line per track that can be opened; nothing where nobody asked."""
    rows = tracks_to_assess(workspace()).to_dict("records")
    if not rows:
        return
    people, strengths = person_names(data), strength_names(data)
    with st.container(border=True, key="portfolio_assess"):
        st.subheader(text("evc_app.assess.title"), anchor=False)
        note(text("evc_app.assess.note"))
        for row in rows:
            name = people[str(row["person_id"])]
            said = {"name": as_typed(name), "strength": as_typed(strengths[str(row["strength_id"])])}
            status = status_words(str(row["status"]))
            label = text("evc_app.assess.one", level=row["level"], status=status, **said)
            with st.expander(label, key=f"evc_assess_{row['track_id']}"):
                _one(evc_track(workspace(), str(row["track_id"])), name)


def _one(track: EvcTrack, name: str) -> None:
    to_do(track)
    contents(track)
    if track.status == "assessment":
        _judge(track)
    if track.status == "recognition":
        _certify(track, name)
    next_steps(track, "assessor")
    history(track)


def _judge(track: EvcTrack) -> None:
    """A judgement and a remark for every cell of the matrix; saved together."""
    words = {"": text("evc_app.judge.blank"), **{one: text(f"evc_app.cell.{one}") for one in JUDGEMENTS}}
    key, given = f"evc_judge_{track.track_id}", []
    with st.form(key, border=False):
        st.markdown(f"**{text('evc_app.judge.title')}**")
        for cell in cells(track):
            place = f"{key}_{cell.piece}_{cell.indicator}"
            about = text("evc_app.judge.cell", piece=cell.piece, title=as_typed(cell.title), words=as_typed(cell.words))
            judgement = st.selectbox(
                about, list(words), format_func=words.__getitem__, index=list(words).index(cell.judgement), key=place
            )
            remark = st.text_input(
                text("evc_app.judge.remark", piece=cell.piece), cell.remark, key=f"{place}_remark",
                max_chars=MOST_SIGNS,
            )  # fmt: skip
            given.append((cell, str(judgement), remark))
        sent = st.form_submit_button(text("evc_app.judge.save"), key=f"{key}_save")
    if sent:
        act(partial(_judged, track.track_id, given))


def _judged(track_id: str, given: list[tuple[Cell, str, str]]) -> None:
    for cell, judgement, remark in given:
        if judgement and (judgement, remark) != (cell.judgement, cell.remark):
            judge_evidence(workspace(), track_id, cell.piece, cell.indicator, judgement, remark=remark)


def _certify(track: EvcTrack, name: str) -> None:
    if track.recognised is None:
        note(text("evc_app.certify.nothing", name=name))
        return
    key = f"evc_certify_{track.track_id}"
    with st.form(key, border=False):
        st.markdown(f"**{text('evc_app.certify.title')}**")
        note(text("evc_app.certify.note", name=name, level=track.recognised))
        until = st.date_input(
            text("evc_app.certify.until"), None, min_value=today(), format="DD-MM-YYYY", key=f"{key}_until"
        )
        sent = st.form_submit_button(text("evc_app.certify.send"), key=f"{key}_send")
    if sent:
        act(partial(certify_track, workspace(), track.track_id, until))
