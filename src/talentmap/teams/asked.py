"""Arguments of a team question, checked and put in one form."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.measures.asked import Groups, id_groups, id_list, known_ids, strings, whole
from talentmap.vocabulary import text

__all__ = ["Groups", "id_groups", "id_list", "known_ids", "own_requirements", "strings", "whole"]


def own_requirements(given: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """Requirements given by the caller, with the defaults filled in, by strength."""
    missing = [name for name in ("strength_id", "level") if name not in given]
    if missing:
        raise ProblemError(text("teams.wrong.column", column=", ".join(missing)))
    frame = pd.DataFrame({"strength_id": given["strength_id"].astype("str").to_numpy()})
    for name, default in (("level", None), ("weight", 1.0), ("mandatory", False), ("min_people", 1)):
        column = given[name].to_numpy() if name in given else np.full(len(given), default)
        frame[name] = pd.Series(column).fillna(default) if default is not None else column
    try:
        frame = frame.astype({"level": "int64", "weight": "float64", "mandatory": "bool", "min_people": "int64"})
    except (TypeError, ValueError) as error:
        raise ProblemError(text("teams.wrong.requirement", strength="?")) from error
    known_ids(data.frames["strengths"]["strength_id"], list(frame["strength_id"]), "strength")
    wrong = (
        frame["strength_id"].duplicated()
        | ~frame["level"].between(0, 5)
        | ~((frame["weight"] > 0) & np.isfinite(frame["weight"]))
        | (frame["min_people"] < 1)
    )
    if wrong.any():
        raise ProblemError(text("teams.wrong.requirement", strength=frame.loc[wrong, "strength_id"].iloc[0]))
    return frame.sort_values("strength_id", ignore_index=True)
