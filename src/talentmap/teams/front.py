"""All non-dominated teams on two or three terms: boxes of what is still open, each searched for its best team."""

from __future__ import annotations

import math
import numbers
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from talentmap.errors import ProblemError, VerificationError
from talentmap.optimise.options import SEED, Listener, Options, Progress
from talentmap.optimise.pareto import Point, SearchRegion, non_dominated
from talentmap.results import Conflict, Reason, Status
from talentmap.teams.front_search import Best, search_for
from talentmap.teams.impossible import explain_conflicts
from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.teams.prune import candidates
from talentmap.teams.result import Team
from talentmap.teams.rules import instances
from talentmap.teams.solve import Question
from talentmap.teams.tradeoff import FrontPoint, TradeOff
from talentmap.teams.verify import Scorer
from talentmap.vocabulary import text


def trade_off(
    problem: TeamProblem,
    terms: Sequence[str] = ("coverage", "cohesion"),
    *,
    parts: int | None = None,
    seed: int = SEED,
    time_limit: float | None = None,
    progress: Listener | None = None,
) -> TradeOff:
    """Work out every non-dominated team on two or three terms (the Pareto front), proven complete where it says so.

    A point is non-dominated when no team that keeps the rules is at least as good on every term chosen and better on
    one; values count in whole units of 1 / scale. The weights of the problem play no part, but each team is shown
    with what it is worth under them. Of teams with the same values one is shown.

    The best team of a box is non-dominated, and splits the box in what beats it on each term; with two terms that is
    the augmented epsilon-constraint method (Mavrotas 2009, doi:10.1016/j.amc.2009.03.037), with three the scheme of
    Klamroth, Lacour and Vanderpooten (2015, doi:10.1016/j.ejor.2015.03.031). When no box is left the front is complete.

    Parameters
    ----------
    problem
        The question.
    terms
        Two or three of ``coverage``, ``energy``, ``cohesion``, ``balance`` and ``growth``.
    parts
        Divide the range of each term in so many steps and look for the next point a step further: a part of the
        front, sooner. None leaves nothing out.
    seed
        Seed of the solver.
    time_limit
        Seconds; None for no limit. Stopped by the clock the points found are non-dominated, and not all.
    progress
        Hears of the search (``best``: points found; ``bound``: those and the boxes still open); answering False
        stops it.

    Raises
    ------
    ProblemError
        An argument is of the wrong kind or out of range.
    """
    chosen = _checked(problem, terms, parts, time_limit)
    started = time.perf_counter()
    plain = problem.replace(weights=TeamWeights(**{f.name: float(f.name in chosen) for f in fields(TeamWeights)}))
    facts = plain.facts
    rules = instances(facts)
    until = math.inf if time_limit is None else started + time_limit
    pool = candidates(facts, rules, 1)
    front = _Front(chosen, parts, progress)
    question = Question(facts, rules, pool, Options(seed=seed), until).telling(front.hear if progress else None)
    status = front.trace(search_for(question, chosen), question)
    timing = {"search": time.perf_counter() - started}
    conflicts: tuple[Conflict, ...] = ()
    if status is Status.INFEASIBLE:
        conflicts = explain_conflicts(question)
    points = _points(problem, plain, chosen, front.found)
    timing["total"] = time.perf_counter() - started
    reasons = front.reasons(problem.project or "-", time_limit)
    complete = status is Status.OPTIMAL
    return TradeOff(problem, chosen, facts.scale, points, status, complete, parts, conflicts, reasons, timing)


def _checked(problem: object, terms: object, parts: object, time_limit: object) -> tuple[str, ...]:
    if not isinstance(problem, TeamProblem):
        raise ProblemError(text("teams.wrong.problem", found=type(problem).__name__))
    known = [f.name for f in fields(TeamWeights)]
    chosen = tuple(terms) if isinstance(terms, (tuple, list)) else (terms,)
    if len(set(chosen)) != len(chosen) or len(chosen) not in (2, 3) or any(name not in known for name in chosen):
        raise ProblemError(text("teams_front.wrong.terms", found=terms, known=", ".join(known)))
    whole = isinstance(parts, numbers.Integral) and not isinstance(parts, bool) and int(parts) >= 1
    if parts is not None and not whole:
        raise ProblemError(text("teams_front.wrong.parts", found=repr(parts)))
    seconds = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if time_limit is not None and not seconds:
        raise ProblemError(text("teams_front.wrong.time_limit", found=repr(time_limit)))
    return chosen


