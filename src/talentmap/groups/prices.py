"""What one change of a plan does to its terms and rules, worked out from the groups it touches alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from talentmap.groups.layout import GroupRule
from talentmap.groups.problem import GroupProblem
from talentmap.groups.result import Group
from talentmap.groups.verify import Scorer

Amount = int | Fraction
Break = tuple[str, tuple[object, ...]]
"""Name of a rule, and what breaks it: a person, a pair, or one too many or too few in one group."""

SIZES = "sizes"
"""Name under which sizes other than asked are broken; as :class:`~talentmap.groups.verify.Scorer` calls it."""


@dataclass(frozen=True)
class Change:
    """One change and what it does.

    Parameters
    ----------
    moves
        (person, id of the group they go to).
    values
        Term -> figure after the change: people, pairs, a share, or millionths of distance.
    key
        The terms in order of priority, larger is better: changes compare by it.
    breaks, mends
        Names of rules that break where they did not, and that no longer do, in order.
    """

    moves: tuple[tuple[str, str], ...]
    values: Mapping[str, Amount]
    key: tuple[object, ...]
    breaks: tuple[str, ...] = ()
    mends: tuple[str, ...] = ()


class Prices:
    """The prices of changes to one plan. Figures are those of the scorer; a change costs its two groups only."""

    def __init__(self, problem: GroupProblem, groups: Sequence[Group], scorer: Scorer | None = None) -> None:
        self.problem, self.groups = problem, tuple(groups)
        self.scorer = scorer or Scorer(problem)
        self.facts, self.layout = problem.facts, problem.facts.layout
        at = {slot.label: k for k, slot in enumerate(self.layout.slots)}
        self.slot = [at[group.slot] for group in self.groups]
        position = self.facts.position
        self.inside = [tuple(position[person] for person in group.members) for group in self.groups]
        self.home = {person: g for g, members in enumerate(self.inside) for person in members}
        self._index_rules()
        self._pairs = {kind: _by_person(self.pairs_of(kind)) for kind in ("wish_with", "fresh")}
        self._known: dict[tuple[int, ...], Fraction | None] = {}
        self._scores = [self._mix(members) for members in self.inside]
        self._all = self.broken()
        self.values = self._values()
        self.key = self._key(self.values, self._scores)

    def pairs_of(self, kind: str) -> list[tuple[int, int]]:
        """Pairs of a soft rule, by position."""
        array = self.layout.pairs if kind == "wish_with" else self.layout.met
        return [(int(a), int(b)) for a, b in array]

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the terms that are asked, in order of priority."""
        return tuple(self.values)

    # --- terms -------------------------------------------------------------------------------------------------

    def _values(self) -> dict[str, Amount]:
        values: dict[str, Amount] = {}
        if self.layout.wishes.any():
            values["wish_date"] = sum(int(self.layout.wishes[p, self.slot[g]]) for p, g in self.home.items())
        for kind in ("wish_with", "fresh"):
            pairs = self.pairs_of(kind)
            if pairs:
                values[kind] = sum(self.home[a] == self.home[b] for a, b in pairs)
        if self.layout.mix == "distance":
            values["distance"] = sum(self._apart_in(members, members) for members in self.inside) // 2
        elif self._scores and self._scores[0] is not None:
            values["mix"] = self._mixed(self._scores)
        return values

    def _mixed(self, scores: Sequence[Fraction | None]) -> Fraction:
        known = [score for score in scores if score is not None]
        return sum(known, Fraction(0)) if self.layout.mix == "sum" else min(known)

    def _key(self, values: Mapping[str, Amount], scores: Sequence[Fraction | None]) -> tuple[object, ...]:
        """Larger is better; for ``leximin`` the worst group, then the next worst, and so on."""
        key: list[object] = [-value if name == "fresh" else value for name, value in values.items() if name != "mix"]
        if "mix" in values:
            known = tuple(sorted(score for score in scores if score is not None))
            key.append(known if self.layout.mix == "leximin" else values["mix"])
        return tuple(key)

    def _mix(self, members: Sequence[int]) -> Fraction | None:
        if self.layout.mix == "distance":
            return None
        found = tuple(sorted(members))
        if found not in self._known:
            self._known[found] = self.scorer.mix([self.facts.people[p] for p in found])
        return self._known[found]

    def _apart_in(self, one: Sequence[int], other: Sequence[int]) -> int:
        """Sum of the distances between the people of two lists."""
        assert self.layout.distances is not None
        return int(self.layout.distances[list(one)][:, list(other)].sum())

    # --- rules -------------------------------------------------------------------------------------------------

    def _index_rules(self) -> None:
        """Put the rules by person, so that a change looks at its own people only."""
        self._forbid: dict[int, list[tuple[str, int]]] = {}
        self._bound: dict[int, list[tuple[str, bool, int, int]]] = {}
        self._counted: list[tuple[str, int | None, int | None, list[int]]] = []
        self._counts_of: dict[int, list[int]] = {}
        self.rules: dict[str, GroupRule] = {rule.name: rule for rule in self.layout.rules}
        for name, rule in self.rules.items():
            for person, slot in rule.forbid:
                self._forbid.setdefault(person, []).append((name, slot))
            for together, pairs in ((True, rule.together), (False, rule.apart)):
                for a, b in pairs:
                    for person in (a, b):
                        self._bound.setdefault(person, []).append((name, together, a, b))
            for who, least, most in rule.counts:
                asked = set(who)
                held = [sum(person in asked for person in members) for members in self.inside]
                for person in who:
                    self._counts_of.setdefault(person, []).append(len(self._counted))
                self._counted.append((name, least, most, held))

    def broken(self) -> frozenset[Break]:
        """Everything in the plan that breaks a rule."""
        found = self._people_break(self.home, {})
        for k in range(len(self._counted)):
            found |= {b for g in range(len(self.groups)) for b in self._count_breaks(k, g, 0)}
        for name, rule in self.rules.items():
            for slots, most in rule.closed:
                if sum(slot in slots for slot in self.slot) > most:
                    found.add((name, ("closed", slots)))
        return frozenset(found | self._sizes_break([len(members) for members in self.inside]))

    def _people_break(self, who: Mapping[int, int], moved: Mapping[int, int]) -> set[Break]:
        """Breaks of places and pairs that concern these people, when some have moved."""
        found: set[Break] = set()
        for person in who:
            g = moved.get(person, self.home[person])
            found |= {(name, (person,)) for name, slot in self._forbid.get(person, ()) if slot == self.slot[g]}
            for name, together, a, b in self._bound.get(person, ()):
                same = moved.get(a, self.home[a]) == moved.get(b, self.home[b])
                if same != together:
                    found.add((name, (a, b)))
        return found

    def _count_breaks(self, k: int, g: int, more: int) -> Iterator[Break]:
        """One break for each one too many or too few in a group."""
        name, least, most, held = self._counted[k]
        count = held[g] + more
        for extra in range(count - most if most is not None else 0):
            yield name, ("over", k, self.groups[g].id, extra)
        for lack in range(least - count if least is not None else 0):
            yield name, ("under", k, self.groups[g].id, lack)

    def _sizes_break(self, sizes: Sequence[int]) -> set[Break]:
        asked = self.layout.sizes
        counts = {n: sizes.count(n) for n in set(sizes)}
        wrong = any(not asked.least <= n <= asked.most for n in sizes) or not (
            asked.groups[0] <= len(sizes) <= asked.groups[1]
        )
        if wrong or (asked.exactly is not None and counts != dict(asked.exactly)):
            return {(SIZES, tuple(sorted(sizes)))}
        return set()

    def away(self, person_id: str, group_id: str) -> bool:
        """Whether a rule on availability, not waived, keeps somebody out of a group."""
        person = self.facts.position[person_id]
        slot = next(k for k, group in zip(self.slot, self.groups, strict=True) if group.id == group_id)
        names = {name for name, shut in self._forbid.get(person, ()) if shut == slot}
        return any(self.rules[name].kind == "availability" for name in names)

    # --- changes -----------------------------------------------------------------------------------------------

    def change(self, moves: Mapping[int, int]) -> Change:
        """What happens when these people (positions) go to these groups (positions in the plan)."""
        moved = {person: g for person, g in moves.items() if self.home[person] != g}
        touched = sorted({g for person, g in moved.items()} | {self.home[person] for person in moved})
        inside = {
            g: [p for p in self.inside[g] if p not in moved] + [p for p, new in moved.items() if new == g]
            for g in touched
        }
        before, after = self._breaks(moved, touched, inside)
        scores = list(self._scores)
        for g, members in inside.items():
            scores[g] = self._mix(members) if members else Fraction(0)
        values = self._changed(moved, inside, scores)
        names = tuple((self.facts.people[p], self.groups[g].id) for p, g in sorted(moved.items()))
        breaks = tuple(sorted({name for name, _ in after - before}))
        left = (self._all - before) | after
        mends = tuple(sorted({name for name, _ in self._all} - {name for name, _ in left}))
        return Change(names, values, self._key(values, scores), breaks, mends)

    def _changed(
        self, moved: Mapping[int, int], inside: Mapping[int, Sequence[int]], scores: Sequence[Fraction | None]
    ) -> dict[str, Amount]:
        values = dict(self.values)
        if "wish_date" in values:
            wishes = self.layout.wishes
            values["wish_date"] += sum(
                int(wishes[p, self.slot[g]]) - int(wishes[p, self.slot[self.home[p]]]) for p, g in moved.items()
            )
        for kind in ("wish_with", "fresh"):
            if kind in values:
                pairs = {pair for p in moved for pair in self._pairs[kind].get(p, ())}
                now = sum(moved.get(a, self.home[a]) == moved.get(b, self.home[b]) for a, b in pairs)
                values[kind] += now - sum(self.home[a] == self.home[b] for a, b in pairs)
        if "distance" in values:
            new = sum(self._apart_in(members, members) for members in inside.values())
            values["distance"] += (new - sum(self._apart_in(self.inside[g], self.inside[g]) for g in inside)) // 2
        if "mix" in values:
            values["mix"] = self._mixed(scores)
        return values

    def _breaks(
        self, moved: Mapping[int, int], touched: Sequence[int], inside: Mapping[int, Sequence[int]]
    ) -> tuple[set[Break], set[Break]]:
        """Breaks that this change can touch, before and after it."""
        before, after = self._people_break(moved, {}), self._people_break(moved, moved)
        more: dict[tuple[int, int], int] = {}
        for person, g in moved.items():
            for k in self._counts_of.get(person, ()):
                more[k, g] = more.get((k, g), 0) + 1
                more[k, self.home[person]] = more.get((k, self.home[person]), 0) - 1
        for (k, g), extra in more.items():
            before |= set(self._count_breaks(k, g, 0))
            after |= set(self._count_breaks(k, g, extra))
        sizes = [len(members) for members in self.inside]
        before |= self._sizes_break(sizes)
        after |= self._sizes_break([len(inside[g]) if g in inside else n for g, n in enumerate(sizes)])
        return before, after

    def options(self, person_id: str) -> tuple[Change, ...]:
        """Every swap of somebody with somebody in another group, and every move of theirs alone that sizes allow."""
        person = self.facts.position[person_id]
        own = self.home[person]
        found = [
            self.change({person: g, other: own})
            for g, members in enumerate(self.inside)
            for other in members
            if g != own
        ]
        alone = [self.change({person: g}) for g in range(len(self.groups)) if g != own and len(self.inside[own]) > 1]
        return (*found, *(change for change in alone if SIZES not in change.breaks))


def _by_person(pairs: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for pair in pairs:
        for person in pair:
            found.setdefault(person, []).append(pair)
    return found
