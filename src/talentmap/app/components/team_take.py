"""Taking the proof of a proposal along, and the Python that asks for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.app.components.html import note
from talentmap.app.services.files import MIME, record_bytes
from talentmap.teams import TeamResult
from talentmap.vocabulary import text


def take_proof(result: TeamResult, code: str) -> None:
    """Draw the buttons; the record is made when it is asked for."""
    with st.container(border=True, key="team_proof"):
        st.subheader(text("teams_app.proof"), anchor=False)
        note(text("teams_app.proof_note"))
        st.download_button(
            text("teams_app.proof_take"),
            partial(record_bytes, result),
            file_name="team_proof.json",
            mime=MIME["json"],
            key="team_proof_json",
            icon=":material/verified:",
            on_click="ignore",
        )
    with st.container(border=True, key="team_python"):
        st.subheader(text("teams_app.python"), anchor=False)
        note(text("teams_app.python_note"))
        st.code(code, language="python", wrap_lines=True)
