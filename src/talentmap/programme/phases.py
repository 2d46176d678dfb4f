"""Phases of a programme and what happens in them, from the tables or from the files in this package.

Without a programme in the data there are four phases of 25 calendar days, each closed with one plan made and one action
carried out (``phases.csv``), with sessions, assignments, theory and films by reference (``sessions.csv``). Source: the
100-day programme of a municipality, four phases with group workshops and private talks; the days and order of the
sessions within a phase are an assumption ("aanname") to change in the tables ``phases`` and ``sessions``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.measures.records import records
from talentmap.programme.pools import checked_date, day_text
from talentmap.programme.rows import blank
from talentmap.vocabulary import current_language, text

DEFAULT = "default"
"""Id of the programme in this package."""


@dataclass(frozen=True)
class Phase:
    """A stretch of calendar days. Calendar days, not working days: "100 days" and "4 x 25" are counted that way.

    Parameters
    ----------
    first, last
        First and last day, ISO.
    close_plan, close_done
        Plans made and actions carried out with which the phase closes, per participant.
    """

    id: str
    programme: str
    number: int
    title: str
    first: str
    last: str
    close_plan: int
    close_done: int


@dataclass(frozen=True)
class Session:
    """Something that happens in a programme, or material to work with. Blank date where nobody has said when."""

    id: str
    programme: str
    phase: str
    kind: str
    title: str
    date: str
    part: str
    minutes: int | None
    group: str
    reference: str


@dataclass(frozen=True)
class Programme:
    """Phases in order and sessions by date."""

    id: str
    title: str
    phases: tuple[Phase, ...]
    sessions: tuple[Session, ...]

    @property
    def talks(self) -> tuple[Session, ...]:
        """The talks with a coach that have a date."""
        return tuple(session for session in self.sessions if session.kind == "talk" and session.date)


def read_programme(data: Dataset, programme: str | None = None, start: object = None) -> Programme:
    """A programme of the data, else the one of this package.

    Parameters
    ----------
    programme
        Id; the only one in the data if not said, ``"default"`` for that of this package.
    start
        First day; that in the data if not said. Sessions with a date of their own stay where they are.

    Raises
    ------
    UnknownLabelError
        No programme of that id.
    ProblemError
        There are several programmes to choose from, or no first day.
    """
    known = data.frames["programmes"].set_index("programme_id")
    if programme is None:
        if len(known) > 1:
            raise ProblemError(text("programme.bad.several", known=", ".join(known.index)))
        programme = str(known.index[0]) if len(known) else DEFAULT
    if programme in known.index:
        row = known.loc[programme]
        first = checked_date(row["start_date"] if start is None else start)
        return _held(data, programme, str(row["title"]), first)
    if programme != DEFAULT:
        listed = ", ".join([*known.index, DEFAULT])
        raise UnknownLabelError(
            text("programme.bad.programme", found=str(programme)[:40], known=listed), str(programme)
        )
    if start is None:
        raise ProblemError(text("programme.bad.no_start"))
    return _packaged(checked_date(start))


def phases_table(data: Dataset, programme: str | None = None, start: object = None) -> pd.DataFrame:
    """Phases with their days: phase_id, number, title, first, last, days, close_plan, close_done.

    Raises
    ------
    ProblemError, UnknownLabelError
        See :func:`read_programme`.
    """
    rows = [
        (
            p.id,
            p.number,
            p.title,
            p.first,
            p.last,
            (pd.Timestamp(p.last) - pd.Timestamp(p.first)).days + 1,
            p.close_plan,
            p.close_done,
        )
        for p in read_programme(data, programme, start).phases
    ]
    columns = ["phase_id", "number", "title", "first", "last", "days", "close_plan", "close_done"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(
        {**dict.fromkeys(columns, "int64"), **dict.fromkeys(("phase_id", "title", "first", "last"), "str")}
    )


def sessions_table(data: Dataset, programme: str | None = None, start: object = None) -> pd.DataFrame:
    """Sessions with their dates: session_id, phase_id, kind, title, date, part, minutes, group, reference.

    Raises
    ------
    ProblemError, UnknownLabelError
        See :func:`read_programme`.
    """
    rows = [
        (s.id, s.phase, s.kind, s.title, s.date, s.part, s.minutes, s.group, s.reference)
        for s in read_programme(data, programme, start).sessions
    ]
    columns = ["session_id", "phase_id", "kind", "title", "date", "part", "minutes", "group", "reference"]
    return pd.DataFrame(rows, columns=columns).astype({**dict.fromkeys(columns, "str"), "minutes": "Int64"})


def talk_dates(data: Dataset) -> Sequence[str]:
    """Dates of the talks in all programmes of the data, with their part of the day where it is given."""
    found = []
    for programme in data.frames["programmes"]["programme_id"]:
        for talk in read_programme(data, programme).talks:
            found.append(f"{talk.date}/{talk.part}" if talk.part else talk.date)
    return sorted(set(found))


def _held(data: Dataset, programme: str, title: str, first: pd.Timestamp) -> Programme:
    frame = data.frames["phases"]
    rows = sorted(records(frame[frame["programme_id"] == programme]), key=lambda row: int(row.number))
    phases = []
    for row in rows:
        last = first + pd.Timedelta(days=int(row.days) - 1)
        days = day_text(first), day_text(last)
        closing = int(row.close_plan), int(row.close_done)
        phases.append(Phase(str(row.phase_id), programme, int(row.number), str(row.title), *days, *closing))
        first = last + pd.Timedelta(days=1)
    begins = {phase.id: pd.Timestamp(phase.first) for phase in phases}
    frame = data.frames["sessions"]
    sessions = [
        Session(
            str(row.session_id),
            programme,
            _text(row.phase_id),
            str(row.kind),
            str(row.title),
            _date(row, begins),
            _text(row.part),
            None if blank(row.minutes) else int(row.minutes),
            _text(row.group),
            _text(row.reference),
        )
        for row in records(frame[frame["programme_id"] == programme])
    ]
    return Programme(programme, title, tuple(phases), _ordered(sessions))


def _date(row: object, begins: dict[str, pd.Timestamp]) -> str:
    date, day, phase = (getattr(row, name) for name in ("date", "day", "phase_id"))
    if not blank(date):
        return day_text(pd.Timestamp(date))
    if blank(day) or blank(phase):
        return ""
    return day_text(begins[phase] + pd.Timedelta(days=int(day) - 1))


def _text(value: object) -> str:
    return "" if blank(value) else str(value)


def _ordered(sessions: Sequence[Session]) -> tuple[Session, ...]:
    return tuple(sorted(sessions, key=lambda session: (session.date or "9999", session.id)))


def _packaged(first: pd.Timestamp) -> Programme:
    """The programme in this package, from its first day."""
    lang = current_language()
    phases, begins = [], {}
    for row in _rows("phases.csv"):
        last = first + pd.Timedelta(days=int(row["days"]) - 1)
        number, closing = int(row["number"]), (int(row["close_plan"]), int(row["close_done"]))
        title = row[f"title_{lang}"]
        phases.append(Phase(f"phase{number}", DEFAULT, number, title, day_text(first), day_text(last), *closing))
        begins[row["number"]] = first
        first = last + pd.Timedelta(days=1)
    sessions = [
        Session(
            f"phase{row['phase']}-{row['day']}",
            DEFAULT,
            f"phase{row['phase']}",
            row["kind"],
            row[f"title_{lang}"],
            day_text(begins[row["phase"]] + pd.Timedelta(days=int(row["day"]) - 1)),
            row["part"],
            int(row["minutes"]) if row["minutes"] else None,
            "",
            row["reference"],
        )
        for row in _rows("sessions.csv")
    ]
    return Programme(DEFAULT, text("programme.default_title"), tuple(phases), _ordered(sessions))


@cache
def _rows(name: str) -> list[dict[str, str]]:
    held = files("talentmap.programme").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(held, newline="")))
