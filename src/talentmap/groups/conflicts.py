"""Why no plan is possible: smallest sets of rules that cannot hold together, and ways out that were tried.

References
----------
Junker (2004), QuickXplain, AAAI: minimal conflicts with few solves. Moreno-Centeno and Karp (2013), The implicit
hitting set approach, Operations Research 61(2), doi:10.1287/opre.1120.1139: the cheapest rules to give up are a
cheapest set that hits every conflict found so far; if the others cannot hold together that is a further conflict.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from talentmap.groups.layout import GroupRule, Layout
from talentmap.groups.rulebook import OutOfTime, Rulebook
from talentmap.optimise.options import SEED
from talentmap.results import Conflict, Reason

_PRICES = {"availability": 50, "pools": 10, "at_once": 10}
"""What giving up a rule of a kind costs; 1 for others. People and trainers cannot be told to be there."""
_STEPS = 3
"""Bounds tried before a rule about counts is given up altogether."""


def find_conflicts(
    layout: Layout, *, seed: int = SEED, seconds: float | None = None, until: float = math.inf
) -> tuple[Conflict, ...]:
    """The conflicts of a layout for which there is no plan.

    Each is a set of rules that cannot hold together, while without any one of them the rest of that set can; there are
    so many of them that all rules minus one of each can hold together. With one conflict each of its rules is tried as
    a way out by itself; with several the cheapest joint way out is shared among them.

    Parameters
    ----------
    layout
        What is asked.
    seed
        Of the solver.
    seconds, until
        Time limit, from now or as a reading of ``time.perf_counter``; what is found by then is returned.

    Returns
    -------
    Empty where there is a plan, or where time ran out before the first conflict.
    """
    if seconds is not None:
        until = min(until, time.perf_counter() + seconds)
    try:
        book = Rulebook(layout, seed, until)
        if not book.possible(()):
            return (Conflict((_frame(layout),)),)
    except OutOfTime:
        return ()
    found: list[tuple[str, ...]] = []
    given: tuple[str, ...] = ()
    proven = True
    try:
        while conflict := book.conflict([name for name in book.rules if name not in given]):
            found.append(conflict)
            given = _cheapest(book.rules, found)
    except OutOfTime:
        proven = False
    if not proven:
        return tuple(Conflict(_reasons(book.rules, names)) for names in found)
    ways = Ways(layout, book)
    kept = [next(names for names in found if set(names) & set(given) == {rule}) for rule in given]
    if len(kept) == 1:
        return (Conflict(_reasons(book.rules, kept[0]), ways.single(kept[0])),)
    return tuple(
        Conflict(_reasons(book.rules, names), (ways.joint(rule, given),))
        for rule, names in zip(given, kept, strict=True)
    )


def price(rule: GroupRule) -> int:
    """What giving up a rule costs."""
    return _PRICES.get(rule.kind, 1)


def _frame(layout: Layout) -> Reason:
    """That not even without rules there is a plan: the groups asked for and the slots there are."""
    low, high = layout.sizes.groups
    details = {"least": layout.sizes.least, "most": layout.sizes.most, "people": len(layout.people), "high": high}
    return Reason("groups.conflict.frame", "groups", low, "groups", len(layout.slots), details)


def _reasons(rules: Mapping[str, GroupRule], names: Sequence[str]) -> tuple[Reason, ...]:
    return tuple(rules[name].reason for name in names)


def _cheapest(rules: Mapping[str, GroupRule], conflicts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Cheapest set of rules with one of every conflict, of equals the one earliest in the order; none is to spare."""
    order = {name: k for k, name in enumerate(rules)}
    best: tuple[int, list[int]] | None = None
    stack: list[tuple[str, ...]] = [()]
    while stack:
        given = stack.pop()
        cost = (sum(price(rules[name]) for name in given), sorted(order[name] for name in given))
        if best is not None and cost >= best:
            continue
        missed = next((names for names in conflicts if not set(names) & set(given)), None)
        if missed is None:
            best = cost
            continue
        stack += [(*given, name) for name in reversed(missed)]
    names = list(rules)
    hit = [names[k] for k in best[1]] if best else []
    for name in reversed(hit[:]):
        rest = set(hit) - {name}
        if all(rest & set(conflict) for conflict in conflicts):
            hit.remove(name)
    return tuple(hit)


@dataclass(eq=False)
class Ways:
    """Ways out of the conflicts of a layout: each is tried before it is named."""

    layout: Layout
    book: Rulebook

    def single(self, names: Sequence[str]) -> tuple[Reason, ...]:
        """Each rule of the only conflict given up or softened by itself: those that work, cheapest first."""
        ways = []
        for order, name in enumerate(names):
            try:
                if self.book.possible([other for other in self.book.rules if other != name]):
                    ways.append((price(self.book.rules[name]), order, self.joint(name, (name,))))
            except OutOfTime:
                break
        return tuple(way for _, _, way in sorted(ways, key=lambda way: way[:2]))

    def joint(self, name: str, given: Sequence[str]) -> Reason:
        """One step of a way out: the rule softened where that is enough with the others given up, else dropped."""
        rule = self.book.rules[name]
        kind = rule.reason.kind.replace(".rule.", ".way.", 1)
        for by in range(1, _STEPS + 1):
            softer = _softer(rule, by, len(self.layout.people))
            if softer is None:
                break
            changed, old, new = softer
            if self._works(changed, given):
                return replace(rule.reason, kind=f"{kind}.to", value=new, compared_to=old)
        return replace(rule.reason, kind=kind)

    def _works(self, changed: GroupRule, given: Sequence[str]) -> bool:
        """Whether there is a plan with one rule changed and the other given ones dropped."""
        rules = tuple(
            changed if rule.name == changed.name else rule
            for rule in self.layout.rules
            if rule.name == changed.name or rule.name not in given
        )
        try:
            return self.book.plan(rules) is not None
        except OutOfTime:
            return False


def _softer(rule: GroupRule, by: int, people: int) -> tuple[GroupRule, int, int] | None:
    """A rule with one bound moved by so much, and the bound before and after; None where it has no such bound."""
    if len(rule.counts) != 1 or rule.forbid or rule.together or rule.apart or rule.closed:
        return None
    who, least, most = rule.counts[0]
    if most is not None and least is None and most + by < min(people, len(who)):
        return replace(rule, counts=((who, None, most + by),)), most, most + by
    if least is not None and most is None and least - by > 0:
        return replace(rule, counts=((who, least - by, None),)), least, least - by
    return None
