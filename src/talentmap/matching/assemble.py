"""From a verified matching to the result people read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.matching.audit import FAR, Audit, Claim
from talentmap.matching.explain import Facts
from talentmap.matching.problem import CANDIDATE, MatchProblem
from talentmap.matching.relax import nearest_relaxation
from talentmap.matching.result import MatchResult
from talentmap.matching.rules import PERSON_RULES
from talentmap.matching.shortlists import Shortlists
from talentmap.matching.verify import totals
from talentmap.measures.fit_parts import FitParts
from talentmap.results import Conflict, Proof, Reason, Status

Ints = NDArray[np.int64]
MICRO = 1_000_000
_SEAT_COLUMNS = {
    "role_id": "str",
    "seat": "int64",
    "person_id": "str",
    "fit": "float64",
    "fit_micro": "int64",
    "can_part": "int64",
    "wants_part": "int64",
    "known_part": "int64",
    "person_rank": "int64",
    "role_rank": "int64",
}


class Clock(Protocol):
    """Keeps the time of each step."""

    def stop(self) -> dict[str, float]:
        """End the last step and give the seconds of all."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A verified matching, what the walk over all pairs found, and the lists it was made from."""

    claim: Claim
    audit: Audit
    lists: Shortlists
    high_price: Ints | None = None


def empty_result(
    problem: MatchProblem,
    method: str,
    conflicts: tuple[Conflict, ...],
    solved: Solved | None,
    timing: Mapping[str, float],
) -> MatchResult:
    """The result of a question that has no answer: nothing placed, and why."""
    place = np.full(len(problem.people), -1, dtype=np.int64)
    audit = solved.audit if solved else _no_audit(problem)
    facts, open_seats = _open_seats(problem, place if solved is None else solved.claim.place, audit)
    return MatchResult(
        method=method,
        status=Status.INFEASIBLE,
        proof=_proof(problem, method, Status.INFEASIBLE, math.nan, math.nan, timing),
        seats=pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in _SEAT_COLUMNS.items()}),
        blocking_pairs=_pairs(problem, ()),
        list_order={"seats": 0, "fit": 0.0, "seats_lost": 0, "fit_lost": 0.0},
        conflicts=conflicts,
        open_seats=open_seats,
        left_out=_left_out(problem, place, audit),
        facts=facts,
        timing=timing,
    )


def made_result(problem: MatchProblem, method: str, solved: Solved, clock: Clock) -> MatchResult:
    """The result of a verified matching."""
    claim, audit = solved.claim, solved.audit
    seats, parts = _seats(problem, claim.place, audit)
    micro = int(seats["fit_micro"].sum())
    facts, open_seats = _open_seats(problem, claim.place, audit)
    bound = micro
    if claim.price is not None:
        found, best = totals(problem, claim)  # in units of the goal; an integer part of it is fit
        bound = micro + (found - best) // claim.goal.scale
    listed = list_order(problem, solved.lists)
    marginal, timing = _marginal(problem, solved), clock.stop()
    return MatchResult(
        method=method,
        status=Status.OPTIMAL,
        proof=_proof(problem, method, Status.OPTIMAL, micro / MICRO, bound / MICRO, timing),
        seats=seats,
        blocking_pairs=_pairs(problem, audit.blocking),
        list_order={
            **listed,
            "seats_lost": len(seats) - int(listed["seats"]),
            "fit_lost": (micro - round(listed["fit"] * MICRO)) / MICRO,
        },
        conflicts=(),
        open_seats=open_seats,
        left_out=_left_out(problem, claim.place, audit),
        facts=Facts(facts.seats, parts, facts.unfilled, facts.relaxations, **marginal),
        timing=timing,
    )


def list_order(problem: MatchProblem, lists: Shortlists) -> dict[str, float]:
    """What roles by id, each taking its best free person (fit, then wish, then id), would give: seats and fit."""
    taken: set[int] = set()
    total = 0
    for role in range(len(problem.roles)):
        at, left = 0, int(problem.seats[role])
        while left:
            if at == len(lists.lists[role].people):
                if lists.lists[role].complete:
                    break
                lists.deepen([role])
            person = int(lists.lists[role].people[at])
            if person not in taken:
                taken.add(person)
                total += int(lists.lists[role].value[at]) // lists.goal.scale
                left -= 1
            at += 1
    return {"seats": len(taken), "fit": total / MICRO}


def _proof(
    problem: MatchProblem, method: str, status: Status, best: float, bound: float, timing: Mapping[str, float]
) -> Proof:
    import scipy

    how = method if status.has_solution else "none"
    return Proof(
        data=problem.data.fingerprint,
        problem=problem.fingerprint,
        rules=problem.rule_names,
        status=status,
        best=best,
        bound=bound,
        method=f"matching.proof.{how}",
        solver="talentmap" if method == "stable" else "scipy",
        version=str(scipy.__version__),
        seed=0,
        verified=status.has_solution,
        timing=timing,
    )


