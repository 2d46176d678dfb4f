"""Labels on axes: names, and the id with it where two share a name."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.measures.names import strength_names
from talentmap.vocabulary import current_language, text


def apart(names: pd.Series, ids: pd.Series) -> pd.Series:
    """Names that tell ids apart: ``name (id)`` where one name stands for several ids."""
    shared = pd.DataFrame({"name": names, "id": ids}).drop_duplicates()["name"].duplicated(keep=False)
    twice = set(pd.DataFrame({"name": names, "id": ids}).drop_duplicates()["name"][shared])
    return names.where(~names.isin(twice), names + " (" + ids + ")")


def labels_of(data: Dataset, kind: str) -> Mapping[str, str]:
    """Id -> label for all people, strengths, roles or projects, in the current language."""
    if kind == "strength":
        names = strength_names(data)
    else:
        table, name = {"person": ("people", "name"), "role": ("roles", "title"), "project": ("projects", "title")}[kind]
        names = data.frames[table].set_index(f"{kind}_id")[name]
    ids = pd.Series(names.index, index=names.index, dtype="str")
    return dict(zip(ids, apart(names.astype("str"), ids), strict=True))


def decimal(value: float, digits: int = 3) -> str:
    """A figure as people of the current language write it."""
    plain = f"{value:.{digits}f}"
    return plain.replace(".", ",") if current_language() == "nl" else plain


def axis_numbers(digits: int = 1) -> str:
    """Expression for the numbers on an axis, with the decimal sign of the current language."""
    plain = f"format(datum.value, '.{digits}f')"
    return f"replace({plain}, '.', ',')" if current_language() == "nl" else plain


def written_date(day: pd.Timestamp) -> str:
    """A date in words of the current language: 3 mrt 2026."""
    return f"{day.day} {_months()[day.month - 1]} {day.year}"


def axis_dates() -> str:
    """Expression for dates on an axis: the month in words of the current language, the year with each January."""
    months = ", ".join(f"'{month}'" for month in _months())
    month = f"[{months}][month(datum.value)]"
    whole = f"{month} + (month(datum.value) ? '' : ' ' + year(datum.value))"
    return f"date(datum.value) > 1 ? date(datum.value) + ' ' + {month} : {whole}"


def _months() -> list[str]:
    return text("plots.calendar.months").split()
