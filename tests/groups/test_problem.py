"""The question: how many groups of which sizes follow from it, and what it refuses."""

from __future__ import annotations

import pickle
from typing import Any

import pandas as pd
import pytest

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.groups import GroupProblem, plan_groups
from talentmap.groups.problem import POLICIES, group_sizes
from talentmap.results import Status
from tests.groups.plans import rules, workshop


def counts(n: int, size: int, policy: str, groups: int | None = None) -> dict[int, int]:
    """Size -> number of groups."""
    sizes = group_sizes(n, size, policy, groups)
    assert sizes.exactly is not None
    return dict(sizes.exactly)


@pytest.mark.parametrize(
    ("n", "size", "policy", "groups", "found"),
    [
        (145, 12, "under", None, {12: 2, 11: 11}),  # ceil(145 / 12) = 13 groups
        (145, 12, "over", None, {13: 1, 12: 11}),  # floor(145 / 12) = 12 groups
        (144, 12, "under", None, {12: 12}),
        (144, 12, "over", None, {12: 12}),
        (144, 12, "exact", None, {12: 12}),
        (145, 12, "under", 14, {11: 5, 10: 9}),
        (145, 12, "over", 11, {14: 2, 13: 9}),
        (5, 12, "under", None, {5: 1}),
        (5, 12, "over", None, {5: 1}),
        (13, 12, "under", None, {7: 1, 6: 1}),
        (13, 12, "over", None, {13: 1}),
        (23, 12, "over", None, {23: 1}),
        (3, 1, "exact", None, {1: 3}),
        (1, 1, "over", None, {1: 1}),
        (10, 4, "under", 10, {1: 10}),
    ],
)
def test_sizes_by_policy(n: int, size: int, policy: str, groups: int | None, found: dict[int, int]) -> None:
    assert counts(n, size, policy, groups) == found


@pytest.mark.parametrize("policy", ["under", "over"])
def test_sizes_add_up_and_differ_by_at_most_one(policy: str) -> None:
    for n in range(1, 80):
        for size in range(1, 20):
            found = counts(n, size, policy)
            assert sum(q * number for q, number in found.items()) == n
            assert max(found) - min(found) <= 1
            assert max(found) <= size if policy == "under" else (min(found) >= size or sum(found.values()) == 1)


@pytest.mark.parametrize(
    ("n", "low", "high", "asked", "groups"),
    [
        (145, 11, 13, None, (12, 13)),
        (145, 12, 12, 12, None),
        (145, 10, 14, None, (11, 14)),
        (145, 10, 14, 12, (12, 12)),
        (145, 1, 200, None, (1, 145)),
        (7, 3, 3, None, None),
    ],
)
def test_between(n: int, low: int, high: int, asked: int | None, groups: tuple[int, int] | None) -> None:
    if groups is None:
        with pytest.raises(ProblemError, match=f"{n} people cannot be parted into groups of {low} to {high}"):
            group_sizes(n, (low, high), "between", asked)
        return
    sizes = group_sizes(n, (low, high), "between", asked)
    assert (sizes.least, sizes.most, sizes.groups, sizes.exactly) == (low, high, groups, None)


@pytest.mark.parametrize(
    ("n", "size", "policy", "groups", "said"),
    [
        (145, 12, "exact", None, "1 would be left"),
        (145, 12, "under", 12, "at least 13 groups"),
        (145, 12, "over", 13, "at most 12 groups"),
        (144, 12, "exact", 11, "are 12 groups"),
        (3, 4, "under", 4, "at most one per person"),
    ],
)
def test_a_number_that_does_not_fit_says_which_would(
    n: int, size: int, policy: str, groups: int | None, said: str
) -> None:
    with pytest.raises(ProblemError, match=said):
        group_sizes(n, size, policy, groups)


