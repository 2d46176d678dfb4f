"""The price of a change is what scoring the whole plan anew says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from talentmap.groups.prices import Prices
from talentmap.groups.result import Group
from talentmap.groups.verify import Scorer
from tests.groups.plans import any_groups
from tests.groups.random_questions import FULL, random_question


def moved(groups: tuple[Group, ...], moves: dict[str, str]) -> tuple[Group, ...]:
    new = []
    for group in groups:
        stay = [p for p in group.members if p not in moves]
        members = tuple(sorted([*stay, *(p for p, to in moves.items() if to == group.id)]))
        new.append(replace(group, members=members))
    return tuple(new)


@pytest.mark.parametrize("seed", range(300 if FULL else 16))
def test_one_change_costs_what_the_whole_plan_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_question(seed).replace(subgroups=())
    groups, scorer = any_groups(problem, rng), Scorer(problem)
    prices = Prices(problem, groups, scorer)
    before = {reason.subject for reason in scorer.broken(groups)}
    assert {name for name, _ in prices.broken()} == before
    for _ in range(5):
        movers = [str(p) for p in rng.choice(problem.members, min(2, len(problem.members)), replace=False)]
        moves = {p: str(rng.choice([group.id for group in groups])) for p in movers}
        new = moved(groups, moves)
        if not all(group.members for group in new):
            continue
        at = {group.id: g for g, group in enumerate(groups)}
        change = prices.change({problem.facts.position[p]: at[to] for p, to in moves.items()})
        again = Prices(problem, new, scorer)
        after = {reason.subject for reason in scorer.broken(new)}
        assert change.values == again.values
        assert change.key == again.key
        assert after - before <= set(change.breaks) <= after
        assert set(change.mends) == before - after
        if "wish_date" in change.values:
            assert change.values["wish_date"] == scorer.dates_met(new)
        for kind in {"wish_with", "fresh"} & set(change.values):
            assert change.values[kind] == scorer.pairs_met(kind, new)
        if "mix" in change.values:
            scores = [score for group in new if (score := scorer.mix(group.members)) is not None]
            assert change.values["mix"] == (sum(scores) if problem.mix == "sum" else min(scores))
