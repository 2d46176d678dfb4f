"""The rules a staffing plan keeps. One function per rule; a rule is in :data:`RULES` or it does not exist.

Rules of a project are linear rows over who is in its team, and hold where it is staffed. Rules of people, `capacity`
and `most_projects`, hold over projects and live in `schedules`; `all_projects` is a rule of the plan. `verify` uses
none of this: it looks at the data again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from talentmap.errors import UnknownLabelError
from talentmap.measures.orders import Order
from talentmap.measures.unit_tree import UnitTree
from talentmap.optimise.formulation import Row
from talentmap.results import Reason
from talentmap.results.reasons import Value
from talentmap.staffing.facts import Facts
from talentmap.staffing.task import Task
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Instance:
    """One rule about particular people of one project, with its rows over positions of people.

    Parameters
    ----------
    rule, name
        Kind, and the name of this instance: project, kind and ids (``P03/apart:P01 P02``).
    rows
        All hold when the rule holds.
    reason
        The rule in words, with its owner where it has one.
    """

    rule: str
    name: str
    rows: tuple[Row, ...]
    reason: Reason


def team_size(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: the team of a project has at least the smallest and at most the largest size."""
    low, high = task.size
    everyone = range(len(facts.people))
    for kind, row, bound in (
        ("at_least", Row.count(everyone, low=low), low),
        ("at_most", Row.count(everyone, high=high), high),
    ):
        name = f"{task.project}/team_size:{kind}"
        reason = Reason(f"staffing.rule.team_size.{kind}", name, bound, "people", None, {"project": task.project})
        yield Instance("team_size", name, (row,), reason)


def availability(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: whoever is not employed, or has too few hours on a day of the project, is not in its team.

    People named by another rule have an instance each, the others share one.
    """
    named = {person for order in task.orders for person in order.people}
    rest = []
    for position in task.absent.nonzero()[0].tolist():
        person = facts.people[position]
        if person in named:
            name = f"{task.project}/availability:{person}"
            details: dict[str, Value] = {"project": task.project, "person": person}
            reason = Reason("staffing.rule.availability", name, None, "", None, details)
            yield Instance("availability", name, (Row.count([position], high=0),), reason)
        else:
            rest.append(position)
    if rest:
        name = f"{task.project}/availability:others"
        reason = Reason("staffing.rule.availability.others", name, len(rest), "people", None, {"project": task.project})
        yield Instance("availability", name, (Row.count(rest, high=0),), reason)


def must_include(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: these people are in the team of the project."""
    for order in _of(task, "must_include"):
        yield _instance(task, order, (Row.count([facts.position[order.people[0]]], low=1),))


def exclude(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: these people are not in the team of the project."""
    for order in _of(task, "exclude"):
        yield _instance(task, order, (Row.count([facts.position[order.people[0]]], high=0),))


def together(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: of a group either all are in the team or none."""
    for order in _of(task, "together"):
        first, *others = (facts.position[person] for person in order.people)
        yield _instance(task, order, tuple(Row((first, other), (1, -1), 0, 0) for other in others))


def apart(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: of a group at most one is in the team."""
    for order in _of(task, "apart"):
        yield _instance(task, order, (Row.count([facts.position[p] for p in order.people], high=1),))


def unit_at_most(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: at most so many members come from a unit and the units under it."""
    for order in _of(task, "unit_at_most"):
        yield _instance(task, order, (Row.count(in_unit(facts, order.unit), high=order.number),))


def unit_at_least(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: at least so many members come from a unit and the units under it."""
    for order in _of(task, "unit_at_least"):
        yield _instance(task, order, (Row.count(in_unit(facts, order.unit), low=order.number),))


def mandatory(facts: Facts, task: Task) -> Iterator[Instance]:
    """Rule: at least `min_people` members have a known level that meets a mandatory requirement."""
    for k, part in enumerate(task.requirements):
        if part.mandatory:
            able = task.meets[:, k].nonzero()[0].tolist()
            name = f"{task.project}/mandatory:{part.strength_id}"
            details: dict[str, Value] = {
                "project": task.project,
                "strength": part.strength_id,
                "level": part.level,
                "able": sum(not task.absent[p] for p in able),
            }
            reason = Reason("staffing.rule.mandatory", name, part.min_people, "people", None, details)
            yield Instance("mandatory", name, (Row.count(able, low=part.min_people),), reason)


Rule = Callable[[Facts, Task], Iterator[Instance]]

RULES: tuple[Rule, ...] = (
    must_include,
    exclude,
    together,
    apart,
    unit_at_most,
    unit_at_least,
    mandatory,
    team_size,
    availability,
)
"""All rules of a project, those easiest to give up first."""
PLAN_RULES = ("capacity", "most_projects", "all_projects")
"""Rules that hold over projects."""


def instances(facts: Facts, task: Task) -> tuple[Instance, ...]:
    """Every rule instance of a project in force, without those the problem waives."""
    waived = set(facts.problem.waive)
    return tuple(found for rule in RULES for found in rule(facts, task) if found.name not in waived)


def check_waived(facts: Facts) -> None:
    """Complain about a waived rule that does not exist: waived by a misspelt name it would still hold, unnoticed.

    Raises
    ------
    UnknownLabelError
        A waived rule is not one of the question.
    """
    asked = [name for name in facts.problem.waive if "/availability:" not in name]
    if not asked:
        return
    known = [found.name for task in facts.tasks for rule in RULES for found in rule(facts, task)]
    known = [name for name in known if "/team_size:" not in name]
    known += [f"{rule}:{person}" for rule in ("capacity", "most_projects") for person in facts.people]
    for name in asked:
        if name not in set(known):
            from rapidfuzz.process import extract

            near = [str(found[0]) for found in extract(name, known, limit=3, score_cutoff=50)]
            raise UnknownLabelError(text("staffing.wrong.waive", name=name, near=", ".join(near) or "-"), name, near)


def in_unit(facts: Facts, unit: str) -> list[int]:
    """Positions of the people of a unit and of every unit under it."""
    tree = UnitTree(facts.problem.data)
    return [k for k, own in enumerate(facts.units) if tree.lies_in(own, unit)]


def _of(task: Task, rule: str) -> Iterator[Order]:
    return (order for order in task.orders if order.rule == rule)


def _instance(task: Task, order: Order, rows: tuple[Row, ...]) -> Instance:
    about = " ".join(order.people) or f"{order.unit} {order.number}"
    name = f"{task.project}/{order.rule}:{about}"
    details: dict[str, Value] = {
        "project": task.project,
        "people": ", ".join(order.people),
        "unit_name": order.unit,
        "rule_id": order.rule_id or "-",
        "owner": order.owner or "-",
    }
    value = order.number if order.unit else None
    return Instance(order.rule, name, rows, Reason(f"staffing.rule.{order.rule}", name, value, "", None, details))
