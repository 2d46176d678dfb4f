"""The portfolio on screen: whose it is, and its strengths with level, energy, evidence and sharing."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from talentmap.access.identity import identify
from talentmap.access.rights import everything_about_me, who_looked
from talentmap.access.workspace import Workspace
from talentmap.app.components.figure import downloads
from talentmap.app.components.html import escape, note, proof, reasons, tags
from talentmap.app.components.portfolio_remarks import new_remark, remarks, remarks_about
from talentmap.app.components.portfolio_sharing import Sharing, sharing, what_is_shared
from talentmap.app.services.files import MIME, own_bytes
from talentmap.app.services.portfolio import Item, energy_word, evidence_table, items, looked_shown
from talentmap.app.who import identity, looking, shared, workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text


def owner_chosen() -> str:
    """Id of whose portfolio is on screen; where there is nobody, say what to do and end the page."""
    viewer = looking().viewer
    if viewer is None or viewer.person_id is None:
        proof([text("portfolio.whose"), text("portfolio.whose_next")], warm=True)
        st.stop()
    return viewer.person_id


def strengths(data: Dataset, person: str) -> None:
    """Every strength with its level, energy, evidence, and with whom it is shared."""
    found = items(data, person)
    with st.container(border=True, key="portfolio_strengths"):
        st.subheader(text("portfolio.strengths"), anchor=False)
        note(text("portfolio.strengths_note"))
        if not found:
            note(text("portfolio.empty"))
        said = (what_is_shared(data), remarks_about(data, person)) if shared() else None
        for item in found:
            _one(item, data, person, said)
        if found:
            downloads("portfolio_evidence", evidence_table(data, person))


def _one(item: Item, data: Dataset, person: str, said: tuple[Sharing, pd.DataFrame] | None) -> None:
    words = [energy_word(item.energy)] if item.energy is not None else []
    warm = "warm" if (item.energy or 0) < 0 else ""
    st.html(f'<div class="tm-item"><b>{escape(item.name)}</b> {tags([item.band], "soft")}{tags(words, warm)}</div>')
    with st.expander(text("portfolio.open", n=len(item.evidence)), key=f"portfolio_open_{item.strength_id}"):
        reasons(item.evidence)
        if said is not None:
            own, beside = said
            remarks(item.strength_id, beside)
            sharing(item.strength_id, own)
            new_remark(item.strength_id, data, person)


def looked() -> None:
    """Who looked at the owner, and for what."""
    found = who_looked(workspace())
    with st.container(border=True, key="portfolio_looked"):
        st.subheader(text("portfolio.looked.title"), anchor=False)
        if not len(found):
            note(text("portfolio.looked.nobody"))
            return
        shown = looked_shown(found)
        st.dataframe(shown, hide_index=True, key="portfolio_looked_table", alt=text("portfolio.looked.title"))
        downloads("portfolio_looked", shown)


def take_along(data: Dataset, person: str) -> None:
    """Everything that this view holds about its owner, as one file."""
    with st.container(border=True, key="portfolio_take"):
        st.subheader(text("portfolio.take.title"), anchor=False)
        note(text("portfolio.take.note"))
        with st.container(horizontal=True):
            for suffix in ("xlsx", "json"):
                st.download_button(
                    text(f"portfolio.take.{suffix}"),
                    partial(own_bytes, data, person, suffix),
                    file_name=f"portfolio.{suffix}",
                    mime=MIME[suffix],
                    key=f"portfolio_take_{suffix}",
                    icon=":material/download:",
                    on_click="ignore",
                )
            if shared():
                st.download_button(
                    text("portfolio.take.everything"),
                    partial(_everything, workspace(), identity().subject),
                    file_name="everything.json",
                    mime=MIME["json"],
                    key="portfolio_take_everything",
                    icon=":material/download:",
                    on_click="ignore",
                )


def _everything(at: Workspace, subject: str) -> str:
    """Made when it is asked for, for who this subject is by then."""
    return everything_about_me(Workspace(at.store, identify(at.store, subject, at.today).viewer, at.today)).to_json()
