"""A view is a valid dataset: nothing in it refers to a row that is not in it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import Column, tables

_WISHES = {"role": "roles", "strength": "strengths", "project": "projects"}
_LINKS = tuple((table.name, column) for table in tables().values() for column in table.columns if column.refers)


def without_orphans(frames: Mapping[str, pd.DataFrame], data: Dataset) -> dict[str, pd.DataFrame]:
    """The frames of a view without references to rows that the viewer does not see.

    A reference that may be blank becomes blank; a row that cannot do without it, or is named by it, goes. Only what the
    view itself holds decides.
    """
    kept = dict(frames)
    changed = True
    while changed:
        changed = False
        for name, column in _LINKS:
            changed |= _link(kept, data, name, column)
        for name, rows in (("aspirations", _wishes(kept, data)), ("goals", _owners(kept, data))):
            changed |= _keep(kept, name, rows)
    kept["claims"] = _rounds(kept, data)
    return kept


def _link(kept: dict[str, pd.DataFrame], data: Dataset, name: str, column: Column) -> bool:
    """Follow one column that refers to a table; whether anything changed."""
    frame, target = kept[name], kept[column.refers]
    if _whole(kept, data, column.refers) or not len(frame) or (column.refers == "units" and not len(target)):
        return False
    known = target[tables()[column.refers].keys[0]]
    lost = (frame[column.name].notna() & ~frame[column.name].isin(known)).to_numpy()
    if not lost.any():
        return False
    if column.required or (column.key and name != "claims"):
        return _keep(kept, name, ~lost)
    blanked = frame.assign(**{column.name: frame[column.name].mask(lost)})
    kept[name] = _once(blanked, list(tables()[name].keys)) if column.key else blanked
    return True


def _whole(kept: Mapping[str, pd.DataFrame], data: Dataset, name: str) -> bool:
    """Whether the view holds every row of a table, so that nothing can refer to a row that is not in it."""
    return len(kept[name]) == len(data.frames[name])


def _once(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """In key order with one row per key, chosen by what the rows show and not by what was blanked."""
    rest = [str(name) for name in frame.columns if name not in keys]
    order = frame.sort_values([*keys, *rest], na_position="last").index.to_numpy()
    chosen = frame.take(order)
    return chosen[~chosen.duplicated(keys)].reset_index(drop=True)


def _keep(kept: dict[str, pd.DataFrame], name: str, rows: np.ndarray) -> bool:
    if rows.all():
        return False
    kept[name] = kept[name][rows].reset_index(drop=True)
    return True


def _wishes(kept: Mapping[str, pd.DataFrame], data: Dataset) -> np.ndarray:
    """Wishes for something that is seen, where there is a table of such things."""
    frame = kept["aspirations"]
    rows = np.ones(len(frame), dtype=bool)
    for kind, name in _WISHES.items():
        if _whole(kept, data, name):
            continue
        target = kept[name][tables()[name].keys[0]]
        rows &= ~((frame["target_kind"] == kind) & ~frame["target_id"].isin(target)).to_numpy(dtype=bool)
    return rows


def _owners(kept: Mapping[str, pd.DataFrame], data: Dataset) -> np.ndarray:
    """Goals of the organisation, or of a unit or person that is seen."""
    if _whole(kept, data, "people") and _whole(kept, data, "units"):
        return np.ones(len(kept["goals"]), dtype=bool)
    owners = {"organisation", *kept["people"]["person_id"], *kept["people"]["unit"], *kept["units"]["unit"]}
    rows: np.ndarray = kept["goals"]["owner"].isin(owners).to_numpy(dtype=bool)
    return rows


def _rounds(kept: Mapping[str, pd.DataFrame], data: Dataset) -> pd.DataFrame:
    """Claims with a round only where that round is seen."""
    claims, rounds = kept["claims"], kept["rounds"]
    named = claims["round_id"].notna().to_numpy()
    if not named.any() or not len(data.frames["rounds"]):
        return claims
    known = {*zip(rounds["round_id"], rounds["person_id"], strict=True)}
    pairs = zip(claims["round_id"][named], claims["person_id"][named], strict=True)
    lost = named.copy()
    lost[named] = [pair not in known for pair in pairs]
    return claims.assign(round_id=claims["round_id"].mask(lost)) if lost.any() else claims
