"""Logging in, where several people share the app, and what somebody is told whom we do not know."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import escape, lead, proof
from talentmap.app.who import identity
from talentmap.vocabulary import text


def login() -> None:
    """The one thing that is shown before somebody logged in."""
    st.html(f'<p class="tm-kicker">{escape(text("identity.login.name"))}</p>')
    st.title(text("identity.login.title"), anchor=False)
    lead(text("identity.login.lead"))
    if st.button(text("identity.login.button"), type="primary", key="log_in", icon=":material/login:"):
        st.login()


def access_ended() -> None:
    """Say it to somebody who logged in and has no access, or no longer, or not yet; with what to do."""
    found = identity()
    if found.status != "known":
        proof(
            [text(f"identity.status.{found.status}"), text("identity.status.subject", subject=found.subject)], warm=True
        )
    elif found.viewer.role == "administrator":
        proof([text("identity.status.administrator")])
