"""What the owner says of claims by others: corrections and objections, shown beside the claims of one strength."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from talentmap.access.remarks import KINDS, MOST_SIGNS, add_remark, remarks_beside, withdraw_remark
from talentmap.app.components.acting import act
from talentmap.app.components.html import note
from talentmap.app.services.words import day
from talentmap.app.who import workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text


def remarks_about(data: Dataset, person: str) -> pd.DataFrame:
    """Those beside the claims about one person, as :func:`~talentmap.access.remarks.remarks_beside` gives them."""
    found = remarks_beside(workspace(), data)
    return found[found["person_id"] == person]


def remarks(strength_id: str, found: pd.DataFrame) -> None:
    """Draw those that stand beside the claims of one strength."""
    for row in found[found["strength_id"] == strength_id].to_dict("records"):
        _one(row)


def new_remark(strength_id: str, data: Dataset, person: str) -> None:
    """The form for one, where somebody else said something of this strength."""
    claims = data.frames["claims"]
    claims = claims[(claims["person_id"] == person) & (claims["strength_id"] == strength_id)]
    sources = sorted(set(claims["source"].astype("str")) - {"self"})
    if sources:
        _new(strength_id, sources)


def _one(row: dict) -> None:
    said = {"kind": text(f"remarks_app.kind.{row['kind']}"), "source": text(f"portfolio.source.{row['source']}")}
    note(text("remarks_app.row", words=row["words"], day=day(row["day"]), **said))
    if not pd.isna(row["answer"]):
        answer = text(f"remarks_app.answer.{row['answer']}")
        note(text("remarks_app.answered", answer=answer, day=day(row["answered"]), reason=row["reason"]))
    remark = str(row["remark_id"])
    if st.button(text("remarks_app.withdraw"), key=f"portfolio_remark_withdraw_{remark}"):
        act(partial(withdraw_remark, workspace(), remark))


def _new(strength_id: str, sources: list[str]) -> None:
    kinds = {one: text(f"remarks_app.kind.{one}") for one in KINDS}
    names = {one: text(f"portfolio.source.{one}") for one in sources}
    key = f"portfolio_remark_{strength_id}"
    with st.form(key, border=False, clear_on_submit=True):
        source = st.selectbox(text("remarks_app.source"), sources, format_func=names.__getitem__, key=f"{key}_source")
        kind = st.selectbox(text("remarks_app.kind"), list(kinds), format_func=kinds.__getitem__, key=f"{key}_kind")
        words = st.text_area(text("remarks_app.words"), key=f"{key}_words", max_chars=MOST_SIGNS)
        sent = st.form_submit_button(text("remarks_app.send"), key=f"{key}_send")
    if sent:
        act(partial(add_remark, workspace(), strength_id, str(source), words, kind=str(kind)))
