"""Small pieces of HTML. Every value from the data goes through :func:`escape`, so markup in it is shown, never run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import streamlit as st

__all__ = ["as_typed", "escape", "facts", "lead", "note", "proof", "reasons", "tags"]


def as_typed(value: object) -> str:
    """Text for a place where Streamlit reads Markdown (labels, captions): shown exactly as it was typed.

    A word joiner, which has no width, follows each colon because emoji and icon names between colons are replaced
    after escapes are read.
    """
    plain = re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=:@/\"'])", r"\\\1", str(value))
    return plain.replace("\\:", "\\:\u2060")


def lead(sentence: str) -> None:
    """The sentence under a title."""
    st.html(f'<p class="tm-lead">{escape(sentence)}</p>')


def note(sentence: str) -> None:
    """A quiet remark."""
    st.html(f'<p class="tm-note">{escape(sentence)}</p>')


def facts(rows: Iterable[tuple[str, object, str, str]]) -> None:
    """Figures in a row that wraps: label, figure, remark and tone (``""``, ``"warm"`` or ``"soft"``)."""
    cells = "".join(
        f'<div class="{escape(tone)}"><span>{escape(label)}</span><b>{escape(str(figure))}</b>'
        f"{f'<small>{escape(remark)}</small>' if remark else ''}</div>"
        for label, figure, remark, tone in rows
    )
    st.html(f'<div class="tm-facts">{cells}</div>')


def proof(lines: Iterable[str], *, warm: bool = False) -> None:
    """What is proven, or what stands in the way (`warm`): the first line large, the others small."""
    first, *others = lines
    small = "".join(f'<p class="tm-small">{escape(line)}</p>' for line in others)
    st.html(f'<div class="tm-proof{" warm" if warm else ""}" role="status"><p>{escape(first)}</p>{small}</div>')


def reasons(sentences: Iterable[str]) -> None:
    """Reasons as a list."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    st.html(f'<ul class="tm-why">{items}</ul>')


def tags(words: Iterable[str], tone: str = "") -> str:
    """Words as small labels, as a piece of HTML."""
    return "".join(f'<span class="tm-tag {tone}">{escape(word)}</span>' for word in words)
