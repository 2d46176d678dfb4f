"""Maximally diverse grouping: the published instances at the published time per run, beside the best known values.

    python -m benchmarks.mdgp [--full] [--shard 1/2] [--seed 7] [--only Geo_n120] [--time 1.0]

Reads ``shared/benchmarks/mdgp`` beside the repository; without that folder it is left out, and it says so. Measures one
instance of 120 people of each family, with --full all 96 with 120, 240 or 480 people, one run each of 3, 20 and 120
seconds of the processor. The gap is (best known - value) / best known: below zero means better than the best value
published.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from talentmap.groups.search import search_groups

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "mdgp"
SECONDS = {120: 3.0, 240: 20.0, 480: 120.0}
"""Seconds of one published run per number of people (Yang et al. 2022, EJOR 302(3) 925-953)."""


@dataclass(frozen=True)
class Case:
    """One instance and what is known of it."""

    name: str
    people: int
    least: list[int]
    most: list[int]
    file: str
    best: float
    average: float

    @property
    def family(self) -> str:
        """``Geo``, ``RanInt`` or ``RanReal``."""
        return self.name.partition("_")[0]


@dataclass(frozen=True)
class Outcome:
    """One run."""

    case: Case
    value: float
    seconds: float

    @property
    def gap(self) -> float:
        """Share by which the value falls short of the best known."""
        return (self.case.best - self.value) / self.case.best


def cases(folder: Path) -> list[Case]:
    """All instances with 120 people and more, in turn of each size so that a part of them says something of all."""
    known = {row["instance"]: row for row in csv.DictReader((folder / "best_known.csv").open(encoding="utf-8"))}
    read: dict[int, list[Case]] = defaultdict(list)
    for row in csv.DictReader((folder / "instances.csv").open(encoding="utf-8")):
        people, best = int(row["n"]), known[row["instance"]]
        if people in SECONDS:
            limits = ([int(s) for s in row[key].split()] for key in ("min_sizes", "max_sizes"))
            case = Case(
                row["instance"],
                people,
                *limits,
                row["distances"],
                float(best["best_known"]),
                float(best["published_average_20_runs"]),
            )
            read[people].append(case)
    order = [((k + 0.5) / len(group), case) for group in read.values() for k, case in enumerate(group)]
    return [case for _, case in sorted(order, key=lambda pair: (pair[0], pair[1].people))]


def distances(path: Path, people: int) -> np.ndarray:
    """The symmetric table of one file with lines ``i j distance``."""
    with gzip.open(path, "rt") as file:
        rows = np.loadtxt(file)
    table = np.zeros((people, people))
    table[rows[:, 0].astype(int), rows[:, 1].astype(int)] = rows[:, 2]
    return table + table.T


def run(case: Case, seed: int, limit: float) -> Outcome:
    """One run of so many seconds, its value recomputed here."""
    table = distances(FOLDER / case.file, case.people)
    began = time.thread_time()
    found = search_groups(table, case.least, case.most, seed=seed, seconds=limit, clock=time.thread_time)
    seconds = time.thread_time() - began
    sizes = np.bincount(found.labels, minlength=len(case.least))
    assert (sizes >= case.least).all()
    assert (sizes <= case.most).all()
    value = float(table[found.labels[:, None] == found.labels[None, :]].sum()) / 2
    assert abs(value - found.value) < 1e-6 * value <= found.bound
    return Outcome(case, value, seconds)


def report(outcomes: list[Outcome]) -> None:
    """A line per size and family, and per size."""
    print("people family  runs  mean gap  worst gap  published mean  equal or better  cpu s")
    for people in SECONDS:
        for family in ("Geo", "RanInt", "RanReal", "all"):
            mine = [o for o in outcomes if o.case.people == people and family in (o.case.family, "all")]
            if not mine:
                continue
            published = statistics.mean((o.case.best - o.case.average) / o.case.best for o in mine)
            reached = sum(o.value >= o.case.best - 5e-4 for o in mine)
            print(
                f"{people:6} {family:7} {len(mine):4} {statistics.mean(o.gap for o in mine):9.4%}"
                f" {max(o.gap for o in mine):10.4%} {published:15.4%}"
                f" {f'{reached} of {len(mine)}':>16} {statistics.mean(o.seconds for o in mine):6.1f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all 96 instances: 76 minutes of one processor")
    parser.add_argument("--shard", default="1/1", help="the i-th of k parts, as i/k")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="", help="instances whose name begins with this")
    parser.add_argument("--time", type=float, default=1.0, help="share of the published time, 1 for all of it")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print("mdgp: left out, no folder shared/benchmarks/mdgp beside the repository")
        return
    part, parts = (int(number) for number in options.shard.split("/"))
    asked = [case for case in cases(FOLDER) if case.name.startswith(options.only)]
    if not options.full and not options.only:
        asked = [case for case in asked if case.people == 120 and case.name.endswith("ds_01")]
    search_groups(np.ones((4, 4)), [2, 2], [2, 2], steps=100)  # compile before the clock starts
    outcomes = []
    for case in asked[part - 1 :: parts]:
        outcomes.append(run(case, options.seed, options.time * SECONDS[case.people]))
        o = outcomes[-1]
        print(f"{case.name:18} {o.value:13.3f}  best known {case.best:13.3f}  gap {o.gap:8.4%}", flush=True)
    if options.time != 1.0:
        print(f"at {options.time:.0%} of the published time:")
    report(outcomes)


if __name__ == "__main__":
    main()
