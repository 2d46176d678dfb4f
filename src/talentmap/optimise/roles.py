"""Projects made of roles, each for one qualified person: which projects to take, and who takes which role, proven.

A project is taken with all its roles filled, or declined. Roles overlap in time; at the start of each role somebody
holds, their roles running then fit in their weekly hours. The linear relaxation of these rows is close to whole, so the
proof needs only the columns that the relaxation nearly wants.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import VerificationError
from talentmap.optimise.arrays import Answer, solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import SEED, Options
from talentmap.optimise.relaxation import Relaxation
from talentmap.results import Status
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_NEAR = 1e-6


@dataclass(frozen=True, eq=False)
class Roles:
    """The question, as arrays over people (p), roles (r) and projects (j).

    Parameters
    ----------
    project
        Shape (r,): project of each role.
    able
        Shape (p, r): who is qualified for what.
    hours, total_hours
        Shape (r,): hours per week, and over the whole role.
    most, least
        Shape (p,): most hours in a week; hours over the horizon below which `idle` is paid.
    running
        Shape (r, r): whether the second role runs at the start of the first; each runs at its own start.
    apart
        Shape (r, r): roles that nobody may hold both.
    before
        Shape (p, r): who held the role until now.
    cost, taking
        Shape (p, r): cost of giving the role to the person; of taking it from somebody who held it.
    idle
        Shape (p,): cost of every hour under `least`.
    worth, loss
        Shape (j,): worth of a project that is taken; cost of one that is declined.

    References
    ----------
    Garcia (2025), Adaptive virtual team planning and coordination: a mathematical programming approach, Journal of
    Modelling in Management 20(1), 238-257: the question. The rows below are ours.
    """

    project: Ints
    able: Bools
    hours: Floats
    total_hours: Floats
    most: Floats
    least: Floats
    running: Bools
    apart: Bools
    before: Bools
    cost: Floats
    taking: Floats
    idle: Floats
    worth: Floats
    loss: Floats


@dataclass(frozen=True, eq=False)
class Cast:
    """Who plays what: person of each role (-1 where its project is declined), and the proof.

    `value` is recomputed from the question; no plan is worth more than `bound`.
    """

    status: Status
    person: Ints
    taken: Bools
    value: float
    bound: float


def cast_roles(roles: Roles, *, seed: int = SEED, time_limit: float | None = None) -> Cast:
    """Choose projects and give their roles to people for the greatest worth.

    The relaxation bounds everything. A column whose slope would take its value below some guess is left out; if the
    best without those columns is worth at least the guess, it is the best of all, else the guess is lowered.

    Parameters
    ----------
    time_limit
        Seconds, None for no limit. Declining everything is always a plan, so there is always an answer.

    Raises
    ------
    VerificationError
        The answer breaks a rule when recomputed: a defect of talentmap.
    """
    import time

    started = time.perf_counter()
    form = Form(roles)
    relaxation = Relaxation(form.model, form.objective, Options(seed=seed))
    first = relaxation.solve(time_limit)
    if first.status is not Status.OPTIMAL:
        return _cast(roles, form, None, math.inf, proven=False)
    whole = form.model.whole
    if np.abs(first.values - np.rint(first.values))[whole].max(initial=0.0) <= _NEAR:
        return _cast(roles, form, first.values, first.objective, proven=True)
    answer, guess = Answer(Status.NOT_FOUND), 1e-4 * max(1.0, abs(first.objective))
    while True:
        left = None if time_limit is None else time_limit - (time.perf_counter() - started)
        model, every = form.model.copy(), _leave_out(form, first, guess)
        low, high = model.bounds
        model.fix(np.flatnonzero(every), np.where(first.slopes[every] < 0, low[every], high[every]))
        answer = solve_matrix(model, form.objective, Options(seed=seed, time_limit=left, gap_absolute=1e-4))
        # Plans with a column left out are worth at most this much; the others at most what the solver proved.
        outside = first.objective - guess if every.any() else -math.inf
        if answer.status is not Status.INFEASIBLE and not (
            answer.status is Status.OPTIMAL and answer.objective < outside - _NEAR
        ):
            proven = answer.status is Status.OPTIMAL
            bound = max(answer.bound, outside) if not math.isnan(answer.bound) else first.objective
            values = answer.values if answer.status.has_solution else None
            return _cast(roles, form, values, min(bound, first.objective), proven=proven)
        guess *= 10


def _leave_out(form: Form, first: Answer, guess: float) -> Bools:
    """Columns at a bound of the relaxation whose change alone costs more than the guess."""
    low, high = form.model.bounds
    at_low = np.abs(first.values - low) <= _NEAR
    at_high = np.abs(first.values - high) <= _NEAR
    lost = np.where(at_low, -first.slopes, np.where(at_high, first.slopes, 0.0))
    out: Bools = (lost > guess) & form.model.whole
    return out


class Form:
    """Columns and rows: projects first, then pairs of person and role, then hours under the least."""

    def __init__(self, roles: Roles) -> None:
        self.roles, self.model = roles, Matrix()
        people, count = roles.able.shape
        self.taken = self.model.columns(len(roles.worth))
        usable = roles.able & (roles.hours[None, :] <= roles.most[:, None])
        self.person, self.role = np.nonzero(usable)
        self.pair = self.model.columns(len(self.person))
        self.at = np.full((people, count), -1, dtype=np.int64)
        self.at[self.person, self.role] = self.pair
        idle = np.flatnonzero((roles.idle > 0) & (roles.least > 0))
        self.under = self.model.columns(len(idle), high=roles.least[idle], whole=False)
        kept = np.where(roles.before, roles.taking, 0.0)
        gain = kept[self.person, self.role] - roles.cost[self.person, self.role]
        self.objective = np.concatenate([roles.worth + roles.loss, gain, -roles.idle[idle]])
        self.constant = -float(roles.loss.sum()) - float(kept.sum())
        self._filled(count)
        self._idle(idle)
        self._weeks()
        self._apart()

    def _filled(self, count: int) -> None:
        """All roles of a project that is taken have a person, and none of another."""
        row = np.concatenate([self.role, np.arange(count)])
        column = np.concatenate([self.pair, self.taken[self.roles.project]])
        value = np.concatenate([np.ones(len(self.pair)), -np.ones(count)])
        self.model.rows(count, row, column, value, 0.0, 0.0)

    def _idle(self, idle: Ints) -> None:
        at = np.full(len(self.roles.idle), -1, dtype=np.int64)
        at[idle] = np.arange(len(idle))
        here = at[self.person] >= 0
        row = np.concatenate([at[self.person[here]], np.arange(len(idle))])
        column = np.concatenate([self.pair[here], self.under])
        value = np.concatenate([self.roles.total_hours[self.role[here]], np.ones(len(idle))])
        self.model.rows(len(idle), row, column, value, self.roles.least[idle], np.inf)

    def _weeks(self) -> None:
        """Holding a role leaves, at its start, the rest of the week for the others running then.

        Written as ``others + (all - rest) x held <= all``, where all is what the others could add up to.
        """
        roles, rows = self.roles, _Rows()
        running = [np.flatnonzero(line) for line in roles.running]
        for person in range(len(roles.most)):
            can = self.at[person] >= 0
            for role in np.flatnonzero(can):
                others = running[role][can[running[role]]]
                others = others[others != role]
                every = float(roles.hours[others].sum())
                rest = float(roles.most[person] - roles.hours[role])
                if every > rest:
                    columns = np.append(self.at[person, others], self.at[person, role])
                    rows.add(columns, np.append(roles.hours[others], every - rest), every)
        rows.into(self.model)

    def _apart(self) -> None:
        rows = _Rows()
        first, second = np.nonzero(np.triu(self.roles.apart | self.roles.apart.T, 1))
        for one, other in zip(first.tolist(), second.tolist(), strict=True):
            for person in np.flatnonzero((self.at[:, one] >= 0) & (self.at[:, other] >= 0)):
                rows.add(self.at[person, [one, other]], np.ones(2), 1.0)
        rows.into(self.model)


class _Rows:
    """Rows gathered one by one."""

    def __init__(self) -> None:
        self.columns: list[Ints] = []
        self.values: list[Floats] = []
        self.most: list[float] = []

    def add(self, columns: Ints, values: Floats, most: float) -> None:
        self.columns.append(columns)
        self.values.append(values)
        self.most.append(most)

    def into(self, model: Matrix) -> None:
        if self.most:
            row = np.repeat(np.arange(len(self.most)), [len(columns) for columns in self.columns])
            column, value = np.concatenate(self.columns), np.concatenate(self.values)
            model.rows(len(self.most), row, column, value, -np.inf, np.array(self.most))


def _cast(roles: Roles, form: Form, values: Floats | None, bound: float, *, proven: bool) -> Cast:
    """The answer, recomputed; without values every project is declined."""
    person = np.full(len(roles.project), -1, dtype=np.int64)
    if values is not None:
        chosen = values[form.pair] > 0.5
        person[form.role[chosen]] = form.person[chosen]
    taken = np.zeros(len(roles.worth), dtype=bool)
    taken[roles.project[person >= 0]] = True
    if values is not None:  # a project without roles is taken or not as the solver says
        taken |= values[form.taken] > 0.5
    broken = broken_rules(roles, person, taken)
    if broken:
        raise VerificationError(text("roles.not_verified", shown="; ".join(broken[:5])))
    worth = plan_worth(roles, person, taken)
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    limit = worth if proven else max(bound + form.constant, worth)
    return Cast(status, person, taken, worth, limit)


def plan_worth(roles: Roles, person: Ints, taken: Bools) -> float:
    """Worth of a plan from its definition: projects, assignments, what is taken away and hours under the least."""
    held = np.zeros(roles.able.shape, dtype=bool)
    filled = np.flatnonzero(person >= 0)
    held[person[filled], filled] = True
    under = np.maximum(roles.least - held @ roles.total_hours, 0.0)
    parts = [
        *np.where(taken, roles.worth, -roles.loss).tolist(),
        *(-roles.cost[held]).tolist(),
        *(-roles.taking[roles.before & ~held]).tolist(),
        *(-roles.idle * under).tolist(),
    ]
    return math.fsum(parts)


def broken_rules(roles: Roles, person: Ints, taken: Bools) -> list[str]:
    """Rules a plan breaks, as words with positions; recomputed without the model."""
    broken = []
    for role, who in enumerate(person.tolist()):
        if (who >= 0) != bool(taken[roles.project[role]]):
            broken.append(f"project {roles.project[role]}: role {role}")
        if who < 0:
            continue
        mine = np.flatnonzero(person == who)
        if not roles.able[who, role]:
            broken.append(f"able: {who}, {role}")
        if roles.hours[mine[roles.running[role, mine]]].sum() > roles.most[who] + _NEAR:
            broken.append(f"hours: {who}, {role}")
        if (roles.apart[role, mine] | roles.apart[mine, role]).any():
            broken.append(f"apart: {who}, {role}")
    return broken
