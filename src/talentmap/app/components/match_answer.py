"""The answer of the matcher: who gets which seat, what stays open and why, who is without, and the proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from talentmap.app.components.chart import Drawing, show_chart
from talentmap.app.components.conflicts import show_conflicts
from talentmap.app.components.figure import figure
from talentmap.app.components.html import escape, facts, note, proof, reasons
from talentmap.app.components.proof import proof_lines
from talentmap.app.services.matching import (
    MatchChoices,
    blocking_shown,
    open_reasons,
    open_shown,
    seats_shown,
    unplaced_shown,
)
from talentmap.app.services.people import Names
from talentmap.app.services.words import number
from talentmap.data.dataset import Dataset
from talentmap.matching import MatchResult
from talentmap.plots import plot_matches
from talentmap.vocabulary import current_language, text

__all__ = ["match_answer", "matches"]


def matches(data: Dataset, choices: MatchChoices) -> MatchResult:
    """The answer, worked out once for the same data and choices."""
    with st.spinner(text("app.match.busy")):
        return _matches(data, choices, current_language())


@st.cache_data(hash_funcs={Dataset: lambda data: data.fingerprint}, max_entries=16, show_spinner=False)
def _matches(data: Dataset, choices: MatchChoices, language: str) -> MatchResult:
    """Kept per language, because some of an answer's words are made with it."""
    return choices.solve(data)


def match_answer(data: Dataset, choices: MatchChoices, result: MatchResult, load: str) -> None:
    """Draw the answer."""
    names = Names.of(data)
    st.subheader(text("app.match.answer", method=text(f"app.match.method.{choices.method}")), anchor=False)
    if not result.status.has_solution:
        show_conflicts(result.conflicts, [], names)
        return
    proof(proof_lines(result.proof, f"app.proof.{result.method}"))
    _figures(result)
    table = partial(_table, choices, load)
    chart = Drawing.of(plot_matches(result, data))
    figure(
        "match_seats",
        chart.title,
        lambda: show_chart("match_seats_picture", chart),
        result.table(),
        shown=seats_shown(result, names),
        meaning=text("app.match.seats_meaning"),
        code=choices.code(load),
    )
    if len(result.open_seats):
        table("open", result.unfilled, open_shown(result, names), "matches.unfilled", lambda: _open(result, names))
    if len(result.left_out):
        table("unplaced", result.unplaced, unplaced_shown(result, names), "matches.unplaced")
    if len(result.blocking_pairs):
        table("blocking", result.blocking_pairs, blocking_shown(result, names), "matches.blocking_pairs")


def _table(
    choices: MatchChoices,
    load: str,
    name: str,
    table: pd.DataFrame,
    shown: pd.DataFrame,
    last: str,
    picture: Callable[[], None] | None = None,
) -> None:
    """One of the lists beside the seats, with the Python that gives it."""
    figure(
        f"match_{name}",
        text(f"app.match.{name}_title"),
        picture,
        table,
        first="list",
        shown=shown,
        meaning=text(f"app.match.{name}_meaning"),
        code=choices.code(load).rpartition("\n")[0] + f"\n{last}",
    )


def _open(result: MatchResult, names: Names) -> None:
    """Each role with open seats in words: why, and the smallest step that helps."""
    for role, why, eased in open_reasons(result, names):
        st.html(f"<b>{escape(role)}</b>")
        reasons([why, *([text("app.match.step", step=eased)] if eased else [])])


def _figures(result: MatchResult) -> None:
    """The outcome in figures, and what list order would have cost."""
    filled, order = len(result.seats), result.list_order
    total = filled + int(result.open_seats["open"].sum())
    facts(
        [
            (text("app.match.filled"), number(filled), text("app.match.of_seats", n=number(total)), ""),
            (text("app.match.fit"), number(result.proof.best, 2), text("app.match.fit_note"), ""),
            (text("app.match.open"), number(total - filled), text("app.match.open_note"), "warm"),
            (text("app.match.unplaced"), number(len(result.left_out)), text("app.match.unplaced_note"), "soft"),
            (text("app.match.blocking"), number(len(result.blocking_pairs)), text("app.match.blocking_note"), "soft"),
        ]
    )
    note(
        text(
            "app.match.list_order",
            filled=number(order["seats"]),
            fit=number(order["fit"], 2),
            seats_lost=number(order["seats_lost"]),
            fit_lost=number(order["fit_lost"], 2),
        )
    )
