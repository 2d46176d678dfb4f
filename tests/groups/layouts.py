"""Random small layouts, and the best plan of each by looking at every plan there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np

from talentmap.groups.criteria import Criteria, alike, balanced, covered, diverse, joined, mixed
from talentmap.groups.layout import GroupRule, Layout, Sizes, Slot
from talentmap.results import Reason

MIXES = ("worst", "leximin", "sum")


def rule(kind: str, name: str, **shapes: object) -> GroupRule:
    return GroupRule(kind, f"{kind}:{name}", Reason(f"groups.rule.{kind}", name), **shapes)  # type: ignore[arg-type]


def random_layout(seed: int, n_rules: int | None = None) -> Layout:
    """Up to 7 people and 3 slots; every shape of rule, level and mix turns up often."""
    rng = np.random.default_rng(seed)
    n, s = int(rng.integers(3, 8)), int(rng.integers(2, 4))
    slots = random_slots(rng, s)
    sizes = random_sizes(rng, n, s)
    number = int(rng.integers(0, 5)) if n_rules is None else n_rules
    rules = tuple(random_rule(rng, n, s, k) for k in range(number))
    wishes = rng.integers(0, 2, (n, s)) if rng.random() < 0.6 else np.zeros((n, s), dtype=np.int64)
    if not slots[0].date and rng.random() < 0.8:
        wishes = np.zeros((n, s), dtype=np.int64)
    every = np.array(list(combinations(range(n), 2)))
    pairs = every[rng.random(len(every)) < 0.3] if rng.random() < 0.4 else every[:0]
    met = every[rng.integers(0, len(every), rng.integers(0, 6))] if rng.random() < 0.4 else every[:0]
    return Layout(
        tuple(f"P{p}" for p in range(n)),
        slots,
        sizes,
        rules,
        wishes,
        pairs,
        rng.integers(1, 3, len(pairs)),
        met,
        random_criteria(rng, n) if rng.random() < 0.7 else None,
        mix=str(rng.choice(MIXES)),
    )


def random_slots(rng: np.random.Generator, s: int) -> tuple[Slot, ...]:
    kind = int(rng.integers(0, 3))
    if kind == 0:
        return tuple(Slot(str(k + 1), copy=k) for k in range(s))
    if kind == 1:
        return tuple(Slot(f"2027-03-0{k + 1}", f"2027-03-0{k + 1}") for k in range(s))
    return tuple(Slot(f"2027-03-0{1 + k // 2}#{k % 2}", f"2027-03-0{1 + k // 2}", copy=k % 2) for k in range(s))


def random_sizes(rng: np.random.Generator, n: int, s: int) -> Sizes:
    groups = int(rng.integers(1, min(n, s) + 1))
    low, left = divmod(n, groups)
    if rng.random() < 0.6:
        exactly = {low: groups - left} | ({low + 1: left} if left else {})
        return Sizes(low, low + (left > 0), (groups, groups), exactly)
    return Sizes(max(1, low - 1), low + 1 + (left > 0), (groups if rng.random() < 0.5 else 1, s))


def random_rule(rng: np.random.Generator, n: int, s: int, k: int) -> GroupRule:
    kind = str(rng.choice(["forbid", "together", "apart", "at_most", "at_least", "closed"]))
    some = tuple(sorted(rng.choice(n, int(rng.integers(2, min(n, 4) + 1)), replace=False).tolist()))
    if kind == "forbid":
        return rule(kind, str(k), forbid=tuple((p, int(rng.integers(0, s))) for p in some))
    if kind == "together":
        return rule(kind, str(k), together=((some[0], some[1]),))
    if kind == "apart":
        return rule(kind, str(k), apart=tuple(combinations(some, 2)))
    if kind == "at_most":
        return rule(kind, str(k), counts=((some, None, int(rng.integers(1, 3))),))
    if kind == "at_least":
        return rule(kind, str(k), counts=((some, 1, None),))
    slots = tuple(sorted(rng.choice(s, int(rng.integers(1, 3)), replace=False).tolist()))
    return rule(kind, str(k), closed=((slots, int(rng.integers(0, 2))),))


def random_criteria(rng: np.random.Generator, n: int) -> Criteria:
    held = range(1, n + 1)
    makers = [diverse, alike, balanced]
    parts = []
    for _ in range(int(rng.integers(1, 3))):
        values: list[object] = [str(v) if v < 3 else None for v in rng.integers(0, 4, n)]
        maker = makers[int(rng.integers(0, 3))]
        parts.append(maker(values, held, int(rng.integers(1, 3))))
    if rng.random() < 0.3:
        parts.append(covered(rng.random(n) < 0.4, held, least=int(rng.integers(1, 3))))
    if rng.random() < 0.3:
        parts.append(mixed(rng.random(n) < 0.5, rng.random(n) < 0.5, held))
    return joined(parts)


def keeps_all(layout: Layout, labels: np.ndarray, rules: tuple[GroupRule, ...] | None = None) -> bool:
    """Written anew from the meaning of the shapes, group by group."""
    groups = {s: [p for p in range(len(labels)) if labels[p] == s] for s in sorted(set(labels.tolist()))}
    found = sorted(len(members) for members in groups.values())
    sizes = layout.sizes
    if not sizes.groups[0] <= len(groups) <= sizes.groups[1]:
        return False
    if sizes.exactly is not None and found != sorted(q for q, k in sizes.exactly.items() for _ in range(k)):
        return False
    if sizes.exactly is None and not all(sizes.least <= q <= sizes.most for q in found):
        return False
    for each in layout.rules if rules is None else rules:
        for members in groups.values():
            if any(a in members and b in members for a, b in each.apart):
                return False
            if any((a in members) != (b in members) for a, b in each.together):
                return False
            for people, least, most in each.counts:
                inside = len(set(people) & set(members))
                if inside < (least or 0) or (most is not None and inside > most):
                    return False
        if any(labels[p] == s for p, s in each.forbid):
            return False
        if any(sum(s in groups for s in closed) > most for closed, most in each.closed):
            return False
    return True


def plans(layout: Layout, rules: tuple[GroupRule, ...] | None = None) -> Iterator[np.ndarray]:
    """Every plan that keeps the rules."""
    for labels in product(range(len(layout.slots)), repeat=len(layout.people)):
        plan = np.array(labels)
        if keeps_all(layout, plan, rules):
            yield plan


def worth(layout: Layout, plan: np.ndarray) -> tuple[int, ...]:
    """The levels asked for of one plan, in order, so that a greater tuple is a better plan."""
    n = len(plan)
    found = []
    if layout.wishes.any():
        found.append(sum(int(layout.wishes[p, plan[p]]) for p in range(n)))
    if len(layout.pairs):
        pairs = zip(layout.pairs.tolist(), layout.pair_worth.tolist(), strict=True)
        found.append(sum(w for (a, b), w in pairs if plan[a] == plan[b]))
    if len(layout.met):
        found.append(-sum(plan[a] == plan[b] for a, b in layout.met.tolist()))
    if layout.criteria is not None:
        groups = [np.flatnonzero(plan == s) for s in sorted(set(plan.tolist()))]
        scores = sorted(layout.criteria.score(members.tolist()) for members in groups)
        if layout.mix == "leximin":
            found += [sum(scores[: k + 1]) for k in range(layout.sizes.groups[0])]
        else:
            found.append(sum(scores) if layout.mix == "sum" else scores[0])
    return tuple(int(value) for value in found)
