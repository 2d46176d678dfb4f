"""How many people a team can lose, and what that costs: for each number the smallest team and the best of that size."""

from __future__ import annotations

import math
import numbers
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from talentmap.errors import ProblemError
from talentmap.optimise.engine import solve_model
from talentmap.optimise.options import SEED, Listener, Options
from talentmap.results import Conflict, Reason, Status
from talentmap.teams.impossible import explain_conflicts
from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.teams.propose import propose_teams
from talentmap.teams.prune import candidates
from talentmap.teams.result import Team, TeamResult
from talentmap.teams.rules import instances
from talentmap.teams.solve import Question, undecided
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class RobustTeam:
    """What surviving the loss of so many people asks for.

    Parameters
    ----------
    lost
        How many members may be lost, whoever they are.
    status
        ``OPTIMAL`` when size and team are proven, ``FEASIBLE`` when the team is not, ``INFEASIBLE`` when no size will
        do, ``NOT_FOUND`` when time ran out.
    smallest
        Members of the smallest team that survives it and keeps the other rules, however large a team was asked for;
        None without one.
    team
        The best team of that size.
    larger
        How many members more than the smallest team that need not lose anybody.
    price
        How much less the best team of the sizes asked for is worth than the one that need not lose anybody; NaN where
        no team of those sizes survives the loss.
    conflicts, reasons
        Why there is none.
    """

    lost: int
    status: Status
    smallest: int | None = None
    team: Team | None = None
    larger: int | None = None
    price: float = math.nan
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def why(self, lang: str | None = None) -> list[str]:
        """The reasons and conflicts in words."""
        return [*(reason.text(lang) for reason in self.reasons), *(found.text(lang) for found in self.conflicts)]

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "lost": self.lost,
            "status": self.status.value,
            "smallest": self.smallest,
            "larger": self.larger,
            "price": None if math.isnan(self.price) else self.price,
            "team": None if self.team is None else self.team.to_dict(),
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


@dataclass(frozen=True, eq=False)
class RobustTeams:
    """Teams that survive the loss of 0, 1, 2 ... people.

    Parameters
    ----------
    problem
        The question.
    levels
        One per number of people lost, from 0.
    timing
        Seconds per number lost, and in all.
    """

    problem: TeamProblem
    levels: tuple[RobustTeam, ...]
    timing: Mapping[str, float]

    def table(self) -> pd.DataFrame:
        """One row per number of people lost.

        Returns
        -------
        Columns ``lost``, ``status``, ``smallest`` and ``larger`` (missing where there is none), ``best`` (of the best
        team of the smallest size), ``price`` (within the sizes asked for) and ``members``.
        """
        rows = [
            {
                "lost": level.lost,
                "status": level.status.value,
                "smallest": level.smallest,
                "larger": level.larger,
                "best": math.nan if level.team is None else level.team.objective,
                "price": level.price,
                "members": "" if level.team is None else ", ".join(level.team.members),
            }
            for level in self.levels
        ]
        return pd.DataFrame(rows).astype({"smallest": "Int64", "larger": "Int64"})

    def summary(self, lang: str | None = None) -> str:
        """A line for each number of people lost."""
        lines = []
        for level in self.levels:
            if level.team is None:
                why = " ".join(level.why(lang))
                lines.append(text("teams_front.robust.none", lang=lang, lost=level.lost, why=why))
                continue
            free = math.isnan(level.price)
            lines.append(
                text(
                    "teams_front.robust.size" if free else "teams_front.robust.size_price",
                    lang=lang,
                    lost=level.lost,
                    smallest=level.smallest,
                    larger=level.larger,
                    price="" if free else written(level.price, ".3f", lang),
                    members=", ".join(level.team.members),
                )
            )
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        return {"levels": [level.to_dict() for level in self.levels], "timing": dict(self.timing)}


