"""Who may see one strength: the visibility of each claim, and exceptions with a purpose and a last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import pandas as pd
import streamlit as st

from talentmap.access.viewer import PURPOSES
from talentmap.app.components.acting import act
from talentmap.app.components.html import note
from talentmap.app.services.words import day, person_names
from talentmap.app.who import today, workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import VISIBILITIES, text

_WORDS = ("manager", "team", "organisation")


@dataclass(frozen=True, eq=False)
class Sharing:
    """What the owner decides on, read once for all their strengths.

    Parameters
    ----------
    claims, shares
        Own rows of ``claims`` and ``sharing``.
    names
        Id -> name of every person.
    audiences
        What can be chosen to share with -> in words.
    """

    claims: pd.DataFrame
    shares: pd.DataFrame
    names: Mapping[str, str]
    audiences: Mapping[str, str]


def what_is_shared(data: Dataset) -> Sharing:
    """It, of who looks."""
    here, names = workspace(), person_names(data)
    units = sorted(set(data.frames["people"]["unit"].dropna()))
    audiences = {one: _audience(one, names) for one in (*_WORDS, *names, *units)}
    return Sharing(here.own_rows("claims"), here.own_rows("sharing"), names, audiences)


def sharing(strength_id: str, own: Sharing) -> None:
    """Draw it for one strength; nothing here is saved before its button is pressed."""
    _visibility(strength_id, own.claims)
    _exceptions(strength_id, own)


def _visibility(strength_id: str, claims: pd.DataFrame) -> None:
    """One choice per claim the owner decides on."""
    claims = claims[claims["strength_id"] == strength_id]
    for place, row in enumerate(claims.astype(object).where(claims.notna(), None).to_dict("records")):
        key = f"portfolio_sees_{strength_id}_{place}_{row['row_version']}"
        names = {one: text(f"portfolio.seen.{one}") for one in VISIBILITIES}
        chosen = st.segmented_control(
            text("portfolio.visibility", source=text(f"portfolio.source.{row['source']}"), day=day(row["date"])),
            VISIBILITIES,
            format_func=names.__getitem__,
            default=str(row["visibility"]),
            required=True,
            key=key,
            wrap=True,
        )
        if chosen != row["visibility"]:
            act(partial(workspace().show_claim, cast("dict[str, Any]", row), str(chosen)))


def _exceptions(strength_id: str, own: Sharing) -> None:
    """Rows of the table sharing: what stands there, with a way to take it back, and a new one."""
    rows = own.shares[own.shares["strength_id"] == strength_id]
    for place, row in enumerate(rows.to_dict("records")):
        audience, purpose = str(row["audience"]), str(row["purpose"])
        until = text("portfolio.share.no_end") if pd.isna(row["until"]) else day(row["until"])
        left, right = st.columns([5, 2], vertical_alignment="center")
        with left:
            said = {"who": _audience(audience, own.names), "purpose": text(f"access.purpose.{purpose}"), "until": until}
            note(text("portfolio.share.row", **said))
        with right:
            if st.button(text("portfolio.share.stop"), key=f"portfolio_stop_{strength_id}_{place}"):
                act(partial(workspace().unshare, strength_id, audience, purpose))
    _new(strength_id, own.audiences)


def _new(strength_id: str, audiences: Mapping[str, str]) -> None:
    purposes = {one: text(f"access.purpose.{one}") for one in ("any", *PURPOSES)}
    with st.form(f"portfolio_share_{strength_id}", border=False):
        who = st.selectbox(
            text("portfolio.share.who"), list(audiences), format_func=audiences.__getitem__, index=None,
            key=f"portfolio_who_{strength_id}", placeholder=text("portfolio.share.choose"),
        )  # fmt: skip
        purpose = st.selectbox(
            text("portfolio.share.purpose"), list(purposes), format_func=purposes.__getitem__,
            key=f"portfolio_purpose_{strength_id}",
        )  # fmt: skip
        until = st.date_input(
            text("portfolio.share.until"), value=None, min_value=today(), format="DD-MM-YYYY",
            key=f"portfolio_until_{strength_id}",
        )  # fmt: skip
        sent = st.form_submit_button(text("portfolio.share.send"), key=f"portfolio_send_{strength_id}")
    if sent and who is not None:
        act(partial(workspace().share, strength_id, str(who), str(purpose), until=until))


def _audience(audience: str, names: Mapping[str, str]) -> str:
    return text(f"portfolio.share.{audience}") if audience in _WORDS else names.get(audience, audience)
