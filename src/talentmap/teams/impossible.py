"""When no team keeps all the rules: which rules are in each other's way, and the ways out with their price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from talentmap.optimise.conflicts import Group, Relaxation, Rulebook
from talentmap.optimise.formulation import Row
from talentmap.results import Conflict, Reason, Status
from talentmap.results.reasons import Value
from talentmap.teams.prune import candidates
from talentmap.teams.rules import Instance, instances
from talentmap.teams.solve import Question, best_team

_PRESENCE_PRICE = 50
"""Giving people hours or a contract they do not have is no small wish: dearer than giving up many rules."""
_SECONDS = 10.0
"""Time for the price of one way out; that it is a way out is known without it."""


def explain_conflicts(question: Question) -> tuple[Conflict, ...]:
    """The conflicts of a question that has no answer, with ways out that were tried.

    With one conflict every rule of it is a way out by itself, unless giving it up does not help; all are tried and
    listed best team first. With several conflicts the cheapest joint way out is given, each step with its conflict.
    """
    rules = {instance.name: instance for instance in question.rules}
    groups = [_group(instance) for instance in question.rules]
    book = Rulebook(groups, len(question.facts.people), question.options.seed)
    joint = book.relaxation()
    found = list(book.conflicts(tuple(joint.given)))
    if len(found) == 1:
        ways = _single_ways(question, groups, found[0], joint)
        return (Conflict(_reasons(rules, found[0]), ways),)
    best = _price(question, joint.given)
    return tuple(
        Conflict(
            _reasons(rules, names),
            tuple(_way(question, rules[name], by, best) for name, by in joint.given.items() if name in names),
        )
        for names in found
    )


def _group(instance: Instance) -> Group:
    """A rule as the search for conflicts sees it."""
    row = instance.rows[0]
    give = 0
    if instance.unit:
        give = (row.low or 0) if row.high is None else max(0, len(row.positions) - row.high)
        if instance.name == "team_size:at_least":
            give -= 1  # a team of nobody is no way out
    price = _PRESENCE_PRICE if instance.rule == "availability" else 1
    return Group(instance.name, instance.rows, price, give, fixed=instance.name == "team_size:at_least" and not give)


def _reasons(rules: Mapping[str, Instance], names: tuple[str, ...]) -> tuple[Reason, ...]:
    return tuple(rules[name].reason for name in names)


def _single_ways(
    question: Question, groups: list[Group], names: tuple[str, ...], joint: Relaxation
) -> tuple[Reason, ...]:
    """Each rule of the only conflict given up by itself: those that work, by what the best team is then worth."""
    rules = {instance.name: instance for instance in question.rules}
    ways = []
    for order, name in enumerate(names):
        dear = {group.name: 1 if group.name == name else 10_000 for group in groups}
        tried = Rulebook([replace(g, price=dear[g.name]) for g in groups], len(question.facts.people))
        way = joint if set(joint.given) == {name} else tried.relaxation()
        if set(way.given) == {name}:
            best = _price(question, way.given)
            presence = rules[name].rule == "availability"
            ways.append((presence, -(best or 0.0), order, _way(question, rules[name], way.given[name], best)))
    return tuple(way for _, _, _, way in sorted(ways, key=lambda w: w[:3]))


def _way(question: Question, instance: Instance, by: int, best: float | None) -> Reason:
    """A step out of the conflict in words: the rule, its new bound where it is softened, and the best team then."""
    row = instance.rows[0]
    old = row.low if row.high is None else row.high
    soft = bool(instance.unit) and by > 0
    new: int | None = None
    if soft and old is not None:
        new = old - by if row.high is None else old + by
    kind = f"teams.way.{instance.rule}" + ("" if best is None else ".best")
    if instance.rule == "team_size":
        kind = kind.replace("team_size", instance.name.replace(":", "."))
    details: dict[str, Value] = {"best": None if best is None else round(best, 6), "people": "", "unit_name": ""}
    if instance.name == "availability:others":
        kind = kind.replace("availability", "availability.others")
    details |= {name: value for name, value in instance.reason.details.items() if name != "able"}
    if "person" in details:
        details["people"] = details["person"]
    return Reason(kind, instance.name, new, instance.unit, old if soft else instance.reason.value, details)


def _price(question: Question, given: Mapping[str, int]) -> float | None:
    """What the best team is worth when these rules are given up; None where that cannot be said in time."""
    facts = question.facts
    low, high = facts.problem.sizes
    size = (low - given.get("team_size:at_least", 0), high + given.get("team_size:at_most", 0))
    present = tuple(name for name in given if name.startswith("availability:"))
    if "availability:others" in present:
        return None
    changed = facts.problem.replace(size=size, waive=(*facts.problem.waive, *present)).facts
    rules = tuple(
        instance if instance.rule == "team_size" or instance.name not in given else softened
        for instance in instances(changed)
        for softened in [_softened(instance, given.get(instance.name, 0))]
        if softened is not None or instance.name not in given
    )
    kept = tuple(instance for instance in rules if instance is not None)
    other = replace(question, facts=changed, rules=kept, pool=candidates(changed, kept, 1))
    found = best_team(other.within(_SECONDS), stage="ways out")
    if found.status is Status.INFEASIBLE or found.best is None:
        return None
    return found.best / changed.scale


def _softened(instance: Instance, by: int) -> Instance | None:
    """The rule with its bound moved; None where it is dropped."""
    if not by:
        return None
    row = instance.rows[0]
    low = None if row.low is None else row.low - by
    high = None if row.high is None else row.high + by
    return replace(instance, rows=(Row(row.positions, row.coefficients, low, high),))
