"""The workshop of the example ministry: 12 and 13 groups, proven, beside OR-Tools CP-SAT on the same question.

    python -m benchmarks.groups [--full] [--limit 60]

Both plans (145 people, at most or at least 12 in a group) with every level proven, and two variants without a plan (at
most 2 per directorate; two dates closed), answered with the rules in conflict. CP-SAT gets the same slots, rules and
levels, 2 workers, and no reason to give. Medians of 3 runs, 5 with ``--full``, in seconds of computing, which other
work on the machine does not change: ours on one core, CP-SAT's divided by its 2 workers. Exit code 1 where values
differ, ours takes more than 3 s (1 s without a plan), or a plan takes longer than CP-SAT's.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from multiprocessing.pool import Pool
from pathlib import Path

import numpy as np
import pandas as pd

from talentmap.data.read import read_dataset
from talentmap.groups.conflicts import find_conflicts
from talentmap.groups.exact import solve_exact
from talentmap.groups.formulate import formulate
from talentmap.groups.layout import Layout
from talentmap.groups.problem import GroupProblem
from talentmap.results import Status

WORKERS = 2
MINISTRY = Path(__file__).resolve().parents[1] / "data" / "ministry"
CLOSED = pd.DataFrame(
    [
        {"rule_id": "X1", "rule": "closed", "value": "2027-03-09"},
        {"rule_id": "X2", "rule": "closed", "value": "2027-04-13"},
    ]
)


def layouts() -> list[tuple[str, Layout]]:
    """The questions: both plans, and the variants that have none."""
    data = read_dataset(MINISTRY)
    rules = data.frames["rules"]
    tight = rules.copy()
    tight.loc[tight["rule"] == "at_most", "value"] = "2"
    variants = [("plan", rules), ("at most 2", tight), ("two dates closed", pd.concat([rules, CLOSED]))]
    return [
        (f"{name}, {number} groups", GroupProblem(data, 12, policy, subgroups=3, rules=asked).facts.layout)
        for name, asked in variants
        for policy, number in (("over", 12), ("under", 13))
    ]


def ours(layout: Layout) -> tuple[Status, tuple[int, ...]]:
    """Values of all levels; without a plan the conflicts are found too."""
    found = solve_exact(layout)
    if found.status is Status.INFEASIBLE:
        assert find_conflicts(layout)
    return found.status, tuple(level.best for level in found.levels)


class Peer:
    """The same question for CP-SAT: a Boolean per person and usable slot, ladders for counts, levels in turn."""

    def __init__(self, layout: Layout, limit: float) -> None:
        from ortools.sat.python import cp_model

        self.cp, self.layout, self.limit = cp_model, layout, limit
        self.model = cp_model.CpModel()
        built = formulate(layout)
        self.sizes = built.sizes
        self.slots = built.slots  # without spare slots, as for ours
        self.allowed = built.x[built.blocks.kind] >= 0
        n = len(layout.people)
        self.x = {(p, s): self.model.new_bool_var("") for p in range(n) for s in self.slots if self.allowed[p, s]}
        self.open = {s: self.model.new_bool_var("") for s in self.slots}
        self.size = {(s, q): self.model.new_bool_var("") for s in self.slots for q in self.sizes}
        self._frame()
        self._rules()

    def inside(self, people: tuple[int, ...], s: int) -> list:
        return [self.x[p, s] for p in people if (p, s) in self.x]

    def _frame(self) -> None:
        model, everyone = self.model, tuple(range(len(self.layout.people)))
        for p in everyone:
            model.add_exactly_one(self.x[p, s] for s in self.slots if (p, s) in self.x)
        for s in self.slots:
            model.add(sum(self.size[s, q] for q in self.sizes) == self.open[s])
            model.add(sum(self.inside(everyone, s)) == sum(q * self.size[s, q] for q in self.sizes))
        for q, number in (self.layout.sizes.exactly or {}).items():
            model.add(sum(self.size[s, q] for s in self.slots) == number)

    def _rules(self) -> None:
        model = self.model
        for rule in self.layout.rules:
            for s in self.slots:
                for people, least, most in rule.counts:
                    if most is not None:
                        model.add(sum(self.inside(people, s)) <= most)
                    if least is not None:
                        model.add(sum(self.inside(people, s)) >= least * self.open[s])
                for a, b in rule.apart:
                    if (a, s) in self.x and (b, s) in self.x:
                        model.add_at_most_one(self.x[a, s], self.x[b, s])
            for slots, most in rule.closed:
                model.add(sum(self.open[s] for s in slots if s in self.open) <= most)

    def _worst(self) -> object:
        """The lowest score of a used group, from ladders of Booleans."""
        criteria, model = self.layout.criteria, self.model
        assert criteria is not None
        lowest = model.new_int_var(0, max(criteria.tops), "")
        for s in self.slots:
            score: dict[int, object] = dict.fromkeys(self.sizes, 0)
            for term in criteria.terms:
                who = self.inside(tuple(np.flatnonzero(term.first).tolist()), s)
                ladder = [model.new_bool_var("") for _ in range(min(len(who), self.sizes[-1]))]
                for low, high in pairwise(ladder):
                    model.add_implication(high, low)
                model.add(sum(ladder) == sum(who))
                for q in self.sizes:
                    rises = np.diff(term.table[q, : min(q, len(ladder)) + 1]).tolist()
                    score[q] = (
                        score[q] + int(term.table[q, 0]) + sum(r * u for r, u in zip(rises, ladder, strict=False))
                    )
            for q in self.sizes:
                model.add(lowest <= score[q]).only_enforce_if(self.size[s, q])
        return lowest

    def run(self) -> tuple[Status, tuple[int, ...], tuple[int, ...]]:
        """Status, values and bounds of the levels."""
        wishes = sum(v for (p, s), v in self.x.items() if self.layout.wishes[p, s])
        values, bounds = [], []
        until = time.perf_counter() + self.limit
        for objective in (wishes, self._worst()):
            solver = self.cp.CpSolver()
            solver.parameters.num_workers, solver.parameters.random_seed = WORKERS, 7
            solver.parameters.max_time_in_seconds = max(0.1, until - time.perf_counter())
            self.model.maximize(objective)
            status = solver.solve(self.model)
            if status == self.cp.INFEASIBLE:
                return Status.INFEASIBLE, (), ()
            if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
                return Status.NOT_FOUND, tuple(values), tuple(bounds)
            values.append(round(solver.objective_value))
            bounds.append(round(solver.best_objective_bound))
            if values[-1] != bounds[-1]:
                return Status.FEASIBLE, tuple(values), tuple(bounds)
            self.model.add(objective >= values[-1])
            self.model.clear_hints()
            for variable in (*self.x.values(), *self.open.values(), *self.size.values()):
                self.model.add_hint(variable, solver.value(variable))
        return Status.OPTIMAL, tuple(values), tuple(bounds)


def timed(work: Callable[[], tuple], runs: int, enough: float, cores: int = 1) -> tuple[tuple, float]:
    """Answer and median of seconds of computing per core; one run where that already takes long."""
    taken: list[float] = []
    answer: tuple = ()
    while len(taken) < runs and (not taken or taken[0] < enough):
        began = time.process_time()
        answer = work()
        taken.append((time.process_time() - began) / cores)
    return answer, statistics.median(taken)


def peer_timed(layout: Layout, runs: int, limit: float) -> tuple[tuple, float]:
    """CP-SAT in a process of its own, timed there: its library and ours carry different versions of HiGHS."""
    from ortools.sat.python import cp_model  # before the clock starts

    assert cp_model.CpModel()
    return timed(lambda: Peer(layout, limit).run(), runs, limit / 6, WORKERS)


def judged(pool: Pool, name: str, layout: Layout, runs: int, limit: float) -> list[str]:
    """Both on one question, with what is wrong about it in words."""
    (status, values), seconds = timed(lambda: ours(layout), runs, float("inf"))
    (peer_status, peer_values, peer_bounds), peer = pool.apply(peer_timed, (layout, runs, limit))
    stopped = peer_status not in (Status.OPTIMAL, Status.INFEASIBLE)
    print(
        f"{name:28} ours {status.value:10} {values!s:14} {seconds:6.2f} s | CP-SAT {peer_status.value:10} "
        f"{peer_values!s:14} {peer:6.2f} s | "
        f"ratio {'over ' if stopped else ''}{peer / seconds:.1f}{', CP-SAT stopped' if stopped else ''}",
        flush=True,
    )
    faults = []
    most = 1.0 if status is Status.INFEASIBLE else 3.0
    if seconds > most:
        faults.append(f"{name}: {seconds:.2f} s is more than {most:g} s")
    if seconds > peer and status is not Status.INFEASIBLE:  # without a plan CP-SAT gives no reason
        faults.append(f"{name}: " + ("CP-SAT was stopped too soon to compare" if stopped else "slower than CP-SAT"))
    if status not in (Status.OPTIMAL, Status.INFEASIBLE):
        faults.append(f"{name}: not proven")
    if peer_status in (Status.OPTIMAL, Status.INFEASIBLE) and (peer_status, peer_values) != (status, values):
        faults.append(f"{name}: CP-SAT proves another value")
    for k, bound in enumerate(peer_bounds):
        if values[k : k + 1] > (bound,) or values[k : k + 1] < peer_values[k : k + 1]:
            faults.append(f"{name}: level {k + 1} is outside what CP-SAT found and proved")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="five runs each")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds after which CP-SAT is stopped")
    options = parser.parse_args()
    questions = layouts()
    ours(questions[0][1])  # imports and first calls
    runs, faults = 5 if options.full else 3, []
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        for name, layout in questions:
            faults += judged(pool, name, layout, runs, options.limit)
    print("\n".join(faults) or "all proven, in time, and not slower")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
