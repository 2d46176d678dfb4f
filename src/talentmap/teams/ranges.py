"""How far a weight can move before another team is best."""

from __future__ import annotations

import math
import numbers
import time
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from talentmap.errors import ProblemError, VerificationError
from talentmap.optimise.options import Listener, Options
from talentmap.results import Status
from talentmap.teams.problem import TeamProblem
from talentmap.teams.prune import candidates
from talentmap.teams.result import TeamResult
from talentmap.teams.rules import instances
from talentmap.teams.solve import Question, best_team
from talentmap.teams.units import exact
from talentmap.teams.verify import Scorer
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text

LIMIT = 10.0
"""Weights are not tried above this unless asked for: beside weights of about 1 the other terms hardly count there."""
_FINE = 10**15


@dataclass(frozen=True)
class End:
    """Where a team stops being best.

    Parameters
    ----------
    weight
        There the team is as good as `members`; beyond it they are better.
    open
        True where the team stays best as far as was tried: to 0, or to the limit.
    proven
        False where time ran out: the team is best no further than here, perhaps less far.
    members
        The team beyond; empty where the end is open.
    """

    weight: float
    open: bool
    proven: bool
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeightRange:
    """How far the weight of one term can move, the others staying as they are."""

    term: str
    weight: float
    low: End
    high: End


@dataclass(frozen=True, eq=False)
class WeightRanges:
    """Per term how far its weight can move before the team is no longer best.

    Parameters
    ----------
    problem, members
        The question, and the best team of the answer.
    ranges
        One per term.
    limit
        Weights were tried up to here.
    resolution
        A team that is better by less than this may have been missed: a unit of the coarsest question solved.
    timing
        Seconds in all.
    """

    problem: TeamProblem
    members: tuple[str, ...]
    ranges: tuple[WeightRange, ...]
    limit: float
    resolution: float
    timing: Mapping[str, float]

    def table(self) -> pd.DataFrame:
        """One row per term.

        Returns
        -------
        Columns ``term``, ``weight``, ``low``, ``high``, ``low_open`` and ``high_open`` (best as far as was tried),
        ``proven``, ``below`` and ``above`` (the team beyond each end; blank where there is none).
        """
        rows = [
            {
                "term": one.term,
                "weight": one.weight,
                "low": one.low.weight,
                "high": one.high.weight,
                "low_open": one.low.open,
                "high_open": one.high.open,
                "proven": one.low.proven and one.high.proven,
                "below": ", ".join(one.low.members),
                "above": ", ".join(one.high.members),
            }
            for one in self.ranges
        ]
        return pd.DataFrame(rows)

    def summary(self, lang: str | None = None) -> str:
        """A line for each term."""
        lines = []
        for one in self.ranges:
            kind = "teams_front.range" + (".open" if one.high.open else "")
            low, high, weight = (written(v, ".4g", lang) for v in (one.low.weight, one.high.weight, one.weight))
            term = text(f"teams.term.{one.term}", lang=lang)
            line = text(kind, lang=lang, term=term, weight=weight, low=low, high=high)
            if not (one.low.proven and one.high.proven):
                line += " " + text("teams_front.range.unproven", lang=lang)
            lines.append(line)
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        ends = {"low": "low", "high": "high"}
        return {
            "members": list(self.members),
            "limit": self.limit,
            "resolution": self.resolution,
            "ranges": [
                {"term": one.term, "weight": one.weight}
                | {
                    name: {**vars(getattr(one, side)), "members": list(getattr(one, side).members)}
                    for name, side in ends.items()
                }
                for one in self.ranges
            ],
            "timing": dict(self.timing),
        }


