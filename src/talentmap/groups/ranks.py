"""Mixes that count more than the worst group: the sum of all scores, and leximin.

References
----------
Ogryczak and Sliwinski (2006), On direct methods for lexicographic min-max optimization, Computational Science and Its
Applications, LNCS 3982, doi:10.1007/11751595_85: the sum of the k lowest scores is the greatest of k r - sum of
max(0, r - score), so that leximin is one linear maximum after the other, without binaries.
"""

from __future__ import annotations

import numpy as np

from talentmap.groups.levels import MIX, Aim
from talentmap.groups.mixing import Scoring


def sum_aim(scoring: Scoring) -> Aim:
    """The scores of all groups together."""
    built = scoring.built
    objective = np.zeros(built.matrix.width)
    for s in built.slots:
        np.add.at(objective, scoring.columns[s], scoring.values[s])
    return Aim(MIX, objective)


def worst_aim(scoring: Scoring) -> Aim:
    """The lowest score; adds the columns this needs to the model.

    A group of each size bounds it, from which groups of other sizes are forgiven as much as scores can differ.
    """
    built, matrix = scoring.built, scoring.built.matrix
    low, high = extremes(scoring)
    level = matrix.columns(1, high, low=low, whole=False)
    for s in built.slots:
        if not scoring.shared:
            columns = np.concatenate([scoring.columns[s], level, built.open[s : s + 1]])
            values = np.concatenate([scoring.values[s], [-1.0, -high]])
            matrix.row(columns, values, least=-high)
            continue
        for q, base in enumerate(scoring.base):
            # score = base + rise x rungs where the group has this size
            rest = high - base - scoring.rise[q] * float(np.minimum(scoring.values[s], 0.0).sum())
            columns = np.concatenate([scoring.columns[s], level, built.size[s, q : q + 1]])
            values = np.concatenate([scoring.rise[q] * scoring.values[s], [-1.0, -rest]])
            matrix.row(columns, values, least=-base - rest)
    objective = np.zeros(matrix.width)
    objective[level] = 1.0
    return Aim(MIX, objective)


def extremes(scoring: Scoring) -> tuple[float, float]:
    """Scores between which those of all groups lie; 0 for a slot not used is among them."""
    built = scoring.built
    criteria = built.layout.criteria
    assert criteria is not None
    high = max(0, *(criteria.upper(q) for q in built.sizes))
    low = min(0, *(sum(int(term.table[q].min()) for term in criteria.terms) for q in built.sizes))
    return float(low), float(high)


def lowest_aim(scoring: Scoring, k: int) -> Aim:
    """The k lowest scores together; adds the columns this needs to the model.

    An unused slot has no score and must not count as the lowest, so its shortfall is forgiven.
    """
    built, matrix = scoring.built, scoring.built.matrix
    low, high = extremes(scoring)
    level = matrix.columns(1, high, low=low, whole=False)
    short = matrix.columns(len(built.slots), high - low, whole=False)
    for gap, s in zip(short.tolist(), built.slots, strict=True):
        # gap >= level - score - high x (1 - open), with everything that varies on the left
        columns = np.concatenate([[gap], level, scoring.columns[s], built.open[s : s + 1]])
        values = np.concatenate([[1.0, -1.0], scoring.values[s], [-high]])
        matrix.row(columns, values, least=-high)
    objective = np.zeros(matrix.width)
    objective[level] = float(k)
    objective[short] = -1.0
    return Aim(MIX if k == 1 else f"{MIX}:{k}", objective)
