"""Teams: the example municipality with and without cohesion beside the textbook model, and published hard teams.

    python -m benchmarks.teams [--people 400] [--limit 30] [--hard 200 1000] [--instances 3]

The textbook model has a binary for each person and requirement (y_ir <= x_i, at most min_people each) and for each
tie (y_ij <= x_i, y_ij <= x_j), without any cut, on the same solver and thread. The hard teams are the instances of
``shared/benchmarks/hard_teams`` beside the repository, judged by their own formula; without that folder they are left
out, and it says so.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import time
from pathlib import Path

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.examples import municipality
from talentmap.optimise.engine import Outcome, solve_model
from talentmap.optimise.formulation import Model
from talentmap.optimise.options import Options
from talentmap.teams import TeamProblem, TeamResult, TeamWeights, propose_teams
from talentmap.teams.rules import instances

HARD = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "hard_teams"


def textbook(problem: TeamProblem, limit: float) -> Outcome:
    """The model of the textbooks, for coverage and cohesion."""
    facts, model = problem.facts, Model()
    people = list(facts.present)
    member = {p: model.binary() for p in people}
    for instance in instances(facts):
        for row in instance.rows:
            terms = [(member[p], float(c)) for p, c in zip(row.positions, row.coefficients, strict=True) if p in member]
            if row.low is not None:
                model.at_least(terms, row.low)
            if row.high is not None:
                model.at_most(terms, row.high)
    for r, requirement in enumerate(facts.requirements):
        carried = [(p, model.binary()) for p in people if facts.gain[p, r]]
        for p, carries in carried:
            model.at_most([(carries, 1.0), (member[p], -1.0)], 0)
            model.gain(carries, int(facts.gain[p, r]))
        model.at_most([(carries, 1.0) for _, carries in carried], requirement.min_people)
    for (a, b), worth in zip(facts.pairs.tolist(), facts.pair_worth.tolist(), strict=True):
        both = model.binary()
        model.gain(both, worth)
        model.at_most([(both, 1.0), (member[a], -1.0)], 0)
        model.at_most([(both, 1.0), (member[b], -1.0)], 0)
    return solve_model(model, Options(time_limit=limit, gap_absolute=0.5))


def timed(problem: TeamProblem, limit: float | None) -> tuple[TeamResult, float]:
    """The best team alone, with the seconds it took, facts included."""
    began = time.perf_counter()
    return propose_teams(problem, alternatives=0, time_limit=limit), time.perf_counter() - began


def example(people: int, limit: float) -> None:
    """The projects of the municipality, each beside the textbook model."""
    data = municipality(people)
    for name, weights in (("coverage", TeamWeights()), ("coverage + cohesion", TeamWeights(cohesion=0.3))):
        ratios = []
        for project in data.projects["project_id"]:
            problem = TeamProblem(data, project=project, weights=weights)
            result, seconds = timed(problem, limit)
            began = time.perf_counter()
            peer = textbook(problem, limit)
            other = time.perf_counter() - began
            alone = result.proof.timing["best"]
            ratios.append(other / alone)
            peer_best = peer.objective / problem.facts.scale
            print(
                f"{name:20} {project}: {result.status.value:8} {result.proof.best:.6f} (bound {result.proof.bound:.6f})"
                f" {alone:6.2f} s (in all {seconds:.2f} s) | textbook {peer.status.value:8} {peer_best:.6f}"
                f" (bound {peer.bound / problem.facts.scale:.6f}) {other:6.2f} s"
            )
            assert not peer_best > result.proof.bound + 1e-6
        ratio = statistics.median(ratios)
        print(f"{name}: the textbook model takes {ratio:.1f} times as long (median, stopped at {limit:g} s)")


def hard(path: Path) -> tuple[TeamProblem, np.lib.npyio.NpzFile]:
    """A published instance as a dataset: levels as claims, min(level, need) / need as the credit table."""
    z = np.load(path)
    people = [f"P{i:05d}" for i in range(len(z["level"]))]
    strengths = [f"S{j:02d}" for j in range(len(z["need"]))]
    day = pd.Timestamp("2026-01-01")
    who, what = np.nonzero(z["level"])
    frames = {
        "people": pd.DataFrame({"person_id": people, "name": people, "unit": "Unit", "fte": 1.0}),
        "strengths": pd.DataFrame({"strength_id": strengths, "name": strengths, "kind": "skill"}),
        "claims": pd.DataFrame(
            {
                "person_id": np.array(people)[who],
                "strength_id": np.array(strengths)[what],
                "level": z["level"][who, what],
                "source": "self",
                "date": day,
                "visibility": "organisation",
            }
        ),
        "roles": pd.DataFrame({"role_id": ["R"], "title": ["R"], "headcount": [0], "status": ["open"]}),
        "role_requirements": pd.DataFrame(
            {"role_id": ["R"], "strength_id": strengths[:1], "level": [1], "weight": [1.0], "mandatory": [False]}
        ),
        "ties": pd.DataFrame(
            {
                "person_a": np.array(people)[z["tie"][:, 0]],
                "person_b": np.array(people)[z["tie"][:, 1]],
                "weight": z["weight"],
            }
        ),
    }
    need, level = np.indices((6, 6))
    credit = np.minimum(level, need) / np.maximum(need, 1)
    credit[0] = 1.0
    problem = TeamProblem(
        Dataset.from_frames(frames, today=day),
        size=6,
        weights=TeamWeights(1.0, cohesion=0.3 * float(z["weight"].max())),
        requirements=pd.DataFrame({"strength_id": strengths, "level": z["need"].astype(int)}),
        credit=credit,
    )
    return problem, z


def judged(z: np.lib.npyio.NpzFile, team: list[int]) -> float:
    """What a team is worth by the formula of the instances."""
    level, need = z["level"][team], z["need"]
    coverage = (np.minimum(level, need) / need).max(axis=0).mean()
    inside = np.isin(z["tie"], team).all(axis=1)
    return float(coverage + 0.3 * z["weight"][inside].sum() / 15)


def hard_teams(sizes: list[int], most: int) -> None:
    """The published instances: value found beside the one published, and seconds."""
    if not HARD.is_dir():
        print("hard teams: left out, no folder shared/benchmarks/hard_teams beside the repository")
        return
    known = {row["instance"]: row for row in csv.DictReader((HARD / "best_known.csv").open(encoding="utf-8"))}
    for size in sizes:
        taken = []
        for path in sorted(HARD.glob(f"{size}_*.npz"))[:most]:
            problem, z = hard(path)
            result, seconds = timed(problem, 300.0)
            team = [int(p[1:]) for p in result.best.members]
            taken.append(seconds)
            value, best = judged(z, team), float(known[path.stem]["value"])
            print(f"{path.stem}: {result.status.value} {value:.6f}, published {best:.6f}, {seconds:.2f} s")
            assert result.status.value != "optimal" or abs(value - best) < 5e-4
        print(f"hard teams of {size}: median {statistics.median(taken):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--limit", type=float, default=10.0)
    parser.add_argument("--hard", type=int, nargs="*", default=[200])
    parser.add_argument("--instances", type=int, default=3)
    options = parser.parse_args()
    example(options.people, options.limit)
    hard_teams(options.hard, options.instances)


if __name__ == "__main__":
    main()
