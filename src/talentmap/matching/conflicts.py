"""Why not every seat can be filled: minimal sets of rules that cannot hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.matching.problem import MatchProblem
from talentmap.matching.rules import PERSON_RULES, too_short
from talentmap.measures.fit import GATE_UNKNOWN, OPEN
from talentmap.measures.fit_kernel import gate_table
from talentmap.results import Conflict, Reason

Mask = NDArray[np.bool_]
MANY = 20
"""No more conflicts than this are worked out; nobody mends more at once."""


@dataclass(frozen=True)
class Asked:
    """One rule instance: all places of a role, its working time, or one of its gates (`requirement`)."""

    kind: str
    role: int
    requirement: int = -1


def no_capacity(problem: MatchProblem) -> Conflict | None:
    """The conflict of a question without any seat or any candidate, in words; None where there are both."""
    if problem.n_seats and problem.people:
        return None
    if not problem.n_seats:
        return Conflict((Reason("matching.no-capacity.seats", "seats", 0, "seats", len(problem.roles)),))
    reasons = [Reason("matching.no-capacity.people", "people", 0, "people", problem.n_seats)]
    for position, rule in enumerate(PERSON_RULES):
        out = int((problem.standing == position).sum())
        if out:
            reasons.append(Reason(f"matching.no-capacity.{rule.__name__}", rule.__name__, out, "people"))
    return Conflict(tuple(reasons))


def find_conflicts(problem: MatchProblem, place: NDArray[np.int64]) -> tuple[Conflict, ...]:
    """Sets of rules that cannot hold together, each without a rule to spare, until the rest can be filled.

    An open seat leads, by who could take it and where they sit, to the roles that compete for too few people (Hall's
    theorem). From the rules of those roles each is tried without, gates first; what can go, goes. What remains
    conflicts: without any one of it the rest can hold. Then the role with the open seat is let go and the search goes
    on.

    References
    ----------
    Hall (1935), On representatives of subsets, doi:10.1112/jlms/s1-10.37.26; the deletion filter is that of Chinneck
    and Dravnieks (1991), doi:10.1287/ijoc.3.2.157.
    """
    wanted = problem.seats.copy()
    filled = np.bincount(place[place >= 0], minlength=len(problem.roles))
    found: list[Conflict] = []
    for role in np.flatnonzero(filled < problem.seats).tolist():
        if len(found) == MANY:
            break
        rivals = _rivals(problem, role, place)
        rules = [rule for rival in rivals for rule in _asked(problem, rival) if wanted[rival]]
        if wanted[role] and not _fillable(problem, rules):
            found.append(_as_conflict(problem, _filtered(problem, role, rules)))
            wanted[role] = 0
    return tuple(found)


def _rivals(problem: MatchProblem, role: int, place: NDArray[np.int64]) -> list[int]:
    """Roles reached from a role by: somebody acceptable here sits there. All their people have a seat."""
    reached, queue = {role}, [role]
    while queue:
        for person in np.flatnonzero(problem.row(queue.pop()) >= 0):
            there = int(place[person])
            if there >= 0 and there not in reached:
                reached.add(there)
                queue.append(there)
    return sorted(reached)


def _asked(problem: MatchProblem, role: int) -> list[Asked]:
    gates = [Asked("gate", role, at) for at in problem.kernel.requirements(role) if problem.kernel.mandatory[at]]
    hours = [Asked("fte", role)] if too_short(problem, float(problem.role_fte[role])) is not None else []
    return [*gates, *hours, Asked("places", role)]


def _filtered(problem: MatchProblem, role: int, rules: Sequence[Asked]) -> list[Asked]:
    """What is left when every rule that can be done without has gone: gates first, the places of `role` last."""
    order = sorted(rules, key=lambda rule: (rule.kind == "places", rule.role == role, rule.kind, rule.role))
    kept = list(order)
    for rule in order:
        rest = [other for other in kept if other != rule]
        if not _fillable(problem, rest):
            kept = rest
    return kept


def _fillable(problem: MatchProblem, rules: Sequence[Asked]) -> bool:
    """Whether all places asked for can be filled under these rules alone, one seat each."""
    from scipy.sparse import csr_array  # late: heavy to import
    from scipy.sparse.csgraph import maximum_bipartite_matching

    roles = [rule.role for rule in rules if rule.kind == "places"]
    seats = [int(problem.seats[role]) for role in roles]
    if sum(seats) > len(problem.people):
        return False
    if not roles:
        return True
    allowed = [_allowed(problem, role, rules) for role in roles]
    if any(int(mask.sum()) < count for mask, count in zip(allowed, seats, strict=True)):
        return False
    matrix = csr_array(np.repeat(np.array(allowed), seats, axis=0).astype(np.int8))
    return bool((maximum_bipartite_matching(matrix, perm_type="column") >= 0).all())


def _allowed(problem: MatchProblem, role: int, rules: Sequence[Asked]) -> Mask:
    mask = np.ones(len(problem.people), dtype=bool)
    for rule in rules:
        if rule.role != role:
            continue
        if rule.kind == "gate":
            gate = gate_table(int(problem.kernel.need[rule.requirement]))
            states = problem.kernel.states_of(rule.requirement, None)
            mask &= gate[states] <= (GATE_UNKNOWN if problem.open_unknown else OPEN)
        elif rule.kind == "fte":
            short = too_short(problem, float(problem.role_fte[role]))
            mask &= True if short is None else ~short
    return mask


def _as_conflict(problem: MatchProblem, rules: Sequence[Asked]) -> Conflict:
    reasons = []
    for rule in sorted(rules, key=lambda rule: (rule.role, rule.kind != "places", rule.requirement)):
        label, allowed = problem.roles[rule.role], int(_allowed(problem, rule.role, rules).sum())
        details: dict[str, str | int] = {"role": label, "people": len(problem.people), "acceptable": allowed}
        if rule.kind == "places":
            seats = int(problem.seats[rule.role])
            reasons.append(Reason("matching.conflict.places", label, seats, "places", len(problem.people), details))
        elif rule.kind == "gate":
            need = int(problem.kernel.need[rule.requirement])
            alone = int(_allowed(problem, rule.role, [rule]).sum())
            strength = problem.kernel.strengths[int(problem.kernel.strength[rule.requirement])]
            details |= {"strength": strength, "acceptable": alone}
            kind = "matching.conflict.gate" if alone else "matching.conflict.gate_nobody"
            reasons.append(Reason(kind, label, need, "level", alone, details))
        else:
            asked = float(problem.role_fte[rule.role])
            alone = int(_allowed(problem, rule.role, [rule]).sum())
            reasons.append(
                Reason("matching.conflict.fte", label, asked, "fte", alone, {**details, "acceptable": alone})
            )
    return Conflict(tuple(reasons))
