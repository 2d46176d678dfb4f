"""A fair chance: a lottery over teams that are as good as the best, give or take, with the largest smallest chance."""

from __future__ import annotations

import math
import numbers
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from talentmap.errors import ProblemError
from talentmap.optimise.options import SEED, Listener, Options
from talentmap.results import Proof, Reason, Status
from talentmap.teams.asked import known_ids
from talentmap.teams.lottery_columns import GoodTeams
from talentmap.teams.lottery_result import Draw, Lot
from talentmap.teams.lottery_shares import Shares, fairest, ticket_of
from talentmap.teams.lottery_verify import verify_draw
from talentmap.teams.objective import worth
from talentmap.teams.problem import TeamProblem
from talentmap.teams.propose import propose_teams
from talentmap.teams.result import TeamResult
from talentmap.teams.rules import instances
from talentmap.teams.solve import Question
from talentmap.teams.units import exact
from talentmap.vocabulary import text

_METHOD = "column generation over teams, prices of people"

Past = Iterable[str] | Iterable[Iterable[str]] | Mapping[str, int] | Iterable[Draw]


def draw_team(
    problem: TeamProblem,
    *,
    within: float = 0.02,
    seed: str = "public text",
    past: Past = (),
    time_limit: float | None = 60.0,
    progress: Listener | None = None,
) -> Draw:
    """Draw a team among all that are nearly as good as the best, with the largest smallest chance for everybody.

    Where teams hardly differ in worth, who is proposed is an accident of the figures. This is another way to choose,
    never the default: over all teams worth at least 1 - `within` of the best, a lottery in which the smallest chance
    of anybody who is in at least one of them is as large as it can be. Who was drawn before gives way: what is made
    large is the smallest of (times drawn before + chance), so whoever was never drawn comes first. Beyond the
    smallest the chances are not made more equal than they come out.

    Parameters
    ----------
    problem
        The question, as for ``propose_teams``.
    within
        Largest share of the best worth that a team may fall short, 0-1.
    seed
        A public text that nobody could choose to their advantage, such as next week's winning numbers. Publish the
        list of teams with their tickets first: then anybody can check the draw from the text (SHA-256).
    past
        Turn-taking memory: ids drawn before (once for each time), teams drawn before, earlier draws, or id -> times.
    time_limit
        Seconds for everything; None for no limit. Stopped by it the status is FEASIBLE, with a bound.
    progress
        Hears of the search now and then; answering False stops it.

    Raises
    ------
    ProblemError, UnknownLabelError
        An argument is of the wrong kind or out of range, or `past` names somebody unknown.

    References
    ----------
    Flanigan, Golz, Gupta, Hennig and Procaccia (2021), Fair algorithms for selecting citizens' assemblies, Nature 596,
    548-552, doi:10.1038/s41586-021-03788-6: maximin chances over all panels that keep the rules, by column generation.
    Times drawn before in the objective: our definition, so that over several draws everybody has a turn.
    """
    _checked(problem, within, seed, time_limit)
    before = _counted(problem, past)
    started = time.perf_counter()
    until = math.inf if time_limit is None else started + time_limit
    best = propose_teams(problem, alternatives=0, time_limit=time_limit, progress=progress)
    if not best.status.has_solution:
        return _without(problem, within, seed, before, best)
    facts = problem.facts
    rules = instances(facts)
    barred = {r.positions[0] for i in rules for r in i.rows if r.high == 0 and r.coefficients == (1,)}
    pool = tuple(p for p in facts.present if p not in barred)
    question = Question(facts, rules, pool, Options(seed=SEED), until).telling(progress)
    first = tuple(facts.position[p] for p in best.best.members)
    half = question if question.rest is None else question.within(question.rest / 2)
    good = GoodTeams(half, math.ceil(worth(facts, first) * (1 - exact(within))))
    good.add(first)
    complete = good.find_everybody()
    good.question = question
    shares = fairest(good, {facts.position[p]: n for p, n in before.items()})
    timing = {"best": best.proof.timing["total"], "total": time.perf_counter() - started}
    return _answer(problem, within, seed, before, best, good, shares, complete, timing)


def _checked(problem: object, within: object, seed: object, time_limit: object) -> None:
    if not isinstance(problem, TeamProblem):
        raise ProblemError(text("teams.wrong.problem", found=type(problem).__name__))
    for name, value, most in (("within", within, 1.0), ("time_limit", time_limit, math.inf)):
        number = isinstance(value, numbers.Real) and not isinstance(value, bool) and 0 <= float(value) <= most
        if not number and not (name == "time_limit" and value is None):
            raise ProblemError(text(f"lottery.wrong.{name}", found=repr(value)))
    if not isinstance(seed, str) or not seed.strip():
        raise ProblemError(text("lottery.wrong.seed", found=repr(seed)))


def _counted(problem: TeamProblem, past: Past) -> dict[str, int]:
    """Id -> times drawn before, whatever form they were given in."""
    if isinstance(past, str) or not isinstance(past, Iterable):
        raise ProblemError(text("lottery.wrong.past", found=repr(past)))
    found: Counter[str] = Counter()
    if isinstance(past, Mapping):
        for person, times in past.items():
            if isinstance(times, bool) or not isinstance(times, numbers.Integral) or times < 0:
                raise ProblemError(text("lottery.wrong.past", found=repr(times)))
            found[person] += int(times)
    else:
        for one in past:
            found.update(one.drawn if isinstance(one, Draw) else [one] if isinstance(one, str) else one)
    known_ids(problem.data.frames["people"]["person_id"], sorted(found), "person")
    return {person: found[person] for person in sorted(found) if found[person]}


def _answer(
    problem: TeamProblem,
    within: float,
    seed: str,
    before: dict[str, int],
    best: TeamResult,
    good: GoodTeams,
    shares: Shares,
    complete: bool,
    timing: dict[str, float],
) -> Draw:
    """The draw with ids instead of positions, verified."""
    facts = problem.facts
    lots = tuple(Lot(facts.ids(team), worth(facts, team) / facts.scale, n) for team, n in shares.tickets.items())
    eligible = facts.ids(good.people())
    least = min(shares.chance(facts.position[p]) + before.get(p, 0) for p in eligible)
    near = shares.bound - least <= 1e-6  # a chance is a whole number of tickets, of which there are a million at most
    status = Status.OPTIMAL if near and complete and best.status is Status.OPTIMAL else Status.FEASIBLE
    reasons = [] if best.status is Status.OPTIMAL else [Reason("lottery.best_unproven", problem.project or "-")]
    if not complete:
        reasons.append(Reason("lottery.incomplete", problem.project or "-"))
    ticket = ticket_of(seed, shares.total)
    drawn: tuple[str, ...] = ()
    for lot in lots:
        if 0 <= ticket < lot.tickets:
            drawn = lot.members
        ticket -= lot.tickets
    bound = max(float(shares.bound), float(least))
    proof = replace(
        best.proof, status=status, best=float(least), bound=bound, method=_METHOD, verified=True, timing=timing
    )
    draw = Draw(
        problem, within, status, lots, eligible, before, seed, drawn, best.best.objective, proof, (), tuple(reasons)
    )
    verify_draw(draw)
    return draw


def _without(problem: TeamProblem, within: float, seed: str, before: dict[str, int], best: TeamResult) -> Draw:
    """No team at all: the conflicts say why."""
    proof: Proof = best.proof
    return Draw(problem, within, best.status, (), (), before, seed, (), math.nan, proof, best.conflicts, best.reasons)
