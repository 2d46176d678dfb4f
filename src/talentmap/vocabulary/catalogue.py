"""One message catalogue for library, command line, app and documents.

The texts stand in ``messages/<area>.csv`` with the columns ``key,nl,en``; a key starts with its area
(``matching.unfilled.nobody``). Both languages stand in one row so that a translator sees them together and neither
can be forgotten; gettext files, which keep them apart and need compiling, were ruled out for that reason.
Placeholders are those of ``str.format``: ``{person}``. A value is formatted, never interpreted, so braces in data
are safe. A fraction gets the decimal sign of the language; whole numbers and words stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from string import Formatter

LANGUAGES = ("nl", "en")
_language: ContextVar[str] = ContextVar("talentmap_language", default="en")


def current_language() -> str:
    """Language in which texts are made now: ``"en"`` unless :func:`use_language` says otherwise."""
    return _language.get()


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Make texts in this language inside the ``with`` block.

    Raises
    ------
    ValueError
        The language is not one of :data:`LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _area(area: str) -> dict[str, tuple[str, str]]:
    """Texts of one area, read when first asked for so that starting up stays quick."""
    source = files("talentmap.vocabulary").joinpath("messages").joinpath(f"{area}.csv")
    lines = io.StringIO(source.read_text(encoding="utf-8"), newline="")
    return {row["key"]: (row["nl"], row["en"]) for row in csv.DictReader(lines)}


def message_keys() -> tuple[str, ...]:
    """All keys of the catalogue, sorted."""
    folder = files("talentmap.vocabulary").joinpath("messages")
    areas = sorted(entry.name.removesuffix(".csv") for entry in folder.iterdir() if entry.name.endswith(".csv"))
    return tuple(key for area in areas for key in sorted(_area(area)))


def text(key: str, /, *, lang: str | None = None, **values: object) -> str:
    """Text of the catalogue in the current or the given language.

    Parameters
    ----------
    key
        ``area.name``; the area is the name of the file.
    lang
        ``"nl"`` or ``"en"``; the current language if not said.
    values
        What the placeholders stand for. ``None`` and NaN are for the caller to turn into words.

    Raises
    ------
    KeyError
        No such key: a defect of talentmap that the tests look for.
    """
    language = lang or current_language()
    sentence = _area(key.partition(".")[0])[key][LANGUAGES.index(language)]
    if language == "nl" and any(isinstance(value, float) for value in values.values()):
        return _DUTCH.vformat(sentence, (), values)
    return sentence.format(**values)


def number(value: float, spec: str = "", lang: str | None = None) -> str:
    """A fraction as people of the current or the given language write it: ``0,750`` in Dutch.

    Parameters
    ----------
    value
        The figure.
    spec
        As in ``format(value, spec)``, without a separator of thousands.
    lang
        ``"nl"`` or ``"en"``; the current language if not said.
    """
    plain = format(value, spec)
    # A figure that writes itself in Dutch has its comma already.
    return plain.replace(".", ",") if (lang or current_language()) == "nl" and "," not in plain else plain


class _DutchFormatter(Formatter):
    """``str.format`` with a decimal comma in fractions."""

    def format_field(self, value: object, format_spec: str) -> str:
        return number(value, format_spec, "nl") if isinstance(value, float) else format(value, format_spec)


_DUTCH = _DutchFormatter()
