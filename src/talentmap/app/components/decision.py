"""Taking a proposal along: a person decides, by name and with a reason, and takes the record with them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from talentmap.app.components.html import note, proof
from talentmap.app.services.files import MIME
from talentmap.app.services.words import day
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.documents.decision import DecisionRecord, decision_record
from talentmap.errors import ProblemError
from talentmap.vocabulary import current_language, text


def take_along(key: str, data: Dataset, result: Any, proposals: int = 1) -> None:
    """Draw the form, and the record once somebody decided.

    Parameters
    ----------
    key
        Start of the names of widgets and downloads.
    result
        A team or match result with a solution.
    proposals
        How many there are to choose from.
    """
    with st.container(border=True, key=f"{key}_decision"):
        st.subheader(text("app.decision.title"), anchor=False)
        note(text("app.decision.note"))
        with st.form(f"{key}_decide", border=False):
            place = 1
            if proposals > 1:
                options = list(range(1, proposals + 1))
                place = int(
                    st.selectbox(
                        text("app.decision.which"),
                        options,
                        format_func={n: text("app.team.proposal", n=n) for n in options}.__getitem__,
                        key=f"{key}_which",
                    )
                )
            by = st.text_input(text("app.decision.by"), key=f"{key}_by", max_chars=120, autocomplete="name")
            today = data.reference_date
            when = st.date_input(
                text("app.decision.date"),
                None if today is None else today.date(),
                format="DD-MM-YYYY",
                key=f"{key}_date",
            )
            why = st.text_area(text("app.decision.why"), key=f"{key}_why", max_chars=2000, height=96)
            sent = st.form_submit_button(text("app.decision.take"), key=f"{key}_take", icon=":material/task_alt:")
        if sent:
            _decide(key, data, result, place, {"decided_by": by, "reason": why, "date": when})
        record: DecisionRecord | None = remembered(f"{key}_record")
        if record is not None and record.proof.problem == result.proof.problem:
            _show(key, record)


def _decide(key: str, data: Dataset, result: Any, place: int, said: dict[str, Any]) -> None:
    try:
        remember(f"{key}_record", decision_record(result, place - 1, data=data, **said))
    except ProblemError as error:
        remember(f"{key}_record", None)
        proof([str(error)], warm=True)


def _show(key: str, record: DecisionRecord) -> None:
    said = text("app.decision.done", by=record.decided_by, date=day(pd.Timestamp(record.date)))
    proof([said, record.reason])
    with st.container(horizontal=True):
        for suffix, content in (("html", record.to_html(current_language())), ("json", record.to_json())):
            st.download_button(
                text(f"app.decision.{suffix}"),
                content,
                file_name=f"{key}_decision.{suffix}",
                mime=MIME[suffix],
                key=f"{key}_{suffix}",
                icon=":material/download:",
                on_click="ignore",
            )
