"""The question to the matcher: which kind of answer, for which roles, and what counts."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.html import note
from talentmap.app.services.matching import METHODS, MatchChoices
from talentmap.app.services.words import labels, titles
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

_ASKED = "match_asked"


def match_form(data: Dataset) -> MatchChoices | None:
    """Draw the question, folded once it is answered; the choices last sent, None before anything was asked."""
    asked: MatchChoices | None = remembered(_ASKED)
    if asked is None:
        with st.container(border=True, key="match_question"):
            _question(data)
    else:
        with st.expander(text("app.team.change"), icon=":material/tune:", key="match_question_folded"):
            _question(data)
    return asked


def _question(data: Dataset) -> None:
    with st.form("match_form", border=False):
        method: Any = st.radio(
            text("app.match.method"),
            METHODS,
            format_func=labels("match.method", METHODS).__getitem__,
            captions=list(labels("match.method_note", METHODS).values()),
            key="match_method",
            persist_state="session",
        )
        with st.expander(text("app.match.more"), icon=":material/filter_list:"):
            choices = _more(data)
        sent = st.form_submit_button(
            text("app.match.solve"), type="primary", key="match_solve", icon=":material/handshake:"
        )
    if sent:
        remember(_ASKED, MatchChoices(method=method, **choices))
        st.rerun()  # draw the page again with the question folded and the answer on top


def _more(data: Dataset) -> dict[str, Any]:
    names = titles(data, "role")
    roles = st.multiselect(
        text("app.match.roles"),
        list(names),
        format_func={key: f"{title} ({key})" for key, title in names.items()}.__getitem__,
        key="match_roles",
        placeholder=text("app.match.all_roles"),
        persist_state="session",
    )
    note(text("app.match.weights_note"))
    chosen: dict[str, Any] = {"roles": tuple(roles)}
    with st.grid(2, min_column_width=240):
        for name, start in (("can", 0.8), ("wants", 0.2)):
            chosen[name] = st.slider(
                text(f"app.match.{name}"),
                0.0,
                1.0,
                start,
                0.1,
                format="%.1f",
                key=f"match_{name}",
                help=text(f"app.match.{name}_help"),
                persist_state="session",
            )
    for name in ("reassign", "open_unknown", "full"):
        chosen[name] = st.toggle(
            text(f"app.match.{name}"), key=f"match_{name}", help=text(f"app.match.{name}_help"), persist_state="session"
        )
    return chosen
