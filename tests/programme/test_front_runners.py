"""Front runners against brute force, against the solver, and where the rules cannot hold together."""

from __future__ import annotations

import json
import math
import os
import pickle
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError, VerificationError
from talentmap.examples import toy
from talentmap.programme.coverage import SCALE, Reach, best_sum, gain_prices, greedy, lower_prices, price_bound
from talentmap.programme.coverage_search import Covered, Search, exchange, most_covered
from talentmap.programme.front_problem import FrontRunnerProblem
from talentmap.programme.front_runners import choose_front_runners
from talentmap.programme.front_verify import broken_rules, check_choice, check_prices, reached
from talentmap.results import Status
from talentmap.vocabulary import use_language
from tests.organisations import random_organisation

FULL = bool(os.environ.get("TALENTMAP_FULL"))


def asked(data: Dataset, n: int, volunteers: list[str], **more: Any) -> FrontRunnerProblem:
    given: dict[str, Any] = {"team": "unit", "least": 0, "most": None, **more}
    return FrontRunnerProblem(data, n, tuple(volunteers), **given)


def brute(problem: FrontRunnerProblem) -> tuple[int, tuple[str, ...]] | None:
    """The greatest coverage and the first choice by ids that has it, by looking at every choice."""
    best: tuple[int, tuple[str, ...]] | None = None
    for chosen in combinations(problem.volunteers, problem.places):
        if not broken_rules(problem, chosen):
            found = len(reached(problem, chosen))
            if best is None or found > best[0]:
                best = found, chosen
    return best


def random_question(seed: int) -> tuple[Dataset, dict[str, Any]]:
    rng = np.random.default_rng(seed)
    data = random_organisation(seed, n_people=int(rng.integers(4, 11)), n_units=int(rng.integers(1, 4)))
    people = data.people["person_id"].tolist()
    volunteers = [p for p in people if rng.random() < 0.8]
    most = None if rng.random() < 0.5 else int(rng.integers(1, 3))
    question = {"n": int(rng.integers(1, 5)), "volunteers": volunteers, "most_per_team": most}
    return data, {**question, "least_per_team": int(rng.integers(0, 2)), "team": "unit"}


@pytest.mark.parametrize("seed", range(200 if FULL else 20))
def test_the_choice_is_the_first_of_the_best_and_the_bounds_hold(seed: int) -> None:
    data, question = random_question(seed)
    result = choose_front_runners(data, time_limit=None, **question)
    problem = result.problem
    best = brute(problem)
    if best is None:
        assert result.status is Status.INFEASIBLE
        assert result.conflicts
        return
    assert result.status is Status.OPTIMAL
    assert (result.best, result.chosen) == best
    assert result.best == result.bound
    assert result.greedy is not None
    assert result.greedy.value >= result.greedy.guarantee * result.best
    assert result.greedy.bound >= result.best


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_every_price_gives_a_bound_and_moving_them_lowers_it(seed: int) -> None:
    data, question = random_question(seed)
    problem = asked(data, question["n"], question["volunteers"], most=question["most_per_team"])
    best = brute(problem)
    if best is None:
        return
    reach, rng = problem.reach, np.random.default_rng(seed)
    for _ in range(20):
        prices = rng.integers(0, SCALE + 1, len(reach.weight))
        assert price_bound(reach, prices) >= best[0]
    bound, prices = gain_prices(reach, greedy(reach))
    lower, moved = lower_prices(reach, prices, best[0], lambda *_: True)
    assert best[0] <= lower
    check_prices(problem, moved, lower)
    check_prices(problem, prices, bound)
    with pytest.raises(VerificationError):
        check_prices(problem, prices, bound - 1)


def test_the_best_sum_keeps_least_and_most_per_team() -> None:
    rng = np.random.default_rng(1)
    for seed in range(20):
        data, question = random_question(seed)
        problem = asked(data, question["n"], question["volunteers"], least=1, most=2)
        if brute(problem) is None:
            continue
        reach = problem.reach
        worth = rng.integers(0, 5, reach.size)
        chosen = [c for c in combinations(range(reach.size), reach.places) if reach.holds(c)]
        kept = best_sum(reach, worth)
        assert reach.holds(tuple(np.flatnonzero(kept)))
        assert worth[kept].sum() == max(worth[list(c)].sum() for c in chosen)


