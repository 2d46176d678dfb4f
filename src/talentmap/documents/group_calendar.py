"""The groups of a plan as appointments: a file that every calendar program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from talentmap.documents.group_lists import group_pages, staff_line
from talentmap.documents.group_staff import staff_names
from talentmap.programme import calendar_text
from talentmap.programme.calendar import COLUMNS, times
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.groups import GroupResult
    from talentmap.programme import Staffing


def group_calendar(result: GroupResult, staffing: Staffing | None = None) -> str:
    """One event per group with a date, its people and staff in the description (iCalendar, RFC 5545).

    Parameters
    ----------
    result
        A plan.
    staffing
        Who works with which subgroup; left out without.

    Raises
    ------
    NoSolutionError
        There is no plan.
    """
    pages = group_pages(result, staff_names(staffing))
    rows = []
    for group, page in zip(result.plan, pages, strict=True):
        if not group.date:
            continue
        start, end = times(group.part, None)
        lines = [staff_line(page.staff)] if page.staff else []
        for part in page.parts:
            head = text("group_lists.subgroup", n=part.number)
            lines.append(f"{head} ({staff_line(part.staff)}):" if part.staff else f"{head}:")
            lines.append(", ".join(person.name for person in part.people))
        if not page.parts:
            lines.append(", ".join(person.name for person in page.people))
        title = text("group_lists.heading", group=group.id, n=page.size)
        told = "\n".join(lines)
        rows.append(
            ("", "", "", group.date, start, end, "workshop", title, told, "", group.id, "", f"group {group.id}")
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")
    today = result.problem.data.reference_date
    stamp = today if today is not None else pd.Timestamp(min((row[3] for row in rows), default="2000-01-01"))
    return calendar_text(frame, stamp)
