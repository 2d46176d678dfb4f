"""Repairs: the fewest moves of all plans with the same groups, the terms next, subgroups with the fewest changes."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import talentmap.groups.repair as repairing
from talentmap.data.read import read_dataset
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError
from talentmap.groups import GroupResult, plan_groups, repair_groups, swap_people, verify_groups
from talentmap.groups.again import on_used_slots
from talentmap.groups.edit import broken_by_hand
from talentmap.groups.keeping import keeps
from talentmap.groups.regroup import regroup
from talentmap.groups.result import Subgroup
from talentmap.groups.verify import Scorer
from talentmap.results import Status
from tests.groups.oracle import Oracle
from tests.groups.plans import DATED, workshop, workshop_plan
from tests.groups.random_questions import random_question

FULL = bool(os.environ.get("TALENTMAP_FULL"))
MINISTRY = Path(__file__).resolve().parents[2] / "data" / "ministry"


# --- against every plan -----------------------------------------------------------------------------------------


def right(result: GroupResult, members: list[str]) -> tuple[int, tuple[Any, ...]] | None:
    """Fewest moves and then the best terms, of every way to put these people in the groups of the plan."""
    problem, _ = repairing.asked_again(result, members)
    layout = on_used_slots(problem.facts.layout, [group.slot for group in result.groups])
    home = {p: g for g, group in enumerate(result.groups) for p in group.members}
    oracle, found = Oracle(problem), []
    for labels in product(range(len(result.groups)), repeat=len(members)):
        if not keeps(layout, np.array(labels)):
            continue
        moves = sum(home.get(p, g) != g for p, g in zip(layout.people, labels, strict=True))
        plan = tuple(
            (tuple(p for p, g in zip(layout.people, labels, strict=True) if g == own), (group.date, group.part))
            for own, group in enumerate(result.groups)
        )
        found.append((-moves, oracle.worth(plan)))
    best = max(found, default=None)
    return None if best is None else (-best[0], best[1])


@pytest.mark.parametrize("searched", [False, True], ids=["looked at", "searched"])
@pytest.mark.parametrize("seed", range(120 if FULL else 8))
def test_no_plan_moves_fewer(seed: int, searched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if searched:
        monkeypatch.setattr(repairing, "few_moves", lambda layout, before: 0)
    rng = np.random.default_rng(seed)
    problem = random_question(seed)
    people = list(problem.members)
    newcomer = people.pop(int(rng.integers(len(people)))) if rng.random() < 0.5 else None
    try:
        result = plan_groups(problem.replace(people=people))
    except ProblemError:
        return  # not every number of people fits a policy
    if not result.groups:
        return
    gone = str(rng.choice(people)) if newcomer is None or rng.random() < 0.3 else None
    members = sorted({*people, *filter(None, [newcomer])} - {gone})
    if len(members) < len(result.groups):
        return
    repaired = repair_groups(result, without=filter(None, [gone]), joins=filter(None, [newcomer]))
    asked = right(result, members)
    if asked is None:
        assert repaired.status is Status.INFEASIBLE
        assert repaired.conflicts
        return
    assert repaired.status is Status.OPTIMAL
    assert (repaired.n_moves, repaired.bound) == (asked[0], asked[0])
    plan = tuple((group.members, (group.date, group.part)) for group in repaired.result.groups)
    assert Oracle(repaired.result.problem).worth(plan) == asked[1]
    verify_groups(repaired.result.problem, repaired.result.groups)


# --- the ministry -----------------------------------------------------------------------------------------------


@lru_cache
def ministry(policy: str) -> GroupResult:
    return plan_groups(read_dataset(MINISTRY), size=12, policy=policy, subgroups=3)


@pytest.mark.parametrize("policy", ["under", "over"] if FULL else ["under"])
def test_late_cancellations_at_the_ministry(policy: str) -> None:
    result, rng = ministry(policy), np.random.default_rng(100)
    moves: Counter[int] = Counter()
    n = 100 if FULL else 5
    for _ in range(n):
        person = str(rng.choice(result.problem.members))
        repaired = repair_groups(result, without=[person])
        groups = repaired.result.groups
        sizes = [len(group.members) for group in groups]
        assert max(sizes) - min(sizes) <= 1
        assert [(g.id, g.date) for g in groups] == [(g.id, g.date) for g in result.groups]
        assert repaired.status is Status.OPTIMAL
        assert repaired.bound == repaired.n_moves
        verify_groups(repaired.result.problem, groups)
        home = {p: g.id for g in result.groups for p in g.members}
        moved = {p for g in groups for p in g.members if home[p] != g.id}
        assert len(moved) == repaired.n_moves
        moves[repaired.n_moves] += 1
    assert sum(number for k, number in moves.items() if k <= 2) > n / 2, moves


# --- what is told -----------------------------------------------------------------------------------------------


def test_a_table_of_who_goes_where() -> None:
    plan = workshop_plan()  # B D E F and A C G H
    repaired = repair_groups(plan, without=["H"])
    assert repaired.n_moves == 0
    assert repaired.table().to_dict("records") == [{"person_id": "H", "from": "G02", "to": None}]
    assert "drops out of G02" in repaired.summary("en")
    back = repair_groups(repaired.result, joins=["H"])
    assert back.moves == (("H", None, "G02"),)
    assert [group.members for group in back.result.groups] == [group.members for group in plan.groups]
    again = pickle.loads(pickle.dumps(back))
    assert again.result.to_dict() == back.result.to_dict()
    assert again.table().equals(back.table())


def test_the_rules_that_allow_no_repair_are_named() -> None:
    plan = workshop_plan()
    repaired = repair_groups(plan, without=["A"])  # then nobody on the second of March has S1 at 3 or above
    assert repaired.status is Status.INFEASIBLE
    names = {name for conflict in repaired.conflicts for name in conflict.names}
    assert "needs_strength:S1 3" in names
    with pytest.raises(NoSolutionError):
        repaired.result.table()
    assert "a new plan on other dates" in repaired.summary("en")


def test_what_was_waived_stays_waived_though_its_name_changes() -> None:
    rows = [*DATED[:2], ("K9", "apart", "A C E F", "", "")]
    plan = plan_groups(workshop(*rows), size=4, waive=["apart:A C E F"])
    repaired = repair_groups(plan, without=["F"])
    assert repaired.result.problem.waive == ("apart:A C E",)
    assert repaired.n_moves == 0


def test_what_was_broken_by_hand_stays_where_it_was_and_goes_no_further() -> None:
    edited = swap_people(workshop_plan(), "E", "C", because="agreed").result  # C is with D now
    repaired = repair_groups(edited, without=["H"])
    assert repaired.n_moves == 0
    assert broken_by_hand(repaired.result) == ("not_with_manager:K2",)
    assert {"C", "D"} <= set(repaired.result.group_of("D").members)
    assert "B" not in repaired.result.group_of("A").members
    gone = repair_groups(edited, without=["D"])
    assert broken_by_hand(gone.result) == ()


def test_sizes_that_the_policy_no_longer_gives_stay_even() -> None:
    plan = plan_groups(workshop(), size=4, policy="over")
    repaired = repair_groups(plan, without=["A"])  # 7 people: over 4 would be one group
    assert sorted(len(group.members) for group in repaired.result.groups) == [3, 4]
    assert repaired.n_moves == 0


def test_the_same_question_gives_the_same_answer() -> None:
    one, two = (repair_groups(workshop_plan(), without=["F"], seed=3) for _ in range(2))
    assert one.result.to_dict() | {"timing": 0} == two.result.to_dict() | {"timing": 0}
    assert one.moves == two.moves


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"without": ["Z"]}, UnknownLabelError),
        ({"joins": ["Z"]}, UnknownLabelError),
        ({"joins": ["A"]}, ProblemError),
        ({"without": list("BCDEFGH")}, ProblemError),
        ({"without": [3]}, ProblemError),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        repair_groups(workshop_plan(), **asked)


# --- subgroups --------------------------------------------------------------------------------------------------


def parts(*members: str) -> tuple[Subgroup, ...]:
    return tuple(Subgroup(f"G01.{k}", tuple(ids)) for k, ids in enumerate(members, 1))


@pytest.mark.parametrize(
    ("former", "members", "stay", "sizes"),
    [
        (("ABC", "DE"), "ABDE", 4, [2, 2]),  # C leaves the larger: nobody changes
        (("ABC", "DE"), "ABCD", 3, [2, 2]),  # E leaves the smaller: one of A B C changes
        (("ABC", "DE"), "ABCDEF", 5, [3, 3]),  # F joins the smaller
        (("AB", "CD", "EF"), "AB", 2, [1, 1]),  # fewer people than subgroups
        (("ABCD",), "ABCD", 4, [4]),
    ],
)
def test_as_few_change_subgroup_as_sizes_allow(
    former: tuple[str, ...], members: str, stay: int, sizes: list[int]
) -> None:
    scorer = Scorer(workshop_plan().problem)
    new = regroup(scorer, "G01", list(members), parts(*former), (len(former),))
    before = {p: part.id for part in parts(*former) for p in part.members}
    assert sorted(p for part in new for p in part.members) == list(members)
    assert sorted((len(part.members) for part in new), reverse=True) == sizes
    if len(former) <= len(members):
        assert sum(before.get(p) == part.id for part in new for p in part.members) == stay


def test_of_as_few_changes_the_best_mix() -> None:
    # F left. A and E are North, B and D South: one of A B D has to join E, and only B or D makes both parts mixed.
    scorer = Scorer(workshop_plan().problem)
    new = regroup(scorer, "G01", list("ABDE"), parts("ABD", "EF"), (2,))
    assert [part.members for part in new] == [("A", "B"), ("D", "E")]
    new = regroup(scorer, "G01", list("ABCD"), parts("BDA", "CF"), (2,))
    assert all(scorer.mix(part.members) == 1 for part in new)


def test_nothing_to_repair_changes_nothing() -> None:
    plan = workshop_plan()
    repaired = repair_groups(plan)
    assert repaired.table().empty
    assert repaired.result.groups == plan.groups


def test_deeper_subgroups_follow() -> None:
    plan = workshop_plan(subgroups=(2, 2))
    repaired = repair_groups(plan, without=["H"])
    verify_groups(repaired.result.problem, repaired.result.groups)
    assert replace(repaired.result.groups[0]) == plan.groups[0]
