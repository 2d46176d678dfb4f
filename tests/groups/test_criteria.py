"""Scores of groups: worked by hand, and against every group by brute force."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from talentmap.errors import ProblemError
from talentmap.groups.criteria import CountTerm, Criteria, alike, balanced, covered, diverse, joined, mixed

UNITS = ["a", "a", "b", None, "c"]


def test_diverse_counts_pairs_known_to_differ() -> None:
    criteria = diverse(UNITS, [2, 4])
    assert criteria.scale == 6
    assert criteria.score([0, 1]) == 0
    assert criteria.score([0, 2]) == 6
    assert criteria.score([0, 3]) == 0, "unknown differs from nothing"
    assert criteria.score([0, 1, 2, 3]) == 2, "a-b twice, of six pairs"
    assert criteria.score([0, 1, 2, 4]) == 5


def test_alike_counts_pairs_known_to_be_the_same() -> None:
    criteria = alike(UNITS, [2, 3], weight=2)
    assert criteria.scale == 3
    assert criteria.score([0, 1]) == 6
    assert criteria.score([2, 3]) == 0
    assert criteria.score([0, 1, 3]) == 2


def test_balanced_compares_shares_with_everybody() -> None:
    criteria = balanced(["m", "m", "v", "v"], [2])
    assert criteria.score([0, 2]) == criteria.scale
    assert criteria.score([0, 1]) * 2 == criteria.scale
    some = balanced(["m", "m", "v", None], [1, 2])
    assert some.score([3]) == 0, "nothing known"
    assert some.score([0, 3]) * 3 == some.scale * 2, "1 - half of (1/3 + 1/3)"
    assert some.score([2, 3]) * 3 == some.scale


def test_covered_and_mixed() -> None:
    first, second = np.array([1, 1, 1, 0, 0], dtype=bool), np.array([0, 0, 0, 1, 1], dtype=bool)
    some = covered(first, [2, 3])
    assert [some.score(who) for who in ([3, 4], [0, 3], [0, 1, 2])] == [0, 1, 1]
    assert covered(first, [3], least=2).score([0, 3, 4]) == 0
    both = mixed(first, second, [3, 4])
    assert [both.score(who) for who in ([0, 1, 2], [0, 1, 3], [0, 1, 3, 4])] == [0, 1, 2]
    assert both.upper(3) == 1


def random_criteria(seed: int) -> Criteria:
    rng = np.random.default_rng(seed)
    values = rng.choice(np.array(["a", "b", "c", None], dtype=object), size=8)
    others = rng.integers(0, 3, size=8).tolist()
    sizes = [2, 3, 4]
    return joined(
        [
            diverse(values, sizes, weight=3),
            alike(others, sizes),
            balanced(values, sizes),
            covered(rng.random(8) < 0.3, sizes),
            mixed(rng.random(8) < 0.5, rng.random(8) < 0.5, sizes),
        ]
    )


@pytest.mark.parametrize("seed", range(5))
def test_upper_is_never_passed_and_each_kind_reaches_its_own(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.choice(np.array(["a", "b", "c", None], dtype=object), size=8)
    first, second = rng.random(8) < 0.5, rng.random(8) < 0.5
    kinds = [diverse(values, [3, 4]), alike(values, [3, 4]), balanced(values, [3, 4]), mixed(first, second, [3, 4])]
    for criteria in kinds:
        for size in (3, 4):
            most = max(criteria.score(who) for who in combinations(range(8), size))
            assert most == criteria.upper(size)
    everything = random_criteria(seed)
    assert max(everything.score(who) for who in combinations(range(8), 4)) <= everything.upper(4)


def test_all_groups_at_once_score_as_one_by_one() -> None:
    criteria, labels = random_criteria(3), np.array([0, 1, 1, -1, 0, 1, 0, 0])
    found = criteria.scores(labels, 2)
    assert found.tolist() == [criteria.score(np.flatnonzero(labels == g).tolist()) for g in (0, 1)]


def test_joined_keeps_every_share_exact() -> None:
    one, two = diverse(UNITS, [3]), balanced(UNITS, [3])
    both = joined([one, two])
    for who in combinations(range(5), 3):
        expected = one.score(who) * two.scale + two.score(who) * one.scale
        assert both.score(who) * one.scale * two.scale == expected * both.scale


def test_a_size_nobody_asked_for_is_refused() -> None:
    with pytest.raises(ProblemError, match="3"):
        diverse(UNITS, [2, 4]).score([0, 1, 2])
    with pytest.raises(ProblemError):
        joined([diverse(UNITS, [2]), diverse(UNITS, [3])])


def test_scales_too_fine_are_rounded_down_and_stay_bounds() -> None:
    values = [str(k % 7) for k in range(120)] + [None] * 60
    criteria = balanced(values, range(30, 50))
    assert criteria.scale == 10**9
    who = list(range(35)) + list(range(120, 125))
    shares = np.bincount([int(values[k] or 0) for k in range(35)], minlength=7) / 35
    everyone = np.bincount([k % 7 for k in range(120)], minlength=7) / 120
    value = 1 - np.abs(shares - everyone).sum() / 2
    assert abs(criteria.score(who) / criteria.scale - value) < 1e-7
    assert criteria.score(who) <= criteria.upper(40)


def test_terms_of_ones_own_have_a_bound_from_their_tables() -> None:
    table = np.array([[0, 0, 0, 0], [0, 5, 0, 0], [1, 2, 9, 0], [0, 4, 0, comb(9, 2)]])
    criteria = Criteria((CountTerm("own", np.array([True, False, False]), None, table),), 1)
    assert criteria.upper(2) == 2, "two members of this kind do not exist"
    assert criteria.upper(3) == 4


def test_a_size_larger_than_everybody_is_worth_nothing() -> None:
    assert covered(np.array([True, True]), [2, 3]).upper(3) == 0
