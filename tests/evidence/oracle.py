"""The definition of a profile again, in plain loops over rows: slow, and nothing shared with the library."""

from __future__ import annotations

import pandas as pd

from talentmap.data.dataset import Dataset

ORDER = ["self", "peer", "manager", "client", "evc", "certificate"]


def lower_median(levels: list[int]) -> int:
    return sorted(levels)[(len(levels) - 1) // 2]


def expected_profiles(data: Dataset, *, include_private: bool) -> dict[tuple[str, str], dict[str, object]]:
    today = data.reference_date
    rows = [row for row in data.claims.to_dict("records") if include_private or row["visibility"] != "private"]
    pairs = sorted({(row["person_id"], row["strength_id"]) for row in rows})
    found = {}
    for person, strength in pairs:
        mine = [r for r in rows if (r["person_id"], r["strength_id"]) == (person, strength) and r["date"] <= today]
        profile = _profile(person, mine, today)
        if profile is not None:
            found[person, strength] = profile
    return found


def _profile(person: str, rows: list[dict], today: pd.Timestamp) -> dict[str, object] | None:
    floors = [r for r in rows if r["source"] in ("evc", "certificate")]
    floors = [r for r in floors if pd.isna(r["valid_until"]) or r["valid_until"] >= today]
    latest: dict[str, dict] = {}
    for row in rows:
        if row["source"] in ("evc", "certificate"):
            continue
        rater = person if row["source"] == "self" else row["assessor_id"]
        rater = "" if pd.isna(rater) else rater
        if rater not in latest or _rank(row) < _rank(latest[rater]):
            latest[rater] = row
    others = {rater: row for rater, row in latest.items() if rater != person}
    own = latest.get(person)
    if not others and own is None and not floors:
        return None
    if others:
        level, basis = lower_median([r["level"] for r in others.values()]), "others"
    elif own is not None:
        level, basis = own["level"], "self"
    else:
        level, basis = 0, "floor"
    level = max([level, *(r["level"] for r in floors)])
    categories: dict[str, list[int]] = {}
    for row in others.values():
        categories.setdefault(row["source"], []).append(row["level"])
    medians = [lower_median(levels) for levels in categories.values()]
    if len(medians) > 1:
        low, high = min(medians), max(*medians, level)
    else:
        low, high = max(level - 1, 0), min(level + 1, 5)
    counted = [*latest.values(), *floors]
    return {
        "low": low,
        "level": level,
        "high": high,
        "own_level": None if own is None else own["level"],
        "energy": None if own is None or pd.isna(own["energy"]) else own["energy"],
        "floor": max((r["level"] for r in floors), default=None),
        "basis": basis,
        "n_raters": len(others),
        "n_claims": len(counted),
        "newest": max(r["date"] for r in counted),
        "age_days": (today - max(r["date"] for r in counted)).days,
    }


def _rank(row: dict) -> tuple:
    """Latest first; of one day the lowest level, then the first source, then the lowest energy that was said."""
    energy = 9 if pd.isna(row["energy"]) else row["energy"]
    return -row["date"].toordinal(), row["level"], ORDER.index(row["source"]), energy