def robust_teams(
    problem: TeamProblem,
    most: int = 3,
    *,
    seed: int = SEED,
    time_limit: float | None = None,
    progress: Listener | None = None,
) -> RobustTeams:
    """Work out how much larger a team must be to survive the loss of any 0, 1 ... `most` members, and what it costs.

    A team survives a loss when those left still meet every mandatory requirement: it is k-robust (Okimoto, Schwind,
    Clement, Ribeiro, Inoue and Marquis 2015, "How to form a task-oriented robust team", AAMAS). The other rules hold
    for the team as it starts. The smallest size is proven first, with any size allowed; then the best team of that
    size, and the best of the sizes asked for, which gives the price. Every team is checked against the data, loss by
    loss.

    Parameters
    ----------
    problem
        The question; its own `robust` plays no part.
    most
        Greatest number of people lost.
    seed, time_limit, progress
        As for ``propose_teams``; the limit is for everything together.

    Raises
    ------
    ProblemError
        An argument is of the wrong kind or out of range.
    """
    if not isinstance(problem, TeamProblem):
        raise ProblemError(text("teams.wrong.problem", found=type(problem).__name__))
    whole = isinstance(most, numbers.Integral) and not isinstance(most, bool) and int(most) >= 0
    seconds = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if not whole or not (time_limit is None or seconds):
        raise ProblemError(text("teams_front.wrong.robust"))
    started = time.perf_counter()
    until = math.inf if time_limit is None else started + float(time_limit)
    levels: list[RobustTeam] = []
    timing: dict[str, float] = {}
    best: float = math.nan
    for lost in range(int(most) + 1):
        began = time.perf_counter()
        asked = problem.replace(robust=lost)
        level, worth = _level(asked, levels[0] if levels else None, best, Options(seed=seed), until, progress)
        best = worth if not lost else best
        levels.append(level)
        timing[f"lost {lost}"] = time.perf_counter() - began
    timing["total"] = time.perf_counter() - started
    return RobustTeams(problem, tuple(levels), timing)


def _level(
    asked: TeamProblem,
    first: RobustTeam | None,
    best: float,
    options: Options,
    until: float,
    progress: Listener | None,
) -> tuple[RobustTeam, float]:
    """One number of people lost; with the worth of the best team of the sizes asked for."""
    lost, present = asked.robust, len(asked.facts.present)
    low, high = asked.sizes
    wide = asked.replace(size=(low, max(high, present)), weights=TeamWeights())  # only whether there is a team
    smallest, status = _smallest(wide, options, until)
    if smallest is None:
        return _none(asked, status, options), math.nan
    found = _propose(asked.replace(size=(smallest, smallest)), options, until, progress)
    if not found.teams:
        return RobustTeam(lost, Status.NOT_FOUND, smallest, reasons=found.reasons), math.nan
    worth, proven = math.nan, found.status is Status.OPTIMAL
    if smallest <= high:
        inside = found if low == high else _propose(asked, options, until, progress)
        proven = proven and inside.status is Status.OPTIMAL
        worth = inside.best.objective if inside.teams else math.nan
    base = first.smallest if first is not None else smallest
    larger = None if base is None else smallest - base
    price = 0.0 if first is None and not math.isnan(worth) else best - worth
    team = found.best
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return RobustTeam(lost, status, smallest, team, larger, round(price, 9), reasons=found.reasons), worth


def _propose(problem: TeamProblem, options: Options, until: float, progress: Listener | None) -> TeamResult:
    rest = None if math.isinf(until) else max(0.0, until - time.perf_counter())
    return propose_teams(problem, alternatives=0, seed=options.seed, time_limit=rest, progress=progress)


def _smallest(wide: TeamProblem, options: Options, until: float) -> tuple[int | None, Status]:
    """Members of the smallest team that keeps the rules, proven."""
    question = _question(wide, options, until)
    built = undecided(question)
    for variable in built.members.values():
        built.model.gain(variable, -1.0)
    outcome = solve_model(built.model, replace(options, time_limit=question.rest, gap_absolute=0.5))
    if outcome.status is not Status.OPTIMAL:
        return None, outcome.status if outcome.status is Status.INFEASIBLE else Status.NOT_FOUND
    return len(built.team(outcome)), Status.OPTIMAL


def _question(wide: TeamProblem, options: Options, until: float) -> Question:
    facts = wide.facts
    rules = instances(facts)
    return Question(facts, rules, candidates(facts, rules, 1), options, until)


def _none(asked: TeamProblem, status: Status, options: Options) -> RobustTeam:
    """No team survives it: too few people who meet a mandatory requirement, or rules in each other's way.

    The rules are looked at with room for everybody whom the mandatory requirements ask for, so that the size is in
    nobody's way.
    """
    facts, lost = asked.facts, asked.robust
    if status is not Status.INFEASIBLE:
        return RobustTeam(lost, status, reasons=(Reason("teams.stopped", asked.project or "-"),))
    low, high = asked.sizes
    called_for = len(asked.include) + sum(r.min_people + lost for r in facts.requirements if r.mandatory)
    wide = asked.replace(size=(low, max(high, called_for)))
    reasons = []
    for k, requirement in enumerate(facts.requirements):
        able = sum(bool(facts.meets[p, k]) for p in facts.present)
        if requirement.mandatory and able < requirement.min_people + lost:
            need = requirement.min_people + lost
            details = {"level": requirement.level, "lost": lost}
            reasons.append(Reason("teams_front.robust.too_few", requirement.strength_id, able, "people", need, details))
    conflicts = () if reasons else explain_conflicts(_question(wide, options, math.inf))
    return RobustTeam(lost, status, conflicts=conflicts, reasons=tuple(reasons))
