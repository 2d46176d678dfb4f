"""Rules about groups as cards: in order, on or off, heavier or lighter, removed and added; all by buttons."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.groups_add import add_rule
from talentmap.app.components.html import escape, note, tags
from talentmap.app.services.group_rules import (
    Rows,
    cards,
    rows_of,
    rules_table,
    sentence,
    switched,
    weighed,
    without,
)
from talentmap.app.services.people import Names
from talentmap.app.services.words import number
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.groups.kinds import MIX_KINDS
from talentmap.vocabulary import text

RULES = "groups_rules"


def rule_cards(data: Dataset) -> Rows:
    """Draw the cards; the rules as they stand on screen."""
    if remembered(RULES) is None:
        remember(RULES, rows_of(data))
    rows: Rows = remembered(RULES)
    names = Names.of(data)
    for hard in (False, True):
        st.subheader(text("groups_app.rules.hard" if hard else "groups_app.rules.soft"), anchor=False)
        note(text("groups_app.rules.hard_note" if hard else "groups_app.rules.soft_note"))
        own = cards(tuple(row for row in rows if row.hard is hard))
        if not own:
            note(text("groups_app.rules.none"))
            continue
        with st.grid(2, min_column_width=320, border=True):
            for place, card in enumerate(own, 1):
                with st.container(key=f"groups_card_{card[0].rule_id}"):
                    _card(card, names, 0 if hard else place)
    add_rule(data, names)
    return rows


def _card(card: Rows, names: Names, place: int) -> None:
    """One card: what it asks, who asked it and why, and its buttons."""
    first = card[0]
    kind = text(f"groups_app.kind.{first.rule}")
    label = f"{place}. {kind}" if place else kind
    on = any(row.on for row in card)
    off = "" if on else tags([text("groups_app.rule.off")], "soft")
    if len(card) == 1:
        said = sentence(first, names)
        who = " · ".join(part for part in (first.owner, first.reason) if part)
    else:
        said = text(f"groups_app.many.{first.rule}", n=number(len(card)))
        who = ""
    st.html(
        f'<div class="tm-rule{"" if on else " off"}"><b>{escape(label)}</b> {off}<p>{escape(said)}</p>'
        f"{f'<small>{escape(who)}</small>' if who else ''}</div>"
    )
    _buttons(card, on)
    if len(card) > 1:
        _several(card, names)


def _buttons(card: Rows, on: bool) -> None:
    ids = [row.rule_id for row in card]
    name, rows = ids[0], remembered(RULES)
    with st.container(horizontal=True, vertical_alignment="center"):
        kept = st.toggle(text("groups_app.rule.holds"), on, key=f"groups_on_{name}_{len(card)}_{on}")
        if kept is not on:
            _set(switched(rows, ids, kept))
        if card[0].rule in MIX_KINDS:
            weight = card[0].weight
            if st.button(
                text("groups_app.rule.more"), key=f"groups_more_{name}", help=text("groups_app.rule.more_help")
            ):
                _set(weighed(rows, name, 1))
            less = text("groups_app.rule.less_help")
            if st.button(text("groups_app.rule.less"), key=f"groups_less_{name}", help=less, disabled=weight == 1):
                _set(weighed(rows, name, -1))
        if len(card) == 1 and st.button(
            text("groups_app.rule.remove"), key=f"groups_remove_{name}", icon=":material/delete:", type="tertiary"
        ):
            _set(without(rows, ids))


def _several(card: Rows, names: Names) -> None:
    """The rules that share a card, with a way to take one out."""
    kind = card[0].rule
    with st.expander(text("groups_app.rule.show", n=number(len(card)))):
        table = rules_table(card, names)
        st.dataframe(table, hide_index=True, key=f"groups_rows_{kind}", alt=text(f"groups_app.kind.{kind}"), height=240)
        options = {row.rule_id: f"{row.rule_id} · {sentence(row, names)}" for row in card}
        gone = st.selectbox(
            text("groups_app.rule.which"),
            list(options),
            index=None,
            format_func=options.__getitem__,
            key=f"groups_gone_{kind}_{len(card)}",
            placeholder=text("groups_app.rule.choose"),
        )
        if gone is not None and st.button(
            text("groups_app.rule.remove"), key=f"groups_remove_{kind}", icon=":material/delete:"
        ):
            _set(without(remembered(RULES), [gone]))


def _set(rows: Rows) -> None:
    remember(RULES, rows)
    st.rerun()
