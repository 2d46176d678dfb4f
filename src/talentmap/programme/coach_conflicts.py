"""Why not everybody can be coached: smallest sets of rules that leave too few places.

A set of people who together may go only to coaches with fewer places than people (Hall, 1935,
doi:10.1112/jlms/s1-10.37.26). The people that can be reached from somebody without a coach by swaps are such a set,
and a smallest one: leave out any of them, and a swap coaches all the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from talentmap.programme.coach_goal import work_of
from talentmap.programme.coach_pairs import Bar, Pairs
from talentmap.programme.loads import share_out
from talentmap.programme.pools import Member
from talentmap.results import Conflict, Reason


@dataclass(frozen=True)
class Shortage:
    """People, the limits of the coaches they may go to, and what bars them from all others."""

    people: tuple[str, ...]
    limits: tuple[str, ...]
    bars: tuple[Bar, ...]


def coach_conflicts(pairs: Pairs, given: Mapping[str, str]) -> tuple[Conflict, ...]:
    """Conflicts, until the rules minus the first limit, bar or wish to be coached of each leave nobody without.

    Parameters
    ----------
    given
        Participant -> coach, with as many coached as possible.
    """
    found: list[Conflict] = []
    while True:
        left = [person for person in pairs.people if person not in given]
        if not left:
            return tuple(found)
        short = _shortage(pairs, given, left[0])
        found.append(_conflict(pairs, short))
        pairs = _without(pairs, short)
        result = share_out(work_of(pairs, {}, ties=False))
        given = {pairs.people[i]: pairs.coaches[j].id for i, j in result.hands}


def _shortage(pairs: Pairs, given: Mapping[str, str], first: str) -> Shortage:
    """Everybody who would be without instead of `first` after swaps, and what keeps them to those coaches."""
    at: dict[str, list[str]] = {}
    for person, own in given.items():
        at.setdefault(own, []).append(person)
    people, queue = {first}, [first]
    coaches: set[str] = set()
    while queue:
        person = queue.pop()
        for coach in pairs.coaches:
            if coach.id not in coaches and pairs.allowed(person, coach.id):
                coaches.add(coach.id)
                new = [other for other in at.get(coach.id, ()) if other not in people]
                people.update(new)
                queue += new
    # A coach without places keeps out people who are barred as well: the limit says it once.
    limits = [coach.id for coach in pairs.coaches if coach.id in coaches or coach.capacity == 0]
    bars = []
    for coach in pairs.coaches:
        if coach.id not in limits:
            bars += _needed(pairs, sorted(people), coach)
    return Shortage(tuple(sorted(people)), tuple(limits), tuple(bars))


def _needed(pairs: Pairs, people: list[str], coach: Member) -> list[Bar]:
    """Bars that keep all of them from this coach, none of which can be left out; those of the coach alone first."""
    every = {bar for person in people for bar in pairs.bars[person, coach.id]}
    keys = {(bar.kind, bar.person): bar for bar in sorted(every, reverse=True)}
    chosen = sorted(keys, key=lambda key: (bool(key[1]), key))
    for key in list(reversed(chosen)):
        rest = [other for other in chosen if other != key]
        if all(any((bar.kind, bar.person) in rest for bar in pairs.bars[person, coach.id]) for person in people):
            chosen = rest
    return [keys[key] for key in chosen]


def _without(pairs: Pairs, short: Shortage) -> Pairs:
    """The same question without the first limit of the shortage, else without its first bar, else without a person."""
    if short.limits:
        coaches = tuple(replace(c, capacity=None) if c.id == short.limits[0] else c for c in pairs.coaches)
        return replace(pairs, coaches=coaches)
    if short.bars:
        gone = short.bars[0].name
        bars = {pair: tuple(bar for bar in own if bar.name != gone) for pair, own in pairs.bars.items()}
        return replace(pairs, bars=bars)
    return replace(pairs, people=tuple(person for person in pairs.people if person != short.people[0]))


def _conflict(pairs: Pairs, short: Shortage) -> Conflict:
    by_id = {coach.id: coach for coach in pairs.coaches}
    rules = [Reason("programme.coach.asks", f"coach {person}", details={"person": person}) for person in short.people]
    ways = []
    for name in short.limits:
        most, said = by_id[name].capacity or 0, {"coach": by_id[name].name}
        rules.append(Reason("programme.coach.limit", f"capacity {name}", most, "people", None, said))
        if any(pairs.allowed(person, name) for person in short.people):
            ways.append(Reason("programme.coach.more", name, most + 1, "people", None, said))
    rules += [bar_reason(bar, by_id[bar.coach]) for bar in short.bars]
    return Conflict(tuple(rules), tuple(ways[:3]))


def bar_reason(bar: Bar, coach: Member) -> Reason:
    """A bar as a sentence."""
    details: dict[str, str | float | int | bool | None] = {
        "person": bar.person,
        "coach": coach.name,
        "what": bar.what or "-",
        "until": "-" if coach.certificate_until is None else str(coach.certificate_until.date()),
    }
    return Reason(f"programme.bar.{bar.kind}", bar.name, None, "", None, details)
