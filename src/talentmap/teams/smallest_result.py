"""The smallest team: its members, which requirement needs whom, and what it takes to do without somebody."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.results import Conflict, Explanation, Proof, Reason, Status
from talentmap.results.reasons import Value
from talentmap.teams.asked import known_ids
from talentmap.teams.problem import TeamProblem
from talentmap.teams.verify import Scorer
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class CoverResult:
    """The fewest or cheapest people who meet every requirement, checked against the data without the search.

    Parameters
    ----------
    problem
        The question.
    asked
        The same with every requirement mandatory: what was solved.
    status, members
        How it ended; ids in order, none without a solution.
    cost
        Cost of each member; None where people were counted.
    irreplaceable
        Members without whom no team keeps all rules and meets every requirement.
    proof
        Best and bound in people, or in the unit of the costs.
    costs
        The costs as given.
    conflicts, reasons
        When there is no such team: rules that cannot hold together, requirements that too few meet. Else remarks.
    """

    problem: TeamProblem
    asked: TeamProblem
    status: Status
    members: tuple[str, ...]
    cost: Mapping[str, float] | None
    irreplaceable: tuple[str, ...]
    proof: Proof
    costs: Any = None
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def size(self) -> int:
        """Number of members.

        Raises
        ------
        NoSolutionError
            There is no team; the conflicts say why.
        """
        if not self.status.has_solution:
            status = text(f"results.status.{self.status.value}")
            why = " ".join(part.text() for part in self._remarks)
            raise NoSolutionError(text("results.no_solution", status=status, conflicts=why))
        return len(self.members)

    @property
    def _remarks(self) -> tuple[Reason | Conflict, ...]:
        return (*self.reasons, *self.conflicts)

    @property
    def total(self) -> float:
        """Cost of the team; the number of members where people were counted. NaN without a team."""
        if not self.status.has_solution:
            return math.nan
        return float(len(self.members)) if self.cost is None else math.fsum(self.cost.values())

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.asked)

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        lines = [self.proof.text(lang)]
        if self.status.has_solution:
            kind = "teams_smallest.summary" if self.cost is None else "teams_smallest.summary.cost"
            total, members = written(self.total, ".6g", lang), ", ".join(self.members)
            lines.append(text(kind, lang=lang, size=len(self.members), members=members, total=total))
            if self.irreplaceable:
                people = ", ".join(self.irreplaceable)
                lines.append(text("teams_smallest.irreplaceable", lang=lang, people=people))
        lines += [part.text(lang) for part in self._remarks]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def table(self) -> pd.DataFrame:
        """Which requirement needs whom: one row per requirement.

        Returns
        -------
        Columns ``requirement``, ``need`` (level), ``min_people`` (with those that may be lost), ``able`` (people who
        can take part and are known to meet it), ``members`` (ids of members who meet it), ``others`` (how many could
        take the place of one of them), ``tight`` (exactly as many are able as needed: nobody can be missed).
        """
        rows = []
        for requirement in self.asked.facts.requirements:
            able = self._able(requirement.strength_id)
            inside = self._scorer.meeting(sorted(self.members), requirement)
            least = requirement.min_people + self.asked.robust
            rows.append(
                {
                    "requirement": requirement.strength_id,
                    "need": requirement.level,
                    "min_people": least,
                    "able": able,
                    "members": " ".join(inside),
                    "others": able - len(inside),
                    "tight": able == least,
                }
            )
        columns = ["requirement", "need", "min_people", "able", "members", "others", "tight"]
        return pd.DataFrame(rows, columns=columns)

    def _able(self, strength: str) -> int:
        """How many who can take part are known to meet a requirement."""
        facts = self.asked.facts
        column = [r.strength_id for r in facts.requirements].index(strength)
        return int(facts.meets[list(facts.present), column].sum())

    def explain(self, person_id: str) -> Explanation:
        """What a person is needed for, and how large the smallest team is without them (or with, for others).

        Solves once more, with the person forced the other way.

        Raises
        ------
        UnknownLabelError
            No such person.
        """
        people = self.problem.data.frames["people"]["person_id"]
        known_ids(people, [person_id], "person")
        facts, reasons = self.asked.facts, list[Reason]()
        if facts.position[person_id] in facts.absent:
            reasons.append(facts.absent[facts.position[person_id]])
        elif person_id in self.members:
            reasons += [*self._carried(person_id), self._other_way(person_id)]
        elif self.status.has_solution:
            reasons.append(self._other_way(person_id))
        return Explanation(person_id, tuple(reasons))

    def _carried(self, person: str) -> list[Reason]:
        """Requirements that the team would no longer meet if this member left and nobody came."""
        found, rest = [], sorted(p for p in self.members if p != person)
        for requirement in self._scorer.asked:
            least = requirement.min_people + self.asked.robust
            if len(self._scorer.meeting(rest, requirement)) < least:
                able = self._able(requirement.strength_id)
                details: dict[str, Value] = {
                    "person": person,
                    "strength": requirement.strength_id,
                    "level": requirement.level,
                }
                kind = "teams_smallest.carries.tight" if able == least else "teams_smallest.carries"
                others = able - len(self._scorer.meeting(sorted(self.members), requirement))
                found.append(Reason(kind, person, others, "people", least, details))
        return found

    def _other_way(self, person: str) -> Reason:
        """The best that can be done with this person forced the other way."""
        from talentmap.teams.smallest import smallest_team  # late: it solves

        inside = person in self.members
        change = (
            {"exclude": (*self.problem.exclude, person)} if inside else {"include": (*self.problem.include, person)}
        )
        other = smallest_team(self.problem.replace(**change), cost=self.costs, seed=self.proof.seed)
        way = "without" if inside else "with"
        if not other.status.has_solution:
            return Reason(f"teams_smallest.{way}.none", person, None, "", None, {"person": person})
        details: dict[str, Value] = {"person": person, "size": other.size, "members": ", ".join(other.members)}
        return Reason(f"teams_smallest.{way}", person, other.total, "", self.total, details)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        proof = self.proof.to_dict()
        return {
            "status": self.status.value,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "members": list(self.members),
            "cost": None if self.cost is None else dict(self.cost),
            "irreplaceable": list(self.irreplaceable),
            "requirements": self.table().to_dict("records"),
            "proof": proof,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.proof.timing),
        }
