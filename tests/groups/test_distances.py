"""Gower distances on ranks, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from talentmap.errors import ProblemError
from talentmap.groups.distances import gower_distances, gower_units

NAN = float("nan")


def test_levels_count_by_midrank() -> None:
    # levels 1, 1, 3, 5: midranks 1.5, 1.5, 3, 4; widest 2.5
    found = gower_distances([([1, 1, 3, 5], True, 1)]).values
    assert found[0].tolist() == pytest.approx([0, 0, 1.5 / 2.5, 1])
    assert found[2, 3] == pytest.approx(1 / 2.5)


def test_only_order_matters_for_levels() -> None:
    one, two = ([([1, 2, 5, 2], True, 1)], [([0, 1, 2, 1], True, 1)])
    assert gower_units(one).tolist() == gower_units(two).tolist()


def test_a_pair_counts_over_the_items_both_know() -> None:
    items = [([1, 2, None], True, 2), (["a", "b", "b"], False, 1), ([NAN, 0, 5], True, 3)]
    found = gower_distances(items)
    assert found.values[0, 1] == 1.0  # known together: 2 x 1 and 1 x 1
    assert found.values[0, 2] == 1.0  # the name alone
    assert found.values[1, 2] == pytest.approx((1 * 0 + 3 * 1) / 4)
    assert found.units[1, 2] == 750_000
    assert found.known.all()


def test_a_pair_without_common_item_is_zero_and_said_to_be_unknown() -> None:
    found = gower_distances([([1, None], True, 1), ([None, "x"], False, 1)])
    assert found.values.tolist() == [[0, 0], [0, 0]]
    assert found.known.tolist() == [[True, False], [False, True]]
    assert np.isfinite(found.values).all()


def test_an_item_on_which_all_are_equal_says_alike() -> None:
    assert gower_units([([3, 3], True, 1), (["a", "b"], False, 1)]).tolist() == [[0, 500_000], [500_000, 0]]


def test_distances_are_symmetric_in_range_and_independent_of_the_order_of_people() -> None:
    draw = np.random.default_rng(1)
    levels = np.where(draw.random((20, 3)) < 0.3, NAN, draw.integers(0, 6, (20, 3)))
    names = draw.choice(["x", "y", "z"], 20)
    order = draw.permutation(20)
    items = [*((levels[:, k], True, k + 1) for k in range(3)), (names, False, 2)]
    turned = [(np.asarray(values)[order], ordered, weight) for values, ordered, weight in items]
    found = gower_distances(items).values
    assert (found == found.T).all()
    assert (found.min(), found.max()) >= (0, 0)
    assert found.max() <= 1
    assert gower_units(turned).tolist() == gower_units(items)[np.ix_(order, order)].tolist()


@pytest.mark.parametrize("items", [[], [([1, 2], True, 0)], [([1, 2], True, 1), ([1], True, 1)]])
def test_wrong_items_are_named(items: list) -> None:
    with pytest.raises(ProblemError, match="item"):
        gower_distances(items)
