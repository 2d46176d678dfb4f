"""Why somebody is in a close team or not, and what the other choice would cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from talentmap.results import Explanation, Reason
from talentmap.results.reasons import Value
from talentmap.teams.asked import known_ids
from talentmap.teams.communication_network import UNITS
from talentmap.teams.communication_result import CloseTeam
from talentmap.teams.communication_search import closest

_SECONDS = 30.0
"""For the answer with the person forced the other way."""


def explain(result: CloseTeam, person: str) -> Explanation:
    """Reasons about one person; see :meth:`CloseTeam.explain`."""
    people = result.problem.data.frames["people"]["person_id"]
    known_ids(people, [person], "person")
    if not result.status.has_solution:
        return Explanation(person, (Reason("close.explain.no_team", person, result.status.value), *result.reasons))
    return Explanation(person, tuple(_inside(result, person) if person in result.members else _outside(result, person)))


def _inside(result: CloseTeam, person: str) -> Iterator[Reason]:
    carried = [strength for strength, group in result.carriers.items() if person in group]
    if carried:
        yield Reason("close.explain.carries", person, len(carried), "requirements", None, {"met": ", ".join(carried)})
    if person == result.leader:
        yield Reason("close.explain.leads", person)
    if person in result.problem.wanted:
        yield Reason("close.explain.wanted", person)
        return
    yield from _forced(result, person)


def _outside(result: CloseTeam, person: str) -> Iterator[Reason]:
    problem, facts = result.problem, result.problem.team.facts
    place = facts.position[person]
    if person in result.go_betweens:
        ends = [f"{a}-{b}" for a, b, path, _ in result._paths if person in path]
        yield Reason("close.explain.between", person, len(ends), "paths", None, {"paths": ", ".join(ends)})
    else:
        yield Reason("close.explain.out", person)
    if place in facts.absent:
        yield facts.absent[place]
        return
    if person in problem.unwanted:
        yield Reason("close.explain.unwanted", person)
        return
    met = [r for r in range(len(problem.requirements)) if facts.meets[place, r]]
    kind = "close.explain.meets" if met else "close.explain.meets_none"
    names = ", ".join(problem.requirements[r].strength_id for r in met)
    yield Reason(kind, person, len(met), "requirements", len(problem.requirements), {"met": names})
    if met:
        yield from _carrying(result, person, met)


def _forced(result: CloseTeam, person: str) -> Iterator[Reason]:
    """The closest team without a member."""
    from talentmap.teams.communication import solve_close  # late: it imports this package's result

    asked = result.problem.team
    other = solve_close(replace(result.problem, team=asked.replace(exclude=(*asked.exclude, person))), _SECONDS)
    if other.status.has_solution:
        yield _price("close.explain.exclude", result, person, other.cost, other.members)
    else:
        yield Reason("close.explain.exclude.impossible", person)


def _carrying(result: CloseTeam, person: str, met: list[int]) -> Iterator[Reason]:
    """The closest team in which somebody carries one of the requirements they meet."""
    facts, cover = result.problem.team.facts, result.problem.cover(time.perf_counter() + _SECONDS)
    place = np.array([facts.position[person]], dtype=np.int64)
    teams = []
    for r in met:
        rest = cover.holders[r][cover.holders[r] != place[0]]
        more = ((rest,), (cover.needed[r] - 1,)) if cover.needed[r] > 1 else ((), ())
        holders = (*cover.holders[:r], place, *cover.holders[r + 1 :], *more[0])
        needed = (*cover.needed[:r], 1, *cover.needed[r + 1 :], *more[1])
        found = closest(replace(cover, holders=holders, needed=needed), result.problem.measure)
        if found.cost is not None:
            teams.append((found.cost, found.members))
    if not teams:
        yield Reason("close.explain.include.impossible", person)
        return
    cost, members = min(teams)
    yield _price("close.explain.include", result, person, cost / UNITS, tuple(facts.people[p] for p in members))


def _price(kind: str, result: CloseTeam, person: str, cost: float, members: tuple[str, ...]) -> Reason:
    leave = ", ".join(p for p in result.members if p not in members) or "-"
    come = ", ".join(p for p in members if p not in result.members) or "-"
    details: dict[str, Value] = {"best": round(cost, 6), "leave": leave, "come": come}
    return Reason(kind, person, round(cost - result.cost, 6), "length", round(result.cost, 6), details)
