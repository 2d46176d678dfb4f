"""Why no plan is possible, and a button to let a rule go and plan again."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from talentmap.app.components.groups_form import ask_again
from talentmap.app.components.html import escape, note, proof, reasons
from talentmap.app.services.groups import GroupChoices
from talentmap.app.services.people import Names
from talentmap.groups import GroupResult
from talentmap.results import Conflict
from talentmap.vocabulary import text


def group_conflicts(choices: GroupChoices, result: GroupResult, names: Names) -> None:
    """Draw the conflicts, each rule with a button that lets it go."""
    heading = text("app.conflict.title") if result.conflicts else text("app.conflict.nothing")
    proof([heading, *names.say_all(result.reasons)], warm=True)
    for place, conflict in enumerate(result.conflicts, 1):
        with st.container(border=True, key=f"groups_conflict_{place}"):
            _conflict(choices, conflict, names, place, len(result.conflicts))


def _conflict(choices: GroupChoices, conflict: Conflict, names: Names, place: int, total: int) -> None:
    st.html(f"<b>{escape(text('app.conflict.rules', n=place, total=total))}</b>")
    for k, rule in enumerate(conflict.rules):
        with st.container(horizontal=True, vertical_alignment="center", key=f"groups_rule_{place}_{k}"):
            st.html(f'<p class="tm-line">{escape(names.say(rule))}</p>', width="stretch")
            eased = replace(choices, waive=tuple(dict.fromkeys((*choices.waive, rule.subject))))
            st.button(
                text("groups_app.let_go"),
                key=f"groups_let_{place}_{k}",
                help=text("groups_app.let_go_help"),
                on_click=ask_again,
                args=(eased,),
            )
    if conflict.relaxations:
        st.html(f"<b>{escape(text('app.conflict.ways'))}</b>")
        reasons(names.say_all(conflict.relaxations))
    else:
        note(text("app.conflict.no_way"))
