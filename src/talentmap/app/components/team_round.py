"""Asking people first: who is in a proposal sees it before the manager does, and can decline it without a trace."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from talentmap.app.components.html import note, proof
from talentmap.app.components.team_card import team_card
from talentmap.app.services.people import Names
from talentmap.app.services.proposals import carried
from talentmap.app.services.team import TeamChoices
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.teams import TeamResult
from talentmap.vocabulary import text

_ROUND = "team_round"


@dataclass(frozen=True)
class Round:
    """How far asking has come.

    Parameters
    ----------
    choices, result
        The question, and the proposals as they stand.
    declined
        Who declined so far; forgotten as soon as the round is over.
    over
        Whether everybody in the proposals takes part.
    """

    choices: TeamChoices
    result: TeamResult
    declined: tuple[str, ...] = field(default=(), repr=False)
    over: bool = False


def after_asking(data: Dataset, choices: TeamChoices, result: TeamResult) -> TeamResult | None:
    """The proposals for the manager's eyes; None while the people in them are still being asked."""
    now: Round | None = remembered(_ROUND)
    if now is None or now.choices != choices:
        now = Round(choices, result)
        remember(_ROUND, now)
    if now.over or not now.result.status.has_solution:
        remember(_ROUND, replace(now, declined=()))
        return now.result
    _ask(data, now)
    return None


def _ask(data: Dataset, now: Round) -> None:
    """The proposals as the people in them see them, with a way to decline."""
    names = Names.of(data).people
    everybody = sorted({one for team in now.result.teams for one in team.members}, key=lambda one: (names[one], one))
    with st.container(border=True, key="team_round_panel"):
        st.subheader(text("teams_app.round"), anchor=False)
        proof([text("teams_app.round_note"), text("teams_app.round_trace")])
        brought = carried(now.result)
        with st.grid(len(now.result.teams), min_column_width=225, border=True):
            for place, team in enumerate(now.result.teams):
                with st.container():
                    title = text("app.team.proposal", n=place + 1)
                    team_card(data, now.result.problem, team, brought[place], title=title)
        with st.form("team_round_form", border=False, clear_on_submit=True):
            out = st.multiselect(
                text("teams_app.round_out"),
                everybody,
                format_func={one: names[one] for one in everybody}.__getitem__,
                key="team_round_out",
                placeholder=text("app.team.nobody"),
            )
            sent = st.form_submit_button(
                text("teams_app.round_again"), key="team_round_again", icon=":material/refresh:"
            )
        note(text("teams_app.round_done_note"))
        done = st.button(
            text("teams_app.round_done"), key="team_round_done", type="primary", icon=":material/task_alt:"
        )
    if done:
        remember(_ROUND, replace(now, declined=(), over=True))
        st.rerun()
    if sent and out:
        declined = tuple(sorted({*now.declined, *out}))
        with st.spinner(text("teams_app.round_busy")):
            found = now.choices.solve(data, declined=declined)
        remember(_ROUND, replace(now, result=found, declined=declined))
        st.rerun()
