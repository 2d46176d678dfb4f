"""What people and table ask of a team: the arguments of a problem and the rows of ``rules``, in one form."""

from __future__ import annotations

from collections.abc import Iterator

from talentmap.measures.orders import PEOPLE_RULES, UNIT_RULES, Order, table_orders
from talentmap.teams.presence import project_dates
from talentmap.teams.problem import TeamProblem

__all__ = ["PEOPLE_RULES", "UNIT_RULES", "Order", "orders"]


def orders(problem: TeamProblem) -> tuple[Order, ...]:
    """All orders in force: those of the table first, then the arguments; said twice counts once."""
    found: dict[tuple[object, ...], Order] = {}
    for order in (*table_orders(problem.data, problem.project, project_dates(problem)[0]), *_arguments(problem)):
        found.setdefault((order.rule, order.people, order.unit, order.number), order)
    return tuple(found.values())


def _arguments(problem: TeamProblem) -> Iterator[Order]:
    for rule, people in (("must_include", problem.include), ("exclude", problem.exclude)):
        for person in people:
            yield Order(rule, (str(person),))
    for rule, groups in (("together", problem.together), ("apart", problem.apart)):
        for group in groups:
            yield Order(rule, tuple(group))
    for rule, limits in (("unit_at_most", problem.unit_at_most), ("unit_at_least", problem.unit_at_least)):
        assert isinstance(limits, dict)
        for unit, number in limits.items():
            yield Order(rule, unit=unit, number=number)
