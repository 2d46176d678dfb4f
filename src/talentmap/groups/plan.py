"""From a question to a plan: solve the groups, split them, verify, prove; or say why there is no plan."""

from __future__ import annotations

import math
import numbers
import time
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.groups.problem import GroupProblem
from talentmap.groups.result import Group, GroupResult, Term
from talentmap.groups.solve import Found, solve
from talentmap.groups.subgroups import Splitter
from talentmap.groups.verify import Scorer, verify_groups
from talentmap.optimise.options import SEED, Listener
from talentmap.results import Conflict, Proof, Reason, Status
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.groups.facts import Facts


def plan_groups(
    data: Dataset | GroupProblem,
    *,
    size: int | tuple[int, int] = 12,
    policy: str = "under",
    n_groups: int | None = None,
    subgroups: int | Sequence[int] = (),
    people: Sequence[str] | None = None,
    rules: pd.DataFrame | None = None,
    dates: Sequence[str] | None = None,
    per_date: int | None = None,
    mix: str = "worst",
    include_private: bool = False,
    waive: Sequence[str] = (),
    seed: int = SEED,
    time_limit: float | None = None,
    progress: Listener | None = None,
) -> GroupResult:
    """Part people into groups and subgroups by the rules, proven, or name the rules that cannot hold together.

    What is asked for counts in order of priority: people with a date they wished, wished pairs together, earlier
    pairs meeting again, then the mix of groups, then the mix of the subgroups within these groups. Each is made as
    good as it can be without giving up anything that comes before it.

    Parameters
    ----------
    data
        The dataset, or a :class:`GroupProblem` that says all of the question already.
    size, policy, n_groups, subgroups, people, rules, dates, per_date, mix, include_private, waive
        See :class:`GroupProblem`.
    seed
        Seed of the solver.
    time_limit
        Seconds for everything; None for no limit. Stopped by the clock the status is ``FEASIBLE`` with a gap, or
        ``NOT_FOUND``, and another run may stop elsewhere.
    progress
        Hears of the search now and then (:class:`~talentmap.optimise.options.Progress`); answering False stops it.

    Raises
    ------
    ProblemError, UnknownLabelError
        The question or its rules make no sense; every fault in the rules is named.

    References
    ----------
    Lexicographic optimisation by solving level after level: Ehrgott (2005), Multicriteria Optimization, chapter 5,
    doi:10.1007/3-540-27659-9. The methods of each level are in the modules that hold them.
    """
    started = time.perf_counter()
    problem = data
    if not isinstance(problem, GroupProblem):
        asked: dict[str, Any] = {"people": people, "rules": rules, "dates": dates, "per_date": per_date, "mix": mix}
        problem = GroupProblem(
            problem, size, policy, n_groups, subgroups, include_private=include_private, waive=waive, **asked
        )
    _checked(seed, time_limit)
    facts = problem.facts
    layout = facts.layout
    timing = {"read": time.perf_counter() - started}
    until = math.inf if time_limit is None else started + time_limit
    began = time.perf_counter()
    found = solve(layout, seed=seed, until=until, listener=progress)
    timing["groups"] = time.perf_counter() - began
    if not found.status.has_solution:
        return _without(problem, facts, found, seed, timing, started, until)
    began = time.perf_counter()
    groups, splitter = _split(facts, found.labels.tolist())
    timing["subgroups"] = time.perf_counter() - began
    began = time.perf_counter()
    scorer = verify_groups(problem, groups)
    terms = (*_terms(facts, found, scorer, groups), *_depth_terms(splitter))
    timing["verify"] = time.perf_counter() - began
    timing["total"] = time.perf_counter() - started
    proven = found.status is Status.OPTIMAL and all(term.proven for term in terms)
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    reasons = () if proven else (_stopped(terms, time_limit),)
    proof = _proof(problem, facts, status, found, terms, seed, timing)
    return GroupResult(problem, status, groups, terms, scorer.scores(groups), proof, (), reasons)


def _checked(seed: object, time_limit: object) -> None:
    whole = isinstance(seed, numbers.Integral) and not isinstance(seed, bool) and int(seed) >= 0
    limit = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if not whole or not (time_limit is None or limit):
        raise ProblemError(text("groups.wrong.arguments"))


