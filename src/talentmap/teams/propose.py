"""From a question to an answer: solve, break ties, look for alternatives, verify, prove."""

from __future__ import annotations

import math
import numbers
import time
from dataclasses import dataclass, replace
from importlib import import_module

from talentmap.errors import ProblemError
from talentmap.optimise.engine import solver_name
from talentmap.optimise.formulation import Row
from talentmap.optimise.options import SEED, Listener, Options
from talentmap.results import Proof, Reason, Status
from talentmap.teams.facts import Facts
from talentmap.teams.impossible import explain_conflicts
from talentmap.teams.problem import TeamProblem
from talentmap.teams.prune import candidates
from talentmap.teams.result import Team, TeamResult
from talentmap.teams.rules import Instance, instances
from talentmap.teams.solve import OWN, Found, Question, best_team
from talentmap.teams.ties import break_ties
from talentmap.teams.units import exact
from talentmap.teams.verify import Scorer, verify_team
from talentmap.vocabulary import text

_SHARE_FOR_BEST = 0.8
"""Of a time limit, when alternatives are asked for too."""


def propose_teams(
    problem: TeamProblem,
    *,
    alternatives: int = 3,
    differ: int = 1,
    within: float | None = None,
    seed: int = SEED,
    time_limit: float | None = None,
    progress: Listener | None = None,
) -> TeamResult:
    """Propose the best team and alternatives, proven, or name the rules that cannot hold together.

    Of teams worth the same the smallest is proposed, and of those the first in the order of ids.

    Parameters
    ----------
    problem
        The question.
    alternatives
        How many next-best teams to look for beside the best.
    differ
        In each alternative at least so many members of every earlier proposal are not in it.
    within
        Share of the best: 0.02 leaves out alternatives worth less than 98 % of it. None for no such limit. Where
        fewer alternatives exist than were asked for, a reason says so.
    seed
        Seed of the solver.
    time_limit
        Seconds for everything together; None for no limit. Stopped by the clock the status is ``FEASIBLE`` with a
        gap, or ``NOT_FOUND``, and another run may stop elsewhere.
    progress
        Hears of the search now and then (:class:`~talentmap.optimise.options.Progress`); answering False stops it.

    Raises
    ------
    ProblemError
        An argument is of the wrong kind or out of range.
    """
    _checked(problem, alternatives, differ, time_limit, within)
    started = time.perf_counter()
    facts = problem.facts
    rules = instances(facts)
    timing = {"read": time.perf_counter() - started}
    nothing = _nothing_asked(facts)
    if nothing is not None:
        return _without(problem, rules, Found(Status.INFEASIBLE), seed, timing, (nothing,))
    until = math.inf if time_limit is None else started + time_limit
    pool = candidates(facts, rules, 1 + alternatives)
    question = Question(facts, rules, pool, Options(seed=seed), until).telling(progress)
    found, exhausted = _search(question, _Asked(alternatives, differ, within), timing)
    timing["total"] = time.perf_counter() - started
    if not found[0].status.has_solution:
        return _without(problem, rules, found[0], seed, timing, _no_capacity(facts), question)
    scorer = Scorer(problem)
    teams = tuple(_team(scorer, facts, one) for one in found)
    for team in teams:
        verify_team(problem, team.members, team.objective, scorer)
    timing["total"] = time.perf_counter() - started
    method = found[0].method + ("" if found[0].settled else ".unsettled")
    proof = _proof(problem, rules, found[0], seed, timing, method, verified=True)
    reasons = [] if found[0].status is Status.OPTIMAL else [_stopped(problem, time_limit)]
    if exhausted and len(teams) <= alternatives:
        reasons.append(_fewer(problem, len(teams) - 1, alternatives, differ, within))
    if problem.robust and not any(r.mandatory for r in facts.requirements):
        reasons.append(Reason("teams_front.robust.nothing", _about(problem), problem.robust, "people"))
    return TeamResult(problem, found[0].status, teams, proof, (), tuple(reasons))


@dataclass(frozen=True)
class _Asked:
    """Which alternatives are wanted."""

    alternatives: int
    differ: int
    within: float | None

    def floor(self, best: int) -> float:
        """Least worth of an alternative in whole units, free of floating point."""
        return -math.inf if self.within is None else math.ceil(best * (1 - exact(self.within)))


def _checked(problem: object, alternatives: object, differ: object, time_limit: object, within: object) -> None:
    """Refuse arguments of the wrong kind as well as those out of range."""
    if not isinstance(problem, TeamProblem):
        raise ProblemError(text("teams.wrong.problem", found=type(problem).__name__))
    counts = all(
        isinstance(count, numbers.Integral) and not isinstance(count, bool) and int(count) >= least
        for count, least in ((alternatives, 0), (differ, 1))
    )
    seconds = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if not counts or not (time_limit is None or seconds):
        raise ProblemError(text("teams.wrong.arguments"))
    share = isinstance(within, numbers.Real) and not isinstance(within, bool) and 0 <= float(within) <= 1
    if not (within is None or share):
        raise ProblemError(text("teams_front.wrong.within", found=repr(within)))


