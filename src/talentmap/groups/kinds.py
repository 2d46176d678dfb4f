"""The kinds of rules a group keeps or would like, as rows of the table ``rules``: what each column says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """How to fill in one kind of rule.

    Parameters
    ----------
    name
        Word in the column ``rule``.
    hard
        Whether every plan must keep it; else plans are made to satisfy it as far as they can.
    subjects
        What ``subjects`` holds: ``people``, ``people?`` (blank is everybody), ``strengths`` or blank for nothing.
    attribute
        What ``attribute`` holds: ``column`` (of people), ``column=value`` (or a column alone, for each of its values),
        ``level``, ``item`` (a column or ``strength:ID``), ``place`` (group or date), ``part`` (of the day), ``scope``
        (blank or ``groups``) or blank for nothing.
    value
        What ``value`` holds: ``number``, ``number?`` (blank is 1), ``dates``, ``place`` or blank for nothing.
    least_people
        Fewest people in ``subjects`` for the rule to say anything.
    """

    name: str
    hard: bool
    subjects: str = ""
    attribute: str = ""
    value: str = ""
    least_people: int = 0


KINDS: tuple[Kind, ...] = (
    Kind("wish_date", False, "people", "", "dates", 1),
    Kind("wish_with", False, "people", "", "", 2),
    Kind("fresh", False, "people", "", "", 2),
    Kind("diverse", False, "", "item", "number?"),
    Kind("alike", False, "", "item", "number?"),
    Kind("balanced", False, "", "item", "number?"),
    Kind("together", True, "people", "scope", "", 2),
    Kind("apart", True, "people", "scope", "", 2),
    Kind("not_with_manager", True, "people?"),
    Kind("at_most", True, "people?", "column=value", "number"),
    Kind("at_least", True, "people?", "column=value", "number"),
    Kind("needs_strength", True, "strengths", "level", "number?"),
    Kind("fixed", True, "people", "place", "place", 1),
    Kind("date", True, "", "part", "dates"),
    Kind("closed", True, "", "part", "dates"),
)
"""Soft kinds first, in order of priority, then hard ones."""

KIND = {kind.name: kind for kind in KINDS}

MIX_KINDS = ("diverse", "alike", "balanced")
"""Soft kinds that make up the term ``mix``."""

OTHERS = ("must_include", "exclude", "unit_at_most", "unit_at_least", "refuse")
"""Kinds that speak of teams or coaches and say nothing about groups."""
