"""Read, check and profile a large organisation from Parquet, beside plain pandas doing the same work.

    python benchmarks/read_profiles.py --people 100000 --claims 30

Plain pandas here reads the same files with ``pd.read_parquet``, checks what a careful script checks (types, ranges,
choices, unknown ids, contradicting claims) and takes the lower median of the latest claim per assessor. It makes no
messages, no bands, no floors and no warnings, so a ratio above one is what those cost.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

DAY = pd.Timestamp("2026-06-01")


def organisation(n_people: int, n_claims: int, seed: int = 7) -> dict[str, pd.DataFrame]:
    """A valid organisation made with numpy alone: ``n_people`` people with ``n_claims`` claims each."""
    rng = np.random.default_rng(seed)
    people = np.array([f"P{i:07d}" for i in range(n_people)], dtype=object)
    strengths = np.array([f"S{i:04d}" for i in range(500)], dtype=object)
    boss = (np.arange(n_people) - 1) // 9
    frames = {
        "people": pd.DataFrame(
            {
                "person_id": people,
                "name": [f"Name {i}" for i in range(n_people)],
                "unit": [f"Unit {i // 12:05d}" for i in range(n_people)],
                "manager_id": np.where(boss >= 0, people[np.maximum(boss, 0)], None),
                "fte": rng.choice([0.4, 0.6, 0.8, 1.0], n_people),
                "start_date": DAY - pd.to_timedelta(rng.integers(100, 9000, n_people), unit="D"),
            }
        ),
        "strengths": pd.DataFrame({"strength_id": strengths, "name": strengths, "kind": "skill"}),
        "roles": pd.DataFrame(
            {"role_id": ["R1"], "title": ["Role"], "unit": ["Unit 00000"], "headcount": [1], "status": ["open"]}
        ),
        "role_requirements": pd.DataFrame(
            {"role_id": ["R1"], "strength_id": ["S0000"], "level": [3], "weight": [1.0], "mandatory": [False]}
        ),
    }
    total = n_people * n_claims
    who = np.repeat(np.arange(n_people), n_claims)
    source = rng.choice(["self", "peer", "manager", "client", "certificate"], total, p=[0.45, 0.3, 0.15, 0.05, 0.05])
    other = (who + rng.integers(1, max(n_people, 2), total)) % n_people
    assessor = np.where(source == "self", people[who], people[other])
    assessor[(source == "client") | (source == "certificate")] = None
    # A strength of its own for each claim of a person, so that no two claims contradict each other.
    strength = (rng.integers(0, 500, n_people)[who] + np.tile(np.arange(n_claims) * 7, n_people)) % 500
    frames["claims"] = pd.DataFrame(
        {
            "person_id": people[who],
            "strength_id": strengths[strength],
            "level": rng.integers(0, 6, total).astype("int8"),
            "energy": pd.array(np.where(source == "self", rng.integers(-2, 3, total), 0), dtype="Int64"),
            "source": source,
            "assessor_id": assessor,
            "date": DAY - pd.to_timedelta(rng.integers(0, 900, total), unit="D"),
            "visibility": rng.choice(["private", "manager", "team", "organisation"], total, p=[0.15, 0.15, 0.3, 0.4]),
        }
    )
    return frames


def plain_pandas(folder: Path) -> pd.DataFrame:
    """What a careful analyst would write: read, check, and one level per person and strength."""
    people, claims = pd.read_parquet(folder / "people.parquet"), pd.read_parquet(folder / "claims.parquet")
    strengths = pd.read_parquet(folder / "strengths.parquet")
    assert not people["person_id"].duplicated().any()
    assert people["fte"].between(0, 1).all()
    assert people["manager_id"].dropna().isin(people["person_id"]).all()
    assert claims["person_id"].isin(people["person_id"]).all()
    assert claims["strength_id"].isin(strengths["strength_id"]).all()
    assert claims["assessor_id"].dropna().isin(people["person_id"]).all()
    assert claims["level"].between(0, 5).all()
    assert claims["energy"].between(-2, 2).all()
    assert claims["source"].isin(["self", "peer", "manager", "client", "evc", "certificate"]).all()
    assert claims["visibility"].isin(["private", "manager", "team", "organisation"]).all()
    assert claims["date"].between("1900-01-01", "2100-12-31").all()
    assert not claims.duplicated(["person_id", "strength_id", "source", "assessor_id", "date"]).any()
    shown = claims[(claims["visibility"] != "private") & ~claims["source"].isin(["evc", "certificate"])]
    latest = shown.sort_values("date").drop_duplicates(["person_id", "strength_id", "assessor_id"], keep="last")
    levels = latest.groupby(["person_id", "strength_id"])["level"].quantile(0.5, interpolation="lower")
    return levels.rename("level").reset_index()


def main() -> None:
    """Make the files, time both, print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--claims", type=int, default=30)
    options.add_argument("--only", choices=["both", "talentmap"], default="both")
    chosen = options.parse_args()
    from talentmap.data.read import read_dataset
    from talentmap.evidence import profiles

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, frame in organisation(chosen.people, chosen.claims).items():
            frame.to_parquet(folder / f"{table}.parquet", index=False)
        started = time.perf_counter()
        data = read_dataset(folder)
        read = time.perf_counter()
        levels = profiles(data)
        profiled = time.perf_counter()
        fingerprint = data.fingerprint
        marked = time.perf_counter()
        ours = profiled - started
        rows = [
            ("read and check", read - started),
            ("profile", profiled - read),
            ("read, check and profile", ours),
            ("fingerprint, when asked", marked - profiled),
        ]
        if chosen.only == "both":
            del data
            started = time.perf_counter()
            plain = plain_pandas(folder)
            rows.append(("plain pandas", time.perf_counter() - started))
    print(f"{chosen.people:,} people x {chosen.claims} claims -> {len(levels):,} profiles; {fingerprint[:12]}")
    for label, seconds in rows:
        print(f"{label:28} {seconds:7.2f} s")
    if chosen.only == "both":
        print(f"{'ratio to plain pandas':28} {ours / rows[-1][1]:7.2f}   ({len(plain):,} levels)")
    print(f"{'memory at most':28} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:7.2f} GB")


if __name__ == "__main__":
    main()