@pytest.mark.parametrize(
    "asked",
    [
        {"size": 0},
        {"size": -3},
        {"size": 4.0},
        {"size": True},
        {"size": "4"},
        {"size": None},
        {"size": (3, 5)},
        {"size": (5, 3), "policy": "between"},
        {"size": (3, 4, 5), "policy": "between"},
        {"size": (0, 4), "policy": "between"},
        {"policy": "about"},
        {"policy": None},
        {"mix": "best"},
        {"n_groups": 0},
        {"n_groups": 2.5},
        {"per_date": 0},
        {"subgroups": 0},
        {"subgroups": (3, -1)},
        {"subgroups": "3"},
        {"people": []},
        {"people": ["A", 3]},
        {"rules": [("K1", "apart")]},
        {"rules": pd.DataFrame({"rule": ["apart"]})},
        {"rules": rules(("K1", "apart", "A B", "", ""), ("K1", "apart", "A C", "", ""))},
        {"rules": rules(("", "apart", "A B", "", ""))},
        {"dates": ["first of March"]},
        {"dates": ["2027-03-01/night"]},
        {"dates": [20270301]},
        {"waive": [1]},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ProblemError):
        GroupProblem(workshop(), **{"size": 4, **asked})


def test_unknown_people_are_refused_with_a_hint() -> None:
    data = workshop()
    with pytest.raises(UnknownLabelError, match="Z9"):
        GroupProblem(data, size=2, people=["A", "Z9"])
    with pytest.raises(ProblemError):
        GroupProblem("data/ministry", size=2)  # type: ignore[arg-type]


def test_one_number_is_both_ends_of_between() -> None:
    assert GroupProblem(workshop(), size=4, policy="between").size == (4, 4)
    assert len(POLICIES) == 4


def test_subgroups_of_one_are_none() -> None:
    assert GroupProblem(workshop(), size=4, subgroups=1).depths == ()
    assert GroupProblem(workshop(), size=4, subgroups=(2, 1, 3)).depths == (2, 3)


def test_everybody_employed_takes_part_unless_named() -> None:
    data = workshop()
    people = data.people
    people["end_date"] = [pd.Timestamp("2026-06-01") if p == "H" else pd.NaT for p in people["person_id"]]
    people.loc[people["person_id"] == "G", "start_date"] = pd.Timestamp("2027-06-01")
    assert GroupProblem(data.replace(people=people), size=3).members == tuple("ABCDEF")
    assert GroupProblem(data, size=3, people=["C", "A", "A"]).members == ("A", "C")


def test_dates_are_sorted_and_told_once() -> None:
    problem = GroupProblem(workshop(), size=4, dates=["2027-03-02/day", "2027-03-01/morning", "2027-03-02"])
    assert problem.dates == ("2027-03-01/morning", "2027-03-02")


def test_the_fingerprint_is_that_of_the_question() -> None:
    data = workshop()
    problem = GroupProblem(data, size=4)
    assert problem.fingerprint == GroupProblem(data, size=4, people=list("HGFEDCBA")).fingerprint
    for change in ({"size": 3}, {"policy": "over"}, {"subgroups": 2}, {"mix": "sum"}, {"dates": ["2027-03-01"]}):
        assert problem.replace(**change).fingerprint != problem.fingerprint, change
    assert problem.replace(rules=rules(("K1", "apart", "A B", "", ""))).fingerprint != problem.fingerprint
    _ = problem.facts
    assert pickle.loads(pickle.dumps(problem)).fingerprint == problem.fingerprint


@pytest.mark.parametrize("size", [1, 8, 20])
def test_one_person_each_and_all_in_one(size: int) -> None:
    result = plan_groups(workshop(), size=size, subgroups=3)
    assert result.status is Status.OPTIMAL
    assert len(result.groups) == (8 if size == 1 else 1)
    leaves = {1: 8, 8: 3, 20: 3}[size]  # nobody can be parted: one person is one subgroup
    assert sum(len(group.leaves()) for group in result.groups) == leaves


def test_one_person_alone() -> None:
    result = plan_groups(workshop(), people=["A"], size=12)
    assert [group.members for group in result.groups] == [("A",)]


@pytest.mark.parametrize("asked", [{"seed": -1}, {"seed": "x"}, {"time_limit": -1}, {"time_limit": "soon"}])
def test_how_to_solve_is_checked(asked: dict[str, Any]) -> None:
    with pytest.raises(ProblemError):
        plan_groups(workshop(), size=4, **asked)


def test_no_time_at_all_is_no_plan_and_no_claim() -> None:
    result = plan_groups(workshop(), size=4, time_limit=0)
    assert result.status in (Status.NOT_FOUND, Status.FEASIBLE)
    assert result.conflicts == ()
    assert result.reasons