@dataclass(eq=False)
class _Front:
    """The search: ends of the front first, then the largest box still open."""

    terms: tuple[str, ...]
    parts: int | None
    listener: Listener | None
    found: dict[Point, tuple[int, ...]] = field(default_factory=dict)
    coarse: bool = False
    short: bool = False
    open: int = 0
    began: float = field(default_factory=time.perf_counter)

    def hear(self, _: Progress) -> object:
        """Whatever a solve says of itself, what matters is how many points there are."""
        seconds, n = time.perf_counter() - self.began, len(self.found)
        assert self.listener is not None
        return self.listener(Progress("trade-off", seconds, float(n), float(n + self.open)))

    def trace(self, search: Best, question: Question) -> Status:
        """Look for points until none can be left, or time is up."""
        none = (-1,) * len(self.terms)
        most = []
        for t in range(len(self.terms)):
            if question.rest == 0.0 or question.stopped:
                self.short = True
                return Status.NOT_FOUND
            top = search.most(t)
            if top.status is Status.INFEASIBLE:
                return top.status
            if top.status is not Status.OPTIMAL:
                self.short = True
                return Status.NOT_FOUND
            most.append(top.bound)
        region = SearchRegion(none, most, self._grid(none, most))
        for t in range(len(self.terms)):
            corner = tuple(value - 1 if k == t else -1 for k, value in enumerate(most))
            best = search.best(corner, tuple(most))
            if best.status is not Status.OPTIMAL:
                break
            self._keep(region, best.values, best.team)
        if self.parts is not None:
            region = self._on_grid(most)
        return self._boxes(search, question, region)

    def _boxes(self, search: Best, question: Question, region: SearchRegion) -> Status:
        while (box := region.largest()) is not None:
            self.open = len(region.boxes)
            if question.options.listener is not None:
                question.options.listener(Progress("trade-off", 0.0, 0.0, 0.0))
            if question.rest == 0.0 or question.stopped:
                break
            best = search.best(box.low, box.high)
            if best.status is Status.INFEASIBLE:
                region.close(box)
            elif best.status is Status.OPTIMAL:
                self._keep(region, best.values, best.team)
            else:
                break
        self.coarse, self.open = region.coarse, len(region.boxes)
        if not self.found:
            self.short = True
            return Status.NOT_FOUND
        return Status.FEASIBLE if self.open or self.coarse else Status.OPTIMAL

    def _keep(self, region: SearchRegion, values: Point, team: tuple[int, ...]) -> None:
        self.found.setdefault(values, team)
        region.found(values)

    def _grid(self, low: Sequence[int], most: Sequence[int]) -> tuple[int, ...] | None:
        if self.parts is None:
            return None
        return tuple(max(1, -(-(high - least) // self.parts)) for least, high in zip(low, most, strict=True))

    def _on_grid(self, most: Sequence[int]) -> SearchRegion:
        """The region between the ends found, with a grid over the range of each term there."""
        least = tuple(min(point[t] for point in self.found) - 1 for t in range(len(self.terms)))
        region = SearchRegion(least, most, self._grid(least, most))
        for point in self.found:
            region.found(point)
        return region

    def reasons(self, subject: str, limit: float | None) -> tuple[Reason, ...]:
        """What was left out and why."""
        said = []
        if self.coarse:
            said.append(Reason("teams_front.grid", subject, self.parts, "steps"))
        if self.short:
            said.append(Reason("teams.stopped", subject))
        elif self.open:
            kind = "teams_front.stopped" if limit is None else "teams_front.stopped.limit"
            said.append(Reason(kind, subject, limit, "s", None, {"n": len(self.found)}))
        return tuple(said)


def _points(
    problem: TeamProblem, plain: TeamProblem, terms: tuple[str, ...], found: dict[Point, tuple[int, ...]]
) -> tuple[FrontPoint, ...]:
    """Points with their teams, each looked up in the data again."""
    if len(non_dominated(list(found))) < len(found):
        raise VerificationError(text("teams_front.wrong.dominated"))
    plainly, weighted = Scorer(plain), Scorer(problem)
    points = []
    for units in sorted(found, reverse=True):
        members = plain.facts.ids(found[units])
        broken = plainly.broken(members)
        if broken:
            raise VerificationError(text("teams.wrong.broken", team=", ".join(members), rules=", ".join(broken)))
        parts = plainly.parts(members)
        again = tuple(sum(part.units for part in parts if part.term == name) for name in terms)
        if again != units:
            raise VerificationError(text("teams.wrong.worth", said=units, found=again))
        values = {name: value / plain.facts.scale for name, value in zip(terms, units, strict=True)}
        points.append(FrontPoint(units, values, _team(problem, weighted, members)))
    return tuple(points)


def _team(problem: TeamProblem, scorer: Scorer, members: tuple[str, ...]) -> Team:
    """The team as the weights of the problem see it."""
    parts, scale = scorer.parts(members), problem.facts.scale
    terms = {name: sum(p.units for p in parts if p.term == name) / scale for name, _ in problem.weights.items()}
    total = sum(part.units for part in parts) / scale
    return Team(members, total, terms, scorer.values(members), parts, proven=True)
