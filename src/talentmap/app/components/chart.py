"""A chart of the library on a page: its title and remark as text that wraps and can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from talentmap.app.components.html import escape, note
from talentmap.vocabulary import current_language, text, use_language

FONT = '"Source Sans", sans-serif'
"""The font of the theme; charts elsewhere use the reader's own."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """A chart, taken apart once: turning one into its specification is the slowest thing on a page.

    Parameters
    ----------
    title, remark
        What it shows, and how to read it.
    spec
        The specification without these.
    """

    title: str
    remark: str
    spec: dict[str, Any]

    @classmethod
    def of(cls, chart: Any) -> Drawing:
        """Take a chart apart; the library's own charts are known to be sound, so they are not checked again."""
        spec = chart.to_dict(validate=False)
        plain = spec.pop("title", {})
        remark = plain.get("subtitle", [])
        # Fit the width only: Streamlit's own choice squeezes axes and legend into the height meant for the rows.
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
        spec["config"] = {**spec.get("config", {}), "font": FONT}
        return cls(str(plain.get("text", "")), remark if isinstance(remark, str) else " ".join(remark), spec)


def drawing(plot: Callable[..., Any], *arguments: Any) -> Drawing:
    """The chart that a function of the library makes of an answer, kept while that answer is on screen.

    Parameters
    ----------
    arguments
        What the function is given: answers (told apart by identity) and plain values.
    """
    return _kept(plot, arguments, current_language())


@lru_cache(maxsize=32)
def _kept(plot: Callable[..., Any], arguments: tuple[Any, ...], language: str) -> Drawing:
    with use_language(language):
        return Drawing.of(plot(*arguments))


def show_chart(key: str, chart: Drawing, *, narrow: bool = False, **options: Any) -> Any:
    """Draw a chart under its remark; gives what was selected in it where it can be clicked.

    Parameters
    ----------
    narrow
        Whether it can be read at the width of a phone; otherwise it keeps its width and scrolls inside its frame.
    options
        For a chart that can be clicked: as ``st.vega_lite_chart`` takes them.
    """
    if chart.remark:
        note(chart.remark)
    if not narrow:
        st.html(f'<p class="tm-swipe">{escape(text("app.figure.swipe"))}</p>')
    with st.container(key=f"{key}_{'narrow' if narrow else 'wide'}"):
        return st.vega_lite_chart(
            spec=deepcopy(chart.spec), theme=None, key=f"{key}_chart", width="stretch", alt=chart.title, **options
        )
