"""Changing a plan by hand: pick somebody, see what the change costs, give a reason where a rule breaks, undo."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import escape, note, proof, reasons
from talentmap.app.services.group_edits import History, Move, price_shown
from talentmap.app.services.people import Names
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.groups import GroupResult
from talentmap.groups.edit import Edited
from talentmap.vocabulary import text

_HISTORY = "groups_history"


def history_of(result: GroupResult) -> History:
    """The changes made to this answer; begins anew for another."""
    known: History | None = remembered(_HISTORY)
    if known is None or known.plans[0] is not result:
        known = History([result])
        remember(_HISTORY, known)
    return known


def adjust(data: Dataset, history: History) -> None:
    """Draw the choice of a change, its price, and the buttons to make it, undo it and redo it."""
    names = Names.of(data)
    with st.container(border=True, key="groups_adjust"):
        st.subheader(text("groups_app.adjust"), anchor=False)
        note(text("groups_app.adjust_note"))
        _back_and_forth(history)
        move = _choice(data, history.plan, names)
        if move is not None:
            _price(history, move, names)


def _back_and_forth(history: History) -> None:
    with st.container(horizontal=True):
        st.button(
            text("groups_app.undo"),
            key="groups_undo",
            icon=":material/undo:",
            disabled=history.at == 0,
            on_click=history.undo,
        )
        st.button(
            text("groups_app.redo"),
            key="groups_redo",
            icon=":material/redo:",
            disabled=history.at == len(history.plans) - 1,
            on_click=history.redo,
        )
    if history.changes:
        st.html(f"<b>{escape(text('groups_app.changes', n=len(history.changes)))}</b>")
        reasons(words for words, _ in history.changes)


def _choice(data: Dataset, plan: GroupResult, names: Names) -> Move | None:
    """Who goes where, and who comes back; nothing while it is not all said."""
    home = {person: group.id for group in plan.groups for person in group.members}
    units = data.frames["people"].set_index("person_id")["unit"]
    shown = {p: f"{names.people[p]} · {home[p]} · {units[p]} ({p})" for p in sorted(home, key=names.people.__getitem__)}
    with st.grid(3, min_column_width=220):
        who = st.selectbox(
            text("groups_app.who"),
            list(shown),
            index=None,
            format_func=shown.__getitem__,
            key="groups_who",
            placeholder=text("groups_app.choose_person"),
        )
        others = [group.id for group in plan.groups if who is None or group.id != home[who]]
        labels = {g.id: f"{g.id} · {g.date} ({len(g.members)})" if g.date else g.id for g in plan.groups}
        group = st.selectbox(
            text("groups_app.where"),
            others,
            index=None,
            format_func=labels.__getitem__,
            key=f"groups_where_{home.get(who or '', '')}",
            placeholder=text("groups_app.choose_group"),
        )
        there = next((g.members for g in plan.groups if g.id == group), ())
        back = st.selectbox(
            text("groups_app.back"),
            sorted(there, key=names.people.__getitem__),
            index=None,
            format_func=shown.__getitem__,
            key=f"groups_back_{group}",
            placeholder=text("groups_app.nobody_back"),
        )
    return None if who is None or group is None else Move(who, group, back)


def _price(history: History, move: Move, names: Names) -> None:
    """What the change would do, before it is done."""
    try:
        tried = move.tried(history.plan)
    except ProblemError as error:
        proof([str(error)], warm=True)
        return
    st.html(f"<b>{escape(text('groups_app.price', move=move.text(names)))}</b>")
    st.table(price_shown(tried), hide_index=True)
    because = _because(tried, names)
    st.button(
        text("groups_app.make"),
        key="groups_make",
        type="primary",
        icon=":material/check:",
        disabled=bool(tried.broken) and not because.strip(),
        on_click=_make,
        args=(history, move, because, names),
    )


def _because(tried: Edited, names: Names) -> str:
    """The reason for breaking rules, asked only where some break."""
    if not tried.broken:
        note(text("groups_app.no_rule_breaks"))
        return ""
    proof([text("groups_app.breaks", n=len(tried.broken)), *names.say_all(tried.broken)], warm=True)
    return st.text_input(
        text("groups_app.because"), key="groups_because", max_chars=300, placeholder=text("groups_app.because_how")
    )


def _make(history: History, move: Move, because: str, names: Names) -> None:
    """Make the change; the choice is cleared for the next one."""
    made = move.made(history.plan, because)
    history.add(made.result, move.text(names), move.code(because))
    for key in ("groups_who", "groups_because"):
        st.session_state.pop(key, None)
