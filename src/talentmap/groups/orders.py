"""Rows of ``rules`` read as orders about groups; every fault is named, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from talentmap.errors import ProblemError
from talentmap.groups.asked import PARTS, near, split_slot
from talentmap.groups.kinds import KIND, KINDS, OTHERS, Kind
from talentmap.groups.problem import GroupProblem
from talentmap.vocabulary import text

_PLACES = ("group", "date")


@dataclass(frozen=True)
class Order:
    """One row of the rules, read.

    Parameters
    ----------
    kind
        Name of its kind.
    rule_id, owner, why
        From the table.
    subjects
        People or strengths, in the order given.
    column, wanted
        Column of people, and the value it is about; blank where each value has its own bound.
    strength
        Strength of an item ``strength:ID``.
    number, level
        Whole numbers; 0 where not asked.
    slots
        Dates with parts ``(date, part)``.
    place
        Label of a group, for ``fixed``.
    """

    kind: str
    rule_id: str
    owner: str = ""
    why: str = ""
    subjects: tuple[str, ...] = ()
    column: str = ""
    wanted: str = ""
    strength: str = ""
    number: int = 0
    level: int = 0
    slots: tuple[tuple[str, str], ...] = ()
    place: str = ""


@dataclass(frozen=True)
class RuleFault:
    """What is wrong with one row: the rule, the column, what was found and what was expected."""

    rule_id: str
    column: str
    found: str
    expected: str

    def text(self) -> str:
        """The fault as a sentence."""
        return text(
            "groups.wrong.rule", rule=self.rule_id, column=self.column, found=self.found or "-", expected=self.expected
        )


def orders(problem: GroupProblem) -> tuple[Order, ...]:
    """All orders that hold on the reference date, in the order of the rows.

    People who are not to be parted are left out of the orders about them.

    Raises
    ------
    ProblemError
        Rows that cannot be read, all of them, each with its rule, column, what was found and what was expected.
    """
    found, faults = read_rows(problem)
    if faults:
        raise ProblemError("\n".join(fault.text() for fault in faults))
    here = set(problem.members)
    return tuple(order for order in (_those_here(order, here) for order in found) if order is not None)


def read_rows(problem: GroupProblem) -> tuple[list[Order], list[RuleFault]]:
    """The rows that hold on the reference date, read, and the faults of those that cannot be."""
    assert problem.rules is not None
    found: list[Order] = []
    faults: list[RuleFault] = []
    today = problem.data.reference_date
    rows: Iterator[Any] = problem.rules.itertuples(index=False)
    for row in rows:
        if said(row.rule) in OTHERS or (today is not None and row.until < today):
            continue
        got = _read(problem, row)
        if isinstance(got, Order):
            found.append(got)
        else:
            faults += got
    return found, faults


def said(value: object) -> str:
    """A cell as text; blank where it is missing."""
    return "" if pd.isna(value) else str(value).strip()  # type: ignore[call-overload]


def _those_here(order: Order, here: set[str]) -> Order | None:
    """The order about those who take part; None when nothing is left of it."""
    kind = KIND[order.kind]
    if not kind.subjects.startswith("people") or not order.subjects:
        return order
    if kind.name == "wish_with" and order.subjects[0] not in here:
        return None
    left = tuple(person for person in order.subjects if person in here)
    if len(left) < max(kind.least_people, 1):
        return None
    return Order(**{**order.__dict__, "subjects": left})


def _read(problem: GroupProblem, row: Any) -> Order | list[RuleFault]:
    """One row: an order, or its faults."""
    name, rule_id = said(row.rule), said(row.rule_id)
    kind = KIND.get(name)
    if kind is None:
        known = ", ".join(k.name for k in KINDS)
        like = near(name, [k.name for k in KINDS])
        hint = text("groups.wrong.near", near=", ".join(like)) if like else ""
        return [RuleFault(rule_id, "rule", name, text("groups.expected.kind", known=known) + hint)]
    values: dict[str, Any] = {"owner": said(row.owner), "why": said(row.reason)}
    faults: list[RuleFault] = []
    for column, reader in (("subjects", _subjects), ("attribute", _attribute), ("value", _value)):
        cell = said(getattr(row, column))
        for key, got in reader(problem, kind, cell):
            if key:
                values[key] = got
            else:
                faults.append(RuleFault(rule_id, column, cell, got))
    if faults:
        return faults
    if kind.attribute == "part":  # the part of the day stands in another column than its dates
        part = values.pop("part")
        values["slots"] = tuple((date, part if given == "day" else given) for date, given in values["slots"])
    if kind.name == "fixed":
        fault = _fixed(values, rule_id, said(row.value))
        if fault is not None:
            return [fault]
    values.pop("where", None)
    return Order(name, rule_id, **values)


def _fixed(values: dict[str, Any], rule_id: str, cell: str) -> RuleFault | None:
    """Read the place of ``fixed``, whose form follows from the attribute."""
    if values["where"] == "group":
        values["place"] = cell
        return None if cell else RuleFault(rule_id, "value", cell, text("groups.expected.group"))
    slot = split_slot(cell)
    if slot is None:
        return RuleFault(rule_id, "value", cell, text("groups.expected.date"))
    values["slots"] = (slot,)
    return None


Read = Iterator[tuple[str, Any]]
"""Name of a field and what it holds; a blank name goes with what was expected."""


def _subjects(problem: GroupProblem, kind: Kind, cell: str) -> Read:
    ids = tuple(dict.fromkeys(cell.split()))
    if not kind.subjects:
        if cell:
            yield "", text("groups.expected.blank")
        return
    if kind.subjects == "strengths":
        known = set(problem.data.frames["strengths"]["strength_id"])
    else:
        known = set(problem.data.frames["people"]["person_id"])
    unknown = [label for label in ids if label not in known]
    if unknown:
        what = "groups.expected.strengths" if kind.subjects == "strengths" else "groups.expected.people"
        yield "", text(what, unknown=", ".join(unknown))
    elif len(ids) < max(kind.least_people, 0 if kind.subjects.endswith("?") else 1):
        yield "", text("groups.expected.more", least=max(kind.least_people, 1))
    else:
        yield "subjects", ids


def _attribute(problem: GroupProblem, kind: Kind, cell: str) -> Read:
    form = kind.attribute
    if form == "":
        if cell:
            yield "", text("groups.expected.blank")
    elif form == "scope":
        if cell not in ("", "groups"):
            yield "", text("groups.expected.scope")
    elif form == "part":
        if (cell or "day") in PARTS:
            yield "part", cell or "day"
        else:
            yield "", text("groups.expected.part", parts=", ".join(PARTS))
    elif form == "place":
        if cell in _PLACES:
            yield "where", cell
        else:
            yield "", text("groups.expected.place", places=", ".join(_PLACES))
    elif form == "level":
        if cell.isdecimal() and 0 <= int(cell) <= 5:
            yield "level", int(cell)
        else:
            yield "", text("groups.expected.level")
    else:
        yield from _column(problem, form, cell)


def _column(problem: GroupProblem, form: str, cell: str) -> Read:
    """``unit``, ``unit=Zorg`` or ``strength:S01``."""
    if form == "item" and cell.startswith("strength:"):
        strength = cell.removeprefix("strength:")
        if strength in set(problem.data.frames["strengths"]["strength_id"]):
            yield "strength", strength
        else:
            yield "", text("groups.expected.strengths", unknown=strength)
        return
    column, equals, wanted = cell.partition("=") if form == "column=value" else (cell, "", "")
    columns = [name for name in problem.data.frames["people"].columns if name not in ("person_id", "name")]
    if column not in columns:
        like = near(column, columns) if column else ()
        hint = text("groups.wrong.near", near=", ".join(like)) if like else ""
        yield "", text("groups.expected.column", columns=", ".join(columns)) + hint
        return
    yield "column", column
    if equals:
        values = sorted(problem.data.frames["people"][column].dropna().astype(str).unique())
        if wanted not in values:
            like = near(wanted, values) if wanted else ()
            yield "", text("groups.expected.held", column=column, near=", ".join(like) or ", ".join(values[:5]))
        else:
            yield "wanted", wanted


def _value(problem: GroupProblem, kind: Kind, cell: str) -> Read:
    form = kind.value
    if form == "":
        if cell:
            yield "", text("groups.expected.blank")
    elif form.startswith("number"):
        if not cell and form.endswith("?"):
            yield "number", 1
        elif cell.isdecimal() and (kind.hard or 1 <= int(cell) <= 1000):
            yield "number", int(cell)
        else:
            yield "", text("groups.expected.number" if kind.hard else "groups.expected.weight")
    elif form == "dates":
        slots = [split_slot(word) for word in cell.split()]
        if slots and all(slots):
            yield "slots", tuple(dict.fromkeys(slots))
        else:
            yield "", text("groups.expected.dates")
