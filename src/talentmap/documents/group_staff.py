"""A plan with the trainer-actor and the facilitator of each subgroup, as a table and for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from talentmap.documents.group_lists import POOLS, Staff

if TYPE_CHECKING:
    from talentmap.groups import GroupResult
    from talentmap.programme import Staffing


def staffing_of(result: GroupResult) -> Staffing | None:
    """Who works with which subgroup; None where the data name no actors and facilitators or groups have no dates.

    Infeasible, with conflicts, where the pools cannot do what the plan asks.
    """
    held = set(result.problem.data.frames["pools"]["pool"].astype("str"))
    pools = [pool for pool in POOLS if pool in held]
    if not pools or not result.groups or not all(group.date for group in result.groups):
        return None
    from talentmap.programme import staff_groups

    return staff_groups(result.problem.data, result, pools=pools, seed=result.proof.seed)


def staff_names(staffing: Staffing | None) -> Staff:
    """Subgroup -> pool -> name, as lists show it."""
    return _posts(staffing, "name")


def staff_ids(staffing: Staffing | None) -> Staff:
    """Subgroup -> pool -> id, as JSON holds it."""
    return _posts(staffing, "member_id")


def _posts(staffing: Staffing | None, column: str) -> Staff:
    found: dict[str, dict[str, str | None]] = {}
    if staffing is not None and staffing.status.has_solution:
        posts = staffing.table()
        for place, pool, member in zip(posts["subgroup"], posts["pool"], posts[column], strict=True):
            found.setdefault(str(place), {})[str(pool)] = str(member)
    return found


def with_staff(result: GroupResult, staffing: Staffing | None) -> dict[str, Any]:
    """The answer as plain values, with the ids of the staff filled in and ``staffing`` where there is any."""
    answer = result.to_dict()
    staff, groups = staff_ids(staffing), answer["groups"]
    assert isinstance(groups, list)
    for group in groups:
        for part in group["subgroups"]:
            _fill(part, staff)
    return answer if staffing is None else {**answer, "staffing": staffing.to_dict()}


def _fill(part: dict[str, Any], staff: Staff) -> None:
    part |= {pool: staff.get(part["id"], {}).get(pool) for pool in POOLS}
    for inner in part.get("subgroups", ()):
        _fill(inner, staff)


def staff_table(result: GroupResult, staffing: Staffing | None) -> pd.DataFrame:
    """One row per person, as :meth:`GroupResult.table`, with ``actor`` and ``facilitator`` where there are any."""
    table, staff = result.table(), staff_names(staffing)
    if staff:
        place = table["subgroup"].fillna(table["group"])
        for pool in POOLS:
            table[pool] = [staff.get(str(one), {}).get(pool) for one in place]
    return table
