"""Taking a plan along: tables, the whole answer, lists to print, and dates for a calendar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from talentmap.app.components.groups_staff import staff_of
from talentmap.app.components.html import note
from talentmap.app.services.files import MIME
from talentmap.app.services.group_files import group_file
from talentmap.groups import GroupResult
from talentmap.programme import Staffing
from talentmap.vocabulary import current_language, text, use_language

_KINDS = ("html", "csv", "xlsx", "json", "ics")


def take_groups(result: GroupResult) -> Staffing | None:
    """Draw the buttons, each of which makes its file when pressed; gives who works with which subgroup."""
    with st.container(key="groups_staff"):
        staffing = staff_of(result)
    with st.container(border=True, key="groups_take"):
        st.subheader(text("groups_app.take"), anchor=False)
        note(text("groups_app.take_note"))
        with st.container(horizontal=True):
            for suffix in _KINDS:
                if suffix == "ics" and not any(group.date for group in result.groups):
                    continue
                st.download_button(
                    text(f"groups_app.take.{suffix}"),
                    partial(_made, partial(group_file, result, staffing, suffix), current_language()),
                    file_name=f"{text('groups_app.file')}.{suffix}",
                    mime=MIME[suffix],
                    key=f"groups_take_{suffix}",
                    icon=":material/print:" if suffix == "html" else ":material/download:",
                    type="primary" if suffix == "html" else "secondary",
                    on_click="ignore",
                )
    return staffing


def _made(make: Callable[[], bytes], language: str) -> bytes:
    """The file. Made outside the page's own run, where no language is set."""
    with use_language(language):
        return make()
