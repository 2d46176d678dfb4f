"""The answer: a close team, who carries what in it, along which paths, and how far it is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.results import Explanation, Proof, Reason, Status
from talentmap.teams.communication_cover import MEASURES, Cover, tree_cost
from talentmap.teams.communication_network import FAR, UNITS
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams.communication_problem import CloseProblem


@dataclass(frozen=True, eq=False)
class CloseTeam:
    """A team whose members are close to each other; made by :func:`talentmap.closest_team`.

    Parameters
    ----------
    problem
        The question.
    status
        INFEASIBLE: no people whom paths connect can carry everything; `reasons` say what is missing.
    members
        Ids of everybody who carries a strength, must be in, or leads.
    carriers
        Strength -> ids of those who carry it.
    leader
        For the measure ``leader``.
    tree
        For the measure ``steiner``: the ties that join the team, as pairs of ids.
    cost
        What the team costs by its measure, in lengths; NaN without a solution.
    proof, reasons
        How far the cost is proven, and remarks.
    """

    problem: CloseProblem
    status: Status
    members: tuple[str, ...]
    carriers: Mapping[str, tuple[str, ...]]
    leader: str | None
    tree: tuple[tuple[str, str], ...]
    cost: float
    proof: Proof
    reasons: tuple[Reason, ...] = ()

    def _solved(self) -> None:
        if not self.status.has_solution:
            why = " ".join(reason.text() for reason in self.reasons)
            shown = text(f"results.status.{self.status.value}")
            raise NoSolutionError(text("results.no_solution", status=shown, conflicts=why))

    @cached_property
    def go_betweens(self) -> tuple[str, ...]:
        """Ids of people on the paths shown who are no members: they connect, they are not asked to join."""
        on = {p for row in self._paths for p in row[2]} if self.status.has_solution else set()
        return tuple(sorted(on - set(self.members)))

    @cached_property
    def _paths(self) -> list[tuple[str, str, tuple[str, ...], int]]:
        """The paths that make the cost: ends, everybody on the way, and length."""
        if self.leader is not None:
            pairs = [(self.leader, p) for p in self.members if p != self.leader]
        elif self.problem.measure == "steiner":
            pairs = list(self.tree)
        else:
            pairs = list(combinations(self.members, 2))
        facts, network = self.problem.team.facts, self.problem.network
        rows = []
        for a, b in pairs:
            path = network.path(facts.position[a], facts.position[b])
            if self.problem.measure == "steiner":
                path = (facts.position[a], facts.position[b])
            units = tree_cost(network, list(pairwise(path)))
            rows.append((a, b, tuple(facts.people[k] for k in path), units))
        return rows

    def table(self) -> pd.DataFrame:
        """Who carries what.

        Returns
        -------
        One row per member and strength they carry, in the order of ids: ``person_id``, ``part`` (``carries``,
        ``asked for``, ``leads``), ``strength_id``, ``need``, ``level`` (missing where the part is not a strength).

        Raises
        ------
        NoSolutionError
            There is no team.
        """
        self._solved()
        facts = self.problem.team.facts
        rows: list[tuple[object, ...]] = []
        for r, asked in enumerate(self.problem.requirements):
            for person in self.carriers[asked.strength_id]:
                level = int(facts.levels.level[facts.position[person], r])
                rows.append((person, "carries", asked.strength_id, asked.level, level))
        rows += [(person, "asked for", None, None, None) for person in self.problem.wanted]
        if self.leader is not None:
            rows.append((self.leader, "leads", None, None, None))
        frame = pd.DataFrame(rows, columns=["person_id", "part", "strength_id", "need", "level"])
        frame = frame.sort_values(["person_id", "part", "strength_id"], ignore_index=True)
        kinds = {"person_id": "str", "part": "str", "strength_id": "str", "need": "Int64", "level": "Int64"}
        return frame.astype(kinds)

    def paths(self) -> pd.DataFrame:
        """The paths that make the cost: between all members, from the leader, or the ties of the tree.

        Returns
        -------
        ``person_a``, ``person_b``, ``distance`` (lengths), ``path`` (ids with `` > `` between them), ``go_betweens``
        (ids on the path that are no members, joined by a blank).

        Raises
        ------
        NoSolutionError
            There is no team.
        """
        self._solved()
        rows = [
            (a, b, units / UNITS, " > ".join(path), " ".join(p for p in path if p not in self.members))
            for a, b, path, units in self._paths
        ]
        frame = pd.DataFrame(rows, columns=["person_a", "person_b", "distance", "path", "go_betweens"])
        return frame.astype({"person_a": "str", "person_b": "str", "distance": "float64", "path": "str"})

    def costs(self) -> dict[str, float]:
        """What this team costs by each of the four measures, with the leader and the tree that suit it best.

        Only the measure that was asked for was made small. NaN where no path connects somebody, or time ran out.
        """
        from talentmap.teams.communication_search import closest  # late: it solves

        self._solved()
        facts = self.problem.team.facts
        order = [(p, s) for s, group in sorted(self.carriers.items()) for p in group]
        people = [facts.position[p] for p, _ in order] + [facts.position[p] for p in self.problem.wanted]
        groups = tuple(np.array([p], dtype=np.int64) for p in people)
        fixed = Cover(self.problem.network, groups, (1,) * len(groups), self.problem.able)
        found = {measure: closest(fixed, measure).cost for measure in MEASURES}
        return {name: float("nan") if cost is None or cost >= FAR else cost / UNITS for name, cost in found.items()}

    def explain(self, person_id: str) -> Explanation:
        """Why somebody is in the team, on its paths or neither, and what the other choice would cost.

        Solves once more, with the person forced the other way.

        Raises
        ------
        UnknownLabelError
            No such person.
        """
        from talentmap.teams.communication_explain import explain  # late: it solves

        return explain(self, person_id)

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        lines = [self.proof.text(lang)]
        if self.status.has_solution:
            measure = text(f"close.measure.{self.problem.measure}", lang=lang)
            cost = written(self.cost, ".3f", lang)
            lines.append(text("close.summary", lang=lang, measure=measure, cost=cost, members=", ".join(self.members)))
            for strength, group in self.carriers.items():
                lines.append(text("close.summary.carries", lang=lang, strength=strength, people=", ".join(group)))
            if self.leader is not None:
                lines.append(text("close.summary.leads", lang=lang, person=self.leader))
            if self.go_betweens:
                lines.append(text("close.summary.between", lang=lang, people=", ".join(self.go_betweens)))
        return "\n".join([*lines, *(reason.text(lang) for reason in self.reasons)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        proof = self.proof.to_dict()
        solved = self.status.has_solution
        return {
            "status": self.status.value,
            "measure": self.problem.measure,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "members": list(self.members),
            "carriers": {strength: list(group) for strength, group in self.carriers.items()},
            "leader": self.leader,
            "go_betweens": list(self.go_betweens),
            "paths": self.paths().to_dict("records") if solved else [],
            "proof": proof,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.proof.timing),
        }
