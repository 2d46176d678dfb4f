"""What the organisation asks for: seats of roles that are still free, and projects that still run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.graph import valid_holdings

WANTED_ROLES = ("open", "future")


def free_seats(data: Dataset) -> pd.Series:
    """Seats of each role that nobody holds: headcount minus valid holdings, at least 0.

    A holding is valid when it is in force at the reference date and its holder works here.

    Returns
    -------
    Series of shape (n_roles,), int64, index ``role_id``.
    """
    roles = data.frames["roles"].set_index("role_id")
    here = data.frames["people"]["person_id"][employed(data)]
    holdings = data.frames["holdings"][valid_holdings(data)]
    holdings = holdings[holdings["person_id"].isin(here)].drop_duplicates(["person_id", "role_id"])
    held = holdings["role_id"].value_counts()
    free = roles["headcount"].astype("int64") - held.reindex(roles.index, fill_value=0)
    return free.clip(lower=0).rename("free")


def demands(data: Dataset) -> pd.DataFrame:
    """Every requirement that is still to be met, with the number of people it asks for.

    A role counts with its free seats when its status is open or future. A project counts with ``min_people`` until
    its last day, so one that has yet to start counts too.

    Returns
    -------
    One row per role or project and strength: ``owner_kind`` (role, project), ``owner_id``, ``unit`` (missing where
    the owner has none), ``strength_id``, ``level`` 0-5, ``weight``, ``mandatory``, ``needed`` (people, at least 1).
    """
    roles = data.frames["roles"]
    roles = roles.assign(needed=free_seats(data).to_numpy())
    roles = roles[roles["status"].isin(WANTED_ROLES) & (roles["needed"] > 0)]
    of_roles = data.frames["role_requirements"].merge(roles[["role_id", "unit", "needed"]], on="role_id")
    projects, today = data.frames["projects"], data.reference_date
    if today is not None:
        projects = projects[projects["end_date"].isna() | (projects["end_date"] >= today)]
    of_projects = data.frames["project_requirements"].merge(projects[["project_id", "unit"]], on="project_id")
    of_projects = of_projects.assign(needed=of_projects["min_people"].fillna(1).astype(np.int64))
    parts = [
        part.rename(columns={f"{kind}_id": "owner_id"}).assign(owner_kind=kind)
        for kind, part in (("role", of_roles), ("project", of_projects))
    ]
    columns = ["owner_kind", "owner_id", "unit", "strength_id", "level", "weight", "mandatory", "needed"]
    return pd.concat([part[columns] for part in parts], ignore_index=True)
