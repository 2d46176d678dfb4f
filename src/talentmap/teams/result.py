"""The answer: teams with their parts and proof, or the rules that cannot hold together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.results import Conflict, Explanation, Proof, Reason, Status
from talentmap.teams.problem import TeamProblem
from talentmap.teams.verify import Part, Scorer
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class Team:
    """A proposed team.

    Parameters
    ----------
    members
        Ids, in order.
    objective
        Sum of the terms.
    terms
        Term -> weight x value, adding up to `objective`.
    values
        Term -> value in [0, 1] before its weight, also of terms without weight.
    parts
        The pieces each term consists of, in whole units.
    proven
        Whether no other team that was still allowed is better.
    """

    members: tuple[str, ...]
    objective: float
    terms: Mapping[str, float]
    values: Mapping[str, float]
    parts: tuple[Part, ...]
    proven: bool

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "members": list(self.members),
            "best": self.objective,
            "terms": dict(self.terms),
            "proven": self.proven,
        }


@dataclass(frozen=True, eq=False)
class TeamResult:
    """Proposals for a team, best first, each checked against the data without the solver.

    Parameters
    ----------
    problem
        The question.
    status
        Of the first proposal.
    teams
        The best team and the alternatives; empty without a solution.
    proof
        What was solved, how far it can be trusted.
    conflicts
        When no team is possible: the rules that cannot hold together, with ways out.
    reasons
        Further remarks (nobody can take part, nothing is asked, a limit stopped the search).
    """

    problem: TeamProblem
    status: Status
    teams: tuple[Team, ...]
    proof: Proof
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def best(self) -> Team:
        """The first proposal.

        Raises
        ------
        NoSolutionError
            There is none; the conflicts say why.
        """
        if not self.teams:
            status = text(f"results.status.{self.status.value}")
            why = " ".join(part.text() for part in self._remarks)
            raise NoSolutionError(text("results.no_solution", status=status, conflicts=why))
        return self.teams[0]

    @property
    def _remarks(self) -> tuple[Reason | Conflict, ...]:
        return (*self.reasons, *self.conflicts)

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        lines = [self.proof.text(lang)]
        for number, team in enumerate(self.teams, 1):
            terms = ", ".join(
                f"{text(f'teams.term.{name}', lang=lang)} {written(value, '.3f', lang)}"
                for name, value in team.terms.items()
                if dict(self.problem.weights.items())[name]
            )
            members = ", ".join(team.members)
            best = written(team.objective, ".3f", lang)
            lines.append(text("teams.summary.team", lang=lang, number=number, members=members, best=best, terms=terms))
        lines += [part.text(lang) for part in self._remarks]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def table(self) -> pd.DataFrame:
        """Who brings what: one row per team, member and requirement.

        Returns
        -------
        Columns ``team`` (1 is the best), ``person_id``, ``requirement``, ``need``, ``level`` (missing where unknown),
        ``energy`` (missing where not said), ``meets``, ``part`` (share of the objective by filling a place of the
        requirement; the parts of a team add up to its term ``coverage``).

        Raises
        ------
        NoSolutionError
            There is no team.
        """
        _ = self.best
        scorer = Scorer(self.problem)
        rows = []
        for number, team in enumerate(self.teams, 1):
            filled = {(part.subject, p): w for part in team.parts if part.term == "coverage" for p, w in part.carriers}
            for person in team.members:
                for asked in scorer.asked:
                    level = scorer.level(person, asked.strength_id)
                    rows.append(
                        {
                            "team": number,
                            "person_id": person,
                            "requirement": asked.strength_id,
                            "need": asked.level,
                            "level": level,
                            "energy": scorer.energy(person, asked.strength_id),
                            "meets": level is not None and level >= asked.level,
                            "part": filled.get((asked.strength_id, person), 0) / scorer.scale,
                        }
                    )
        columns = ["team", "person_id", "requirement", "need", "level", "energy", "meets", "part"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype(
            {
                "team": "int64",
                "person_id": "str",
                "requirement": "str",
                "need": "int64",
                "level": "Int64",
                "energy": "Int64",
                "meets": "bool",
                "part": "float64",
            }
        )

    def terms(self) -> pd.DataFrame:
        """The objective of each team by term: ``team``, ``term``, ``value``, ``weight``, ``points`` = value x weight.

        Raises
        ------
        NoSolutionError
            There is no team.
        """
        _ = self.best
        rows = [
            {"team": number, "term": name, "value": team.values[name], "weight": weight, "points": team.terms[name]}
            for number, team in enumerate(self.teams, 1)
            for name, weight in self.problem.weights.items()
        ]
        return pd.DataFrame(rows, columns=["team", "term", "value", "weight", "points"])

    def binding_rules(self) -> pd.DataFrame:
        """Rules that keep a better team away, dearest first.

        Returns
        -------
        One row per rule that binds and way to give in (``change``: dropped, softened by one, or another size):
        ``rule``, ``change``, ``name``, ``best`` (worth of the best team then), ``price`` (that minus the best now),
        ``text``, ``proven`` (whether the best now is proven). Solves again for each that could bind. After a change
        of size, or of the people a requirement asks for, terms are shares of other totals; the price says so too.

        Raises
        ------
        NoSolutionError
            There is no team; the conflicts name the rules.
        """
        _ = self.best
        from talentmap.teams.binding import binding_rules  # late: it solves

        return binding_rules(self)

    def explain(self, person_id: str) -> Explanation:
        """Why somebody is in the best team or not, and the smallest change that would turn that.

        Gives a :class:`~talentmap.teams.explanation.TeamExplanation`: what they bring piece by piece, what the best
        team with the other choice costs, and the smallest change of a rule or of the person's own shared data that
        turns the outcome, tried for real, or none within two changes. Solves again for that. What others said of the
        person is not repeated.

        Raises
        ------
        UnknownLabelError
            No such person.
        """
        from talentmap.teams.explain import explain  # late: it solves

        return explain(self, person_id)

    def record(self) -> dict[str, object]:
        """A record of the first proposal that somebody else can check without a solver, as plain values for JSON.

        Holds the fingerprint of the data, the whole question, members, rules, terms in whole units, best, bound, gap
        and status, prices from which the bound can be shown again, and a SHA-256 of itself. `check_record` and
        ``talentmap verify`` check it; `write_record` writes it. Of alternatives it says nothing.
        """
        from talentmap.teams.record import record_of  # late: it works out prices

        return record_of(self)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        best = self.teams[0] if self.teams else None
        proof = self.proof.to_dict()
        return {
            "status": self.status.value,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "members": list(best.members) if best else [],
            "terms": dict(best.terms) if best else {},
            "proof": proof,
            "alternatives": [team.to_dict() for team in self.teams[1:]],
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.proof.timing),
        }
