"""The talent workshop of the invented ministry: its days, who is away when, who wishes which day, and the rules."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentmap.examples.draws import Draws, Flags
from talentmap.examples.labels import Labels
from talentmap.examples.talents import talent_ids
from talentmap.examples.templates import rows

_AWAY = 0.3
"""Share of all pairs of person and day on which the person is away, exactly."""
_LEAST = 5
"""Days on which everybody is there at least."""
_WISHES = (12, 40, 28, 13, 7)
"""How many days people name, 0 to 4, in percentages."""


def workshop_days() -> list[str]:
    """The 14 days on which the workshop can be held."""
    return [row["date"] for row in rows("workshop_dates")]


def build_absence(n_people: int, draws: Draws) -> Flags:
    """Who is away on which day, shape (n_people, n_days): 30 % of the pairs, nobody on more than nine days.

    Some are busier than others, and around the holiday more people are away.
    """
    n_days = len(workshop_days())
    busy = 0.15 * draws.bell(n_people)[:, None] + 0.05 * draws.bell(n_days)[None, :]
    chance = draws.share(n_people * n_days).reshape(n_people, n_days) - busy
    least = np.argsort(np.argsort(-chance, axis=1, kind="stable"), axis=1, kind="stable") < _LEAST
    order = np.argsort(np.where(least, np.inf, chance), axis=None, kind="stable")
    away = np.zeros(n_people * n_days, dtype=bool)
    away[order[: round(_AWAY * n_people * n_days)]] = True
    return away.reshape(n_people, n_days)


def availability_table(away: Flags, ids: Labels, draws: Draws) -> pd.DataFrame:
    """Table availability: a row without time for each day somebody is away, now and then only half of it."""
    person, day = np.nonzero(away)
    part = np.array(["day", "morning", "afternoon"], dtype=object)[draws.pick(len(person), (90, 4, 6))]
    date = pd.Series(pd.to_datetime(np.array(workshop_days())[day]))
    return pd.DataFrame({"person_id": ids[person], "from_date": date, "to_date": date, "part": part, "fte": 0.0})


def rules_table(away: Flags, ids: Labels, draws: Draws) -> pd.DataFrame:
    """Table rules: those of the ministry with owner and reason, and the days people would like, in their own name."""
    words = {"DATES": " ".join(workshop_days()), "TALENTS": " ".join(talent_ids())}
    made = [{name: words.get(cell, cell) or None for name, cell in row.items()} for row in rows("workshop_rules")]
    for k, row in enumerate(made):
        row["rule_id"] = f"R{k + 1:02d}"
    wished = _wished(away, draws)
    for person in np.argsort(ids.astype(str), kind="stable"):
        if wished[person]:
            made.append(
                {
                    "rule_id": f"W{ids[person][1:]}",
                    "rule": "wish_date",
                    "subjects": ids[person],
                    "value": " ".join(wished[person]),
                    "owner": ids[person],
                    "reason": "Eigen opgave",
                }
            )
    return pd.DataFrame(made, columns=["rule_id", "rule", "subjects", "attribute", "value", "owner", "reason"])


def _wished(away: Flags, draws: Draws) -> list[list[str]]:
    """Days each person names: only days they are there, the popular ones more often than there are places."""
    appeal = np.array([int(row["appeal"]) for row in rows("workshop_dates")])
    n, n_days = away.shape
    number = draws.pick(n, _WISHES)
    # drawing without putting back: the smallest of share ** (1 / weight) taken from 1 comes first
    felt = np.where(away, -1.0, draws.share(n * n_days).reshape(n, n_days) ** (1.0 / appeal))
    order = np.argsort(-felt, axis=1, kind="stable")
    days = workshop_days()
    return [[days[day] for day in sorted(order[i, : number[i]])] for i in range(n)]


def ties_table(unit: np.ndarray, ids: Labels, draws: Draws) -> pd.DataFrame:
    """Table ties: who works together across departments, some of it across directorates; a few for each."""
    n = len(ids)
    a = np.repeat(np.arange(n), 2)
    near = np.array([np.flatnonzero(unit == each)[0] for each in unit])
    size = np.bincount(unit)[unit]
    inside = near[a] + draws.below(len(a), size[a])
    b = np.where(draws.chance(len(a), 0.6), inside, draws.below(len(a), n))
    low, high = np.where(ids[a] < ids[b], ids[a], ids[b]), np.where(ids[a] < ids[b], ids[b], ids[a])
    frame = pd.DataFrame({"person_a": low, "person_b": high, "weight": draws.between(len(a), 1, 6).astype(np.float64)})
    others = frame["person_a"] != frame["person_b"]
    return frame.loc[others].drop_duplicates(["person_a", "person_b"])
