"""Check a matching without the solver, rule by rule and price by price."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import VerificationError
from talentmap.matching.audit import Audit, Claim, audit
from talentmap.matching.leximin import Face, Stage
from talentmap.matching.objective import Objective
from talentmap.matching.optimal import all_pairs
from talentmap.matching.problem import MatchProblem
from talentmap.matching.rules import RESULT_RULES
from talentmap.matching.shortlists import Shortlists
from talentmap.measures.fit_parts import pair_parts
from talentmap.optimise.assignment import Pairs
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
_ALL_PAIRS = 4_000_000


def verify_match(problem: MatchProblem, claim: Claim, *, stable: bool = False) -> Audit:
    """Recompute rules, fits and proof from the data; every result passes here before anybody sees it.

    Rules are applied to every seat, and every seat's fit is added up again requirement by requirement. Prices, where
    the method has them, are held against every allowed pair of role and person, whatever list the solver worked from:
    no pair above price + gain, no gain without a seat, no seat left empty at a price above its floor, and the sum of
    prices and gains equal to the value of the matching. By weak duality no matching is worth more. For the stable
    method there must be no blocking pair.

    Raises
    ------
    VerificationError
        Anything does not hold. That is a defect of talentmap, never of the data.
    """
    found = audit(problem, claim)
    seats = [(int(role), person) for person, role in enumerate(claim.place.tolist()) if role >= 0]
    for rule in RESULT_RULES:
        _none(rule.__name__, rule(problem, seats))
    _none("allowed", _names(problem, found.not_allowed))
    found.parts = [pair_parts(problem.kernel, person, role) for role, person in sorted(seats)]
    _none("fit", _wrong_fits(problem, claim.place, found))
    if claim.price is not None and claim.gain is not None:
        _none("price", _names(problem, found.overpriced))
        bound, best = totals(problem, claim)
        if bound != best or (claim.gain < 0).any() or (claim.gain[claim.place < 0] > 0).any():
            _none("bound", [str(bound), str(best)])
        if (claim.price < claim.goal.empty).any():
            _none("floor", [problem.roles[r] for r in np.flatnonzero(claim.price < claim.goal.empty)])
    if stable:
        _none("blocking", _names(problem, found.blocking))
    return found


def totals(problem: MatchProblem, claim: Claim) -> tuple[int, int]:
    """Bound by prices and value of the matching, in units of the goal, empty seats counted."""
    if claim.price is None or claim.gain is None:
        return 0, 0
    bound = int((problem.seats * claim.price).sum() + claim.gain.sum())
    seated = np.flatnonzero(claim.place >= 0)
    best = claim.goal.empty * (problem.n_seats - len(seated))
    for role in np.unique(claim.place[seated]):
        members = seated[claim.place[seated] == role]
        fit = problem.row(int(role))[members].astype(np.int64)
        best += int(claim.goal.values_of(problem, int(role), members, fit).sum())
    return bound, best


def verify_levels(problem: MatchProblem, goal: Objective, place: Ints, stages: Sequence[Stage]) -> None:
    """Check a leximin matching, stage by stage.

    In each stage the prices must hold for every pair still in the running, and the matching must have no slack, seat
    everybody with a gain and leave no seat empty that may not be. It is then among the best of the stage, and the next
    stage may go on with the pairs without slack.

    Raises
    ------
    VerificationError
        A stage does not hold.
    """
    lists = Shortlists(problem, goal)
    every = len(problem.roles) * len(problem.people) <= _ALL_PAIRS
    lists.fill(max(len(problem.people), 1) if every else lists.enough)
    pairs = all_pairs(problem, lists)
    face = Face(pairs, pairs.value // goal.scale, np.zeros(pairs.n_people, dtype=bool), pairs.seats > 0)
    for number, stage in enumerate(stages):
        face = face.without(stage.low)
        first = number == 0
        values = np.zeros(len(face.fit), dtype=np.int64) if first else face.values(stage.group, goal)
        if not first and (stage.may_stay_empty & ~face.may_stay_empty).any():
            _none("level", [f"stage {number}"])
        _check_stage(number, face, stage, place, values)
        face = face.narrowed(stage, values)
    if (face.fit > face.settled).any() and (_held(face, place) > face.settled).any():
        _none("level", ["unsettled"])


def _check_stage(number: int, face: Face, stage: Stage, place: Ints, values: Ints) -> None:
    pairs: Pairs = face.pairs
    mine = place[pairs.person] == pairs.role
    slack = stage.price[pairs.role] + stage.gain[pairs.person] - values
    filled = np.bincount(place[place >= 0], minlength=len(pairs.seats))
    empty = filled < pairs.seats
    sound = (
        (slack >= 0).all()
        and (stage.gain >= 0).all()
        and (stage.price >= stage.floor).all()
        and (slack[mine] == 0).all()
        and int(mine.sum()) == int((place >= 0).sum())
        and (place[stage.gain > 0] >= 0).all()
        and (stage.price[empty] == stage.floor[empty]).all()
        and face.may_stay_empty[empty].all()
    )
    if not sound:
        _none("level", [f"stage {number}"])


def _held(face: Face, place: Ints) -> Ints:
    held: Ints = face.fit[place[face.pairs.person] == face.pairs.role]
    return held


def _wrong_fits(problem: MatchProblem, place: Ints, found: Audit) -> list[str]:
    """Seats whose fit is not the sum of its parts, or not what matching counted."""
    counted: dict[tuple[str, str], int] = {}
    for role in np.unique(place[place >= 0]).tolist():
        members = np.flatnonzero(place == role)
        for person, fit in zip(members.tolist(), problem.fits(role, members).tolist(), strict=True):
            counted[problem.roles[role], problem.people[person]] = fit
    wrong = []
    for parts in found.parts:
        added = parts.known + sum(part.can + part.wants for part in parts.requirements)
        if not added == parts.fit == counted[parts.role_id, parts.person_id]:
            wrong.append(f"{parts.role_id} - {parts.person_id}")
    return wrong


def _names(problem: MatchProblem, pairs: Sequence[tuple[int, int]]) -> list[str]:
    return [f"{problem.roles[role]} - {problem.people[person]}" for role, person in pairs]


def _none(rule: str, broken: Sequence[str]) -> None:
    if broken:
        shown = ", ".join(broken[:5])
        raise VerificationError(text("matching.not_verified", rule=rule, shown=shown, n=len(broken)))
