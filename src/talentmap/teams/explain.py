"""Why somebody is in the best team or not, and what the other choice would cost."""

from __future__ import annotations

from collections.abc import Iterator

from talentmap.results import Explanation, Reason
from talentmap.results.reasons import Value
from talentmap.teams.asked import known_ids
from talentmap.teams.orders import orders
from talentmap.teams.presence import absences
from talentmap.teams.problem import TeamProblem
from talentmap.teams.propose import propose_teams
from talentmap.teams.result import Team, TeamResult
from talentmap.teams.verify import Scorer


def explain(result: TeamResult, person_id: str) -> Explanation:
    """Reasons about one person; see :meth:`TeamResult.explain`."""
    problem = result.problem
    people = problem.data.frames["people"]["person_id"]
    known_ids(people, [person_id], "person")
    absent = absences(problem).get(int((people == person_id).to_numpy().argmax()))
    if f"availability:{person_id}" in problem.waive:
        absent = None
    if not result.teams:
        return Explanation(person_id, tuple(_hopeless(result, person_id, absent)))
    team = result.teams[0]
    scorer = Scorer(problem)
    if person_id in team.members:
        return Explanation(person_id, tuple(_inside(result, scorer, team, person_id)))
    if absent is not None:
        return Explanation(person_id, (Reason("teams.explain.out", person_id), absent))
    return Explanation(person_id, tuple(_outside(result, scorer, team, person_id)))


def _hopeless(result: TeamResult, person: str, absent: Reason | None) -> Iterator[Reason]:
    """There is no team at all: what this person has to do with that."""
    yield Reason("teams.explain.no_team", person, result.status.value)
    if absent is not None:
        yield absent
    for conflict in result.conflicts:
        for rule in conflict.rules:
            if person in rule.subject.partition(":")[2].split():
                yield rule


def _inside(result: TeamResult, scorer: Scorer, team: Team, person: str) -> Iterator[Reason]:
    rest = [member for member in team.members if member != person]
    lost = team.objective - sum(part.units for part in scorer.parts(rest)) / scorer.scale
    yield Reason("teams.explain.in", person, round(lost, 6), "points", round(team.objective, 6))
    yield from _brings(scorer, team, person)
    yield from _rules(result.problem, person)
    other = _other(result, result.problem.replace(exclude=(*result.problem.exclude, person)))
    if other is None or not other.teams:
        yield Reason("teams.explain.needed" if other is not None else "teams.explain.unknown", person)
        return
    yield _price("teams.explain.forced_out", person, team, other.teams[0])


def _outside(result: TeamResult, scorer: Scorer, team: Team, person: str) -> Iterator[Reason]:
    yield Reason("teams.explain.out", person)
    yield from _could(scorer, person)
    yield from _rules(result.problem, person)
    if person in result.problem.exclude:
        return
    other = _other(result, result.problem.replace(include=(*result.problem.include, person)))
    if other is None:
        yield Reason("teams.explain.unknown", person)
    elif other.teams:
        yield _price("teams.explain.forced_in", person, team, other.teams[0])
    else:
        rules = ", ".join(dict.fromkeys(name for conflict in other.conflicts for name in conflict.names))
        yield Reason("teams.explain.impossible", person, rules or "-")


def _brings(scorer: Scorer, team: Team, person: str) -> Iterator[Reason]:
    """What somebody carries in the team, requirement by requirement, then energy and ties."""
    needs = {asked.strength_id: asked.level for asked in scorer.asked}
    for part in team.parts:
        share = dict(part.carriers).get(person)
        if share is None or not part.units:
            continue
        points = round(share / part.scale, 6)
        if part.term == "coverage":
            details = {"strength": part.subject, "level": scorer.level(person, part.subject)}
            yield Reason("teams.explain.carries", person, points, "points", needs[part.subject], details)
        elif part.term == "energy":
            yield Reason("teams.explain.energy", person, points, "points", None, {"strength": part.subject})
        elif part.term == "cohesion":
            other = next(p for p, _ in part.carriers if p != person)
            yield Reason("teams.explain.tie", person, points, "points", None, {"other": other})


def _could(scorer: Scorer, person: str) -> Iterator[Reason]:
    """What somebody outside the team meets, and what is not known of them."""
    unknown = [asked.strength_id for asked in scorer.asked if scorer.level(person, asked.strength_id) is None]
    met = [asked.strength_id for asked in scorer.asked if scorer.meeting([person], asked)]
    kind = "teams.explain.meets" if met else "teams.explain.meets_none"
    yield Reason(kind, person, len(met), "requirements", len(scorer.asked), {"met": ", ".join(met)})
    if unknown:
        yield Reason(
            "teams.explain.not_known", person, len(unknown), "requirements", None, {"which": ", ".join(unknown)}
        )


def _rules(problem: TeamProblem, person: str) -> Iterator[Reason]:
    """Rules that speak of this person by name."""
    for order in orders(problem):
        if person in order.people:
            name = f"{order.rule}:{' '.join(order.people)}"
            if name not in problem.waive:
                details: dict[str, Value] = {"rule_id": order.rule_id, "owner": order.owner, "why": order.why or "-"}
                kind = f"teams.rule.{order.rule}" + (".owned" if order.owner else "")
                yield Reason(kind, name, None, "", None, {"people": ", ".join(order.people), **details})


def _price(kind: str, person: str, team: Team, other: Team) -> Reason:
    """What the best team with the other choice is worth, and who changes."""
    leave = ", ".join(p for p in team.members if p not in other.members) or "-"
    come = ", ".join(p for p in other.members if p not in team.members) or "-"
    cost = round(team.objective - other.objective, 6)
    kind = f"{kind}.free" if cost == 0 else kind
    details: dict[str, Value] = {"best": round(other.objective, 6), "leave": leave, "come": come}
    return Reason(kind, person, cost, "points", round(team.objective, 6), details)


def _other(result: TeamResult, problem: TeamProblem) -> TeamResult | None:
    """The answer with the other choice; None where it would not come in a minute."""
    answer = propose_teams(problem, alternatives=0, seed=result.proof.seed, time_limit=60.0)
    return answer if answer.status.has_solution or answer.status.value == "infeasible" else None
