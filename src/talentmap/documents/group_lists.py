"""Group lists to print: a calendar, then one group a page on A4, in one file that fetches nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from talentmap.documents.page import render_page
from talentmap.vocabulary import text, use_language

if TYPE_CHECKING:
    from talentmap.groups import GroupResult
    from talentmap.groups.result import Group, Subgroup

Staff = Mapping[str, Mapping[str, str | None]]
"""Id of a group or subgroup -> pool (``actor``, ``facilitator``) -> name."""

POOLS = ("actor", "facilitator")


@dataclass(frozen=True)
class Entry:
    """A person on a list: name, unit, and the subgroup by number (blank without)."""

    name: str
    unit: str
    part: str


@dataclass(frozen=True)
class Part:
    """A subgroup as printed: its number, who works with it, and its people."""

    number: str
    staff: tuple[tuple[str, str], ...]
    people: tuple[Entry, ...]


@dataclass(frozen=True)
class Page:
    """One group as printed."""

    id: str
    when: str
    size: int
    staff: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    people: tuple[Entry, ...]


def group_lists(result: GroupResult, *, staff: Staff | None = None, lang: str | None = None) -> str:
    """The lists as one HTML page: the calendar first, then a page for every group with room to tick who came.

    Parameters
    ----------
    result
        A plan.
    staff
        Who works with which subgroup, by name; nothing is printed of them without it.
    lang
        ``"nl"`` or ``"en"``; the current language if not said.

    Raises
    ------
    NoSolutionError
        There is no plan.
    """
    from talentmap.vocabulary import current_language

    with use_language(lang or current_language()):
        pages = group_pages(result, staff or {})
        return render_page("group_lists.html.j2", pages=pages, proof=result.proof, proof_line=result.proof.text())


def group_pages(result: GroupResult, staff: Staff) -> tuple[Page, ...]:
    """What is printed, group by group, in order of date."""
    people = result.problem.data.frames["people"].set_index("person_id")
    return tuple(_page(group, people, staff) for group in result.plan)


def long_day(date: str) -> str:
    """``2027-03-09`` as ``Tuesday 9 March 2027``, in the current language; blank for no date."""
    if not date:
        return ""
    day = dt.date.fromisoformat(date)
    weekday = text("group_lists.weekdays").split()[day.weekday()]
    month = text("group_lists.months").split()[day.month - 1]
    return f"{weekday} {day.day} {month} {day.year}"


def when(group: Group) -> str:
    """Date and part of the day of a group, in words; blank without a date."""
    if not group.date or group.part == "day":
        return long_day(group.date)
    return f"{long_day(group.date)}, {text(f'group_lists.part.{group.part}')}"


def staff_line(staff: tuple[tuple[str, str], ...]) -> str:
    """Roles and names in one line."""
    return ", ".join(f"{role}: {name}" for role, name in staff)


def _page(group: Group, people: pd.DataFrame, staff: Staff) -> Page:
    parts = tuple(_part(leaf, group.id, people, staff) for leaf in group.leaves())
    everybody = tuple(entry for part in parts for entry in part.people)
    if not parts:
        everybody = tuple(_entry(person, "", people) for person in group.members)
    inside = tuple(sorted(everybody, key=lambda entry: entry.name))
    return Page(group.id, when(group), len(group.members), _working(group.id, staff), parts, inside)


def _part(leaf: Subgroup, group: str, people: pd.DataFrame, staff: Staff) -> Part:
    number = leaf.id.removeprefix(f"{group}.")
    entries = sorted((_entry(person, number, people) for person in leaf.members), key=lambda entry: entry.name)
    return Part(number, _working(leaf.id, staff), tuple(entries))


def _entry(person: str, part: str, people: pd.DataFrame) -> Entry:
    row = people.loc[person]
    return Entry(str(row["name"]), "" if pd.isna(row["unit"]) else str(row["unit"]), part)


def _working(place: str, staff: Staff) -> tuple[tuple[str, str], ...]:
    """Role in words and name of everybody who works with a subgroup."""
    named = staff.get(place, {})
    return tuple((text(f"group_lists.pool.{pool}"), str(named[pool])) for pool in POOLS if named.get(pool))
