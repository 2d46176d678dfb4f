"""Compiled loops of `tasks_fills`: what one person had best do, and all that comes close to it.

Import late: loading numba takes half a second.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@njit(cache=True)
def near(gain: Ints, load: Ints, room: int, slack: int, most: int, fills: Bools) -> tuple[int, int]:
    """All sets of jobs that fit the room and gain at most `slack` less than the best; their number, and the best gain.

    Parameters
    ----------
    gain, load
        Shape (n_jobs,), in any order; a job with a load above the room is in no set.
    room
        At least 0.
    slack
        At least 0; with 0 the best sets alone.
    most
        No more than so many sets: the number returned is then one more.
    fills
        Shape (at least `most`, n_jobs): filled with the sets.

    A branch is followed where what the jobs still to come can add, by the table of their best knapsacks, reaches the
    asked gain: each branch ends in a set, so that the work is the number of sets times the jobs.
    """
    jobs = len(gain)
    after = np.zeros((jobs + 1, room + 1), np.int64)
    for j in range(jobs - 1, -1, -1):
        size = load[j]
        after[j] = after[j + 1]
        if gain[j] > 0:
            for w in range(size, room + 1):
                value = after[j + 1, w - size] + gain[j]
                if value > after[j, w]:
                    after[j, w] = value
    top = after[0, room]
    least, number, j, left, held = top - slack, 0, 0, room, 0
    state, taken = np.zeros(jobs + 1, np.int8), np.zeros(jobs, np.bool_)
    while j >= 0:
        if j == jobs:
            if number == most:
                return number + 1, top
            fills[number] = taken
            number += 1
            j -= 1
            continue
        state[j] += 1
        if state[j] == 1:
            size = load[j]
            if size <= left and held + gain[j] + after[j + 1, left - size] >= least:
                taken[j] = True
                held += gain[j]
                left -= size
                j += 1
                state[j] = 0
        elif state[j] == 2:
            if taken[j]:
                taken[j] = False
                held -= gain[j]
                left += load[j]
            if held + after[j + 1, left] >= least:
                j += 1
                state[j] = 0
        else:
            j -= 1
    return number, top


@njit(cache=True)
def together(
    words: Ints, above: Ints, first: Ints, gain: Ints, load: Ints, all_gain: int, spare: int, budget: int, steps: int
) -> tuple[Ints, int, int]:
    """One fill for each person so that all jobs are done once and the fills lose least in total.

    Parameters
    ----------
    words, above
        Shape (n_fills, n_words) and (n_fills,): jobs of each fill, 62 to a word, and what it loses against the best of
        its person; the fills of a person in order of loss.
    first
        Shape (n_people,): where the fills of each person but the last begin, and where all end.
    gain, load
        Shape (n_fills,): what the jobs of each fill would gain and weigh with the last person, who does what is left.
    all_gain, spare
        Of the last person: best gain minus that of all jobs, and load of all jobs minus the room.
    budget
        Most that may be lost in total.
    steps
        Fills tried at most.

    Returns
    -------
    Fill of each person but the last, what is lost (-1 where nothing was found), and the steps left over (0: unsettled).
    """
    count, size = len(first) - 1, words.shape[1]
    at, chosen, lost = first[:-1].copy(), np.zeros(count, np.int64), -1
    used, spent, d = np.zeros((count + 1, size), np.int64), np.zeros(count + 1, np.int64), 0
    while d >= 0 and steps > 0:
        if d < count:
            k = at[d]
            if k == first[d + 1] or spent[d] + above[k] > budget:
                d -= 1
                continue
            at[d] += 1
            steps -= 1
            free = True
            for q in range(size):
                if words[k, q] & used[d, q]:
                    free = False
                    break
            if free:
                for q in range(size):
                    used[d + 1, q] = words[k, q] | used[d, q]
                spent[d + 1] = spent[d] + above[k]
                d += 1
                if d < count:
                    at[d] = first[d]
            continue
        need, won = spare, all_gain + spent[d]
        for q in range(count):
            need -= load[at[q] - 1]
            won += gain[at[q] - 1]
        if need <= 0 and won <= budget:
            lost = won
            budget = lost - 1
            chosen[:] = at - 1
        d -= 1
    return chosen, lost, steps
