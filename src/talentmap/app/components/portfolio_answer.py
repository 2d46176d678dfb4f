"""Feedback that others asked of who looks: the form on the page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.access.rounds_answer import asked_of_me, hand_in, open_form
from talentmap.access.rounds_rules import MOST_SIGNS, Answers
from talentmap.app.components.acting import act
from talentmap.app.components.html import as_typed, note
from talentmap.app.services.words import day
from talentmap.app.who import workspace
from talentmap.vocabulary import text


def asked() -> None:
    """Draw a form per open invitation; nothing where nobody asked."""
    rows = asked_of_me(workspace()).to_dict("records")
    if not rows:
        return
    with st.container(border=True, key="portfolio_asked"):
        st.subheader(text("portfolio.asked.title"), anchor=False)
        note(text("portfolio.asked.note"))
        for row in rows:
            done = text("portfolio.asked.done") if row["handed_in"] else text("portfolio.asked.open")
            label = text("portfolio.asked.about", name=as_typed(row["about"]), day=day(row["closes"]), done=done)
            with st.expander(label):
                _form(str(row["invitation_id"]))


def _form(invitation: str) -> None:
    found = open_form(workspace(), invitation_id=invitation)
    levels = {"": text("portfolio.asked.no_answer")}
    levels |= {str(level): f"{level}: {text(f'portfolio.level.{level}')}" for level in range(6)}
    key = f"portfolio_answer_{invitation}"
    with st.form(key, border=False):
        given = {
            strength: st.selectbox(
                as_typed(name),
                list(levels),
                format_func=levels.__getitem__,
                index=list(levels).index(str(found.answers.levels.get(strength, ""))),
                key=f"{key}_{strength}_{found.turn}",
            )
            for strength, name in found.form.questions.items()
        }
        words = st.text_area(
            text("portfolio.asked.words"), found.answers.comment, max_chars=MOST_SIGNS, key=f"{key}_words"
        )
        read = st.checkbox(text("portfolio.asked.may_read"), found.answers.may_read, key=f"{key}_read")
        sent = st.form_submit_button(text("portfolio.asked.send"), key=f"{key}_send")
    if sent:
        answers = Answers({one: int(level) for one, level in given.items() if level}, words, read)
        act(partial(hand_in, workspace(), answers, invitation_id=invitation, turn=found.turn))
