"""Teams for many tasks under a load, and the curve of coverage against load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from talentmap.errors import UnknownLabelError
from talentmap.results import Proof, Reason, Status
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class LoadResult:
    """What can be covered with at most so many tasks for everybody.

    Parameters
    ----------
    most_tasks
        The load.
    status
        How it ended.
    coverage, bound
        Sum over tasks of the share of needed skills covered, and what no teams can exceed.
    teams
        Task -> ids of its team, perhaps nobody.
    proof
        Best, bound, method and timing.
    """

    most_tasks: int
    status: Status
    coverage: float
    bound: float
    teams: Mapping[str, tuple[str, ...]]
    proof: Proof

    @property
    def gap(self) -> float:
        """Relative distance of coverage and bound."""
        return self.proof.gap

    @property
    def busiest(self) -> int:
        """The most teams anybody is in."""
        return max(Counter(person for team in self.teams.values() for person in team).values(), default=0)


@dataclass(frozen=True, eq=False)
class WorkloadResult:
    """Coverage for one or more loads, each checked against the skills of people.

    Parameters
    ----------
    tasks, experts
        Id -> skills needed, and id -> skills known, in id order.
    loads
        One result per load, the smallest load first.
    reasons
        Skills that nobody has.
    """

    tasks: Mapping[str, frozenset[str]]
    experts: Mapping[str, frozenset[str]]
    loads: tuple[LoadResult, ...]
    reasons: tuple[Reason, ...] = ()

    def of(self, most_tasks: int) -> LoadResult:
        """The result for a load.

        Raises
        ------
        UnknownLabelError
            That load was not asked for.
        """
        for load in self.loads:
            if load.most_tasks == most_tasks:
                return load
        known = [str(load.most_tasks) for load in self.loads]
        raise UnknownLabelError(
            text("workload.wrong.unknown_load", load=most_tasks, known=", ".join(known)), str(most_tasks), known[:3]
        )

    def table(self) -> pd.DataFrame:
        """The curve: one row per load.

        Returns
        -------
        Columns ``most_tasks``, ``coverage``, ``share`` (coverage per task, 0-1), ``bound``, ``gap``, ``status``,
        ``people`` (in some team), ``busiest`` (most teams of anybody).
        """
        rows = [
            {
                "most_tasks": load.most_tasks,
                "coverage": load.coverage,
                "share": load.coverage / len(self.tasks),
                "bound": load.bound,
                "gap": load.gap,
                "status": load.status.value,
                "people": len({person for team in load.teams.values() for person in team}),
                "busiest": load.busiest,
            }
            for load in self.loads
        ]
        return pd.DataFrame(rows)

    def teams(self, most_tasks: int) -> pd.DataFrame:
        """The teams of a load: one row per task.

        Returns
        -------
        Columns ``task``, ``members`` (ids), ``needed`` and ``covered`` (numbers of skills), ``missing`` (skills).

        Raises
        ------
        UnknownLabelError
            That load was not asked for.
        """
        rows = []
        for task, members in self.of(most_tasks).teams.items():
            missing = self.tasks[task].difference(*(self.experts[person] for person in members))
            needed = len(self.tasks[task])
            rows.append(
                {
                    "task": task,
                    "members": " ".join(members),
                    "needed": needed,
                    "covered": needed - len(missing),
                    "missing": " ".join(sorted(missing)),
                }
            )
        return pd.DataFrame(rows)

    def summary(self, lang: str | None = None) -> str:
        """One line per load."""
        lines = [
            text(
                "workload.summary",
                lang=lang,
                load=load.most_tasks,
                coverage=written(load.coverage, ".2f", lang),
                tasks=len(self.tasks),
                bound=written(load.bound, ".2f", lang),
                status=text(f"results.status.{load.status.value}", lang=lang),
            )
            for load in self.loads
        ]
        return "\n".join([*lines, *(reason.text(lang) for reason in self.reasons)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        return {
            "loads": [
                {
                    "most_tasks": load.most_tasks,
                    "status": load.status.value,
                    "coverage": load.coverage,
                    "bound": load.bound,
                    "teams": {task: list(members) for task, members in load.teams.items()},
                    "proof": load.proof.to_dict(),
                    "timing": dict(load.proof.timing),
                }
                for load in self.loads
            ],
            "reasons": [reason.to_dict() for reason in self.reasons],
        }
