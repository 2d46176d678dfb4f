"""Staffing many projects at once from an organisation where some strengths are rare, beside one plain HiGHS model.

    python -m benchmarks.staffing [--projects 20] [--people 2000] [--limit 20] [--seeds 1] [--cohesion] [--alone]

The organisation is invented: units with their own field of strengths, strengths held by one in a thousand up to one in
ten, 0.4 to 1.0 fte, absences, ties inside units. Projects of 4 to 8 people with 6 to 12 requirements, two of them
mandatory, 0.2 to 0.6 fte a member; about 40 % of the pairs of projects overlap in time. The plain model has a binary
for each person and project they bring something to, the layers of `staffing`, a row for hours per person and period,
and the same time on the same solver and thread. Seconds are CPU seconds of this process too, for busy machines.
"""

from __future__ import annotations

import argparse
import time
from itertools import combinations

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.optimise.arrays import Answer, solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.staffing import StaffingProblem, StaffingResult, StaffingWeights, plan_staffing
from talentmap.staffing.crews import crew_of
from talentmap.staffing.schedules import Schedules

DAY = pd.Timestamp("2026-01-05")


def organisation(seed: int, n_people: int, n_projects: int, n_strengths: int = 200) -> Dataset:
    """The invented organisation with its projects."""
    rng = np.random.default_rng(seed)
    people = np.array([f"P{k:05d}" for k in range(n_people)])
    strengths = np.array([f"S{k:03d}" for k in range(n_strengths)])
    unit = np.sort(rng.integers(0, max(1, n_people // 40), n_people))
    frames = {
        "people": pd.DataFrame(
            {
                "person_id": people,
                "name": people,
                "unit": [f"U{k:03d}" for k in unit],
                "fte": rng.choice([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], n_people),
            }
        ),
        "strengths": pd.DataFrame({"strength_id": strengths, "name": strengths, "kind": "skill"}),
        "claims": _claims(rng, people, strengths, unit),
        "roles": pd.DataFrame({"role_id": ["R"], "title": ["R"], "headcount": [0], "status": ["open"]}),
        "role_requirements": pd.DataFrame(
            {"role_id": ["R"], "strength_id": strengths[:1], "level": [1], "weight": [1.0], "mandatory": [False]}
        ),
        "ties": _ties(rng, people, unit),
        "availability": _absences(rng, people),
    }
    frames["projects"], frames["project_requirements"] = _projects(rng, n_projects, strengths)
    return Dataset.from_frames(frames, today=DAY)


def _claims(rng: np.random.Generator, people: np.ndarray, strengths: np.ndarray, unit: np.ndarray) -> pd.DataFrame:
    """Strengths held by 0.1 % to 10 % of the people, three times as often in the units whose field they are."""
    share = 10.0 ** rng.uniform(-3, -1, len(strengths))
    field = rng.random((int(unit.max()) + 1, len(strengths))) < 0.2
    held = rng.random((len(people), len(strengths))) < share * np.where(field[unit], 2.2, 0.7)
    who, what = np.nonzero(held)
    return pd.DataFrame(
        {
            "person_id": people[who],
            "strength_id": strengths[what],
            "level": rng.choice([1, 2, 3, 4, 5], len(who), p=[0.15, 0.25, 0.3, 0.2, 0.1]),
            "energy": rng.choice([-1, 0, 1, 2], len(who), p=[0.15, 0.35, 0.35, 0.15]),
            "source": "self",
            "date": DAY - pd.Timedelta(days=30),
            "visibility": "organisation",
        }
    )


def _ties(rng: np.random.Generator, people: np.ndarray, unit: np.ndarray) -> pd.DataFrame:
    """About three ties a person begins, four in five inside the unit."""
    n = 3 * len(people)
    a = rng.integers(0, len(people), n)
    b = np.where(rng.random(n) < 0.8, a + rng.integers(1, 20, n), rng.integers(0, len(people), n)) % len(people)
    frame = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b)})
    frame = frame[frame["a"] != frame["b"]].drop_duplicates()
    weight = rng.choice([0.25, 0.5, 1.0], len(frame))
    return pd.DataFrame({"person_a": people[frame["a"]], "person_b": people[frame["b"]], "weight": weight})


def _absences(rng: np.random.Generator, people: np.ndarray) -> pd.DataFrame:
    """One in ten is away for some weeks."""
    away = people[rng.random(len(people)) < 0.1]
    start = DAY + pd.to_timedelta(rng.integers(0, 600, len(away)), unit="D")
    return pd.DataFrame(
        {
            "person_id": away,
            "from_date": start,
            "to_date": start + pd.to_timedelta(rng.integers(7, 90, len(away)), unit="D"),
            "part": "day",
            "fte": rng.choice([0.0, 0.2, 0.4], len(away)),
        }
    )


