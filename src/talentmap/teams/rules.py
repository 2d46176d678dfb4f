"""The rules a team keeps. One function per rule; a rule is in :data:`RULES` or it does not exist.

Every rule is linear in who is a member, so the same rows serve the solver, the local search and the search for
conflicts. `verify` does not use them: it looks at the data again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from talentmap.errors import UnknownLabelError
from talentmap.measures.unit_tree import UnitTree
from talentmap.optimise.formulation import Row
from talentmap.results import Reason
from talentmap.results.reasons import Value
from talentmap.teams.facts import Facts
from talentmap.teams.orders import Order
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Instance:
    """One rule about particular people, with its rows over positions of people.

    Parameters
    ----------
    rule, name
        Kind, and the name of this instance: the kind and its ids (``apart:P01 P02``).
    rows
        All hold when the rule holds.
    reason
        The rule in words, with its owner where it has one.
    unit
        What a softened bound counts (``people``); blank where the rule can only be dropped.
    """

    rule: str
    name: str
    rows: tuple[Row, ...]
    reason: Reason
    unit: str = ""


def team_size(facts: Facts) -> Iterator[Instance]:
    """Rule: a team has at least the smallest and at most the largest size."""
    everyone = range(len(facts.people))
    low, high = facts.problem.sizes
    for name, row, bound in (
        ("at_least", Row.count(everyone, low=low), low),
        ("at_most", Row.count(everyone, high=high), high),
    ):
        key = f"team_size:{name}"
        reason = Reason(f"teams.rule.team_size.{name}", key, bound, "people")
        yield Instance("team_size", key, (row,), reason, "people")


def availability(facts: Facts) -> Iterator[Instance]:
    """Rule: whoever is not employed or has too few hours on the project's days is not in the team.

    People some other rule speaks of, or who meet a mandatory requirement, have an instance each; the others share
    one, because a list of hundreds of names explains nothing.
    """
    named = {person for order in facts.orders for person in order.people}
    gates = [k for k, r in enumerate(facts.requirements) if r.mandatory]
    rest = []
    for position, reason in facts.absent.items():
        person = facts.people[position]
        if person in named or (gates and facts.meets[position, gates].any()):
            name = f"availability:{person}"
            row = Row.count([position], high=0)
            yield Instance("availability", name, (row,), replace(reason, subject=name))
        else:
            rest.append(position)
    if rest:
        reason = Reason("teams.rule.availability.others", "availability:others", len(rest), "people")
        yield Instance("availability", "availability:others", (Row.count(rest, high=0),), reason)


def must_include(facts: Facts) -> Iterator[Instance]:
    """Rule: these people are in the team."""
    for order in _of(facts, "must_include"):
        yield _instance(order, (Row.count([facts.position[order.people[0]]], low=1),))


def exclude(facts: Facts) -> Iterator[Instance]:
    """Rule: these people are not in the team."""
    for order in _of(facts, "exclude"):
        yield _instance(order, (Row.count([facts.position[order.people[0]]], high=0),))


def together(facts: Facts) -> Iterator[Instance]:
    """Rule: of a group either all are in the team or none."""
    for order in _of(facts, "together"):
        first, *others = (facts.position[person] for person in order.people)
        yield _instance(order, tuple(Row((first, other), (1, -1), 0, 0) for other in others))


def apart(facts: Facts) -> Iterator[Instance]:
    """Rule: of a group at most one is in the team."""
    for order in _of(facts, "apart"):
        yield _instance(order, (Row.count([facts.position[person] for person in order.people], high=1),))


def unit_at_most(facts: Facts) -> Iterator[Instance]:
    """Rule: at most so many members come from a unit and the units under it."""
    for order in _of(facts, "unit_at_most"):
        yield _instance(order, (Row.count(in_unit(facts, order.unit), high=order.number),), "people")


def unit_at_least(facts: Facts) -> Iterator[Instance]:
    """Rule: at least so many members come from a unit and the units under it."""
    for order in _of(facts, "unit_at_least"):
        yield _instance(order, (Row.count(in_unit(facts, order.unit), low=order.number),), "people")


def mandatory(facts: Facts) -> Iterator[Instance]:
    """Rule: at least `min_people` members have a known level that meets a mandatory requirement."""
    for k, requirement in enumerate(facts.requirements):
        if requirement.mandatory:
            name = f"mandatory:{requirement.strength_id}"
            able = [p for p in range(len(facts.people)) if facts.meets[p, k]]
            details: dict[str, Value] = {
                "strength": requirement.strength_id,
                "level": requirement.level,
                "able": len([p for p in able if p not in facts.absent]),
            }
            reason = Reason("teams.rule.mandatory", name, requirement.min_people, "people", None, details)
            yield Instance("mandatory", name, (Row.count(able, low=requirement.min_people),), reason, "people")


def robust(facts: Facts) -> Iterator[Instance]:
    """Rule: whichever `robust` members are lost, those left still meet every mandatory requirement.

    The worst loss takes members who meet the requirement, so that is the same as `min_people` + `robust` of them: a
    team that is k-robust (Okimoto, Schwind, Clement, Ribeiro, Inoue and Marquis 2015, "How to form a task-oriented
    robust team", AAMAS). An instance of its own beside `mandatory`, so that a conflict tells what the loss asks for
    from what the project asks for.
    """
    lost = facts.problem.robust
    for k, requirement in enumerate(facts.requirements):
        if lost and requirement.mandatory:
            name = f"robust:{requirement.strength_id}"
            able = [p for p in range(len(facts.people)) if facts.meets[p, k]]
            details: dict[str, Value] = {
                "strength": requirement.strength_id,
                "level": requirement.level,
                "lost": lost,
                "able": len([p for p in able if p not in facts.absent]),
            }
            least = requirement.min_people + lost
            reason = Reason("teams.rule.robust", name, least, "people", requirement.min_people, details)
            yield Instance("robust", name, (Row.count(able, low=least),), reason, "people")


Rule = Callable[[Facts], Iterator[Instance]]

RULES: tuple[Rule, ...] = (
    must_include,
    exclude,
    together,
    apart,
    unit_at_most,
    unit_at_least,
    robust,
    mandatory,
    team_size,
    availability,
)
"""All rules, those easiest to give up first: of two equally cheap ways out the earlier is proposed."""


def instances(facts: Facts) -> tuple[Instance, ...]:
    """Every rule instance in force, in the order of :data:`RULES`, without those the problem waives.

    Raises
    ------
    UnknownLabelError
        A waived rule is not one of them: a rule waived by a misspelt name would still hold, unnoticed.
    """
    every = [found for rule in RULES for found in rule(facts)]
    names = [found.name for found in every]
    waived = {name for name in facts.problem.waive if not name.startswith("availability:")}
    for name in facts.problem.waive:
        if name in waived and name not in names:
            raise UnknownLabelError(text("teams.wrong.waive", name=name, rules=", ".join(names)), name, names)
    return tuple(found for found in every if found.name not in waived)


def in_unit(facts: Facts, unit: str) -> list[int]:
    """Positions of the people of a unit and of every unit under it."""
    tree = UnitTree(facts.problem.data)
    return [k for k, own in enumerate(facts.units) if tree.lies_in(own, unit)]


def _of(facts: Facts, rule: str) -> Iterator[Order]:
    return (order for order in facts.orders if order.rule == rule)


def _instance(order: Order, rows: tuple[Row, ...], unit: str = "") -> Instance:
    about = " ".join(order.people) or f"{order.unit} {order.number}"
    name = f"{order.rule}:{about}"
    kind = f"teams.rule.{order.rule}" + (".owned" if order.owner else "")
    details = {
        "people": ", ".join(order.people),
        "unit_name": order.unit,
        "rule_id": order.rule_id,
        "owner": order.owner,
        "why": order.why or "-",
    }
    value = order.number if order.unit else None
    return Instance(order.rule, name, rows, Reason(kind, name, value, unit, None, details), unit)
