"""A plan's question asked again for other people: the same groups, dates and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import ProblemError
from talentmap.groups.edit import broken_by_hand
from talentmap.groups.layout import GroupRule, Layout
from talentmap.groups.problem import GroupProblem
from talentmap.groups.result import GroupResult

Ints = NDArray[np.int64]


def asked_again(result: GroupResult, members: Sequence[str]) -> tuple[GroupProblem, tuple[str, ...]]:
    """The question of a plan for other people, with as many groups; and the rules that may be broken in it.

    Names of rules can change with the people they are about; what was waived or broken by hand goes by the row of the
    rules that it came from.
    """
    problem = _sized(result.problem, members, len(result.plan))
    waived, broken = result.problem.waive, broken_by_hand(result)
    if not waived and not broken:
        return problem, ()
    bare = problem.replace(waive=())
    every = result.problem.replace(waive=()).facts.layout.rules
    marks = {_mark(rule) for rule in every if rule.name in waived}
    names = tuple(rule.name for rule in bare.facts.layout.rules if _mark(rule) in marks)
    if names:
        problem = problem.replace(waive=names)
    marks = {_mark(rule) for rule in every if rule.name in broken}
    return problem, tuple(rule.name for rule in problem.facts.layout.rules if _mark(rule) in marks)


def _sized(problem: GroupProblem, members: Sequence[str], number: int) -> GroupProblem:
    """The same policy where it still gives so many groups; else sizes that differ by at most one."""
    bare = problem.replace(waive=()) if problem.waive else problem
    least, larger = divmod(len(members), number)
    if problem.policy == "between":
        try:
            new = bare.replace(people=members)
        except ProblemError:
            new = None
        if new is not None and new.sizes.groups[0] <= number <= new.sizes.groups[1]:
            low, high = new.sizes.least, new.sizes.most
            if number * low <= len(members) <= number * high:
                return new
    else:
        try:
            return bare.replace(people=members, n_groups=number)
        except ProblemError:
            pass
    return bare.replace(people=members, size=(least, least + bool(larger)), policy="between", n_groups=number)


def _mark(rule: GroupRule) -> tuple[object, ...]:
    """What stays of a rule when people come and go: its row and what it is about; without a row its name."""
    details = rule.reason.details
    row = details.get("rule_id")
    return (rule.kind, row, details.get("held"), details.get("place")) if row else (rule.kind, rule.name)


def on_used_slots(layout: Layout, labels: Sequence[str]) -> Layout:
    """The same question on these slots alone, all of them used."""
    at = {slot.label: k for k, slot in enumerate(layout.slots)}
    used = [at[label] for label in labels]
    new = {old: k for k, old in enumerate(used)}
    rules = tuple(
        replace(rule, forbid=tuple((p, new[s]) for p, s in rule.forbid if s in new), closed=()) for rule in layout.rules
    )
    sizes = replace(layout.sizes, groups=(len(used), len(used)))
    slots = tuple(layout.slots[s] for s in used)
    return replace(layout, slots=slots, rules=rules, sizes=sizes, wishes=layout.wishes[:, used])


def as_they_were(layout: Layout, before: Ints, former: Layout, labels: Ints, names: Sequence[str]) -> Layout:
    """The question with the rules that were broken by hand no stricter than the plan kept them.

    Places and pairs that broke a rule may stay; a number per group that was passed may be passed by as many.

    Parameters
    ----------
    layout, before
        The question, and the slot of each person in it (-1 for none).
    former, labels
        The question of the plan, and the slot of each person in the plan.
    names
        Rules of `layout` that were broken.
    """
    if not names:
        return layout
    old = {_mark(rule): rule for rule in former.rules}
    rules = tuple(
        _eased(rule, before, old.get(_mark(rule), rule), labels, len(layout.slots)) if rule.name in names else rule
        for rule in layout.rules
    )
    return replace(layout, rules=rules)


def _eased(rule: GroupRule, before: Ints, old: GroupRule, labels: Ints, n_slots: int) -> GroupRule:
    counts = []
    for k, (who, least, most) in enumerate(rule.counts):
        people = old.counts[k][0] if k < len(old.counts) else who
        held = np.bincount(labels[list(people)], minlength=n_slots)
        lower = None if least is None else min(least, int(held.min()))
        counts.append((who, lower, None if most is None else max(most, int(held.max()))))
    return replace(
        rule,
        forbid=tuple((p, s) for p, s in rule.forbid if before[p] != s),
        apart=tuple((a, b) for a, b in rule.apart if before[a] != before[b] or before[a] < 0),
        together=tuple((a, b) for a, b in rule.together if before[a] == before[b] or min(before[a], before[b]) < 0),
        counts=tuple(counts),
    )
