"""Search for diverse groups beside brute force: limits kept, values and bounds true, the same answer each time."""

from __future__ import annotations

import csv
import gzip
import itertools
import json

import numpy as np
import pytest
from numpy.typing import NDArray

from talentmap.errors import ProblemError
from talentmap.groups.search import Found, search_groups
from talentmap.groups.sizing import best_sizes, planned_sizes, upper_bound
from talentmap.optimise.options import Progress
from tests.shared import shared

Floats = NDArray[np.float64]


def brute(distances: Floats, least: list[int], most: list[int], linear: Floats | None) -> float:
    """The highest worth of all groupings; minus infinity where there is none."""
    n, best = len(distances), -np.inf
    for labels in itertools.product(range(len(least)), repeat=n):
        sizes = [labels.count(g) for g in range(len(least))]
        if all(low <= s <= high for low, s, high in zip(least, sizes, most, strict=True)):
            best = max(best, worth(distances, labels, linear))
    return best


def worth(distances: Floats, labels: tuple[int, ...] | list[int], linear: Floats | None) -> float:
    """Pairs inside groups, and what each adds in their group."""
    pairs = itertools.combinations(range(len(labels)), 2)
    total = sum(float(distances[i, j]) for i, j in pairs if labels[i] == labels[j])
    return total + (0.0 if linear is None else sum(float(linear[i, g]) for i, g in enumerate(labels)))


def drawn(seed: int) -> tuple[Floats, list[int], list[int], Floats | None]:
    """A small question: whole or broken distances, some below zero, sizes free or not, with linear worth or without."""
    draw = np.random.default_rng(seed)
    n, groups = int(draw.integers(3, 8)), int(draw.integers(1, 4))
    table = draw.integers(-20 if seed % 3 == 0 else 0, 50, (n, n)) * (1.0 if seed % 2 else 0.37)
    table = np.triu(table, 1) + np.triu(table, 1).T
    sizes = np.bincount(draw.integers(0, groups, n), minlength=groups)
    least = np.maximum(sizes - draw.integers(0, 3, groups), 0)
    most = sizes + draw.integers(0, 3, groups)
    if seed % 4 == 0:
        least = most = sizes
    linear = draw.integers(-30, 30, (n, groups)).astype(float) if seed % 5 < 2 else None
    if seed % 10 == 0 and linear is not None:
        linear[draw.random(linear.shape) < 0.2] = -np.inf
    return table, least.tolist(), most.tolist(), linear


@pytest.mark.parametrize("block", range(10))
def test_small_questions_agree_with_brute_force(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        table, least, most, linear = drawn(seed)
        best = brute(table, least, most, linear)
        if best == -np.inf:
            with pytest.raises(ProblemError):
                search_groups(table, least, most, linear=linear, steps=10)
            continue
        found = search_groups(table, least, most, linear=linear, steps=3000, rounds=4)
        assert found.value == pytest.approx(worth(table, found.labels.tolist(), linear)), seed
        assert found.value == pytest.approx(best), seed
        assert found.bound >= best, seed


def test_the_bound_of_one_size_is_half_the_best_companions() -> None:
    table = np.array([[0, 3, 2, 1], [3, 0, 5, 4], [2, 5, 0, 6], [1, 4, 6, 0]], dtype=float)
    # in pairs everybody finds at most 3, 5, 6 and 6
    assert upper_bound(table, np.array([2, 2]), np.array([2, 2]), None) == 10.0


def test_the_bound_holds_for_groups_of_different_sizes() -> None:
    for seed in range(1000, 1200):
        table, least, most, linear = drawn(seed)
        best = brute(table, least, most, linear) if len(table) < 7 else -np.inf
        limits = np.array(least), np.array(most)
        assert upper_bound(table, *limits, linear) >= best - 1e-9


def test_sizes_are_planned_for_the_most_pairs() -> None:
    least, most = np.array([2, 2, 2]), np.array([5, 4, 3])
    table = np.ones((9, 9)) - np.eye(9)
    assert planned_sizes(table, least, most).tolist() == [5, 2, 2]
    assert planned_sizes(-table, least, most).tolist() == [3, 3, 3]
    worth_of = np.zeros((3, 10))
    worth_of[2, 3] = 1.0
    sizes, total = best_sizes(least, most, 9, worth_of)
    assert (int(sizes[2]), int(sizes.sum()), total) == (3, 9, 1.0)


def medium(n: int = 60) -> Floats:
    table = np.random.default_rng(5).integers(0, 100, (n, n)).astype(float)
    return np.triu(table, 1) + np.triu(table, 1).T


def test_same_seed_same_answer_and_another_seed_is_another_search() -> None:
    one, two, other = (search_groups(medium(), [10] * 5, [14] * 5, seed=s, steps=20_000) for s in (1, 1, 2))
    assert one.labels.tolist() == two.labels.tolist()
    assert one.labels.tolist() != other.labels.tolist()
    assert not one.stopped
    assert 20_000 <= one.steps < 25_000


def test_no_swap_and_no_insert_improves_the_answer() -> None:
    table = medium(30)
    found = search_groups(table, [8, 8, 8], [12, 12, 12], steps=2000)
    labels = found.labels.tolist()
    for i, j in itertools.combinations(range(30), 2):
        swapped = labels.copy()
        swapped[i], swapped[j] = labels[j], labels[i]
        assert worth(table, swapped, None) <= found.value
    for i, g in itertools.product(range(30), range(3)):
        moved = labels.copy()
        moved[i] = g
        if all(8 <= moved.count(k) <= 12 for k in range(3)):
            assert worth(table, moved, None) <= found.value


def test_more_steps_from_a_start_never_lose_it() -> None:
    first = search_groups(medium(), [12] * 5, [12] * 5, steps=20_000)
    again = search_groups(medium(), [12] * 5, [12] * 5, start=first.labels.tolist(), steps=500, seed=3)
    assert again.value >= first.value


def test_a_penalty_and_a_bar_keep_people_apart() -> None:
    table = medium(24)
    table[0, 1] = table[1, 0] = -1e7
    linear = np.zeros((24, 3))
    linear[5, :2] = -np.inf
    found = search_groups(table, [8] * 3, [8] * 3, linear=linear, steps=5000)
    assert found.labels[0] != found.labels[1]
    assert found.labels[5] == 2


def test_the_listener_hears_and_stops() -> None:
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) < 5

    found = search_groups(medium(), [12] * 5, [12] * 5, steps=10**9, listener=listen)
    assert found.stopped
    assert len(heard) == 5
    assert sorted(np.bincount(found.labels).tolist()) == [12] * 5


