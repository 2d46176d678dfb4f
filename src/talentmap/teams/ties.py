"""One right answer among equal teams: the smallest, and of those the first in the order of ids."""

from __future__ import annotations

from dataclasses import replace

from talentmap.optimise.formulation import Row
from talentmap.results import Status
from talentmap.teams.objective import worth
from talentmap.teams.solve import Found, Question, Team, formulate, solve_whole


def break_ties(question: Question, found: Found, cuts: tuple[Row, ...] = ()) -> Found:
    """Of all teams worth as much as the best: the smallest, and of those the first in the order of ids.

    So the answer does not depend on how the solver happened to search. One solve for the size and one for each
    member, each over the teams that are worth as much. Where time runs out, the best known stays and says so.
    """
    if found.settled or found.status is not Status.OPTIMAL or found.best is None:
        return found
    facts, team = question.facts, found.team
    low, _ = facts.problem.sizes
    if len(team) > low:
        tried = _equal(question, found.best, cuts, (), -1, team, smallest=True)
        if tried is None:
            return replace(found, team=team)
        team = tried
    size = Row.count(question.pool, low=len(team), high=len(team))
    for k in range(len(team)):
        if not _earlier(question, team, k):
            continue
        tried = _equal(question, found.best, (*cuts, size), team[:k], k, team)
        if tried is None:
            return replace(found, team=team)
        team = tried
    return replace(found, team=team, settled=True)


def _earlier(question: Question, team: Team, k: int) -> list[int]:
    """People before the k-th member who could stand in that place."""
    after = team[k - 1] if k else -1
    return [p for p in question.pool if after < p < team[k]]


def _equal(
    question: Question,
    best: int,
    cuts: tuple[Row, ...],
    fixed: Team,
    k: int,
    team: Team,
    *,
    smallest: bool = False,
) -> Team | None:
    """A team worth `best` that begins with `fixed` and is the smallest, or has the earliest k-th member.

    None where it could not be proven in time.
    """
    built = formulate(question, cuts)
    model, value = built.model, list(built.model.objective)
    model.at_least(value, best - 0.5)
    model.objective.clear()
    if smallest:
        for variable in built.members.values():
            model.gain(variable, -1.0)
    else:
        for p in fixed:
            model.at_least([(built.members[p], 1.0)], 1)
        before = [p for p in question.pool if p < (fixed[-1] if fixed else -1) and p not in fixed]
        model.at_most([(built.members[p], 1.0) for p in before], 0)
        able = _earlier(question, team, k)
        first = {p: model.binary() for p in able}
        model.at_most([(f, 1.0) for f in first.values()], 1)
        for rank, (p, f) in enumerate(first.items()):
            model.at_most([(f, 1.0), (built.members[p], -1.0)], 0)
            model.gain(f, float(len(first) - rank))
    outcome = solve_whole(question, built, "ties", team)
    if outcome.status is not Status.OPTIMAL:
        return None
    other = built.team(outcome)
    if worth(question.facts, other) < best:
        return team
    return min(team, other, key=lambda t: (len(t), t))  # where nobody earlier fits, the solver may answer with anyone
