"""Minimal conflicts and cheapest ways out over plain rows, against looking at every choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, combinations

import numpy as np
import pytest

from talentmap.optimise.conflicts import Group, Rulebook
from talentmap.optimise.formulation import Row

SIZE = 6


def possible(groups: Sequence[Group]) -> bool:
    sets: Iterable[tuple[int, ...]] = chain.from_iterable(combinations(range(SIZE), k) for k in range(SIZE + 1))
    return any(all(row.holds(chosen) for group in groups for row in group.rows) for chosen in sets)


def random_groups(seed: int) -> list[Group]:
    rng = np.random.default_rng(seed)
    groups = []
    for k in range(int(rng.integers(3, 8))):
        inside = tuple(int(p) for p in np.flatnonzero(rng.random(SIZE) < 0.5))
        low = int(rng.integers(0, 4)) if rng.random() < 0.6 else None
        high = int(rng.integers(0, 3)) if low is None or rng.random() < 0.1 else None
        groups.append(Group(f"g{k}", (Row.count(inside, low=low, high=high),), price=int(rng.integers(1, 4))))
    return groups


@pytest.mark.parametrize("seed", range(25))
def test_conflicts_and_ways_out_satisfy_their_definitions(seed: int) -> None:
    groups = random_groups(seed)
    named = {group.name: group for group in groups}
    book = Rulebook(groups, SIZE)
    assert book.possible(list(named)) == possible(groups)
    found = book.conflict()
    assert bool(found) != possible(groups)
    if not found:
        assert list(book.conflicts()) == []
        assert book.relaxation().given == {}
        return
    assert not possible([named[name] for name in found])
    for gone in found:
        assert possible([named[name] for name in found if name != gone])
    way = book.relaxation()
    assert possible([group for group in groups if group.name not in way.given])
    least = min(
        sum(group.price for group in gone)
        for n in range(len(groups) + 1)
        for gone in combinations(groups, n)
        if possible([group for group in groups if group not in gone])
    )
    assert way.price == least == sum(named[name].price for name in way.given)
    every = list(book.conflicts(tuple(way.given)))
    assert found in every or every
    removed = {next(name for name in names if name in way.given) for names in every}
    assert possible([group for group in groups if group.name not in removed])


def test_a_bound_is_softened_no_further_than_needed() -> None:
    book = Rulebook(
        [
            Group("all", (Row.count(range(SIZE), low=5),), price=5),
            Group("few", (Row.count(range(SIZE), high=2),), give=4),
        ],
        SIZE,
    )
    assert book.conflict() == ("all", "few")
    assert book.relaxation().given == {"few": 3}


def test_a_fixed_rule_is_never_given_up() -> None:
    low = Group("low", (Row.count(range(SIZE), low=1),), fixed=True)
    high = Group("high", (Row.count(range(SIZE), high=0),), price=9)
    assert dict(Rulebook([low, high], SIZE).relaxation().given) == {"high": 0}
    stuck = Group("stuck", (Row.count(range(SIZE), high=0),), fixed=True)
    assert dict(Rulebook([low, stuck], SIZE).relaxation().given) == {}


def test_a_thousand_people_cost_no_more_than_ten() -> None:
    groups = [
        Group("size", (Row.count(range(1000), low=6),)),
        Group("away", (Row.count(range(3, 1000), high=0),)),
        *(Group(f"apart {k}", (Row.count([k, k + 1], high=1),)) for k in range(2)),
    ]
    book = Rulebook(groups, 1000)
    assert len(book.counts) == 4  # three whom the rules tell apart, and all others
    assert book.conflict() == ("size", "away")
