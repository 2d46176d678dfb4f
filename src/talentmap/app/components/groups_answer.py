"""The answer: what was reached and proven, and every group as a card; or the rules that cannot hold together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from talentmap.app.components.groups_conflicts import group_conflicts
from talentmap.app.components.html import escape, facts, note, proof
from talentmap.app.services.group_answer import NO_COLOUR, Card, Member, cards, colour_columns, colours, term_facts
from talentmap.app.services.groups import GroupChoices
from talentmap.app.services.people import Names
from talentmap.app.services.words import number
from talentmap.data.dataset import Dataset
from talentmap.documents.group_lists import Staff
from talentmap.groups import GroupResult
from talentmap.results import Status
from talentmap.vocabulary import text


def groups_answer(data: Dataset, choices: GroupChoices, result: GroupResult) -> bool:
    """Draw the head of the answer; whether there is a plan to go on with."""
    names = Names.of(data)
    if not result.groups:
        st.subheader(text("groups_app.no_answer"), anchor=False)
        group_conflicts(choices, result, names)
        return False
    with st.container(key="groups_head"):  # one place on the page, so that a longer head leaves the tab open
        _head(result, names)
    return True


def _head(result: GroupResult, names: Names) -> None:
    sizes = sorted((len(group.members) for group in result.groups), reverse=True)
    shown = ", ".join(f"{sizes.count(size)} × {size}" for size in dict.fromkeys(sizes))
    parts = sum(len(group.leaves()) for group in result.groups)
    key = "groups_app.answer_nested" if parts else "groups_app.answer"
    st.subheader(text(key, n=len(sizes), sizes=shown, subgroups=parts), anchor=False)
    seconds = number(result.proof.timing.get("total", float("nan")), 1)
    by_hand = result.proof.method == "by_hand"
    second = text("groups_app.checked") if by_hand else text("groups_app.took", seconds=seconds)
    proof([_first(result), second], warm=result.status is not Status.OPTIMAL)
    if result.terms:
        facts(term_facts(result))
    for reason in result.reasons:
        note(names.say(reason))


def answer_tabs() -> list[Any]:
    """What there is to do with a plan, one tab each: see it, change it, ask why, compare, look at it in figures."""
    return list(
        st.tabs(
            [text(f"groups_app.tab.{name}") for name in ("groups", "hand", "why", "plans", "figures")],
            key="groups_tabs",
        )
    )


def _first(result: GroupResult) -> str:
    if result.status is Status.OPTIMAL:
        return text("groups_app.optimal")
    return text("groups_app.by_hand" if result.proof.method == "by_hand" else "app.proof.feasible")


def group_cards(data: Dataset, result: GroupResult, staff: Staff) -> None:
    """Draw every group as a card, people coloured by a column of choice."""
    columns = colour_columns(data)
    labels = {name: text(f"groups_app.column_name.{name}") if name in _KNOWN else name for name in columns}
    column = str(
        st.segmented_control(
            text("groups_app.colour"),
            columns,
            format_func=labels.__getitem__,
            default=None if "groups_colour" in st.session_state else columns[0],
            required=True,
            key="groups_colour",
            wrap=True,
            persist_state="session",
        )
        if len(columns) > 1
        else columns[0]
    )
    shades = colours(data, column)
    key = "".join(f'<span><i style="background:{shade}"></i>{escape(value)}</span>' for value, shade in shades.items())
    st.html(f'<div class="tm-key">{key}</div>')
    drawn = "".join(_card(card, shades) for card in cards(result, staff, column))
    st.html(f'<div class="tm-groups">{drawn}</div>')


_KNOWN = ("unit", "layer", "location")


def _card(card: Card, shades: Mapping[str, str]) -> str:
    blocks = "".join(_block(number_, who, people, shades) for number_, who, people in card.blocks)
    wishes = ""
    if card.wished is not None:
        wishes = f"<p>{escape(text('groups_app.wishes', met=card.wishes, asked=card.wished))}</p>"
    title = f"{card.id} · {card.when}" if card.when else card.id
    flat = "" if card.blocks[0][0] else " flat"
    return (
        f'<article class="tm-group"><header><div><h3>{escape(title)}</h3>'
        f"<p>{escape(text('groups_app.people', n=card.size))}</p>{wishes}</div>{_score(card)}</header>"
        f'<div class="tm-subs{flat}">{blocks}</div></article>'
    )


def _score(card: Card) -> str:
    """The mix of a group as the sum of its parts."""
    if card.score is None:
        return ""
    bar = "".join(
        f'<i style="width:{100 * share * weight:.2f}%;background:{_PARTS[k % len(_PARTS)]}"></i>'
        for k, (_, share, weight) in enumerate(card.parts)
    )
    parts = "".join(
        f'<span><i style="background:{_PARTS[k % len(_PARTS)]}"></i>{escape(_part(name, share, weight))}</span>'
        for k, (name, share, weight) in enumerate(card.parts)
    )
    return (
        f"<div><p><b>{escape(text('groups_app.score', score=number(card.score, 3)))}</b></p>"
        f'<div class="tm-bar" aria-hidden="true">{bar}</div><div class="tm-key">{parts}</div></div>'
    )


def _part(name: str, share: float, weight: float) -> str:
    return text("groups_app.part_of", name=name, share=number(share, 3), points=number(share * weight, 3))


_PARTS = ("#0b6a6e", "#e0a33b", "#7d8fb3", "#b4551d", "#5b8c5a", "#8a5a83")


def _block(name: str, who: str, people: Sequence[Member], shades: Mapping[str, str]) -> str:
    head = f"<h4>{escape(text('group_lists.subgroup', n=name))}</h4>" if name else ""
    staff = f'<p class="tm-staff">{escape(who)}</p>' if who else ""
    rows = "".join(
        f'<li style="border-color:{shades.get(one.value, NO_COLOUR)}">{escape(one.name)}'
        f"<small>{escape(' · '.join(part for part in (one.value, one.remark) if part))}</small></li>"
        for one in people
    )
    return f'<div class="tm-sub">{head}{staff}<ul>{rows}</ul></div>'
