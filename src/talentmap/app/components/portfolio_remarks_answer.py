"""What others said of claims that who looks made, or sees as HR: each with a form to answer it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.access.remarks import MOST_SIGNS, answer_remark, remarks_to_answer
from talentmap.app.components.acting import act
from talentmap.app.components.html import as_typed, note
from talentmap.app.services.words import day, person_names, strength_names
from talentmap.app.who import workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

_ANSWERS = ("accepted", "declined")


def remarks_asked(data: Dataset) -> None:
    """Draw a line per remark that waits for an answer; nothing where none does."""
    rows = remarks_to_answer(workspace(), data).to_dict("records")
    if not rows:
        return
    people, strengths = person_names(data), strength_names(data)
    with st.container(border=True, key="portfolio_remarks_asked"):
        st.subheader(text("remarks_app.asked.title"), anchor=False)
        note(text("remarks_app.asked.note"))
        for row in rows:
            label = text(
                "remarks_app.asked.one",
                kind=text(f"remarks_app.kind.{row['kind']}").capitalize(),
                name=as_typed(people[str(row["person_id"])]),
                strength=as_typed(strengths[str(row["strength_id"])]),
                source=text(f"portfolio.source.{row['source']}"),
                day=day(row["day"]),
            )
            with st.expander(label, key=f"remark_asked_{row['remark_id']}"):
                note(str(row["words"]))
                _form(str(row["remark_id"]))


def _form(remark_id: str) -> None:
    words = {one: text(f"remarks_app.answer.{one}") for one in _ANSWERS}
    key = f"remark_answer_{remark_id}"
    with st.form(key, border=False):
        answer = st.radio(
            text("remarks_app.asked.answer"), _ANSWERS, format_func=words.__getitem__, index=None, horizontal=True,
            key=f"{key}_answer",
        )  # fmt: skip
        reason = st.text_area(text("remarks_app.asked.reason"), key=f"{key}_reason", max_chars=MOST_SIGNS)
        sent = st.form_submit_button(text("remarks_app.asked.send"), key=f"{key}_send")
    if not sent:
        return
    if answer is None:
        note(text("remarks_app.asked.choose"))
        return
    act(partial(answer_remark, workspace(), remark_id, accepted=answer == "accepted", reason=reason))
