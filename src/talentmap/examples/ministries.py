"""The invented ministry whose managers go to a talent workshop: from templates and draws to a checked Dataset."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.examples import talents, trainers, workshops
from talentmap.examples.directorates import LAYERS, MINISTRY, PLACES, Line, build_line
from talentmap.examples.draws import Draws
from talentmap.examples.labels import Labels, dates_at, labels_at, numbered
from talentmap.examples.structure import person_names
from talentmap.examples.templates import rows
from talentmap.vocabulary import text

_STREAM = 145
"""First word in the name of every stream of draws here, so that none is shared with the municipality."""


def ministry(*, seed: int = 2026) -> Dataset:
    """Make the example ministry: 145 managers who each go to a talent workshop of one day, as in ``data/ministry``.

    Managers of three layers (extra column ``layer``) in 11 directorates; eight talents, of which some people tell
    nothing; 14 days in spring 2027, with 30 % of the pairs of person and day away; the rules of the workshop, and the
    days people would like; actors, facilitators and a room with their days, coaches with their certificates, and a
    programme of a hundred days for afterwards. On 13 of the 14 days there are trainers enough for a group. The largest
    directorate has 28 to 32 managers, so that three a group fit in 12 and in 13 groups, and two do not.

    Parameters
    ----------
    seed
        0 or more. Same seed, same Dataset, on any machine and version of numpy.

    Raises
    ------
    ProblemError
        `seed` is below 0.

    References
    ----------
    Our definition. All people, names of directorates and figures are invented; no ministry stood model.
    """
    if seed < 0:
        raise ProblemError(text("examples.seed", seed=seed))
    draws = [Draws(_STREAM, seed, k) for k in range(8)]
    line = build_line(draws[0])
    ids = numbered("P", [line.number], least=3)[0]
    names = person_names(line.n_managers, draws[1])
    claims = talents.claims_table(line, ids, draws[2])
    away = workshops.build_absence(line.n_managers, draws[3])
    return Dataset.from_frames(
        {
            "people": _people(line, ids, names),
            "units": _units(line),
            "strengths": talents.strengths_table(),
            "claims": claims,
            "rounds": talents.rounds_table(claims),
            **_assignments(),
            "ties": workshops.ties_table(line.unit, ids, draws[6]),
            "availability": workshops.availability_table(away, ids, draws[4]),
            "rules": workshops.rules_table(away, ids, draws[5]),
            "pools": trainers.pools_table(line, ids, names, draws[7]),
            **trainers.programme_tables(),
        }
    )


def _people(line: Line, ids: Labels, names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": ids,
            "name": names,
            "unit": labels_at(line.units, line.unit),
            "manager_id": labels_at(ids, line.manager),
            "location": labels_at(PLACES, line.location),
            "fte": line.fte,
            "start_date": dates_at(talents.TODAY - line.service_days),
            "layer": labels_at(LAYERS, line.layer),
        }
    )


def _units(line: Line) -> pd.DataFrame:
    """The ministry, its directorates-general, and the directorates."""
    parent: dict[str, str | None] = {MINISTRY: None}
    for name, above in zip(line.units, line.above, strict=True):
        if above != MINISTRY:
            parent[above] = MINISTRY
        parent[name] = above
    return pd.DataFrame({"unit": list(parent), "parent_unit": list(parent.values())})


def _assignments() -> dict[str, pd.DataFrame]:
    """Tables roles and role_requirements: work for which somebody with certain talents is sought."""
    roles, needs = [], []
    for k, row in enumerate(rows("assignments")):
        role = f"R{k + 1}"
        roles.append({name: row[name] for name in ("title", "unit", "status")} | {"role_id": role})
        for need in row["requirements"].split():
            strength, level, weight = need.split(":")
            needs.append((role, strength, int(level), float(weight), False))
    headcount = np.array([int(row["headcount"]) for row in rows("assignments")])
    columns = ["role_id", "strength_id", "level", "weight", "mandatory"]
    return {
        "roles": pd.DataFrame(roles).assign(headcount=headcount),
        "role_requirements": pd.DataFrame(needs, columns=columns),
    }