def _seats(problem: MatchProblem, place: Ints, audit: Audit) -> tuple[pd.DataFrame, dict[tuple[str, str], FitParts]]:
    rank = {problem.people[p]: (int(audit.person_rank[p]), int(audit.role_rank[p])) for p in np.flatnonzero(place >= 0)}
    seat: Counter[str] = Counter()
    rows = []
    for each in audit.parts:
        seat[each.role_id] += 1
        shown = (each.role_id, seat[each.role_id], each.person_id, each.fit / MICRO)
        rows.append((*shown, each.fit, each.can, each.wants, each.known, *rank[each.person_id]))
    parts = {(each.role_id, each.person_id): each for each in audit.parts}
    return pd.DataFrame(rows, columns=list(_SEAT_COLUMNS)).astype(_SEAT_COLUMNS), parts


def _open_seats(problem: MatchProblem, place: Ints, audit: Audit) -> tuple[Facts, pd.DataFrame]:
    filled = np.bincount(place[place >= 0], minlength=len(problem.roles))
    rows, why = [], {}
    eased: dict[str, tuple[Reason, ...]] = {}
    for role in np.flatnonzero(filled < problem.seats).tolist():
        label, seats, acceptable = problem.roles[role], int(problem.seats[role]), int(audit.n_acceptable[role])
        missing = seats - int(filled[role])
        kind = "matching.unfilled.elsewhere" if acceptable else "matching.unfilled.nobody"
        why[label] = Reason(kind, label, missing, "seats", seats, {"acceptable": acceptable})
        relaxed = nearest_relaxation(problem, role, place)
        if not relaxed and problem.people:
            eased[label] = (Reason("matching.relax.people", label),)
        elif relaxed:
            eased[label] = relaxed
        who = str(relaxed[0].details["person"]) if relaxed else None
        gained = (1, float(str(relaxed[0].value))) if relaxed else (None, None)
        rows.append((label, missing, seats, acceptable, kind, who, *gained))
    columns = ["role_id", "open", "seats", "acceptable", "kind", "person_id", "seats_gained", "fit_gained"]
    types = {"role_id": "str", "kind": "str", "person_id": "str", "seats_gained": "Int64", "fit_gained": "float64"}
    numbers = {"open": "int64", "seats": "int64", "acceptable": "int64"}
    frame = pd.DataFrame(rows, columns=columns).astype({**types, **numbers})
    counts = dict(zip(problem.roles, problem.seats.tolist(), strict=True))
    return Facts(seats=counts, unfilled=why, relaxations=eased), frame


def _left_out(problem: MatchProblem, place: Ints, audit: Audit) -> pd.DataFrame:
    """People without a new seat, by id: person_id, kind, role_id, fit_needed."""
    names = [f"matching.unplaced.{rule.__name__}" for rule in PERSON_RULES]
    kinds = [*names, "matching.unplaced.no_role", "matching.unplaced.others"]
    code = problem.standing.astype(np.int64)
    candidates = np.flatnonzero(problem.standing == CANDIDATE)
    open_to = audit.nearest >= 0
    code[candidates] = np.where(open_to, len(names) + 1, len(names))
    near = np.full(len(code), -1, dtype=np.int64)
    near[candidates] = audit.nearest
    short = np.full(len(code), np.nan)
    short[candidates] = np.where(open_to & (audit.short_by < FAR), audit.short_by / MICRO, np.nan)
    out = np.ones(len(code), dtype=bool)
    out[candidates[place >= 0]] = False
    roles = pd.Series([*problem.roles, None], dtype="str")
    return pd.DataFrame(
        {
            "person_id": pd.Series(problem.everyone, dtype="str")[out].reset_index(drop=True),
            "kind": pd.Categorical.from_codes(code[out], dtype=pd.CategoricalDtype(kinds)),
            "role_id": roles.take(near[out]).reset_index(drop=True),
            "fit_needed": short[out],
        }
    )


def _marginal(problem: MatchProblem, solved: Solved) -> dict[str, dict[str, float | None]]:
    """Marginal values from the prices, in fit; None where a seat, and not only fit, is at stake."""
    claim, high = solved.claim, solved.high_price
    if claim.price is None or claim.gain is None or high is None:
        return {}
    much = -claim.goal.empty // 2  # past this, seats are at stake and not only fit

    def fit(value: int) -> float | None:
        return None if abs(value) > much else claim.goal.fit_of(value) / MICRO

    seated = np.flatnonzero(claim.place >= 0).tolist()
    gains, low = claim.gain.tolist(), claim.price.tolist()
    with_seats = np.flatnonzero(problem.seats).tolist()
    return {
        "worth": {problem.people[p]: fit(gains[p]) for p in seated},
        "one_more": {problem.roles[r]: fit(low[r]) for r in with_seats},
        "one_less": {problem.roles[r]: fit(int(high[r])) for r in with_seats},
    }


def _pairs(problem: MatchProblem, pairs: Sequence[tuple[int, int]]) -> pd.DataFrame:
    ordered = sorted(pairs)
    return pd.DataFrame(
        {
            "role_id": pd.Series([problem.roles[role] for role, _ in ordered], dtype="str"),
            "person_id": pd.Series([problem.people[person] for _, person in ordered], dtype="str"),
        }
    )


def _no_audit(problem: MatchProblem) -> Audit:
    n_people = len(problem.people)
    return Audit(
        n_acceptable=np.zeros(len(problem.roles), dtype=np.int64),
        nearest=np.full(n_people, -1, dtype=np.int64),
        short_by=np.full(n_people, FAR, dtype=np.int64),
    )
