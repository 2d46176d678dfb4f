"""Match people and roles: from a question to a verified result."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.matching.assemble import Solved, empty_result, made_result
from talentmap.matching.audit import Claim
from talentmap.matching.conflicts import find_conflicts, no_capacity
from talentmap.matching.leximin import solve_leximin
from talentmap.matching.objective import Objective, objective
from talentmap.matching.optimal import solve_optimal
from talentmap.matching.problem import MatchProblem, match_problem
from talentmap.matching.result import MatchResult
from talentmap.matching.shortlists import Shortlists
from talentmap.matching.stable import BY_FIT, solve_stable
from talentmap.matching.verify import verify_levels, verify_match
from talentmap.measures.credit import FIT_WEIGHTS, FitWeights
from talentmap.optimise.options import Listener, Progress
from talentmap.results import Conflict, Reason
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Method = Literal["optimal", "stable", "leximin"]
METHODS: tuple[Method, ...] = ("optimal", "stable", "leximin")


def match_roles(
    data: Dataset,
    method: Method = "optimal",
    *,
    roles: Sequence[str] | None = None,
    people: Sequence[str] | None = None,
    weights: FitWeights = FIT_WEIGHTS,
    reassign: bool = False,
    open_unknown: bool = False,
    full: bool = False,
    include_private: bool = False,
    progress: Listener | None = None,
) -> MatchResult:
    """Match people to the free seats of roles.

    - ``optimal``: most seats filled, then the greatest total fit, then wishes (10 points for a first, 9 for a second
      ...), then the first by ids (roles in id order, each with the lowest ids).
    - ``stable``: no person and role would both rather have each other; of all such matchings the best for everybody.
      Roles order people by fit, people order roles by wish, then by what gives energy, then by fit; ties by id.
    - ``leximin``: most seats filled, then the lowest fit as high as can be, then the next lowest and so on, then wishes
      and ids.

    Parameters
    ----------
    method
        Which of the three.
    roles, people
        Ids to look at; all if not said.
    weights
        Of the parts of the fit.
    reassign
        False: holders keep their seats and get no other. True: the seats of all roles that take part are handed out
        anew, filled roles too.
    open_unknown
        True lets a person past a mandatory requirement of which nothing is known.
    full
        True asks that every seat be filled; where that cannot be, the result says which rules conflict.
    include_private
        True also uses claims whose owner keeps them private.
    progress
        Hears the name of each step.

    Returns
    -------
    MatchResult, verified without the solver. Without a free seat, without anybody who may have one, or when nobody
    meets the conditions of any role, the status is infeasible and ``conflicts`` says why: an empty answer is not
    called optimal.

    Raises
    ------
    UnknownLabelError
        A method, role or person that does not exist.
    ProblemError
        `data` is no Dataset, or more seats at once than can be worked out exactly (far over 10,000).

    Notes
    -----
    Only people employed at the reference date with working time left take part; a person's free time must be at least
    the working time of the seat. See ``talentmap.matching.rules``.
    """
    if not isinstance(data, Dataset):
        raise ProblemError(text("results.not_dataset", found=type(data).__name__))
    if method not in METHODS:
        known = ", ".join(METHODS)
        raise UnknownLabelError(text("matching.unknown_method", found=method, known=known), method, METHODS)
    clock = _Clock(progress)
    clock.step("people")
    problem = match_problem(
        data,
        roles=roles,
        people=people,
        weights=weights,
        reassign=reassign,
        open_unknown=open_unknown,
        full=full,
        include_private=include_private,
        tell=clock.step,
    )
    blocked = no_capacity(problem)
    if blocked is not None:
        return empty_result(problem, method, (blocked,), None, clock.stop())
    solved = _solved(problem, method, clock)
    clock.step("explain")
    conflicts = _conflicts(problem, method, solved.claim.place)
    if conflicts:
        return empty_result(problem, method, conflicts, solved, clock.stop())
    return made_result(problem, method, solved, clock)


def _solved(problem: MatchProblem, method: Method, clock: _Clock) -> Solved:
    goal = BY_FIT if method == "stable" else objective(problem)
    lists = Shortlists(problem, goal)
    if method == "optimal":
        found = solve_optimal(problem, goal, lists, clock.step)
        enter = np.maximum(found.high_price // goal.scale + 1, 0)
        claim = Claim(found.place, goal, found.price, found.gain, enter)
        clock.step("verify")
        return Solved(claim, verify_match(problem, claim), lists, found.high_price)
    if method == "leximin":
        levelled = solve_leximin(goal, lists, clock.step)
        clock.step("verify")
        verify_levels(problem, goal, levelled.place, levelled.stages)
        claim = Claim(levelled.place, goal)
        return Solved(claim, verify_match(problem, claim), lists)
    place = solve_stable(problem, lists, clock.step)
    clock.step("verify")
    claim = Claim(place, goal)
    return Solved(claim, verify_match(problem, claim, stable=True), lists)


def _conflicts(problem: MatchProblem, method: Method, place: Ints) -> tuple[Conflict, ...]:
    """Why there is no answer: nobody fits anything, or not all is filled that must be; nothing where there is one."""
    filled = int((place >= 0).sum())
    if problem.full and filled < problem.n_seats:
        if method == "stable":
            goal: Objective = objective(problem)
            place = solve_optimal(problem, goal, Shortlists(problem, goal), lambda _: None).place
        stability = Reason("matching.conflict.stable", method, filled, "seats", problem.n_seats)
        return find_conflicts(problem, place) or (Conflict((stability,)),)
    if not filled:
        return find_conflicts(problem, place) or (Conflict((Reason("matching.nobody.acceptable", "people"),)),)
    return ()


@dataclass(eq=False)
class _Clock:
    """Seconds per step, told to whoever listens."""

    listener: Listener | None
    timing: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)
    begun: float = field(default_factory=time.perf_counter)
    name: str = ""

    def step(self, name: str) -> None:
        """Begin a step."""
        now = time.perf_counter()
        if self.name:
            self.timing[self.name] = self.timing.get(self.name, 0.0) + now - self.begun
        self.name, self.begun = name, now
        if self.listener is not None:
            self.listener(Progress(name, now - self.started, math.nan, math.nan))

    def stop(self) -> dict[str, float]:
        """End the last step."""
        now = time.perf_counter()
        self.timing[self.name] = self.timing.get(self.name, 0.0) + now - self.begun
        return {**self.timing, "total": now - self.started}
