"""One question with several changes, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.errors import ProblemError
from talentmap.scenarios.changes import Change
from talentmap.teams.problem import TeamProblem
from talentmap.teams.propose import propose_teams
from talentmap.teams.result import TeamResult
from talentmap.vocabulary import number, text


@dataclass(frozen=True)
class Scenario:
    """One of the questions compared: the changes made to the base (none for the base itself)."""

    changes: tuple[Change, ...] = ()

    def text(self, lang: str | None = None) -> str:
        """What is different, in words."""
        if not self.changes:
            return text("scenarios.base", lang=lang)
        return "; ".join(change.text(lang) for change in self.changes)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Answers to a question and to changed ones; the base comes first.

    Parameters
    ----------
    scenarios, results
        What was asked and what came out, in the same order.
    """

    scenarios: tuple[Scenario, ...]
    results: tuple[TeamResult, ...]

    @property
    def base(self) -> TeamResult:
        """The answer to the unchanged question."""
        return self.results[0]

    def table(self, lang: str | None = None) -> pd.DataFrame:
        """One row per scenario, the base first.

        Returns
        -------
        Columns ``scenario`` (in words), ``status``, ``best``, ``change`` (best minus that of the base; NaN unless both
        have a team; with other weights the two are on different scales, so then NaN too), ``gap``, one column per
        term (its value in [0, 1] before its weight; NaN without a team), ``members``, ``joined`` and ``left``
        (compared to the base).
        """
        return pd.DataFrame(
            [self._row(scenario, result, lang) for scenario, result in zip(self.scenarios, self.results, strict=True)]
        )

    def _row(self, scenario: Scenario, result: TeamResult, lang: str | None) -> dict[str, object]:
        team = result.teams[0] if result.teams else None
        before = self.base.teams[0].members if self.base.teams else ()
        after = team.members if team else ()
        alike = result.problem.weights == self.base.problem.weights
        row: dict[str, object] = {
            "scenario": scenario.text(lang),
            "status": result.status.value,
            "best": result.proof.best,
            "change": result.proof.best - self.base.proof.best if alike else float("nan"),
            "gap": result.proof.gap,
        }
        for name, _ in result.problem.weights.items():
            row[name] = team.values[name] if team else float("nan")
        row["members"] = ", ".join(after)
        row["joined"] = ", ".join(p for p in after if p not in before)
        row["left"] = ", ".join(p for p in before if after and p not in after)
        return row

    def summary(self, lang: str | None = None) -> str:
        """A line per scenario: what changes, what it is worth, who joins and who leaves."""
        lines = []
        for row in self.table(lang).to_dict("records"):
            status = text(f"results.status.{row['status']}", lang=lang)
            kind = "scenarios.line" if row["members"] else "scenarios.line_none"
            shown = {name: row[name] or "-" for name in ("scenario", "members", "joined", "left")}
            lines.append(text(kind, lang=lang, status=status, best=number(row["best"], ".3f", lang), **shown))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "scenarios": [
                {"scenario": scenario.text(), **result.to_dict()}
                for scenario, result in zip(self.scenarios, self.results, strict=True)
            ]
        }


def compare(
    problem: TeamProblem,
    changes: Iterable[Change | Sequence[Change]],
    *,
    seed: int = 7,
    time_limit: float | None = None,
    progress: Callable[[int, int, str], object] | None = None,
) -> Comparison:
    """Answer a question and changed ones, side by side.

    Parameters
    ----------
    problem
        The base.
    changes
        Each gives one scenario; a sequence of changes gives one scenario with all of them.
    seed, time_limit
        For every solve by itself.
    progress
        Hears how many of how many scenarios are done, and the next one in words.

    Raises
    ------
    ProblemError, UnknownLabelError
        A change is none, or does not fit the question; nothing is solved then.
    """
    if not isinstance(problem, TeamProblem):
        raise ProblemError(text("teams.wrong.problem", found=type(problem).__name__))
    if not isinstance(changes, Iterable):
        raise ProblemError(text("scenarios.wrong.change", found=repr(changes)))
    scenarios = [Scenario(), *(Scenario(_changes(given)) for given in changes)]
    questions = []
    for scenario in scenarios:
        question = problem
        for change in scenario.changes:
            question = change.apply(question)
        questions.append(question)
    results = []
    for done, (scenario, question) in enumerate(zip(scenarios, questions, strict=True)):
        if progress is not None:
            progress(done, len(scenarios), scenario.text())
        results.append(propose_teams(question, alternatives=0, seed=seed, time_limit=time_limit))
    return Comparison(tuple(scenarios), tuple(results))


def _changes(given: object) -> tuple[Change, ...]:
    """The changes of one scenario: one, or a sequence of them."""
    parts = (given,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    for part in parts:
        if not isinstance(part, Change):
            raise ProblemError(text("scenarios.wrong.change", found=repr(part)))
    return parts
