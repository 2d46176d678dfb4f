"""The question to the team builder: project, size, rules and what counts, as cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from talentmap.app.components.html import escape, note, tags
from talentmap.app.components.weights import weight_sliders
from talentmap.app.services.needs import ProjectNeed, project_need
from talentmap.app.services.people import people_options, unit_options
from talentmap.app.services.team import TeamChoices, term_names
from talentmap.app.services.words import titles
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

_WEIGHTS = {"coverage": 1.0, "energy": 0.3}
"""Weights to begin with; the others begin at 0."""

_MOST_LOST = 3
"""Members a team may be asked to do without; more asks for another team."""

_LARGEST = 15
"""Largest team on offer; a larger one is a plan for groups."""


_AGAIN = "team_again"


def team_form(data: Dataset, *, answered: bool) -> TeamChoices | None:
    """Draw the question, folded once it is answered; the choices when they are sent, else None."""
    again: TeamChoices | None = remembered(_AGAIN)
    remember(_AGAIN, None)
    if not answered:
        with st.container(key="team_question"):
            return _question(data) or again
    with st.expander(text("app.team.change"), icon=":material/tune:", key="team_question_folded"):
        return _question(data) or again


def ask_again(choices: TeamChoices) -> None:
    """Ask this when the page is drawn, and show it in the form; for buttons to call before the page is."""
    remember(_AGAIN, choices)
    for rule in ("include", "exclude"):
        st.session_state[f"team_{rule}"] = list(getattr(choices, rule))


def _question(data: Dataset) -> TeamChoices | None:
    names = titles(data, "project")
    project = st.selectbox(
        text("app.team.project"),
        list(names),
        format_func={key: f"{title} ({key})" for key, title in names.items()}.__getitem__,
        key="team_project",
        persist_state="session",
        on_change=lambda: st.session_state.pop("team_size", None),
    )
    if project is None:
        return None
    need = project_need(data, project)
    _need(need)
    with st.form("team_form", border=False):
        size = _size(need)
        robust = _robust()
        st.subheader(text("app.team.rules"), anchor=False)
        note(text("app.team.rules_note"))
        rules = _rules(data)
        st.subheader(text("app.team.weights"), anchor=False)
        note(text("app.team.weights_note"))
        weights = weight_sliders("team", term_names(), _WEIGHTS, columns=2)
        limits = _limits()
        sent = st.form_submit_button(text("app.team.solve"), type="primary", key="team_solve", icon=":material/groups:")
    if not sent:
        return None
    return TeamChoices(project=project, size=size, weights=weights, robust=robust, **rules, **limits)  # type: ignore[arg-type]


def _need(need: ProjectNeed) -> None:
    """What the project asks for, as labels; gates stand out."""
    nothing = escape(text("app.team.none"))
    gates, wishes = tags(need.gates, "warm") or nothing, tags(need.wishes) or nothing
    st.html(
        f'<p class="tm-note">{escape(need.days)}</p>'
        f'<p class="tm-small"><b>{escape(text("app.team.gates"))}</b> {gates}</p>'
        f'<p class="tm-small"><b>{escape(text("app.team.wishes"))}</b> {wishes}</p>'
    )


def _size(need: ProjectNeed) -> tuple[int, int]:
    if "team_size" not in st.session_state:
        st.session_state["team_size"] = (need.low, need.high)
    chosen: Any = st.slider(
        text("app.team.size"), 1, max(_LARGEST, need.high), key="team_size", persist_state="session"
    )
    return (int(chosen[0]), int(chosen[1]))


def _robust() -> int:
    return int(
        st.slider(
            text("teams_app.robust"),
            0,
            _MOST_LOST,
            key="team_robust",
            help=text("teams_app.robust_help"),
            persist_state="session",
        )
    )


def _rules(data: Dataset) -> Mapping[str, object]:
    people, units = people_options(data), unit_options(data)
    chosen: dict[str, object] = {}
    with st.grid(2, min_column_width=300, border=True):
        for rule in ("include", "exclude", "together", "apart"):
            chosen[rule] = tuple(
                st.multiselect(
                    text(f"app.team.{rule}"),
                    list(people),
                    format_func=people.__getitem__,
                    key=f"team_{rule}",
                    help=text(f"app.team.{rule}_help"),
                    placeholder=text("app.team.nobody"),
                    persist_state="session",
                )
            )
        most = st.number_input(
            text("app.team.most_per_unit"),
            min_value=1,
            value=None,
            key="team_most_per_unit",
            help=text("app.team.most_per_unit_help"),
            placeholder=text("app.team.no_limit"),
            persist_state="session",
        )
        chosen["most_per_unit"] = None if most is None else int(most)
        chosen["from_units"] = tuple(
            st.multiselect(
                text("app.team.from_units"),
                units,
                key="team_from_units",
                help=text("app.team.from_units_help"),
                placeholder=text("app.team.no_unit"),
                persist_state="session",
            )
        )
    return chosen


def _limits() -> Mapping[str, object]:
    with st.expander(text("app.team.limits")), st.grid(4, min_column_width=170):
        proposals = st.number_input(text("app.team.proposals"), 1, 6, 3, key="team_proposals", persist_state="session")
        differ = st.number_input(text("app.team.differ"), 1, 5, 2, key="team_differ", persist_state="session")
        within = st.number_input(
            text("teams_app.within"),
            0.0,
            100.0,
            None,
            key="team_within",
            help=text("teams_app.within_help"),
            placeholder=text("app.team.no_limit"),
            persist_state="session",
        )
        limit = st.number_input(text("app.team.time_limit"), 5, 600, 60, key="team_time_limit", persist_state="session")
        first = st.toggle(
            text("teams_app.ask_first"),
            key="team_ask_first",
            help=text("teams_app.ask_first_help"),
            persist_state="session",
        )
    return {
        "ask_first": bool(first),
        "proposals": int(proposals),
        "differ": int(differ),
        "within": None if within is None else within / 100,
        "time_limit": float(limit),
    }
