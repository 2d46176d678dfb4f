"""What would fill a seat that stays open: the smallest easing of its rules, and what that brings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.matching.problem import MatchProblem
from talentmap.matching.rules import FTE_SLACK
from talentmap.measures.fit import GATE_UNMET, OPEN
from talentmap.measures.fit_kernel import gate_table, state_level
from talentmap.results import Reason

Ints = NDArray[np.int64]
MICRO = 1_000_000


def nearest_relaxation(problem: MatchProblem, role: int, place: Ints) -> tuple[Reason, ...]:
    """The easing of rules by which one more seat of a role is filled: the person first, then each rule to ease.

    Among the candidates without a seat: the fewest rules, then the fewest steps (levels; one for evidence that is
    missing or for working time), then the best fit, then the lowest id. Because that person has no seat and the seat
    has nobody, the price is exact without solving again: one seat more is filled and the total rises by their fit. No
    easing of one pair can do better, because one pair adds at most one seat.

    Returns
    -------
    Reasons; none where every candidate has a seat.
    """
    people = np.flatnonzero(place < 0)
    if not len(people):
        return ()
    rules = np.zeros(len(people), dtype=np.int64)
    steps = np.zeros(len(people), dtype=np.int64)
    for at in problem.kernel.requirements(role):
        if problem.kernel.mandatory[at]:
            need, states = int(problem.kernel.need[at]), problem.kernel.states_of(at, people)
            gate = gate_table(need)[states]
            closed = gate == GATE_UNMET if problem.open_unknown else gate != OPEN
            rules += closed
            steps += np.where(closed, np.where(gate == GATE_UNMET, need - state_level(states), 1), 0)
    asked = problem.role_fte[role]
    short = problem.free_fte[people] < asked - FTE_SLACK if not np.isnan(asked) else np.zeros(len(people), dtype=bool)
    fit = problem.kernel.fits(role, people).fit
    best = int(np.lexsort((people, -fit, steps + short, rules + short))[0])
    if rules[best] + short[best] == 0:  # allowed already, so the seat is not open for want of people
        return ()
    person, label = int(people[best]), problem.roles[role]
    value = int(fit[best]) / MICRO
    who = problem.people[person]
    reasons = [Reason("matching.relax.fills", label, value, "fit", 0, {"person": who, "role": label})]
    reasons += _gates(problem, role, person)
    if short[best]:
        free = float(problem.free_fte[person])
        reasons.append(Reason("matching.relax.fte", label, free, "fte", float(asked), {"person": who, "role": label}))
    return tuple(reasons)


def _gates(problem: MatchProblem, role: int, person: int) -> list[Reason]:
    reasons = []
    for at in problem.kernel.requirements(role):
        if not problem.kernel.mandatory[at]:
            continue
        need = int(problem.kernel.need[at])
        level = int(state_level(problem.kernel.states_of(at, np.array([person])))[0])
        details = {
            "role": problem.roles[role],
            "strength": problem.kernel.strengths[int(problem.kernel.strength[at])],
            "person": problem.people[person],
        }
        if level < 0 and not problem.open_unknown:
            reasons.append(Reason("matching.relax.unknown", details["role"], None, "level", need, details))
        elif 0 <= level < need:
            reasons.append(Reason("matching.relax.level", details["role"], level, "level", need, details))
    return reasons
