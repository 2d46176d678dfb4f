"""Solving the team question: on a thread that can be watched and stopped, with finished answers kept."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.faults import show_error
from talentmap.app.components.working import working
from talentmap.app.services.job import Job
from talentmap.app.services.team import TeamChoices
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.errors import TalentmapError
from talentmap.results import Status
from talentmap.teams import TeamResult

_JOB, _ASKED, _SHOWN, _ANSWERS = "team_job", "team_asked", "team_shown", "team_answers"
_KEPT = 8
"""Finished answers kept per visitor, so that going back to an earlier question costs nothing."""

Answer = tuple[TeamChoices, TeamResult]


def solve_team(data: Dataset, sent: TeamChoices | None) -> Answer | None:
    """The question last asked with its answer; nothing while it is being worked on or before anything was asked."""
    answers: dict[TeamChoices, TeamResult] = remembered(_ANSWERS) or {}
    if sent is not None:
        _start(data, sent, answers.get(sent))
    if working(_JOB):
        return None
    job: Job | None = remembered(_JOB)
    if job is not None:
        remember(_JOB, None)
        if job.error is not None:
            _say(job.error)
        else:
            _keep(answers, (remembered(_ASKED), job.result))
            st.rerun()  # draw the page again with the question folded and the answer on top
    shown: Answer | None = remembered(_SHOWN)
    return shown


def answered() -> bool:
    """Whether there is an answer on screen."""
    return remembered(_SHOWN) is not None


def _start(data: Dataset, sent: TeamChoices, known: TeamResult | None) -> None:
    """Show a known answer, or begin to look for one; what was running stops."""
    running: Job | None = remembered(_JOB)
    if running is not None:
        running.stop()
    remember(_ASKED, sent)
    remember(_SHOWN, None if known is None else (sent, known))
    remember(_JOB, Job(lambda listen: sent.solve(data, listen)) if known is None else None)
    if known is not None:
        st.rerun()


def _keep(answers: dict[TeamChoices, TeamResult], answer: Answer) -> None:
    """Show an answer; keep it for later only when it is final: one that was stopped may be better next time."""
    remember(_SHOWN, answer)
    if answer[1].status in (Status.OPTIMAL, Status.INFEASIBLE):
        remember(_ANSWERS, dict([*answers.items(), answer][-_KEPT:]))


def _say(error: Exception) -> None:
    if not isinstance(error, TalentmapError):
        raise error
    show_error(error)
