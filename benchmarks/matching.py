"""Match many people to many roles, exactly and with a proof, beside plain pandas and scipy doing the same.

    python -m benchmarks.matching --people 100000 --roles 2000

Plain pandas and scipy here: levels as a pivoted array, the fit of each role as a weighted sum over its requirements,
one row per seat in a dense cost matrix, ``scipy.optimize.linear_sum_assignment``. It finds seats and total fit. It
breaks no ties, proves nothing, gives no parts, ranks, reasons or blocking pairs, so a ratio above one is what those
cost. Time to make profiles is told apart: both need them, and `read_profiles` measures them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from types import MappingProxyType

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables

DAY = pd.Timestamp("2026-06-01")


def organisation(n_people: int, n_roles: int, n_claims: int, n_strengths: int = 120, seed: int = 0) -> Dataset:
    """People with `n_claims` claims each, roles with 1-3 seats and five requirements, one in five a gate."""
    rng = np.random.default_rng(seed)
    people = pd.Series([f"P{i:06d}" for i in range(n_people)], dtype="str")
    strengths = pd.Series([f"S{i:03d}" for i in range(n_strengths)], dtype="str")
    roles = pd.Series([f"R{i:04d}" for i in range(n_roles)], dtype="str")
    chosen = np.argpartition(rng.random((n_people, n_strengths)), n_claims, axis=1)[:, :n_claims]
    chosen.sort(axis=1)
    total = n_people * n_claims
    who = people.take(np.repeat(np.arange(n_people), n_claims)).reset_index(drop=True)
    wishes = np.sort(rng.choice(n_people, n_people // 5, replace=False))
    asked = [np.sort(rng.choice(n_strengths, 5, replace=False)) for _ in range(n_roles)]
    given = {
        "people": {"person_id": people, "name": people, "unit": "U", "fte": rng.choice([0.6, 0.8, 1.0], n_people)},
        "strengths": {"strength_id": strengths, "name": strengths, "kind": "skill"},
        "claims": {
            "person_id": who,
            "strength_id": strengths.take(chosen.ravel()).reset_index(drop=True),
            "level": rng.choice(6, total, p=[0.1, 0.15, 0.25, 0.25, 0.15, 0.1]),
            "energy": rng.integers(-2, 3, total),
            "source": "self",
            "assessor_id": who,
            "date": DAY,
            "visibility": "organisation",
        },
        "roles": {
            "role_id": roles,
            "title": roles,
            "headcount": rng.integers(1, 4, n_roles),
            "status": "open",
            "fte": rng.choice([np.nan, 0.8], n_roles),
        },
        "role_requirements": {
            "role_id": roles.take(np.repeat(np.arange(n_roles), 5)).reset_index(drop=True),
            "strength_id": strengths.take(np.concatenate(asked)).reset_index(drop=True),
            "level": rng.integers(2, 6, 5 * n_roles),
            "weight": rng.integers(1, 6, 5 * n_roles),
            "mandatory": rng.random(5 * n_roles) < 0.2,
        },
        "aspirations": {
            "person_id": people.take(wishes).reset_index(drop=True),
            "target_kind": "role",
            "target_id": roles.take(rng.integers(0, n_roles, len(wishes))).reset_index(drop=True),
            "rank": 1,
        },
    }
    frames = {}
    for name, table in tables().items():
        columns = given.get(name, {})
        frame = pd.DataFrame(columns) if columns else table.empty()
        for column in table.columns:
            if column.name not in frame:
                frame[column.name] = pd.Series([None] * len(frame), dtype="object" if column.type != "date" else None)
            frame[column.name] = frame[column.name].astype(column.dtype)
        frames[name] = frame[[column.name for column in table.columns]]
    return Dataset(MappingProxyType(frames), DAY)


def ours(data: Dataset) -> dict[str, float]:
    """talentmap; the seconds of each step as well."""
    from talentmap.matching import match_roles

    result = match_roles(data)
    timing = dict(result.timing)
    seconds = timing.pop("total") - timing["profiles"]
    steps = {f"seconds_{name}": value for name, value in timing.items()}
    gap = result.proof.gap
    return {"seconds": seconds, "seats": len(result.seats), "fit": result.proof.best, "gap": gap, **steps}


def plain(data: Dataset) -> dict[str, float]:
    """Plain pandas and scipy."""
    from scipy.optimize import linear_sum_assignment

    from talentmap.evidence import profiles

    found = profiles(data)
    started = time.perf_counter()
    both = found.set_index(["person_id", "strength_id"])[["level", "energy"]].astype("float32").unstack()  # noqa: PD010
    level, energy = both["level"], both["energy"]
    fte = data.frames["people"].set_index("person_id")["fte"].reindex(level.index).to_numpy()
    needs = dict(list(data.frames["role_requirements"].groupby("role_id")))
    roles = data.frames["roles"]
    levels = {name: level[name].to_numpy() for name in level}
    energies = {name: energy[name].to_numpy() for name in energy}
    cost = np.empty((int(roles["headcount"].sum()), len(level)))
    row = 0
    for role in roles.itertuples():
        can = wants = said = np.zeros(len(level))
        allowed = np.ones(len(level), dtype=bool) if np.isnan(role.fte) else fte >= role.fte
        total = needs[role.role_id]["weight"].sum()
        for need in needs[role.role_id].itertuples():
            known, felt = levels[need.strength_id], energies[need.strength_id]
            can = can + need.weight * np.where(known >= need.level, 1.0, np.where(known == need.level - 1, 0.5, 0.0))
            wants = wants + need.weight * (felt >= 1)
            said = said + need.weight * ~np.isnan(felt)
            if need.mandatory:
                allowed &= known >= need.level
        fit = 0.8 * can / total + 0.2 * np.divide(wants, said, out=np.zeros(len(level)), where=said > 0)
        cost[row : row + role.headcount] = np.where(allowed, -np.round(fit, 6), 10_000.0)
        row += role.headcount
    rows, columns = linear_sum_assignment(cost)
    value = cost[rows, columns]
    filled = value < 1
    return {"seconds": time.perf_counter() - started, "seats": int(filled.sum()), "fit": -float(value[filled].sum())}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--roles", type=int, default=150)
    parser.add_argument("--claims", type=int, default=30)
    parser.add_argument("--only", choices=("ours", "plain"), help="one of the two, in this process; prints JSON")
    asked = parser.parse_args()
    if asked.only:
        data = organisation(asked.people, asked.roles, asked.claims)
        begun = time.process_time()
        figures = (ours if asked.only == "ours" else plain)(data)
        figures["cpu_seconds_with_profiles"] = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(json.dumps({**figures, "peak_gb": peak}))
        return 0
    size = ["--people", str(asked.people), "--roles", str(asked.roles), "--claims", str(asked.claims)]
    found = {}
    for name in ("ours", "plain"):
        command = [sys.executable, "-m", "benchmarks.matching", *size, "--only", name]
        found[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(name, {key: round(value, 6) for key, value in found[name].items()}, flush=True)
    same = (
        found["ours"]["seats"] == found["plain"]["seats"] and abs(found["ours"]["fit"] - found["plain"]["fit"]) < 1e-2
    )
    ratio = found["ours"]["seconds"] / found["plain"]["seconds"]
    print(f"time ratio ours / plain {ratio:.2f}; same seats and fit: {same}")
    return 0 if same and found["ours"]["gap"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
