"""What if: the same question with one thing different, side by side."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.chart import drawing, show_chart
from talentmap.app.components.faults import show_error
from talentmap.app.components.figure import figure
from talentmap.app.components.html import note
from talentmap.app.components.working import working
from talentmap.app.data import load_code
from talentmap.app.services.job import Job
from talentmap.app.services.people import people_options
from talentmap.app.services.team import TeamChoices
from talentmap.app.services.what_if import OTHERS, WhatIf, comparison_shown
from talentmap.app.services.words import labels
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.errors import TalentmapError
from talentmap.scenarios import Comparison
from talentmap.teams import TeamResult
from talentmap.vocabulary import text

_JOB, _ASKED, _SHOWN = "team_what_if_job", "team_what_if_asked", "team_what_if_shown"


def what_if(data: Dataset, choices: TeamChoices, result: TeamResult) -> None:
    """Draw the choice of changes and the comparison."""
    with st.container(border=True, key="team_what_if"):
        st.subheader(text("app.what_if.title"), anchor=False)
        note(text("app.what_if.note"))
        asked = _form(data, result)
        if asked is not None and (asked.without or asked.included or asked.others):
            _start(asked, choices, result)
        if working(_JOB):
            return
        _finish()
        shown: tuple[str, WhatIf, Comparison] | None = remembered(_SHOWN)
    if shown is not None and shown[0] == result.proof.problem:
        _show(data, choices, shown[1], shown[2])


def _form(data: Dataset, result: TeamResult) -> WhatIf | None:
    people = people_options(data)
    members = result.best.members
    with st.form("team_what_if_form", border=False):
        without = st.multiselect(
            text("app.what_if.without"),
            members,
            format_func=people.__getitem__,
            key="team_what_if_without",
            placeholder=text("app.team.nobody"),
        )
        included = st.multiselect(
            text("app.what_if.with"),
            [person for person in people if person not in members],
            format_func=people.__getitem__,
            key="team_what_if_with",
            placeholder=text("app.team.nobody"),
        )
        others = st.pills(
            text("app.what_if.others"),
            OTHERS,
            format_func=labels("what_if", OTHERS).__getitem__,
            selection_mode="multi",
            key="team_what_if_others",
        )
        sent = st.form_submit_button(
            text("app.what_if.compare"), key="team_what_if_compare", icon=":material/compare_arrows:"
        )
    return WhatIf(tuple(without), tuple(included), tuple(others)) if sent else None


def _start(asked: WhatIf, choices: TeamChoices, result: TeamResult) -> None:
    running: Job | None = remembered(_JOB)
    if running is not None:
        running.stop()
    remember(_ASKED, (result.proof.problem, asked))
    remember(_SHOWN, None)
    remember(_JOB, Job(lambda go_on: asked.run(result, choices.time_limit, go_on)))


def _finish() -> None:
    """Take the answer from the thread that made it."""
    job: Job | None = remembered(_JOB)
    if job is None:
        return
    remember(_JOB, None)
    if job.error is None:
        remember(_SHOWN, (*remembered(_ASKED), job.result))
    elif isinstance(job.error, TalentmapError):
        show_error(job.error)
    else:
        raise job.error


def _show(data: Dataset, choices: TeamChoices, asked: WhatIf, comparison: Comparison) -> None:
    from talentmap.plots import plot_comparison

    chart = drawing(plot_comparison, comparison)
    figure(
        "team_comparison",
        chart.title,
        lambda: show_chart("team_comparison_picture", chart),
        comparison.table(),
        shown=comparison_shown(data, comparison),
        meaning=text("app.what_if.meaning"),
        code=asked.code(load_code(), choices),
    )
