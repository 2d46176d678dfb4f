"""How far everybody is, and a signal when somebody stalls: to that person first, and never to a manager or HR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.measures.records import records
from talentmap.programme.phases import Phase, Programme, read_programme
from talentmap.programme.pools import checked_date, day_text
from talentmap.vocabulary import text

AUDIENCES = ("participant", "coach")
"""Who may ever be told. There is no other: neither a manager nor HR is among them."""

PLAN_AFTER_DAYS = 14
"""Days into a phase without a plan before that is a signal. Aanname: past half of 25 days too little is left to act."""
QUIET_DAYS = 21
"""Days without anything recorded in a running phase before that is a signal. Aanname: three weeks outlast a holiday."""
COACH_AFTER_DAYS = 7
"""Days a signal stays unanswered before the coach may hear of it. Aanname: a week lets somebody who is away or busy
answer first; the person keeps the lead."""


@dataclass(frozen=True, order=True)
class Signal:
    """Something that stands still.

    Parameters
    ----------
    person_id
        Who stalls.
    audience, to
        ``participant`` (to that person) or ``coach``, and the id of the reader.
    kind
        ``no_plan``, ``not_closed`` or ``quiet``.
    phase_id, number
        In which phase.
    since
        The day it became one, ISO.
    days
        Calendar days since then.
    """

    person_id: str
    audience: str
    to: str
    kind: str
    phase_id: str
    number: int
    since: str
    days: int

    def text(self, lang: str | None = None) -> str:
        """The signal as a sentence to its reader; to a coach it says no more than that a word would help."""
        key = f"programme.stall.{self.kind}" if self.audience == "participant" else "programme.stall.coach"
        return text(key, lang=lang, person=self.person_id, number=self.number, since=self.since, days=self.days)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {**vars(self), "text": self.text()}


def progress_table(
    data: Dataset,
    today: object = None,
    *,
    people: Sequence[str] | None = None,
    programme: str | None = None,
    start: object = None,
) -> pd.DataFrame:
    """How far each participant is in each phase, counted in the table ``progress``.

    Parameters
    ----------
    today
        Reference date; that of the data if not said. What is dated later is not counted.
    people
        Participants; those who occur in `progress` if not said, so name them to see who has not begun.
    programme, start
        See :func:`~talentmap.programme.phases.read_programme`.

    Returns
    -------
    person_id, phase_id, number, first, last, attended (sessions of the phase), plan, done, state: ``future``,
    ``running``, ``closed`` (as many plans and actions as the phase closes with) or ``late`` (over, and not closed);
    closed_on, the day that number was reached. By person and number.

    Raises
    ------
    ProblemError
        There is no date to count to.
    """
    day = _today(data, today)
    course = read_programme(data, programme, start)
    rows = []
    for person, own in _entries(data, day, people, course).items():
        for phase in course.phases:
            rows.append((person, *_standing(phase, own, day)))
    columns = ["person_id", "phase_id", "number", "first", "last", "attended", "plan", "done", "state", "closed_on"]
    frame = pd.DataFrame(rows, columns=columns)
    whole = dict.fromkeys(("number", "attended", "plan", "done"), "int64")
    return frame.astype({**dict.fromkeys(columns, "str"), **whole})


def stall_signals(
    data: Dataset,
    as_of: object = None,
    *,
    people: Sequence[str] | None = None,
    coaches: Mapping[str, str] | None = None,
    programme: str | None = None,
    start: object = None,
    plan_after_days: int = PLAN_AFTER_DAYS,
    quiet_days: int = QUIET_DAYS,
    coach_after_days: int = COACH_AFTER_DAYS,
) -> tuple[Signal, ...]:
    """Who stands still, told to that person; only what stays unanswered may be told to the coach.

    A phase gives at most one signal per person: not closed when it is over; else no plan, else nothing recorded. Days
    are calendar days. A signal is answered by anything recorded since the day it arose, whatever it is.

    Parameters
    ----------
    as_of
        Reference date; that of the data if not said.
    people
        Participants; those who occur in `progress` if not said.
    coaches
        Participant -> coach. Without a coach there is nobody but the person to tell.
    plan_after_days, quiet_days, coach_after_days
        See :data:`PLAN_AFTER_DAYS`, :data:`QUIET_DAYS`, :data:`COACH_AFTER_DAYS`: defaults and why.

    Raises
    ------
    ProblemError
        There is no date to count to, or a number of days below 1.
    """
    for name, value in (("plan_after_days", plan_after_days), ("quiet_days", quiet_days)):
        _checked_days(name, value)
    _checked_days("coach_after_days", coach_after_days)
    day = _today(data, as_of)
    course = read_programme(data, programme, start)
    found: list[Signal] = []
    for person, own in _entries(data, day, people, course).items():
        for phase in course.phases:
            stalled = _stalled(phase, own, day, plan_after_days, quiet_days)
            if stalled is None:
                continue
            kind, since = stalled
            days = (day - since).days
            said = (kind, phase.id, phase.number, day_text(since), days)
            found.append(Signal(person, "participant", person, *said))
            answered = any(entry.date >= since for entry in own)
            if days >= coach_after_days and not answered and person in (coaches or {}):
                found.append(Signal(person, "coach", (coaches or {})[person], *said))
    return tuple(sorted(found, key=lambda one: (one.person_id, one.number, AUDIENCES.index(one.audience))))


@dataclass(frozen=True)
class _Entry:
    date: pd.Timestamp
    kind: str
    phase: str


def _today(data: Dataset, today: object) -> pd.Timestamp:
    day = data.reference_date if today is None else checked_date(today)
    if day is None:
        raise ProblemError(text("programme.bad.no_today"))
    return day


def _checked_days(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ProblemError(text("programme.bad.days", name=name, found=str(value)[:40]))


def _entries(
    data: Dataset, day: pd.Timestamp, people: Sequence[str] | None, course: Programme
) -> dict[str, list[_Entry]]:
    """What is recorded per person, up to the day, about this programme."""
    frame = data.frames["progress"]
    names = sorted(set(frame["person_id"]) if people is None else set(people))
    found: dict[str, list[_Entry]] = {name: [] for name in names}
    phase_of = {session.id: session.phase for session in course.sessions}
    known = {phase.id for phase in course.phases}
    for row in records(frame[frame["date"] <= day]):
        session = str(row.session_id)
        phase = phase_of.get(session, "") if row.kind == "attended" else str(row.phase_id)
        if row.person_id in found and (phase in known or session in phase_of):
            found[row.person_id].append(_Entry(pd.Timestamp(row.date), str(row.kind), phase))
    return found


def _closed_on(phase: Phase, own: Sequence[_Entry]) -> pd.Timestamp | None:
    """The day on which the last of the plans and actions needed was recorded; None when there are too few."""
    last = pd.Timestamp(phase.first)
    for kind, needed in (("plan", phase.close_plan), ("done", phase.close_done)):
        dates = sorted(entry.date for entry in own if entry.phase == phase.id and entry.kind == kind)
        if len(dates) < needed:
            return None
        if needed:
            last = max(last, dates[needed - 1])
    return last


def _standing(phase: Phase, own: Sequence[_Entry], day: pd.Timestamp) -> tuple[object, ...]:
    counts = [
        sum(entry.phase == phase.id and entry.kind == kind for entry in own) for kind in ("attended", "plan", "done")
    ]
    closed = _closed_on(phase, own)
    first, last = pd.Timestamp(phase.first), pd.Timestamp(phase.last)
    if closed is not None and first <= day:
        state = "closed"
    else:
        state = "future" if day < first else "late" if last < day else "running"
    when = day_text(closed) if state == "closed" and closed is not None else None
    return phase.id, phase.number, phase.first, phase.last, *counts, state, when


def _stalled(
    phase: Phase, own: Sequence[_Entry], day: pd.Timestamp, plan_after: int, quiet: int
) -> tuple[str, pd.Timestamp] | None:
    """The most telling thing that stands still in a phase, and since when."""
    first, last = pd.Timestamp(phase.first), pd.Timestamp(phase.last)
    if day < first or _closed_on(phase, own) is not None:
        return None
    if last < day:
        return "not_closed", last + pd.Timedelta(days=1)
    planned = sum(entry.phase == phase.id and entry.kind == "plan" for entry in own)
    due = first + pd.Timedelta(days=plan_after)
    if planned < phase.close_plan and due <= day:
        return "no_plan", due
    heard = max([first, *(entry.date for entry in own if entry.date >= first)])
    silent = heard + pd.Timedelta(days=quiet)
    return ("quiet", silent) if silent <= day else None
