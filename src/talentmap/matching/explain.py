"""Why a person got a seat or none, and why a role's seats are filled as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talentmap.measures.fit_parts import FitParts, RequirementPart, unknown_label
from talentmap.results import Explanation, Reason
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.matching.result import MatchResult

MICRO = 1_000_000


@dataclass(frozen=True, eq=False)
class Facts:
    """What explanations are made of.

    Parameters
    ----------
    seats
        Free seats of each role.
    parts
        Role and person of each seat filled -> the fit taken apart.
    unfilled, relaxations
        Role -> why seats stay open; role -> the easing that would fill one (see ``relax``).
    worth
        Person with a seat -> what the whole would lose without them, in fit; None where a seat would stay open.
        Empty where the method has no prices.
    one_more, one_less
        Role -> what one seat more would add and one fewer would cost, in fit; None where no further seat would be
        filled. Empty where the method has no prices.
    """

    seats: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[tuple[str, str], FitParts] = field(default_factory=dict)
    unfilled: Mapping[str, Reason] = field(default_factory=dict)
    relaxations: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    worth: Mapping[str, float | None] = field(default_factory=dict)
    one_more: Mapping[str, float | None] = field(default_factory=dict)
    one_less: Mapping[str, float | None] = field(default_factory=dict)


def explained(result: MatchResult, label: str) -> Explanation:
    """Reasons for one person or role; a person when an id is both."""
    seats = result.seats[result.seats["person_id"] == label]
    if len(seats):
        return Explanation(label, tuple(_seated(result, label)))
    out = result.left_out[result.left_out["person_id"] == label]
    if len(out):
        return Explanation(label, tuple(_left_out(label, out.iloc[0].to_dict())))
    if label in result.facts.seats:
        return Explanation(label, tuple(_role(result, label)))
    known = [*result.seats["person_id"], *result.left_out["person_id"], *result.facts.seats]
    raise unknown_label("matching.unknown_id", label, known)


def reason_text(kind: str) -> str:
    """Sentence of a reason without figures."""
    return text(kind)


def _seated(result: MatchResult, person: str) -> list[Reason]:
    row = result.seats[result.seats["person_id"] == person].iloc[0]
    role = str(row["role_id"])
    parts = result.facts.parts[role, person]
    fit, can, wants = parts.fit / MICRO, parts.can / MICRO, parts.wants / MICRO
    details: dict[str, str | float] = {"role": role, "can": can, "wants": wants}
    reasons = [Reason("matching.person.seated", person, fit, "fit", None, details)]
    ranks = int(row["person_rank"]), int(row["role_rank"])
    reasons.append(Reason("matching.person.ranks", person, ranks[0], "rank", ranks[1], {"role": role}))
    if person in result.facts.worth:
        worth = result.facts.worth[person]
        kind = "matching.person.gain_seat" if worth is None else "matching.person.gain"
        reasons.append(Reason(kind, person, worth, "fit"))
    return [*reasons, *(_requirement(part) for part in parts.requirements)]


def _requirement(part: RequirementPart) -> Reason:
    details = {"strength": part.strength_id}
    if part.level is None:
        return Reason("matching.person.unknown", part.strength_id, None, "level", part.need, details)
    kind = "matching.person.met" if part.level >= part.need else "matching.person.short"
    return Reason(kind, part.strength_id, part.level, "level", part.need, details)


def _left_out(person: str, row: Mapping[object, object]) -> list[Reason]:
    kind = str(row["kind"])
    reasons = [Reason("matching.person.left_out", person, details={"why": reason_text(kind)})]
    if kind == "matching.unplaced.others":
        role, short = str(row["role_id"]), float(str(row["fit_needed"]))
        reasons.append(Reason("matching.person.closest", person, short, "fit", 0, {"role": role}))
    return reasons


def _role(result: MatchResult, role: str) -> list[Reason]:
    members = result.seats[result.seats["role_id"] == role]
    seats, facts = result.facts.seats[role], result.facts
    reasons = [Reason("matching.role.filled", role, len(members), "seats", seats)]
    for person, fit in zip(members["person_id"], members["fit"], strict=True):
        reasons.append(Reason("matching.role.member", role, float(fit), "fit", None, {"person": str(person)}))
    if role in facts.unfilled:
        reasons += [facts.unfilled[role], *facts.relaxations.get(role, ())]
    if role in facts.one_more:
        more, less = facts.one_more[role], facts.one_less.get(role)
        kind = "matching.role.more_empty" if more is None else "matching.role.more"
        reasons.append(Reason(kind, role, more, "fit"))
        if less is not None:
            reasons.append(Reason("matching.role.less", role, less, "fit"))
    blocking = int((result.blocking_pairs["role_id"] == role).sum())
    if blocking:
        reasons.append(Reason("matching.role.blocking", role, blocking, "people"))
    return reasons
