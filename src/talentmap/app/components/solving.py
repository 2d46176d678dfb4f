"""Answering a question on a thread that can be watched and stopped, with finished answers kept, page by page."""

from __future__ import annotations

from typing import Any, Protocol

import streamlit as st

from talentmap.app.components.faults import show_error
from talentmap.app.components.working import working
from talentmap.app.services.job import Job
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.errors import TalentmapError
from talentmap.results import Status

_KEPT = 8
"""Finished answers kept per visitor, so that going back to an earlier question costs nothing."""


class Choices(Protocol):
    """What was chosen on a page; equal choices give the same answer."""

    def solve(self, data: Dataset, listen: Any = None) -> Any:
        """The answer."""

    def __hash__(self) -> int: ...


def solved(key: str, data: Dataset, sent: Any) -> tuple[Any, Any] | None:
    """The question last asked with its answer; nothing while it is being worked on or before anything was asked.

    Parameters
    ----------
    key
        Start of the names under which everything is remembered.
    sent
        A new question, or None.
    """
    job_key = f"{key}_job"
    answers: dict[Any, Any] = remembered(f"{key}_answers") or {}
    if sent is not None:
        _start(key, data, sent, answers.get(sent))
    if working(job_key):
        return None
    job: Job | None = remembered(job_key)
    if job is not None:
        remember(job_key, None)
        if job.error is not None:
            _say(job.error)
        else:
            _keep(key, answers, (remembered(f"{key}_asked"), job.result))
            st.rerun()  # draw the page again with the question folded and the answer on top
    shown: tuple[Any, Any] | None = remembered(f"{key}_shown")
    return shown


def answered(key: str) -> bool:
    """Whether there is an answer on screen."""
    return remembered(f"{key}_shown") is not None


def _start(key: str, data: Dataset, sent: Choices, known: Any) -> None:
    """Show a known answer, or begin to look for one; what was running stops."""
    running: Job | None = remembered(f"{key}_job")
    if running is not None:
        running.stop()
    remember(f"{key}_asked", sent)
    remember(f"{key}_shown", None if known is None else (sent, known))
    remember(f"{key}_job", Job(lambda listen: sent.solve(data, listen)) if known is None else None)
    if known is not None:
        st.rerun()


def _keep(key: str, answers: dict[Any, Any], answer: tuple[Any, Any]) -> None:
    """Show an answer; keep it for later only when it is final: one that was stopped may be better next time."""
    remember(f"{key}_shown", answer)
    if getattr(answer[1], "status", Status.OPTIMAL) in (Status.OPTIMAL, Status.INFEASIBLE):
        remember(f"{key}_answers", dict([*answers.items(), answer][-_KEPT:]))


def _say(error: Exception) -> None:
    if not isinstance(error, TalentmapError):
        raise error
    show_error(error)
