"""A plan of groups as files."""

from __future__ import annotations

import json

from talentmap.app.services.files import table_bytes
from talentmap.documents.group_calendar import group_calendar
from talentmap.documents.group_lists import group_lists
from talentmap.documents.group_staff import staff_names, staff_table, with_staff
from talentmap.groups import GroupResult
from talentmap.programme import Staffing


def group_file(result: GroupResult, staffing: Staffing | None, suffix: str) -> bytes:
    """The plan as ``csv``, ``xlsx`` (the table), ``json`` (everything), ``html`` (lists to print) or ``ics``."""
    if suffix == "json":
        return json.dumps(with_staff(result, staffing), ensure_ascii=False, indent=2, allow_nan=False).encode()
    if suffix == "html":
        return group_lists(result, staff=staff_names(staffing)).encode()
    if suffix == "ics":
        return group_calendar(result, staffing).encode()
    return table_bytes(staff_table(result, staffing), suffix)
