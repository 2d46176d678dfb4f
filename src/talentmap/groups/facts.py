"""What the data say about a grouping question, as arrays over people in id order and slots in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.view import for_others
from talentmap.errors import ProblemError
from talentmap.evidence.levels import Levels, level_array
from talentmap.evidence.profile import profiles
from talentmap.groups.criteria import Criteria, alike, balanced, diverse, joined
from talentmap.groups.dates import absent, allowed_at, dated_slots, offered
from talentmap.groups.kinds import MIX_KINDS
from talentmap.groups.layout import Layout, Slot
from talentmap.groups.orders import Order, orders
from talentmap.groups.problem import GroupProblem
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything about one question.

    Parameters
    ----------
    problem
        The question.
    people
        Ids of the people to be parted, in order; N of them.
    slots
        S places for groups.
    orders
        The rules as read.
    levels
        Levels of these people in the strengths that rules speak of.
    attributes
        Rows of these people in the table people, by position.
    away
        Person -> slots they cannot come to.
    allowed
        (date, part) -> groups that may meet then.
    managers
        Person -> direct manager, where both take part.
    """

    problem: GroupProblem
    people: tuple[str, ...]
    slots: tuple[Slot, ...]
    orders: tuple[Order, ...]
    levels: Levels
    attributes: pd.DataFrame
    away: Mapping[str, tuple[int, ...]]
    allowed: Mapping[tuple[str, str], int]
    managers: Mapping[str, str]

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Id -> position."""
        return {person: k for k, person in enumerate(self.people)}

    @property
    def dated(self) -> bool:
        """Whether groups have dates."""
        return any(slot.date for slot in self.slots)

    def holders(self, order: Order) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each value a rule about a column speaks of, with the positions of those who have it (and are subjects)."""
        column = self.attributes[order.column]
        known = column.notna().to_numpy()
        words = column.astype("str").to_numpy()
        asked = np.isin(self.people, order.subjects) if order.subjects else np.ones(len(self.people), dtype=bool)
        values = [order.wanted] if order.wanted else sorted(set(words[known].tolist()))
        for value in values:
            yield value, tuple(int(k) for k in np.flatnonzero(known & asked & (words == value)))

    def able(self, strength: str, level: int) -> tuple[int, ...]:
        """Positions of those known to have a strength at a level or above it."""
        column = self.levels.level[:, self.levels.strengths.index(strength)]
        return tuple(int(k) for k in np.flatnonzero((column >= level) & (column >= 0)))

    def values(self, order: Order) -> list[object]:
        """Per person the value of the item a soft rule is about; None where it is unknown."""
        if order.strength:
            column = self.levels.level[:, self.levels.strengths.index(order.strength)]
            return [int(level) if level >= 0 else None for level in column]
        return [None if pd.isna(value) else value for value in self.attributes[order.column]]

    def criteria(self, sizes: tuple[int, ...]) -> Criteria | None:
        """The soft rules about the mix of a group, for groups of these sizes; None where nothing is asked."""
        made = {"diverse": diverse, "alike": alike, "balanced": balanced}
        parts = [
            made[order.kind](self.values(order), sizes, order.number, item(order))
            for order in self.orders
            if order.kind in MIX_KINDS
        ]
        return joined(parts) if parts else None

    @property
    def mix_weight(self) -> int:
        """Sum of the weights of the soft rules about the mix: a group's score is at most this."""
        return sum(order.number for order in self.orders if order.kind in MIX_KINDS)

    @cached_property
    def layout(self) -> Layout:
        """The question as plain arrays for solvers."""
        from talentmap.groups.rules import instances  # late: rules import the types of this module

        sizes = self.problem.sizes
        layout = Layout(self.people, self.slots, sizes, instances(self), mix=self.problem.mix)
        wishes, pairs, met = self._wishes(), self._pairs("wish_with"), self._pairs("fresh")
        criteria, distances = None, None
        if self.problem.mix == "distance":
            distances = self.distances
        else:
            criteria = self.criteria(tuple(range(sizes.least, sizes.most + 1)))
        worth = np.ones(len(pairs), dtype=np.int64)
        return replace(
            layout, wishes=wishes, pairs=pairs, pair_worth=worth, met=met, criteria=criteria, distances=distances
        )

    @cached_property
    def distances(self) -> NDArray[np.int64]:
        """Shape (N, N): Gower distance of each pair over the items of the soft rules, in millionths."""
        from talentmap.groups.distances import gower_units  # late: only this mix needs it

        asked = [order for order in self.orders if order.kind in MIX_KINDS]
        if not asked:
            raise ProblemError(text("groups.wrong.no_items"))
        return gower_units([(self.values(o), bool(o.strength), o.number) for o in asked])

    def _wishes(self) -> NDArray[np.int64]:
        wishes = np.zeros((len(self.people), len(self.slots)), dtype=np.int64)
        for order in self.orders:
            if order.kind == "wish_date":
                wanted = [k for k, slot in enumerate(self.slots) if (slot.date, slot.part) in order.slots]
                for person in order.subjects:
                    wishes[self.position[person], wanted] = 1
        return wishes

    def _pairs(self, kind: str) -> NDArray[np.int64]:
        """Pairs of one soft kind, each once, with the smaller position first."""
        found: set[tuple[int, int]] = set()
        for order in self.orders:
            if order.kind == kind:
                who = [self.position[person] for person in order.subjects]
                ends = [(who[0], other) for other in who[1:]]
                if kind == "fresh":
                    ends = [(a, b) for k, a in enumerate(who) for b in who[k + 1 :]]
                found |= {(min(a, b), max(a, b)) for a, b in ends}
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def item(order: Order) -> str:
    """Name of what a soft rule is about: a column of people, or ``strength:ID``."""
    return f"strength:{order.strength}" if order.strength else order.column


