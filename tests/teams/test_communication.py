"""Close teams from a dataset: who carries what, along which paths, told with reasons, against every team there is."""

from __future__ import annotations

import json
import os
import pickle
from itertools import combinations, product
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import talentmap as tm
from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError, VerificationError
from talentmap.results import Status
from talentmap.teams.communication_cover import MEASURES
from talentmap.teams.communication_verify import network_of, verify_close
from tests.organisations import random_organisation
from tests.teams.oracle import small_organisation

FULL = bool(os.environ.get("TALENTMAP_FULL"))


def line() -> Dataset:
    """A-B-C-D-E-F in a row: ties 4, 2, 1, 4, 2, so lengths 1, 2, 4, 1, 2; levels as in `small_organisation`."""
    people = list("ABCDEF")
    ties = pd.DataFrame({"person_a": people[:-1], "person_b": people[1:], "weight": [4.0, 2.0, 1.0, 4.0, 2.0]})
    return small_organisation(ties=ties)


def test_hand_worked_distances_paths_and_a_go_between() -> None:
    # S1 at 3: A, B; S2 at 2: C, D. B-C is 2 long, A-C is 1 + 2, A-D and B-D pass the weak tie C-D.
    team = tm.closest_team(line(), project="J1")
    assert (team.status, team.cost, team.members) == (Status.OPTIMAL, 2.0, ("B", "C"))
    assert dict(team.carriers) == {"S1": ("B",), "S2": ("C",)}
    assert team.go_betweens == ()
    # without B the way from A to C runs through B, who is only a go-between
    team = tm.closest_team(line(), project="J1", exclude=["B"])
    assert (team.cost, team.members, team.go_betweens) == (3.0, ("A", "C"), ("B",))
    assert team.paths().to_dict("records") == [
        {"person_a": "A", "person_b": "C", "distance": 3.0, "path": "A > B > C", "go_betweens": "B"}
    ]
    assert team.costs() == {"sum_of_distances": 3.0, "diameter": 3.0, "steiner": 3.0, "leader": 3.0}


def test_the_leader_is_a_member_and_the_tree_is_made_of_ties() -> None:
    asked = {"S1": 3, "S2": 3}  # S2 at 3: D alone
    lead = tm.closest_team(line(), strengths=asked, measure="leader")
    assert (lead.cost, lead.leader, lead.members) == (6.0, "B", ("B", "D"))
    tree = tm.closest_team(line(), strengths=asked, measure="steiner")
    assert (tree.cost, tree.tree, tree.go_betweens) == (6.0, (("B", "C"), ("C", "D")), ("C",))
    assert set(tree.paths()["distance"]) == {2.0, 4.0}


@pytest.mark.parametrize(("length", "cost"), [("inverse", 2.0), ("complement", 0.5)])
def test_a_length_is_made_of_a_tie_in_two_ways(length: str, cost: float) -> None:
    assert tm.closest_team(line(), project="J1", length=length).cost == cost
    nearest = tm.closest_team(line(), strengths={"S1": 2}, include=["D"], length=length)  # E carries, D-E is strongest
    assert nearest.cost == {"inverse": 1.0, "complement": 0.01}[length]


def test_recognitions_can_join_people() -> None:
    named = pd.DataFrame(
        {
            "person_id": ["A", "D", "B"],
            "colleague_id": ["D", "A", "C"],
            "strength_id": ["S2", "S1", "S2"],
            "date": pd.NaT,
        }
    )
    data = line().replace(recognitions=named)
    assert tm.closest_team(data, project="J1", through="recognitions").members == ("A", "D")  # twice against once
    assert tm.closest_team(data, project="J1", through="both").cost == 1.0


def test_what_is_missing_is_told() -> None:
    short = tm.closest_team(line(), strengths={"S1": 5})
    assert short.status is Status.INFEASIBLE
    assert [(r.kind, r.subject, r.value, r.compared_to) for r in short.reasons] == [("close.too_few", "S1", 0, 1)]
    with pytest.raises(NoSolutionError, match="S1 at level 5"):
        short.table()
    assert short.explain("A").reasons[0].kind == "close.explain.no_team"
    apart = line().ties.iloc[[0, 3]]  # A-B and D-E only: nobody is near C or D from A or B
    torn = tm.closest_team(line().replace(ties=apart.reset_index(drop=True)), project="J1")
    assert [(r.kind, r.value, r.compared_to) for r in torn.reasons] == [("close.apart", 1, 2)]
    both = tm.closest_team(line(), project="J1", include=["A"], exclude=["A"])
    assert [r.kind for r in both.reasons] == ["close.wanted_and_not"]


def test_rules_on_groups_are_told_and_not_held() -> None:
    rules = pd.DataFrame(
        {"rule_id": ["K"], "rule": ["apart"], "subjects": ["B C"], "owner": ["Council"], "reason": ["agreed"]}
    )
    team = tm.closest_team(line().replace(rules=rules), project="J1")
    assert team.members == ("B", "C")
    assert [(r.kind, r.subject) for r in team.reasons] == [("close.not_held", "apart:B C")]
    alone = tm.closest_team(line(), strengths=["S1"])  # without a project there is no size to break
    assert (alone.cost, len(alone.members), alone.reasons) == (0.0, 1, ())


