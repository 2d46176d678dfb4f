"""Why somebody is in or out, on request."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.html import note, reasons
from talentmap.app.services.people import Names, people_options
from talentmap.app.services.words import titles
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.results import Explanation
from talentmap.vocabulary import text


def explain(key: str, data: Dataset, result: Any, *, first: tuple[str, ...] = (), roles: bool = False) -> None:
    """Draw the choice of a person (or a role) and the reasons.

    Parameters
    ----------
    first
        Ids to offer before the others.
    roles
        Whether roles can be asked about too.
    """
    options = dict(people_options(data))
    if roles:
        options |= {role: f"{title} ({role})" for role, title in titles(data, "role").items() if role not in options}
    order = [*first, *(one for one in options if one not in first)]
    with st.container(border=True, key=f"{key}_explain"):
        st.subheader(text("app.explain.title"), anchor=False)
        note(text(f"app.explain.{key}"))
        with st.form(f"{key}_explain_form", border=False):
            subject = st.selectbox(
                text("app.explain.role_or_person" if roles else "app.explain.person"),
                order,
                format_func=options.__getitem__,
                key=f"{key}_explain_who",
            )
            sent = st.form_submit_button(text("app.explain.ask"), key=f"{key}_explain_ask", icon=":material/help:")
        if sent and subject is not None:
            with st.spinner(text("app.explain.busy")):
                remember(f"{key}_explained", (result.proof.problem, result.explain(subject)))
        asked: tuple[str, Explanation] | None = remembered(f"{key}_explained")
        if asked is not None and asked[0] == result.proof.problem:
            reasons(Names.of(data).say_all(asked[1].reasons))
