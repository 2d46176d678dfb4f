"""A question and its changed versions, side by side."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from talentmap.plots.terms import stacked_terms
from talentmap.scenarios.compare import Comparison
from talentmap.vocabulary import text

_LABEL = 38
"""Letters on a line of a label."""


def plot_comparison(comparison: Comparison) -> Any:
    """Draw the worth of the best team of each scenario, split by term; the base comes first.

    A scenario without a team says so in the place of its bar. Where weights were changed, sums stand on different
    scales and the subtitle warns.

    Parameters
    ----------
    comparison
        As ``compare`` gives it; ``comparison.table()`` is the table of the figure.

    Returns
    -------
    ``altair.LayerChart``.
    """
    parts, instead = [], {}
    for number, (scenario, result) in enumerate(zip(comparison.scenarios, comparison.results, strict=True)):
        words = textwrap.wrap(scenario.text(), _LABEL) or [""]
        label = "\n".join(words) + " " * number  # blanks keep scenarios with the same words apart
        if result.teams:
            rows = result.terms()
            parts.append(rows[rows["team"] == 1].assign(option=label))
        else:
            instead[label] = text(f"results.status.{result.status.value}")
            rows = pd.DataFrame(result.problem.weights.items(), columns=["term", "weight"])
            parts.append(rows.assign(value=float("nan"), points=0.0, option=label))
    rows = pd.concat(parts, ignore_index=True)
    weighted = rows.groupby("term")["weight"].transform("max") > 0
    alike = all(result.problem.weights == comparison.base.problem.weights for result in comparison.results)
    note = text("plots.terms.note") + ("" if alike else " " + text("plots.comparison.scales"))
    return stacked_terms(rows[weighted], text("plots.comparison.title"), note, instead)
