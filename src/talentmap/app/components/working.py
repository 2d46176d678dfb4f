"""Long work on screen: what it is doing, how far it is, and a button to stop it."""

from __future__ import annotations

import math

import streamlit as st

from talentmap.app.components.html import proof
from talentmap.app.services.job import Job
from talentmap.app.services.words import number
from talentmap.app.state import language, remembered
from talentmap.vocabulary import text, use_language

_PATIENCE = 1.0
"""Seconds to wait before anything is drawn: most answers are there by then."""


def working(key: str) -> bool:
    """Show the job kept under this name until it has ended; True while it runs."""
    job: Job | None = remembered(key)
    if job is None or job.done(_PATIENCE):
        return False
    _watch(key)
    return True


@st.fragment(run_every=0.5)
def _watch(key: str) -> None:
    job: Job | None = remembered(key)
    if job is None or job.done():
        st.rerun()
        return
    with use_language(language()), st.container(border=True):  # a fragment runs on its own, outside the page
        share, remark = _seen(job)
        proof([text("app.working.busy", seconds=number(job.seconds)), *remark])
        st.progress(share)
        stopped = st.button(
            text("app.working.stop"), key=f"{key}_stop", disabled=job.stopping, icon=":material/stop_circle:"
        )
        if stopped:
            job.stop()


def _seen(job: Job) -> tuple[float, list[str]]:
    """How full to draw the bar, and what there is to say: a search has no known end, a list of questions has."""
    seen = job.progress
    if isinstance(seen, tuple):
        done, total = seen
        return done / total, [text("app.working.list", done=done, total=total)]
    found = seen is not None and (seen.stage == "alternatives" or not math.isnan(seen.best))
    return min(0.95, 1 - 1 / (1 + job.seconds / 8)), [text("app.working.stage")] if found else []
