"""Compiled loops of `tasks_decide`: whether there is a choice of at most a given cost, by Lagrangian branch and bound.

Import late: loading numba takes half a second. A state says of each pair whether it is taken (1), out (-1) or open (0);
all bounds are whole numbers. Few and wide arrays, for each array that a compiled loop hands on lengthens compiling:

- ``first`` (n_people + 1,), where the pairs of each person begin; ``pairs`` (4, n_pairs): PERSON, JOB, LOAD and COST;
- ``of_pair`` (11, n_pairs) and ``of_job`` (6, n_jobs): working space in the rows below; ``share`` (n_pairs,): how often
  a pair was lately in the best knapsack of its person;
- ``of_person`` (2, n_people + 1): room left over, and where the open pairs of each person begin;
- ``tables`` (2, most pairs of a person + 1, largest room + 1): knapsacks.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from talentmap.optimise.knapsack_kernels import forced, packed
from talentmap.optimise.random_kernels import seeded, uniform
from talentmap.optimise.tasks_prices import SCALE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
State = NDArray[np.int8]
NONE, FOUND, OPEN = 0, 1, 2
PERSON, JOB, LOAD, COST = 0, 1, 2, 3
RISE, GAIN, TAKEN, WITH_IT, WITHOUT, LIVE = 0, 1, 2, 3, 4, 5
USED, GAINS, LOADS, FIRST, SECOND = 6, 7, 8, 9, 10
PLACE, DONE, STILL, COUNT, BEST, OTHERS = 0, 1, 2, 3, 4, 5
LEFT, BEGIN = 0, 1
NEVER = 1 << 60
_TURNS = 6
"""How often pairs that follow, worths and pairs excluded are gone through."""
_BETTER, _SHORTEST = 300, 0.003
"""What counts as a better bound, in parts of SCALE, and the step below which none is looked for."""


@njit(cache=True)
def _gains(pairs: Ints, worth: Ints, of_pair: Ints, of_person: Ints) -> None:
    """What each open pair gains at these worths of the jobs."""
    for q in range(of_person[BEGIN, -1]):
        k = of_pair[LIVE, q]
        of_pair[GAIN, k] = worth[pairs[JOB, k]] - pairs[COST, k]


@njit(cache=True)
def _gathered(pairs: Ints, i: int, of_pair: Ints, of_person: Ints, all_: bool) -> int:
    """Writes the open pairs of person i one after the other, those without a gain only if `all_`; how many."""
    n = 0
    for q in range(of_person[BEGIN, i], of_person[BEGIN, i + 1]):
        k = of_pair[LIVE, q]
        if all_ or of_pair[GAIN, k] > 0:
            of_pair[USED, n], of_pair[GAINS, n], of_pair[LOADS, n] = k, of_pair[GAIN, k], pairs[LOAD, k]
            n += 1
    return n


@njit(cache=True)
def _best(pairs: Ints, i: int, of_pair: Ints, of_person: Ints, tables: Ints) -> int:
    """Most gain of person i from open pairs in the room left; marks which are taken."""
    for q in range(of_person[BEGIN, i], of_person[BEGIN, i + 1]):
        of_pair[TAKEN, of_pair[LIVE, q]] = 0
    n = _gathered(pairs, i, of_pair, of_person, False)
    most = packed(of_pair[GAINS], of_pair[LOADS], n, of_person[LEFT, i], tables[0], of_pair[FIRST])
    for m in range(n):
        of_pair[TAKEN, of_pair[USED, m]] = of_pair[FIRST, m]
    return most


@njit(cache=True)
def _losses(pairs: Ints, i: int, of_pair: Ints, of_person: Ints, tables: Ints) -> None:
    """What person i loses when an open pair must be in the knapsack, and when it must not."""
    n = _gathered(pairs, i, of_pair, of_person, True)
    room = of_person[LEFT, i]
    forced(of_pair[GAINS], of_pair[LOADS], n, room, tables, of_pair[FIRST], of_pair[SECOND])
    for m in range(n):
        k = of_pair[USED, m]
        of_pair[WITH_IT, k], of_pair[WITHOUT, k] = of_pair[FIRST, m], of_pair[SECOND, m]


@njit(cache=True)
def _followed(
    first: Ints, pairs: Ints, room: Ints, state: State, of_pair: Ints, of_job: Ints, of_person: Ints
) -> tuple[bool, int]:
    """Pairs that no longer fit go out, a job's last open pair is taken; whether all can fit, and the cost so far.

    Then lists the open pairs of each person.
    """
    people, cost = len(room), 0
    of_person[LEFT, :people] = room
    of_job[DONE] = 0
    for k in range(len(state)):
        if state[k] == 1:
            of_job[DONE, pairs[JOB, k]] = 1
            of_job[PLACE, pairs[JOB, k]] = pairs[PERSON, k]
            of_person[LEFT, pairs[PERSON, k]] -= pairs[LOAD, k]
            cost += pairs[COST, k]
    if of_person[LEFT, :people].min() < 0:
        return False, cost
    changed = True
    while changed:
        changed = False
        of_job[STILL] = 0
        for k in range(len(state)):
            if state[k] == 0:
                if of_job[DONE, pairs[JOB, k]] or pairs[LOAD, k] > of_person[LEFT, pairs[PERSON, k]]:
                    state[k] = -1
                else:
                    of_job[STILL, pairs[JOB, k]] += 1
        for j in range(of_job.shape[1]):
            if of_job[STILL, j] == 0 and not of_job[DONE, j]:
                return False, cost
        for k in range(len(state)):
            j, i = pairs[JOB, k], pairs[PERSON, k]
            if state[k] == 0 and of_job[STILL, j] == 1 and not of_job[DONE, j]:
                if pairs[LOAD, k] > of_person[LEFT, i]:
                    return False, cost
                state[k], of_job[DONE, j], of_job[PLACE, j] = 1, 1, i
                of_person[LEFT, i] -= pairs[LOAD, k]
                cost += pairs[COST, k]
                changed = True
    n = 0
    for i in range(people):
        of_person[BEGIN, i] = n
        for k in range(first[i], first[i + 1]):
            if state[k] == 0:
                of_pair[LIVE, n] = k
                n += 1
    of_person[BEGIN, people] = n
    return True, cost


@njit(cache=True)
def settle(
    first: Ints,
    pairs: Ints,
    room: Ints,
    state: State,
    worth: Ints,
    limit: int,
    rounds: int,
    patience: int,
    theta: float,
    of_pair: Ints,
    of_job: Ints,
    of_person: Ints,
    share: Floats,
    tables: Ints,
) -> tuple[int, int]:
    """What follows for a choice of at most `limit`; state and worths are changed in place.

    In turn, a few times: pairs that must follow, at most `rounds` subgradient steps for the worths, which begin at
    `theta` times the way to the limit and shorten after `patience` steps without a better bound, and the pairs that the
    bound then excludes.

    Returns
    -------
    NONE (no such choice), FOUND (in row PLACE) or OPEN; and the bound.
    """
    jobs, people, bound = len(worth), len(room), -NEVER
    for turn in range(_TURNS + 1):
        fits, fixed = _followed(first, pairs, room, state, of_pair, of_job, of_person)
        if not fits:
            return NONE, NEVER
        n = of_person[BEGIN, people]
        if n == 0:
            return (FOUND if fixed <= limit else NONE), fixed
        if turn == _TURNS:
            break
        bound, stalled, length = -NEVER, 0, theta
        for _ in range(rounds):
            of_job[COUNT] = 0
            now = fixed
            for j in range(jobs):
                if not of_job[DONE, j]:
                    now += worth[j]
            _gains(pairs, worth, of_pair, of_person)
            for i in range(people):
                if of_person[BEGIN, i + 1] > of_person[BEGIN, i]:
                    now -= _best(pairs, i, of_pair, of_person, tables)
            for q in range(n):
                k = of_pair[LIVE, q]
                of_job[COUNT, pairs[JOB, k]] += of_pair[TAKEN, k]
                share[k] = 0.9 * share[k] + 0.1 * of_pair[TAKEN, k]
            stalled = 0 if now > bound + _BETTER else stalled + 1
            if now > bound:
                bound = now
                of_job[BEST] = worth
            if bound > limit:
                return NONE, bound
            norm = 0
            for j in range(jobs):
                if not of_job[DONE, j]:
                    norm += (1 - of_job[COUNT, j]) ** 2
            if norm == 0:
                for q in range(n):
                    k = of_pair[LIVE, q]
                    if of_pair[TAKEN, k]:
                        of_job[PLACE, pairs[JOB, k]] = pairs[PERSON, k]
                return FOUND, now
            if stalled >= patience:
                length, stalled = length * 0.6, 0
                if length < _SHORTEST:
                    break
            step = length * (limit + SCALE // 2 - now) / norm
            for j in range(jobs):
                if not of_job[DONE, j]:
                    worth[j] += np.int64(np.rint(step * (1 - of_job[COUNT, j])))
        worth[:] = of_job[BEST]
        of_job[OTHERS] = 0
        _gains(pairs, worth, of_pair, of_person)
        for i in range(people):
            if of_person[BEGIN, i + 1] > of_person[BEGIN, i]:
                _losses(pairs, i, of_pair, of_person, tables)
        for q in range(n):
            k = of_pair[LIVE, q]
            of_job[OTHERS, pairs[JOB, k]] += of_pair[WITHOUT, k]
        changed = False
        for q in range(n):
            k = of_pair[LIVE, q]
            of_pair[RISE, k] = of_pair[WITH_IT, k] + of_job[OTHERS, pairs[JOB, k]] - of_pair[WITHOUT, k]
            if bound + of_pair[RISE, k] > limit:
                state[k] = -1
                changed = True
        if not changed:
            break
    return OPEN, bound


@njit(cache=True)
def _ordered(
    pairs: Ints,
    state: State,
    divided: bool,
    noise: float,
    draw: Ints,
    of_pair: Ints,
    of_job: Ints,
    share: Floats,
    score: Floats,
) -> None:
    """For each job not given (row BEST) a pair to take, and by `score` how soon.

    `divided`: the pair whose share is nearest to a half, for taking or leaving it says most. Else the cheapest, where
    the next best adds most.
    """
    of_job[OTHERS] = of_job[COUNT] = NEVER
    of_job[BEST] = -1
    score[:] = -1.0
    for k in range(len(state)):
        if state[k] == 0:
            j, rise = pairs[JOB, k], of_pair[RISE, k]
            if divided:
                value = 2.0 - abs(share[k] - 0.5) - noise * uniform(draw)
                if value > score[j]:
                    score[j], of_job[BEST, j] = value, k
            elif rise < of_job[OTHERS, j]:
                of_job[OTHERS, j], of_job[COUNT, j], of_job[BEST, j] = rise, of_job[OTHERS, j], k
            elif rise < of_job[COUNT, j]:
                of_job[COUNT, j] = rise
    if not divided:
        for j in range(len(score)):
            if of_job[BEST, j] >= 0:
                score[j] = (10.0 * of_job[OTHERS, j] + of_job[COUNT, j]) * (1.0 - noise * uniform(draw))


@njit(cache=True, nogil=True)
def descend(
    first: Ints,
    pairs: Ints,
    room: Ints,
    start: State,
    worths: Ints,
    limit: int,
    nodes: int,
    rounds: int,
    theta: float,
    divided: bool,
    noise: float,
    fine: int,
    part: int,
    seed: int,
    stop: Ints,
) -> tuple[int, Ints, int]:
    """Look for a choice of at most `limit`: many jobs at a time, the clearest first, then one by one, depth first.

    Parameters
    ----------
    start, worths
        State and worths to begin with.
    nodes, rounds, theta
        States looked at, and subgradient steps in each: how many and how long at first.
    divided, noise
        Order of the jobs: see `_ordered`; and how far it is drawn by lot, 0 to 1.
    fine, part
        While more than `fine` jobs are not given, one in `part` of them is given at once, without a way back.
    seed
        Of the lots.
    stop
        Shape (1,): once it is not 0, nothing more is looked at.

    Returns
    -------
    FOUND with the choice, NONE where there is none (only if nothing was given many at a time), or OPEN; and the states
    looked at.
    """
    jobs, count, people, most = len(worths), len(start), len(room), 1
    for i in range(people):
        most = max(most, first[i + 1] - first[i])
    of_pair, of_job = np.zeros((11, max(count, most)), np.int64), np.zeros((6, jobs), np.int64)
    of_person, share, score = np.zeros((2, people + 1), np.int64), np.zeros(count), np.zeros(jobs)
    tables = np.zeros((2, most + 1, room.max() + 1), np.int64)
    draw, used, depth, whole = seeded(seed), 0, 0, True
    state, worth, deepest = start.copy(), worths.copy(), min(fine, jobs) + 2
    states, kept_worth = np.zeros((deepest, count), np.int8), np.zeros((deepest, jobs), np.int64)
    chosen = np.zeros(deepest, np.int64)
    while used < nodes and stop[0] == 0:
        used += 1
        status, _ = settle(
            first, pairs, room, state, worth, limit, rounds, 4, theta, of_pair, of_job, of_person, share, tables
        )
        if status == FOUND:
            return FOUND, of_job[PLACE].copy(), used
        if status == NONE:
            depth -= 1
            if depth < 0:
                return (NONE if whole else OPEN), of_job[PLACE].copy(), used
            state[:] = states[depth]
            worth[:] = kept_worth[depth]
            state[chosen[depth]] = -1
            continue
        _ordered(pairs, state, divided, noise, draw, of_pair, of_job, share, score)
        undone = jobs - of_job[DONE].sum()
        if undone <= fine:
            k = of_job[BEST, np.argmax(score)]
            states[depth] = state
            kept_worth[depth] = worth
            chosen[depth] = k
            depth += 1
            state[k] = 1
            continue
        whole, given, most_now = False, 0, max(1, undone // part)
        order = np.argsort(-score)
        for j in order[:undone]:
            k = of_job[BEST, j]
            if given < most_now and pairs[LOAD, k] <= of_person[LEFT, pairs[PERSON, k]]:
                of_person[LEFT, pairs[PERSON, k]] -= pairs[LOAD, k]
                state[k] = 1
                given += 1
    return OPEN, of_job[PLACE].copy(), used
