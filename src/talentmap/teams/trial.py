"""Quick answers to "what is the best team worth with this person, and without, if ...": one solve each, kept."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from talentmap.optimise.formulation import Row
from talentmap.optimise.options import Options
from talentmap.results import Reason, Status
from talentmap.teams.changes import ABOUT_DATA, Change
from talentmap.teams.facts import Facts
from talentmap.teams.objective import worth
from talentmap.teams.problem import TeamProblem
from talentmap.teams.prune import candidates
from talentmap.teams.rules import Instance, instances
from talentmap.teams.solve import Found, Question, best_team
from talentmap.teams.ties import break_ties
from talentmap.teams.touched import moved, touched

Changes = tuple[Change, ...]
_REMEMBERED = 15
"""Teams tried again before a new one is looked for."""


class LateError(Exception):
    """Time was up before an answer was proven."""


class Trial:
    """One question about one person, to be asked again with plain changes.

    Parameters
    ----------
    problem, person
        The question and the id.
    seed
        Of the solver.
    until
        Reading of ``time.perf_counter`` after which nothing more is begun.
    """

    def __init__(self, problem: TeamProblem, person: str, seed: int, until: float) -> None:
        self.problem, self.person, self.seed, self.until = problem, person, seed, until
        self.facts = problem.facts
        self.rules = instances(self.facts)
        self.p = self.facts.position[person]
        self._kept: dict[tuple[tuple[str, ...], bool | None], Found] = {}
        self._answers: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._met: list[tuple[int, ...]] = []
        self.solves = 0

    def know(self, members: Sequence[str], worth: int, *, inside: bool) -> None:
        """Keep the answer to the question itself, which is known already."""
        team = tuple(sorted(self.facts.position[member] for member in members))
        self._kept[(), inside] = Found(Status.OPTIMAL, team, worth, worth)
        self._answers[()] = team

    def best(self, changes: Iterable[Change], *, inside: bool | None) -> int | None:
        """Worth in units of the best team with (without, or either: None) the person; None where there is none.

        Raises
        ------
        LateError
            Time is up.
        """
        return self.found(changes, inside=inside).best

    def found(self, changes: Iterable[Change], *, inside: bool | None) -> Found:
        """The best team itself, as positions; of equal teams any."""
        made = strongest(changes)
        if inside is False:  # what somebody brings plays no part where they are left out
            made = tuple(change for change in made if change.kind not in ABOUT_DATA)
        key = (tuple(change.name for change in made), inside)
        if key not in self._kept:
            found = self._kept[key] = self._solved(made, inside)
            if inside and found.team and found.team not in self._met:
                self._met = [*self._met[-_REMEMBERED:], found.team]
        return self._kept[key]

    def answer(self, changes: Iterable[Change]) -> tuple[int, ...]:
        """The right answer after these changes, ties between equal teams broken; nobody where there is no team."""
        made = strongest(changes)
        names = tuple(change.name for change in made)
        if names not in self._answers:
            question = self._question(made, ())
            found = self._proven(best_team(question))
            if found.status is Status.OPTIMAL:
                found = break_ties(question, found)
                if not found.settled:
                    raise LateError
            self._answers[names] = found.team
        return self._answers[names]

    def _solved(self, made: Changes, inside: bool | None) -> Found:
        if inside is None:
            return self._proven(best_team(self._question(made, ())))
        if inside and self.p in self.facts.absent:
            return Found(Status.INFEASIBLE)
        row = Row.count([self.p], low=1) if inside else Row.count([self.p], high=0)
        asked = Instance("asked", "asked", (row,), Reason("teams.explain.out", self.person))
        return self._proven(best_team(self._question(made, (asked,))))

    def _question(self, made: Changes, more: tuple[Instance, ...]) -> Question:
        if time.perf_counter() > self.until:
            raise LateError
        self.solves += 1
        facts, rules = self._changed(made)
        rules = (*rules, *more)
        return Question(facts, rules, candidates(facts, rules, 1), Options(seed=self.seed), self.until)

    def _changed(self, made: Changes) -> tuple[Facts, tuple[Instance, ...]]:
        """Facts and rules after the changes."""
        facts = touched(self.facts, self.p, made)
        rules = self.rules if facts is self.facts else instances(facts)  # who meets a mandatory level may differ
        return facts, moved(rules, made)

    def _proven(self, found: Found) -> Found:
        if found.status not in (Status.OPTIMAL, Status.INFEASIBLE):
            raise LateError
        return found

    def already(self, changes: Iterable[Change], target: int) -> bool:
        """Whether a team with the person that was met before is worth more than a target after these changes.

        Saves a solve where it is only asked whether there is such a team.
        """
        facts, rules = self._changed(strongest(changes))
        return any(
            worth(facts, team) > target and all(row.holds(team) for rule in rules for row in rule.rows)
            for team in reversed(self._met)
        )

    def worth_after(self, changes: Iterable[Change], team: tuple[int, ...]) -> int | None:
        """What a team of the question is worth after these changes; None where it no longer keeps the rules."""
        facts, rules = self._changed(strongest(changes))
        inside = set(team)
        if not all(row.holds(inside) for instance in rules for row in instance.rows):
            return None
        return worth(facts, team)

    def most_added(self, change: Change) -> int | None:
        """Most that a change of the person's own data can add to a team with them; None where that has no bound.

        It has none where the change lets the person count for a rule.
        """
        if change.kind not in ABOUT_DATA:
            return None
        facts = touched(self.facts, self.p, (change,))
        r = next(k for k, r in enumerate(facts.requirements) if r.strength_id == change.about)
        newly = bool(facts.meets[self.p, r]) and not self.facts.meets[self.p, r]
        if newly and facts.requirements[r].mandatory:
            return None
        added = int(facts.gain[self.p, r] - self.facts.gain[self.p, r])
        if newly or change.kind == "energy":
            added += int(facts.energy_worth[r])
        if newly or change.kind == "aspiration":
            added += int(facts.growth_worth[r])
        return added


def strongest(changes: Iterable[Change]) -> Changes:
    """Of several changes of one thing the biggest: it allows all that the others allow."""
    kept: dict[str, Change] = {}
    for change in changes:
        if change.thing not in kept or kept[change.thing].step < change.step:
            kept[change.thing] = change
    return tuple(sorted(kept.values(), key=lambda change: change.name))
