"""What is told of one person in a team question: reasons, and the sums and the tried change behind them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.results import Explanation
from talentmap.teams.whynot import WhatIf


@dataclass(frozen=True)
class Piece:
    """A piece of a sum: a term, what of it (a strength, a pair of ids; blank for balance), and whole units."""

    term: str
    subject: str
    units: int


@dataclass(frozen=True)
class TeamExplanation(Explanation):
    """Reasons about one person in a team question, with the sums behind them.

    Parameters
    ----------
    inside
        Whether the person is in the best team.
    scale
        Units in 1.0 of the objective.
    brings
        Marginal contribution, piece by piece: worth of the team minus worth of the same team without the person. For
        somebody outside: of the best team with them. Empty where there is no such team.
    difference
        Best team minus the best team with the other choice, piece by piece. Empty where there is none.
    what_if
        The smallest change that turns the outcome, as it was tried; None where there is none within two, or where
        that was not found out (the reasons say which).
    """

    inside: bool = False
    scale: int = 1
    brings: tuple[Piece, ...] = ()
    difference: tuple[Piece, ...] = ()
    what_if: WhatIf | None = None

    @property
    def contribution(self) -> float:
        """Marginal contribution in points: the sum of `brings`."""
        return sum(piece.units for piece in self.brings) / self.scale

    def table(self) -> pd.DataFrame:
        """Both sums: ``sum`` (brings or difference), ``term``, ``subject``, ``units``, ``points``; parts add up."""
        rows = [
            (name, piece.term, piece.subject, piece.units, piece.units / self.scale)
            for name, pieces in (("brings", self.brings), ("difference", self.difference))
            for piece in pieces
        ]
        return pd.DataFrame(rows, columns=["sum", "term", "subject", "units", "points"])

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        sums = {
            name: [{"term": p.term, "subject": p.subject, "units": p.units} for p in pieces]
            for name, pieces in (("brings", self.brings), ("difference", self.difference))
        }
        change = None
        if self.what_if is not None:
            made = [one.to_dict() for one in self.what_if.changes]
            change = {"changes": made, "members": list(self.what_if.team.members), "best": self.what_if.team.objective}
        return {**super().to_dict(), "inside": self.inside, "scale": self.scale, **sums, "what_if": change}
