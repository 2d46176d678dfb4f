"""Groups with the greatest sum of distances, with and without rules, and small groups by column generation."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.groups import plan_groups
from talentmap.groups.distances import gower_units
from talentmap.groups.layout import GroupRule, Layout, Sizes, Slot
from talentmap.groups.spread_out import solve_distance, total
from talentmap.results import Reason, Status
from tests.organisations import random_organisation


def rules(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["rule_id", "rule", "subjects", "attribute", "value"])


DIVERSE = (("R1", "diverse", "", "unit", ""), ("R2", "diverse", "", "location", "2"))


def best_sum(data: Dataset, apart: tuple[str, str]) -> int:
    """Greatest sum of distances over all partitions of eight people into two groups of four that keep a pair apart."""
    people = data.people
    worth = gower_units([(people["unit"].tolist(), False, 1), (people["location"].tolist(), False, 2)])
    ids = people["person_id"].tolist()
    a, b = (ids.index(person) for person in apart)
    sums = []
    for one in combinations(range(len(ids)), len(ids) // 2):
        labels = np.array([int(k in one) for k in range(len(ids))])
        if labels[a] != labels[b]:
            sums.append(total(worth, labels))
    return max(sums)


@pytest.mark.parametrize("seed", range(4))
def test_spreads_eight_people_as_far_as_brute_force_does_with_a_pair_kept_apart(seed: int) -> None:
    data = random_organisation(seed, n_people=8)
    people = tuple(data.people["person_id"])
    found = plan_groups(
        data, size=4, people=people, mix="distance", rules=rules(*DIVERSE, ("R3", "apart", "P000 P001", "", ""))
    )
    term = found.terms[-1]
    assert term.name == "distance"
    assert round(term.best * 10**6) == best_sum(data, ("P000", "P001")) <= round(term.bound * 10**6)
    assert found.group_of("P000") != found.group_of("P001")


def test_free_sizes_give_few_large_groups_because_they_hold_most_pairs() -> None:
    data = random_organisation(3, n_people=12)
    people = tuple(data.people["person_id"])
    asked = {"size": (3, 5), "policy": "between", "people": people, "mix": "distance"}
    plain = plan_groups(data, rules=rules(*DIVERSE), **asked)
    kept = plan_groups(data, rules=rules(*DIVERSE, ("R3", "together", "P000 P001", "", "")), **asked)
    assert sorted(len(group.members) for group in plain.groups) == [3, 4, 5] or len(plain.groups) == 3
    assert len(kept.groups) == 3
    assert kept.group_of("P000") == kept.group_of("P001")


def test_exchanges_keep_caps_absences_and_wishes() -> None:
    """Six people, two slots: wishes and a cap leave one plan, however large the distances elsewhere are."""
    people = tuple("ABCDEF")
    distances = np.ones((6, 6), dtype=np.int64) * 10
    distances[0, 3] = distances[3, 0] = 10**6
    np.fill_diagonal(distances, 0)
    wishes = np.zeros((6, 2), dtype=np.int64)
    wishes[[0, 1], 0] = wishes[[3], 1] = 1
    about = Reason("groups.rule.at_most", "cap", 1)
    cap = GroupRule("at_most", "cap", about, counts=(((2, 4), None, 1),))
    away = GroupRule("availability", "away", about, forbid=((5, 0),))
    layout = Layout(
        people,
        (Slot("1"), Slot("2")),
        Sizes(3, 3, (2, 2), {3: 2}),
        (cap, away),
        wishes,
        distances=distances,
        mix="distance",
    )
    found = solve_distance(layout)
    plans = {
        labels
        for labels in set(permutations((0, 0, 0, 1, 1, 1)))
        if labels[0] == labels[1] == 0 and labels[3] == 1 and labels[5] == 1 and labels[2] != labels[4]
    }
    assert tuple(found.labels.tolist()) in plans
    assert [level.name for level in found.levels] == ["wish_date", "distance"]


def test_a_rule_nobody_can_keep_is_infeasible_with_its_name() -> None:
    data = random_organisation(3, n_people=6)
    people = tuple(data.people["person_id"])
    three = ("R3", "apart", "P000 P001 P002", "", "")
    found = plan_groups(data, size=3, people=people, mix="distance", rules=rules(*DIVERSE, three))
    assert found.status is Status.INFEASIBLE
    assert found.conflicts[0].names == ("apart:P000 P001 P002",)


def test_small_groups_are_proven_by_column_generation_like_by_the_model() -> None:
    data = random_organisation(5, n_people=12)
    people = tuple(data.people["person_id"])
    small = plan_groups(data, size=4, people=people, mix="sum", rules=rules(*DIVERSE))
    # a cap that never binds sends the same question to the model
    cap = ("R9", "at_most", "", "unit", "11")
    model = plan_groups(
        data, size=4, people=people, mix="sum", rules=rules(*DIVERSE, cap, ("R8", "at_least", "", "unit", "0"))
    )
    assert small.status is model.status is Status.OPTIMAL
    assert small.terms[-1].best == pytest.approx(model.terms[-1].best, abs=1e-9)
    assert small.terms[-1].method != model.terms[-1].method or small.terms[-1].method in ("sizes", "counts")
