"""A plan of groups as this package reads it: from the answer of ``plan_groups`` or from its JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError
from talentmap.programme.pools import checked_date, day_text
from talentmap.vocabulary import text

PARTS = ("day", "morning", "afternoon")


@runtime_checkable
class GroupPlan(Protocol):
    """What is asked of a plan: its groups, each with id, members, date, part and subgroups."""

    @property
    def groups(self) -> Sequence[object]:
        """Groups in order."""


@dataclass(frozen=True)
class Subgroup:
    """The smallest part of a group, which gets staff of its own."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A group. ``date`` is ISO text, blank without one; a group that was not parted is its own only subgroup."""

    id: str
    date: str
    part: str
    members: tuple[str, ...]
    subgroups: tuple[Subgroup, ...]


@dataclass(frozen=True)
class Plan:
    """Groups in the order given, each person in one of them."""

    groups: tuple[Group, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in the plan, by id."""
        return tuple(sorted(person for group in self.groups for person in group.members))

    def places(self) -> dict[str, tuple[Group, Subgroup]]:
        """Person -> group and subgroup."""
        return {p: (group, part) for group in self.groups for part in group.subgroups for p in part.members}


def read_plan(plan: object, data: Dataset) -> Plan:
    """The plan, checked: everybody is known, in one group and in one of its subgroups.

    Parameters
    ----------
    plan
        A ``GroupResult``, an object with ``groups``, or the object that ``talentmap groups --json`` writes.

    Raises
    ------
    ProblemError
        That is no plan, or it contradicts itself.
    UnknownLabelError
        Somebody in it is not in the data.
    NoSolutionError
        The plan is an answer without groups because none were possible.
    """
    if isinstance(plan, Plan):
        return plan
    status = plan.get("status") if isinstance(plan, Mapping) else getattr(plan, "status", None)
    if status is not None and str(getattr(status, "value", status)) in ("infeasible", "not_found", "unbounded"):
        raise NoSolutionError(text("programme.bad.plan_without", status=str(getattr(status, "value", status))))
    given = _field(plan, "groups")
    if not isinstance(given, (list, tuple)) or not given:
        raise ProblemError(text("programme.bad.plan"))
    groups = tuple(_group(one, number) for number, one in enumerate(given, start=1))
    _checked(groups, data)
    return Plan(groups)


def _field(one: object, name: str, other: object = None) -> object:
    return one.get(name, other) if isinstance(one, Mapping) else getattr(one, name, other)


def _group(one: object, number: int) -> Group:
    name = str(_field(one, "id") or f"G{number:02d}")
    members = _ids(_field(one, "members"), name)
    date, part = _field(one, "date"), str(_field(one, "part") or "day")
    if part not in PARTS:
        raise ProblemError(text("programme.bad.part", found=part[:40], known=", ".join(PARTS)))
    leaves = tuple(_leaves(_field(one, "subgroups") or (), name))
    when = "" if date is None or date == "" else day_text(checked_date(date))
    return Group(name, when, part, members, leaves or (Subgroup(name, members),))


def _leaves(given: object, above: str) -> Iterator[Subgroup]:
    """Subgroups that are not parted further."""
    if not isinstance(given, (list, tuple)):
        raise ProblemError(text("programme.bad.group", group=above))
    for number, one in enumerate(given, start=1):
        name = str(_field(one, "id") or f"{above}.{number}")
        deeper = _field(one, "subgroups")
        if deeper:
            yield from _leaves(deeper, name)
        else:
            yield Subgroup(name, _ids(_field(one, "members"), name))


def _ids(given: object, group: str) -> tuple[str, ...]:
    if not isinstance(given, (list, tuple)) or not all(isinstance(one, str) for one in given):
        raise ProblemError(text("programme.bad.group", group=group))
    return tuple(given)


def _checked(groups: Sequence[Group], data: Dataset) -> None:
    known = set(data.frames["people"]["person_id"])
    seen: dict[str, str] = {}
    names = [group.id for group in groups]
    for group in groups:
        if names.count(group.id) > 1:
            raise ProblemError(text("programme.bad.group_twice", group=group.id))
        inside = sorted(person for part in group.subgroups for person in part.members)
        if inside != sorted(group.members):
            raise ProblemError(text("programme.bad.subgroups", group=group.id))
        for person in group.members:
            if person not in known:
                raise UnknownLabelError(text("programme.bad.person", person=person[:40], group=group.id), person)
            if person in seen:
                raise ProblemError(
                    text("programme.bad.person_twice", person=person, group=group.id, other=seen[person])
                )
            seen[person] = group.id
