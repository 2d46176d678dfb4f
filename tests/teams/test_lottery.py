"""A fair draw: against a linear model over every team there is, by hand, and checked by whoever has the list."""

from __future__ import annotations

import hashlib
import json
import math
import os
import pickle
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import talentmap as tm
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError, VerificationError
from talentmap.results import Status
from talentmap.teams.lottery_shares import ticket_of
from talentmap.teams.lottery_verify import verify_draw
from talentmap.teams.units import exact
from tests.teams.oracle import every_team, random_problem, small_organisation

EVERY = [(seed, within) for seed in range(200) for within in (0.0, 0.1, 0.3)]
CASES = (
    EVERY
    if os.environ.get("TALENTMAP_FULL")
    else [(13, 0.0), (7, 0.1), (18, 0.1), (41, 0.3), (45, 0.3)]  # ties count in the last two
)


def good_teams(problem: tm.TeamProblem, within: float) -> list[tuple[str, ...]]:
    teams = every_team(problem)
    floor = math.ceil(-teams[0][0] * (1 - exact(within))) if teams else 0
    return [members for worth, _, members in teams if -worth >= floor]


def largest_smallest(teams: list[tuple[str, ...]], before: dict[str, int]) -> float:
    """The best smallest (times before + chance) over all teams at once, by another solver."""
    people = sorted({p for team in teams for p in team})
    rows = [[*(-float(p in team) for team in teams), 1.0] for p in people]
    done = linprog(
        [*[0.0] * len(teams), -1.0],
        A_ub=rows,
        b_ub=[before.get(p, 0) for p in people],
        A_eq=[[*[1.0] * len(teams), 0.0]],
        b_eq=[1.0],
        bounds=[*[(0, 1)] * len(teams), (None, None)],
    )
    return float(-done.fun)


@pytest.mark.parametrize(("seed", "within"), CASES)
def test_the_smallest_chance_is_the_largest_there_is(seed: int, within: float) -> None:
    problem = random_problem(seed)
    teams = good_teams(problem, within)
    if not teams:
        pytest.skip("no team keeps these rules")
    people = sorted({p for team in teams for p in team})
    before = dict.fromkeys(people[::3], 1) if seed % 2 else {}
    draw = tm.draw_team(problem, within=within, past=before, time_limit=None)
    assert draw.status is Status.OPTIMAL
    assert draw.eligible == tuple(people)
    assert {lot.members for lot in draw.lots} <= set(teams)
    assert draw.proof.best == pytest.approx(largest_smallest(teams, before), abs=2e-6)
    assert draw.drawn in teams


def alike() -> tm.TeamProblem:
    """Two of A, B (S1) beside C, D (S2), all worth the same: four teams."""
    return tm.TeamProblem(small_organisation(), project="J1")


@cache
def halves() -> tm.Draw:
    """The draw among those four teams."""
    return tm.draw_team(alike(), within=0.0)


