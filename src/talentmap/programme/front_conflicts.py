"""Why front runners cannot be chosen as asked, and ways out that work.

Whether bounds per team and a total can hold together follows from counts alone: every team can give at least its
least, and the leasts do not pass the places, and the places do not pass what teams can give together.
"""

from __future__ import annotations

from collections.abc import Iterator

from talentmap.programme.front_problem import FrontRunnerProblem
from talentmap.results import Conflict, Reason

_NAMED = 12
"""Teams written out in a sentence; the rest is counted."""


def find_conflicts(problem: FrontRunnerProblem) -> tuple[Conflict, ...]:
    """Rules that cannot hold together; empty where they can."""
    if not problem.able:
        return (Conflict((_volunteers(problem),), (Reason("front_runners.out.ask", "volunteers"),)),)
    return (*_too_few(problem), *_too_many_teams(problem), *_too_many_places(problem))


def _most(problem: FrontRunnerProblem, team: str) -> int:
    """Front runners a team can give."""
    high = problem.high(team)
    return problem.able_in[team] if high is None else min(high, problem.able_in[team])


def _too_few(problem: FrontRunnerProblem) -> Iterator[Conflict]:
    """Teams that must give more than they can."""
    short = [team for team in problem.teams if problem.low(team) > _most(problem, team)]
    without = [team for team in short if not problem.able_in[team]]
    if without:
        named = {"teams": _listed(without)}
        rules = (
            _least(problem, without[0]),
            Reason("front_runners.conflict.no_volunteer", "volunteers", len(without), "teams", None, named),
        )
        outs = [Reason("front_runners.out.ask_teams", "volunteers", len(without), "teams", None, named)]
        if _feasible(problem, least=0):
            outs.append(Reason("front_runners.out.no_least", "least_per_team", 0, "people"))
        yield Conflict(rules, tuple(outs))
    for team in short:
        if team in without:
            continue
        high = problem.high(team)
        if high is not None and problem.low(team) > high:
            rules = (_least(problem, team), _high(team, high))
        else:
            details = {"team": team}
            kind = "front_runners.conflict.few_volunteers"
            rules = (_least(problem, team), Reason(kind, team, problem.able_in[team], "people", None, details))
        yield Conflict(rules)


def _too_many_teams(problem: FrontRunnerProblem) -> Iterator[Conflict]:
    """More asked by teams together than there are places."""
    asked = [team for team in problem.teams if problem.low(team)]
    needed = sum(problem.low(team) for team in asked)
    if needed <= problem.places:
        return
    places = Reason("front_runners.rule.places", f"places:{problem.places}", problem.places, "people")
    details = {"teams": len(asked), "places": problem.places}
    least = Reason("front_runners.conflict.teams", "least_per_team", needed, "people", problem.places, details)
    outs = []
    if all(problem.low(team) <= _most(problem, team) for team in problem.teams) and needed <= _room(problem):
        outs.append(Reason("front_runners.out.places", "places", needed, "people", problem.places))
    floor, rest = divmod(problem.places, len(problem.teams))
    ceiling = floor + bool(rest)
    if _feasible(problem, least=floor, most=ceiling):
        even = {"least": floor, "most": ceiling}
        outs.append(Reason("front_runners.out.even", "least_per_team", floor, "people", ceiling, even))
    yield Conflict((places, least), tuple(outs))


def _too_many_places(problem: FrontRunnerProblem) -> Iterator[Conflict]:
    """More places than volunteers, or than the bounds per team let in."""
    room = _room(problem)
    if room >= problem.places:
        return
    places = Reason("front_runners.rule.places", f"places:{problem.places}", problem.places, "people")
    if len(problem.able) < problem.places:
        rules = (places, _volunteers(problem))
    else:
        details = {"room": room}
        rules = (places, Reason("front_runners.conflict.room", "most_per_team", room, "people", None, details))
    outs = [Reason("front_runners.out.fewer", "places", room, "people", problem.places)]
    yield Conflict(rules, tuple(outs) if room else ())


def _feasible(problem: FrontRunnerProblem, *, least: int, most: int | None = None) -> bool:
    """Whether these bounds for every team (`most` as asked if not said) can hold with the places there are."""
    give = [_most(problem, team) if most is None else min(most, problem.able_in[team]) for team in problem.teams]
    room = _without_team(problem) + sum(give)
    return all(n >= least for n in give) and least * len(give) <= problem.places <= room


def _room(problem: FrontRunnerProblem) -> int:
    """Front runners that all can give together."""
    return _without_team(problem) + sum(_most(problem, team) for team in problem.teams)


def _without_team(problem: FrontRunnerProblem) -> int:
    """Volunteers whose team is blank: no rule per team holds for them."""
    return len(problem.able) - sum(problem.able_in.values())


def _volunteers(problem: FrontRunnerProblem) -> Reason:
    given = len(problem.volunteers)
    kind = "front_runners.conflict.nobody" if not given else "front_runners.conflict.volunteers"
    return Reason(kind, "volunteers", len(problem.able), "people", given)


def _least(problem: FrontRunnerProblem, team: str) -> Reason:
    low = problem.low(team)
    return Reason("front_runners.rule.least", f"least_per_team:{low}", low, "people", None, {"team": team})


def _high(team: str, high: int) -> Reason:
    return Reason("front_runners.rule.most", f"most_per_team:{high}", high, "people", None, {"team": team})


def _listed(teams: list[str]) -> str:
    more = len(teams) - _NAMED
    return ", ".join(teams[:_NAMED]) + (f" (+{more})" if more > 0 else "")
