"""A plan held against the data once more, person by person, without the arrays and the solver that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

import pandas as pd

from talentmap.access.view import for_others
from talentmap.errors import VerificationError
from talentmap.evidence.profile import profiles
from talentmap.groups.dates import HALVES, PER_SUBGROUP, overlap
from talentmap.groups.kinds import MIX_KINDS
from talentmap.groups.orders import Order, orders
from talentmap.groups.problem import GroupProblem
from talentmap.groups.result import Group, Subgroup
from talentmap.results import Reason
from talentmap.results.reasons import Value
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class Scorer:
    """Rules and terms of one question, recomputed from the data for any plan, also one made by hand."""

    problem: GroupProblem

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """The rules as read."""
        return orders(self.problem)

    @cached_property
    def person(self) -> Mapping[str, Mapping[str, object]]:
        """Id -> row of the table people."""
        rows = self.problem.data.frames["people"].to_dict("records")
        return {str(row["person_id"]): {str(k): v for k, v in row.items()} for row in rows}

    @cached_property
    def level(self) -> Mapping[tuple[str, str], int]:
        """(person, strength) -> known level."""
        private = self.problem.include_private
        known = profiles(for_others(self.problem.data, include_private=private), include_private=private)
        return {
            (str(p), str(s)): int(level)
            for p, s, level in zip(known["person_id"], known["strength_id"], known["level"], strict=True)
        }

    # --- terms -------------------------------------------------------------------------------------------------

    @cached_property
    def wished(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Person -> times they wished."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for order in self._of("wish_date"):
            for person in order.subjects:
                found[person] = found.get(person, ()) + order.slots
        return found

    def pairs(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Pairs a soft rule speaks of: who wished whom, or who were in one group before; each once."""
        found: dict[tuple[str, str], None] = {}
        for order in self._of(kind):
            several = (
                combinations(order.subjects, 2)
                if kind == "fresh"
                else ((order.subjects[0], o) for o in order.subjects[1:])
            )
            for a, b in several:
                found[min(a, b), max(a, b)] = None
        return tuple(sorted(found))

    def dates_met(self, groups: Sequence[Group]) -> int:
        """People in a group at a time they wished."""
        return sum((g.date, g.part) in self.wished.get(p, ()) for g in groups for p in g.members)

    def pairs_met(self, kind: str, groups: Sequence[Group]) -> int:
        """Pairs of :meth:`pairs` who are in one group."""
        home = {person: group.id for group in groups for person in group.members}
        return sum(a in home and home[a] == home.get(b) for a, b in self.pairs(kind))

    def mix(self, members: Sequence[str]) -> Fraction | None:
        """Weighted mean of the soft rules on the mix, for one group: from 0 to 1; None where there are none."""
        parts = self.mix_parts(members)
        if not parts:
            return None
        total = sum((order.number * share for order, share in parts), Fraction(0))
        return total / sum(order.number for order, _ in parts)

    def mix_parts(self, members: Sequence[str]) -> tuple[tuple[Order, Fraction], ...]:
        """Each soft rule on the mix with the share of it that one group reaches; their weighted mean is the mix."""
        asked = [order for order in self.orders if order.kind in MIX_KINDS]
        return tuple((order, self._share(order, members)) for order in asked)

    def _share(self, order: Order, members: Sequence[str]) -> Fraction:
        values = [self.value(order, person) for person in members]
        if order.kind == "balanced":
            return self._balance(order, [value for value in values if value is not None])
        same = sum(a == b for a, b in combinations([v for v in values if v is not None], 2))
        known = sum(value is not None for value in values)
        hit = same if order.kind == "alike" else known * (known - 1) // 2 - same
        return Fraction(hit, max(len(members) * (len(members) - 1) // 2, 1))

    def _balance(self, order: Order, values: Sequence[object]) -> Fraction:
        everyone = [v for v in (self.value(order, person) for person in self.problem.members) if v is not None]
        if not values:
            return Fraction(0)
        off = sum(
            (
                abs(Fraction(values.count(v), len(values)) - Fraction(everyone.count(v), len(everyone)))
                for v in dict.fromkeys(everyone)
            ),
            Fraction(0),
        )
        return 1 - off / 2

    def value(self, order: Order, person: str) -> object:
        """What somebody has of the item of a soft rule; None where it is unknown."""
        if order.strength:
            return self.level.get((person, order.strength))
        return self.held(person, order.column)

    def held(self, person: str, column: str) -> str | None:
        """Somebody's value in a column of people, as text; None where it is blank."""
        value = self.person[person][column]
        return None if pd.isna(value) else str(value)  # type: ignore[call-overload]

    def scores(self, groups: Sequence[Group]) -> dict[str, Fraction]:
        """Id -> mix of each group and each subgroup; empty where nothing is asked of the mix."""
        found: dict[str, Fraction] = {}
        for group in groups:
            parts: list[Group | Subgroup] = [group, *(s for top in group.subgroups for s in top.walk())]
            for part in parts:
                score = self.mix(part.members)
                if score is not None:
                    found[part.id] = score
        return found

    # --- rules -------------------------------------------------------------------------------------------------

    def broken(self, groups: Sequence[Group]) -> tuple[Reason, ...]:
        """Every rule instance the plan does not keep, waived ones left out, with the groups it concerns.

        The subject of each reason is the name of the rule instance, as conflicts and `waive` use it.
        """
        found = [*self._frame(groups)]
        checks = (self._alone, self._counts, self._times, self._away)
        found += [reason for check in checks for reason in check(groups)]
        merged: dict[str, Reason] = {}
        for reason in found:
            merged.setdefault(reason.subject, reason)
        return tuple(reason for name, reason in merged.items() if name not in self.problem.waive)

    def _frame(self, groups: Sequence[Group]) -> Iterator[Reason]:
        """Everybody exactly once; sizes and number of groups; subgroups that add up."""
        placed = [person for group in groups for person in group.members]
        twice = sorted({p for p in placed if placed.count(p) > 1}) if len(set(placed)) < len(placed) else []
        lost = sorted(set(self.problem.members) ^ set(placed))
        for person in [*twice, *lost]:
            yield Reason("groups.broken.person", f"person:{person}", None, "", None, {"person": person})
        sizes, counts = self.problem.sizes, [len(group.members) for group in groups]
        low, high = sizes.groups
        wrong = not low <= len(groups) <= high or any(not sizes.least <= n <= sizes.most for n in counts)
        if sizes.exactly is not None:
            wrong |= {n: counts.count(n) for n in set(counts)} != dict(sizes.exactly)
        if wrong:
            shown = ", ".join(str(n) for n in counts)
            yield Reason("groups.broken.sizes", "sizes", len(groups), "groups", None, {"sizes": shown})
        for group in groups:
            if not _parts_fit(group, self.problem.depths):
                yield Reason("groups.broken.subgroups", f"subgroups:{group.id}", None, "", None, {"group": group.id})

    def _alone(self, groups: Sequence[Group]) -> Iterator[Reason]:
        """together, apart, fixed and not_with_manager."""
        home = {person: group for group in groups for person in group.members}
        for order in self.orders:
            who = [person for person in order.subjects if person in home]
            places = [home[person].id for person in who]
            if order.kind == "apart" and len(set(places)) < len(places):
                twice = [p for p in places if places.count(p) > 1]
                yield self._reason(order, " ".join(order.subjects), [p for p in who if home[p].id in twice])
            elif order.kind == "together" and len(set(places)) > 1:
                yield self._reason(order, " ".join(order.subjects), who)
            elif order.kind == "fixed":
                want = " ".join("/".join(slot) for slot in order.slots) or order.place
                wrong = [
                    p for p in who if (home[p].date, home[p].part) not in order.slots and home[p].slot != order.place
                ]
                if wrong:
                    yield self._reason(order, f"{' '.join(order.subjects)} {want}", wrong)
            elif order.kind == "not_with_manager":
                asked = set(order.subjects or home)
                wrong = [p for p in sorted(asked & set(home)) if self._boss_there(p, home[p])]
                if wrong:
                    yield self._reason(order, " ".join(order.subjects) or order.rule_id, wrong)

    def _boss_there(self, person: str, group: Group) -> bool:
        boss = self.person[person]["manager_id"]
        return bool(pd.notna(boss)) and boss != person and boss in group.members  # type: ignore[call-overload]

    def _counts(self, groups: Sequence[Group]) -> Iterator[Reason]:
        """at_most, at_least and needs_strength, group by group."""
        for order in self.orders:
            if order.kind == "needs_strength":
                for strength in order.subjects:
                    few = [
                        g.id
                        for g in groups
                        if sum(self.level.get((p, strength), -1) >= order.level for p in g.members) < order.number
                    ]
                    if few:
                        name = f"{strength} {order.level}" + ("" if order.number == 1 else f" x{order.number}")
                        yield self._reason(order, name, few)
            elif order.kind in ("at_most", "at_least"):
                for value in self._values(order):
                    wrong = [g.id for g in groups if self._off(order, self._held_by(order, value, g))]
                    if wrong:
                        yield self._reason(order, f"{order.column}={value} {order.number}", wrong)

    def _values(self, order: Order) -> list[str]:
        if order.wanted:
            return [order.wanted]
        held = (self.held(person, order.column) for person in self.problem.members)
        return sorted({value for value in held if value is not None})

    def _held_by(self, order: Order, value: str, group: Group) -> int:
        asked = order.subjects or group.members
        return sum(person in asked and self.held(person, order.column) == value for person in group.members)

    @staticmethod
    def _off(order: Order, count: int) -> bool:
        return count > order.number if order.kind == "at_most" else count < order.number

    def _times(self, groups: Sequence[Group]) -> Iterator[Reason]:
        """Closed dates, and rooms and pools at each half day."""
        dated = [group for group in groups if group.date]
        for order in self._of("closed"):
            for date, part in order.slots:
                hit = [g.id for g in dated if g.date == date and overlap(g.part, part)]
                if hit:
                    yield self._reason(order, date if part == "day" else f"{date}/{part}", hit)
        need = self.problem.depths[0] if self.problem.depths else 1
        for date in sorted({group.date for group in dated}):
            for part, halves in HALVES.items():  # who is there all day can serve any group, who is not no day group
                count = sum(g.date == date and set(HALVES[g.part]) >= set(halves) for g in dated)
                if count > self._rooms(date, part):
                    yield Reason("groups.broken.at_once", "at_once", count, "groups", None, {"date": date})
                for pool in PER_SUBGROUP:
                    free = len(self._on_duty(pool, date, part))
                    if pool in self._pools and count > free // need:
                        asked: dict[str, Value] = {"date": date, "need": need * count}
                        yield Reason(f"groups.broken.pool.{pool}", f"pool:{pool}", free, "people", None, asked)

    def _rooms(self, date: str, part: str) -> int:
        if self.problem.per_date is not None:
            return self.problem.per_date
        free = self._on_duty("room", date, part)
        return sum(free.values()) if "room" in self._pools else 1

    def _on_duty(self, pool: str, date: str, part: str) -> dict[str, int]:
        """Members of a pool who can work at this time -> capacity, 1 where none is given."""
        day, halves, found = pd.Timestamp(date), set(HALVES[part]), dict[str, int]()
        for row in self._pools.get(pool, ()):
            lapsed = pool != "room" and row.certificate_until < day
            inside = not row.from_date > day and not row.to_date < day and not lapsed
            if inside and set(HALVES["day" if pd.isna(row.part) else str(row.part)]) >= halves:
                found.setdefault(str(row.member_id), 1 if pd.isna(row.capacity) else int(row.capacity))
        return found

    @cached_property
    def _pools(self) -> Mapping[str, list[Any]]:
        """Pool -> its rows."""
        found: dict[str, list[Any]] = {}
        for row in self.problem.data.frames["pools"].itertuples(index=False):
            found.setdefault(str(row.pool), []).append(row)
        return found

    def _away(self, groups: Sequence[Group]) -> Iterator[Reason]:
        """People in a group at a time they cannot come, each with a rule of their own."""
        rest = []
        names = {rule.name for rule in self.problem.facts.layout.rules if rule.kind == "availability"}
        for group in groups:
            for person in group.members if group.date else ():
                if self.cannot(person, group.date, group.part):
                    name = f"availability:{person}"
                    if name in names or name in self.problem.waive:
                        details = {"people": person, "groups": group.id}
                        yield Reason("groups.broken.availability", name, None, "", None, details)
                    else:
                        rest.append((person, group.id))
        if rest:
            details = {"people": ", ".join(p for p, _ in rest), "groups": ", ".join(dict.fromkeys(g for _, g in rest))}
            yield Reason("groups.broken.availability", "availability:others", None, "", None, details)

    def cannot(self, person: str, date: str, part: str) -> bool:
        """Whether somebody is away at this time: not employed, or a row of availability with fte 0 covers a half."""
        day, row = pd.Timestamp(date), self.person[person]
        if row["start_date"] > day or row["end_date"] < day:  # type: ignore[operator]
            return True
        return any(
            start <= day and not end < day and overlap(own, part) for start, end, own in self._absences.get(person, ())
        )

    @cached_property
    def _absences(self) -> Mapping[str, list[tuple[pd.Timestamp, pd.Timestamp, str]]]:
        away = self.problem.data.frames["availability"]
        found: dict[str, list[tuple[pd.Timestamp, pd.Timestamp, str]]] = {}
        rows: Iterator[Any] = away[away["fte"] == 0].itertuples(index=False)
        for row in rows:
            part = "day" if pd.isna(row.part) else str(row.part)
            found.setdefault(str(row.person_id), []).append((row.from_date, row.to_date, part))
        return found

    def _of(self, kind: str) -> Iterator[Order]:
        return (order for order in self.orders if order.kind == kind)

    def _reason(self, order: Order, about: str, where: Sequence[str]) -> Reason:
        details = {
            "rule_id": order.rule_id,
            "where": ", ".join(where),
            "owner": order.owner or "-",
            "why": order.why or "-",
        }
        return Reason(f"groups.broken.{order.kind}", f"{order.kind}:{about}", order.number or None, "", None, details)


def _parts_fit(group: Group | Subgroup, depths: Sequence[int]) -> bool:
    """Whether subgroups are as many as asked, hold everybody once and differ by at most one in size."""
    if not depths:
        return not group.subgroups
    members = [person for part in group.subgroups for person in part.members]
    sizes = [len(part.members) for part in group.subgroups]
    number = min(depths[0], len(group.members))
    even = len(sizes) == number and max(sizes) - min(sizes) <= 1
    return even and sorted(members) == sorted(group.members) and all(_parts_fit(p, depths[1:]) for p in group.subgroups)


def verify_groups(
    problem: GroupProblem, groups: Sequence[Group], *, but: Sequence[str] = (), scorer: Scorer | None = None
) -> Scorer:
    """Check that a plan keeps every rule, without the solver; gives the scorer for its figures.

    Parameters
    ----------
    problem, groups
        The question and the plan.
    but
        Names of rule instances that may be broken (by hand, with a reason).
    scorer
        One of this problem that has read the data already, for checking plan after plan.

    Raises
    ------
    VerificationError
        The plan breaks a rule: a defect in the program, never a fault of the user.
    """
    scorer = scorer or Scorer(problem)
    wrong = [reason for reason in scorer.broken(groups) if reason.subject not in but]
    if wrong:
        raise VerificationError(text("groups.unverified", rules="; ".join(reason.text() for reason in wrong)))
    return scorer
