"""Checks (first version: types and columns only; the full set follows)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from talentmap.data.dataset import canonical
from talentmap.data.dictionary import tables


def checked_frames(frames: Mapping[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    typed = {}
    for name, table in tables().items():
        given = frames.get(name)
        if given is None:
            typed[name] = table.empty()
            continue
        frame = pd.DataFrame(index=range(len(given)))
        for column in table.columns:
            if column.name in given:
                frame[column.name] = given[column.name].to_numpy()
                if column.default:
                    frame[column.name] = frame[column.name].fillna(column.default)
            elif column.default:
                frame[column.name] = column.default
            else:
                frame[column.name] = None
            frame[column.name] = frame[column.name].astype(column.dtype)
        for extra in given.columns:
            if name == "people" and extra not in frame:
                frame[extra] = given[extra].astype("str").to_numpy()
        typed[name] = canonical(table, frame)
    return typed, pd.DataFrame(columns=["kind", "file", "row", "column", "found", "expected", "hint"])
