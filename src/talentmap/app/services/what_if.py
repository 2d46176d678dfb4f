"""What if: changes to the team question, as chosen on screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.code import script
from talentmap.app.services.people import Names
from talentmap.app.services.proposals import headed
from talentmap.app.services.team import TeamChoices, term_names
from talentmap.data.dataset import Dataset
from talentmap.errors import TalentmapError
from talentmap.scenarios import (
    Change,
    Comparison,
    compare,
    with_person,
    with_size,
    with_weights,
    without_person,
)
from talentmap.teams import TeamResult
from talentmap.vocabulary import text

OTHERS = ("larger", "smaller", *term_names())
"""Further changes on offer."""


class StoppedError(TalentmapError):
    """Somebody stopped the comparison."""


@dataclass(frozen=True)
class WhatIf:
    """The changes chosen; each is compared by itself with the question as it was asked."""

    without: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def changes(self, size: tuple[int, int]) -> list[tuple[Change, str]]:
        """The changes, each with the Python that makes it."""
        made = [(without_person(p), f"tm.without_person({p!r})") for p in self.without]
        made += [(with_person(p), f"tm.with_person({p!r})") for p in self.included]
        return made + [_other(name, size) for name in self.others]

    def run(self, result: TeamResult, limit: float, go_on: Callable[[tuple[int, int]], bool]) -> Comparison:
        """Solve them all; `go_on` hears how many of how many are done and says whether to go on."""

        def heard(done: int, total: int, _: str) -> None:
            if not go_on((done, total)):
                raise StoppedError(text("app.what_if.stopped"))

        changes = [change for change, _ in self.changes(result.problem.sizes)]
        return compare(result.problem, changes, time_limit=limit, progress=heard)

    def code(self, load: str, asked: TeamChoices) -> str:
        """Python that compares the same."""
        changes = "\n".join(f"    {code}," for _, code in self.changes(asked.size))
        limit = f"time_limit={asked.time_limit:g}"
        return script(load, asked.problem_code(), "tm.compare(problem, [", changes, f"], {limit}).table()")


def _other(name: str, size: tuple[int, int]) -> tuple[Change, str]:
    low, high = size
    if name == "larger":
        return with_size(low, high + 1), f"tm.with_size({low}, {high + 1})"
    if name == "smaller":
        least = max(1, low - 1)
        return with_size(least, max(1, high - 1)), f"tm.with_size({least}, {max(1, high - 1)})"
    if name == "coverage":
        others = [term for term in term_names() if term != name]
        written = "".join(f", {term}=0" for term in others)
        return with_weights(coverage=1.0, **dict.fromkeys(others, 0.0)), f"tm.with_weights(coverage=1{written})"
    return with_weights(**{name: 1.0}), f"tm.with_weights({name}=1)"


def comparison_shown(data: Dataset, comparison: Comparison) -> pd.DataFrame:
    """The comparison with names for ids and headers in the current language."""
    names = Names.of(data)
    table = comparison.table().drop(columns="gap")
    table["scenario"] = [
        _named(scenario.changes[0], names) if scenario.changes else text("app.what_if.base")
        for scenario in comparison.scenarios
    ]
    table["status"] = [text(f"results.status.{status}") for status in table["status"]]
    for column in ("members", "joined", "left"):
        table[column] = [
            ", ".join(names.people.get(person, person) for person in cell.split(", ") if person) or "–"
            for cell in table[column]
        ]
    return headed(table)


def _named(change: Change, names: Names) -> str:
    """A change in words, with the name of the person it speaks of."""
    arguments = tuple(
        (name, names.people.get(str(value), str(value)) if name == "person" else value)
        for name, value in change.arguments
    )
    return Change(change.kind, arguments).text()