def test_four_equal_people_have_half_a_chance_each() -> None:
    # S1 at 3 is met by A and B, S2 at 2 by C and D: AC, AD, BC, BD are worth the same, so everybody can have 1/2.
    draw = halves()
    assert draw.eligible == ("A", "B", "C", "D")
    assert [draw.chance(p) for p in "ABCD"] == [Fraction(1, 2)] * 4
    assert draw.chance("E") == 0
    assert draw.proof.best == draw.proof.bound == 0.5
    assert draw.table()["tickets"].tolist() == [draw.tickets // 2] * 4


def test_whoever_was_drawn_before_gives_way() -> None:
    # A and C were drawn before: B and D can then be certain, and 1 is the most the smallest sum can be
    draw = tm.draw_team(alike(), within=0.0, past=[["A", "C"]])
    assert draw.drawn == ("B", "D")
    assert draw.proof.best == 1.0
    turn = tm.draw_team(alike(), within=0.0, past=[draw])
    assert turn.drawn == ("A", "C")
    same = [tm.draw_team(alike(), within=0.0, past=past) for past in (["A", "C"], {"A": 1, "C": 1, "B": 0})]
    assert [one.drawn for one in same] == [("B", "D")] * 2


def test_anybody_can_check_the_draw_from_the_text_and_the_list() -> None:
    drawn = halves()
    for seed in ("public text", "1 7 22 31 40 41, 5 december", "é"):
        draw = replace(drawn, seed=seed, drawn=drawn.lots[ticket_of(seed, len(drawn.lots))].members)
        verify_draw(draw)
        number = int(hashlib.sha256(seed.encode("utf-8")).hexdigest(), 16)
        ticket = number * draw.tickets // 2**256
        lists = draw.teams()
        row = lists[(lists["first_ticket"] <= ticket) & (ticket <= lists["last_ticket"])]
        assert row["members"].tolist() == [" ".join(draw.drawn)]
        assert row["drawn"].tolist() == [True]
        assert lists["chance"].sum() == pytest.approx(1)
        assert hashlib.sha256(seed.encode()).hexdigest() in draw.summary()


def test_tickets_spread_evenly_over_texts() -> None:
    # 4,000 texts over 4 tickets: each near 1,000, six standard deviations are 164
    counts = np.bincount([ticket_of(f"text {k}", 4) for k in range(4000)], minlength=4)
    assert counts.sum() == 4000
    assert np.abs(counts - 1000).max() < 164
    assert ticket_of("any", 1) == 0


def test_it_is_the_same_again_and_does_not_hang_on_the_order_of_rows() -> None:
    problem = random_problem(7)
    shuffled = problem.replace(data=problem.data.replace(people=problem.data.people.iloc[::-1].reset_index(drop=True)))
    one, two = tm.draw_team(problem, within=0.2).to_dict(), tm.draw_team(shuffled, within=0.2).to_dict()
    for answer in (one, two):
        answer.pop("timing")
    assert json.dumps(one) == json.dumps(two)


def test_chances_that_are_no_simple_fractions_become_a_million_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talentmap.teams.lottery_shares._SIMPLE", 1)
    draw = tm.draw_team(alike(), within=0.0)
    assert draw.tickets == 1_000_000
    assert draw.status is Status.OPTIMAL
    assert draw.proof.best == 0.5


def test_a_person_is_told_their_chance() -> None:
    draw = halves()
    kinds = {p: draw.explain(p).reasons[0].kind for p in "ABCDE"}
    assert kinds["E"] == "lottery.explain.none"
    assert {p for p, kind in kinds.items() if kind == "lottery.explain.drawn"} == set(draw.drawn)
    assert draw.explain("A").reasons[0].value == 0.5
    with pytest.raises(UnknownLabelError):
        draw.explain("Z")


def test_without_a_team_the_rules_in_conflict_are_named() -> None:
    draw = tm.draw_team(alike().replace(include=["A"], exclude=["A"]))
    assert draw.status is Status.INFEASIBLE
    assert draw.conflicts
    assert draw.drawn == ()
    assert draw.explain("A").reasons[0].kind == "lottery.explain.no_team"
    with pytest.raises(NoSolutionError):
        draw.table()
    assert json.dumps(draw.to_dict())


def test_without_time_it_says_so() -> None:
    draw = tm.draw_team(alike(), within=0.0, time_limit=0.0)
    assert draw.status is Status.FEASIBLE
    assert draw.proof.bound >= draw.proof.best
    assert {reason.kind for reason in draw.reasons} <= {"lottery.best_unproven", "lottery.incomplete"}
    assert draw.reasons


def test_verification_finds_a_draw_that_was_tampered_with() -> None:
    draw = halves()
    other = next(lot.members for lot in draw.lots if lot.members != draw.drawn)
    bad = tuple(replace(lot, members=("A", "E")) if k == 0 else lot for k, lot in enumerate(draw.lots))
    more = tuple(replace(lot, tickets=lot.tickets + (k == 0)) for k, lot in enumerate(draw.lots))
    for name, value in (("drawn", other), ("lots", bad), ("lots", more)):
        broken = pickle.loads(pickle.dumps(draw))
        object.__setattr__(broken, name, value)
        with pytest.raises(VerificationError):
            verify_draw(broken)
    verify_draw(pickle.loads(pickle.dumps(draw)))


@pytest.mark.parametrize(
    "asked",
    [
        {"within": -0.1},
        {"within": "2 %"},
        {"within": True},
        {"seed": " "},
        {"seed": 7},
        {"past": "A"},
        {"past": {"A": -1}},
        {"past": 3},
        {"time_limit": "long"},
    ],
)
def test_bad_arguments_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ProblemError):
        tm.draw_team(alike(), **asked)
    with pytest.raises(UnknownLabelError):
        tm.draw_team(alike(), past=["Z"])
    with pytest.raises(ProblemError):
        tm.draw_team(pd.DataFrame())  # type: ignore[arg-type]
