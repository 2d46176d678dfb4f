"""Who may coach whom, and which rule stands in the way of those who may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.measures.records import records
from talentmap.programme.pools import Member, checked_date, checked_part, day_text, pool_members
from talentmap.programme.rows import blank
from talentmap.vocabulary import text


@dataclass(frozen=True, order=True)
class Talk:
    """A talk: ISO date, and the part of the day; a blank part is any half that the coach is there."""

    date: str
    part: str = ""


@dataclass(frozen=True, order=True)
class Bar:
    """A rule that keeps a pair apart.

    Parameters
    ----------
    kind
        ``certificate``, ``days`` or ``language`` (of the coach), ``self``, ``line`` or ``refusal`` (of the pair).
    person
        Blank where it is about the coach alone.
    coach
        Id.
    what
        The date, language or rule it is about.
    """

    kind: str
    person: str
    coach: str
    what: str = ""

    @property
    def name(self) -> str:
        """Name of the rule: ``line P07 C1``, ``certificate C1``."""
        return " ".join(word for word in (self.kind, self.person, self.coach) if word)


@dataclass(frozen=True)
class Pairs:
    """Participants and coaches by id, with what bars each pair; a pair without a bar is allowed."""

    people: tuple[str, ...]
    coaches: tuple[Member, ...]
    bars: Mapping[tuple[str, str], tuple[Bar, ...]]
    talks: Mapping[str, tuple[Talk, ...]]

    def allowed(self, person: str, coach: str) -> bool:
        """Whether nothing stands in the way."""
        return not self.bars.get((person, coach))


def read_pairs(
    data: Dataset,
    people: Sequence[str],
    talks: Mapping[str, Sequence[Talk]],
    refusals: Iterable[tuple[str, str]] = (),
    language: str | Mapping[str, str] | None = None,
) -> Pairs:
    """Every participant beside every coach.

    Raises
    ------
    UnknownLabelError
        A participant or a coach is not in the data.
    ProblemError
        A rule ``refuse`` does not name one participant and one coach.
    """
    coaches = pool_members(data, "coach")
    ids = {coach.id for coach in coaches}
    known = set(data.frames["people"]["person_id"])
    for person in people:
        if person not in known:
            raise UnknownLabelError(text("programme.bad.participant", found=str(person)[:40]), str(person))
    refused = dict.fromkeys(refusals, "")
    for one, other in refused:
        if one not in known or other not in ids:
            raise UnknownLabelError(text("programme.bad.refusal", found=f"{one} {other}"[:80]), f"{one} {other}")
    refused |= _refused(data, known, ids)
    above = superiors(data)
    when = {person: tuple(sorted(set(talks.get(person, ())))) for person in people}
    bars = {}
    for person in sorted(people):
        spoken = language if isinstance(language, str | None) else language.get(person)
        for coach in coaches:
            found = [*_of_coach(coach, when[person], spoken), *_of_pair(person, coach.id, above, refused)]
            if found:
                bars[person, coach.id] = tuple(found)
    return Pairs(tuple(sorted(people)), coaches, bars, when)


def superiors(data: Dataset) -> dict[str, tuple[str, ...]]:
    """Person -> everybody above them in the line, nearest first."""
    manager = {str(r.person_id): str(r.manager_id) for r in records(data.frames["people"]) if not blank(r.manager_id)}
    found: dict[str, tuple[str, ...]] = {}
    for person in data.frames["people"]["person_id"]:
        chain: list[str] = []
        while (above := manager.get(chain[-1] if chain else person)) is not None:
            chain.append(above)
        found[person] = tuple(chain)
    return found


def talks_of(values: Iterable[object]) -> tuple[Talk, ...]:
    """Talks from dates, each a date or ISO text, with ``/morning`` or ``/afternoon`` behind it where that matters.

    Raises
    ------
    ProblemError, UnknownLabelError
        No date, or no part of the day.
    """
    if isinstance(values, str):
        raise ProblemError(text("programme.bad.talks", found=values[:40]))
    found = []
    for value in values:
        if isinstance(value, Talk):
            found.append(value)
            continue
        date, slash, part = str(value).partition("/") if isinstance(value, str) else (value, "", "")
        found.append(Talk(day_text(checked_date(date)), checked_part(part) if slash else ""))
    return tuple(sorted(set(found)))


def _refused(data: Dataset, known: set[str], coaches: set[str]) -> dict[tuple[str, str], str]:
    """Refusals in the table of rules that still hold: (participant, coach) -> rule."""
    today = data.reference_date
    found = {}
    for row in records(data.frames["rules"]):
        if row.rule != "refuse" or (today is not None and not blank(row.until) and row.until < today):
            continue
        subjects = () if blank(row.subjects) else tuple(str(row.subjects).split())
        if len(subjects) != 2 or subjects[0] not in known or subjects[1] not in coaches:
            shown = " ".join(subjects)[:80] or "-"
            raise ProblemError(text("programme.bad.refuse_rule", rule=row.rule_id, found=shown))
        found[subjects[0], subjects[1]] = str(row.rule_id)
    return found


def _of_coach(coach: Member, talks: Sequence[Talk], language: str | None) -> list[Bar]:
    """Bars of the coach alone; of each kind the first date that shows it."""
    found: dict[str, Bar] = {}
    for talk in talks:
        tried = [coach.why_not(talk.date, part) for part in ([talk.part] if talk.part else ("morning", "afternoon"))]
        if None not in tried:
            kind = "certificate" if "certificate" in tried else "days"
            found.setdefault(kind, Bar(kind, "", coach.id, talk.date))
    if language and coach.languages and language.casefold() not in coach.languages:
        found["language"] = Bar("language", "", coach.id, language)
    return [found[kind] for kind in ("certificate", "days", "language") if kind in found]


def _of_pair(
    person: str, coach: str, above: Mapping[str, tuple[str, ...]], refused: Mapping[tuple[str, str], str]
) -> list[Bar]:
    found = []
    if person == coach:
        found.append(Bar("self", person, coach))
    if coach in above.get(person, ()) or person in above.get(coach, ()):
        found.append(Bar("line", person, coach))
    if (person, coach) in refused:
        found.append(Bar("refusal", person, coach, refused[person, coach]))
    return found
