"""A chart of the library on a page: its title and remark as text that wraps and can be read aloud."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.html import escape, note
from talentmap.vocabulary import text

FONT = '"Source Sans", sans-serif'
"""The font of the theme; charts elsewhere use the reader's own."""


def heading(chart: Any) -> tuple[str, str]:
    """Title and remark of a chart."""
    plain = chart.to_dict().get("title", {})
    remark = plain.get("subtitle", [])
    return str(plain.get("text", "")), remark if isinstance(remark, str) else " ".join(remark)


def show_chart(key: str, chart: Any, *, narrow: bool = False) -> None:
    """Draw a chart under its remark.

    Parameters
    ----------
    narrow
        Whether it can be read at the width of a phone; otherwise it keeps its width and scrolls inside its frame.
    """
    title, remark = heading(chart)
    spec = chart.to_dict()
    spec.pop("title", None)
    # Fit the width only: Streamlit's own choice squeezes axes and legend into the height meant for the rows.
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec["config"] = {**spec.get("config", {}), "font": FONT}
    if remark:
        note(remark)
    if not narrow:
        st.html(f'<p class="tm-swipe">{escape(text("app.figure.swipe"))}</p>')
    with st.container(key=f"{key}_{'narrow' if narrow else 'wide'}"):
        st.vega_lite_chart(spec=spec, theme=None, key=f"{key}_chart", width="stretch", alt=title)
