"""What one term of a team costs another: the question, its Python, and tables and teams of the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from talentmap.app.services.code import script
from talentmap.app.services.people import Names
from talentmap.app.services.proposals import Carried, headed
from talentmap.app.services.team import TeamChoices
from talentmap.data.dataset import Dataset
from talentmap.teams import Team, TeamResult
from talentmap.teams.front import trade_off
from talentmap.teams.tradeoff import TradeOff
from talentmap.teams.verify import Scorer

if TYPE_CHECKING:
    from talentmap.optimise.options import Progress


@dataclass(frozen=True)
class Trade:
    """What does one term cost another? Asked with the same rules; the weights play no part.

    Parameters
    ----------
    choices, result
        The question, and its answer.
    terms
        The terms set against each other.
    parts
        Steps on each term, sooner and less; None for every team on the curve.
    """

    choices: TeamChoices
    terms: tuple[str, ...]
    parts: int | None
    result: TeamResult = field(compare=False)

    def solve(self, data: Dataset, listen: Callable[[Progress], bool] | None = None) -> TradeOff:
        """The curve."""
        limit = self.choices.time_limit
        return trade_off(self.result.problem, self.terms, parts=self.parts, time_limit=limit, progress=listen)

    def code(self, load: str) -> str:
        """Python that asks the same."""
        parts = "" if self.parts is None else f", parts={self.parts}"
        return script(
            load,
            self.choices.problem_code(),
            f"front = tm.trade_off(problem, {self.terms!r}{parts}, time_limit={self.choices.time_limit:g})",
            "tm.plots.plot_trade_off(front)",
            "front.table()",
        )


def trade_shown(front: TradeOff, names: Names) -> pd.DataFrame:
    """The curve as people read it."""
    table = front.table()
    for column in ("members", "joined", "left"):
        table[column] = [_named(cell, names) for cell in table[column]]
    return headed(table)


def brought(front: TradeOff, team: Team) -> dict[str, list[Carried]]:
    """Person -> the requirements they meet, in one team on the curve."""
    scorer = Scorer(front.problem)
    met: dict[str, list[Carried]] = {}
    for person in team.members:
        for asked in scorer.asked:
            level = scorer.level(person, asked.strength_id)
            if level is not None and level >= asked.level:
                met.setdefault(person, []).append(Carried(asked.strength_id, level))
    return met


def _named(cell: str, names: Names) -> str:
    return ", ".join(names.people.get(one, one) for one in cell.split(", ") if one) or "–"
