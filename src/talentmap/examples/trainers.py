"""Who and what the workshop and the programme of the invented ministry need: trainers, coaches, a room, phases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentmap.examples.directorates import Line
from talentmap.examples.draws import Draws, Flags
from talentmap.examples.labels import Labels
from talentmap.examples.structure import person_names
from talentmap.examples.templates import rows
from talentmap.examples.workshops import workshop_days

SCARCE = "2027-04-22"
"""The day before a holiday: only two actors are there, one too few for three subgroups."""
PROGRAMME = "H1"
_START = "2027-09-06"
_TRAINERS, _SUBGROUPS = 6, 3
_CAPACITY = 8
"""Subgroups an actor or facilitator takes in all; 13 groups need 39 of the 48."""
_EXTRA = 0.35
_ENDS = "2027-04-30"
"""Certificate of the last facilitator, who is there in May all the same."""
_COLUMNS = ("pool", "member_id", "name", "capacity", "from_date", "to_date", "language", "certificate_until")


def pools_table(line: Line, ids: Labels, names: list[str], draws: Draws) -> pd.DataFrame:
    """Table pools: 6 actors and 6 facilitators with their days, one room, 10 coaches, six of them managers.

    Three actors and three facilitators are there on every day but one, and 13 groups fit within what each of them
    takes in all. Two coaches hold a certificate that ends before or during the programme.
    """
    others = person_names(2 * _TRAINERS + len(rows("coaches")), draws)
    made = [
        *_trainers("actor", "A", others[:_TRAINERS], draws),
        *_trainers("facilitator", "F", others[_TRAINERS : 2 * _TRAINERS], draws),
        *_coaches(line, ids, names, others[2 * _TRAINERS :], draws),
        {"pool": "room", "member_id": "Z1", "name": "Zaal Tuinzicht", "capacity": 1},
    ]
    frame = pd.DataFrame(made, columns=list(_COLUMNS))
    for name in ("from_date", "to_date", "certificate_until"):
        frame[name] = pd.to_datetime(frame[name])
    return frame.astype({"capacity": "Int64"})


def _trainers(pool: str, letter: str, names: list[str], draws: Draws) -> list[dict[str, object]]:
    """A row for every stretch of days on which somebody is there."""
    days = workshop_days()
    there = _there(pool, draws)
    last = pool == "facilitator"
    made: list[dict[str, object]] = []
    for k, name in enumerate(names):
        present = np.flatnonzero(there[k])
        for stretch in np.split(present, np.flatnonzero(np.diff(present) > 1) + 1):
            made.append(
                {
                    "pool": pool,
                    "member_id": f"{letter}{k + 1}",
                    "name": name,
                    "capacity": _CAPACITY,
                    "from_date": days[stretch[0]],
                    "to_date": days[stretch[-1]],
                    "language": "nl en" if k % 3 == 0 else "nl",
                    "certificate_until": (_ENDS if k == _TRAINERS - 1 else "2028-12-31") if last else None,
                }
            )
    return made


def _there(pool: str, draws: Draws) -> Flags:
    """Who of a pool is there on which day, shape (n_trainers, n_days).

    First three for every day, those with the fewest days so far, so that nobody takes more than they can; then some.
    """
    days = workshop_days()
    chance = draws.share(_TRAINERS * len(days)).reshape(_TRAINERS, len(days))
    there = chance < _EXTRA
    taken = np.zeros(_TRAINERS)
    for k, day in enumerate(days):
        if pool == "actor" and day == SCARCE:
            there[:, k] = np.argsort(chance[:, k], kind="stable").argsort(kind="stable") < _SUBGROUPS - 1
            continue
        ended = (pool == "facilitator") & (day > _ENDS) & (np.arange(_TRAINERS) == _TRAINERS - 1)
        first = np.lexsort((chance[:, k], taken + 99.0 * ended))[:_SUBGROUPS]
        there[first, k] = True
        taken[first] += 1
        there[ended, k] = True
    return there


def _coaches(line: Line, ids: Labels, names: list[str], others: list[str], draws: Draws) -> list[dict[str, object]]:
    """Ten certified coaches: six managers of six directorates, four from outside."""
    found = rows("coaches")
    below_top = draws.order(line.n_managers)
    below_top = below_top[line.layer[below_top] > 0]
    _, first = np.unique(line.unit[below_top], return_index=True)
    chosen = below_top[np.sort(first)][:6]
    members = [(str(ids[k]), names[k]) for k in chosen]
    members += [(f"C{k + 1}", name) for k, name in enumerate(others[: len(found) - len(chosen)])]
    return [
        {"pool": "coach", "member_id": member, "name": name, **{key: cell or None for key, cell in row.items()}}
        | {"capacity": int(row["capacity"])}
        for (member, name), row in zip(members, found, strict=True)
    ]


def programme_tables() -> dict[str, pd.DataFrame]:
    """Tables programmes, phases and sessions: hundred days after the workshop, in four phases of 25."""
    phases = pd.DataFrame(rows("phases"))
    numbers = np.arange(1, len(phases) + 1)
    sessions = pd.DataFrame(rows("sessions")).replace("", None)
    phase = sessions.pop("phase")
    return {
        "programmes": pd.DataFrame(
            {
                "programme_id": [PROGRAMME],
                "title": "Honderd dagen talent",
                "start_date": pd.to_datetime([_START]),
                "owner": "Bureau talentontwikkeling",
            }
        ),
        "phases": pd.DataFrame(
            {
                "programme_id": PROGRAMME,
                "phase_id": [f"{PROGRAMME}-{k}" for k in numbers],
                "number": numbers,
                "title": phases["title"],
            }
        ),
        "sessions": sessions.assign(
            session_id=[f"S{k + 1:02d}" for k in range(len(sessions))],
            programme_id=PROGRAMME,
            phase_id=[f"{PROGRAMME}-{k}" for k in phase],
            day=pd.to_numeric(sessions["day"]),
            minutes=pd.to_numeric(sessions["minutes"]),
        ),
    }
