"""One walk over all allowed pairs after solving: what verifies a matching, and what it means for those in it.

Nothing here uses the solver. Fits come role by role, so no array of all pairs is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.matching.objective import Objective
from talentmap.matching.preferences import keys_from, preference_keys
from talentmap.matching.problem import MatchProblem
from talentmap.matching.shortlists import each_role
from talentmap.measures.fit_kernel import FitKernel
from talentmap.measures.fit_parts import FitParts

Ints = NDArray[np.int64]
FAR = 2**31 - 1
"""Distance to a role that a person may not have."""


@dataclass(frozen=True, eq=False)
class Claim:
    """What a solver says: a matching, and for the optimal method the prices that prove it.

    Parameters
    ----------
    place
        Role of each candidate, -1 without one; shape (n_people,).
    goal
        What a pair is worth.
    price, gain
        Prices of roles and gains of people in units of the goal; None where the method has no single set of prices.
    enter
        Shape (n_roles,): a fit from which somebody without a seat would get one; None to take that of the weakest
        newcomer.
    """

    place: Ints
    goal: Objective
    price: Ints | None = None
    gain: Ints | None = None
    enter: Ints | None = None


@dataclass(eq=False)
class Audit:
    """What the walk found.

    Parameters
    ----------
    overpriced
        Pairs (role, person) worth more than price + gain: there must be none.
    not_allowed
        Seats (role, person) that a rule forbids: there must be none.
    blocking
        Pairs (role, person) that would both rather have each other.
    n_acceptable
        Shape (n_roles,): candidates who may have the role.
    role_rank, person_rank
        Shape (n_people,): place of the person in the order of the role they got, and of the role in theirs, from 1;
        0 without a seat.
    nearest, short_by
        Shape (n_people,): the role a person without a seat came closest to, -1 where none is allowed, and how much
        more fit (in 1e-6) they needed.
    parts
        The fit of each seat taken apart, by role, then person.
    """

    overpriced: list[tuple[int, int]] = field(default_factory=list)
    not_allowed: list[tuple[int, int]] = field(default_factory=list)
    blocking: list[tuple[int, int]] = field(default_factory=list)
    n_acceptable: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    role_rank: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    person_rank: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    nearest: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    short_by: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    parts: list[FitParts] = field(default_factory=list)


def audit(problem: MatchProblem, claim: Claim) -> Audit:
    """Walk over all roles."""
    seated = np.flatnonzero(claim.place >= 0)
    own = np.zeros(len(problem.people), dtype=np.int64)
    for role in np.unique(claim.place[seated]):
        members = np.flatnonzero(claim.place == role)
        own[members] = preference_keys(problem, int(role), members)
    gaining = np.empty(0, dtype=np.int64) if claim.gain is None else np.flatnonzero(claim.gain)
    walk = _Walk(problem, claim, seated, own, problem.kernel.of(seated), gaining)
    roles = np.flatnonzero(problem.seats)
    n_parts = 1 if len(roles) * len(problem.people) < 2_000_000 else 8
    parts = [part for part in np.array_split(roles, n_parts) if len(part)]
    found = each_role(problem, lambda k: walk.over(parts[k]), range(len(parts)), heavy=n_parts > 1)
    return walk.together(found)


@dataclass(eq=False)
class _Part:
    """What one worker found: as in :class:`Audit`."""

    audit: Audit
    better: Ints


@dataclass(eq=False)
class _Walk:
    """The walk itself; `own` is the preference key of each seated person for their own role."""

    problem: MatchProblem
    claim: Claim
    seated: Ints
    own: Ints
    seated_kernel: FitKernel
    gaining: Ints

    def __post_init__(self) -> None:
        self.gains = np.zeros(len(self.problem.people), dtype=bool)
        self.gains[self.gaining] = True

    def over(self, roles: Sequence[int] | Ints) -> _Part:
        """Walk over some roles."""
        n_people = len(self.problem.people)
        found = Audit(
            n_acceptable=np.zeros(len(self.problem.roles), dtype=np.int64),
            role_rank=np.zeros(n_people, dtype=np.int64),
            nearest=np.full(n_people, -1, dtype=np.int64),
            short_by=np.full(n_people, FAR, dtype=np.int64),
        )
        part = _Part(found, np.zeros(len(self.seated), dtype=np.int64))
        nearest, short_by = np.full(n_people, -1, dtype=np.int32), np.full(n_people, FAR, dtype=np.int32)
        for role in map(int, roles):
            fit = self.problem.row(role)
            members = self.seated[self.claim.place[self.seated] == role]
            found.n_acceptable[role] = np.count_nonzero(fit >= 0)
            found.not_allowed += [(role, int(person)) for person in members[fit[members] < 0]]
            self._rank_members(found, fit, members)
            likes = self._likes(role, fit)
            part.better += likes
            found.blocking += self._blocking(role, fit, members, likes)
            if self.claim.price is not None:
                found.overpriced += self._overpriced(role, fit, int(self.claim.price[role]))
            self._distance(role, fit, members, nearest, short_by)
        found.nearest, found.short_by = nearest.astype(np.int64), short_by.astype(np.int64)
        return part

    def _rank_members(self, found: Audit, fit: NDArray[np.int32], members: Ints) -> None:
        for person in members:
            mine = fit[person]
            ahead = np.count_nonzero(fit > mine) + np.count_nonzero(fit[:person] == mine)
            found.role_rank[person] = ahead + 1

    def _likes(self, role: int, fit: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which seated people would rather have this role than theirs, and may."""
        keys = keys_from(self.problem, role, self.seated, self.seated_kernel.wants(role), fit[self.seated])
        mine, place = self.own[self.seated], self.claim.place[self.seated]
        rather: NDArray[np.bool_] = (keys < mine) | ((keys == mine) & (role < place))
        return rather & (fit[self.seated] >= 0)

    def _blocking(
        self, role: int, fit: NDArray[np.int32], members: Ints, likes: NDArray[np.bool_]
    ) -> list[tuple[int, int]]:
        if len(members) < self.problem.seats[role]:
            welcome = fit >= 0
        else:
            worst = min(members, key=lambda person: (fit[person], -person))
            welcome = fit > fit[worst]
            welcome[:worst] |= fit[:worst] == fit[worst]
        liking = self.seated[likes]
        welcome_seated = liking[welcome[liking]]
        welcome[self.seated] = False
        people = np.concatenate([welcome_seated, np.flatnonzero(welcome)])
        return [(role, int(person)) for person in np.sort(people)]

    def _overpriced(self, role: int, fit: NDArray[np.int32], price: int) -> list[tuple[int, int]]:
        """Pairs above price + gain. People without gain and wish are held against the best fit among them at once."""
        gain, goal = self.claim.gain, self.claim.goal
        if gain is None:
            return []
        wishing = self.problem.wishes(role)[0] if goal.points else np.empty(0, dtype=np.int64)
        others = wishing[~self.gains[wishing]]
        special = np.sort(np.concatenate([self.gaining, others])) if len(others) else self.gaining
        special = special[fit[special] >= 0]
        value = goal.values_of(self.problem, role, special, fit[special].astype(np.int64))
        wrong = [int(person) for person in special[value > price + gain[special]]]
        plain = fit.copy()
        plain[special] = -1
        best = int(plain.max(initial=-1))
        if best >= 0 and best * goal.scale > price:
            wrong += np.flatnonzero((plain >= 0) & (plain.astype(np.int64) * goal.scale > price)).tolist()
        return [(role, person) for person in sorted(wrong)]

    def _distance(
        self, role: int, fit: NDArray[np.int32], members: Ints, nearest: NDArray[np.int32], short_by: NDArray[np.int32]
    ) -> None:
        if self.claim.enter is not None:
            enter = int(self.claim.enter[role])
        else:
            enter = int(fit[members].min()) + 1 if len(members) else 0
        short = np.int32(min(enter, FAR - 1)) - fit
        short |= (fit >> 31) & np.int32(FAR)  # a closed pair has all bits set: it becomes FAR
        closer = np.flatnonzero(short < short_by)
        short_by[closer] = np.maximum(short[closer], 0)
        nearest[closer] = role

    def together(self, parts: Sequence[_Part]) -> Audit:
        """The findings of all workers as one; equal distances go to the role with the lowest id."""
        n_people = len(self.problem.people)
        whole = Audit(
            n_acceptable=np.zeros(len(self.problem.roles), dtype=np.int64),
            role_rank=np.zeros(n_people, dtype=np.int64),
            person_rank=np.zeros(n_people, dtype=np.int64),
            nearest=np.full(n_people, -1, dtype=np.int64),
            short_by=np.full(n_people, FAR, dtype=np.int64),
        )
        whole.person_rank[self.seated] = 1
        for part in parts:
            for name in ("overpriced", "not_allowed", "blocking"):
                getattr(whole, name).extend(getattr(part.audit, name))
            whole.n_acceptable += part.audit.n_acceptable
            whole.role_rank += part.audit.role_rank
            whole.person_rank[self.seated] += part.better
            closer = part.audit.short_by < whole.short_by
            whole.short_by[closer] = part.audit.short_by[closer]
            whole.nearest[closer] = part.audit.nearest[closer]
        return whole