def _projects(rng: np.random.Generator, n: int, strengths: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projects of 60 to 180 days that begin within 17 months, and what they ask for."""
    names = [f"J{k:03d}" for k in range(n)]
    start = DAY + pd.to_timedelta(rng.integers(0, 520, n), unit="D")
    low = rng.integers(4, 7, n)
    projects = pd.DataFrame(
        {
            "project_id": names,
            "title": names,
            "start_date": start,
            "end_date": start + pd.to_timedelta(rng.integers(60, 181, n), unit="D"),
            "min_size": low,
            "max_size": np.minimum(low + rng.integers(0, 3, n), 8),
            "fte": rng.choice([0.2, 0.3, 0.4, 0.5, 0.6], n),
        }
    )
    rows = []
    for name in names:
        asked = np.sort(rng.choice(strengths, int(rng.integers(6, 13)), replace=False))
        must = set(rng.choice(asked, 2, replace=False))
        for strength in asked:
            level, weight = int(rng.integers(2, 5)), float(rng.integers(1, 4))
            rows.append((name, strength, level, weight, strength in must, int(rng.choice([1, 1, 1, 2]))))
    columns = ["project_id", "strength_id", "level", "weight", "mandatory", "min_people"]
    return projects, pd.DataFrame(rows, columns=columns)


def overlapping(problem: StaffingProblem) -> float:
    """Share of the pairs of projects that overlap in time."""
    tasks = problem.facts.tasks
    pairs = [a.first <= b.last and b.first <= a.last for a, b in combinations(tasks, 2)]  # type: ignore[operator]
    return sum(pairs) / max(1, len(pairs))


def plain(problem: StaffingProblem, limit: float) -> Answer:
    """The whole question as one model."""
    facts, schedules, matrix = problem.facts, Schedules(problem.facts), Matrix()
    worth: list[np.ndarray] = []
    of: dict[int, list[tuple[int, int]]] = {}
    for task in facts.tasks:
        crew = crew_of(facts, task)
        asked = crew.problem
        brings = asked.has.any(axis=1) | asked.able.any(axis=1)
        spare = np.flatnonzero(~brings)[task.number :: 97][: crew.size[1]]  # somebody to fill the last seats
        here = np.sort(np.concatenate([np.flatnonzero(brings), spare]))
        member = matrix.columns(len(here))
        worth.append(np.zeros(len(here)))
        open_ = matrix.columns(1)[0]
        worth.append(np.zeros(1))
        ones = np.ones(len(here))
        matrix.row([*member, open_], [*ones, -float(crew.size[0])], least=0.0)
        matrix.row([*member, open_], [*ones, -float(crew.size[1])], most=0.0)
        for row in asked.rows:
            at = np.searchsorted(here, row.positions)
            matrix.row([*member[at], open_], [*map(float, row.coefficients), -float(row.low or 0)], least=0.0)
        layers = [(asked.has[:, k], asked.worth[k], float(p)) for k, p in enumerate(asked.places)]
        layers += [(asked.spark[:, k], w, 1.0) for k, w in enumerate(asked.bonus_worth)]
        for k, (has, each, places) in enumerate(layers):
            bonus = k - len(asked.places)
            filled = matrix.columns(1, places, whole=bonus >= 0)[0]
            worth.append(np.array([each / facts.scale]))
            able = member[has[here]]
            matrix.row([*able, filled], [*np.ones(len(able)), -1.0], least=0.0)
            if bonus >= 0:
                meets = member[asked.able[here, bonus]]
                matrix.row([*meets, filled], [*np.ones(len(meets)), -float(asked.bonus_places[bonus])], least=0.0)
        for column, k in zip(member.tolist(), here.tolist(), strict=True):
            of.setdefault(int(crew.people[k]), []).append((column, task.number))
    for person, columns in sorted(of.items()):
        for period in range(len(schedules.periods)):
            now = [(c, t) for c, t in columns if schedules.active[t, period]]
            use = [float(schedules.use[t]) for _, t in now]
            if len(now) > 1 and sum(use) > schedules.room[person, period]:
                matrix.row([c for c, _ in now], use, most=float(schedules.room[person, period]))
    return solve_matrix(matrix, np.concatenate(worth), Options(time_limit=limit, gap_absolute=1e-6))


def run(seed: int, asked: argparse.Namespace) -> float:
    """One organisation, printed; the gap."""
    began = time.process_time()
    data = organisation(seed, asked.people, asked.projects)
    weights = StaffingWeights(1.0, 0.2, 0.3 if asked.cohesion else 0.0)
    problem = StaffingProblem(data, weights=weights)
    facts = problem.facts
    seats = sum(task.size[1] for task in facts.tasks)
    print(
        f"seed {seed}: {len(facts.tasks)} projects, {seats} seats, {len(facts.people)} people, "
        f"{overlapping(problem):.0%} of pairs overlap, {len(data.claims)} claims; read in "
        f"{time.process_time() - began:.1f} s CPU",
        flush=True,
    )
    cpu, wall = time.process_time(), time.perf_counter()
    result: StaffingResult = plan_staffing(problem, time_limit=asked.limit)
    proof = result.proof
    staffed = sum(part.staffed for part in result.projects)
    shared = len(result.table().groupby("person_id")["project_id"].nunique().loc[lambda n: n > 1])
    print(
        f"  staffing: {proof.status.value} best {proof.best:.6f} bound {proof.bound:.6f} gap {proof.gap:.4%}, "
        f"{staffed} staffed, {len(result.scarce)} people with a price, {shared} in several projects; "
        f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s CPU "
        f"({', '.join(f'{k} {v:.1f}' for k, v in proof.timing.items())})",
        flush=True,
    )
    if not asked.cohesion and not asked.alone:
        wall = time.perf_counter()
        peer = plain(problem, asked.limit)
        said = f"best {peer.objective:.6f} bound {peer.bound:.6f} gap {(peer.bound / peer.objective - 1):.2%}"
        print(f"  plain HiGHS: {peer.status.value} {said}; {time.perf_counter() - wall:.1f} s", flush=True)
        assert not peer.objective > proof.bound + 1e-6
    return proof.gap


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=20)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--limit", type=float, default=20.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--cohesion", action="store_true", help="ties inside teams count too (no plain model then)")
    parser.add_argument("--alone", action="store_true", help="without the plain model")
    asked = parser.parse_args()
    gaps = [run(seed, asked) for seed in range(asked.first, asked.first + asked.seeds)]
    print(f"largest gap {max(gaps):.4%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
