"""A dataset in which one person has brought, or no longer shares, something of their own.

Never touches what others said: a higher level comes as a certificate or as recognition of prior learning (EVC), which
are a floor under any rating; energy and wishes are the person's own words. Rows that a person keeps private are left
alone: an answer to somebody else must not depend on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.evidence.standing import FLOORS
from talentmap.teams.facts import known_profiles
from talentmap.teams.presence import project_dates
from talentmap.teams.problem import TeamProblem


def with_level(problem: TeamProblem, person: str, strength: str, level: int) -> Dataset:
    """A certificate for this level, without an end, that colleagues may see."""
    claims = problem.data.frames["claims"]
    return _replaced(problem, claims=_added(claims, _row(problem, person, strength, level, "certificate")))


def with_energy(problem: TeamProblem, person: str, strength: str, energy: int | None) -> Dataset:
    """The person says this energy, or leaves it unsaid (None), in the newest of their own shared claims.

    Where they made none, one is added with a level that leaves the known level as it is. Where no level is known
    nothing changes: a claim needs a level, and unknown is not zero.
    """
    claims = problem.data.frames["claims"].copy()
    own = _own(problem, claims, person, strength)
    if own.any():
        newest = own & (claims["date"] == claims.loc[own, "date"].max())
        claims.loc[newest if energy is not None else own, "energy"] = pd.NA if energy is None else energy
        return _replaced(problem, claims=claims)
    if energy is None:
        return problem.data
    known = known_profiles(problem)
    known = known[(known["person_id"] == person) & (known["strength_id"] == strength)]
    if known.empty:
        return problem.data
    row = _row(problem, person, strength, int(known["level"].iloc[0]), "self") | {"energy": energy}
    return _replaced(problem, claims=_added(claims, row))


def without_own(problem: TeamProblem, person: str, strength: str) -> Dataset:
    """The person's own shared ratings, certificates and EVC for a strength taken back."""
    claims = problem.data.frames["claims"]
    floors = _of(claims, person, strength) & claims["source"].isin(FLOORS)
    taken = _own(problem, claims, person, strength) | (floors & _shared(problem, claims))
    return _replaced(problem, claims=claims[~taken])


def with_wish(problem: TeamProblem, person: str, strength: str) -> Dataset:
    """The person wishes to learn a strength."""
    wishes = problem.data.frames["aspirations"]
    row = {"person_id": person, "target_kind": "strength", "target_id": strength}
    return _replaced(problem, aspirations=_added(wishes, row))


def without_wish(problem: TeamProblem, person: str, strength: str) -> Dataset:
    """The person no longer wishes to learn a strength."""
    wishes = problem.data.frames["aspirations"]
    gone = (wishes["person_id"] == person) & (wishes["target_kind"] == "strength") & (wishes["target_id"] == strength)
    return _replaced(problem, aspirations=wishes[~gone])


def with_hours(problem: TeamProblem, person: str) -> Dataset:
    """Nothing in ``availability`` takes hours of the person's appointment on the days of the project."""
    rows = problem.data.frames["availability"]
    first, last = project_dates(problem)
    gone = rows["person_id"] == person
    if first is not None and last is not None:
        gone &= (rows["from_date"] <= last) & ~(rows["to_date"] < first)
    return _replaced(problem, availability=rows[~gone])


def checked(data: Dataset, changed: Dataset) -> Dataset:
    """A changed dataset checked as a whole, on the reference date of the one it was made from.

    Raises
    ------
    DataError
        The changed tables have faults.
    """
    tables = {name: changed.frames[name] for name in data.frames if changed.frames[name] is not data.frames[name]}
    found = data.replace(**tables)
    return found if found.reference_date == data.reference_date else found.as_of(data.reference_date)


def _replaced(problem: TeamProblem, **frames: pd.DataFrame) -> Dataset:
    """The dataset with these tables, unchecked (see `checked`), on the same reference date.

    Taking back the newest claim must not move that date.
    """
    data = problem.data
    plain = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
    changed = Dataset(MappingProxyType({**data.frames, **plain}), data.today, data.warnings)
    return changed if changed.reference_date == data.reference_date else changed.as_of(data.reference_date)


def _row(problem: TeamProblem, person: str, strength: str, level: int, source: str) -> dict[str, object]:
    return {
        "person_id": person,
        "strength_id": strength,
        "level": level,
        "source": source,
        "assessor_id": person if source == "self" else None,
        "date": problem.data.reference_date,
        "visibility": "organisation",
    }


def _added(frame: pd.DataFrame, row: Mapping[str, object]) -> pd.DataFrame:
    """The table with one more row, instead of one with the same key where there is one."""
    new = pd.DataFrame([{name: row.get(name) for name in frame.columns}]).astype(frame.dtypes)
    keys = [name for name in ("person_id", "strength_id", "source", "assessor_id", "date", "target_id") if name in row]
    same = pd.Series(True, index=frame.index)
    for name in keys:
        same &= frame[name].isna() if row[name] is None else frame[name] == row[name]
    return pd.concat([frame[~same], new], ignore_index=True)


def _of(claims: pd.DataFrame, person: str, strength: str) -> pd.Series:
    return (claims["person_id"] == person) & (claims["strength_id"] == strength)


def _shared(problem: TeamProblem, claims: pd.DataFrame) -> pd.Series:
    return (claims["visibility"] != "private") | bool(problem.include_private)


def _own(problem: TeamProblem, claims: pd.DataFrame, person: str, strength: str) -> pd.Series:
    """Shared ratings by the person themself that count today."""
    mine = (claims["source"] == "self") | (claims["assessor_id"] == person)
    rating = ~claims["source"].isin(FLOORS)
    today = problem.data.reference_date
    on_time = claims["date"] <= today if today is not None else False
    return _of(claims, person, strength) & mine & rating & on_time & _shared(problem, claims)
