"""Proposals against brute force: status, best team, ties, terms and alternatives."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, ProblemError, VerificationError
from talentmap.optimise.options import Progress
from talentmap.results import Status
from talentmap.teams import TeamProblem, TeamWeights, propose_teams, verify_team
from talentmap.teams.verify import Scorer
from tests.organisations import random_organisation
from tests.teams.oracle import N_PROBLEMS, every_team, random_problem, right_answers, small_organisation


@pytest.mark.parametrize("seed", range(N_PROBLEMS))
def test_agrees_with_brute_force(seed: int) -> None:
    problem = random_problem(seed)
    differ = 1 + seed % 2
    result = propose_teams(problem, alternatives=2, differ=differ)
    if not problem.facts.requirements and not problem.weights.cohesion and not problem.weights.balance:
        assert result.status is Status.INFEASIBLE
        assert result.reasons[0].kind == "teams.no_requirements"
        return
    expected = right_answers(problem, 3, differ)
    assert [team.members for team in result.teams] == expected
    if not expected:
        assert result.status is Status.INFEASIBLE
        assert result.conflicts
        assert math.isnan(result.proof.best)
        return
    worth = {team: -units for units, _, team in every_team(problem)}
    assert result.status is Status.OPTIMAL
    assert result.proof.gap == 0
    assert result.proof.verified
    for team in result.teams:
        assert team.objective == pytest.approx(worth[team.members] / problem.facts.scale, abs=1e-12)
        assert sum(team.terms.values()) == pytest.approx(team.objective, abs=1e-12)
        for name, weight in problem.weights.items():
            assert 0 <= team.values[name] <= 1
            assert weight * team.values[name] == pytest.approx(team.terms[name], abs=1e-6)
        verify_team(problem, team.members, team.objective)


def test_worked_by_hand() -> None:
    # Size 2, S1 >= 3 and S2 >= 2 with equal weight. Full coverage: one of {A, B} with one of {C, D}.
    # Ties: B-C 4 (the largest, so 1.0), A-D 1 (0.25), over C(2, 2) = 1 pair. Energy: A on S1, D on S2.
    problem = TeamProblem(small_organisation(), project="J1", weights=TeamWeights(1.0, 0.5, 0.2, 0.1))
    best = propose_teams(problem).best
    # B, C: 1 + 0 + 0.2 + 0 (both North) = 1.2;  A, D: 1 + 0.5 + 0.05 + 0.1 x (1 - 1/2) = 1.6
    assert best.members == ("A", "D")
    assert best.terms == pytest.approx(
        {"coverage": 1.0, "energy": 0.5, "cohesion": 0.05, "balance": 0.05, "growth": 0.0}
    )
    assert best.values == pytest.approx(
        {"coverage": 1.0, "energy": 1.0, "cohesion": 0.25, "balance": 0.5, "growth": 0.0}
    )
    assert best.objective == pytest.approx(1.6)
    other = propose_teams(problem.replace(weights=TeamWeights(1.0, 0.0, 0.5, 0.0))).best
    assert other.members == ("B", "C")
    assert other.objective == pytest.approx(1.5)


def test_half_credit_and_places() -> None:
    # min_people 2 for S1: A and B fill both places (1.0); with E (level 2, one short) the second is worth a half.
    data = small_organisation()
    need = data.project_requirements.assign(min_people=[2, 1], weight=[3.0, 1.0])
    problem = TeamProblem(data.replace(project_requirements=need), project="J1")
    assert propose_teams(problem).best.members == ("A", "B")
    assert propose_teams(problem).best.objective == pytest.approx(0.75)
    with_e = propose_teams(problem.replace(exclude=["B"])).best
    # A + E: 3/4 x (1 + 0.5) / 2 = 0.5625;  A + C: 3/4 x 1/2 + 1/4 = 0.625
    assert with_e.members == ("A", "C")
    assert with_e.objective == pytest.approx(0.625)


def test_smaller_team_first_then_ids() -> None:
    problem = TeamProblem(small_organisation(), project="J1", size=(1, 4))
    assert propose_teams(problem).best.members == ("A", "C")  # A C, A D, B C and B D cover all; more people add nothing


def test_private_claims_stay_out_unless_asked_for() -> None:
    data = small_organisation()
    hidden = data.claims.assign(visibility=["private", "private", *["organisation"] * 3])
    problem = TeamProblem(data.replace(claims=hidden), project="J1")
    assert propose_teams(problem).best.members == ("C", "E")
    assert propose_teams(problem.replace(include_private=True)).best.members == ("A", "C")


def test_a_certificate_must_hold_through_the_project() -> None:
    data = small_organisation()
    claims = data.claims.astype({"source": "str"})
    claims.loc[claims["person_id"] == "A", ["source", "valid_until"]] = ["certificate", "2026-02-15"]
    problem = TeamProblem(data.replace(claims=claims), project="J1", include=["A"])
    assert propose_teams(problem).best.values["coverage"] == pytest.approx(0.5)  # ends halfway: A's S1 is unknown
    claims.loc[claims["person_id"] == "A", "valid_until"] = "2026-04-01"  # the last day of the project
    problem = TeamProblem(data.replace(claims=claims), project="J1", include=["A"])
    assert propose_teams(problem).best.values["coverage"] == pytest.approx(1.0)


def test_requirements_of_the_caller() -> None:
    import pandas as pd

    need = pd.DataFrame({"strength_id": ["S2"], "level": [3]})
    problem = TeamProblem(small_organisation(), size=1, requirements=need)
    assert propose_teams(problem).best.members == ("D",)
    need.loc[0, "level"] = 5
    assert propose_teams(problem).best.members == ("D",)  # the problem keeps a copy
    with pytest.raises(ProblemError):
        TeamProblem(small_organisation(), size=1, requirements=need.assign(level=9))


def test_another_credit_table() -> None:
    strict = np.triu(np.ones((6, 6)))  # rows need, columns level: met or nothing
    problem = TeamProblem(small_organisation(), project="J1", include=["E"])
    assert propose_teams(problem).best.values["coverage"] == pytest.approx(0.75)
    assert propose_teams(problem.replace(credit=strict)).best.values["coverage"] == pytest.approx(0.5)


@pytest.mark.parametrize("seed", [3, 11, 19])
def test_row_order_changes_nothing(seed: int) -> None:
    problem = random_problem(seed)
    rng = np.random.default_rng(0)
    frames = {name: f.iloc[rng.permutation(len(f))].reset_index(drop=True) for name, f in problem.data.frames.items()}
    again = problem.replace(data=Dataset.from_frames(frames, today=problem.data.today))
    first, second = propose_teams(problem).to_dict(), propose_teams(again).to_dict()
    del first["timing"], second["timing"]
    assert first == second


def test_no_capacity_is_an_answer() -> None:
    data = small_organisation()
    nobody = TeamProblem(data.replace(people=data.people.assign(fte=0.0)), project="J1")
    result = propose_teams(nobody)
    assert result.status is Status.INFEASIBLE
    assert [reason.kind for reason in result.reasons] == ["teams.no_capacity"]
    assert result.conflicts[0].names == ("team_size:at_least", "availability:others")
    assert "No capacity" in result.summary("en")
    assert "Geen capaciteit" in result.summary("nl")
    with pytest.raises(NoSolutionError, match="No capacity"):
        result.table()
    many = propose_teams(TeamProblem(data, project="J1", size=9))
    assert many.status is Status.INFEASIBLE
    assert many.reasons[0].value == 6
    empty = data.replace(project_requirements=data.project_requirements.iloc[:0])
    assert propose_teams(TeamProblem(empty, project="J1")).reasons[0].kind == "teams.no_requirements"
    assert propose_teams(TeamProblem(empty, project="J1", weights=TeamWeights(cohesion=1.0))).best.members == ("B", "C")


def hard() -> TeamProblem:
    """Out of reach for minutes: many large teams among many ties."""
    data = random_organisation(5, n_people=300, n_strengths=12, claims_per_person=6)
    return TeamProblem(data, project="J00", size=(11, 12), weights=TeamWeights(1.0, 0.2, 1.0, 0.1))


def test_a_time_limit_gives_a_gap_or_nothing_but_never_a_proof() -> None:
    result = propose_teams(hard(), time_limit=0.5)
    assert result.status in (Status.FEASIBLE, Status.NOT_FOUND)
    assert result.reasons[-1].kind.startswith("teams.stopped")
    if result.status is Status.FEASIBLE:
        assert result.proof.gap > 0
        assert result.proof.bound > result.proof.best
        assert not result.best.proven
    at_once = propose_teams(hard(), time_limit=0.0)
    assert at_once.status in (Status.FEASIBLE, Status.NOT_FOUND)


def test_a_listener_can_stop_the_search() -> None:
    heard: list[Progress] = []
    result = propose_teams(hard(), alternatives=0, progress=lambda p: heard.append(p) or len(heard) < 2)
    assert result.status in (Status.FEASIBLE, Status.NOT_FOUND)
    assert heard


def test_a_result_pickles_and_reads_the_same() -> None:
    result = propose_teams(random_problem(3))
    again = pickle.loads(pickle.dumps(result))
    assert again.to_dict() == result.to_dict()
    assert str(again) == str(result)


def test_table_and_terms_add_up() -> None:
    result = propose_teams(TeamProblem(small_organisation(), project="J1", weights=TeamWeights(1.0, 0.5, 0.2, 0.1)))
    table, terms = result.table(), result.terms()
    for number, team in enumerate(result.teams, 1):
        assert table.loc[table["team"] == number, "part"].sum() == pytest.approx(team.terms["coverage"])
        assert terms.loc[terms["team"] == number, "points"].sum() == pytest.approx(team.objective)
    assert table["level"].isna().any()  # unknown stays unknown
    assert set(table["person_id"]) <= set("ABCDEF")


def test_a_corrupted_team_fails_verification() -> None:
    problem = TeamProblem(small_organisation(), project="J1", apart=["A", "D"], weights=TeamWeights(1.0, 0.3))
    best = propose_teams(problem).best
    verify_team(problem, best.members, best.objective)
    for members, objective in (
        (best.members, best.objective + 0.01),
        (best.members, math.nan),
        (best.members[:1], best.objective),
        (("A", "D"), best.objective),
        (("A", "A"), best.objective),
        (("A", "Nobody"), best.objective),
        (("E", "F"), best.objective),
    ):
        with pytest.raises(VerificationError):
            verify_team(problem, members, objective)


def test_every_solve_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = TeamProblem(small_organisation(), project="J1")
    monkeypatch.setattr("talentmap.teams.propose.worth", lambda *a: 0, raising=False)
    monkeypatch.setattr(Scorer, "broken", lambda self, members: ("something",))
    with pytest.raises(VerificationError, match="something"):
        propose_teams(problem)


@pytest.mark.parametrize("seed", range(0, N_PROBLEMS, 3))
def test_alternatives_stay_near_the_best(seed: int) -> None:
    problem = random_problem(seed)
    every = every_team(problem)
    within, differ = (0.0, 0.1, 0.3)[seed % 3], 1 + seed % 2
    result = propose_teams(problem, alternatives=3, differ=differ, within=within)
    if not every or not result.teams:
        return
    best = -every[0][0]
    near = [one for one in every if 100 * -one[0] >= (100 - round(100 * within)) * best]
    expected = _apart(near, 4, differ)
    assert [team.members for team in result.teams] == expected
    said = [reason for reason in result.reasons if reason.kind == "teams_front.fewer.within"]
    assert bool(said) == (len(expected) < 4)
    if said:
        assert (said[0].value, said[0].compared_to) == (len(expected) - 1, 3)


def _apart(every: list[tuple[int, int, tuple[str, ...]]], n: int, differ: int) -> list[tuple[str, ...]]:
    chosen: list[tuple[str, ...]] = []
    while every and len(chosen) < n:
        chosen.append(every[0][2])
        every = [one for one in every if len(set(chosen[-1]) - set(one[2])) >= differ]
    return chosen


def test_fewer_alternatives_than_asked_for_are_told() -> None:
    problem = TeamProblem(small_organisation(), project="J1", include=["A", "B"], exclude=["C"], size=(2, 2))
    (reason,) = propose_teams(problem, alternatives=2).reasons
    assert (reason.kind, reason.value, reason.compared_to) == ("teams_front.fewer", 0, 2)
    assert "0 other teams" in reason.text("en")
    assert not propose_teams(problem, alternatives=0).reasons
    assert propose_teams(problem.replace(robust=1), alternatives=0).reasons[0].kind == "teams_front.robust.nothing"


@pytest.mark.parametrize(
    "argument", [{"alternatives": -1}, {"differ": 0}, {"time_limit": -1.0}, {"within": 2}, {"within": "2%"}]
)
def test_arguments_out_of_range(argument: dict[str, float]) -> None:
    with pytest.raises(ProblemError):
        propose_teams(TeamProblem(small_organisation(), project="J1"), **argument)  # type: ignore[arg-type]


def test_alternatives_come_with_an_unproven_best_too() -> None:
    result = propose_teams(hard(), alternatives=2, time_limit=2.0)
    if result.status is Status.FEASIBLE:
        worth = [team.objective for team in result.teams]
        assert worth == sorted(worth, reverse=True)
        assert result.proof.bound >= worth[0]
        assert len({team.members for team in result.teams}) == len(worth)
        for team in result.teams:
            verify_team(result.problem, team.members, team.objective)
