"""The terms of a plan that was changed after it was solved: figures anew, and the bounds that still hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from talentmap.groups.problem import GroupProblem
from talentmap.groups.result import Group, Term
from talentmap.groups.verify import Scorer

SAME = 1e-6
"""Shares closer than this are equal: units of the criteria are rounded down by less."""


def figures(problem: GroupProblem, scorer: Scorer, groups: Sequence[Group], names: Sequence[str]) -> dict[str, float]:
    """Terms of a plan by name, from the data, in the unit of the term."""
    scores = scorer.scores(groups)
    by_depth: dict[int, list[Fraction]] = {}
    for name, score in scores.items():
        by_depth.setdefault(name.count("."), []).append(score)
    return {name: _figure(problem, scorer, groups, name, by_depth) for name in names}


def _figure(
    problem: GroupProblem,
    scorer: Scorer,
    groups: Sequence[Group],
    name: str,
    by_depth: Mapping[int, Sequence[Fraction]],
) -> float:
    if name == "wish_date":
        return float(scorer.dates_met(groups))
    if name in ("wish_with", "fresh"):
        return float(scorer.pairs_met(name, groups))
    if name == "distance":
        at, units = problem.facts.position, problem.facts.distances
        pairs = ((at[a], at[b]) for group in groups for a in group.members for b in group.members if a < b)
        return sum(int(units[a, b]) for a, b in pairs) / 10**6
    if name.startswith("mix."):  # mix.2 is the worst subgroup, mix.3 that one deeper
        return float(min(by_depth.get(int(name[4:]) - 1, [Fraction(0)])))
    own = sorted(by_depth.get(0, [Fraction(0)]))
    if name.startswith("mix:"):  # leximin: the sum of the two worst, of the three worst, ...
        return float(sum(own[: int(name[4:])], Fraction(0)))
    return float(sum(own, Fraction(0)) if problem.mix == "sum" else own[0])


def rescored(
    terms: Sequence[Term], values: Mapping[str, float], problem: GroupProblem, scorer: Scorer, *, same_rules: bool
) -> tuple[Term, ...]:
    """The terms with new figures, each with a bound that holds for the plan as it is now.

    A bound was proven for plans that keep every rule and are as good in the terms before. Where that is still so it
    is kept; elsewhere it gives way to what nobody can exceed: everybody with a wish, every pair, a share of 1. The
    bound on the mix of subgroups speaks of the groups as they were and is never kept.

    Parameters
    ----------
    terms, values
        Terms of the plan as solved, and name -> figure now.
    problem, scorer
        The question.
    same_rules
        Whether the plan keeps the rules that it was solved for, about the same people.
    """
    found, holds = [], same_rules
    for term in terms:
        best = values[term.name]
        if abs(best - term.best) <= SAME:
            best = term.best
        now = replace(term, best=best, asked=_asked(term, scorer))
        if holds and "." not in term.name:
            found.append(replace(now, method="former"))
        else:
            found.append(replace(now, bound=_most(term, problem, scorer), method="asked"))
        holds = holds and best == term.best
    return tuple(found)


def _most(term: Term, problem: GroupProblem, scorer: Scorer) -> float:
    """What no plan exceeds, whatever its rules; for pairs who meet again, what none goes below."""
    if term.name == "fresh":
        return 0.0
    if term.name == "wish_date":
        return float(len(scorer.wished))
    if term.name == "wish_with":
        return float(len(scorer.pairs("wish_with")))
    if term.name == "distance":
        return float(problem.facts.distances.sum() // 2) / 10**6
    if term.name == "mix" and problem.mix == "sum":
        return float(problem.sizes.groups[1])
    return float(term.name.partition(":")[2] or 1)


def _asked(term: Term, scorer: Scorer) -> float | None:
    """The most there is to have of a term, for the people of the plan as it is now."""
    if term.name == "wish_date":
        return float(len(scorer.wished))
    return float(len(scorer.pairs(term.name))) if term.name in ("wish_with", "fresh") else term.asked
