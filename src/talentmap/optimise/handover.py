"""From a PuLP 3.3 model to HiGHS in one piece."""

from __future__ import annotations

from typing import Any


def hand_over(lp: Any) -> None:
    """Give HiGHS the model of PuLP 3.3 at once: its own way, entry by entry, takes longer than many a solve."""
    import highspy
    import numpy as np

    sign = -1.0 if lp.sense == -1 else 1.0
    columns, rows = lp.variables(), lp.constraints()
    rows = list(rows.values()) if hasattr(rows, "values") else list(rows)
    for k, column in enumerate(columns):
        column.index = k
    starts, index, value = [0], [], []
    for k, row in enumerate(rows):
        row.index = k
        for column, coefficient in row.items():
            if coefficient:
                index.append(column.index)
                value.append(float(coefficient))
        starts.append(len(index))
    model, infinity = highspy.HighsLp(), highspy.kHighsInf
    model.num_col_, model.num_row_ = len(columns), len(rows)
    model.col_cost_ = np.array([sign * lp.objective.get(c, 0.0) for c in columns])
    model.col_lower_ = np.array([-infinity if c.lowBound is None else c.lowBound for c in columns], dtype=float)
    model.col_upper_ = np.array([infinity if c.upBound is None else c.upBound for c in columns], dtype=float)
    low, high = [row.getLb() for row in rows], [row.getUb() for row in rows]
    model.row_lower_ = np.array([-infinity if b is None else b for b in low], dtype=float)
    model.row_upper_ = np.array([infinity if b is None else b for b in high], dtype=float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = np.array(starts), np.array(index, dtype=np.int32)
    model.a_matrix_.value_ = np.array(value)
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole if c.cat == "Integer" else part for c in columns]
    lp.solverModel.passModel(model)
