"""Changes by hand: scored at once, refused where a rule would break without a reason, undone by keeping the former."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError
from talentmap.groups import GroupResult, move_person, plan_groups, swap_people, verify_groups
from talentmap.groups.edit import broken_by_hand
from talentmap.groups.verify import Scorer
from talentmap.results import Status
from tests.groups.plans import workshop, workshop_plan
from tests.groups.random_questions import FULL, random_question


@pytest.fixture(scope="module")
def plan() -> GroupResult:
    """G01 on the first of March: B D / E F; G02 on the second: A C / G H."""
    return workshop_plan()


def test_a_swap_is_scored_at_once_and_keeps_the_former_plan(plan: GroupResult) -> None:
    edited = swap_people(plan, "E", "H")
    assert [group.members for group in edited.result.groups] == [("B", "D", "F", "H"), ("A", "C", "E", "G")]
    assert [group.members for group in plan.groups] == [("B", "D", "E", "F"), ("A", "C", "G", "H")]
    table = edited.table().set_index("term")
    assert table.loc["wish_date", ["before", "after", "change"]].tolist() == [3, 2, -1]
    assert table.loc["wish_with", "change"] == 1
    assert table.loc["mix", "change"] == -0.5
    assert edited.broken == ()
    assert edited.result.status is Status.FEASIBLE
    assert edited.result.proof.method == "by_hand"
    assert edited.result.scores["G01"] == 0
    assert edited.result.summary("en").startswith("changed by hand")


def test_each_takes_the_subgroup_of_the_other(plan: GroupResult) -> None:
    edited = swap_people(plan, "E", "H").result
    inside = {leaf.id: leaf.members for group in edited.groups for leaf in group.leaves()}
    assert inside == {"G01.1": ("B", "D"), "G01.2": ("F", "H"), "G02.1": ("A", "C"), "G02.2": ("E", "G")}


def test_a_bound_is_kept_only_where_it_still_holds(plan: GroupResult) -> None:
    terms = {term.name: term for term in swap_people(plan, "E", "H").result.terms}
    assert (terms["wish_date"].best, terms["wish_date"].bound, terms["wish_date"].method) == (2, 3, "former")
    # proven for plans with 3 wishes met: with 2 met more pairs are possible, two of them in all
    assert (terms["wish_with"].best, terms["wish_with"].bound, terms["wish_with"].method) == (1, 2, "asked")
    assert terms["fresh"].bound == 0
    same = {term.name: term for term in swap_people(plan, "A", "B").result.terms}
    assert same["wish_date"].best == 2


def test_a_broken_rule_needs_a_reason_and_is_named(plan: GroupResult) -> None:
    with pytest.raises(ProblemError, match=r"not_with_manager:K2.*because"):
        swap_people(plan, "E", "C")
    with pytest.raises(ProblemError, match="because is '  '"):
        swap_people(plan, "E", "C", because="  ")
    edited = swap_people(plan, "E", "C", because="they asked for it")
    assert [reason.subject for reason in edited.broken] == ["not_with_manager:K2"]
    kept = next(reason for reason in edited.result.reasons if reason.kind == "groups_edit.broken")
    assert (kept.subject, kept.value) == ("not_with_manager:K2", "they asked for it")
    assert set(str(kept.details["moved"]).split(", ")) == {"C", "E"}
    assert "they asked for it" in edited.result.summary()
    assert "they asked for it" in edited.result.explain("E").text()
    verify_groups(plan.problem, edited.result.groups, but=broken_by_hand(edited.result))


def test_a_reason_for_one_rule_is_none_for_another(plan: GroupResult) -> None:
    with pytest.raises(ProblemError, match="needs_strength:S1 3") as refused:
        swap_people(plan, "E", "A", because="agreed", allow=["not_with_manager:K2"])
    assert "not_with_manager:K2" not in str(refused.value)
    both = swap_people(plan, "E", "A", because="agreed", allow=["not_with_manager:K2", "needs_strength:S1 3"])
    assert broken_by_hand(both.result) == ("needs_strength:S1 3", "not_with_manager:K2")
    with pytest.raises(UnknownLabelError, match="Did you mean"):
        swap_people(plan, "E", "A", because="agreed", allow=["not_with_manager:K3"])


def test_edits_stack_and_mending_a_rule_ends_its_reason(plan: GroupResult) -> None:
    first = swap_people(plan, "E", "C", because="agreed").result
    second = swap_people(first, "F", "H").result  # another swap: what was broken stays broken and explained
    assert broken_by_hand(second) == ("not_with_manager:K2",)
    third = swap_people(second, "C", "E").result
    assert broken_by_hand(third) == ()
    assert {frozenset(g.members) for g in swap_people(third, "F", "H").result.groups} == {
        frozenset(g.members) for g in plan.groups
    }


def test_breaking_a_broken_rule_further_needs_its_own_reason(plan: GroupResult) -> None:
    first = swap_people(plan, "E", "C", because="D and C agreed").result
    with pytest.raises(ProblemError, match="not_with_manager:K2"):  # B would be with their manager A as well
        swap_people(first, "B", "E", because="agreed", allow=["needs_strength:S1 3"])
    second = swap_people(first, "B", "E", because="so did A and B").result
    reasons = [r.value for r in second.reasons if r.subject == "not_with_manager:K2"]
    assert reasons == ["D and C agreed", "so did A and B"]


def test_a_move_alone_into_a_smallest_subgroup() -> None:
    result = workshop_plan(9)  # 5 = 3 + 2 and 4 = 2 + 2
    larger = next(group for group in result.groups if len(group.members) == 5)
    smaller = next(group for group in result.groups if len(group.members) == 4)
    scorer = Scorer(result.problem)
    done = 0
    for person in larger.members:
        try:
            edited = move_person(result, person, smaller.id)
        except ProblemError:
            continue
        done += 1
        verify_groups(result.problem, edited.result.groups, scorer=scorer)
        before = {p: leaf.id for leaf in smaller.leaves() for p in leaf.members}
        after = {p: leaf.id for leaf in edited.result.group_of(person).leaves() for p in leaf.members}
        assert all(after[p] == before[p] for p in smaller.members), "nobody else needs another subgroup"
    assert done


def test_sizes_are_a_rule_too(plan: GroupResult) -> None:
    with pytest.raises(ProblemError, match="sizes"):
        move_person(plan, "E", "G02")
    edited = move_person(plan, "E", "G02", because="the room is larger")
    assert [len(group.members) for group in edited.result.groups] == [3, 5]
    assert [len(leaf.members) for group in edited.result.groups for leaf in group.leaves()] == [2, 1, 3, 2]
    assert broken_by_hand(edited.result) == ("sizes",)


@pytest.mark.parametrize(
    ("person", "group", "other", "error"),
    [
        ("E", "G01", None, ProblemError),
        ("E", "G02", "F", ProblemError),
        ("E", "G09", None, UnknownLabelError),
        ("Z", "G02", None, UnknownLabelError),
        ("E", "G02", "Z", UnknownLabelError),
        ("E", 2, None, UnknownLabelError),
    ],
)
def test_what_makes_no_sense_is_refused(
    plan: GroupResult, person: str, group: str, other: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        move_person(plan, person, group, other)


def test_the_last_of_a_group_cannot_leave() -> None:
    result = plan_groups(workshop(), people=["A", "B"], size=1)
    with pytest.raises(ProblemError, match="only one"):
        move_person(result, "A", "G02", because="agreed")


def test_an_edited_plan_survives_pickling(plan: GroupResult) -> None:
    edited = swap_people(plan, "E", "C", because="agreed").result
    again = pickle.loads(pickle.dumps(edited))
    assert again.to_dict() == edited.to_dict()
    assert broken_by_hand(swap_people(again, "F", "H").result) == ("not_with_manager:K2",)


def test_no_plan_to_change(plan: GroupResult) -> None:
    nothing = GroupResult(plan.problem, Status.NOT_FOUND, (), (), {}, plan.proof)
    with pytest.raises(NoSolutionError):
        swap_people(nothing, "A", "B")


@pytest.mark.parametrize("seed", range(60 if FULL else 8))
def test_any_edits_in_turn_stay_true_to_the_data(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_question(seed, rules=False)
    result = plan_groups(problem)
    if len(result.groups) < 2:
        return
    for _ in range(6):
        person = str(rng.choice(problem.members))
        others = [group for group in result.groups if person not in group.members]
        group = others[int(rng.integers(len(others)))]
        partner = str(rng.choice(group.members))
        edited = move_person(result, person, group.id, partner, because="a reason")
        result = edited.result
        scorer = verify_groups(problem, result.groups, but=broken_by_hand(result))
        assert {r.subject for r in scorer.broken(result.groups)} == set(broken_by_hand(result))
        for term in result.terms:
            assert term.best >= term.bound if term.name == "fresh" else term.best <= term.bound
