"""Somebody drops out or joins: the plan that keeps the rules again with the fewest people moved, proven."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.errors import ProblemError
from talentmap.groups.again import as_they_were, asked_again, on_used_slots
from talentmap.groups.asked import id_list, known_people
from talentmap.groups.edit import BROKEN
from talentmap.groups.few_moves import FewMoves, few_moves
from talentmap.groups.figures import recomputed, shown
from talentmap.groups.layout import Layout
from talentmap.groups.levels import Level
from talentmap.groups.problem import GroupProblem
from talentmap.groups.regroup import regroup
from talentmap.groups.rescore import figures, rescored
from talentmap.groups.result import Group, GroupResult, Term
from talentmap.groups.verify import Scorer, verify_groups
from talentmap.optimise.options import SEED
from talentmap.results import Conflict, Proof, Reason, Status
from talentmap.vocabulary import text

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RepairResult:
    """A repaired plan and the proof that no plan moves fewer people; or the rules that cannot hold together.

    Parameters
    ----------
    result
        The plan for those who are left and those who came, with the same groups on the same dates.
    moves
        (person, group they were in, group they are in): first those who moved, then those who came (from nowhere)
        and those who left (to nowhere), each by id.
    n_moves, bound
        People in another group than before, and how many there are at least; equal when proven.
    resettled
        People of the same group in another subgroup than before.
    terms
        The number of moves, then the terms of the plan: each the best there is with so few moves, or its bound.
    status, proof, conflicts
        ``OPTIMAL`` when the moves and the terms are proven; how; and why there is no plan on these dates.
    """

    result: GroupResult
    moves: tuple[tuple[str, str | None, str | None], ...]
    n_moves: int
    bound: int
    resettled: tuple[str, ...]
    terms: tuple[Term, ...]
    status: Status
    proof: Proof
    conflicts: tuple[Conflict, ...] = ()

    def table(self) -> pd.DataFrame:
        """Who goes from where to where: ``person_id``, ``from`` (missing for who joins), ``to`` (for who left)."""
        return pd.DataFrame(list(self.moves), columns=["person_id", "from", "to"])

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        if not self.status.has_solution:
            return self.result.summary(lang)
        key = "groups_edit.repair.proven" if self.bound == self.n_moves else "groups_edit.repair.open"
        lines = [text(key, lang=lang, moves=self.n_moves, bound=self.bound)]
        for person, old, new in self.moves:
            kind = "moved" if old and new else "joined" if new else "left"
            lines.append(text(f"groups_edit.repair.{kind}", lang=lang, person=person, old=old or "-", new=new or "-"))
        if self.resettled:
            lines.append(text("groups_edit.repair.resettled", lang=lang, people=", ".join(self.resettled)))
        return "\n".join([*lines, *(term.text(lang) for term in self.terms[1:])])

    def __str__(self) -> str:
        return self.summary()


def repair_groups(
    result: GroupResult,
    *,
    without: Iterable[str] = (),
    joins: Iterable[str] = (),
    seed: int = SEED,
    time_limit: float | None = None,
) -> RepairResult:
    """Repair a plan after people dropped out or joined, moving as few others as the rules allow.

    The number of groups and their dates stay; sizes again differ by at most one (for the policy ``between`` they are
    as asked). Of the plans with the fewest moves the best by the terms in turn is taken. Rules waived stay waived, and
    what was broken by hand may stay broken where it was. Subgroups are then repaired with the fewest changes too.

    Parameters
    ----------
    result
        The plan.
    without
        Ids of those who drop out.
    joins
        Ids of people in the data who are not in the plan yet.
    seed
        Seed of the solver, where one is needed.
    time_limit
        Seconds, None for no limit. Plans that need at most two moves take a fraction of a second.

    Raises
    ------
    ProblemError, UnknownLabelError
        Somebody who drops out is not in the plan, or who joins is; fewer people than groups.
    NoSolutionError
        There is no plan to repair.
    """
    started = time.perf_counter()
    members = _members(result, id_list("without", without), id_list("joins", joins))
    problem, names = asked_again(result, members)
    layout, before = _question(result, problem, names)
    timing = {"read": time.perf_counter() - started}
    until = math.inf if time_limit is None else started + time_limit
    status, labels, levels, fewest = _solved(layout, before, seed, until)
    timing["moves"] = time.perf_counter() - started - timing["read"]
    if not status.has_solution:
        return _without(result, problem, layout, status, fewest, seed, timing)
    scorer = Scorer(problem)
    groups = _groups(result, scorer, layout, labels)
    verify_groups(problem, groups, but=names, scorer=scorer)
    terms = _terms(problem, scorer, groups, levels)
    timing["total"] = time.perf_counter() - started
    return _answer(result, problem, scorer, groups, names, terms, status, seed, timing)


def _members(result: GroupResult, without: Sequence[str], joins: Sequence[str]) -> tuple[str, ...]:
    """Who is to be in the plan."""
    here = [person for group in result.plan for person in group.members]
    known_people(pd.Series(here), without)
    known_people(result.problem.data.frames["people"]["person_id"], joins)
    twice = sorted(set(joins) & set(here))
    if twice:
        raise ProblemError(text("groups_edit.wrong.joins", people=", ".join(twice)))
    left = tuple(sorted({*here, *joins} - set(without)))
    if len(left) < len(result.plan):
        raise ProblemError(text("groups_edit.wrong.too_few", n=len(left), groups=len(result.plan)))
    return left


def _question(result: GroupResult, problem: GroupProblem, names: Sequence[str]) -> tuple[Layout, Ints]:
    """The layout on the dates of the plan, and the slot of everybody who has one."""
    layout = on_used_slots(problem.facts.layout, [group.slot for group in result.plan])
    home = {person: g for g, group in enumerate(result.plan) for person in group.members}
    before = np.array([home.get(person, -1) for person in layout.people], dtype=np.int64)
    former = on_used_slots(result.problem.facts.layout, [group.slot for group in result.plan])
    labels = np.array([home[person] for person in former.people], dtype=np.int64)
    return as_they_were(layout, before, former, labels, names), before


def _solved(layout: Layout, before: Ints, seed: int, until: float) -> tuple[Status, Ints, tuple[Level, ...], int]:
    """Look at every way with few moves; where there is none, search. Last comes how many moves it takes at least."""
    few = few_moves(layout, before)
    if isinstance(few, FewMoves):
        moves = Level("moves", few.moves, few.moves, "enumerated")
        return Status.OPTIMAL, few.labels, (moves, *few.levels), few.moves
    from talentmap.groups.moves import solve_fewest_moves  # late: it loads the solver

    found = solve_fewest_moves(layout, before, same_slots=False, seed=seed, until=until)  # it has no other slots
    labels = np.asarray(found.labels, dtype=np.int64)
    return found.status, labels, tuple(found.levels), few


def _groups(result: GroupResult, scorer: Scorer, layout: Layout, labels: Ints) -> tuple[Group, ...]:
    """The groups with their new members; subgroups only where somebody came or went."""
    groups = []
    for g, group in enumerate(result.plan):
        members = tuple(layout.people[p] for p in np.flatnonzero(labels == g))
        if members == group.members:
            groups.append(group)
            continue
        parts = regroup(scorer, group.id, members, group.subgroups, scorer.problem.depths)
        groups.append(replace(group, members=members, subgroups=parts))
    return tuple(groups)


def _terms(problem: GroupProblem, scorer: Scorer, groups: Sequence[Group], levels: Sequence[Level]) -> tuple[Term, ...]:
    """The levels of the solve with their figures from the data."""
    again = recomputed(problem.facts, scorer, groups)
    moves = levels[0]
    first = Term("moves", float(moves.best), float(moves.bound), "people", None, moves.method)
    return (first, *(shown(problem.facts, level, again, scorer) for level in levels[1:]))


def _answer(
    result: GroupResult,
    problem: GroupProblem,
    scorer: Scorer,
    groups: tuple[Group, ...],
    names: Sequence[str],
    terms: tuple[Term, ...],
    status: Status,
    seed: int,
    timing: dict[str, float],
) -> RepairResult:
    values = figures(problem, scorer, groups, [term.name for term in result.terms])
    plan_terms = rescored(result.terms, values, problem, scorer, same_rules=False)
    moves = _moves(result, groups)
    moved = [person for person, old, new in moves if old and new]
    still = {reason.subject for reason in scorer.broken(groups)}
    kept = [r for r in result.reasons if r.kind != BROKEN or r.subject in still]
    told = Reason("groups_edit.repaired", "plan", len(moved), "people", None, _who(moves))
    proof = _proof(problem, status, terms[0].best, terms[0].bound, terms[0].method, seed, timing)
    open_term = next((term for term in plan_terms if not term.proven), plan_terms[-1] if plan_terms else None)
    best, bound = (open_term.best, open_term.bound) if open_term else (0.0, 0.0)
    plan_proof = replace(proof, status=Status.FEASIBLE, best=best, bound=bound, method="repaired")
    repaired = GroupResult(
        problem, Status.FEASIBLE, groups, plan_terms, scorer.scores(groups), plan_proof, (), (*kept, told)
    )
    resettled = _resettled(result, groups)
    return RepairResult(repaired, moves, len(moved), math.ceil(terms[0].bound), resettled, terms, status, proof)


def _moves(result: GroupResult, groups: Sequence[Group]) -> tuple[tuple[str, str | None, str | None], ...]:
    old = {person: group.id for group in result.plan for person in group.members}
    new = {person: group.id for group in groups for person in group.members}
    every = sorted(p for p in {**old, **new} if old.get(p) != new.get(p))
    rank = [(p not in new, p not in old, p) for p in every]
    return tuple((person, old.get(person), new.get(person)) for _, _, person in sorted(rank))


def _who(moves: Sequence[tuple[str, str | None, str | None]]) -> Mapping[str, str]:
    """Who moved, came and left, as text."""
    return {
        "moved": ", ".join(p for p, old, new in moves if old and new) or "-",
        "joined": ", ".join(p for p, old, _ in moves if not old) or "-",
        "left": ", ".join(p for p, _, new in moves if not new) or "-",
    }


def _resettled(result: GroupResult, groups: Sequence[Group]) -> tuple[str, ...]:
    """People of the same group in another subgroup than before."""
    before, after = (
        {p: leaf.id for group in plan for leaf in group.leaves() for p in leaf.members}
        for plan in (result.plan, groups)
    )
    same = {p for old, new in zip(result.plan, groups, strict=True) for p in old.members if p in new.members}
    return tuple(sorted(p for p in same if before.get(p) != after.get(p)))


def _proof(
    problem: GroupProblem, status: Status, best: float, bound: float, method: str, seed: int, timing: dict[str, float]
) -> Proof:
    from talentmap.optimise.engine import solver_name

    rules = tuple(rule.name for rule in problem.facts.layout.rules)
    marks = problem.data.fingerprint, problem.fingerprint
    verified = status.has_solution
    return Proof(*marks, rules, status, best, bound, method, *solver_name(), seed, verified, timing)


def _without(
    result: GroupResult,
    problem: GroupProblem,
    layout: Layout,
    status: Status,
    fewest: int,
    seed: int,
    timing: dict[str, float],
) -> RepairResult:
    """No plan on these dates: with the conflicts where none can be, or with the remark that time ran out."""
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = (Reason("groups.not_found", "plan", None, "s"),)
    if status is Status.INFEASIBLE:
        from talentmap.groups.conflicts import find_conflicts

        conflicts = find_conflicts(layout, seed=seed)
        reasons = (Reason("groups_edit.repair.none", "plan", len(result.plan), "groups"),)
    proof = _proof(problem, status, math.nan, math.nan, "search", seed, timing)
    empty = GroupResult(problem, status, (), (), {}, proof, conflicts, reasons)
    return RepairResult(empty, (), 0, fewest, (), (), status, proof, conflicts)