def _split(facts: Facts, labels: Sequence[int]) -> tuple[tuple[Group, ...], Splitter]:
    """Groups in order of time (or of their first member), named, with their subgroups."""
    inside: dict[int, list[int]] = {}
    for person, slot in enumerate(labels):
        inside.setdefault(int(slot), []).append(person)
    labelled = facts.dated or any(order.kind == "fixed" for order in facts.orders)
    order = sorted(inside, key=lambda slot: _when(facts, slot) if labelled else (inside[slot][0],))
    splitter = Splitter(facts)
    width = max(2, len(str(len(order))))
    groups = []
    for k, slot in enumerate(order, 1):
        name, own = f"G{k:0{width}d}", facts.slots[slot]
        members = tuple(facts.people[p] for p in inside[slot])
        label = own.label if labelled else str(k)
        groups.append(Group(name, members, own.date, own.part, splitter.split(name, inside[slot]), label))
    return tuple(groups), splitter


def _when(facts: Facts, slot: int) -> tuple[object, ...]:
    own = facts.slots[slot]
    return own.date, ("morning", "day", "afternoon").index(own.part), own.copy, slot


def _terms(facts: Facts, found: Found, scorer: Scorer, groups: Sequence[Group]) -> tuple[Term, ...]:
    """The terms of the solver with figures worked out anew from the data; a difference is a defect.

    Raises
    ------
    VerificationError
        The plan is not worth what the solver said.
    """
    from talentmap.groups.figures import recomputed, shown

    again = recomputed(facts, scorer, groups)
    return tuple(shown(facts, level, again, scorer) for level in found.levels)


def _depth_terms(splitter: Splitter) -> tuple[Term, ...]:
    terms = []
    for depth, found in sorted(splitter.depths.items()):
        method = "everywhere" if found.worst == found.upper else "these_groups" if found.proven else "split_bound"
        bound = found.worst if found.proven else found.within
        terms.append(Term(f"mix.{depth + 2}", _share(found.worst), _share(bound), "share", 1.0, method))
    return tuple(terms)


def _share(value: Fraction) -> float:
    return float(value)


def _stopped(terms: Sequence[Term], time_limit: float | None) -> Reason:
    left = sum(not term.proven for term in terms)
    return Reason("groups.stopped", "plan", left, "terms", len(terms), {"seconds": time_limit})


def _proof(
    problem: GroupProblem,
    facts: Facts,
    status: Status,
    found: Found,
    terms: Sequence[Term],
    seed: int,
    timing: dict[str, float],
) -> Proof:
    """The proof record; best and bound are those of the first term not proven, else of the last."""
    from talentmap.optimise.engine import solver_name

    told = next((term for term in terms if not term.proven), terms[-1] if terms else None)
    best, bound = (told.best, told.bound) if told else (0.0, 0.0)
    if not status.has_solution:
        best = bound = math.nan
    rules = tuple(rule.name for rule in facts.layout.rules)
    method = "; ".join(dict.fromkeys(term.method for term in terms)) or found.method
    solver, version = solver_name()
    return Proof(
        problem.data.fingerprint,
        problem.fingerprint,
        rules,
        status,
        best,
        bound,
        method,
        solver,
        version,
        seed,
        verified=status.has_solution,
        timing=timing,
    )


def _without(
    problem: GroupProblem,
    facts: Facts,
    found: Found,
    seed: int,
    timing: dict[str, float],
    started: float,
    until: float,
) -> GroupResult:
    """No plan: with the conflicts when none can be, or with the remark that time ran out."""
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = ()
    if found.status is Status.INFEASIBLE:
        from talentmap.groups.conflicts import find_conflicts

        began = time.perf_counter()
        conflicts = find_conflicts(facts.layout, seed=seed)
        timing["conflicts"] = time.perf_counter() - began
    else:
        reasons = (Reason("groups.not_found", "plan", max(0.0, until - started) if until < math.inf else None, "s"),)
    timing["total"] = time.perf_counter() - started
    proof = _proof(problem, facts, found.status, found, (), seed, timing)
    return GroupResult(problem, found.status, (), (), {}, proof, conflicts, reasons)
