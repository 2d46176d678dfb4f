"""The answer who the front runners are, ready to show, keep and argue with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from talentmap.errors import NoSolutionError, UnknownLabelError
from talentmap.programme.front_problem import FrontRunnerProblem
from talentmap.results import Conflict, Explanation, Proof, Reason, Status
from talentmap.results.proof import relative_gap
from talentmap.vocabulary import text

STATES = ("front_runner", "reached", "unreached", "unknown")
"""Of a colleague: chosen; tied to somebody chosen; tied to others only; no tie on record, so unreached or unknown."""


@dataclass(frozen=True)
class Greedy:
    """What the greedy choice reaches, and how far it can be trusted without any further search.

    Parameters
    ----------
    value
        Colleagues reached.
    guarantee, rule
        Share of the best that greedy reaches at least, whatever the data, and why: ``places`` (1 - 1/e) or ``teams``
        (a half).
    bound
        What no choice can exceed, from these data alone: reached so far plus the best sum of remaining gains.
    """

    value: int
    guarantee: float
    rule: str
    bound: int

    @property
    def gap(self) -> float:
        """Distance between value and bound, as a share of the value."""
        return relative_gap(self.value, self.bound)

    def reason(self) -> Reason:
        """The same as a sentence."""
        details = {"bound": self.bound, "guarantee": round(100 * self.guarantee, 1), "gap": round(100 * self.gap, 1)}
        return Reason(f"front_runners.greedy.{self.rule}", "greedy", self.value, "people", None, details)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {"best": self.value, "guarantee": self.guarantee, "rule": self.rule, "bound": self.bound}


@dataclass(frozen=True, eq=False)
class FrontRunnerResult:
    """Who the front runners are, whom they reach, and the proof.

    Parameters
    ----------
    problem
        The question.
    status, proof
        How it ended. ``proof.best`` and ``proof.bound`` count colleagues reached, front runners included.
    chosen
        Ids in order; empty without a solution.
    greedy
        The greedy choice beside it; None without a solution.
    conflicts
        Where it cannot be done: rules that cannot hold together, with ways out.
    reasons
        Remarks (who is left out of the count, a limit that stopped the search).
    """

    problem: FrontRunnerProblem
    status: Status
    chosen: tuple[str, ...]
    proof: Proof
    greedy: Greedy | None = None
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def best(self) -> float:
        """Colleagues reached; NaN without a solution."""
        return self.proof.best

    @property
    def bound(self) -> float:
        """What no choice can exceed; NaN without a solution."""
        return self.proof.bound

    @property
    def gap(self) -> float:
        """Distance between the two, as a share of the best."""
        return self.proof.gap

    @property
    def _remarks(self) -> tuple[Reason | Conflict, ...]:
        return (*self.reasons, *self.conflicts)

    @cached_property
    def reached_by(self) -> Mapping[str, tuple[str, ...]]:
        """Colleague -> front runners who are or are tied to them, by id; everybody employed, in id order."""
        inside = set(self.chosen)
        ties = self.problem.ties
        return {p: tuple(sorted(inside & {p, *ties[p]})) for p in self.problem.team_of}

    def only(self, person: str) -> tuple[str, ...]:
        """Colleagues whom this front runner alone reaches, by id."""
        return tuple(p for p, by in self.reached_by.items() if by == (person,))

    def state(self, person: str) -> str:
        """One of :data:`STATES`."""
        if person in self.chosen:
            return "front_runner"
        if self.reached_by[person]:
            return "reached"
        return "unreached" if self.problem.ties[person] else "unknown"

    def table(self) -> pd.DataFrame:
        """Everybody employed, by id.

        Returns
        -------
        Columns ``person_id``, ``team`` (blank where not known), ``volunteer``, ``state`` (``front_runner``,
        ``reached``, ``unreached``, or ``unknown`` where no tie is on record), ``n_by`` and ``by`` (who reach them,
        themselves included), ``n_only`` and ``only`` (colleagues whom this front runner alone reaches).

        Raises
        ------
        NoSolutionError
            There are no front runners; the conflicts say why.
        """
        self._checked()
        able = set(self.problem.able)
        only = {p: self.only(p) for p in self.chosen}
        rows = [
            {
                "person_id": p,
                "team": team,
                "volunteer": p in able,
                "state": self.state(p),
                "n_by": len(self.reached_by[p]),
                "by": " ".join(self.reached_by[p]),
                "n_only": len(only.get(p, ())),
                "only": " ".join(only.get(p, ())),
            }
            for p, team in self.problem.team_of.items()
        ]
        return pd.DataFrame(rows, columns=["person_id", "team", "volunteer", "state", "n_by", "by", "n_only", "only"])

    def teams(self) -> pd.DataFrame:
        """Per team, sorted: ``people``, ``volunteers``, then how many are ``front_runner``, ``reached``, ``unreached``
        and ``unknown``, which add up to ``people``.

        Raises
        ------
        NoSolutionError
            There are no front runners.
        """
        table = self.table()
        grouped = table.groupby("team", sort=True)
        found = pd.DataFrame({"people": grouped.size(), "volunteers": grouped["volunteer"].sum()})
        for state in STATES:
            found[state] = (table["state"] == state).groupby(table["team"], sort=True).sum()
        return found.reset_index().astype({"team": "str"})

    def explain(self, person: str) -> Explanation:
        """Why somebody is a front runner or not, whom only they reach, and what a swap would change.

        Raises
        ------
        UnknownLabelError
            Nobody of that id is employed.
        """
        if person not in self.problem.team_of:
            raise UnknownLabelError(text("front_runners.wrong.absent", label=person), person)
        return Explanation(person, tuple(self._about(person)))

    def _about(self, person: str) -> Iterator[Reason]:
        if not self.status.has_solution:
            yield Reason("front_runners.explain.none", person)
        elif person in self.chosen:
            mine = [p for p, by in self.reached_by.items() if person in by]
            only = self.only(person)
            yield Reason("front_runners.explain.chosen", person, len(mine), "people")
            kind = "front_runners.explain.only" if only else "front_runners.explain.only_nobody"
            yield Reason(kind, person, len(only), "people", None, {"people": ", ".join(only)})
        else:
            by = self.reached_by[person]
            kind = f"front_runners.explain.{self.state(person)}"
            yield Reason(kind, person, len(by), "people", None, {"people": ", ".join(by)})
            if person in self.problem.able:
                yield self._swap(person)
            elif person in self.problem.volunteers:
                yield Reason("front_runners.absent", person)
            else:
                yield Reason("front_runners.explain.no_volunteer", person)

    def _swap(self, person: str) -> Reason:
        """What the best exchange of this volunteer for somebody chosen would change."""
        reach = self.problem.reach
        place = {p: k for k, p in enumerate(self.problem.able)}
        now = [place[p] for p in self.chosen]
        new = place[person]
        others = [(p, tuple(sorted({*now, new} - {place[p]}))) for p in self.chosen]
        worth = [(reach.value(after), p) for p, after in others if reach.holds(after)]
        gain = int(reach.gains(tuple(now))[new])
        if not worth:
            return Reason("front_runners.explain.no_swap", person, gain, "people")
        best, other = min(worth, key=lambda pair: (-pair[0], pair[1]))
        lost = int(self.best) - best
        return Reason("front_runners.explain.swap", person, lost, "people", None, {"other": other, "gain": gain})

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        lines = [self.proof.text(lang)]
        if self.status.has_solution:
            states = self.table()["state"].value_counts()
            counts = {state: int(states.get(state, 0)) for state in STATES}
            people = len(self.problem.team_of)
            said = {"best": int(self.best), "bound": int(self.bound), "people": people, **counts}
            lines.append(text("front_runners.summary", lang=lang, n=len(self.chosen), **said))
            lines.append(text("front_runners.summary.chosen", lang=lang, people=", ".join(self.chosen)))
            assert self.greedy is not None
            lines.append(self.greedy.reason().text(lang))
        lines += [part.text(lang) for part in self._remarks]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        proof = self.proof.to_dict()
        solved = self.status.has_solution
        rows = self.table() if solved else None
        states = {} if rows is None else {state: int((rows["state"] == state).sum()) for state in STATES}
        return {
            "status": self.status.value,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "chosen": [{"person_id": p, "team": self.problem.team_of[p], "only": self.only(p)} for p in self.chosen],
            "people": len(self.problem.team_of),
            "states": states,
            "not_reached": [] if rows is None else [p for p, by in self.reached_by.items() if not by],
            "greedy": None if self.greedy is None else self.greedy.to_dict(),
            "proof": proof,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.proof.timing),
        }

    def _checked(self) -> None:
        if not self.status.has_solution:
            status = text(f"results.status.{self.status.value}")
            why = " ".join(part.text() for part in self._remarks)
            raise NoSolutionError(text("results.no_solution", status=status, conflicts=why))
