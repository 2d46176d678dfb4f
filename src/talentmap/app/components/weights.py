"""How much each term counts: one slider a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from talentmap.vocabulary import text


def weight_sliders(
    page: str, names: Sequence[str], begin: Mapping[str, float], *, columns: int
) -> tuple[tuple[str, float], ...]:
    """Name and weight of each term, in order; terms not in `begin` start at 0."""
    with st.grid(columns, min_column_width=220, border=True):
        chosen = [
            st.slider(
                text(f"app.team.weight.{name}"),
                0.0,
                1.0,
                begin.get(name, 0.0),
                0.1,
                format="%.1f",
                key=f"{page}_weight_{name}",
                help=text(f"app.team.weight.{name}_help"),
                persist_state="session",
            )
            for name in names
        ]
    return tuple(zip(names, map(float, chosen), strict=True))
