"""Trade-offs of a team question: a curve whose points are teams, and the price of surviving the loss of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from talentmap.app.components.chart import drawing, show_chart
from talentmap.app.components.figure import downloads, figure
from talentmap.app.components.html import note, proof
from talentmap.app.components.solving import solved
from talentmap.app.components.team_card import team_card
from talentmap.app.data import load_code
from talentmap.app.services.further import Binding, Further, Loss, Ranges, binding_shown, losses_shown, ranges_shown
from talentmap.app.services.people import Names
from talentmap.app.services.team import TeamChoices, term_names
from talentmap.app.services.trade import Trade, brought, trade_shown
from talentmap.app.state import remembered
from talentmap.data.dataset import Dataset
from talentmap.plots import plot_trade_off
from talentmap.plots.trade_off import CHOSEN
from talentmap.teams import TeamResult
from talentmap.teams.tradeoff import TradeOff
from talentmap.vocabulary import text

_POINT, _CURVE = "team_trade_point", "team_trade_curve"
_STEPS = ("all", "20", "8")
"""How fine a curve is looked for: every team, or so many steps on each term."""


def trade_offs(data: Dataset, choices: TeamChoices, result: TeamResult) -> None:
    """Draw what can be asked, and the answers."""
    with st.container(border=True, key="team_trade"):
        st.subheader(text("teams_app.trade"), anchor=False)
        note(text("teams_app.trade_note"))
        asked = _form(choices, result)
        answer = solved("team_trade", data, asked)
    if answer is not None and answer[0].choices == choices:
        _curve(data, answer[0], answer[1], result)
    names = Names.of(data)
    asked_table("loss", Loss(choices, result), data, lambda found: losses_shown(found, names))
    asked_table("ranges", Ranges(choices, result), data, lambda found: ranges_shown(found, names))
    asked_table("binding", Binding(choices, result), data, lambda found: binding_shown(found, names))


def asked_table(name: str, question: Further, data: Dataset, shown: Callable[[Any], pd.DataFrame]) -> None:
    """A further question: why one would ask it, a button, and the answer as a table with its meaning and Python."""
    key = f"team_{name}"
    with st.container(border=True, key=key):
        st.subheader(text(f"teams_app.{name}"), anchor=False)
        note(text(f"teams_app.{name}_note"))
        known = remembered(f"{key}_asked") == question
        sent = st.button(text("teams_app.work_out"), key=f"{key}_ask", icon=":material/calculate:", disabled=known)
        answer = solved(key, data, question if sent else None)
        if answer is None or answer[0] != question:
            return
        table = shown(answer[1])
        if not len(table):
            note(text(f"teams_app.{name}_nothing"))
            return
        st.table(table, hide_index=True)
        note(text(f"teams_app.{name}_meaning"))
        downloads(f"{key}_table", table)
        with st.expander(text("app.figure.code")):
            st.code(question.code(load_code()), language="python", wrap_lines=True)


def _form(choices: TeamChoices, result: TeamResult) -> Trade | None:
    names = term_names()
    labels = {name: text(f"teams.term.{name}") for name in names}
    with st.form("team_trade_form", border=False):
        terms = st.pills(
            text("teams_app.trade_terms"),
            names,
            format_func=labels.__getitem__,
            selection_mode="multi",
            default=("coverage", "growth"),
            key="team_trade_terms",
        )
        steps = {"all": text("teams_app.steps.all")} | {n: text("teams_app.steps.some", n=n) for n in _STEPS[1:]}
        parts = st.segmented_control(
            text("teams_app.steps"),
            _STEPS,
            default="all",
            required=True,
            format_func=steps.__getitem__,
            key="team_trade_parts",
            help=text("teams_app.steps_help"),
        )
        sent = st.form_submit_button(text("teams_app.trade_ask"), key="team_trade_ask", icon=":material/show_chart:")
    if not sent:
        return None
    if len(terms) not in (2, 3):
        note(text("teams_app.trade_two"))
        return None
    st.session_state.pop(_POINT, None)
    return Trade(
        choices, tuple(name for name in names if name in terms), None if parts == "all" else int(parts), result
    )


def _curve(data: Dataset, asked: Trade, front: TradeOff, result: TeamResult) -> None:
    names = Names.of(data)
    if not front.points:
        proof([text(f"results.status.{front.status.value}"), *names.say_all(front.reasons)], warm=True)
        return
    chart = drawing(plot_trade_off, front)
    points = list(range(1, len(front.points) + 1))
    listen: dict[str, Any] = {"on_select": lambda: _clicked(len(points)), "selection_mode": CHOSEN}
    figure(
        "team_curve",
        chart.title,
        lambda: show_chart(_CURVE, chart, narrow=True, **listen),
        front.table(),
        shown=trade_shown(front, names),
        meaning=text("teams_app.trade_meaning"),
        code=asked.code(load_code()),
    )
    for line in names.say_all(front.reasons):
        note(line)
    if remembered(_POINT) not in points:
        st.session_state[_POINT] = _start(front)
    if len(points) > 1:
        st.select_slider(text("teams_app.trade_point"), points, key=_POINT)
    _chosen(data, front, int(remembered(_POINT)), result)


def _start(front: TradeOff) -> int:
    """The point worth most with the weights of the question."""
    worth = [point.team.objective for point in front.points]
    return 1 + worth.index(max(worth))


def _clicked(last: int) -> None:
    """Choose the point that was clicked in the curve."""
    seen = (remembered(f"{_CURVE}_chart") or {}).get("selection", {}).get(CHOSEN, [])
    place = next((int(one["point"]) for one in seen if "point" in one), 0)
    if 1 <= place <= last:
        st.session_state[_POINT] = place


def _chosen(data: Dataset, front: TradeOff, place: int, result: TeamResult) -> None:
    """The team at a point, beside the team proposed."""
    point = front.points[place - 1]
    values = " · ".join(
        text("teams_app.trade_value", term=text(f"teams.term.{name}"), share=f"{100 * share:.0f}")
        for name, share in point.values.items()
    )
    base = result.best
    with st.grid(2, min_column_width=240, border=True):
        with st.container():
            team_card(
                data,
                front.problem,
                point.team,
                brought(front, point.team),
                title=text("teams_app.trade_team", n=place),
                label=values,
                than=base,
                mark=text("teams_app.come").lower(),
            )
        with st.container():
            team_card(
                data,
                front.problem,
                base,
                brought(front, base),
                title=text("teams_app.as_proposed"),
                than=point.team,
                mark=text("teams_app.leave").lower(),
            )