def crowd(seed: int, n: int, teams: int) -> FrontRunnerProblem:
    """`n` volunteers in teams of like size with three ties each in the mean, eight of them chosen."""
    rng = np.random.default_rng(seed)
    base = random_organisation(seed, n_people=n, claims_per_person=0)
    pairs = np.unique(np.sort(rng.integers(0, n, (2 * n, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    ids = base.people["person_id"].to_numpy()
    ties = pd.DataFrame({"person_a": ids[pairs[:, 0]], "person_b": ids[pairs[:, 1]], "weight": 1.0})
    people = base.people.assign(unit=[f"T{k % teams:02d}" for k in range(n)])
    return asked(base.replace(people=people, ties=ties), 8, list(ids), most=1)


def test_exchanges_keep_the_rules_repeat_and_improve() -> None:
    reach = crowd(3, 60, 12).reach
    start = greedy(reach)
    bound, prices = gain_prices(reach, start)
    poor = tuple(np.flatnonzero(best_sum(reach, np.zeros(reach.size))).tolist())
    begun = Covered(Status.FEASIBLE, poor, reach.value(poor), bound, start, bound, prices, bound)
    found = [exchange(Search(reach, 5), begun, 20_000) for _ in range(2)]
    assert found[0].chosen == found[1].chosen
    assert reach.holds(found[0].chosen)
    assert found[0].best == reach.value(found[0].chosen) > begun.best
    solved = most_covered(Search(reach, 5))
    assert solved.status is Status.OPTIMAL
    assert found[0].best <= solved.best <= min(solved.by_prices, solved.by_solver)
    assert solved.settled


def test_without_time_the_greedy_choice_stands_with_its_bound() -> None:
    problem = crowd(3, 60, 12)
    volunteers = list(problem.volunteers)
    result = choose_front_runners(
        problem.data, 8, volunteers=volunteers, least_per_team=0, most_per_team=1, time_limit=0
    )
    assert result.greedy is not None
    assert (result.best, result.bound) == (result.greedy.value, result.greedy.bound)
    assert result.status is Status.FEASIBLE
    assert result.gap == pytest.approx((result.bound - result.best) / result.best)
    assert "stopped" in result.summary()


def test_a_listener_hears_of_the_search_and_can_stop_it() -> None:
    problem, heard = crowd(3, 60, 12), []

    def listen(progress: Any) -> bool:
        heard.append(progress.stage)
        return False

    more: dict[str, Any] = {"volunteers": problem.volunteers, "least_per_team": 0, "most_per_team": 1}
    result = choose_front_runners(problem.data, 8, progress=listen, **more)
    assert heard
    assert result.status is Status.FEASIBLE


def test_shuffled_rows_change_nothing() -> None:
    problem = crowd(4, 30, 6)
    turned = problem.data.replace(
        people=problem.data.people.sample(frac=1, random_state=1), ties=problem.data.ties.sample(frac=1, random_state=2)
    )
    more: dict[str, Any] = {"least_per_team": 0, "most_per_team": 2, "time_limit": None}
    one = choose_front_runners(problem.data, 5, volunteers=problem.volunteers, **more)
    other = choose_front_runners(turned, 5, volunteers=problem.volunteers[::-1], **more)
    assert one.chosen == other.chosen
    assert one.problem.fingerprint == other.problem.fingerprint
    assert pickle.loads(pickle.dumps(one)).chosen == one.chosen


def test_nobody_is_a_volunteer_unless_they_say_so() -> None:
    result = choose_front_runners(toy(), 1)
    assert result.status is Status.INFEASIBLE
    assert [rule.kind for rule in result.conflicts[0].rules] == ["front_runners.conflict.nobody"]
    assert math.isnan(result.best)
    with pytest.raises(NoSolutionError, match="Nobody has volunteered"):
        result.table()
    assert result.explain("P1").reasons[0].kind == "front_runners.explain.none"


def test_more_teams_than_places_says_how_many_and_the_ways_out_work() -> None:
    problem = crowd(5, 24, 12)
    volunteers = list(problem.volunteers)
    result = choose_front_runners(problem.data, 7, volunteers=volunteers)
    (conflict,) = result.conflicts
    assert conflict.names == ("places:7", "least_per_team")
    assert "12 teams" in conflict.text("en")
    assert "7 places" in conflict.text("en")
    more, even = conflict.relaxations
    assert choose_front_runners(problem.data, int(str(more.value)), volunteers=volunteers).status.has_solution
    bounds = {"least_per_team": even.details["least"], "most_per_team": even.details["most"]}
    assert bounds == {"least_per_team": 0, "most_per_team": 1}
    spread = choose_front_runners(problem.data, 7, volunteers=volunteers, **bounds)  # type: ignore[arg-type]
    assert spread.teams()["front_runner"].max() == 1


def test_teams_without_a_volunteer_are_named() -> None:
    result = choose_front_runners(toy(), 2, volunteers=["P1", "P2"])
    (conflict,) = result.conflicts
    assert "Stadsbeheer" in conflict.text("en")
    assert conflict.relaxations[-1].kind == "front_runners.out.no_least"
    assert choose_front_runners(toy(), 2, volunteers=["P1", "P2"], least_per_team=0).status is Status.OPTIMAL
    one = choose_front_runners(toy(), 2, volunteers=["P1", "P2"], least_per_team={"Dienstverlening": 1})
    assert one.status is Status.OPTIMAL


@pytest.mark.parametrize(
    ("n", "more", "names"),
    [
        (3, {"volunteers": ["P1", "P4"]}, ("places:3", "volunteers")),
        (3, {"volunteers": ["P1", "P2", "P4"], "most_per_team": 1}, ("places:3", "most_per_team")),
        (4, {"volunteers": ["P1", "P4"], "least_per_team": 2}, ("least_per_team:2", "Dienstverlening")),
        (2, {"volunteers": ["P1", "P4"], "least_per_team": 1, "most_per_team": 0}, ("least_per_team:1",)),
    ],
)
def test_other_conflicts_name_what_clashes(n: int, more: dict[str, Any], names: tuple[str, ...]) -> None:
    result = choose_front_runners(toy(), n, **more)
    assert result.status is Status.INFEASIBLE
    said = [conflict.names for conflict in result.conflicts]
    assert any(found[: len(names)] == names for found in said), said


def test_whom_only_one_reaches_and_what_a_swap_changes() -> None:
    # Ties of toy(): P2 with P1 and P3, P5 with P6; of P4 and P7 none is known.
    result = choose_front_runners(toy(), 2, volunteers=["P1", "P2", "P4", "P6", "P7"])
    assert result.chosen == ("P2", "P6")
    table = result.table().set_index("person_id")
    assert table.loc["P2", "only"] == "P1 P2 P3"
    assert table.loc["P4", "state"] == "unknown"
    assert table["state"].tolist().count("front_runner") == 2
    for lang in ("nl", "en"):
        with use_language(lang):
            assert "P1, P2, P3" in result.explain("P2").text()
            assert "P1" in result.explain("P1").text()
            assert len(result.explain("P5").reasons) == 2
    swap = result.explain("P1").reasons[-1]
    assert swap.details["other"] == "P2"
    assert swap.value == 5 - len(reached(result.problem, ["P1", "P6"]))
    teams = result.teams()
    assert (teams[["front_runner", "reached", "unreached", "unknown"]].sum(axis=1) == teams["people"]).all()
    answer = json.loads(json.dumps(result.to_dict()))
    assert answer["not_reached"] == ["P4", "P7"]
    assert set(answer) >= {"status", "best", "bound", "gap", "proof", "conflicts", "timing"}


def test_somebody_who_left_is_never_chosen_and_that_is_said() -> None:
    people = toy().people
    people["end_date"] = pd.NaT
    people.loc[people["person_id"] == "P6", "end_date"] = pd.Timestamp("2026-01-01")
    data = toy().replace(people=people)
    result = choose_front_runners(data, 2, volunteers=["P2", "P4", "P6"])
    assert result.chosen == ("P2", "P4")
    assert any(reason.kind == "front_runners.absent" for reason in result.reasons)
    assert "P6" not in result.table()["person_id"].tolist()
    with pytest.raises(UnknownLabelError, match="P6"):
        result.explain("P6")


def test_a_wrong_choice_is_found_by_the_check() -> None:
    problem = asked(toy(), 2, ["P2", "P6"], least=1)
    check_choice(problem, ["P2", "P6"], 5)
    for wrong, best in ((["P2", "P6"], 6), (["P2", "P1"], 3), (["P2"], 3), (["P2", "P2"], 3)):
        with pytest.raises(VerificationError):
            check_choice(problem, wrong, best)


WRONG: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "no whole number": ({"n": 1.5}, ProblemError, "1.5"),
    "no places": ({"n": 0}, ProblemError, "n: 0"),
    "a stranger": ({"volunteers": ["P11"]}, UnknownLabelError, "P11"),
    "a number as id": ({"volunteers": [1]}, ProblemError, "ids of people"),
    "no list": ({"volunteers": 3}, ProblemError, "ids of people"),
    "a column that is not there": ({"team": "unitt"}, UnknownLabelError, "unit"),
    "a team that is not there": ({"least_per_team": {"Stads": 1}}, UnknownLabelError, "Stadsbeheer"),
    "a negative least": ({"least_per_team": -1}, ProblemError, "-1"),
    "a time in words": ({"time_limit": "9"}, ProblemError, "time_limit"),
    "a seed in words": ({"seed": "x"}, ProblemError, "seed"),
    "no dataset": ({"data": {}}, ProblemError, "Dataset"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_told_in_both_languages(name: str) -> None:
    change, kind, said = WRONG[name]
    given = {"data": toy(), "n": 1, "volunteers": ["P1"], **change}
    with pytest.raises(kind, match=said) as english:
        choose_front_runners(given.pop("data"), given.pop("n"), **given)
    given = {"data": toy(), "n": 1, "volunteers": ["P1"], **change}
    with use_language("nl"), pytest.raises(kind) as dutch:
        choose_front_runners(given.pop("data"), given.pop("n"), **given)
    assert str(dutch.value) != str(english.value)


def test_groups_without_a_choice_are_merged() -> None:
    reach: Reach = asked(toy(), 1, ["P2", "P6"]).reach
    assert sorted(reach.weight.tolist()) == [2, 3]
    assert reach.value((0, 1)) == 5
