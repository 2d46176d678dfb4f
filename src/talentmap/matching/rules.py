"""Who may have which seat. A rule is in here or it does not exist.

Rules for people and for pairs are masks over many people at once; rules for a result return whatever breaks them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.in_force import in_force
from talentmap.measures.fit import GATE_UNKNOWN, OPEN

if TYPE_CHECKING:
    from talentmap.matching.problem import MatchProblem

Mask = NDArray[np.bool_]
Positions = NDArray[np.integer] | None
FTE_SLACK = 1e-9
"""Shares of a week are decimals; a difference this small is rounding."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What the rules for people look at; one entry per person, shape (n_people,).

    Parameters
    ----------
    start, end
        First and last day of employment, NaT without one.
    fte, held_fte
        Appointment, and the part of it in roles that are not up for reassignment.
    holds
        Whether the person has a seat that stays theirs.
    today
        Reference date, None where the data hold no date.
    """

    start: pd.Series
    end: pd.Series
    fte: NDArray[np.float64]
    held_fte: NDArray[np.float64]
    holds: Mask
    today: pd.Timestamp | None


def employed(facts: Facts) -> Mask:
    """Rule: only somebody employed at the reference date gets a seat. A blank date sets no limit."""
    return in_force(facts.start, facts.end, facts.today).to_numpy(dtype=bool)


def capacity(facts: Facts) -> Mask:
    """Rule: somebody without any working time left gets no seat."""
    return facts.fte - facts.held_fte > FTE_SLACK


def holders_stay(facts: Facts) -> Mask:
    """Rule: who has a seat keeps it, and gets no second one, unless the caller reassigns."""
    return ~facts.holds


def enough_fte(problem: MatchProblem, role: int, people: Positions) -> Mask | None:
    """Rule: the free working time of a person is at least that of the seat. A blank asks nothing."""
    short = too_short(problem, float(problem.role_fte[role]))
    return None if short is None else ~(short if people is None else short[people])


def too_short(problem: MatchProblem, asked: float) -> Mask | None:
    """Which candidates have less free working time than this; None where nothing is asked, or everybody has enough."""
    if np.isnan(asked) or asked <= problem.least_fte:
        return None
    short: Mask = problem.free_fte < asked - FTE_SLACK
    return short


def gates(problem: MatchProblem, role: int, people: Positions) -> Mask | None:
    """Rule: a mandatory requirement known to be unmet, or unknown and not opened by the caller, keeps a person out."""
    gate = problem.kernel.gates(role, people)
    if gate is None:
        return None
    return gate <= (GATE_UNKNOWN if problem.open_unknown else OPEN)


def one_seat_each(problem: MatchProblem, seats: Sequence[tuple[int, int]]) -> list[str]:
    """Rule: a person gets at most one seat. Returns the ids of people who got more."""
    taken = Counter(person for _, person in seats)
    return sorted(problem.people[person] for person, count in taken.items() if count > 1)


def seats_of_role(problem: MatchProblem, seats: Sequence[tuple[int, int]]) -> list[str]:
    """Rule: a role gets no more people than it has free seats. Returns the ids of roles that got more."""
    filled = np.bincount([role for role, _ in seats], minlength=len(problem.roles))
    return [problem.roles[role] for role in np.flatnonzero(filled > problem.seats)]


PersonRule = Callable[[Facts], Mask]
PairRule = Callable[["MatchProblem", int, Positions], Mask | None]
ResultRule = Callable[["MatchProblem", Sequence[tuple[int, int]]], list[str]]

PERSON_RULES: tuple[PersonRule, ...] = (employed, capacity, holders_stay)
PAIR_RULES: tuple[PairRule, ...] = (enough_fte, gates)
RESULT_RULES: tuple[ResultRule, ...] = (one_seat_each, seats_of_role)
RULES: tuple[Callable[..., object], ...] = (*PERSON_RULES, *PAIR_RULES, *RESULT_RULES)
