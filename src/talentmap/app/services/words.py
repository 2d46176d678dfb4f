"""Figures and days as they are written in the current language, and names for ids."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.vocabulary import current_language, text

_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def number(value: float, digits: int = 0) -> str:
    """A figure with the separators of the language; a dash where there is none."""
    if math.isnan(value):
        return "–"
    plain = f"{value:,.{digits}f}"
    return plain if current_language() == "en" else plain.translate(str.maketrans(",.", ".,"))


class Figure(float):
    """A figure that is written with the separators of the language wherever it is put into a sentence."""

    def __format__(self, spec: str) -> str:
        plain = format(float(self), spec) if spec else f"{float(self):.3f}".rstrip("0").rstrip(".")
        return plain if current_language() == "en" else plain.translate(str.maketrans(",.", ".,"))

    __str__ = __repr__ = lambda self: format(self, "")


def percent(share: float) -> str:
    """A share as a percentage; a dash where there is none."""
    return "–" if math.isnan(share) else f"{number(100 * share)}%"


def day(date: pd.Timestamp) -> str:
    """A day in words."""
    return f"{date.day} {_MONTHS[current_language()][date.month - 1]} {date.year}"


def person_names(data: Dataset) -> Mapping[str, str]:
    """Id -> name of every person."""
    people = data.frames["people"]
    return dict(zip(people["person_id"], people["name"], strict=True))


def strength_names(data: Dataset) -> Mapping[str, str]:
    """Id -> name of every strength in the current language."""
    strengths = data.frames["strengths"]
    own = strengths["name_nl"].fillna(strengths["name"]) if current_language() == "nl" else strengths["name"]
    return dict(zip(strengths["strength_id"], own, strict=True))


def titles(data: Dataset, table: str) -> Mapping[str, str]:
    """Id -> title of every role or project."""
    frame = data.frames[f"{table}s"]
    return dict(zip(frame[f"{table}_id"], frame["title"], strict=True))


def many(count: int, one: str, more: str) -> str:
    """A count with its noun, by the keys of the singular and the plural."""
    return text(one, n=count) if count == 1 else text(more, n=number(count))


def labels(prefix: str, names: Iterable[str]) -> Mapping[str, str]:
    """Name -> text of the catalogue under ``app.<prefix>.<name>``, in the language of now.

    Widgets keep what turns an option into text and call it later, when no language may be set: hand them this.
    """
    return {name: text(f"app.{prefix}.{name}") for name in names}
