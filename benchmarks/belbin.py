"""Student teams by roles and types: all published optima, beside OR-Tools CP-SAT on the natural model.

    python -m benchmarks.belbin [--full] [--limit 60] [--cpsat N | --cpsat all]

Reads ``shared/benchmarks/belbin_teams`` beside the repository; without that folder it is left out, and it says so.
Measures every fifth instance, with --full all of them. The natural model has a binary for each person and team, and
counts per team; empty teams come last; one worker, the same limit. CP-SAT runs on every N-th of the instances measured
(with --full every fifth, else every fifteenth; 0 leaves it out), as it may take all of its time. Seconds are those of
the processor.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread

import numpy as np

from talentmap.groups.columns import best_partition
from talentmap.groups.criteria import Criteria, covered, joined, mixed

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "belbin_teams"
ROLES = {"CW": 12, "CH": 11, "SH": 14, "PL": 9, "RI": 10, "ME": 10, "TW": 13, "CF": 7}
TRAITS = ("E/I", "S/N", "T/F", "J/P")


@dataclass(frozen=True)
class Case:
    """One published optimum."""

    name: str
    score: str
    sizes: tuple[int, int]
    best: float


def instances(folder: Path) -> list[Case]:
    """All published optima, in the order of the file."""
    cases = []
    for row in csv.DictReader((folder / "best_known.csv").open(encoding="utf-8")):
        low, _, high = row["team_size"].partition("-")
        sizes = (int(low), int(high or low))
        cases.append(Case(row["instance"], row["score"], sizes, float(row["best_known"])))
    return cases


@lru_cache(maxsize=1)
def _files(folder: Path) -> tuple[dict[str, list[int]], dict[str, dict[str, str]]]:
    classes = json.loads((folder / "instances.json").read_text(encoding="utf-8"))
    with (folder / "students.csv").open(encoding="utf-8-sig") as file:
        return classes, {row["student_id"]: row for row in csv.DictReader(file, delimiter=";")}


def read_instance(folder: Path, case: Case) -> tuple[Criteria, int]:
    """Score of a team in eighths, and the number of students."""
    classes, students = _files(folder)
    rows = [students[str(k)] for k in classes[case.name]]
    sizes = range(case.sizes[0], case.sizes[1] + 1)

    def column(name: str) -> np.ndarray:
        return np.array([float(row[name].replace(",", ".")) for row in rows])

    if case.score == "belbin":
        parts = [covered(column(role) >= least, sizes, name=role) for role, least in ROLES.items()]
    else:
        parts = [mixed(column(trait) > 0, column(trait) < 0, sizes, name=trait) for trait in TRAITS]
    whole = joined(parts)
    return Criteria(whole.terms, 8, whole.sizes, whole.tops), len(rows)


def natural(criteria: Criteria, n: int, sizes: tuple[int, int], limit: float) -> tuple[float, float, bool, float]:
    """Value, bound, proven and processor seconds of CP-SAT."""
    from ortools.sat.python import cp_model

    model, (low, high) = cp_model.CpModel(), sizes
    teams = range(n // low)
    used = [model.new_bool_var("") for _ in teams]
    member = [[model.new_bool_var("") for _ in teams] for _ in range(n)]
    worth = []
    for person in member:
        model.add_exactly_one(person)
    for g in teams:
        size = sum(member[p][g] for p in range(n))
        model.add(size >= low * used[g])
        model.add(size <= high * used[g])
        if g:
            model.add_implication(used[g], used[g - 1])
        for term in criteria.terms:
            one = sum(member[p][g] for p in np.flatnonzero(term.first))
            if term.second is None:
                met = model.new_bool_var("")
                model.add(met <= one)
                worth.append(met)
                continue
            met = model.new_int_var(0, 2, "")
            model.add(met <= one)
            model.add(met <= sum(member[p][g] for p in np.flatnonzero(term.second)))
            worth.append(met)
    model.maximize(sum(worth))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, 10 * limit
    began, over = time.process_time(), Event()

    def watch() -> None:  # its own limit is one of the clock, which on a busy machine gives it less than we take
        while not over.wait(0.1):
            if time.process_time() - began > limit:
                solver.stop_search()
                return

    Thread(target=watch, daemon=True).start()
    status = solver.solve(model)
    over.set()
    seconds = time.process_time() - began
    has = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = solver.objective_value if has else 0.0
    return value, solver.best_objective_bound, status == cp_model.OPTIMAL, seconds


def measure(cases: list[Case], limit: float, every: int) -> None:
    """Our figures on all cases, and those of CP-SAT on every so many."""
    criteria, n = read_instance(FOLDER, cases[0])
    best_partition(criteria, n, sizes=cases[0].sizes, seconds=limit)  # compiles
    peer = ProcessPoolExecutor(1, get_context("spawn"))  # OR-Tools and HiGHS do not load in one process
    taken, reached, proven, ratios, peer_proven = [], 0, 0, [], 0
    for k, case in enumerate(cases):
        criteria, n = read_instance(FOLDER, case)
        began = time.process_time()
        found = best_partition(criteria, n, sizes=case.sizes, seconds=limit)
        taken.append(time.process_time() - began)
        best = round(case.best * criteria.scale)
        reached, proven = reached + (found.value == best), proven + (found.value == found.bound)
        assert found.value <= best <= found.bound, f"{case}: {found.value} of {found.bound} against a proven {best}"
        if every and k % every == 0:
            value, bound, sure, seconds = peer.submit(natural, criteria, n, case.sizes, limit).result()
            ratios.append(seconds / taken[-1])
            peer_proven += sure
            print(
                f"{case.name} {case.score:6} {case.sizes[0]}-{case.sizes[1]}: best {best}, found {found.value}"
                f" (bound {found.bound}, {found.method}) {taken[-1]:.3f} s | CP-SAT {value:g} (bound {bound:g})"
                f" {seconds:.2f} s",
                flush=True,
            )
    print(
        f"{len(cases)} instances: {reached} values reached, {proven} proven; seconds median"
        f" {statistics.median(taken):.3f}, largest {max(taken):.3f}"
    )
    if ratios:
        print(
            f"CP-SAT (1 worker, {limit:g} s) on {len(ratios)} of them: {peer_proven} proven; it takes"
            f" {statistics.median(ratios):.0f} times as long (median; {min(ratios):.0f} to {max(ratios):.0f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all instances, and CP-SAT on every fifth")
    parser.add_argument("--limit", type=float, help="seconds for each; 60, or 5 without --full")
    parser.add_argument("--cpsat", help="CP-SAT on every so many instances, or 'all'")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print("left out, no folder shared/benchmarks/belbin_teams beside the repository")
        return
    cases = instances(FOLDER)[:: 1 if options.full else 5]
    every = options.cpsat or ("5" if options.full else "15")
    limit = options.limit or (60.0 if options.full else 5.0)
    measure(cases, limit, 1 if every == "all" else int(every))


if __name__ == "__main__":
    main()
