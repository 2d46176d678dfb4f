"""Exact search for a layout: every level of the objective in turn, each proven before it is called best.

First all bounds, then one search for a plan that reaches all of them at once; only where there is none are the
levels searched one by one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.alike import in_order, orders
from talentmap.groups.formulate import formulate
from talentmap.groups.keeping import keeps
from talentmap.groups.layout import Layout
from talentmap.groups.levels import Aim, Found, linear_aims
from talentmap.groups.mixing import scoring
from talentmap.groups.quest import Quest
from talentmap.groups.stage import Stage
from talentmap.optimise.options import SEED, Listener, Options

Ints = NDArray[np.int64]


def solve_exact(
    layout: Layout,
    *,
    seed: int = SEED,
    until: float = math.inf,
    listener: Listener | None = None,
    hint: Ints | None = None,
) -> Found:
    """The best plan of a layout and the proof of each level.

    Parameters
    ----------
    layout
        What is asked. The mix ``distance`` is not searched here: its plans end with the levels before it.
    seed
        Of the solver.
    until
        Reading of ``time.perf_counter`` at which to stop.
    listener
        Hears of progress.
    hint
        Shape (N,): a plan that keeps the rules, to start from.
    """
    return search(layout, (), seed=seed, until=until, listener=listener, hint=hint)


def search(
    layout: Layout,
    first: Sequence[tuple[str, Ints]] = (),
    used: Collection[int] | None = None,
    *,
    seed: int = SEED,
    until: float = math.inf,
    listener: Listener | None = None,
    hint: Ints | None = None,
) -> Found:
    """As :func:`solve_exact`, with further levels before all others and with the slots to use.

    Parameters
    ----------
    first
        Name and costs (N, S) of levels that count before the others, each as low as possible.
    used
        Slots to use, exactly these; free where not said.
    """
    began = time.perf_counter()
    tables = [table for _, table in first]
    built = formulate(layout, tables, used)
    aims = [Aim(name, -built.table(table), 0, -1) for name, table in first] + linear_aims(built)
    scores = None
    if layout.criteria is not None and layout.criteria.terms and layout.mix in ("worst", "leximin", "sum"):
        scores = scoring(built, shared=layout.mix == "worst")
    stage = Stage(built, Options(seed=seed, listener=listener), until)
    if hint is not None and keeps(layout, hint):
        stage.labels = in_order(hint, orders(layout, tables))
    quest = Quest(stage, aims, scores, dict(first))
    quest.timing["model"] = time.perf_counter() - began
    status, levels = quest.run()
    return Found(status, quest.answer(), levels, quest.timing)