def weight_ranges(
    result: TeamResult,
    *,
    limit: float = LIMIT,
    time_limit: float | None = None,
    progress: Listener | None = None,
) -> WeightRanges:
    """Find out how far each weight can move, the others staying as they are, before the team is no longer best.

    Per end: solve at the furthest weight; where another team is better there, go to the weight at which the two are
    worth the same and solve again, until nothing is better (Newton's method on the upper envelope of the lines "worth
    of a team by weight"; Dinkelbach 1967, doi:10.1287/mnsc.13.7.492). The envelope is convex, so a team that is best
    at both ends is best between them: the range holds as a whole, though only its ends were solved.

    Parameters
    ----------
    result
        An answer whose best team is proven.
    limit
        Greatest weight tried.
    time_limit, progress
        As for ``propose_teams``; the limit is for everything together.

    Raises
    ------
    NoSolutionError
        There is no team.
    ProblemError
        The team is not proven to be best, or an argument is out of range.
    """
    team = result.best
    good = isinstance(limit, numbers.Real) and not isinstance(limit, bool) and 0 < float(limit) <= 1000
    seconds = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if not good or not (time_limit is None or seconds):
        raise ProblemError(text("teams_front.wrong.limit"))
    if result.status is not Status.OPTIMAL:
        raise ProblemError(text("teams_front.wrong.unproven"))
    started = time.perf_counter()
    until = math.inf if time_limit is None else started + float(time_limit)
    tracer = _Tracer(result, team.members, exact(float(limit)), until, progress)
    ranges = tuple(tracer.range(name) for name, _ in result.problem.weights.items())
    timing = {"total": time.perf_counter() - started}
    return WeightRanges(result.problem, team.members, ranges, float(limit), tracer.resolution, timing)


class _Tracer:
    """Moves one weight at a time."""

    def __init__(
        self, result: TeamResult, members: tuple[str, ...], limit: Fraction, until: float, progress: Listener | None
    ) -> None:
        self.problem, self.members, self.limit = result.problem, members, limit
        self.until, self.progress, self.seed = until, progress, result.proof.seed
        self.weights = {name: exact(value) for name, value in self.problem.weights.items()}
        self.scorer = Scorer(self.problem)
        self.values = self._values(members)
        self.resolution = 0.0
        self._halted = False

    def range(self, term: str) -> WeightRange:
        """Both ends of one weight."""
        now = self.weights[term]
        low = self._end(term, Fraction(0))
        high = self._end(term, max(self.limit, now))
        return WeightRange(term, float(now), low, high)

    def _end(self, term: str, at: Fraction) -> End:
        now, beyond = self.weights[term], tuple[str, ...]()
        others = [value for name, value in self.weights.items() if name != term]
        if at == now or not any(others):  # nothing to move; or one term alone, whatever its weight
            return End(float(at), open=True, proven=True)
        while True:
            members, proven = self._best(term, at)
            values = self._values(members) if members else self.values
            if self._worth(values, term, at) <= self._worth(self.values, term, at):
                return End(float(at), open=not beyond, proven=proven, members=beyond)
            beyond = members
            fixed = self._worth(self.values, term, Fraction(0)) - self._worth(values, term, Fraction(0))
            at = fixed / (values[term] - self.values[term])
            if at == now:
                return End(float(now), open=False, proven=True, members=beyond)
            if (at > now) != (values[term] > self.values[term]):
                raise VerificationError(text("teams_front.wrong.beaten", team=", ".join(members)))

    def _best(self, term: str, at: Fraction) -> tuple[tuple[str, ...], bool]:
        """The best team at a weight, looked up in the data again; whether it is proven."""
        weights = replace(self.problem.weights, **{term: float(at)})
        facts = self.problem.replace(weights=weights).facts
        self.resolution = max(self.resolution, 1 / facts.scale)
        rules = instances(facts)
        question = Question(facts, rules, candidates(facts, rules, 1), Options(seed=self.seed), self.until)
        question = question.telling(self.progress)
        if self._halted or question.rest == 0.0:
            return (), False
        found = best_team(question, stage="weights")
        self._halted = question.stopped
        members = facts.ids(found.team)
        broken = self.scorer.broken(members) if members else ()
        if broken:
            raise VerificationError(text("teams.wrong.broken", team=", ".join(members), rules=", ".join(broken)))
        return members, found.status is Status.OPTIMAL

    def _values(self, members: tuple[str, ...]) -> dict[str, Fraction]:
        """Each term before its weight, worked out from the data."""
        plain = copy(self.scorer)
        plain.weights, plain.scale = dict.fromkeys(self.weights, Fraction(1)), _FINE
        parts = plain.parts(members)
        return {name: Fraction(sum(p.units for p in parts if p.term == name), _FINE) for name in self.weights}

    def _worth(self, values: Mapping[str, Fraction], term: str, at: Fraction) -> Fraction:
        return sum((values[n] * (at if n == term else w) for n, w in self.weights.items()), Fraction(0))
