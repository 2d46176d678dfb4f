"""The best split of one group, against every split made in plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest

from talentmap.errors import ProblemError
from talentmap.groups import enumerate as splits
from talentmap.groups.criteria import Criteria, covered, diverse, joined, mixed
from talentmap.groups.enumerate import best_split


def every_split(people: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All partitions into groups of these sizes, subgroups in the order of their first members."""
    if not sizes:
        yield ()
        return
    for size in sorted(set(sizes)):
        rest_sizes = list(sizes)
        rest_sizes.remove(size)
        for others in combinations(people[1:], size - 1):
            rest = tuple(p for p in people[1:] if p not in others)
            for tail in every_split(rest, tuple(rest_sizes)):
                yield ((people[0], *others), *tail)


def some_criteria(seed: int, people: int, sizes: Sequence[int]) -> Criteria:
    rng = np.random.default_rng(seed)
    unit = rng.choice(np.array(["a", "b", "c", None], dtype=object), size=people)
    return joined(
        [
            diverse(unit, sizes, weight=2),
            covered(rng.random(people) < 0.3, sizes),
            mixed(rng.random(people) < 0.5, rng.random(people) < 0.5, sizes),
        ]
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sizes", [(3, 3, 3), (4, 3, 2), (2, 2, 2, 2, 1)])
def test_no_split_is_better(seed: int, sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(100 + seed)
    criteria = some_criteria(seed, 12, sizes)
    who = tuple(sorted(rng.choice(12, size=9, replace=False).tolist()))
    apart, worth = np.zeros((12, 12), dtype=bool), np.zeros((12, 12), dtype=np.int64)
    for a, b in [(who[0], who[1]), (who[2], who[5])]:
        apart[a, b] = apart[b, a] = True
    for a, b in [(who[0], who[3]), (who[4], who[6])]:
        worth[a, b] = worth[b, a] = -1

    def key(split: tuple[tuple[int, ...], ...]) -> tuple[list[int], int]:
        scores = sorted(criteria.score(group) for group in split)
        return scores, sum(int(worth[np.ix_(g, g)].sum()) for g in split)

    allowed = [s for s in every_split(who, sizes) if not any(apart[np.ix_(g, g)].any() for g in s)]
    found = best_split(criteria, who, sizes, apart=apart, pair_worth=worth)
    assert found is not None
    assert found.proven
    assert found.groups in allowed
    assert key(found.groups) == max(key(split) for split in allowed)
    assert found.scores == tuple(criteria.score(group) for group in found.groups)
    assert min(found.scores) <= found.upper


def test_of_equal_splits_the_first_by_position() -> None:
    criteria = covered(np.ones(6, dtype=bool), [2, 3])
    found = best_split(criteria, [5, 4, 3, 2, 1, 0], [3, 3])
    assert found is not None
    assert found.groups == ((0, 1, 2), (3, 4, 5))


def test_a_split_that_reaches_the_upper_is_best_whoever_the_people_are() -> None:
    criteria = diverse(["a", "b", "c"] * 4, [4])
    found = best_split(criteria, range(12), [4, 4, 4])
    assert found is not None
    assert min(found.scores) == found.upper == 5


def test_people_who_cannot_be_kept_apart() -> None:
    apart = ~np.eye(4, dtype=bool)
    assert best_split(covered(np.ones(4, dtype=bool), [2]), range(4), [2, 2], apart=apart) is None


def test_large_groups_are_improved_two_subgroups_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    criteria = some_criteria(1, 24, [6])
    apart = np.zeros((24, 24), dtype=bool)
    apart[0, 1] = apart[1, 0] = True
    found = best_split(criteria, range(24), [6, 6, 6, 6], apart=apart)
    assert found is not None
    assert not found.proven
    assert sorted(p for group in found.groups for p in group) == list(range(24))
    assert not any({0, 1} <= set(group) for group in found.groups)
    plain = sorted(criteria.score(range(6 * g, 6 * g + 6)) for g in range(4))
    assert sorted(found.scores) > plain
    monkeypatch.setattr(splits, "_SUBSETS", 3)
    slow = best_split(criteria, range(24), [6, 6, 6, 6], apart=apart)
    assert slow is not None
    assert sorted(slow.scores) > plain


def test_everyone_alone_is_one_split() -> None:
    found = best_split(covered(np.ones(12, dtype=bool), [1]), range(12), [1] * 12)
    assert found is not None
    assert found.groups == tuple((k,) for k in range(12))


def test_a_large_group_at_the_upper_is_proven() -> None:
    found = best_split(diverse([k // 4 for k in range(24)], [6]), range(24), [6, 6, 6, 6])
    assert found is not None
    assert found.scores == (15, 15, 15, 15)
    assert found.proven


def test_sizes_must_add_up() -> None:
    with pytest.raises(ProblemError, match="7"):
        best_split(covered(np.ones(7, dtype=bool), [3]), range(7), [3, 3])