def test_the_clock_stops_a_long_search() -> None:
    ticks = itertools.count()
    found = search_groups(medium(), [12] * 5, [12] * 5, steps=10**9, seconds=40.0, clock=lambda: float(next(ticks)))
    assert found.stopped
    assert found.value > 0


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"distances": np.zeros((2, 3))}, "square"),
        ({"distances": np.array([[0, 1], [2, 0]])}, "back 2"),
        ({"distances": np.array([[0, np.nan], [np.nan, 0]])}, "finite"),
        ({"sizes_least": [2]}, "limits of the groups"),
        ({"sizes_least": [-1, 0]}, "limits of the groups"),
        ({"sizes_least": [3, 3], "sizes_most": [3, 3]}, "do not fit"),
        ({"linear": np.zeros((2, 3))}, "2 by 2"),
        ({"linear": np.full((2, 2), -np.inf)}, "where they may be"),
        ({"start": [0, 0]}, "start"),
        ({"start": [0, 7]}, "start"),
    ],
)
def test_wrong_input_is_named(change: dict[str, object], match: str) -> None:
    asked: dict[str, object] = {"distances": np.zeros((2, 2)), "sizes_least": [1, 1], "sizes_most": [1, 1]} | change
    with pytest.raises(ProblemError, match=match):
        search_groups(**asked, steps=10)  # type: ignore[arg-type]


def test_nobody_and_one_group_are_answered() -> None:
    assert search_groups(np.zeros((0, 0)), [0], [3]).labels.tolist() == []
    one: Found = search_groups(medium(6), [6], [6], steps=100)
    assert one.value == pytest.approx(np.triu(medium(6), 1).sum())


@pytest.mark.shared
def test_published_instances_of_ten_people_reach_the_optimum() -> None:
    folder = shared("benchmarks", "mdgp")
    best = {r["instance"]: float(r["best_known"]) for r in csv.DictReader((folder / "best_known.csv").open())}
    for row in list(csv.DictReader((folder / "instances.csv").open())):
        if row["n"] not in ("10", "12"):
            continue
        table = _table(folder / row["distances"], int(row["n"]))
        limits = ([int(s) for s in row[k].split()] for k in ("min_sizes", "max_sizes"))
        found = search_groups(table, *limits, steps=12_000, rounds=6)
        assert found.value == pytest.approx(best[row["instance"]], abs=2e-3), row["instance"]
        assert found.bound >= best[row["instance"]]


@pytest.mark.shared
def test_the_best_known_groupings_have_the_value_published() -> None:
    folder = shared("benchmarks", "mdgp")
    with gzip.open(folder / "best_groupings.json.gz", "rt") as file:
        groupings = json.load(file)
    rows = {r["instance"]: r for r in csv.DictReader((folder / "instances.csv").open())}
    best = {r["instance"]: float(r["best_known"]) for r in csv.DictReader((folder / "best_known.csv").open())}
    for name in ("RanInt_n120_ds_01", "Geo_n120_ss_02"):
        row = rows[name]
        table = _table(folder / row["distances"], 120)
        least, most = ([int(s) for s in row[k].split()] for k in ("min_sizes", "max_sizes"))
        labels = groupings[name]
        kept = search_groups(table, least, most, start=labels, steps=0)
        assert kept.value >= best[name] - 1e-3
        assert kept.bound > best[name]


def _table(path: object, n: int) -> Floats:
    with gzip.open(str(path), "rt") as file:
        rows = np.loadtxt(file)
    table = np.zeros((n, n))
    table[rows[:, 0].astype(int), rows[:, 1].astype(int)] = rows[:, 2]
    return table + table.T
