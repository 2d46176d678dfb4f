"""Stable matching: nobody and no role would both rather have each other than what they got."""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from talentmap.matching.objective import Objective
from talentmap.matching.preferences import preference_keys
from talentmap.matching.problem import MatchProblem
from talentmap.matching.shortlists import Shortlist, Shortlists

Ints = NDArray[np.int64]
Tell = Callable[[str], None]
BY_FIT = Objective(points=0, scale=1, empty=-1)
"""Roles order people by fit alone, equal fits by id."""


def solve_stable(problem: MatchProblem, lists: Shortlists, tell: Tell) -> Ints:
    """Find the stable matching that is best for every person at once.

    People propose: of all stable matchings each person gets the role they like most (Gale and Shapley, theorem 2). A
    hundred thousand people proposing to thousands of roles would be rejected nearly always, so first the roles
    propose, which takes few offers. The same people are seated in every stable matching (the rural hospitals
    theorem), so only they need to propose, and only to roles that prefer them to the best person left without a seat:
    a worse one would be displaced by that person. In that smaller market the stable matchings are the same.

    Returns
    -------
    Role of each candidate, -1 without one; shape (n_people,).

    References
    ----------
    Gale and Shapley (1962), College admissions and the stability of marriage, doi:10.2307/2312726;
    Roth (1986), On the allocation of residents to rural hospitals, doi:10.2307/1913160.
    """
    tell("shortlists")
    lists.fill(lists.enough)
    tell("roles propose")
    seated = _seated(problem, lists.lists)
    tell("people propose")
    return _people_propose(problem, lists.lists, seated)


def _seated(problem: MatchProblem, lists: list[Shortlist]) -> Ints:
    """Positions of the people seated in any stable matching, rising: roles make offers, best person first."""
    holds: dict[int, tuple[int, int]] = {}  # person -> (preference key, role)
    offered = [0] * len(lists)
    liking: dict[int, list[int]] = {}
    open_roles = [role for role in reversed(range(len(lists))) for _ in range(int(problem.seats[role]))]
    while open_roles:
        role = open_roles.pop()
        people = lists[role].people
        if offered[role] == len(people):
            continue
        if role not in liking:
            order = np.argsort(people)
            keys = np.empty(len(people), dtype=np.int64)
            keys[order] = preference_keys(problem, role, people[order])
            liking[role] = keys.tolist()
        person, key = int(people[offered[role]]), (liking[role][offered[role]], role)
        offered[role] += 1
        if person not in holds:
            holds[person] = key
        elif key < holds[person]:
            open_roles.append(holds[person][1])
            holds[person] = key
        else:
            open_roles.append(role)
    return np.array(sorted(holds), dtype=np.int64)


def _people_propose(problem: MatchProblem, lists: list[Shortlist], seated: Ints) -> Ints:
    place = np.full(len(problem.people), -1, dtype=np.int64)
    wanted, strength = _market(problem, lists, seated)
    order = np.argsort(wanted, axis=1, kind="stable")  # equal keys: the lower role first
    n_options = (wanted < _NEVER).sum(axis=1)
    asked = np.zeros(len(seated), dtype=np.int64)
    holding: list[list[tuple[int, int]]] = [[] for _ in lists]  # heap of (fit, -person), the weakest first
    waiting = list(range(len(seated)))[::-1]
    while waiting:
        person = waiting.pop()
        if asked[person] == n_options[person]:
            continue
        role = int(order[person, asked[person]])
        asked[person] += 1
        mine = (int(strength[person, role]), -person)
        if len(holding[role]) < problem.seats[role]:
            heapq.heappush(holding[role], mine)
        else:
            waiting.append(-heapq.heappushpop(holding[role], mine)[1])
    for role, members in enumerate(holding):
        for _, person in members:
            place[seated[-person]] = role
    return place


_NEVER = np.iinfo(np.int64).max


def _market(problem: MatchProblem, lists: list[Shortlist], seated: Ints) -> tuple[Ints, Ints]:
    """Preference keys of the seated people for roles, and their fits; both (n_seated, n_roles).

    A role that would rather have somebody without a seat is no option.
    """
    wanted = np.full((len(seated), len(lists)), _NEVER, dtype=np.int64)
    strength = np.full(wanted.shape, -1, dtype=np.int64)
    within = np.zeros(len(problem.people), dtype=bool)
    within[seated] = True
    at = np.full(len(problem.people), -1, dtype=np.int64)
    at[seated] = np.arange(len(seated))
    for role, each in enumerate(lists):
        outside = np.flatnonzero(~within[each.people])
        better = np.sort(each.people[: outside[0]] if len(outside) else each.people)
        if len(better):
            wanted[at[better], role] = preference_keys(problem, role, better)
            strength[at[better], role] = problem.kernel.fits(role, better).fit
    return wanted, strength
