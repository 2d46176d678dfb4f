"""What groups ask of the pools: so many members at one time, of those who are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.programme.plans import Plan
from talentmap.programme.pools import HALVES, Member, pool_members
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Ask:
    """One pool at one time.

    Parameters
    ----------
    pool, date, part, language
        What is asked and when; language None for any.
    units
        Subgroups (for a room: groups) that each want one member.
    """

    pool: str
    date: str
    part: str
    language: str | None
    units: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the ask as a rule: ``actor 2026-05-12 morning``."""
        return " ".join(word for word in (self.pool, self.date, self.part, self.language) if word and word != "day")

    def overlaps(self, other: Ask) -> bool:
        """Whether nobody can do both."""
        return self.date == other.date and not set(HALVES[self.part]).isdisjoint(HALVES[other.part])


@dataclass(frozen=True)
class Asks:
    """All asks, all members of the pools asked, and who may do what.

    Parameters
    ----------
    allowed
        (ask, member) -> most units at once: 1, for a room its capacity.
    why_not
        (ask, member) of the same pool -> why that member cannot.
    """

    asks: tuple[Ask, ...]
    members: tuple[Member, ...]
    allowed: Mapping[tuple[int, int], int]
    why_not: Mapping[tuple[int, int], str]

    def limit(self, member: int) -> int | None:
        """Most units of a member in all; a room has none, its capacity is of groups at once."""
        one = self.members[member]
        return None if one.pool == "room" else one.capacity

    def identity(self, member: int) -> tuple[str, str]:
        """Who it is: the same person may be in several pools, a room is no person."""
        one = self.members[member]
        return ("room" if one.pool == "room" else "person"), one.id

    @property
    def coupled(self) -> bool:
        """Whether somebody could be wanted twice at one time: in two pools, or for asks that overlap in part."""
        able: dict[tuple[str, str], list[int]] = {}
        for ask, member in self.allowed:
            able.setdefault(self.identity(member), []).append(ask)
        return any(
            self.asks[a].overlaps(self.asks[b])
            for places in able.values()
            for k, a in enumerate(places)
            for b in places[k + 1 :]
        )


def asks_of(
    data: Dataset,
    plan: Plan,
    pools: Sequence[str],
    *,
    part: str | None = None,
    language: str | Mapping[str, str] | None = None,
) -> Asks:
    """What the plan asks of these pools, in order of pool, date and part.

    Parameters
    ----------
    part
        Part of the day on which the subgroups meet; None for that of their group. Rooms are for the whole of it.
    language
        Of all groups, or per group.

    Raises
    ------
    ProblemError
        A group has no date.
    """
    found: dict[tuple[str, str, str, str], list[str]] = {}
    busy: dict[str, list[tuple[str, str]]] = {}
    for group in plan.groups:
        if not group.date:
            raise ProblemError(text("programme.bad.no_date", group=group.id))
        spoken = (language or "") if isinstance(language, str | None) else language.get(group.id, "")
        for person in group.members:
            busy.setdefault(person, []).append((group.date, group.part))
        for pool in pools:
            when = group.part if pool == "room" or part is None else part
            units = [group.id] if pool == "room" else [own.id for own in group.subgroups]
            key = (pool, group.date, when, "" if pool == "room" else spoken)
            found.setdefault(key, []).extend(units)
    order = {pool: place for place, pool in enumerate(pools)}
    asks = tuple(
        Ask(pool, date, when, spoken or None, tuple(units))
        for (pool, date, when, spoken), units in sorted(found.items(), key=lambda one: (order[one[0][0]], one[0][1:]))
    )
    members = tuple(member for pool in pools for member in pool_members(data, pool))
    allowed: dict[tuple[int, int], int] = {}
    why_not: dict[tuple[int, int], str] = {}
    for k, ask in enumerate(asks):
        for w, member in enumerate(members):
            if member.pool == ask.pool:
                why = _why_not(ask, member, busy)
                if why is None:
                    allowed[k, w] = (member.capacity or 0) if member.pool == "room" else 1
                else:
                    why_not[k, w] = why
    return Asks(asks, members, allowed, why_not)


def _why_not(ask: Ask, member: Member, busy: Mapping[str, Sequence[tuple[str, str]]]) -> str | None:
    why = member.why_not(ask.date, ask.part, ask.language)
    if why is None and member.pool != "room":
        taken = busy.get(member.id, ())
        if any(date == ask.date and not set(HALVES[own]).isdisjoint(HALVES[ask.part]) for date, own in taken):
            return "participant"
    return why
