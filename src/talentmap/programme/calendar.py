"""What is when: a calendar for every participant, coach, trainer-actor and facilitator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.measures.records import records
from talentmap.programme.coaches import CoachResult
from talentmap.programme.phases import Phase, Programme, Session
from talentmap.programme.plans import Group, Plan
from talentmap.programme.pools import POOLS, pool_members
from talentmap.programme.staffing import Staffing
from talentmap.vocabulary import text

PART_TIMES: Mapping[str, tuple[str, str]] = {"morning": ("09:00", "12:30"), "afternoon": ("13:00", "16:30")}
"""Part of the day -> from and to, on the clock of the reader. Aanname: usual Dutch office hours. A whole day, and a
session without a part, is an event of the whole day. Minutes shorten what has a part: 45 minutes in the morning are
09:00-09:45."""

COLUMNS = (
    *("owner_id", "owner", "role", "date", "start", "end", "kind", "title", "details"),
    *("place", "group", "phase_id", "source"),
)
"""Columns of :func:`calendar_table`. There is none for notes, and none of the tables it is made from has one."""


@dataclass(frozen=True)
class Book:
    """Everything a calendar is made of."""

    plan: Plan | None
    staffing: Staffing | None
    coaches: CoachResult | None
    programme: Programme | None
    people: tuple[str, ...]
    names: Mapping[str, str]

    def name(self, label: str) -> str:
        """Name of a participant or member."""
        return self.names.get(label, label)


def open_book(
    data: Dataset,
    people: tuple[str, ...],
    plan: Plan | None,
    staffing: Staffing | None,
    coaches: CoachResult | None,
    programme: Programme | None,
) -> Book:
    """The names that go with a plan; an employee is named as in `people`, whatever a pool calls them."""
    names = {member.id: member.name for pool in POOLS for member in pool_members(data, pool)}
    names |= dict(zip(data.frames["people"]["person_id"], data.frames["people"]["name"], strict=True))
    return Book(plan, staffing, coaches, programme, people, names)


def calendar_table(book: Book) -> pd.DataFrame:
    """One row per person and event, by owner and date.

    Returns
    -------
    owner_id, owner, role (``participant``, ``actor``, ``facilitator`` or ``coach``), date, start and end (blank: the
    whole day; see :data:`PART_TIMES`), kind (that of the session, or ``phase`` for the last day of a phase), title,
    details, place, group, phase_id, source (role, and id of the group, subgroup, session or phase, with the other
    person where it is a talk). Sessions without a date are not in it.
    """
    rows = [*_groups(book), *_sessions(book), *_phases(book)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")
    order = ["owner_id", "date", "start", "source", "role"]
    return frame.sort_values(order, ignore_index=True, kind="stable")


def times(part: str, minutes: int | None) -> tuple[str, str]:
    """From and to of a part of the day; blank for the whole day."""
    if part not in PART_TIMES:
        return "", ""
    start, end = PART_TIMES[part]
    if minutes is not None:
        last = pd.Timestamp(f"2000-01-01 {start}") + pd.Timedelta(minutes=minutes)
        end = last.strftime("%H:%M") if last.day == 1 else "23:59"
    return start, end


Row = tuple[str, ...]


Posts = Mapping[str, Mapping[str, tuple[str, str]]]
"""Subgroup, or group for its room -> pool -> member and part of the day."""


def _groups(book: Book) -> Iterator[Row]:
    posts = _posts(book.staffing)
    for group in book.plan.groups if book.plan else ():
        if not group.date:
            continue
        room = posts.get(group.id, {}).get("room")
        place = book.name(room[0]) if room else ""
        for part in group.subgroups:
            staff = {pool: post for pool, post in posts.get(part.id, {}).items() if pool != "room"}
            told = [text("programme.calendar.subgroup", subgroup=part.id)] if part.id != group.id else []
            told += [f"{text(f'programme.pool.{pool}')}: {book.name(post[0])}" for pool, post in staff.items()]
            for person in part.members:
                yield _group_row(book, person, "participant", group, group.part, told, place, group.id)
            others = ", ".join(book.name(person) for person in part.members)
            for pool, (member, when) in staff.items():
                guided = [*told, text("programme.calendar.members", members=others)]
                yield _group_row(book, member, pool, group, when, guided, place, part.id)


def _posts(staffing: Staffing | None) -> Posts:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    if staffing is not None and staffing.status.has_solution:
        for row in records(staffing.posts):
            found.setdefault(row.subgroup or row.group, {})[row.pool] = (row.member_id, row.part)
    return found


def _group_row(
    book: Book, owner: str, role: str, group: Group, part: str, told: list[str], place: str, source: str
) -> Row:
    title = text("programme.calendar.workshop", group=group.id)
    start, end = times(part, None)
    head = (owner, book.name(owner), role, group.date, start, end)
    return (*head, "workshop", title, "\n".join(told), place, group.id, "", f"{role} {source}")


def _sessions(book: Book) -> Iterator[Row]:
    group_of = {p: group.id for group in book.plan.groups for p in group.members} if book.plan else {}
    given = book.coaches.given if book.coaches else {}
    for session in book.programme.sessions if book.programme else ():
        if not session.date:
            continue
        for person in book.people:
            if session.group and group_of.get(person) != session.group:
                continue
            coach = given.get(person) if session.kind == "talk" else None
            told = [text("programme.calendar.with", name=book.name(coach))] if coach else []
            yield _session_row(book, person, "participant", session, told, session.id)
            if coach:
                told = [text("programme.calendar.with", name=book.name(person))]
                yield _session_row(book, coach, "coach", session, told, f"{session.id} {person}")


def _session_row(book: Book, owner: str, role: str, session: Session, told: list[str], source: str) -> Row:
    start, end = times(session.part, session.minutes)
    told = list(told)
    if session.minutes is not None and not start:
        told.append(text("programme.calendar.minutes", minutes=session.minutes))
    if session.reference:
        told.append(text("programme.calendar.reference", reference=session.reference))
    head = (owner, book.name(owner), role, session.date, start, end, session.kind)
    return (*head, session.title, "\n".join(told), "", session.group, session.phase, f"{role} {source}")


def _phases(book: Book) -> Iterator[Row]:
    for phase in book.programme.phases if book.programme else ():
        for person in book.people:
            yield _phase_row(book, person, phase)


def _phase_row(book: Book, person: str, phase: Phase) -> Row:
    title = text("programme.calendar.phase", number=phase.number, title=phase.title)
    told = text("programme.calendar.closes", plans=phase.close_plan, done=phase.close_done)
    head = (person, book.name(person), "participant", phase.last, "", "", "phase", title, told)
    return (*head, "", "", phase.id, f"participant {phase.id}")
