"""Tables about the work: strengths, roles, holdings, projects and learning offers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from talentmap.examples.labels import Ids, Labels, dates_at
from talentmap.examples.portfolios import TODAY
from talentmap.examples.structure import Staff
from talentmap.examples.templates import Need, rows, strengths
from talentmap.examples.work import Work


def strengths_table() -> pd.DataFrame:
    """Table strengths, the same at every size."""
    columns = ("strength_id", "name", "name_nl", "kind", "broader_id")
    return pd.DataFrame([{name: row[name] or None for name in columns} for row in strengths().rows])


def roles_of(work: Work, ids: Ids) -> pd.DataFrame:
    """Table roles of one district."""
    return pd.DataFrame(
        {
            "role_id": ids.roles,
            "title": [role.template.title for role in work.roles],
            "unit": [role.unit for role in work.roles],
            "headcount": [role.headcount for role in work.roles],
            "status": [role.status for role in work.roles],
            "fte": [role.template.fte for role in work.roles],
        }
    )


def role_needs_of(work: Work, ids: Ids) -> pd.DataFrame:
    """Table role_requirements of one district."""
    needs = [role.template.needs for role in work.roles]
    return _needs("role_id", ids.roles, needs)


def project_needs_of(work: Work, ids: Ids) -> pd.DataFrame:
    """Table project_requirements of one district."""
    needs = [template.needs for template, _ in work.projects]
    frame = _needs("project_id", ids.projects, needs)
    return frame.assign(min_people=[need.people for each in needs for need in each])


def _needs(key: str, owners: Labels, needs: Sequence[Sequence[Need]]) -> pd.DataFrame:
    flat = [need for each in needs for need in each]
    return pd.DataFrame(
        {
            key: np.repeat(owners, [len(each) for each in needs]),
            "strength_id": [strengths().ids[need.strength] for need in flat],
            "level": [need.level for need in flat],
            "weight": [float(need.weight) for need in flat],
            "mandatory": [need.mandatory for need in flat],
        }
    )


def holdings_of(staff: Staff, work: Work, ids: Ids) -> pd.DataFrame:
    """Table holdings of one district: a seat for the whole appointment, since at most twelve years."""
    person = np.flatnonzero(work.role_of >= 0)
    days = np.minimum(staff.service_days[person], 200 + (staff.service_days[person] * 7) % 4_200)
    return pd.DataFrame(
        {
            "person_id": ids.people[person],
            "role_id": ids.roles[work.role_of[person]],
            "fte": staff.fte[person],
            "since": dates_at(TODAY - days),
        }
    )


def projects_of(work: Work, staff: Staff, ids: Ids) -> pd.DataFrame:
    """Table projects of one district; no project asks for more people than there are."""
    start = pd.to_datetime([template.start for template, _ in work.projects])
    weeks = [template.weeks for template, _ in work.projects]
    return pd.DataFrame(
        {
            "project_id": ids.projects,
            "title": [template.title for template, _ in work.projects],
            "unit": [unit for _, unit in work.projects],
            "start_date": start,
            "end_date": start + pd.to_timedelta([7 * number - 3 for number in weeks], unit="D"),
            "min_size": [min(template.sizes[0], staff.n_people) for template, _ in work.projects],
            "max_size": [min(template.sizes[1], staff.n_people) for template, _ in work.projects],
            "fte": [template.fte for template, _ in work.projects],
        }
    )


def offerings_table() -> pd.DataFrame:
    """Table offerings, the same at every size."""
    found = rows("offerings")
    return pd.DataFrame(
        {
            "offering_id": [f"L{k + 1:02d}" for k in range(len(found))],
            **{name: [row[name] for row in found] for name in ("title", "strength_id", "mode")},
            **{name: [int(row[name]) for row in found] for name in ("from_level", "to_level")},
            **{name: [float(row[name]) for row in found] for name in ("cost", "absence_hours")},
            "places": pd.Series([int(row["places"]) if row["places"] else None for row in found], dtype="Int64"),
            "start_date": pd.to_datetime(pd.Series([row["start"] or None for row in found])),
        }
    )
