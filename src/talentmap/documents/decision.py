"""The decision record: which proposal was taken along, who decided it, why, and the proof it rested on.

A proposal is not a decision. Only a named person makes one, with a reason, and this record keeps both beside the
fingerprints of the data and the problem, so that anybody can see later what was known at the time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from talentmap.documents.naming import Names
from talentmap.documents.page import render_page
from talentmap.errors import NoSolutionError, ProblemError
from talentmap.results import Proof
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset
    from talentmap.matching import MatchResult
    from talentmap.teams import TeamResult


@dataclass(frozen=True)
class DecisionRecord:
    """A proposal taken along by a named person.

    Parameters
    ----------
    kind
        ``"team"`` or ``"match"``.
    subject, title
        Id and title of the project; blank for role matches.
    proposal, n_proposals
        Which of the proposals was chosen, counted from 1, and how many there were.
    rows
        Who does what: for a team person_id, name, unit; for role matches role_id, title, person_id, name, fit.
    terms, best
        The objective of the chosen proposal and the parts that add up to it.
    others
        The proposals not taken: members and objective of each.
    decided_by, reason, date
        Who decided, why, and when (ISO date).
    proof
        The proof record of the answer the proposal came from, with the fingerprints of data and problem.
    """

    kind: str
    subject: str
    title: str
    proposal: int
    n_proposals: int
    rows: tuple[Mapping[str, object], ...]
    terms: Mapping[str, float]
    best: float
    others: tuple[Mapping[str, object], ...]
    decided_by: str
    reason: str
    date: str
    proof: Proof

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; NaN becomes None."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "title": self.title,
            "proposal": self.proposal,
            "n_proposals": self.n_proposals,
            "rows": [dict(row) for row in self.rows],
            "terms": {name: _plain(value) for name, value in self.terms.items()},
            "best": _plain(self.best),
            "others": [dict(other) for other in self.others],
            "decided_by": self.decided_by,
            "reason": self.reason,
            "date": self.date,
            "data": self.proof.data,
            "problem": self.proof.problem,
            "proof": self.proof.to_dict(),
        }

    def to_json(self) -> str:
        """The record as one JSON object."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_html(self, lang: str | None = None) -> str:
        """One page that opens anywhere, prints on one sheet and asks nothing from outside."""
        area = "teams.term" if self.kind == "team" else "report.match"
        terms = [(text(f"{area}.{name}", lang=lang), value) for name, value in self.terms.items() if value]
        proof = self.proof.text(lang)
        return render_page("decision.html.j2", lang=lang, record=self, terms=terms, proof_line=proof)


def decision_record(
    result: TeamResult | MatchResult,
    team: int = 0,
    *,
    decided_by: str,
    reason: str,
    date: object = None,
    data: Dataset | None = None,
) -> DecisionRecord:
    """Record that a named person takes a proposal along.

    Parameters
    ----------
    result
        What `propose_teams` or `match_roles` returned.
    team
        Position of the chosen proposal in ``result.teams``, counted from 0; role matches have one proposal.
    decided_by
        The person who decides: a name, or an id from the table of people, which is replaced by the name.
    reason
        Why this one, in the decider's own words.
    date
        Day of the decision; the reference date of the data if not said.
    data
        The dataset of role matches, for names and the reference date; a team brings its own.

    Raises
    ------
    ProblemError
        No name, no reason, no date to be had, or no proposal of that number.
    NoSolutionError
        The result holds no proposal.
    """
    decided_by, reason = " ".join(decided_by.split()), reason.strip()
    if not decided_by:
        raise ProblemError(text("report.decision.no_name"))
    if not reason:
        raise ProblemError(text("report.decision.no_reason"))
    if not result.status.has_solution:
        raise NoSolutionError(text("report.decision.no_proposal"))
    data = data or _data_of(result)
    common = {
        "decided_by": _labels(data, "people").get(decided_by, decided_by),
        "reason": reason,
        "date": _day(date, data),
        "proof": result.proof,
    }
    return (
        _team_record(result, team, data, common)
        if hasattr(result, "teams")
        else _match_record(result, team, data, common)
    )


def _team_record(result: Any, team: int, data: Dataset | None, common: dict[str, Any]) -> DecisionRecord:
    if not 0 <= team < len(result.teams):
        raise ProblemError(text("report.decision.no_such_proposal", asked=team + 1, n=len(result.teams)))
    chosen = result.teams[team]
    project = getattr(result.problem, "project", None) or ""
    return DecisionRecord(
        kind="team",
        subject=project,
        title=_labels(data, "projects").get(project, project),
        proposal=team + 1,
        n_proposals=len(result.teams),
        rows=tuple(_people(data, chosen.members)),
        terms=dict(chosen.terms),
        best=float(chosen.objective),
        others=tuple(
            {"proposal": place + 1, "members": list(other.members), "best": _plain(float(other.objective))}
            for place, other in enumerate(result.teams)
            if place != team
        ),
        **common,
    )


def _match_record(result: Any, team: int, data: Dataset | None, common: dict[str, Any]) -> DecisionRecord:
    if team != 0:
        raise ProblemError(text("report.decision.no_such_proposal", asked=team + 1, n=1))
    names, titles = _labels(data, "people"), _labels(data, "roles")
    seats = result.seats
    rows = tuple(
        {
            "role_id": role,
            "title": titles.get(role, role),
            "person_id": person,
            "name": names.get(person, person),
            "fit": _plain(float(fit)),
        }
        for role, person, fit in zip(seats["role_id"], seats["person_id"], seats["fit"], strict=True)
        if isinstance(person, str)
    )
    return DecisionRecord(
        kind="match",
        subject="",
        title=text("report.decision.matches"),
        proposal=1,
        n_proposals=1,
        rows=rows,
        terms=dict(result.terms()),
        best=float(result.proof.best),
        others=(),
        **common,
    )


def _data_of(result: Any) -> Dataset | None:
    """Dataset a result was made from, where it kept one: names and the reference date come from it."""
    problem = getattr(result, "problem", None)
    return getattr(problem, "data", None) or getattr(result, "data", None)


def _labels(data: Dataset | None, table: str) -> Mapping[str, str]:
    """Id -> name of the rows of a table; nothing without a dataset."""
    return {} if data is None else Names(data).of[table]


def _people(data: Dataset | None, members: Sequence[str]) -> list[Mapping[str, object]]:
    if data is None:
        return [{"person_id": person, "name": person, "unit": ""} for person in members]
    people = data.frames["people"].set_index("person_id")
    return [
        {"person_id": person, "name": str(people.loc[person, "name"]), "unit": str(people.loc[person, "unit"])}
        for person in members
    ]


def _day(date: object, data: Dataset | None) -> str:
    if date is None:
        known = None if data is None else data.reference_date
        if known is None:
            raise ProblemError(text("report.decision.no_date"))
        date = known
    try:
        day = pd.Timestamp(date)  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise ProblemError(text("report.decision.bad_date", found=str(date)[:40])) from error
    if pd.isna(day):
        raise ProblemError(text("report.decision.no_date"))
    return day.date().isoformat()


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
