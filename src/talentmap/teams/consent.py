"""Ask people first: who is in a proposal can decline it without a trace, and another is made with the others."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from talentmap.errors import ProblemError
from talentmap.results import Explanation, Reason, Status
from talentmap.teams.asked import id_list, known_ids
from talentmap.teams.problem import TeamProblem
from talentmap.teams.propose import propose_teams
from talentmap.teams.result import TeamResult
from talentmap.teams.rules import instances
from talentmap.teams.solve import Question, ceiling
from talentmap.vocabulary import text

METHOD = "consent.unsettled"
"""How the bound was obtained, as a key of the message catalogue: the same whether or not anybody declined."""


def ask_first(problem: TeamProblem, declined: Iterable[str] = (), **search: Any) -> TeamResult:
    """Propose teams without the people who declined, in a way that does not tell that anybody did, or who.

    Before a proposal goes to the manager the people in it see it and may decline; then this is asked again with their
    ids, until everybody in the proposal agrees. Declining acts like not being available. The answer is made for the
    manager's eyes, and the same in form whether nobody or many declined:

    - its question, fingerprints and names of rules are those of the question as it was asked;
    - it claims only what is true of that question: its bound is worked out from the data alone, for everybody, so
      that the proof (and a record of it) can be checked and still tells nothing; the status is seldom OPTIMAL;
    - about anybody outside it says one sentence, the same for whoever declined, has no hours or simply was not chosen,
      and not what they could have brought, because a better team that is not proposed would tell;
    - where no team is left the status is NOT_FOUND, with no rules in conflict: there may be one with everybody.

    A setting, off by default. It keeps a secret from whoever sees answers, not from whoever holds the data and can
    solve the question again: use it from the first proposal on, and let the manager see no other. The ids are used
    for this one search and kept nowhere.

    Parameters
    ----------
    problem
        The question.
    declined
        Ids of people who declined.
    search
        Options of ``propose_teams``: alternatives, differ, within, seed, time_limit, progress.

    Raises
    ------
    ProblemError, UnknownLabelError
        An argument is of the wrong kind, or names somebody unknown.
    """
    if not isinstance(problem, TeamProblem):
        raise ProblemError(text("teams.wrong.problem", found=type(problem).__name__))
    without = known_ids(problem.data.frames["people"]["person_id"], id_list(declined), "person")
    found = propose_teams(problem.replace(exclude=(*problem.exclude, *without)), **search)
    facts = problem.facts
    rules = instances(facts)
    teams = tuple(replace(team, proven=False) for team in found.teams)
    most = ceiling(Question(facts, rules, facts.present)) / facts.scale
    best = teams[0].objective if teams else math.nan
    status = Status.NOT_FOUND if not teams else Status.OPTIMAL if best >= most else Status.FEASIBLE
    proof = replace(
        found.proof,
        problem=problem.fingerprint,
        rules=tuple(instance.name for instance in rules),
        status=status,
        best=best,
        bound=most,
        method=METHOD,
        verified=bool(teams),
    )
    stopped = tuple(reason for reason in found.reasons if reason.kind.startswith("teams.stopped"))
    told = Reason("consent.asked" if teams else "consent.no_team", problem.project or "-")
    return AskedResult(problem, status, teams, proof, (), (*stopped, told))


@dataclass(frozen=True, eq=False)
class AskedResult(TeamResult):
    """Proposals after asking first: what members bring is told, about others nothing."""

    def binding_rules(self) -> pd.DataFrame:
        """Not given: what another rule would be worth is worked out with everybody, and would tell.

        Raises
        ------
        ProblemError
            Always.
        """
        raise ProblemError(text("consent.not_given"))

    def explain(self, person_id: str) -> Explanation:
        """What a member carries; one and the same sentence for everybody else.

        Raises
        ------
        UnknownLabelError
            No such person.
        """
        known_ids(self.problem.data.frames["people"]["person_id"], [person_id], "person")
        if not self.teams or person_id not in self.teams[0].members:
            return Explanation(person_id, (Reason("consent.explain.out", person_id),))
        reasons = [Reason("consent.explain.in", person_id)]
        for part in self.teams[0].parts:
            share = dict(part.carriers).get(person_id)
            if share and part.term == "coverage":
                points = round(share / part.scale, 6)
                reasons.append(
                    Reason("consent.explain.carries", person_id, points, "points", None, {"strength": part.subject})
                )
        return Explanation(person_id, tuple(reasons))
