"""Choosing what to look at: an example, or files of one's own."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.faults import fault_table
from talentmap.app.components.html import note, proof
from talentmap.app.components.sidebar import source_name
from talentmap.app.data import CHOICE, SOURCES, own, show_own, show_source, source
from talentmap.app.services.files import MIME, template_bytes
from talentmap.app.services.uploads import SUFFIXES, UploadError, check_uploads, safe_name
from talentmap.app.services.words import labels
from talentmap.app.state import remember, remembered
from talentmap.vocabulary import current_language, text, use_language

_REPORT = "data_report"


def choose_data() -> None:
    """Draw the choice, and the files to bring where own data are chosen."""
    with st.container(border=True):
        st.subheader(text("app.source.title"), anchor=False)
        if CHOICE not in st.session_state:
            remember(CHOICE, source())
        chosen = st.segmented_control(
            text("app.source.label"),
            SOURCES,
            format_func=labels("source", SOURCES).__getitem__,
            key=CHOICE,
            required=True,
            on_change=_chosen,
            persist_state="session",
        )
        note(text(f"app.source.{chosen}_note"))
        if chosen == "own":
            _own_files()
        elif source() == "own":
            show_source(str(chosen))


def _chosen() -> None:
    """Show an example at once; own data stay away until they were read."""
    chosen = remembered(CHOICE)
    if chosen != "own" or own() is not None:
        show_source(chosen)


def _own_files() -> None:
    with st.form("start_form", border=False):
        files = st.file_uploader(
            text("app.upload.label"), type=list(SUFFIXES), accept_multiple_files=True, key="start_files"
        )
        sent = st.form_submit_button(text("app.upload.read"), type="primary", key="start_read")
    st.download_button(
        text("app.upload.template"),
        _template(current_language()),
        file_name="talentmap.xlsx",
        mime=MIME["xlsx"],
        key="start_template",
        icon=":material/download:",
        on_click="ignore",
    )
    if sent:
        _read(files or [])
    _show_report()


def _read(files: list[Any]) -> None:
    """Check what was sent; show it when it has no faults, and leave everything as it was when it has."""
    try:
        with st.spinner(text("app.upload.busy")):
            report = check_uploads(files)
    except UploadError as error:
        remember(_REPORT, str(error))
        return
    remember(_REPORT, report)
    if report.dataset is not None:
        name = safe_name(files[0].name) if len(files) == 1 else text("app.upload.several", n=len(files))
        show_own(name, report.dataset)
        st.rerun()


def _show_report() -> None:
    """What reading gave: nothing yet, an objection, faults, or data with perhaps some warnings."""
    report = remembered(_REPORT)
    if report is None:
        return
    if isinstance(report, str):
        proof([report, text("app.upload.unchanged")], warm=True)
    elif report.dataset is None:
        proof([text("app.upload.faults", n=len(report.faults)), text("app.upload.unchanged")], warm=True)
        fault_table("start", report.faults)
    elif source() == "own":
        proof([text("app.upload.good", name=source_name("own"))])
    if not isinstance(report, str) and len(report.warnings):
        with st.expander(text("app.upload.warnings", n=len(report.warnings))):
            fault_table("start_warnings", report.warnings)


def _template(language: str) -> Any:
    def made() -> bytes:
        with use_language(language):
            return template_bytes()

    return made
