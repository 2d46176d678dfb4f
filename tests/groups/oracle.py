"""The right answer to a small grouping question by looking at every plan, from the tables and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pandas as pd

from talentmap.access.view import for_others
from talentmap.evidence.profile import profiles
from talentmap.groups import GroupProblem

HALVES = {"day": {"am", "pm"}, "morning": {"am"}, "afternoon": {"pm"}}
Plan = tuple[tuple[tuple[str, ...], object], ...]
"""Groups with their time (date, part), or with their number where there are no dates."""


@dataclass(frozen=True)
class Rule:
    """A row that holds, about people who take part."""

    kind: str
    ids: tuple[str, ...]
    attribute: str
    value: str
    everybody: bool


class Oracle:
    """One question, read anew."""

    def __init__(self, problem: GroupProblem) -> None:
        self.problem, self.people = problem, problem.members
        frames = problem.data.frames
        self.row = {str(r["person_id"]): r for r in frames["people"].to_dict("records")}
        seen = for_others(problem.data, include_private=problem.include_private)
        known = profiles(seen, include_private=problem.include_private)
        rows = zip(known["person_id"], known["strength_id"], known["level"], strict=True)
        self.level = {(p, s): int(x) for p, s, x in rows}
        self.rules = list(self._rules())
        self.away = [r for r in frames["availability"].to_dict("records") if r["fte"] == 0]
        self.pools = frames["pools"].to_dict("records")
        if problem.dates is not None:
            times = {time(word) for word in problem.dates}
        else:
            times = {
                (date, rule.attribute or "day" if part == "day" else part)
                for rule in self.of("date")
                for date, part in map(time, rule.value.split())
            }
        self.times = sorted(times)

    def _rules(self) -> Iterator[Rule]:
        assert self.problem.rules is not None
        for row in self.problem.rules.fillna("").to_dict("records"):
            ids = tuple(str(row["subjects"]).split())
            left = ids if row["rule"] == "needs_strength" else tuple(p for p in ids if p in self.people)
            if row["rule"] == "wish_with" and ids[0] not in left:
                continue
            if ids and not left:
                continue
            yield Rule(str(row["rule"]), left, str(row["attribute"]), str(row["value"]), not ids)

    def of(self, kind: str) -> list[Rule]:
        return [rule for rule in self.rules if rule.kind == kind]

    def item(self, attribute: str, person: str) -> object:
        if attribute.startswith("strength:"):
            return self.level.get((person, attribute.removeprefix("strength:")))
        value = self.row[person][attribute]
        return None if pd.isna(value) else str(value)

    # --- plans -------------------------------------------------------------------------------------------------

    def plans(self) -> Iterator[Plan]:
        """Every plan that keeps every rule."""
        low, high = self.problem.sizes.groups
        for parts in partitions(self.people, high):
            if len(parts) < low or not self._sized([len(part) for part in parts]):
                continue
            if not all(self._inside(part) for part in parts) or not self._pairs(parts):
                continue
            for places in self._places(len(parts)):
                plan = tuple(zip(parts, places, strict=True))
                if self._placed(plan):
                    yield plan

    def _sized(self, sizes: Sequence[int]) -> bool:
        policy, size, n = self.problem.policy, self.problem.size, len(self.people)
        if isinstance(size, tuple):
            return all(size[0] <= one <= size[1] for one in sizes)
        if max(sizes) - min(sizes) > 1:
            return False
        number = self.problem.n_groups or {
            "under": -(-n // size),
            "over": max(1, n // size),
            "exact": n // size,
        }.get(policy)
        return len(sizes) == number

    def _places(self, number: int) -> Iterator[tuple[object, ...]]:
        if self.times:
            yield from product(self.times, repeat=number)
        elif any(rule.kind == "fixed" for rule in self.rules):
            yield from (p for p in product(range(1, self.problem.sizes.groups[1] + 1), repeat=number) if distinct(p))
        else:
            yield tuple(range(1, number + 1))

    def _inside(self, part: Sequence[str]) -> bool:
        """Rules that one group keeps by itself."""
        for rule in self.rules:
            here = [p for p in part if p in rule.ids]
            if rule.kind == "apart" and len(here) > 1:
                return False
            if rule.kind == "not_with_manager":
                if any(self.boss(p) in part for p in (part if rule.everybody else here)):
                    return False
            elif rule.kind in ("at_most", "at_least"):
                column, _, wanted = rule.attribute.partition("=")
                counted = part if rule.everybody else here
                values = [wanted] if wanted else sorted({str(v) for p in self.people if (v := self.item(column, p))})
                for value in values:
                    n = sum(self.item(column, p) == value for p in counted)
                    if (n > int(rule.value)) if rule.kind == "at_most" else (n < int(rule.value)):
                        return False
            elif rule.kind == "needs_strength":
                for strength in rule.ids:
                    able = sum(self.level.get((p, strength), -1) >= int(rule.attribute) for p in part)
                    if able < int(rule.value or 1):
                        return False
        return True

    def boss(self, person: str) -> str | None:
        boss = self.row[person]["manager_id"]
        return None if pd.isna(boss) or boss == person else str(boss)

    def _pairs(self, parts: Sequence[Sequence[str]]) -> bool:
        home = {p: k for k, part in enumerate(parts) for p in part}
        return all(len({home[p] for p in rule.ids}) == 1 for rule in self.of("together"))

    def _placed(self, plan: Plan) -> bool:
        for rule in self.of("fixed"):
            want: object = int(rule.value) if rule.attribute == "group" else time(rule.value)
            if any(place != want for part, place in plan for p in part if p in rule.ids):
                return False
        if not self.times:
            return True
        for rule in self.of("closed"):
            for date, part in map(time, rule.value.split()):
                part = rule.attribute or "day" if part == "day" else part
                if any(d == date and HALVES[q] & HALVES[part] for _, (d, q) in plan):  # type: ignore[misc]
                    return False
        if any(self.gone(p, *place) for part, place in plan for p in part):  # type: ignore[misc]
            return False
        return self._room_for([place for _, place in plan])  # type: ignore[misc]

    def gone(self, person: str, date: str, part: str) -> bool:
        day, row = pd.Timestamp(date), self.row[person]
        if row["start_date"] > day or row["end_date"] < day:
            return True
        mine = [r for r in self.away if r["person_id"] == person]
        return any(
            r["from_date"] <= day and not r["to_date"] < day and HALVES[str(r["part"] or "day")] & HALVES[part]
            for r in mine
        )

    def _room_for(self, places: Sequence[tuple[str, str]]) -> bool:
        """Rooms, actors and facilitators: at each half day, and those of whole days among themselves."""
        need = self.problem.depths[0] if self.problem.depths else 1
        for date in {d for d, _ in places}:
            for part, halves in HALVES.items():
                n = sum(d == date and HALVES[q] >= halves for d, q in places)
                rooms = [r for r in self.pools if r["pool"] == "room"]
                if self.problem.per_date is not None:
                    allowed = self.problem.per_date
                elif rooms:
                    free = [r["capacity"] for r in self.there(rooms, date, part)]
                    allowed = sum(1 if pd.isna(capacity) else int(capacity) for capacity in free)
                else:
                    allowed = 1
                if n > allowed:
                    return False
                for pool in ("actor", "facilitator"):
                    rows = [r for r in self.pools if r["pool"] == pool]
                    if rows and n * need > len({r["member_id"] for r in self.there(rows, date, part)}):
                        return False
        return True

    @staticmethod
    def there(rows: Sequence[Any], date: str, part: str) -> list[Any]:
        day = pd.Timestamp(date)
        return [
            r
            for r in rows
            if not r["from_date"] > day
            and not r["to_date"] < day
            and not (r["pool"] != "room" and r["certificate_until"] < day)
            and HALVES["day" if pd.isna(r["part"]) else str(r["part"])] >= HALVES[part]
        ]

    # --- terms -------------------------------------------------------------------------------------------------

    def worth(self, plan: Plan) -> tuple[Any, ...]:
        """The terms in order, larger is better; 0 where nothing is asked."""
        home = {p: k for k, (part, _) in enumerate(plan) for p in part}
        wished = {
            p
            for rule in self.of("wish_date")
            for part, place in plan
            for p in part
            if p in rule.ids and place in [time(word) for word in rule.value.split()]
        }
        wanted = {frozenset((rule.ids[0], p)) for rule in self.of("wish_with") for p in rule.ids[1:]}
        met = {frozenset(pair) for rule in self.of("fresh") for pair in combinations(rule.ids, 2)}
        together = sum(len({home[p] for p in pair}) == 1 for pair in wanted)
        again = sum(len({home[p] for p in pair}) == 1 for pair in met)
        scores = sorted(self.mix(part) for part, _ in plan)
        mix: object = {"worst": scores[0], "sum": sum(scores)}.get(self.problem.mix)
        if self.problem.mix == "leximin":
            mix = tuple(scores[: self.problem.sizes.groups[0]])
        return len(wished), together, -again, mix

    def mix(self, part: Sequence[str]) -> Fraction:
        total, weights = Fraction(0), 0
        for rule in self.rules:
            if rule.kind not in ("diverse", "alike", "balanced"):
                continue
            weight = int(rule.value or 1)
            weights += weight
            values = [v for p in part if (v := self.item(rule.attribute, p)) is not None]
            if rule.kind == "balanced":
                everyone = [v for p in self.people if (v := self.item(rule.attribute, p)) is not None]
                kinds = sorted(set(everyone), key=str)
                off = sum(abs(share(values, v) - share(everyone, v)) for v in kinds) if values else Fraction(2)
                total += weight * (1 - Fraction(off) / 2)
            else:
                pairs = list(combinations(values, 2))
                same = sum(a == b for a, b in pairs)
                hit = same if rule.kind == "alike" else len(pairs) - same
                total += weight * Fraction(hit, max(1, len(part) * (len(part) - 1) // 2))
        return total / weights if weights else Fraction(0)

    def best(self) -> tuple[Any, ...] | None:
        """The terms of the best plan; None where no plan keeps the rules."""
        return max((self.worth(plan) for plan in self.plans()), default=None)

    def best_split(self, members: Sequence[str], number: int) -> Fraction:
        """The best worst mix of so many even subgroups of a group."""
        number = min(number, len(members))
        even = (parts for parts in partitions(members, number) if len(parts) == number and spread(parts) <= 1)
        return max(min(self.mix(part) for part in parts) for parts in even)


def time(word: str) -> tuple[str, str]:
    date, _, part = word.partition("/")
    return date, part or "day"


def share(values: Sequence[object], value: object) -> Fraction:
    return Fraction(values.count(value), len(values))


def distinct(values: Sequence[object]) -> bool:
    return len(set(values)) == len(values)


def spread(parts: Sequence[Sequence[str]]) -> int:
    return max(map(len, parts)) - min(map(len, parts))


def partitions(people: Sequence[str], most: int) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Every way to part people into at most so many groups, each once."""
    if not people:
        yield ()
        return
    first, rest = people[0], people[1:]
    for n in range(len(rest) + 1):
        for others in combinations(rest, n):
            left = [p for p in rest if p not in others]
            if left and most == 1:
                continue
            for more in partitions(left, most - 1):
                yield ((first, *others), *more)
