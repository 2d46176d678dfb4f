"""Why nothing is possible: the rules that cannot hold together, and the cheapest way out of each conflict."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from talentmap.app.components.html import escape, note, proof, reasons
from talentmap.app.services.people import Names
from talentmap.results import Conflict
from talentmap.vocabulary import text


def show_conflicts(conflicts: Sequence[Conflict], remarks: Sequence[str], names: Names) -> None:
    """Draw it; remarks are what else there is to say."""
    heading = text("app.conflict.title") if conflicts else text("app.conflict.nothing")
    proof([heading, *remarks], warm=True)
    for place, conflict in enumerate(conflicts, 1):
        with st.container(border=True, key=f"conflict_{place}"):
            title = text("app.conflict.rules", n=place, total=len(conflicts))
            st.html(f"<b>{escape(title)}</b>")
            reasons(names.say_all(conflict.rules))
            if conflict.relaxations:
                st.html(f"<b>{escape(text('app.conflict.ways'))}</b>")
                reasons(names.say_all(conflict.relaxations))
            else:
                note(text("app.conflict.no_way"))