def gather(problem: GroupProblem) -> Facts:
    """Work out the facts of a question.

    Raises
    ------
    ProblemError
        Rules that cannot be read, or a group label where groups have dates.
    """
    asked = orders(problem)
    data = for_others(problem.data, include_private=problem.include_private)
    people = data.frames["people"].set_index("person_id").loc[list(problem.members)]
    times = offered(problem, asked)
    slots = dated_slots(problem, times) if times else _numbered(problem)
    _labels_known(asked, slots)
    strengths = sorted({s for o in asked for s in ((o.strength,) if o.strength else ()) + _named(o)})
    known = profiles(data, include_private=problem.include_private) if strengths else pd.DataFrame()
    empty = np.zeros((len(people), 0), dtype=np.int8)
    levels = level_array(known, problem.members, strengths) if strengths else Levels(problem.members, (), empty, empty)
    gone = absent(problem, times)
    at = {time: [k for k, slot in enumerate(slots) if (slot.date, slot.part) == time] for time in times}
    away = {p: tuple(s for t in hits for s in at[times[t]]) for p, hits in gone.items()}
    here = set(problem.members)
    managers = {str(p): str(m) for p, m in people["manager_id"].items() if pd.notna(m) and str(m) in here and m != p}
    allowed = {time: allowed_at(problem, *time) for time in times}
    return Facts(problem, problem.members, slots, asked, levels, people, away, allowed, managers)


def _named(order: Order) -> tuple[str, ...]:
    return order.subjects if order.kind == "needs_strength" else ()


def _numbered(problem: GroupProblem) -> tuple[Slot, ...]:
    """Slots without dates, labelled 1, 2, ..."""
    return tuple(Slot(str(k + 1)) for k in range(problem.sizes.groups[1]))


def _labels_known(asked: tuple[Order, ...], slots: tuple[Slot, ...]) -> None:
    """Refuse a place that is none of the slots: a rule about it could never hold, for a spelling mistake."""
    labels = {slot.label for slot in slots}
    times = {(slot.date, slot.part) for slot in slots}
    for order in asked:
        if order.kind != "fixed":
            continue
        wrong = order.place and (order.place not in labels or any(slot.date for slot in slots))
        missing = [f"{date}/{part}" for date, part in order.slots if (date, part) not in times]
        if wrong or missing:
            found = order.place or ", ".join(missing)
            known = ", ".join(slot.label for slot in slots)
            raise ProblemError(text("groups.wrong.place", rule=order.rule_id, found=found, known=known))