def answered(team: tm.CloseTeam) -> float:
    """The right cost by looking at every way to carry everything, over networkx distances."""
    problem, facts = team.problem, team.problem.team.facts
    away = dict(nx.all_pairs_dijkstra_path_length(network_of(problem), weight="length"))
    able = [[facts.people[p] for p in problem.able if facts.meets[p, r]] for r in range(len(problem.requirements))]
    found = float("inf")
    for groups in product(*(combinations(a, r.min_people) for a, r in zip(able, problem.requirements, strict=True))):
        places = [p for group in groups for p in group]
        pairs = [away[a].get(b, np.inf) for a, b in combinations(places, 2)]
        if problem.measure == "leader":
            leads = [facts.people[p] for p in problem.able]
            found = min([found, *(sum(away[lead].get(p, np.inf) for p in places) for lead in leads)])
        else:
            found = min(found, sum(pairs) if problem.measure == "sum_of_distances" else max(pairs, default=0))
    return found / 1_000_000


@pytest.mark.parametrize("measure", ["sum_of_distances", "diameter", "leader"])
def test_every_team_of_small_organisations_agrees(measure: str) -> None:
    solved = 0
    for seed in range(40 if FULL else 3):
        data = random_organisation(seed, n_people=9, n_strengths=4)
        if not len(data.project_requirements):
            continue
        team = tm.closest_team(data, project="J00", measure=measure, through="both")
        right = answered(team)
        assert (team.cost == pytest.approx(right)) if np.isfinite(right) else not team.status.has_solution
        solved += team.status.has_solution
    assert solved


def test_explanations_say_what_the_other_choice_costs() -> None:
    team = tm.closest_team(line(), project="J1", exclude=["B"])
    kinds = {p: [r.kind for r in team.explain(p).reasons] for p in "ABCDF"}
    assert kinds["A"] == ["close.explain.carries", "close.explain.exclude.impossible"]
    assert kinds["B"] == ["close.explain.between", "close.explain.unwanted"]
    assert kinds["F"] == ["close.explain.out", "close.explain.meets_none"]
    without = team.explain("C").reasons[-1]  # D instead of C: the way from A is 1 + 2 + 4
    assert (without.kind, without.value, without.details["best"]) == ("close.explain.exclude", 4.0, 7.0)
    carrying = team.explain("D").reasons[-1]
    assert (carrying.kind, carrying.value, carrying.details["come"]) == ("close.explain.include", 4.0, "D")
    wanted = tm.closest_team(line(), project="J1", include=["F"])
    assert "close.explain.wanted" in [r.kind for r in wanted.explain("F").reasons]
    with pytest.raises(UnknownLabelError):
        team.explain("Z")


@pytest.mark.parametrize("measure", MEASURES)
def test_the_answer_is_plain_and_the_same_again(measure: str) -> None:
    data = random_organisation(3, n_people=12, n_strengths=4)
    one, other = (tm.closest_team(data, strengths=["S00", "S01"], measure=measure) for _ in range(2))
    first, second = one.to_dict(), other.to_dict()
    assert first.pop("timing")
    assert second.pop("timing")
    assert json.dumps(first) == json.dumps(second)
    again = pickle.loads(pickle.dumps(one))
    assert again.summary() == one.summary()
    with tm.use_language("nl"):
        assert one.summary() != again.summary(lang="en")
    assert one.proof.verified
    assert set(one.table()["strength_id"].dropna()) == {"S00", "S01"}


def test_verification_finds_a_wrong_cost_and_a_wrong_carrier() -> None:
    team = tm.closest_team(line(), project="J1")
    for name, value in (("cost", 1.0), ("carriers", {"S1": ("C",), "S2": ("C",)})):
        broken = pickle.loads(pickle.dumps(team))
        object.__setattr__(broken, name, value)
        with pytest.raises(VerificationError):
            verify_close(broken)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, ProblemError),
        ({"strengths": []}, ProblemError),
        ({"strengths": ["S1"], "measure": "friendship"}, UnknownLabelError),
        ({"strengths": ["S1"], "length": "log"}, UnknownLabelError),
        ({"strengths": ["S1"], "through": "rumour"}, UnknownLabelError),
        ({"strengths": ["S9"]}, UnknownLabelError),
        ({"project": "J9"}, UnknownLabelError),
        ({"strengths": ["S1"], "min_people": 0}, ProblemError),
        ({"strengths": ["S1"], "time_limit": "long"}, ProblemError),
    ],
)
def test_bad_questions_are_refused(asked: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        tm.closest_team(line(), **asked)
    with pytest.raises(ProblemError):
        tm.closest_team("data", **asked)  # type: ignore[arg-type]


def test_private_levels_stay_out_unless_asked_for() -> None:
    data = line()
    hidden = data.claims.assign(visibility=np.where(data.claims["person_id"] == "B", "private", "organisation"))
    private = data.replace(claims=hidden)
    assert tm.closest_team(private, project="J1").members == ("A", "C")
    assert tm.closest_team(private, project="J1", include_private=True).members == ("B", "C")
