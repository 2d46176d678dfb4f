"""Names as people read them, in the language of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import UnknownLabelError
from talentmap.vocabulary import current_language, text


def strength_names(data: Dataset, lang: str | None = None) -> pd.Series:
    """Name of each strength in the current or the given language; the general name where there is no Dutch one.

    Returns
    -------
    Series of shape (n_strengths,), index ``strength_id``.
    """
    strengths = data.frames["strengths"].set_index("strength_id")
    if (lang or current_language()) == "nl":
        return strengths["name_nl"].fillna(strengths["name"]).rename("name")
    return strengths["name"]


def chosen(key: str, label: str, known: Sequence[str], **values: str) -> str:
    """The label, when it is one of those known.

    Raises
    ------
    UnknownLabelError
        With the sentence of the catalogue under `key` and the nearest labels.
    """
    if label not in known:
        near = get_close_matches(str(label), known, n=3)
        raise UnknownLabelError(text(key, known=", ".join(known), **values), str(label), near)
    return label
