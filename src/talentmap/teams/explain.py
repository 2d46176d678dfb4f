"""Why somebody is in the best team or not: what they bring, what the other choice costs, what would turn it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from talentmap.results import Reason, Status
from talentmap.results.reasons import Value
from talentmap.teams.asked import known_ids
from talentmap.teams.explanation import Piece, TeamExplanation
from talentmap.teams.facts import known_profiles
from talentmap.teams.orders import orders
from talentmap.teams.presence import absences
from talentmap.teams.problem import TeamProblem
from talentmap.teams.propose import propose_teams
from talentmap.teams.result import Team, TeamResult
from talentmap.teams.verify import Scorer
from talentmap.teams.whynot import SECONDS, Search, smallest_change


def explain(result: TeamResult, person_id: str) -> TeamExplanation:
    """Reasons about one person; see :meth:`TeamResult.explain`."""
    problem = result.problem
    people = problem.data.frames["people"]["person_id"]
    known_ids(people, [person_id], "person")
    absent = absences(problem).get(int((people == person_id).to_numpy().argmax()))
    if f"availability:{person_id}" in problem.waive:
        absent = None
    if not result.teams:
        return TeamExplanation(person_id, tuple(_hopeless(result, person_id, absent)))
    if person_id in result.best.members:
        return _Case(result, person_id).inside()
    return _Case(result, person_id).outside(absent)


def _hopeless(result: TeamResult, person: str, absent: Reason | None) -> Iterator[Reason]:
    """There is no team at all: what this person has to do with that."""
    yield Reason("teams.explain.no_team", person, result.status.value)
    if absent is not None:
        yield absent
    for conflict in result.conflicts:
        for rule in conflict.rules:
            if person in rule.subject.partition(":")[2].split():
                yield rule


class _Case:
    """One person in one result, with what is looked up for them."""

    def __init__(self, result: TeamResult, person: str) -> None:
        self.result, self.person = result, person
        self.problem, self.team = result.problem, result.best
        self.scorer = Scorer(result.problem)

    def inside(self) -> TeamExplanation:
        """Reasons for a member."""
        brings = self.contribution(self.team.members)
        lost = sum(piece.units for piece in brings) / self.scorer.scale
        worth = round(self.team.objective, 6)
        reasons = [Reason("teams.explain.in", self.person, round(lost, 6), "points", worth)]
        reasons += [*self._carried(), self._sum("whynot.marginal", brings), *_rules(self.problem, self.person)]
        other = self._other(self.problem.replace(exclude=(*self.problem.exclude, self.person)))
        difference: tuple[Piece, ...] = ()
        if other is None or not other.teams:
            kind = "teams.explain.needed" if other is not None else "teams.explain.unknown"
            reasons.append(Reason(kind, self.person))
        else:
            difference = self.difference(other.best.members)
            reasons.append(self._price("teams.explain.forced_out", other.best))
            reasons += [self._sum("whynot.difference", difference)] if any(p.units for p in difference) else []
        return self._told(reasons, brings, difference, inside=True)

    def outside(self, absent: Reason | None) -> TeamExplanation:
        """Reasons for somebody who is not a member."""
        reasons = [Reason("teams.explain.out", self.person)]
        if absent is not None:
            return self._told([*reasons, absent], (), (), inside=False)
        reasons += [*self._could(), *_rules(self.problem, self.person)]
        if self.person in self.problem.exclude:
            return self._told(reasons, (), (), inside=False)
        other = self._other(self.problem.replace(include=(*self.problem.include, self.person)))
        if other is None:
            return self._told([*reasons, Reason("teams.explain.unknown", self.person)], (), (), inside=False)
        if not other.teams:
            rules = ", ".join(dict.fromkeys(name for conflict in other.conflicts for name in conflict.names))
            reasons.append(Reason("teams.explain.impossible", self.person, rules or "-"))
            return self._told(reasons, (), (), inside=False)
        difference = self.difference(other.best.members)
        reasons.append(self._price("teams.explain.forced_in", other.best))
        reasons += [self._sum("whynot.difference", difference)] if any(p.units for p in difference) else []
        return self._told(reasons, self.contribution(other.best.members), difference, inside=False)

    def contribution(self, members: Sequence[str]) -> tuple[Piece, ...]:
        """What a team is worth more than without the person, piece by piece."""
        return _pieces(self.scorer, members, [member for member in members if member != self.person])

    def difference(self, members: Sequence[str]) -> tuple[Piece, ...]:
        """What the best team is worth more than another, piece by piece."""
        return _pieces(self.scorer, self.team.members, members)

    def _sum(self, kind: str, pieces: tuple[Piece, ...]) -> Reason:
        """A sum by term; the terms add up to it in whole units."""
        terms: dict[str, Value] = {
            name: round(sum(p.units for p in pieces if p.term == name) / self.scorer.scale, 6)
            for name, _ in self.problem.weights.items()
        }
        total = round(sum(p.units for p in pieces) / self.scorer.scale, 6)
        return Reason(kind, self.person, total, "points", None, terms)

    def _told(
        self, reasons: list[Reason], brings: tuple[Piece, ...], difference: tuple[Piece, ...], *, inside: bool
    ) -> TeamExplanation:
        """The explanation, with what would turn the outcome as its end."""
        what_if = None
        if self.result.status is not Status.OPTIMAL:
            reasons = [*reasons, Reason("whynot.unproven", self.person)]
        else:
            search = smallest_change(self.result, self.person)
            reasons, what_if = [*reasons, *self._turned(search, inside=inside)], search.found
        return TeamExplanation(self.person, tuple(reasons), inside, self.scorer.scale, brings, difference, what_if)

    def _turned(self, search: Search, *, inside: bool) -> Iterator[Reason]:
        where = "out" if inside else "in"
        if search.found is None:
            if search.complete:
                yield Reason(f"whynot.none.{where}", self.person, search.n_candidates, "changes")
            else:
                yield Reason("whynot.late", self.person, SECONDS, "s")
            return
        number = "one" if len(search.found.changes) == 1 else "two"
        yield Reason(f"whynot.{where}.{number}", self.person)
        for change in search.found.changes:
            yield change.reason(self.person)
        team = search.found.team
        details: dict[str, Value] = {**_moves(self.team, team), "best": round(team.objective, 6)}
        yield Reason("whynot.then", self.person, None, "points", None, details)

    def _carried(self) -> Iterator[Reason]:
        """What somebody carries in the team: requirement by requirement, then energy, ties and learning.

        A level that rests on what others said is not repeated here, only whether it meets the need.
        """
        needs = {asked.strength_id: asked.level for asked in self.scorer.asked}
        frame = known_profiles(self.problem)
        rated = set(frame[(frame["person_id"] == self.person) & (frame["basis"] == "others")]["strength_id"])
        for part in self.team.parts:
            share = dict(part.carriers).get(self.person)
            points = round((share or part.units) / part.scale, 6)
            about: dict[str, Value] = {"strength": part.subject}
            if part.term == "growth" and self.person in part.beside:
                yield Reason("whynot.master", self.person, points, "points", None, about)
            if share is None or not part.units:
                continue
            if part.term == "coverage":
                yield self._filled(points, needs[part.subject], part.subject, rated=part.subject in rated)
            elif part.term == "cohesion":
                other = next(p for p, _ in part.carriers if p != self.person)
                yield Reason("teams.explain.tie", self.person, points, "points", None, {"other": other})
            elif part.term in ("energy", "growth"):
                kind = "teams.explain.energy" if part.term == "energy" else "whynot.learns"
                yield Reason(kind, self.person, points, "points", None, about)

    def _filled(self, points: float, need: int, strength: str, *, rated: bool) -> Reason:
        level = self.scorer.level(self.person, strength)
        if not rated:
            details: Mapping[str, Value] = {"strength": strength, "level": level}
            return Reason("teams.explain.carries", self.person, points, "points", need, details)
        kind = "whynot.meets" if level is not None and level >= need else "whynot.short"
        return Reason(kind, self.person, points, "points", need, {"strength": strength})

    def _could(self) -> Iterator[Reason]:
        """What somebody outside the team meets, and what is not known of them."""
        person, scorer = self.person, self.scorer
        unknown = [asked.strength_id for asked in scorer.asked if scorer.level(person, asked.strength_id) is None]
        met = [asked.strength_id for asked in scorer.asked if scorer.meeting([person], asked)]
        kind = "teams.explain.meets" if met else "teams.explain.meets_none"
        yield Reason(kind, person, len(met), "requirements", len(scorer.asked), {"met": ", ".join(met)})
        if unknown:
            which = ", ".join(unknown)
            yield Reason("teams.explain.not_known", person, len(unknown), "requirements", None, {"which": which})

    def _price(self, kind: str, other: Team) -> Reason:
        """What the best team with the other choice is worth, and who changes."""
        cost = round(self.team.objective - other.objective, 6)
        kind = f"{kind}.free" if cost == 0 else kind
        details: dict[str, Value] = {"best": round(other.objective, 6), **_moves(self.team, other)}
        return Reason(kind, self.person, cost, "points", round(self.team.objective, 6), details)

    def _other(self, problem: TeamProblem) -> TeamResult | None:
        """The answer with the other choice; None where it would not come in a minute."""
        answer = propose_teams(problem, alternatives=0, seed=self.result.proof.seed, time_limit=60.0)
        return answer if answer.status in (Status.OPTIMAL, Status.INFEASIBLE) else None


def _pieces(scorer: Scorer, more: Sequence[str], less: Sequence[str]) -> tuple[Piece, ...]:
    """Worth of one team minus worth of another, piece by piece, without those that are the same."""
    units: dict[tuple[str, str], int] = {}
    for sign, members in ((1, more), (-1, less)):
        for part in scorer.parts(members):
            about = (part.term, "" if part.term == "balance" else part.subject)
            units[about] = units.get(about, 0) + sign * part.units
    return tuple(Piece(term, subject, found) for (term, subject), found in units.items() if found)


def _moves(before: Team, after: Team) -> dict[str, Value]:
    """Who leaves and who comes."""
    leave = ", ".join(p for p in before.members if p not in after.members) or "-"
    return {"leave": leave, "come": ", ".join(p for p in after.members if p not in before.members) or "-"}


def _rules(problem: TeamProblem, person: str) -> Iterator[Reason]:
    """Rules that speak of this person by name."""
    for order in orders(problem):
        if person in order.people:
            name = f"{order.rule}:{' '.join(order.people)}"
            if name not in problem.waive:
                details: dict[str, Value] = {"rule_id": order.rule_id, "owner": order.owner, "why": order.why or "-"}
                kind = f"teams.rule.{order.rule}" + (".owned" if order.owner else "")
                yield Reason(kind, name, None, "", None, {"people": ", ".join(order.people), **details})
