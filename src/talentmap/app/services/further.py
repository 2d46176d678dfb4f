"""Further questions about a proposal: the loss of people, how far weights can move, and what rules cost."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from talentmap.app.services.code import script
from talentmap.app.services.people import Names
from talentmap.app.services.team import TeamChoices
from talentmap.app.services.words import number
from talentmap.data.dataset import Dataset
from talentmap.results import Conflict, Reason
from talentmap.teams import TeamResult
from talentmap.teams.ranges import End, WeightRanges, weight_ranges
from talentmap.teams.robustness import RobustTeams, robust_teams
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.optimise.options import Progress

MOST_LOST = 2
"""Loss of members looked at."""


class Further(Protocol):
    """A question that is asked by a button, and its Python."""

    def solve(self, data: Dataset, listen: Any = None) -> Any:
        """The answer."""

    def code(self, load: str) -> str:
        """Python that asks the same."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Loss:
    """How much larger must the team be to survive the loss of people?"""

    choices: TeamChoices
    result: TeamResult = field(compare=False)

    def solve(self, data: Dataset, listen: Callable[[Progress], bool] | None = None) -> RobustTeams:
        """A team per number of people lost."""
        limit = self.choices.time_limit
        return robust_teams(self.result.problem, MOST_LOST, time_limit=limit, progress=listen)

    def code(self, load: str) -> str:
        """Python that asks the same."""
        return script(
            load,
            self.choices.problem_code(),
            f"losses = tm.robust_teams(problem, {MOST_LOST}, time_limit={self.choices.time_limit:g})",
            "losses.table()",
        )


@dataclass(frozen=True)
class Ranges:
    """How far can each weight move before another team is best?"""

    choices: TeamChoices
    result: TeamResult = field(compare=False)

    def solve(self, data: Dataset, listen: Callable[[Progress], bool] | None = None) -> WeightRanges:
        """A range per term."""
        return weight_ranges(self.result, time_limit=self.choices.time_limit, progress=listen)

    def code(self, load: str) -> str:
        """Python that asks the same."""
        return "\n".join([self.choices.code(load), "tm.weight_ranges(teams).table()"])


@dataclass(frozen=True)
class Binding:
    """Which rules keep a better team away, and what does each cost?"""

    choices: TeamChoices
    result: TeamResult = field(compare=False)

    def solve(self, data: Dataset, listen: Any = None) -> pd.DataFrame:
        """A row per rule that costs something."""
        return self.result.binding_rules()

    def code(self, load: str) -> str:
        """Python that asks the same."""
        return "\n".join([self.choices.code(load), "teams.binding_rules()"])


def losses_shown(losses: RobustTeams, names: Names) -> pd.DataFrame:
    """Teams per number of people lost, as people read them: figures in the language, reasons where there is none."""
    rows = []
    for level in losses.levels:
        if level.team is None:
            why = " ".join([names.say(one) for one in level.reasons] + names.say_all(_rules(level.conflicts)))
            rows.append([str(level.lost), "–", "–", "–", why or text(f"results.status.{level.status.value}")])
            continue
        people = ", ".join(names.people[one] for one in level.team.members)
        price = number(level.price, 3) if level.price == level.price else text("teams_app.loss.too_large")
        rows.append([str(level.lost), str(level.smallest), f"+{level.larger}", price, people])
    heads = [text(f"teams_app.loss.{name}") for name in ("lost", "smallest", "larger", "price", "members")]
    return pd.DataFrame(rows, columns=heads)


def ranges_shown(found: WeightRanges, names: Names) -> pd.DataFrame:
    """Ranges as people read them: from, to, and who would replace whom beyond each end."""
    rows = []
    for one in found.ranges:
        unproven = "" if one.low.proven and one.high.proven else " " + text("teams_app.ranges.unproven")
        most = number(one.high.weight, 2)
        high = text("teams_app.ranges.open", weight=most) if one.high.open else most
        beyond = [_beyond(end, found.members, names) for end in (one.low, one.high)]
        term = text(f"teams.term.{one.term}") + unproven
        rows.append([term, number(one.weight, 2), number(one.low.weight, 2), high, *beyond])
    heads = ("term", "weight", "low", "high", "below", "above")
    return pd.DataFrame(rows, columns=[text(f"teams_app.ranges.{name}") for name in heads])


def _beyond(end: End, members: tuple[str, ...], names: Names) -> str:
    """Who replaces whom beyond an end."""
    if end.open or not end.members:
        return "–"
    come = ", ".join(names.people[p] for p in end.members if p not in members) or "–"
    leave = ", ".join(names.people[p] for p in members if p not in end.members) or "–"
    return text("teams_app.ranges.swap", come=come, leave=leave)


def binding_shown(found: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Rules that cost something, dearest first, in words with names."""
    rows = [
        [_with_names(str(row["text"]), names), _worth(float(row["price"])), _worth(float(row["best"]))]
        for row in found.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[text(f"teams_app.binding.{name}") for name in ("rule", "price", "best")])


def _worth(value: float) -> str:
    return "–" if math.isinf(value) else number(value, 3)


def _rules(conflicts: tuple[Conflict, ...]) -> list[Reason]:
    return [rule for conflict in conflicts for rule in conflict.rules]


def _with_names(sentence: str, names: Names) -> str:
    """A sentence of the library with names where it has ids."""
    known = {**names.strengths, **names.people}
    return re.sub(r"[\w-]+", lambda found: known.get(found.group(), found.group()), sentence)
