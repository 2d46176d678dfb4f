"""What rows of the table ``rules`` ask of the team of a project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.measures.asked import known_ids
from talentmap.measures.records import records
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


def table_orders(data: Dataset, project: str | None, first: pd.Timestamp | None) -> Iterator[Order]:
    """Rows of ``rules`` that are about teams, hold on the project's first day and concern this project."""
    for row in records(data.frames["rules"].sort_values("rule_id")):
        kind = str(row.rule)
        if kind not in PEOPLE_RULES + UNIT_RULES or (first is not None and row.until < first):
            continue
        said = _said(row.rule_id), _said(row.owner), _said(row.reason)
        subjects, attribute = tuple(sorted(_said(row.subjects).split())), _said(row.attribute)
        if kind in PEOPLE_RULES and attribute in ("", project):
            yield from _people(data, kind, subjects, said)
        elif kind in UNIT_RULES and (not subjects or project in subjects):
            yield from _units(data, kind, attribute, _said(row.value), said)


def _people(data: Dataset, kind: str, people: tuple[str, ...], said: tuple[str, str, str]) -> Iterator[Order]:
    known_ids(data.frames["people"]["person_id"], people, "person")
    groups = [people] if kind in ("together", "apart") else [(person,) for person in people]
    for group in groups:
        if kind in ("must_include", "exclude") or len(group) > 1:
            yield Order(kind, group, "", 0, *said)


def _units(data: Dataset, kind: str, unit: str, value: str, said: tuple[str, str, str]) -> Iterator[Order]:
    if not value.isdecimal():
        raise ProblemError(text("teams.wrong.rule_number", rule=said[0], value=value))
    own = sorted(data.frames["people"]["unit"].dropna().unique())
    for name in [unit] if unit else own:
        yield Order(kind, (), str(name), int(value), *said)


def _said(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
