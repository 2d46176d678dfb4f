"""Who of a pool is there on a date: trainer-actors, facilitators, coaches and rooms with their own days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.measures.records import records
from talentmap.programme.rows import blank
from talentmap.vocabulary import text

POOLS = ("actor", "facilitator", "coach", "room")
HALVES: Mapping[str, tuple[str, ...]] = {
    "day": ("morning", "afternoon"),
    "morning": ("morning",),
    "afternoon": ("afternoon",),
}
"""Halves of the day that a part takes: a day clashes with both, a morning and an afternoon do not clash."""


@dataclass(frozen=True)
class Window:
    """Days on which a member is there; None is open."""

    first: pd.Timestamp | None
    last: pd.Timestamp | None
    halves: tuple[str, ...]

    def covers(self, day: pd.Timestamp, half: str) -> bool:
        """Whether the member is there that half of that day."""
        after = self.first is None or self.first <= day
        return after and (self.last is None or day <= self.last) and half in self.halves


@dataclass(frozen=True)
class Member:
    """A member of a pool, all its rows together.

    Parameters
    ----------
    capacity
        Subgroups in all (actor, facilitator), participants in all (coach) or groups at once (room, 1 when blank);
        None for no limit.
    languages
        Codes in small letters; none said is every language.
    certificate_until
        Last day the certificate holds; None for no end. A room has none.
    windows, absent
        When the member is there, and when it is not although a window says so (rows of `availability` with fte 0, for
        members who are employees; a part of the day that is blank is the whole day).
    """

    pool: str
    id: str
    name: str
    capacity: int | None
    languages: tuple[str, ...]
    certificate_until: pd.Timestamp | None
    windows: tuple[Window, ...]
    absent: tuple[Window, ...]

    def why_not(self, date: object, part: str, language: str | None = None) -> str | None:
        """Why the member cannot be asked then: ``certificate``, ``language``, ``window``, ``absent``; None if it can.

        Two rows may cover a day between them: one for the morning and one for the afternoon.
        """
        day = pd.Timestamp(date)  # type: ignore[arg-type]
        if self.pool != "room" and self.certificate_until is not None and self.certificate_until < day:
            return "certificate"
        if language and self.languages and language.casefold() not in self.languages:
            return "language"
        if not all(any(window.covers(day, half) for window in self.windows) for half in HALVES[part]):
            return "window"
        if any(window.covers(day, half) for window in self.absent for half in HALVES[part]):
            return "absent"
        return None


def pool_members(data: Dataset, pool: str) -> tuple[Member, ...]:
    """Members of a pool, by id.

    Raises
    ------
    UnknownLabelError
        No such pool.
    """
    if pool not in POOLS:
        raise UnknownLabelError(text("programme.bad.pool", found=pool, known=", ".join(POOLS)), pool)
    frame = data.frames["pools"]
    rows: dict[str, list[object]] = {}
    for row in records(frame[frame["pool"] == pool]):
        rows.setdefault(str(row.member_id), []).append(row)
    away = _absences(data, rows)
    names = dict(zip(data.frames["people"]["person_id"], data.frames["people"]["name"], strict=True))
    return tuple(_member(pool, key, rows[key], names.get(key, key), away.get(key, ())) for key in sorted(rows))


def free_members(
    data: Dataset, pool: str, date: object, part: str = "day", *, language: str | None = None
) -> tuple[str, ...]:
    """Ids of the members of a pool who are there on a date and part of the day, by id.

    There means: a row of `pools` covers it, the certificate holds that day, the language is spoken, and `availability`
    has no row with fte 0 for it. Whether somebody is taken by then is no question here.

    Raises
    ------
    UnknownLabelError
        No such pool or part of the day.
    ProblemError
        That is no date.
    """
    day, part = checked_date(date), checked_part(part)
    return tuple(member.id for member in pool_members(data, pool) if member.why_not(day, part, language) is None)


def pool_table(data: Dataset, used: Mapping[tuple[str, str], int]) -> pd.DataFrame:
    """Capacity of every member beside what is used of it.

    Parameters
    ----------
    used
        (pool, member) -> subgroups, participants or, for a room, the most groups at once.

    Returns
    -------
    pool, member_id, name, capacity (missing is no limit), used, left (missing without a limit), certificate_until.
    """
    rows = []
    for pool in POOLS:
        for member in pool_members(data, pool):
            taken = used.get((pool, member.id), 0)
            left = None if member.capacity is None else member.capacity - taken
            rows.append((pool, member.id, member.name, member.capacity, taken, left, member.certificate_until))
    columns = ["pool", "member_id", "name", "capacity", "used", "left", "certificate_until"]
    frame = pd.DataFrame(rows, columns=columns)
    kinds = {"capacity": "Int64", "used": "int64", "left": "Int64", "certificate_until": "datetime64[us]"}
    return frame.astype({**dict.fromkeys(columns[:3], "str"), **kinds})


def checked_date(value: object) -> pd.Timestamp:
    """A day.

    Raises
    ------
    ProblemError
        That is no date.
    """
    try:
        day = pd.Timestamp(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        day = pd.NaT  # type: ignore[assignment]
    if isinstance(value, bool) or pd.isna(day):
        raise ProblemError(text("programme.bad.date", found=str(value)[:40]))
    return day.normalize()


def checked_part(value: str) -> str:
    """A part of the day.

    Raises
    ------
    UnknownLabelError
        That is none.
    """
    if value not in HALVES:
        raise UnknownLabelError(text("programme.bad.part", found=str(value)[:40], known=", ".join(HALVES)), str(value))
    return value


def day_text(day: pd.Timestamp) -> str:
    """A day as ISO writes it."""
    return str(day.date())


def _member(pool: str, key: str, rows: Sequence[object], own_name: str, away: Iterable[Window]) -> Member:
    name = _given(rows, "name")
    capacity = _given(rows, "capacity")
    language = _given(rows, "language")
    until = _given(rows, "certificate_until")
    return Member(
        pool,
        key,
        str(own_name if name is None else name),
        (1 if pool == "room" else None) if capacity is None else int(str(capacity)),
        () if language is None else tuple(sorted(str(language).casefold().replace(",", " ").split())),
        None if until is None else pd.Timestamp(str(until)),
        tuple(_window(row) for row in rows),
        tuple(away),
    )


def _given(rows: Sequence[object], column: str) -> object:
    """What is said of a member, in whichever of its rows; the checks see to it that no two rows differ."""
    return next((value for row in rows if not blank(value := getattr(row, column))), None)


def _window(row: object) -> Window:
    first, last, part = (getattr(row, name) for name in ("from_date", "to_date", "part"))
    return Window(
        None if blank(first) else pd.Timestamp(first),
        None if blank(last) else pd.Timestamp(last),
        HALVES["day" if blank(part) else str(part)],
    )


def _absences(data: Dataset, wanted: Mapping[str, object]) -> dict[str, list[Window]]:
    """Days on which employees have no time at all."""
    frame = data.frames["availability"]
    away: dict[str, list[Window]] = {}
    for row in records(frame[(frame["fte"] == 0) & frame["person_id"].isin(list(wanted))]):
        away.setdefault(str(row.person_id), []).append(_window(row))
    for row in records(data.frames["people"][data.frames["people"]["person_id"].isin(list(wanted))]):
        if not blank(row.start_date):
            before = pd.Timestamp(row.start_date) - pd.Timedelta(days=1)
            away.setdefault(str(row.person_id), []).append(Window(None, before, HALVES["day"]))
        if not blank(row.end_date):
            after = pd.Timestamp(row.end_date) + pd.Timedelta(days=1)
            away.setdefault(str(row.person_id), []).append(Window(after, None, HALVES["day"]))
    return away
