"""The smallest or the cheapest team that meets every requirement.

A set multi-cover problem (Chvatal 1979, doi:10.1287/moor.4.3.233): requirements are rows, people columns.
"""

from __future__ import annotations

import math
import numbers
import time
from collections.abc import Mapping
from fractions import Fraction
from importlib import import_module

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.errors import ProblemError, VerificationError
from talentmap.measures.units import COARSEST, exact, fitting_scale, to_units
from talentmap.optimise.conflicts import Group, Rulebook
from talentmap.optimise.cover_choice import ChoiceAnswer, cheapest_choice
from talentmap.optimise.formulation import Row
from talentmap.optimise.options import SEED, Listener, Options
from talentmap.results import Conflict, Proof, Reason, Status
from talentmap.results.reasons import Value
from talentmap.teams.asked import known_ids
from talentmap.teams.facts import Facts, requirements_of
from talentmap.teams.problem import TeamProblem
from talentmap.teams.rules import Instance, instances
from talentmap.teams.smallest_result import CoverResult
from talentmap.teams.verify import Scorer
from talentmap.vocabulary import text

_METHODS = {
    "reduction": "what dominates and what is forced",
    "prices": "prices of requirements",
    "branching": "branching on what reduced costs leave",
    "rules": "mixed-integer programming",
}


def smallest_team(
    problem: TeamProblem,
    *,
    cost: Mapping[str, float] | pd.Series | None = None,
    time_limit: float | None = 60,
    seed: int = SEED,
    progress: Listener | None = None,
) -> CoverResult:
    """Find the fewest people, or the cheapest, who together meet every requirement.

    Every requirement counts, mandatory or not: at least `min_people` members have a known level that meets it (with
    ``robust`` so many more). The rules about people and units hold; the size does not, for it is the answer. Of teams
    equally cheap the smallest is given, and of those the first in the order of ids.

    Parameters
    ----------
    problem
        The question. Its weights and sizes play no part.
    cost
        Id -> cost of having that person in the team, 0 or more, for everybody who can take part; None counts people.
        Costs finer than a millionth of the dearest person are rounded.
    time_limit
        Seconds; None for no limit. Stopped by the clock the status is ``FEASIBLE`` with a gap.
    seed
        Seed of search and solver.
    progress
        Hears cost and bound in whole units now and then; answering False stops the search.

    Raises
    ------
    ProblemError, UnknownLabelError
        An argument is of the wrong kind, or a cost is missing or below 0.
    """
    _checked(problem, time_limit)
    began = time.perf_counter()
    asked = _all_mandatory(problem)
    facts = asked.facts
    costs, scale = _costs(asked, cost)
    rules = tuple(rule for rule in instances(facts) if rule.rule != "team_size")
    if not facts.requirements:
        reason = Reason("teams_smallest.no_requirements", problem.project or "-", 0, "requirements")
        nothing = ChoiceAnswer(Status.INFEASIBLE)
        return _result(problem, asked, rules, nothing, cost, scale, seed, (), (reason,))
    rows = [row for rule in rules for row in rule.rows]
    options = Options(seed=seed, time_limit=time_limit, listener=progress, stage="smallest")
    found = cheapest_choice(rows, costs, options)
    found.timing["total"] = time.perf_counter() - began
    if not found.status.has_solution:
        infeasible = found.status is Status.INFEASIBLE
        conflicts = _conflicts(facts, rules, seed) if infeasible else ()
        reasons = tuple(_too_few(facts)) if infeasible else (_stopped(problem, time_limit),)
        return _result(problem, asked, rules, found, cost, scale, seed, conflicts, reasons)
    result = _result(problem, asked, rules, found, cost, scale, seed, (), _remarks(problem, found, time_limit))
    _verify(result, cost)
    return result


def _checked(problem: object, time_limit: object) -> None:
    if not isinstance(problem, TeamProblem):
        raise ProblemError(text("teams.wrong.problem", found=type(problem).__name__))
    seconds = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if not (time_limit is None or seconds):
        raise ProblemError(text("teams_smallest.wrong.time_limit", found=repr(time_limit)))


def _all_mandatory(problem: TeamProblem) -> TeamProblem:
    """The same question with every requirement mandatory."""
    columns = ("strength_id", "level", "weight", "mandatory", "min_people")
    asked = [(r.strength_id, r.level, r.weight, True, r.min_people) for r in requirements_of(problem)]
    if not asked:
        return problem
    return problem.replace(requirements=pd.DataFrame(asked, columns=list(columns)))


