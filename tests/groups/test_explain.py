"""Why somebody is where they are: figures worked out by hand, and nothing about what others can do."""

from __future__ import annotations

import pytest

import talentmap as tm
from talentmap.errors import NoSolutionError, UnknownLabelError
from talentmap.groups import GroupResult, plan_groups
from talentmap.groups.explain import swap_table
from talentmap.results import Explanation, Reason
from talentmap.vocabulary import LANGUAGES
from tests.groups.plans import DATED, workshop, workshop_plan


@pytest.fixture(scope="module")
def plan() -> GroupResult:
    """G01 on the first of March: B D E F; G02 on the second: A C G H."""
    return workshop_plan()


def said(explanation: Explanation, kind: str) -> Reason:
    return next(reason for reason in explanation.reasons if reason.kind == f"groups_edit.explain.{kind}")


def kinds(explanation: Explanation) -> set[str]:
    return {reason.kind.rpartition(".")[2] for reason in explanation.reasons}


def test_the_plan_of_these_tests(plan: GroupResult) -> None:
    assert [group.members for group in plan.groups] == [("B", "D", "E", "F"), ("A", "C", "G", "H")]


def test_a_wished_date_and_how_many_could_come(plan: GroupResult) -> None:
    why = plan.explain("A")
    assert said(why, "in_on").details["group"] == "G02"
    assert said(why, "wished").value == "2027-03-02"
    able = said(why, "able")
    assert (able.value, able.compared_to) == (7, 8)  # all but D


def test_no_wish_and_a_date_that_cannot_be(plan: GroupResult) -> None:
    why = plan.explain("D")
    assert "no_wish" in kinds(why)
    assert said(why, "away").value == "G02"
    none = said(why, "no_swap")
    assert (none.value, none.compared_to) == (0, 4)


def test_a_date_that_was_not_wished_says_where_the_wished_one_is() -> None:
    rows = [*DATED[:3], ("K4", "wish_date", "A B", "", "2027-03-02"), ("K9", "fixed", "B", "date", "2027-03-01")]
    result = plan_groups(workshop(*rows), size=4)
    why = result.explain("B")
    assert said(why, "not_wished").details["asked"] == "2027-03-02"
    assert said(why, "wished_groups").value == "G02"


def test_a_rule_that_every_swap_breaks_is_named(plan: GroupResult) -> None:
    rows = [*DATED, ("K9", "fixed", "E", "date", "2027-03-01")]
    why = plan_groups(workshop(*rows), size=4).explain("E")
    assert said(why, "closed").details["rule"] == "fixed:E 2027-03-01/day"
    assert any(reason.kind == "groups.rule.fixed" for reason in why.reasons)


def test_swaps_come_in_the_order_of_the_terms_and_say_what_they_change(plan: GroupResult) -> None:
    # E with G or H, both one wished date less and one pair of E's wishes more; G would meet F again, H would not.
    # With A or C somebody would be with their own manager.
    why = plan.explain("E")
    assert [r.value for r in why.reasons if r.kind == "groups_edit.explain.swap"] == ["H", "G"]
    changed = [(r.kind.rpartition(".")[2], r.value, r.compared_to) for r in why.reasons if ".change." in r.kind]
    assert changed[:3] == [("wish_date", 2, 3), ("wish_with", 1, 0), ("mix", 0.0, 0.5)]
    partners = said(why, "partners").details
    assert (partners["here"], partners["away"]) == ("-", "G, H")


def test_the_table_holds_every_swap_those_that_break_rules_last(plan: GroupResult) -> None:
    table = swap_table(plan, "E")
    assert list(table["swap_with"]) == ["H", "G", "C", "A"]
    assert list(table["wish_with.change"]) == [1, 1, 2, 2]
    assert list(table["breaks"]) == ["", "", "not_with_manager:K2", "needs_strength:S1 3, not_with_manager:K2"]


def test_a_move_alone_is_offered_where_sizes_allow() -> None:
    uneven = workshop_plan(9)  # 5 and 4: whoever leaves the larger group for the smaller keeps the sizes
    larger = next(group for group in uneven.groups if len(group.members) == 5)
    smaller = next(group for group in uneven.groups if len(group.members) == 4)
    assert swap_table(uneven, larger.members[-1])["swap_with"].isna().sum() == 1
    assert swap_table(uneven, smaller.members[-1])["swap_with"].isna().sum() == 0


def test_nothing_is_said_of_what_others_can_do(plan: GroupResult) -> None:
    for person in plan.problem.members:
        for lang in LANGUAGES:
            told = plan.explain(person).text(lang)
            assert "S1" not in told.replace("needs_strength:S1 3", "")
            assert "{" not in told


def test_who_wished_for_somebody_stays_with_them(plan: GroupResult) -> None:
    assert "partners" not in kinds(plan.explain("G"))  # E wished for G, G for nobody


def test_groups_without_dates() -> None:
    why = plan_groups(workshop(("K1", "apart", "A B", "", "")), size=4).explain("A")
    assert said(why, "in").value == 4
    assert not {"wished", "no_wish", "able"} & kinds(why)


def test_nobody_and_no_plan(plan: GroupResult) -> None:
    with pytest.raises(UnknownLabelError):
        plan.explain("Z")
    nothing = tm.groups.GroupResult(plan.problem, tm.Status.NOT_FOUND, (), (), {}, plan.proof)
    with pytest.raises(NoSolutionError):
        nothing.explain("A")
