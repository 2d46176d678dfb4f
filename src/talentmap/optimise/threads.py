"""How many threads a search takes, and searches beside each other whose results are read in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
T = TypeVar("T")
_MOST = 4


def cores(workers: int | None) -> int:
    """Threads asked for; None takes the cores there are, 4 at most."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return workers or min(_MOST, there)


def in_order(works: Iterator[Callable[[Ints], T]], workers: int) -> Generator[T]:
    """Results of works in their order, the next ones begun beside the one that is waited for.

    So the results do not depend on how many threads there are. Each work must let go of Python's lock, and gets a flag,
    shape (1,), which is no longer 0 once no more results are read (`close` this iterator when done with it): the work
    should then end early.
    """
    stop = np.zeros(1, dtype=np.int64)
    if workers == 1:
        for work in works:
            yield work(stop)
        return
    from concurrent.futures import Future, ThreadPoolExecutor  # late: most questions need one thread

    under_way: deque[Future[T]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                under_way.extend(pool.submit(work, stop) for work in islice(works, workers - len(under_way)))
                if not under_way:
                    return
                yield under_way.popleft().result()
        finally:
            stop[0] = 1
            for future in under_way:
                future.cancel()