def _costs(problem: TeamProblem, cost: object) -> tuple[NDArray[np.int64], int]:
    """Cost of each person in whole units, and how many units make 1; people who cannot take part cost nothing."""
    facts = problem.facts
    if cost is None:
        return np.ones(len(facts.people), dtype=np.int64), 1
    if not isinstance(cost, (Mapping, pd.Series)):
        raise ProblemError(text("teams_smallest.wrong.cost", found=type(cost).__name__))
    given = {person: cost[person] for person in cost.keys()}  # noqa: SIM118  (a series iterates over its values)
    known_ids(problem.data.frames["people"]["person_id"], list(given), "person")
    exactly: dict[int, Fraction] = {}
    for k in facts.present:
        figure = given.get(facts.people[k])
        number = isinstance(figure, numbers.Real) and not isinstance(figure, bool)
        if not number or not math.isfinite(float(figure)) or float(figure) < 0:  # type: ignore[arg-type]
            raise ProblemError(text("teams_smallest.wrong.cost_of", person=facts.people[k], found=repr(figure)))
        exactly[k] = exact(float(figure))  # type: ignore[arg-type]
    most = float(max(exactly.values(), default=Fraction(0)))
    scale = fitting_scale(most, exactly.values(), ()) if most else 1
    if any((value * scale).denominator > 1 for value in exactly.values()):
        scale = max(1, math.ceil(COARSEST / most))
    units = np.zeros(len(facts.people), dtype=np.int64)
    for k, value in exactly.items():
        units[k] = to_units(value, scale)
    return units, scale


def _result(
    problem: TeamProblem,
    asked: TeamProblem,
    rules: tuple[Instance, ...],
    found: ChoiceAnswer,
    cost: object,
    scale: int,
    seed: int,
    conflicts: tuple[Conflict, ...],
    reasons: tuple[Reason, ...],
) -> CoverResult:
    solved = found.status.has_solution
    best, bound = (math.nan if value is None else value / scale for value in (found.best, found.bound))
    proof = Proof(
        data=problem.data.fingerprint,
        problem=problem.fingerprint,
        rules=tuple(rule.name for rule in rules),
        status=found.status,
        best=best,
        bound=bound,
        method=_METHODS[found.method] + ("" if found.settled or not solved else "; ties not broken in time"),
        solver="talentmap",
        version=import_module("talentmap").__version__,
        seed=seed,
        verified=solved,
        timing=found.timing,
    )
    members = asked.facts.ids(found.chosen)
    return CoverResult(
        problem=problem,
        asked=asked,
        status=found.status,
        members=members,
        cost=None if cost is None or not solved else {p: float(cost[p]) for p in members},  # type: ignore[index]
        irreplaceable=_irreplaceable(asked.facts, rules, found.chosen, seed),
        proof=proof,
        costs=cost,
        conflicts=conflicts,
        reasons=reasons,
    )


def _irreplaceable(facts: Facts, rules: tuple[Instance, ...], team: tuple[int, ...], seed: int) -> tuple[str, ...]:
    """Members without whom the rules cannot hold together; anybody else is replaceable, as this team shows."""
    groups = [Group(rule.name, rule.rows) for rule in rules]
    found = []
    for k in team:
        without = Group("without", (Row.count([k], high=0),))
        book = Rulebook([*groups, without], len(facts.people), seed)
        if not book.possible([group.name for group in book.groups]):
            found.append(k)
    return facts.ids(found)


def _conflicts(facts: Facts, rules: tuple[Instance, ...], seed: int) -> tuple[Conflict, ...]:
    """Smallest sets of rules that cannot hold together."""
    reasons = {rule.name: rule.reason for rule in rules}
    book = Rulebook([Group(rule.name, rule.rows) for rule in rules], len(facts.people), seed)
    return tuple(Conflict(tuple(reasons[name] for name in names)) for names in book.conflicts())


def _too_few(facts: Facts) -> list[Reason]:
    """Requirements that too few of those who can take part meet."""
    found = []
    present = list(facts.present)
    for k, requirement in enumerate(facts.requirements):
        able, need = int(facts.meets[present, k].sum()), requirement.min_people + facts.problem.robust
        if able < need and f"mandatory:{requirement.strength_id}" not in facts.problem.waive:
            details: dict[str, Value] = {"strength": requirement.strength_id, "level": requirement.level}
            kind = "teams_smallest.nobody" if not able else "teams_smallest.too_few"
            found.append(Reason(kind, requirement.strength_id, able, "people", need, details))
    return found


def _remarks(problem: TeamProblem, found: ChoiceAnswer, limit: float | None) -> tuple[Reason, ...]:
    """That a limit stopped the search, and that the team is larger or smaller than the project's."""
    reasons = [] if found.status is Status.OPTIMAL else [_stopped(problem, limit)]
    low, high = problem.sizes
    size = len(found.chosen)
    if size > high:
        reasons.append(Reason("teams_smallest.larger", problem.project or "-", size, "people", high))
    elif size < low:
        reasons.append(Reason("teams_smallest.smaller", problem.project or "-", size, "people", low))
    return tuple(reasons)


def _stopped(problem: TeamProblem, limit: float | None) -> Reason:
    if limit is None:
        return Reason("teams.stopped", problem.project or "-")
    return Reason("teams.stopped.limit", problem.project or "-", limit, "s")


def _verify(result: CoverResult, cost: object) -> None:
    """Look at the team again, from the data: every rule but the size, and what it costs."""
    broken = [name for name in Scorer(result.asked).broken(result.members) if not name.startswith("team_size")]
    if broken:
        members = ", ".join(result.members)
        raise VerificationError(text("teams.wrong.broken", team=members, rules=", ".join(broken)))
    total = float(len(result.members)) if cost is None else math.fsum(float(cost[p]) for p in result.members)  # type: ignore[index]
    if not math.isclose(total, result.proof.best, rel_tol=1e-4, abs_tol=1e-9):
        raise VerificationError(text("teams.wrong.worth", said=result.proof.best, found=total))
