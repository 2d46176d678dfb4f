"""Verification: a good plan changed by hand so that it breaks one rule is found out, and only that rule is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from talentmap.errors import VerificationError
from talentmap.groups import GroupProblem, plan_groups, verify_groups
from talentmap.groups.result import Group, Subgroup
from talentmap.groups.rules import RULES
from talentmap.groups.verify import Scorer
from tests.groups.plans import rules, workshop

DAY, SECOND, THIRD = "2027-03-01", "2027-03-02", "2027-03-03"
Row = tuple[str, str, str, str, str]


def group(number: int, members: str, date: str = "", *, part: str = "day", parts: Sequence[str] = ()) -> Group:
    name = f"G{number:02d}"
    inside = tuple(Subgroup(f"{name}.{k}", tuple(ids)) for k, ids in enumerate(parts, 1))
    return Group(name, tuple(members), date, part, inside, date or str(number))


GOOD = (group(1, "BDEF", DAY), group(2, "ACGH", SECOND))
"""Keeps every rule of :data:`ASKED`: D is away on the second, B reports to A and D to C, A and B have S1 at 4."""

ASKED: tuple[Row, ...] = (
    ("K1", "date", "", "", f"{DAY} {SECOND} {THIRD}"),
    ("K2", "together", "E F", "", ""),
    ("K3", "apart", "G E", "", ""),
    ("K4", "not_with_manager", "", "", ""),
    ("K5", "at_most", "", "unit=North", "3"),
    ("K6", "at_least", "A D G", "unit", "0"),
    ("K7", "needs_strength", "S1", "3", "1"),
    ("K8", "fixed", "H", "date", SECOND),
    ("K9", "closed", "", "", THIRD),
)


def problem(**asked: object) -> GroupProblem:
    actors = pd.DataFrame(
        {
            "pool": "actor",
            "member_id": ["X1", "X2"],
            "to_date": [pd.NaT, pd.Timestamp(SECOND)],
            "certificate_until": pd.NaT,
        }
    )
    data = workshop(*ASKED).replace(pools=actors)
    return GroupProblem(data, **{"size": 4, **asked})  # type: ignore[arg-type]


def names(plan: Sequence[Group], **asked: object) -> set[str]:
    return {reason.subject for reason in Scorer(problem(**asked)).broken(plan)}


BROKEN: dict[str, tuple[Sequence[Group], set[str]]] = {
    "together": ((group(1, "BDEH", DAY), group(2, "ACFG", SECOND)), {"together:E F", f"fixed:H {SECOND}/day"}),
    "apart": (
        (group(1, "BEFG", DAY), group(2, "ACDH", SECOND)),
        {"apart:G E", "not_with_manager:K4", "availability:D"},
    ),
    "not_with_manager": (
        (group(1, "CDEF", DAY), group(2, "ABGH", SECOND)),
        {"not_with_manager:K4", "needs_strength:S1 3"},
    ),
    "at_most": (
        (group(1, "BDFH", DAY), group(2, "ACEG", SECOND)),
        {"at_most:unit=North 3", "together:E F", "apart:G E", f"fixed:H {SECOND}/day"},
    ),
    "needs_strength": (
        (group(1, "DEFG", DAY), group(2, "ABCH", SECOND)),
        {"needs_strength:S1 3", "apart:G E", "not_with_manager:K4"},
    ),
    "fixed": ((group(1, "BDEF", SECOND), group(2, "ACGH", DAY)), {f"fixed:H {SECOND}/day", "availability:D"}),
    "closed": ((group(1, "BDEF", THIRD), group(2, "ACGH", SECOND)), {f"closed:{THIRD}"}),
    "at_once": ((group(1, "BDEF", SECOND), group(2, "ACGH", SECOND)), {"at_once", "availability:D"}),
    "availability": ((group(1, "ACEF", DAY), group(2, "BDGH", SECOND)), {"availability:D"}),
}


def test_the_plan_to_start_from_keeps_every_rule() -> None:
    assert names(GOOD) == set()
    verify_groups(problem(), GOOD)


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_found_and_no_other(case: str) -> None:
    plan, found = BROKEN[case]
    assert names(plan) == found
    with pytest.raises(VerificationError):
        verify_groups(problem(), plan)
    verify_groups(problem(), plan, but=sorted(found))
    with pytest.raises(VerificationError):
        verify_groups(problem(), plan, but=sorted(found)[1:])


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_waived_is_not_broken(case: str) -> None:
    plan, found = BROKEN[case]
    in_force = {rule.name for rule in problem().facts.layout.rules}
    assert found <= in_force, "a broken rule goes by the name that conflicts and waive use"
    assert names(plan, waive=sorted(found)) == set()


def test_too_few_with_a_value() -> None:
    frame = rules(("K1", "at_least", "", "unit", "2"))
    scorer = Scorer(GroupProblem(workshop(), size=4, rules=frame))
    found = scorer.broken((group(1, "ACEB"), group(2, "GDFH")))
    assert {reason.subject for reason in found} == {"at_least:unit=North 2", "at_least:unit=South 2"}
    assert [reason.details["where"] for reason in found] == ["G02", "G01"]


def test_pools_are_counted_per_subgroup_and_date() -> None:
    plan = (
        group(1, "BDEF", DAY, parts=("BD", "EF")),
        group(2, "ACGH", SECOND, parts=("AC", "GH")),
    )
    assert names(plan, subgroups=2) == set()
    late = (plan[0], replace(plan[1], date=THIRD))
    assert names(late, subgroups=2) == {"pool:actor", f"closed:{THIRD}", f"fixed:H {SECOND}/day"}  # X2 stops before


def test_every_rule_has_a_plan_that_breaks_it() -> None:
    broken = {name.partition(":")[0] for _, found in BROKEN.values() for name in found}
    assert {rule.__name__ for rule in RULES} == broken | {"at_least", "pools"}


WHO: dict[str, tuple[Callable[[], Sequence[Group]], set[str]]] = {
    "nobody left out": (lambda: (group(1, "BDEF", DAY), group(2, "ACG", SECOND)), {"person:H", "sizes"}),
    "nobody twice": (lambda: (group(1, "BDEF", DAY), group(2, "ACGHB", SECOND)), {"person:B", "sizes"}),
    "no strangers": (
        lambda: (group(1, "BDEF", DAY), group(2, "ACGH", SECOND), group(3, "", DAY)),
        {"sizes", "at_once"},
    ),
    "even sizes": (lambda: (group(1, "BDEFG", DAY), group(2, "ACH", SECOND)), {"sizes", "apart:G E"}),
}


@pytest.mark.parametrize("case", WHO)
def test_everybody_once_in_groups_of_the_right_size(case: str) -> None:
    make, found = WHO[case]
    assert found <= names(make())


@pytest.mark.parametrize(
    "parts",
    [(), ("BDEF",), ("BD", "E"), ("BDE", "F"), ("BD", "EF", ""), ("BD", "EB"), ("BD", "EG")],
    ids=str,
)
def test_subgroups_hold_everybody_once_and_evenly(parts: tuple[str, ...]) -> None:
    plan = (group(1, "BDEF", DAY, parts=parts), group(2, "ACGH", SECOND, parts=("AC", "GH")))
    assert "subgroups:G01" in names(plan, subgroups=2)


def test_terms_by_hand() -> None:
    frame = rules(
        ("W1", "wish_date", "A B", "", f"{DAY} {THIRD}"),
        ("W2", "wish_date", "C", "", SECOND),
        ("W3", "wish_with", "B D A", "", ""),
        ("W4", "wish_with", "D B", "", ""),
        ("W5", "fresh", "A C G", "", ""),
        ("W6", "diverse", "", "unit", "2"),
        ("W7", "alike", "", "strength:S1", "1"),
    )
    scorer = Scorer(GroupProblem(workshop(), size=4, rules=frame, dates=[DAY, SECOND]))
    assert scorer.dates_met(GOOD) == 2  # B on the first, C on the second; A wished the first
    assert scorer.pairs("wish_with") == (("A", "B"), ("B", "D"))  # wished both ways, counted once
    assert scorer.pairs_met("wish_with", GOOD) == 1
    assert scorer.pairs_met("fresh", GOOD) == 3
    # B D E F: one North and three South, 3 of 6 pairs differ; S1 known of B alone, no pair known alike
    assert scorer.mix("BDEF") == Fraction(2, 3) * Fraction(1, 2)
    # A C G H: three North, one South; S1 of A and C known, at 4 and 2: not alike
    assert scorer.mix("ACGH") == Fraction(2, 3) * Fraction(1, 2)
    # A B: one pair, differs in unit, alike in S1
    assert scorer.mix("AB") == 1
    assert scorer.mix("A") == 0


def test_balance_by_hand() -> None:
    frame = rules(("W1", "balanced", "", "unit", ""))
    scorer = Scorer(GroupProblem(workshop(n=9), size=3, rules=frame))  # 5 of 9 North
    # of A C B two thirds are North: off by 2/3 - 5/9 = 1/9, and as much for South
    assert scorer.mix("ACB") == 1 - Fraction(1, 9)
    assert scorer.mix("ACE") == 1 - Fraction(4, 9)


def test_a_plan_without_soft_rules_has_no_mix() -> None:
    assert Scorer(GroupProblem(workshop(), size=4)).mix("AB") is None
    assert plan_groups(workshop(), size=4).scores == {}


def test_private_claims_count_only_when_asked() -> None:
    data = workshop(("K7", "needs_strength", "S1", "4", "1"))
    claims = data.claims
    claims["visibility"] = ["private" if person == "B" else "organisation" for person in claims["person_id"]]
    data = data.replace(claims=claims)
    plan = (group(1, "BDEF"), group(2, "ACGH"))
    assert [r.subject for r in Scorer(GroupProblem(data, size=4)).broken(plan)] == ["needs_strength:S1 4"]
    assert Scorer(GroupProblem(data, size=4, include_private=True)).broken(plan) == ()
