"""Searches beside each other: read in order, on any number of threads, and stopped once nobody reads on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import numpy as np
import pytest

from talentmap.optimise.threads import cores, in_order


def slept(number: int, seconds: float, stop: np.ndarray) -> int:
    time.sleep(seconds)
    return number


def backwards(count: int) -> Iterator[Callable[[np.ndarray], int]]:
    """Works of which the later ones end sooner."""
    return (partial(slept, number, 0.01 * (count - number)) for number in range(count))


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_results_come_in_order(workers: int) -> None:
    assert list(in_order(backwards(6), workers)) == list(range(6))


def test_works_are_under_way_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=30)
    assert sorted(in_order(iter([lambda stop: both.wait()] * 2), 2)) == [0, 1]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_no_work_is_begun_long_before_it_is_read(workers: int) -> None:
    begun: list[int] = []

    def works() -> Iterator[Callable[[np.ndarray], int]]:
        for number in range(10):
            begun.append(number)
            yield partial(slept, number, 0.0)

    with closing(in_order(works(), workers)) as results:
        for number in results:
            assert len(begun) <= number + workers
            if number == 4:
                break
    assert len(begun) <= 4 + workers


def test_what_nobody_reads_is_told_to_stop() -> None:
    under_way, ended = threading.Event(), []

    def until_stopped(stop: np.ndarray) -> int:
        under_way.set()
        before = time.monotonic()
        while stop[0] == 0 and time.monotonic() < before + 60:
            time.sleep(0.001)
        ended.append(int(stop[0]))
        return 1

    with closing(in_order(iter([lambda stop: 0, until_stopped]), 2)) as results:
        assert next(results) == 0
        assert under_way.wait(30)
    assert ended == [1]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_out_where_its_result_would(workers: int) -> None:
    def wrong(stop: np.ndarray) -> int:
        raise ValueError("wrong")

    results = in_order(iter([partial(slept, 0, 0.0), wrong, partial(slept, 2, 0.0)]), workers)
    assert next(results) == 0
    with pytest.raises(ValueError, match="wrong"):
        next(results)
    assert list(results) == []


def test_as_many_threads_as_asked_for_or_a_few() -> None:
    assert cores(7) == 7
    assert 1 <= cores(None) <= 4
