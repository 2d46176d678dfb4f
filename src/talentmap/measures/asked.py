"""Ids and numbers in a question about people, checked and put in one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import text

Groups = tuple[tuple[str, ...], ...]


def whole(value: object) -> int:
    number = value if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else None
    if number is None or number < 0:
        raise ProblemError(text("teams.wrong.number", value=value))
    return int(number)


def strings(given: object) -> list[str]:
    """One text or several, each once, in the order given."""
    parts = [given] if isinstance(given, str) else list(given) if isinstance(given, Iterable) else [given]
    for part in parts:
        if not isinstance(part, str):
            raise ProblemError(text("teams.wrong.ids", found=repr(part)))
    return list(dict.fromkeys(parts))


def id_list(given: object) -> list[str]:
    return sorted(strings(given))


def id_groups(given: Sequence[Sequence[str]] | Sequence[str]) -> Groups:
    """Groups in id order; a flat sequence of ids is one group. Groups of one person say nothing and go."""
    if not isinstance(given, Iterable):
        raise ProblemError(text("teams.wrong.ids", found=repr(given)))
    several: Sequence[Any] = list(given)
    parts = [several] if all(isinstance(part, str) for part in several) else several
    groups = {tuple(id_list(part)) for part in parts}
    return tuple(sorted(group for group in groups if len(group) > 1))


def known_ids(known: pd.Series, asked: Sequence[str], kind: str) -> tuple[str, ...]:
    labels = set(known)
    for label in asked:
        if label not in labels:
            from rapidfuzz.process import extract

            near = [str(found[0]) for found in extract(str(label), sorted(labels), limit=3, score_cutoff=50)]
            shown = text("teams.wrong.near", near=", ".join(near)) if near else ""
            what = text(f"teams.kind.{kind}")
            raise UnknownLabelError(text("teams.wrong.unknown", kind=what, label=label, near=shown), str(label), near)
    return tuple(asked)
