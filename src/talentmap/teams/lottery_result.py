"""The outcome of a fair draw: the list of teams with their tickets, everybody's chance, and the team drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.results import Conflict, Explanation, Proof, Reason, Status
from talentmap.results.reasons import Value
from talentmap.teams.asked import known_ids
from talentmap.teams.problem import TeamProblem
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Lot:
    """A team on the list: its members, what it is worth, and how many tickets it has."""

    members: tuple[str, ...]
    objective: float
    tickets: int


@dataclass(frozen=True, eq=False)
class Draw:
    """A lottery over good teams and what it drew; made by :func:`talentmap.draw_team`.

    Parameters
    ----------
    problem, within
        The question, and how much less than the best a team may be worth, as a share.
    status
        OPTIMAL: no lottery gives a larger smallest chance, and everybody who could be drawn is in it.
    lots
        Teams in the order of their ids, with tickets numbered on from 0.
    eligible
        Ids of everybody who is in at least one team that is good enough.
    before
        Id -> times drawn before, of those who were.
    seed
        The public text.
    drawn
        Ids of the team drawn; empty without a solution.
    best
        Worth of the best team.
    proof
        ``best`` is the smallest of (times drawn before + chance), ``bound`` what no lottery exceeds.
    conflicts, reasons
        Why there is no team, and remarks.
    """

    problem: TeamProblem
    within: float
    status: Status
    lots: tuple[Lot, ...]
    eligible: tuple[str, ...]
    before: Mapping[str, int]
    seed: str
    drawn: tuple[str, ...]
    best: float
    proof: Proof
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def tickets(self) -> int:
        """All tickets."""
        return sum(lot.tickets for lot in self.lots)

    @property
    def digest(self) -> str:
        """SHA-256 of the seed, hexadecimal."""
        return hashlib.sha256(self.seed.encode()).hexdigest()

    @property
    def ticket(self) -> int:
        """The ticket drawn, from 0."""
        return int(self.digest, 16) * self.tickets >> 256

    @property
    def _remarks(self) -> tuple[Reason | Conflict, ...]:
        return (*self.reasons, *self.conflicts)

    def _solved(self) -> None:
        if not self.status.has_solution:
            why = " ".join(part.text() for part in self._remarks)
            status = text(f"results.status.{self.status.value}")
            raise NoSolutionError(text("results.no_solution", status=status, conflicts=why))

    def chance(self, person_id: str) -> Fraction:
        """Chance of a person to be drawn, exact; 0 for whoever is in no team of the list."""
        return Fraction(sum(lot.tickets for lot in self.lots if person_id in lot.members), max(1, self.tickets))

    def table(self) -> pd.DataFrame:
        """Everybody who could be drawn.

        Returns
        -------
        ``person_id``, ``before`` (times drawn before), ``chance`` (share, 0-1), ``tickets`` (of all), ``drawn``.

        Raises
        ------
        NoSolutionError
            There is no team.
        """
        self._solved()
        rows = [
            (p, self.before.get(p, 0), float(self.chance(p)), int(self.chance(p) * self.tickets), p in self.drawn)
            for p in self.eligible
        ]
        frame = pd.DataFrame(rows, columns=["person_id", "before", "chance", "tickets", "drawn"])
        return frame.astype({"person_id": "str", "before": "int64", "chance": "float64", "tickets": "int64"})

    def teams(self) -> pd.DataFrame:
        """The list to publish before the draw.

        Returns
        -------
        ``team`` (number from 1), ``first_ticket``, ``last_ticket``, ``chance`` (share, 0-1), ``objective``,
        ``members`` (ids joined by a blank), ``drawn``.

        Raises
        ------
        NoSolutionError
            There is no team.
        """
        self._solved()
        rows, first = [], 0
        for number, lot in enumerate(self.lots, 1):
            chance = lot.tickets / self.tickets
            last = first + lot.tickets - 1
            drawn = first <= self.ticket <= last
            rows.append((number, first, last, chance, lot.objective, " ".join(lot.members), drawn))
            first += lot.tickets
        columns = ["team", "first_ticket", "last_ticket", "chance", "objective", "members", "drawn"]
        return pd.DataFrame(rows, columns=columns)

    def explain(self, person_id: str) -> Explanation:
        """A person's chance and whether they were drawn, or that no team that is good enough has them.

        Raises
        ------
        UnknownLabelError
            No such person.
        """
        known_ids(self.problem.data.frames["people"]["person_id"], [person_id], "person")
        if not self.status.has_solution:
            return Explanation(person_id, (Reason("lottery.explain.no_team", person_id, self.status.value),))
        if person_id not in self.eligible:
            return Explanation(person_id, (Reason("lottery.explain.none", person_id, self.within, "share"),))
        kind = "lottery.explain.drawn" if person_id in self.drawn else "lottery.explain.not_drawn"
        chance, before = float(self.chance(person_id)), self.before.get(person_id, 0)
        least = round(self.proof.best, 6)
        details: dict[str, Value] = {"before": before}
        return Explanation(person_id, (Reason(kind, person_id, round(chance, 6), "chance", least, details),))

    def summary(self, lang: str | None = None) -> str:
        """The draw in a few lines, with how to check it."""
        lines = [self.proof.text(lang)]
        if self.status.has_solution:
            chances = [float(self.chance(p)) for p in self.eligible]
            values = {
                "teams": len(self.lots),
                "people": len(self.eligible),
                "share": written(self.within, ".1%", lang),
                "low": written(min(chances), ".3f", lang),
                "high": written(max(chances), ".3f", lang),
            }
            lines.append(text("lottery.summary.list", lang=lang, **values))
            lines.append(text("lottery.summary.drawn", lang=lang, members=", ".join(self.drawn)))
            check = {"seed": self.seed, "digest": self.digest, "tickets": self.tickets, "ticket": self.ticket}
            lines.append(text("lottery.summary.check", lang=lang, **check))
        return "\n".join([*lines, *(part.text(lang) for part in self._remarks)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        proof, solved = self.proof.to_dict(), self.status.has_solution
        return {
            "status": self.status.value,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "within": self.within,
            "members": list(self.drawn),
            "seed": self.seed,
            "sha256": self.digest,
            "ticket": self.ticket if solved else None,
            "tickets": self.tickets,
            "teams": self.teams().to_dict("records") if solved else [],
            "people": self.table().to_dict("records") if solved else [],
            "proof": proof,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.proof.timing),
        }
