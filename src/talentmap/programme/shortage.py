"""Why the pools cannot do what is asked: smallest sets of asks and limits that cannot hold together.

By Hall's theorem (1935, doi:10.1112/jlms/s1-10.37.26) members cannot be found exactly when some asks together want more
than those who are there for them can give. The smallest such set is what a person can act on, so it is what is named.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from talentmap.programme.asks import Asks
from talentmap.programme.even import most_answered
from talentmap.programme.pools import Member
from talentmap.results import Conflict, Reason
from talentmap.vocabulary import text


def shortages(asks: Asks, missing: Sequence[int], *, seed: int) -> tuple[Conflict, ...]:
    """Conflicts, until the asks minus the first of each can be answered.

    Parameters
    ----------
    missing
        Units without a member, per ask, in a plan with as few as possible.
    """
    left = list(range(len(asks.asks)))
    found: list[Conflict] = []
    while left and any(missing):
        short = asks.asks[left[next(k for k, n in enumerate(missing) if n)]]
        coupled = asks.coupled
        first = left if coupled else [k for k in left if asks.asks[k].pool == short.pool]
        wanted, limited = _smallest(asks, first, seed)
        found.append(_conflict(asks, wanted, limited, seed))
        left.remove(wanted[0])
        missing = most_answered(part_of(asks, left), seed=seed)
    return tuple(found)


def part_of(asks: Asks, kept: Sequence[int], limited: Collection[int] | None = None) -> Asks:
    """Only these asks; of the members only these keep their limit (all, if not said)."""
    place = {ask: k for k, ask in enumerate(kept)}
    members = asks.members
    if limited is not None:
        members = tuple(
            member if w in limited or member.pool == "room" else replace(member, capacity=None)
            for w, member in enumerate(asks.members)
        )
    allowed = {(place[k], w): most for (k, w), most in asks.allowed.items() if k in place}
    return Asks(tuple(asks.asks[k] for k in kept), members, allowed, {})


def _smallest(asks: Asks, wanted: Sequence[int], seed: int) -> tuple[list[int], list[int]]:
    """Asks and limits of which none can be left out (the deletion filter of Chinneck and Dravnieks, 1991)."""
    kept = list(wanted)
    limits = [w for w, _ in enumerate(asks.members) if asks.limit(w) is not None]
    for ask in list(reversed(kept)):
        fewer = [k for k in kept if k != ask]
        if any(most_answered(part_of(asks, fewer, limits), seed=seed)):
            kept = fewer
    for member in list(reversed(limits)):
        fewer = [w for w in limits if w != member]
        if any(most_answered(part_of(asks, kept, fewer), seed=seed)):
            limits = fewer
    return kept, limits


def _conflict(asks: Asks, wanted: Sequence[int], limited: Sequence[int], seed: int) -> Conflict:
    rules = [_wanted(asks, k) for k in wanted]
    rules += [
        Reason("programme.short.limit", f"capacity {one.pool} {one.id}", one.capacity, "subgroups", None, _who(one))
        for one in (asks.members[w] for w in limited)
    ]
    alone = part_of(asks, wanted, limited)
    return Conflict(tuple(rules), tuple(_ways_out(asks, alone, seed)))


def _who(member: Member) -> dict[str, str | float | int | bool | None]:
    return {"member": member.name, "pool": text(f"programme.pool.{member.pool}")}


def _wanted(asks: Asks, k: int) -> Reason:
    """The ask, with who is there and who is not, and why."""
    ask = asks.asks[k]
    free = [(asks.members[w], most) for (a, w), most in sorted(asks.allowed.items()) if a == k]
    away = [(asks.members[w], why) for (a, w), why in sorted(asks.why_not.items()) if a == k]
    details: dict[str, str | float | int | bool | None] = {
        "pool": ask.pool,
        "pool_name": text(f"programme.pool.{ask.pool}"),
        "date": ask.date,
        "part": text(f"programme.part.{ask.part}"),
        "language": ask.language or "",
        "units": " ".join(ask.units),
        "free": ", ".join(_named(member) for member, _ in free) or text("programme.nobody"),
        "away": ", ".join(f"{_named(m)} ({text(f'programme.away.{why}')})" for m, why in away)
        or text("programme.nobody"),
    }
    kind = "programme.short.room" if ask.pool == "room" else "programme.short.ask"
    return Reason(kind, ask.name, len(ask.units), "subgroups", sum(most for _, most in free), details)


def _named(member: Member) -> str:
    return member.id if member.name == member.id else f"{member.name} ({member.id})"


def _ways_out(asks: Asks, alone: Asks, seed: int) -> list[Reason]:
    """How many members more, there at all these times and without a limit, would do: tried, one pool at a time."""
    ways = []
    lacking = sum(most_answered(alone, seed=seed))
    for pool in dict.fromkeys(ask.pool for ask in alone.asks):
        for more in range(1, lacking + 1):
            if not any(most_answered(_with_more(alone, pool, more), seed=seed)):
                dates = ", ".join(dict.fromkeys(ask.date for ask in alone.asks if ask.pool == pool))
                details: dict[str, str | float | int | bool | None] = {
                    "pool": text(f"programme.pool.{pool}"),
                    "dates": dates,
                }
                ways.append(Reason("programme.short.more", pool, more, "people", None, details))
                break
    return ways


def _with_more(asks: Asks, pool: str, more: int) -> Asks:
    extra = tuple(Member(pool, f"+{k}", f"+{k}", None if pool != "room" else 1, (), None, (), ()) for k in range(more))
    first = len(asks.members)
    allowed = dict(asks.allowed)
    allowed |= {(k, first + e): 1 for k, ask in enumerate(asks.asks) if ask.pool == pool for e in range(more)}
    return Asks(asks.asks, (*asks.members, *extra), allowed, {})
