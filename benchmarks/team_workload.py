"""Coverage under load: published tasks and experts, ten loads per set, beside the published greedy.

    python -m benchmarks.team_workload [--full] [--limit 60] [--loads 10] [--sets NAME ...]

Reads ``shared/benchmarks/team_workload`` beside the repository; without that folder it is left out, and it says so.
By default three loads of the smallest set at 3 seconds each; with --full ten loads, spread evenly over those
published, of every set at 60. Each load begins with the teams of the one before, as `spread_workload` does. Seconds
are those of the processor; limits are those of the clock. Beside it the published coverage, of ThresholdGreedy.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import time
from pathlib import Path

import numpy as np

from talentmap.optimise.options import Options
from talentmap.optimise.workload import spread
from talentmap.optimise.workload_kinds import Workload

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "team_workload"


def skills(name: str) -> list[frozenset[str]]:
    """One of the files: the skills of each expert or task."""
    with gzip.open(FOLDER / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        return [frozenset(one) for one in json.load(file)]


def published(name: str) -> dict[int, float]:
    """Load -> coverage of the greedy."""
    rows = csv.DictReader((FOLDER / "best_known.csv").open(encoding="utf-8"))
    return {
        int(row["max_load"]): float(row["best_known"])
        for row in rows
        if row["instance"] == name and row["objective"].startswith("C ")
    }


def judged(experts: list[frozenset[str]], tasks: list[frozenset[str]], work: Workload, teams: np.ndarray) -> float:
    """Coverage worked out from the skills themselves."""
    sample = {int(kind): experts[k] for k, kind in enumerate(work.experts)}
    total = 0.0
    for task, row in zip(tasks, teams.tolist(), strict=True):
        have = frozenset[str]().union(*(sample[kind] for kind in row if kind >= 0))
        total += len(task & have) / len(task)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--limit", type=float, default=None)
    parser.add_argument("--loads", type=int, default=None)
    parser.add_argument("--sets", nargs="*", default=None)
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print("coverage under load: left out, no folder shared/benchmarks/team_workload beside the repository")
        return
    every = ["imdb_2018", "imdb_2020", "bibsonomy_2010", "bibsonomy_2020"]
    limit = options.limit or (60.0 if options.full else 3.0)
    count = options.loads or (10 if options.full else 3)
    tiny = Workload.of([frozenset("a"), frozenset("b")], [frozenset("ab"), frozenset("a")])
    spread(tiny, 1)  # compiled before the clock runs
    below = 0
    for name in options.sets or (every if options.full else every[-1:]):
        experts, tasks, known = skills(f"{name}_experts"), skills(f"{name}_tasks"), published(name)
        work, last = Workload.of(experts, tasks), None
        loads = sorted(known)
        for load in dict.fromkeys(loads[k] for k in np.linspace(0, len(loads) - 1, count).round().astype(int)):
            began = time.process_time()
            found = last = spread(work, load, Options(time_limit=limit), last)
            seconds = time.process_time() - began
            assert abs(judged(experts, tasks, work, found.teams) - found.coverage) < 1e-6
            used = np.bincount(found.teams[found.teams >= 0], minlength=work.n_kinds)
            assert (used <= np.bincount(work.experts) * load).all()
            gain = found.coverage / known[load] - 1
            below += found.coverage < known[load] - 0.005  # published figures have two digits
            print(
                f"{name:15} load {load:3}: {found.status.value:8} {found.coverage:9.2f} bound {found.bound:9.2f} "
                f"(gap {found.bound / found.coverage - 1:.3%}), published {known[load]:9.2f} ({gain:+.2%}), "
                f"{seconds:6.2f} s",
                flush=True,
            )
    print(f"below the published greedy: {below}")


if __name__ == "__main__":
    main()
