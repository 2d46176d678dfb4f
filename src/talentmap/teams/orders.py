"""What people and table ask of a team: the arguments of a problem and the rows of ``rules``, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from talentmap.errors import ProblemError
from talentmap.teams.asked import known_ids
from talentmap.teams.presence import project_dates
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records
from talentmap.vocabulary import text

PEOPLE_RULES = ("must_include", "exclude", "together", "apart")
"""Kinds in ``rules`` whose subjects are people; ``attribute`` names the one project they hold for, blank is all."""
UNIT_RULES = ("unit_at_most", "unit_at_least")
"""Kinds in ``rules`` with a unit in ``attribute`` (blank: every unit) and a number in ``value``; their subjects, if
any, are the projects they hold for."""


@dataclass(frozen=True)
class Order:
    """One wish about the team: who or which unit, how many, and who asks.

    Parameters
    ----------
    rule
        One of :data:`PEOPLE_RULES` or :data:`UNIT_RULES`.
    people
        Ids, in order.
    unit, number
        For rules about a unit.
    rule_id, owner, why
        From the table; blank for an argument of the problem.
    """

    rule: str
    people: tuple[str, ...] = ()
    unit: str = ""
    number: int = 0
    rule_id: str = ""
    owner: str = ""
    why: str = ""


def orders(problem: TeamProblem) -> tuple[Order, ...]:
    """All orders in force: those of the table first, then the arguments; said twice counts once."""
    found: dict[tuple[object, ...], Order] = {}
    for order in (*_table(problem), *_arguments(problem)):
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


def _table(problem: TeamProblem) -> Iterator[Order]:
    """Rows of ``rules`` that are about teams, hold on the project's first day and concern this project."""
    first, _ = project_dates(problem)
    for row in records(problem.data.frames["rules"].sort_values("rule_id")):
        kind = str(row.rule)
        if kind not in PEOPLE_RULES + UNIT_RULES or (first is not None and row.until < first):
            continue
        said = _said(row.rule_id), _said(row.owner), _said(row.reason)
        subjects, attribute = tuple(sorted(_said(row.subjects).split())), _said(row.attribute)
        if kind in PEOPLE_RULES and attribute in ("", problem.project):
            yield from _people(problem, kind, subjects, said)
        elif kind in UNIT_RULES and (not subjects or problem.project in subjects):
            yield from _units(problem, kind, attribute, _said(row.value), said)


def _people(problem: TeamProblem, kind: str, people: tuple[str, ...], said: tuple[str, str, str]) -> Iterator[Order]:
    known_ids(problem.data.frames["people"]["person_id"], people, "person")
    groups = [people] if kind in ("together", "apart") else [(person,) for person in people]
    for group in groups:
        if kind in ("must_include", "exclude") or len(group) > 1:
            yield Order(kind, group, "", 0, *said)


def _units(problem: TeamProblem, kind: str, unit: str, value: str, said: tuple[str, str, str]) -> Iterator[Order]:
    if not value.isdecimal():
        raise ProblemError(text("teams.wrong.rule_number", rule=said[0], value=value))
    own = sorted(problem.data.frames["people"]["unit"].dropna().unique())
    for name in [unit] if unit else own:
        yield Order(kind, (), str(name), int(value), *said)


def _said(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
