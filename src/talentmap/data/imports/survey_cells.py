"""What single answers of a survey say: levels, weekly times, and names of team mates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from talentmap.data.imports.survey_profile import Schedule, spaced
from talentmap.data.week import NONE_FREE


def answer_level(answer: str, levels: Mapping[str, int]) -> int | None:
    """The level of an answer by how it begins, the longest beginning first; None where none fits."""
    said = spaced(answer)
    for start in sorted(levels, key=len, reverse=True):
        rest = said.removeprefix(spaced(start))
        if said.startswith(spaced(start)) and not rest[:1].isalnum():
            return levels[start]
    return None


@dataclass(frozen=True)
class Week:
    """What somebody ticked, read: the times they are free, and what could not be read."""

    free: str | None
    unknown: tuple[str, ...] = ()


def free_times(ticked: Mapping[str, str], week: Schedule) -> Week:
    """Weekly times somebody is free, such as ``mon08 mon09 tue13``, in the order of the week.

    Parameters
    ----------
    ticked
        Short word of a day -> the times ticked, parted by ``;`` or ``,``; days that were not asked are left out.

    Returns
    -------
    With ``free`` None where nothing was ticked at all: nobody can tell an empty week from a question passed over.
    """
    known = {spaced(time): place for time, place in week.times.items()}
    marks = {day: [part for part in re.split("[;,]", cell) if part.strip()] for day, cell in ticked.items()}
    wrong = tuple(part.strip() for parts in marks.values() for part in parts if spaced(part) not in known)
    if wrong or not any(marks.values()):
        return Week(None, wrong)
    free = []
    for day in week.days.values():
        if day in marks:
            hit = {known[spaced(part)] for part in marks[day]}
            free += [f"{day}{time}" for time in week.times.values() if (time in hit) == (week.ticked == "free")]
    return Week(" ".join(free) or NONE_FREE)


@dataclass(frozen=True)
class Mates:
    """Whom somebody named: positions, and the names of nobody, of several people, and their own."""

    who: tuple[int, ...] = ()
    nobody: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


def named_mates(cell: str, own: int, people: Mapping[str, Sequence[int]], separator: str) -> Mates:
    """Who is meant by names parted by any of these signs or a line break. A name is somebody's in full, or nobody's.

    Parameters
    ----------
    own
        Position of the person who answered.
    people
        Name as :func:`~talentmap.data.imports.survey_profile.spaced` -> positions of those who have it.
    """
    who: list[int] = []
    nobody, several, mine = [], [], []
    for part in re.split(f"[{re.escape(separator)}\n]", cell):
        if not part.strip():
            continue
        found = people.get(spaced(part), ())
        if not found:
            nobody.append(part.strip())
        elif len(found) > 1:
            several.append(part.strip())
        elif found[0] == own:
            mine.append(part.strip())
        else:
            who.append(found[0])
    return Mates(tuple(dict.fromkeys(who)), tuple(nobody), tuple(several), tuple(mine))


def near_names(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to two names that look like this one, for the person who must say who was meant."""
    from rapidfuzz.process import extract

    return tuple(str(found[0]) for found in extract(name, sorted(known), limit=2, score_cutoff=80))
