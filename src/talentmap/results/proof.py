"""The proof record: what was asked, what was found, and how far it can be trusted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from talentmap.results.status import Status
from talentmap.vocabulary import number, text


def relative_gap(best: float, bound: float) -> float:
    """Distance between the best found and the proven bound: |bound - best| / max(|best|, 1e-9).

    NaN where either is undefined.
    """
    if math.isnan(best) or math.isnan(bound):
        return math.nan
    return abs(bound - best) / max(abs(best), 1e-9)


@dataclass(frozen=True)
class Proof:
    """Everything needed to repeat a solve and to judge its answer.

    Parameters
    ----------
    data, problem
        Fingerprints of the dataset and of the problem put to it.
    rules
        Names of the rule instances in force, in order.
    status, best, bound
        How it ended; objective found and proven bound, same unit and sense; NaN without one.
    method
        How the bound was obtained, as a key of the message catalogue or a plain word (``dual prices``).
    solver, version, seed
        What solved it.
    verified
        Whether rules and objective were recomputed from the data without the solver.
    timing
        Seconds per step: the only part that may differ between two runs.
    """

    data: str
    problem: str
    rules: tuple[str, ...]
    status: Status
    best: float
    bound: float
    method: str
    solver: str
    version: str
    seed: int
    verified: bool
    timing: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def gap(self) -> float:
        """Relative distance between best and bound; NaN where undefined."""
        return relative_gap(self.best, self.bound)

    def text(self, lang: str | None = None) -> str:
        """The proof in one line."""
        status = text(f"results.status.{self.status.value}", lang=lang)
        shown = {
            name: "-" if math.isnan(value) else number(value, ".6f", lang)
            for name, value in (("best", self.best), ("bound", self.bound))
        }
        gap = "-" if math.isnan(self.gap) else number(self.gap, ".2%", lang)
        return text("results.proof", lang=lang, status=status, gap=gap, **shown)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON, without ``timing``, which stands apart in every answer; NaN becomes None."""
        plain: dict[str, object] = {
            "data": self.data,
            "problem": self.problem,
            "rules": list(self.rules),
            "status": self.status.value,
            "best": _none(self.best),
            "bound": _none(self.bound),
            "gap": _none(self.gap),
            "method": self.method,
            "solver": self.solver,
            "version": self.version,
            "seed": self.seed,
            "verified": self.verified,
        }
        return plain


def _none(value: float) -> float | None:
    return None if math.isnan(value) else value
