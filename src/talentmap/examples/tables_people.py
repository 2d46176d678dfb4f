"""Tables about people: who they are, what is said of them, whom they know, what they wish."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from talentmap.examples.bonds import Ties
from talentmap.examples.draws import Ints
from talentmap.examples.labels import Ids, dates_at, labels_at
from talentmap.examples.plans import Absence, Wishes
from talentmap.examples.portfolios import NO_ENERGY, TODAY, Claims, round_days, round_names, workday
from talentmap.examples.structure import LOCATIONS, Staff
from talentmap.examples.templates import rows, strengths
from talentmap.vocabulary import SOURCES, VISIBILITIES


def people_of(staff: Staff, names: list[str], ids: Ids, first: Ids) -> pd.DataFrame:
    """Table people of one district; the top of every district but the first reports to the top of the first."""
    manager = labels_at(ids.people, staff.manager)
    if ids is not first:
        manager = manager.fillna(str(first.people[0]))
    return pd.DataFrame(
        {
            "person_id": ids.people,
            "name": names,
            "unit": labels_at([team.unit for team in staff.teams], staff.team),
            "manager_id": manager,
            "location": labels_at([place for place, _, _ in LOCATIONS], staff.location),
            "fte": staff.fte,
            "start_date": dates_at(TODAY - staff.service_days),
        }
    )


def units_of(districts: Sequence[tuple[Staff, str]], root: str) -> pd.DataFrame:
    """Table units: organisation, districts if more than one, directorates, teams."""
    parent: dict[str, str | None] = {root: None}
    for staff, top in districts:
        if top != root:
            parent[top] = root
        for team in staff.teams:
            if team.directorate:
                parent[team.directorate] = top
            parent[team.unit] = team.directorate or top
    return pd.DataFrame({"unit": list(parent), "parent_unit": list(parent.values())})


def claims_of(claims: Sequence[Claims], ids: Sequence[Ids]) -> pd.DataFrame:
    """Table claims of all districts at once."""
    people = np.concatenate([each.people for each in ids])
    before = np.cumsum([0, *(len(each.people) for each in ids)])[:-1]
    column = {name: np.concatenate([each[name] for each in claims]) for name in claims[0]}
    shift = np.repeat(before, [len(each["person"]) for each in claims])
    assessor = np.where(column["assessor"] < 0, -1, column["assessor"] + shift)
    energy = pd.Series(column["energy"], dtype="Int64")
    return pd.DataFrame(
        {
            "person_id": labels_at(people, column["person"] + shift),
            "strength_id": labels_at(strengths().ids, column["strength"]),
            "level": column["level"].astype(np.int8),
            "energy": energy.mask(energy == NO_ENERGY),
            "source": labels_at(SOURCES, column["source"]),
            "assessor_id": labels_at(people, assessor),
            "date": dates_at(column["date"]),
            "visibility": labels_at(VISIBILITIES, column["visibility"]),
            "valid_until": dates_at(column["valid_until"]),
            "round_id": labels_at(round_names(), column["round"]),
        }
    )


def rounds_of(claims: Sequence[Claims], ids: Sequence[Ids]) -> pd.DataFrame:
    """Table rounds of all districts at once: who had a round of feedback, and when."""
    opens, closes = round_days()
    found = []
    for each, of in zip(claims, ids, strict=True):
        given = each["round"] >= 0
        number, person = np.unique(np.stack([each["round"][given], each["person"][given]]), axis=1)
        found.append((number, of.people[person]))
    number = np.concatenate([each for each, _ in found])
    return pd.DataFrame(
        {
            "round_id": labels_at(round_names(), number),
            "person_id": np.concatenate([people for _, people in found]),
            "opens": dates_at(opens[number]),
            "closes": dates_at(closes[number]),
        }
    )


def ties_of(ties: Ties, ids: Ids) -> pd.DataFrame:
    """Table ties of one district, the lower id first."""
    a, b = ids.people[ties[0]], ids.people[ties[1]]
    first = a < b
    return pd.DataFrame(
        {"person_a": np.where(first, a, b), "person_b": np.where(first, b, a), "weight": ties[2].astype(np.float64)}
    )


def recognitions_of(found: tuple[Ints, Ints, Ints, Ints], ids: Ids) -> pd.DataFrame:
    """Table recognitions of one district."""
    by, of, strength, ago = found
    return pd.DataFrame(
        {
            "person_id": ids.people[by],
            "colleague_id": ids.people[of],
            "strength_id": labels_at(strengths().ids, strength),
            "date": dates_at(workday(TODAY - ago)),
        }
    )


def aspirations_of(wishes: Wishes, ids: Ids) -> pd.DataFrame:
    """Table aspirations of one district."""
    kinds = {
        "role": (wishes.roles, ids.roles),
        "strength": (wishes.strengths, np.array(strengths().ids, dtype=object)),
        "project": (wishes.projects, ids.projects),
    }
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "person_id": ids.people[person],
                    "target_kind": kind,
                    "target_id": labels[target],
                    "rank": rank,
                }
            )
            for kind, ((person, target, rank), labels) in kinds.items()
        ]
    )


def availability_of(absence: Absence, ids: Ids) -> pd.DataFrame:
    """Table availability of one district."""
    return pd.DataFrame(
        {
            "person_id": ids.people[absence.person],
            "from_date": dates_at(TODAY + absence.start),
            "to_date": dates_at(TODAY + absence.start + absence.days),
            "fte": absence.fte,
        }
    )


def goals_of(found: Sequence[tuple[tuple[Ints, Ints, Ints, Ints], Staff, str]], ids: Sequence[Ids]) -> pd.DataFrame:
    """Table goals: of the organisation, of directorates that exist, and of people."""
    made: list[tuple[str, str, int, int, str, float]] = []
    for (goals, staff, prefix), each in zip(found, ids, strict=True):
        units = {team.directorate for team in staff.teams}
        for row in rows("goals"):
            owner = row["owner"] if row["owner"] == "organisation" else f"{prefix}{row['owner']}"
            if owner in units or (owner == "organisation" and each is ids[0]):
                level, people, weight = int(row["level"]), int(row["people"]), float(row["weight"])
                made.append((owner, row["strength_id"], level, people, row["by"], weight))
        for person, strength, wanted, days in zip(*goals, strict=True):
            by = str(np.datetime64(TODAY + int(days), "D"))
            made.append((each.people[person], strengths().ids[strength], int(wanted), 1, by, 1.0))
    frame = pd.DataFrame(made, columns=["owner", "strength_id", "level", "people", "by_date", "weight"])
    width = len(str(len(frame)))
    frame.insert(0, "goal_id", [f"G{k + 1:0{width}d}" for k in range(len(frame))])
    return frame.assign(by_date=pd.to_datetime(frame["by_date"]))
