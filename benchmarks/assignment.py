"""The assignment kernel on the five public OR-Library instances, beside scipy alone.

    python -m benchmarks.assignment

scipy finds an assignment; the kernel finds one and proves it by prices in whole numbers. The ratio is what the proof
costs. Needs the folder ``shared/benchmarks/assignment`` beside the project; says so and ends well without it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from talentmap.optimise.assignment import cheapest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "assignment"


def fastest(work: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of several runs."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3, help="runs of each; the fastest counts")
    asked = parser.parse_args()
    if not FOLDER.exists():
        print("shared input absent: put benchmarks/assignment in the folder shared/ beside the project")
        return 0
    wrong = 0
    with (FOLDER / "best_known.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        path = FOLDER / f"{row['instance']}.txt.gz"
        if not path.exists():
            continue
        numbers = np.array(gzip.decompress(path.read_bytes()).split(), dtype=np.int64)
        cost = numbers[1:].reshape(int(numbers[0]), -1)
        columns, found = cheapest(cost)
        value = int(cost[np.arange(len(cost)), columns].sum())
        bound = -int(found.price.sum() + found.gain.sum())
        wrong += not value == bound == int(row["best_known"])
        mine = fastest(lambda cost=cost: cheapest(cost), asked.times)
        peer = fastest(lambda cost=cost: linear_sum_assignment(cost), asked.times)
        print(
            f"{row['instance']}: value {value}, bound {bound}, best known {row['best_known']}; "
            f"{mine:.4f} s, scipy alone {peer:.4f} s, ratio {mine / peer:.1f}"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
