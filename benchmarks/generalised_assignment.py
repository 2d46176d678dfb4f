"""Handing out tasks (GAP): value, bound and published interval of OR-Library and Yagiura instances, HiGHS beside it.

    python -m benchmarks.generalised_assignment [NAME ...] [--full] [--limit 60] [--sense min|max] [--no-peer] [--wall]

Names choose instances of ``shared/benchmarks/gap`` (README there) by their beginning: ``d`` for all of type d, or
``c05``. Small ones by default; all 76 with ``--full``. Seconds are of computing on one core, or with ``--wall`` of the
clock on the wall, with all cores. HiGHS gets the plain model and the same seconds, on one core; it looks at the limit
between steps. Exit code 1 where a, b or c misses its optimum, e is outside its interval, or the mean gap of d to the
published bound is over 0.1 %.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.optimise.tasks import Tasks, hand_out

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "gap"
SMALL = ("c0515_1", "c0824_1", "c1060_1", "a05100", "a10200", "b05100", "c05100")


def read_instance(name: str, sense: str) -> tuple[Tasks, int, int]:
    """The question as least cost, and ``offset, sign``: value = offset + sign x cost."""
    folder = "orlib_c" if "_" in name else f"yagiura_{name[0]}"
    said = gzip.decompress((FOLDER / folder / f"{name}.txt.gz").read_bytes()).decode()
    numbers = np.array(said.split(), dtype=np.int64)
    people, jobs = int(numbers[0]), int(numbers[1])
    cost, load = numbers[2 : 2 + 2 * people * jobs].reshape(2, people, jobs)
    room = numbers[2 + 2 * people * jobs :]
    top = int(cost.max())
    everyone = np.ones((people, jobs), dtype=bool)
    if sense == "min":
        return Tasks(cost, load, room, everyone), 0, 1
    return Tasks(top - cost, load, room, everyone), top * jobs, -1


def plain(tasks: Tasks, limit: float) -> tuple[float, float, float]:
    """Cost, bound and seconds of HiGHS on the model as it stands."""
    people, jobs = tasks.cost.shape
    begun = time.thread_time()
    model = Matrix()
    column = model.columns(people * jobs)
    model.rows(jobs, column % jobs, column, 1.0, 1.0, 1.0)
    model.rows(people, column // jobs, column, tasks.load.ravel().astype(float), -np.inf, tasks.room.astype(float))
    options = Options(gap_absolute=0.999, listener=lambda _: time.thread_time() - begun < limit)
    answer = solve_matrix(model, -tasks.cost.ravel().astype(float), options)
    return -answer.objective, -answer.bound, time.thread_time() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of names")
    parser.add_argument("--full", action="store_true", help="all instances")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each solve")
    parser.add_argument("--sense", choices=("min", "max", "both"), default="both")
    parser.add_argument("--no-peer", action="store_true", help="without HiGHS beside it")
    parser.add_argument("--wall", action="store_true", help="seconds on the wall, all cores")
    asked = parser.parse_args()
    clock, workers = (time.perf_counter, None) if asked.wall else (time.thread_time, 1)
    if not FOLDER.exists():
        print(f"left out: {FOLDER} is not there")
        return 0
    rows = list(csv.DictReader((FOLDER / "best_known.csv").open()))
    if not asked.full:
        rows = [row for row in rows if row["instance"].startswith(tuple(asked.names) or SMALL)]
    rows = [row for row in rows if asked.sense in (row["sense"], "both")]
    print(
        f"{'instance':10}{'sense':>5}{'published':>18}{'value':>10}{'bound':>10}{'by':>10}{'s':>7}{'HiGHS':>10}{'s':>7}"
    )
    reached: dict[str, list[bool]] = defaultdict(list)
    gaps: list[tuple[float, float]] = []
    for row in rows:
        name, sense = row["instance"], row["sense"]
        tasks, offset, sign = read_instance(name, sense)
        low, high = float(row["lower_bound"]), float(row["upper_bound"])
        begun = clock()
        handed = hand_out(tasks, time_limit=asked.limit, clock=clock, workers=workers)
        seconds = clock() - begun
        value, bound = offset + sign * handed.value, offset + sign * handed.bound
        line = f"{name:10}{sense:>5}{f'{low:.0f}..{high:.0f}':>18}{value:10.0f}{bound:10.0f}"
        line += f"{handed.method:>10}{seconds:7.1f}"
        if not asked.no_peer:
            cost, _, other = plain(tasks, asked.limit)
            line += f"{offset + sign * cost:10.0f}{other:7.1f}"
        print(line, flush=True)
        inside = value <= high if sense == "min" else value >= low
        reached[f"{name[0]} {sense}"].append(inside)
        if name[0] == "d":
            known, proven = (high, low) if sense == "min" else (low, high)
            gaps.append((max(0.0, sign * (value - known)) / known, max(0.0, sign * (value - proven)) / proven))
    for kind, good in sorted(reached.items()):
        print(f"{kind}: {sum(good)} of {len(good)} as good as published")
    to_known, to_bound = np.mean(gaps, axis=0) if gaps else (0.0, 0.0)
    if gaps:
        print(f"d: mean gap to the published value {to_known:.3%}, to the published bound {to_bound:.3%}")
    missed = any(not all(good) for kind, good in reached.items() if kind[0] != "d")
    return 1 if missed or to_bound > 0.001 else 0


if __name__ == "__main__":
    sys.exit(main())
