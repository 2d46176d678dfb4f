"""Small random organisations for tests: seeded, valid, with gaps, private claims, certificates and odd cases."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.vocabulary import SOURCES, VISIBILITIES


def random_organisation(
    seed: int,
    *,
    n_people: int = 8,
    n_strengths: int = 6,
    n_roles: int = 3,
    n_projects: int = 1,
    n_units: int = 3,
    claims_per_person: int = 4,
    with_optional: bool = True,
) -> Dataset:
    """A valid Dataset in which anything allowed may happen: nobody known, private claims, ended people, zero fte.

    Frames of its own each time; what was made before is not checked again.
    """
    made = _made(seed, n_people, n_strengths, n_roles, n_projects, n_units, claims_per_person, with_optional)
    return Dataset(MappingProxyType({name: made.table(name) for name in made.frames}), made.today, made.warnings)


@lru_cache(maxsize=256)
def _made(
    seed: int,
    n_people: int,
    n_strengths: int,
    n_roles: int,
    n_projects: int,
    n_units: int,
    claims_per_person: int,
    with_optional: bool,
) -> Dataset:
    rng = np.random.default_rng(seed)
    people = [f"P{i:03d}" for i in range(n_people)]
    strengths = [f"S{i:02d}" for i in range(n_strengths)]
    roles = [f"R{i:02d}" for i in range(n_roles)]
    projects = [f"J{i:02d}" for i in range(n_projects)]
    units = [f"Unit {chr(65 + i)}" for i in range(n_units)]
    day = pd.Timestamp("2026-06-01")
    frames: dict[str, pd.DataFrame] = {}
    frames["people"] = pd.DataFrame(
        {
            "person_id": people,
            "name": [f"Name {p}" for p in people],
            "unit": rng.choice(units, n_people),
            "manager_id": [None, *(people[int(rng.integers(0, i))] for i in range(1, n_people))][:n_people],
            "location": rng.choice(["Den Haag", "Utrecht"], n_people),
            "fte": rng.choice([0.0, 0.4, 0.6, 0.8, 1.0], n_people, p=[0.05, 0.1, 0.15, 0.3, 0.4]),
            "start_date": day - pd.to_timedelta(rng.integers(100, 4000, n_people), unit="D"),
            "end_date": [day + pd.Timedelta(days=30) if rng.random() < 0.05 else pd.NaT for _ in people],
        }
    )
    frames["strengths"] = pd.DataFrame(
        {
            "strength_id": strengths,
            "name": [f"Strength {s}" for s in strengths],
            "kind": rng.choice(["talent", "skill", "knowledge", "competency"], n_strengths),
        }
    )
    rows = []
    for person in people:
        for _ in range(int(rng.integers(0, 2 * claims_per_person + 1))):
            source = str(rng.choice(SOURCES, p=[0.4, 0.25, 0.15, 0.1, 0.05, 0.05]))
            others = [p for p in people if p != person]
            assessor = (
                person
                if source == "self"
                else (
                    str(rng.choice(others)) if others and source in ("peer", "manager") and rng.random() < 0.8 else None
                )
            )
            rows.append(
                {
                    "person_id": person,
                    "strength_id": str(rng.choice(strengths)),
                    "level": int(rng.integers(0, 6)),
                    "energy": int(rng.integers(-2, 3)) if source == "self" and rng.random() < 0.8 else None,
                    "source": source,
                    "assessor_id": assessor,
                    "date": day - pd.Timedelta(days=int(rng.integers(0, 700))),
                    "visibility": str(rng.choice(VISIBILITIES, p=[0.15, 0.15, 0.3, 0.4])),
                    "valid_until": day + pd.Timedelta(days=int(rng.integers(-100, 400)))
                    if source in ("evc", "certificate") and rng.random() < 0.7
                    else pd.NaT,
                }
            )
    columns = [
        "person_id",
        "strength_id",
        "level",
        "energy",
        "source",
        "assessor_id",
        "date",
        "visibility",
        "valid_until",
    ]
    claims = pd.DataFrame(rows, columns=columns)
    frames["claims"] = claims.drop_duplicates(["person_id", "strength_id", "source", "assessor_id", "date"])
    frames["roles"] = pd.DataFrame(
        {
            "role_id": roles,
            "title": [f"Role {r}" for r in roles],
            "unit": rng.choice(units, n_roles),
            "headcount": rng.integers(0, 4, n_roles),
            "status": rng.choice(["open", "filled", "future", "ended"], n_roles, p=[0.7, 0.1, 0.15, 0.05]),
            "fte": rng.choice([np.nan, 0.5, 0.8], n_roles, p=[0.6, 0.2, 0.2]),
        }
    )
    frames["role_requirements"] = _requirements(rng, "role_id", roles, strengths)
    if with_optional:
        holders = rng.choice(people, min(2, n_people), replace=False) if n_people else []
        frames["holdings"] = pd.DataFrame(
            {
                "person_id": holders,
                "role_id": rng.choice(roles, len(holders)),
                "fte": 0.8,
                "since": day - pd.Timedelta(days=900),
                "until": [pd.NaT if rng.random() < 0.6 else day - pd.Timedelta(days=5) for _ in holders],
            }
        )
        frames["projects"] = pd.DataFrame(
            {
                "project_id": projects,
                "title": [f"Project {j}" for j in projects],
                "unit": rng.choice(units, n_projects),
                "start_date": day,
                "end_date": day + pd.Timedelta(days=120),
                "min_size": 2,
                "max_size": 4,
                "fte": rng.choice([np.nan, 0.4], n_projects),
            }
        )
        needs = _requirements(rng, "project_id", projects, strengths)
        needs["min_people"] = rng.integers(1, 3, len(needs))
        frames["project_requirements"] = needs
        pairs = [(a, b) for i, a in enumerate(people) for b in people[i + 1 :] if rng.random() < 0.3]
        frames["ties"] = pd.DataFrame(
            {
                "person_a": [a for a, _ in pairs],
                "person_b": [b for _, b in pairs],
                "weight": rng.integers(1, 6, len(pairs)).astype(float),
            }
        )
        wishes = [
            (p, "role", str(r), k + 1)
            for p in people
            for k, r in enumerate(rng.permutation(roles)[: int(rng.integers(0, 3))])
        ]
        frames["aspirations"] = pd.DataFrame(wishes, columns=["person_id", "target_kind", "target_id", "rank"])
        away = [p for p in people if rng.random() < 0.15]
        frames["availability"] = pd.DataFrame(
            {
                "person_id": away,
                "from_date": day + pd.Timedelta(days=10),
                "to_date": day + pd.Timedelta(days=60),
                "part": "day",
                "fte": rng.choice([0.0, 0.5], len(away)),
            }
        )
    return Dataset.from_frames(frames, today=day)


def _requirements(rng: np.random.Generator, key: str, owners: list[str], strengths: list[str]) -> pd.DataFrame:
    rows = [
        {
            key: owner,
            "strength_id": str(strength),
            "level": int(rng.integers(1, 6)),
            "weight": float(rng.integers(1, 5)),
            "mandatory": bool(rng.random() < 0.25),
        }
        for owner in owners
        for strength in rng.permutation(strengths)[: int(rng.integers(0, min(4, len(strengths)) + 1))]
    ]
    return pd.DataFrame(rows, columns=[key, "strength_id", "level", "weight", "mandatory"])