def _search(question: Question, wanted: _Asked, timing: dict[str, float]) -> tuple[list[Found], bool]:
    """The best team, then the next best as far as there are any and time allows; whether there are no more.

    Under a time limit a fifth of it is kept for the alternatives, which are worth having also beside a best that is
    not proven. One of them may then turn out better; the best goes first, with the bound of the whole question.
    """
    rest, alternatives = question.rest, wanted.alternatives
    first = question if rest is None or not alternatives else question.within(_SHARE_FOR_BEST * rest)
    found: list[Found] = []
    exhausted = False
    cuts: tuple[Row, ...] = ()
    for number in range(1 + alternatives):
        asked = question if number else first
        if number and (question.rest == 0.0 or question.stopped):
            break
        began = time.perf_counter()
        one = best_team(asked, cuts, "alternatives" if number else "best")
        timing[f"alternative {number}" if number else "best"] = time.perf_counter() - began
        if not one.status.has_solution:
            exhausted = one.status is Status.INFEASIBLE
            if not found:
                return [one], exhausted
            break
        assert one.best is not None
        if found and one.best < wanted.floor(found[0].best or 0):
            exhausted = one.status is Status.OPTIMAL
            break
        began = time.perf_counter()
        one = break_ties(asked, one, cuts)
        timing["ties"] = timing.get("ties", 0.0) + time.perf_counter() - began
        found.append(one)
        cuts = (*cuts, Row.count(one.team, high=len(one.team) - wanted.differ))
    if found[0].status is Status.OPTIMAL:
        return found, exhausted
    bound = found[0].bound
    best, *others = sorted(found, key=lambda one: (-(one.best or 0), len(one.team), one.team))
    floor = wanted.floor(best.best or 0)  # the best may have risen since the others were found
    others = [replace(o, status=Status.FEASIBLE) for o in others if (o.best or 0) >= floor]
    return [replace(best, status=Status.FEASIBLE, bound=bound), *others], False


def _team(scorer: Scorer, facts: Facts, found: Found) -> Team:
    """A proposal with its parts, worked out from the data; `best` is the search's own figure, to be verified."""
    assert found.best is not None
    members = facts.ids(found.team)
    parts = scorer.parts(members)
    units = {name: sum(p.units for p in parts if p.term == name) for name, _ in facts.problem.weights.items()}
    terms = {name: worth / facts.scale for name, worth in units.items()}
    return Team(members, found.best / facts.scale, terms, scorer.values(members), parts, found.status is Status.OPTIMAL)


def _proof(
    problem: TeamProblem,
    rules: tuple[Instance, ...],
    found: Found,
    seed: int,
    timing: dict[str, float],
    method: str,
    *,
    verified: bool,
) -> Proof:
    solver, number = solver_name()
    if found.method == OWN:
        solver, number = "talentmap", import_module("talentmap").__version__
    best, bound = (math.nan if value is None else value / problem.facts.scale for value in (found.best, found.bound))
    return Proof(
        data=problem.data.fingerprint,
        problem=problem.fingerprint,
        rules=tuple(instance.name for instance in rules),
        status=found.status,
        best=best,
        bound=bound,
        method=method,
        solver=solver,
        version=number,
        seed=seed,
        verified=verified,
        timing=timing,
    )


def _without(
    problem: TeamProblem,
    rules: tuple[Instance, ...],
    found: Found,
    seed: int,
    timing: dict[str, float],
    reasons: tuple[Reason, ...],
    question: Question | None = None,
) -> TeamResult:
    """The answer without a team: what is in the way, or that time ran out before anything was found."""
    found = replace(found, bound=None) if found.status is Status.INFEASIBLE else found
    proof = _proof(problem, rules, found, seed, timing, found.method, verified=False)
    if found.status is Status.NOT_FOUND:
        reasons = (*reasons, _stopped(problem, None))
    conflicts = () if question is None or found.status is not Status.INFEASIBLE else explain_conflicts(question)
    return TeamResult(problem, found.status, (), proof, conflicts, reasons)


def _stopped(problem: TeamProblem, limit: float | None) -> Reason:
    """Said when the clock or the listener stopped the search."""
    if limit is None:
        return Reason("teams.stopped", _about(problem))
    return Reason("teams.stopped.limit", _about(problem), limit, "s")


def _fewer(problem: TeamProblem, n: int, asked: int, differ: int, within: float | None) -> Reason:
    """Said when there are fewer alternatives than asked for."""
    kind = "teams_front.fewer" if within is None else "teams_front.fewer.within"
    return Reason(kind, _about(problem), n, "teams", asked, {"differ": differ, "within": within})


def _about(problem: TeamProblem) -> str:
    return problem.project or "-"


def _nothing_asked(facts: Facts) -> Reason | None:
    """Nothing to tell teams apart by: no requirements, and no weight on ties or units."""
    weights = dict(facts.problem.weights.items())
    if facts.requirements or weights["cohesion"] or weights["balance"]:
        return None
    return Reason("teams.no_requirements", _about(facts.problem), 0, "requirements")


def _no_capacity(facts: Facts) -> tuple[Reason, ...]:
    """Said when fewer people can take part than the smallest team needs."""
    low, _ = facts.problem.sizes
    present = len(facts.present)
    if present >= low:
        return ()
    return (Reason("teams.no_capacity", _about(facts.problem), present, "people", low),)
