"""A cohort as a whole: groups with their staff and rooms, coaches, phases and a calendar for everybody."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.optimise.options import SEED
from talentmap.programme.calendar import Book, calendar_table, open_book
from talentmap.programme.coach_pairs import Talk
from talentmap.programme.coaches import CoachResult, match_coaches
from talentmap.programme.phases import Programme, phases_table, read_programme, sessions_table
from talentmap.programme.plans import Plan, read_plan
from talentmap.programme.pools import pool_table
from talentmap.programme.rows import plain_rows
from talentmap.programme.staffing import Staffing, after_care, staff_groups
from talentmap.results import Conflict, Explanation, Reason, Status, relative_gap
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class ProgrammeResult:
    """Everything planned for a cohort.

    How somebody is doing is not in it: progress and signals are for the participant first
    (:func:`~talentmap.programme.stalls.stall_signals`), and this is what an organiser sees.

    Parameters
    ----------
    status
        ``OPTIMAL``, or ``INFEASIBLE`` when the pools cannot staff the groups.
    book
        Plan, staffing, coaches, phases and names.
    frames
        See :meth:`tables`.
    data, today
        Fingerprint and reference date of the data (blank without one).
    reasons
        What was left out, and why.
    """

    status: Status
    book: Book
    frames: Mapping[str, pd.DataFrame]
    data: str
    today: str
    reasons: tuple[Reason, ...] = ()
    timing: Mapping[str, float] = field(default_factory=dict)

    @property
    def staffing(self) -> Staffing | None:
        """Staff and rooms; None where no group has a date or no pool has members."""
        return self.book.staffing

    @property
    def coaches(self) -> CoachResult | None:
        """Participants and their coaches; None without coaches."""
        return self.book.coaches

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Why groups cannot be staffed, and why somebody has no coach."""
        staff = self.staffing.conflicts if self.staffing else ()
        return (*staff, *(self.coaches.conflicts if self.coaches else ()))

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, each a frame of its own.

        ``staff`` (who guides which subgroup, which room), ``after_care`` (which facilitator stays reachable for whom),
        ``load`` (used capacity of the pools), ``coaches``, ``phases``, ``sessions`` and ``calendar``; those that do
        not apply are not in it.
        """
        return {name: frame.copy() for name, frame in self.frames.items()}

    def table(self) -> pd.DataFrame:
        """The calendar of everybody."""
        return self.frames["calendar"].copy()

    def terms(self) -> dict[str, dict[str, object]]:
        """What was made as good as can be: sum of squared loads per pool (the least), people coached (the most)."""
        found: dict[str, dict[str, object]] = {}
        if self.staffing is not None:
            for pool, best in self.staffing.squares.items():
                found[f"even_{pool}"] = _term(best, self.staffing.bounds[pool])
        if self.coaches is not None:
            found["coached"] = _term(self.coaches.score.coached, self.coaches.score.coached)
        return found

    def explain(self, label: str) -> Explanation:
        """Everything about a participant, a coach, a subgroup or a member of a pool.

        Raises
        ------
        UnknownLabelError
            Nothing of that id in this programme.
        """
        reasons: list[Reason] = []
        places = self.book.plan.places() if self.book.plan else {}
        if label in places:
            group, part = places[label]
            detail: dict[str, str | float | int | bool | None] = {
                "person": self.book.name(label),
                "group": group.id,
                "subgroup": part.id,
                "date": group.date or "-",
            }
            reasons.append(Reason("programme.place", label, None, "", None, detail))
        for source in (self.staffing, self.coaches):
            if source is not None:
                wanted = [label, *([places[label][1].id] if label in places and source is self.staffing else [])]
                for name in wanted:
                    try:
                        reasons += source.explain(name).reasons
                    except UnknownLabelError:
                        continue
        if not reasons:
            raise UnknownLabelError(text("programme.bad.label", found=str(label)[:40]), str(label))
        return Explanation(label, tuple(reasons))

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        groups = len(self.book.plan.groups) if self.book.plan else 0
        phases = len(self.book.programme.phases) if self.book.programme else 0
        counts = {"people": len(self.book.people), "groups": groups, "phases": phases}
        lines = [text("programme.summary", lang=lang, events=len(self.frames["calendar"]), **counts)]
        lines += [part.summary(lang) for part in (self.staffing, self.coaches) if part is not None]
        return "\n".join([*lines, *(reason.text(lang) for reason in self.reasons)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "status": self.status.value,
            "terms": self.terms(),
            "participants": list(self.book.people),
            **{name: plain_rows(frame) for name, frame in self.frames.items()},
            "uncoached": list(self.coaches.uncoached) if self.coaches else [],
            "proof": self._proof(),
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.timing),
        }

    def _proof(self) -> dict[str, object]:
        staff, coaches = self.staffing, self.coaches
        return {
            "data": self.data,
            "reference_date": self.today or None,
            "status": self.status.value,
            "staffing": staff.method if staff and staff.status.has_solution else None,
            "coaches": coaches.proof.to_dict() if coaches else None,
            "verified": True,
        }


def plan_programme(
    data: Dataset,
    plan: object = None,
    *,
    participants: Sequence[str] | None = None,
    programme: str | None = None,
    start: object = None,
    part: str | None = None,
    language: str | Mapping[str, str] | None = None,
    refusals: Iterable[tuple[str, str]] = (),
    wishes: Mapping[str, Sequence[str]] | None = None,
    seed: int = SEED,
) -> ProgrammeResult:
    """Plan a cohort: staff and rooms for its groups, coaches for its people, phases, and a calendar for everybody.

    Parameters
    ----------
    plan
        Groups with dates: a ``GroupResult``, or the object ``talentmap groups --json`` writes. Without it there are no
        groups to staff.
    participants
        Ids; everybody in the plan if not said, else everybody in `progress`, else everybody employed who is no coach.
    programme, start
        Programme of the data, or ``"default"`` for that of this package, and its first day. Without a programme in the
        data and without a start there are no phases.
    part
        Part of the day on which subgroups meet; that of their group if not said.
    language
        Spoken in all groups and talks, or per group id.
    refusals, wishes
        See :func:`match_coaches`. Talks are the sessions of kind ``talk``, for the group they name or for everybody.
    seed
        Of the solver, where one is needed.

    Raises
    ------
    ProblemError, UnknownLabelError, NoSolutionError
        The plan, a date or a name makes no sense.
    """
    started = time.perf_counter()
    read = None if plan is None else read_plan(plan, data)
    people = _participants(data, read, participants)
    held = len(data.frames["programmes"]) > 0
    course = read_programme(data, programme, start) if held or start is not None or programme else None
    staffing, reasons = _staffed(data, read, part, language, seed)
    coaches = None
    if (data.frames["pools"]["pool"] == "coach").any():
        spoken = _spoken(read, people, language)
        talks = _talks(course, read, people)
        coaches = match_coaches(data, people, talks=talks, refusals=refusals, wishes=wishes, language=spoken)
    book = open_book(data, people, read, staffing, coaches, course)
    frames = _frames(data, book, programme, start)
    status = Status.OPTIMAL if staffing is None or staffing.status.has_solution else Status.INFEASIBLE
    today = "" if data.reference_date is None else str(data.reference_date.date())
    timing = {"total": time.perf_counter() - started}
    return ProgrammeResult(status, book, frames, data.fingerprint, today, tuple(reasons), timing)


def _participants(data: Dataset, plan: Plan | None, asked: Sequence[str] | None) -> tuple[str, ...]:
    if asked is not None:
        known = set(data.frames["people"]["person_id"])
        for person in asked:
            if person not in known:
                raise UnknownLabelError(text("programme.bad.participant", found=str(person)[:40]), str(person))
        return tuple(sorted(set(asked)))
    if plan is not None:
        return plan.people
    seen = sorted(set(data.frames["progress"]["person_id"]))
    here = sorted(data.frames["people"]["person_id"][employed(data)])
    return tuple(seen or [person for person in here if not _is_coach(data, person)])


def _is_coach(data: Dataset, person: str) -> bool:
    pools = data.frames["pools"]
    return bool(((pools["pool"] == "coach") & (pools["member_id"] == person)).any())


def _staffed(
    data: Dataset, plan: Plan | None, part: str | None, language: str | Mapping[str, str] | None, seed: int
) -> tuple[Staffing | None, list[Reason]]:
    if plan is None:
        return None, [Reason("programme.left.no_plan", "plan")]
    if not set(data.frames["pools"]["pool"]) & {"actor", "facilitator", "room"}:
        return None, [Reason("programme.left.no_pools", "pools")]
    undated = [group.id for group in plan.groups if not group.date]
    if undated:
        return None, [Reason("programme.left.undated", "plan", None, "", None, {"groups": ", ".join(undated)})]
    return staff_groups(data, plan, part=part, language=language, seed=seed), []


def _talks(course: Programme | None, plan: Plan | None, people: Sequence[str]) -> dict[str, list[object]] | None:
    """Talks of each participant; None where the programme has none, which makes today the day that counts."""
    if course is None or not course.talks:
        return None
    group_of = {p: group.id for group in plan.groups for p in group.members} if plan else {}
    found: dict[str, list[object]] = {}
    for person in people:
        own = [talk for talk in course.talks if not talk.group or group_of.get(person) == talk.group]
        found[person] = [Talk(talk.date, talk.part) for talk in own]
    return found


def _spoken(
    plan: Plan | None, people: Sequence[str], language: str | Mapping[str, str] | None
) -> str | Mapping[str, str] | None:
    """Language per participant, from that of their group."""
    if isinstance(language, str | None):
        return language
    if plan is None:
        raise ProblemError(text("programme.bad.language"))
    group_of = {p: group.id for group in plan.groups for p in group.members}
    return {p: language[group_of[p]] for p in people if p in group_of and group_of[p] in language}


def _frames(data: Dataset, book: Book, programme: str | None, start: object) -> dict[str, pd.DataFrame]:
    frames: dict[str, pd.DataFrame] = {}
    load = [] if book.staffing is None else [book.staffing.load]
    if book.coaches is not None:
        own = pool_table(data, {("coach", coach): n for coach, n in book.coaches.loads().items()})
        load.append(own[own["pool"] == "coach"])
    if load:
        frames["load"] = pd.concat(load, ignore_index=True)
    if book.staffing is not None and book.staffing.status.has_solution and book.plan is not None:
        frames["staff"] = book.staffing.table()
        frames["after_care"] = after_care(book.plan, book.staffing, data)
    if book.coaches is not None:
        frames["coaches"] = book.coaches.table()
    if book.programme is not None:
        frames["phases"] = phases_table(data, programme, start)
        frames["sessions"] = sessions_table(data, programme, start)
    frames["calendar"] = calendar_table(book)
    return frames


def _term(best: int, bound: int) -> dict[str, object]:
    return {"best": best, "bound": bound, "gap": relative_gap(best, bound)}
