"""Check a matching with coaches against the tables, without the code that made it, and its proof by weak duality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import VerificationError
from talentmap.programme.coach_pairs import Pairs
from talentmap.programme.loads import Sharing, Work, bound_of, cost_of
from talentmap.vocabulary import text

_HALVES = {"": ("morning", "afternoon"), "day": ("day",), "morning": ("morning",), "afternoon": ("afternoon",)}
"""Parts of which the coach must be there in one: a talk without a part may be in either half."""


def verify_coaches(
    data: Dataset,
    pairs: Pairs,
    wishes: Mapping[str, Sequence[str]],
    given: Mapping[str, str],
    refused: Sequence[tuple[str, str]],
    work: Work,
    sharing: Sharing,
) -> None:
    """Hold every pair against the tables, and the cost of the plan against a bound that no plan can be under.

    Raises
    ------
    VerificationError
        Something does not hold. That is a defect of talentmap, never of the data.
    """
    _must("people", set(given) <= set(pairs.people))
    pools = data.frames["pools"]
    pools = pools[pools["pool"] == "coach"]
    limits = pools.groupby("member_id")["capacity"].first()
    _must("capacity", all(pd.isna(limits[coach]) or n <= limits[coach] for coach, n in Counter(given.values()).items()))
    manager = data.frames["people"].set_index("person_id")["manager_id"]
    up = {person: _line(manager, person) for person in {*given, *given.values()} if person in manager.index}
    rules = data.frames["rules"]
    today = data.reference_date
    rules = rules[(rules["rule"] == "refuse") & ~(rules["until"] < today if today is not None else False)]
    barred = {*refused, *(tuple(str(subjects).split()) for subjects in rules["subjects"])}
    for person, coach in given.items():
        _must("line", person != coach and coach not in up[person] and person not in up.get(coach, ()))
        _must("refusal", (person, coach) not in barred)
    for coach, talk in sorted({(coach, talk) for person, coach in given.items() for talk in pairs.talks[person]}):
        own, day = pools[pools["member_id"] == coach], pd.Timestamp(talk.date)
        _must("certificate", not (own["certificate_until"] < day).any())
        _must("days", any(_there(own, day, part) for part in _HALVES[talk.part]))
    _must("proof", bound_of(work, sharing.prices) == cost_of(work, sharing))


def _line(manager: pd.Series, person: str) -> set[str]:
    """Everybody above, by climbing."""
    found: set[str] = set()
    above = manager[person]
    while not pd.isna(above):
        found.add(above)
        above = manager[above]
    return found


def _there(rows: pd.DataFrame, day: pd.Timestamp, part: str) -> bool:
    here = rows[~(rows["from_date"] > day) & ~(rows["to_date"] < day)]
    parts = set(here["part"].astype("str"))
    return "day" in parts or (part in parts if part != "day" else {"morning", "afternoon"} <= parts)


def _must(what: str, holds: bool) -> None:
    if not holds:
        raise VerificationError(text("programme.not_verified", what=what))
