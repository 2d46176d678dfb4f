"""The hard rules groups keep. One function per rule; a rule is in :data:`RULES` or it does not exist.

Rules speak of positions in the facts. `verify` does not use them: it looks at the data again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from talentmap.errors import UnknownLabelError
from talentmap.groups.dates import HALVES, PER_SUBGROUP, allowed_at, members_free, overlap
from talentmap.groups.facts import Facts
from talentmap.groups.layout import GroupRule
from talentmap.groups.orders import Order
from talentmap.results import Reason
from talentmap.results.reasons import Value
from talentmap.vocabulary import text

FEW = 2
"""Who can come to no more times than this is named in a conflict; the others share one rule."""


def apart(facts: Facts) -> Iterator[GroupRule]:
    """Rule: of these people no two are in one group."""
    for order in _of(facts, "apart"):
        who = sorted(facts.position[person] for person in order.subjects)
        yield _rule(order, " ".join(order.subjects), apart=_pairs(who))


def together(facts: Facts) -> Iterator[GroupRule]:
    """Rule: these people are in one group."""
    for order in _of(facts, "together"):
        who = sorted(facts.position[person] for person in order.subjects)
        yield _rule(order, " ".join(order.subjects), together=tuple((who[0], other) for other in who[1:]))


def fixed(facts: Facts) -> Iterator[GroupRule]:
    """Rule: these people are in the group of this date, or with this label."""
    for order in _of(facts, "fixed"):
        want = " ".join("/".join(slot) for slot in order.slots) or order.place
        right = [
            k
            for k, slot in enumerate(facts.slots)
            if (slot.date, slot.part) in order.slots or slot.label == order.place
        ]
        wrong = [k for k in range(len(facts.slots)) if k not in right]
        who = [facts.position[person] for person in order.subjects]
        forbid = tuple((person, slot) for person in who for slot in wrong)
        yield _rule(order, f"{' '.join(order.subjects)} {want}", forbid=forbid, place=want)


def not_with_manager(facts: Facts) -> Iterator[GroupRule]:
    """Rule: nobody is in one group with their own direct manager."""
    for order in _of(facts, "not_with_manager"):
        asked = set(order.subjects or facts.people)
        pairs = tuple(
            (min(a, b), max(a, b))
            for a, b in ((facts.position[p], facts.position[m]) for p, m in facts.managers.items() if p in asked)
        )
        yield _rule(order, " ".join(order.subjects) or order.rule_id, apart=pairs)


def at_most(facts: Facts) -> Iterator[GroupRule]:
    """Rule: every group has at most so many people with a value of an attribute."""
    for order in _of(facts, "at_most"):
        for value, who in facts.holders(order):
            if len(who) > order.number:
                yield _rule(
                    order,
                    f"{order.column}={value} {order.number}",
                    counts=((who, None, order.number),),
                    held=value,
                    n_held=len(who),
                )


def at_least(facts: Facts) -> Iterator[GroupRule]:
    """Rule: every group has at least so many people with a value of an attribute."""
    for order in _of(facts, "at_least"):
        for value, who in facts.holders(order):
            yield _rule(
                order,
                f"{order.column}={value} {order.number}",
                counts=((who, order.number, None),),
                held=value,
                n_held=len(who),
            )


def needs_strength(facts: Facts) -> Iterator[GroupRule]:
    """Rule: every group has at least so many people known to have a strength at a level."""
    for order in _of(facts, "needs_strength"):
        for strength in order.subjects:
            who = facts.able(strength, order.level)
            name = f"{strength} {order.level}" + ("" if order.number == 1 else f" x{order.number}")
            yield _rule(order, name, counts=((who, order.number, None),), held=strength, n_held=len(who))


def closed(facts: Facts) -> Iterator[GroupRule]:
    """Rule: no group meets at these times."""
    for order in _of(facts, "closed"):
        for date, part in order.slots:
            hit = [k for k, slot in enumerate(facts.slots) if slot.date == date and overlap(slot.part, part)]
            if hit:
                label = date if part == "day" else f"{date}/{part}"
                yield _rule(order, label, closed=((tuple(hit), 0),), place=label)


def pools(facts: Facts) -> Iterator[GroupRule]:
    """Rule: groups that meet at one time have an actor and a facilitator for each subgroup."""
    table = facts.problem.data.frames["pools"]
    need = facts.problem.depths[0] if facts.problem.depths else 1
    for pool in PER_SUBGROUP:
        if not (table["pool"] == pool).any():
            continue
        bounds = []
        for date, part, slots in _times(facts):
            free = len(members_free(facts.problem.data, pool, date, part)) // need
            if free < len(slots):
                bounds.append((slots, free))
        if bounds:
            full = sum(1 for _, free in bounds if free == 0)
            name = f"pool:{pool}"
            reason = Reason(f"groups.rule.pool.{pool}", name, need, "people", None, {"short": full})
            yield GroupRule("pools", name, reason, closed=tuple(bounds))


def at_once(facts: Facts) -> Iterator[GroupRule]:
    """Rule: no more groups meet at one time than there are rooms, or than asked."""
    bounds = []
    for date, part, slots in _times(facts):
        allowed = allowed_at(facts.problem, date, part)
        if allowed < len(slots):
            bounds.append((slots, allowed))
    if bounds:
        most = max(most for _, most in bounds)
        reason = Reason("groups.rule.at_once", "at_once", most, "groups", None, {"times": len(_offered(facts))})
        yield GroupRule("at_once", "at_once", reason, closed=tuple(bounds))


def availability(facts: Facts) -> Iterator[GroupRule]:
    """Rule: nobody is in a group that meets when they are away."""
    rest: list[tuple[int, int]] = []
    for person, away in facts.away.items():
        k = facts.position[person]
        forbid = tuple((k, slot) for slot in away)
        free = len(_offered(facts)) - len({(facts.slots[s].date, facts.slots[s].part) for s in away})
        if free <= FEW:
            name = f"availability:{person}"
            reason = Reason("groups.rule.availability", name, free, "dates", None, {"person": person})
            yield GroupRule("availability", name, reason, forbid=forbid)
        else:
            rest += forbid
    if rest:
        reason = Reason("groups.rule.availability.others", "availability:others", len({p for p, _ in rest}), "people")
        yield GroupRule("availability", "availability:others", reason, forbid=tuple(rest))


Rule = Callable[[Facts], Iterator[GroupRule]]

RULES: tuple[Rule, ...] = (
    apart,
    together,
    fixed,
    not_with_manager,
    at_most,
    at_least,
    needs_strength,
    closed,
    pools,
    at_once,
    availability,
)
"""All rules, those easiest to give up first: of two equally cheap ways out the earlier is proposed."""


def instances(facts: Facts) -> tuple[GroupRule, ...]:
    """Every rule instance in force, in the order of :data:`RULES`, without those the problem waives.

    Raises
    ------
    UnknownLabelError
        A waived rule is not one of them: a rule waived by a misspelt name would still hold, unnoticed.
    """
    every: dict[str, GroupRule] = {}
    for rule in RULES:
        for found in rule(facts):
            every.setdefault(found.name, found)
    for name in facts.problem.waive:
        if name not in every:
            raise UnknownLabelError(text("groups.wrong.waive", name=name, rules=", ".join(every)), name, tuple(every))
    return tuple(found for name, found in every.items() if name not in facts.problem.waive)


def _of(facts: Facts, kind: str) -> Iterator[Order]:
    return (order for order in facts.orders if order.kind == kind)


def _pairs(who: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple((a, b) for k, a in enumerate(who) for b in who[k + 1 :])


def _offered(facts: Facts) -> list[tuple[str, str]]:
    return sorted({(slot.date, slot.part) for slot in facts.slots})


def _times(facts: Facts) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Each part of each date with the slots that take all of it, without doubles.

    Who works all day can take a morning, and who works a morning cannot take a day: so groups of a whole day share
    who is there all day, and all groups of a morning share who is there that morning.
    """
    seen: set[tuple[int, ...]] = set()
    for date in sorted({slot.date for slot in facts.slots if slot.date}):
        for part, halves in HALVES.items():
            slots = tuple(
                k for k, slot in enumerate(facts.slots) if slot.date == date and set(HALVES[slot.part]) >= set(halves)
            )
            if slots and slots not in seen:
                seen.add(slots)
                yield date, part, slots


def _rule(
    order: Order,
    about: str,
    *,
    held: str = "",
    n_held: int = 0,
    place: str = "",
    **shapes: object,
) -> GroupRule:
    """A rule instance with its reason: the kind, whom it is about, and who asks."""
    name = f"{order.kind}:{about}"
    details: dict[str, Value] = {
        "people": ", ".join(order.subjects),
        "column": order.column,
        "held": held,
        "n_held": n_held,
        "level": order.level,
        "place": place,
        "rule_id": order.rule_id,
        "owner": order.owner or "-",
        "why": order.why or "-",
    }
    value = order.number if order.number else None
    everybody = ".everybody" if order.kind == "not_with_manager" and not order.subjects else ""
    reason = Reason(f"groups.rule.{order.kind}{everybody}", name, value, "people", None, details)
    return GroupRule(order.kind, name, reason, **shapes)  # type: ignore[arg-type]
