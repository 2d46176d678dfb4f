"""Rules on programmes: their phases, sessions, pools and progress."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from talentmap.data.cells import Tables
from talentmap.data.dictionary import tables
from talentmap.data.faults import Finding
from talentmap.data.keys import grouped, repeated, same_as
from talentmap.vocabulary import text

_OF_A_MEMBER = ("name", "capacity", "language", "certificate_until")
"""What is said of a member of a pool, not of one stretch of days; several rows must not say two things."""


def pool_members_agree(data: Tables) -> Iterator[Finding]:
    """Several rows of one member of a pool give days; they do not differ in name, capacity, language or certificate."""
    found = data.cells("pools", "pool", "member_id")
    if not found:
        return
    read = data.read["pools"]
    members = grouped(found, read.n_rows)
    for column in _OF_A_MEMBER:
        cells = read.cells.get(column)
        if cells is None:
            continue
        first: dict[int, int] = {}
        rows = []
        for row in np.flatnonzero(cells.ranks >= 0):
            earlier = first.setdefault(int(members[row]), int(row))
            if cells.ranks[earlier] != cells.ranks[row]:
                rows.append(row)
        if rows:
            expected = text("data.expected.same_for_member")
            hint = same_as(read, members, np.array(rows), "pool_member")
            yield read.finding("contradiction", np.array(rows), column, expected=expected, hint=hint)


def phase_numbers_once(data: Tables) -> Iterator[Finding]:
    """A programme has one first phase, one second, and so on."""
    found = data.cells("phases", "programme_id", "number")
    if not found:
        return
    read = data.read["phases"]
    groups = grouped(found, read.n_rows)
    rows = repeated(groups)
    rows = rows[(found[0].ranks[rows] >= 0) & (found[1].ranks[rows] >= 0)]
    if len(rows):
        hint = same_as(read, groups, rows, "phase_number")
        yield read.finding("duplicate-id", rows, "number", expected=text("data.expected.once"), hint=hint)


def sessions_in_their_phase(data: Tables) -> Iterator[Finding]:
    """A session stands in a phase of its own programme."""
    found = data.cells("sessions", "programme_id", "phase_id")
    if not found:
        return
    programme, phase = found
    phases = _phases(data)
    rows = []
    for row in np.flatnonzero((programme.ranks >= 0) & (phase.ranks >= 0)):
        own = programme.values[programme.ranks[row]]
        if phases.get(phase.values[phase.ranks[row]], (own, 0))[0] != own:
            rows.append(row)
    if rows:
        expected, hint = text("data.expected.own_phase"), text("data.hint.own_phase")
        yield data.read["sessions"].finding("contradiction", np.array(rows), "phase_id", expected=expected, hint=hint)


def session_days_in_phase(data: Tables) -> Iterator[Finding]:
    """A day counts from the first day of a phase: there is a phase, and it lasts that long."""
    found = data.cells("sessions", "day", "phase_id")
    if not found:
        return
    read, (day, phase) = data.read["sessions"], found
    phases = _phases(data)
    late = []
    for row in np.flatnonzero((day.ranks >= 0) & (phase.ranks >= 0)):
        asked = int(day.values[day.ranks[row]])
        if asked > phases.get(phase.values[phase.ranks[row]], (None, asked))[1]:
            late.append(row)
    if late:
        expected, hint = text("data.expected.day_of_phase"), text("data.hint.day_of_phase")
        yield read.finding("contradiction", np.array(late), "day", expected=expected, hint=hint)
    alone = np.flatnonzero((day.ranks >= 0) & (phase.codes < 0))
    if len(alone):
        yield read.finding("blank-value", alone, "phase_id", hint=text("data.hint.day_without_phase"))


_BLANK = {"session_id": "data.hint.progress_session_id", "phase_id": "data.hint.progress_phase_id"}
"""What to do about a blank cell of progress."""


def progress_says_of_what(data: Tables) -> Iterator[Finding]:
    """Attended is about a session, a plan made or carried out about a phase."""
    found = data.cells("progress", "kind")
    if not found:
        return
    read, kind = data.read["progress"], found[0]
    attended = kind.places_in({"attended": 0}) >= 0
    for column, needed in (("session_id", attended), ("phase_id", (kind.ranks >= 0) & ~attended)):
        cells = read.cells.get(column)
        blank = cells.codes < 0 if cells is not None else np.ones(read.n_rows, dtype=bool)
        rows = np.flatnonzero(needed & blank)
        if len(rows):
            yield read.finding("blank-value", rows, column, hint=text(_BLANK[column]))


def _phases(data: Tables) -> dict[object, tuple[object, int]]:
    """Phase -> its programme and its days; phases with a fault are left out, they are reported elsewhere."""
    found = data.cells("phases", "phase_id", "programme_id")
    if not found:
        return {}
    ids, programmes = found
    days = data.read["phases"].cells.get("days")
    usual = int(tables()["phases"]["days"].default)
    result: dict[object, tuple[object, int]] = {}
    for row in np.flatnonzero((ids.ranks >= 0) & (programmes.ranks >= 0)):
        length = int(days.values[days.ranks[row]]) if days is not None and days.ranks[row] >= 0 else usual
        result[ids.values[ids.ranks[row]]] = (programmes.values[programmes.ranks[row]], length)
    return result
