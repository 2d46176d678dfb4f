"""A question to the matcher: which roles have seats, who may have them, and what each pair is worth."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import in_force
from talentmap.evidence import level_array, places, profiles
from talentmap.matching.rules import PAIR_RULES, PERSON_RULES, RULES, Facts, too_short
from talentmap.measures.credit import FitWeights, credit_table
from talentmap.measures.fit import GATE_UNKNOWN, GATE_UNMET
from talentmap.measures.fit_kernel import FitKernel, fit_kernel
from talentmap.measures.fit_parts import unknown_label
from talentmap.measures.fit_rows import fit_row

Ints = NDArray[np.int64]
UNACCEPTABLE = -1
"""Value of a pair that no rule allows; any fit is at least 0."""
CANDIDATE = -1
"""Standing of a person whom every rule for people lets through."""
_ROOM = 1_000_000_000
"""Bytes that the rows of fits may take; with more pairs than fit in them, a row is made anew each time it is asked."""


@dataclass(frozen=True, eq=False)
class MatchProblem:
    """Roles with free seats and the people who may take them; made by :func:`match_problem`.

    Parameters
    ----------
    data
        The dataset, for names and dates.
    roles, seats, role_fte
        Roles that take part, in id order; free seats; working time of a seat, NaN where nothing is asked.
    everyone, standing
        All people asked about, in id order, and the position in ``PERSON_RULES`` of the first rule that keeps each out,
        or ``CANDIDATE``.
    people, free_fte
        The candidates among them, in id order, and their free working time. Positions of people are positions here.
    kernel
        Fits of candidates and roles.
    wish_role, wish_person, wish_place
        Wishes for roles that take part: positions and the place of the role among the wishes for roles, from 1.
    open_unknown, full, reassign
        As asked by the caller.
    fingerprint
        Of everything above.
    """

    data: Dataset
    roles: tuple[str, ...]
    seats: Ints
    role_fte: NDArray[np.float64]
    everyone: tuple[str, ...]
    standing: NDArray[np.int8]
    people: tuple[str, ...]
    free_fte: NDArray[np.float64]
    kernel: FitKernel
    wish_role: Ints
    wish_person: Ints
    wish_place: Ints
    open_unknown: bool
    full: bool
    reassign: bool
    include_private: bool
    fingerprint: str

    @property
    def n_seats(self) -> int:
        """Free seats of all roles together."""
        return int(self.seats.sum())

    @cached_property
    def least_fte(self) -> float:
        """Free working time that every candidate has."""
        return float(self.free_fte.min(initial=np.inf))

    @property
    def rule_names(self) -> tuple[str, ...]:
        """Names of the rules in force."""
        return tuple(rule.__name__ for rule in RULES)

    def allowed(self, role: int, people: NDArray[np.integer] | None = None) -> NDArray[np.bool_] | None:
        """Which candidates, of those at these positions or of all, may have a seat of the role; None where all may."""
        mask: NDArray[np.bool_] | None = None
        for rule in PAIR_RULES:
            found = rule(self, role, people)
            if found is not None:
                mask = found if mask is None else mask & found
        return mask

    def row(self, role: int) -> NDArray[np.int32]:
        """Fit of a role with all candidates in units of 1e-6, negative where a rule keeps the pair apart.

        The same as ``fits(role)``, made for very many people. Not to be changed: it is kept for who asks next.
        """
        if role in self._rows:
            return self._rows[role]
        fit = fit_row(self.kernel, role, GATE_UNMET if self.open_unknown else GATE_UNKNOWN)
        short = self._short_of(float(self.role_fte[role]))
        if short is not None:
            fit |= short
        fit.setflags(write=False)
        if len(self.roles) * fit.nbytes <= _ROOM:
            self._rows[role] = fit
        return fit

    @cached_property
    def _rows(self) -> dict[int, NDArray[np.int32]]:
        return {}

    def _short_of(self, asked: float) -> NDArray[np.int32] | None:
        """-1 for candidates without enough free time and else 0, worked out once for each working time asked.

        All bits of -1 are set, so "or" makes a fit of theirs -1 too: ten times as quick as writing under a mask.
        """
        if np.isnan(asked):
            return None
        if asked not in self._short:
            short = too_short(self, asked)
            self._short[asked] = None if short is None else np.where(short, UNACCEPTABLE, 0).astype(np.int32)
        return self._short[asked]

    @cached_property
    def _short(self) -> dict[float, NDArray[np.int32] | None]:
        return {}

    def fits(self, role: int, people: NDArray[np.integer] | None = None) -> Ints:
        """Fit of a role with candidates in units of 1e-6; ``UNACCEPTABLE`` where a rule keeps the pair apart."""
        fit = self.kernel.fits(role, people).fit
        mask = self.allowed(role, people)
        if mask is not None:
            fit[~mask] = UNACCEPTABLE
        return fit

    @cached_property
    def _wish_first(self) -> Ints:
        return np.searchsorted(self.wish_role, np.arange(len(self.roles) + 1))

    def wishes(self, role: int) -> tuple[Ints, Ints]:
        """Candidates (positions, rising) who wish for the role, and at which place."""
        here = slice(self._wish_first[role], self._wish_first[role + 1])
        return self.wish_person[here], self.wish_place[here]


def match_problem(
    data: Dataset,
    *,
    roles: Sequence[str] | None,
    people: Sequence[str] | None,
    weights: FitWeights,
    reassign: bool,
    open_unknown: bool,
    full: bool,
    include_private: bool,
    tell: Callable[[str], None] = lambda _: None,
) -> MatchProblem:
    """Put a matching problem together.

    Open and future roles take part, and filled ones too when reassigning. Seats are the headcount minus the valid
    holdings: those of somebody employed, in force at the reference date. When reassigning, the holdings of the roles
    that take part are set free: all their seats are handed out anew and their holders are candidates like anybody else.
    Otherwise whoever holds a role that has not ended keeps it and is no candidate, whatever time they have left: a
    person gets one seat.

    Raises
    ------
    UnknownLabelError
        A person or role is not in the data.
    """
    table = data.frames["roles"]
    asked = _asked(roles, table["role_id"], "fit.unknown_role")
    status = table["status"].astype("str")
    taking = status.isin(("open", "future", "filled") if reassign else ("open", "future")) & asked
    table = table[taking].reset_index(drop=True)
    persons = data.frames["people"]
    persons = persons[_asked(people, persons["person_id"], "fit.unknown_person")].reset_index(drop=True)
    facts, held = _facts(data, persons, table["role_id"], reassign)
    headcount = table["headcount"].to_numpy(dtype=np.int64)
    standing = _standing(facts)
    candidate = standing == CANDIDATE
    everyone = tuple(persons["person_id"].to_numpy(dtype=object).tolist())
    ids = tuple(everyone[at] for at in np.flatnonzero(candidate))
    needs = data.frames["role_requirements"]
    needs = needs[places(needs["role_id"], table["role_id"]) >= 0]
    tell("profiles")
    found = profiles(data, include_private=include_private)
    tell("fits")
    levels = level_array(found, ids, tuple(sorted(needs["strength_id"].unique())))
    kernel = fit_kernel(needs, tuple(table["role_id"]), levels, weights, credit_table())
    options = (data.fingerprint, roles and sorted(roles), people and sorted(people), weights, reassign, open_unknown)
    return MatchProblem(
        data=data,
        roles=kernel.roles,
        seats=np.maximum(headcount - held, 0),
        role_fte=table["fte"].to_numpy(dtype=np.float64),
        everyone=everyone,
        standing=standing,
        people=ids,
        free_fte=(facts.fte - facts.held_fte)[candidate],
        kernel=kernel,
        **_wishes(data, kernel.roles, ids),
        open_unknown=open_unknown,
        full=full,
        reassign=reassign,
        include_private=include_private,
        fingerprint=hashlib.sha256(repr((*options, full, include_private)).encode()).hexdigest(),
    )


def _asked(wanted: Sequence[str] | None, known: pd.Series, key: str) -> NDArray[np.bool_]:
    if wanted is None:
        return np.ones(len(known), dtype=bool)
    at = places(pd.Series(list(wanted), dtype="str"), known)
    for label, place in zip(wanted, at, strict=True):
        if place < 0:
            raise unknown_label(key, label, tuple(known))
    mask = np.zeros(len(known), dtype=bool)
    mask[at] = True
    return mask


def _standing(facts: Facts) -> NDArray[np.int8]:
    standing = np.full(len(facts.fte), CANDIDATE, dtype=np.int8)
    for position, rule in reversed(list(enumerate(PERSON_RULES))):
        standing[~rule(facts)] = position
    return standing


def _facts(data: Dataset, persons: pd.DataFrame, taking: pd.Series, reassign: bool) -> tuple[Facts, Ints]:
    """What the rules look at, and how many seats of each role that takes part are held."""
    today, fte = data.reference_date, persons["fte"].to_numpy(dtype=np.float64)
    zeros = np.zeros(len(persons))
    facts = Facts(persons["start_date"], persons["end_date"], fte, zeros, zeros.astype(bool), today)
    holdings = _valid_holdings(data, today)
    if reassign:
        holdings = holdings[places(holdings["role_id"], taking) < 0]
    held = np.bincount(places(holdings["role_id"], taking) + 1, minlength=len(taking) + 1)[1:].astype(np.int64)
    at = places(holdings["person_id"], persons["person_id"])
    here = at >= 0
    at, hours = at[here], holdings["fte"].to_numpy(dtype=np.float64)[here]
    held_fte = np.bincount(at, np.where(np.isnan(hours), fte[at], hours), minlength=len(persons)).astype(np.float64)
    holds = np.bincount(at, minlength=len(persons)) > 0
    if reassign:  # a seat elsewhere that is not up for reassignment takes time, and the person keeps it
        return Facts(facts.start, facts.end, fte, held_fte, holds, today), held
    return Facts(facts.start, facts.end, fte, np.where(holds, 0.0, held_fte), holds, today), held


def _valid_holdings(data: Dataset, today: pd.Timestamp | None) -> pd.DataFrame:
    """Holdings in force, of people employed, in roles that have not ended; one row per person and role."""
    roles, people = data.frames["roles"], data.frames["people"]
    living = roles["role_id"][roles["status"].astype("str") != "ended"]
    here = in_force(people["start_date"], people["end_date"], today)
    table = data.frames["holdings"]
    valid = in_force(table["since"], table["until"], today)
    valid &= (places(table["role_id"], living) >= 0) & (places(table["person_id"], people["person_id"][here]) >= 0)
    return table[valid].drop_duplicates(["person_id", "role_id"])


def _wishes(data: Dataset, roles: Sequence[str], people: Sequence[str]) -> dict[str, Ints]:
    """Wishes for roles, by role then person. The place counts all wishes for roles, also for roles without seats."""
    table = data.frames["aspirations"]
    table = table[table["target_kind"].astype("str") == "role"]
    table = table.sort_values(["person_id", "rank", "target_id"], kind="stable", na_position="last")
    place = table.groupby("person_id").cumcount().to_numpy(dtype=np.int64) + 1
    role, person = places(table["target_id"], roles), places(table["person_id"], people)
    here = (role >= 0) & (person >= 0)
    order = np.lexsort((person[here], role[here]))
    return {
        "wish_role": role[here][order],
        "wish_person": person[here][order],
        "wish_place": place[here][order].astype(np.int64),
    }
