"""Each rule: a case in which it decides, one in which it does not matter, one that it makes impossible.

Ten people A-J in units North (A, C, E, G, I) and South; B reports to A, D to C. Strength S1: A and B at level 4, C
at 2. D is away on the second of March.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.groups import GroupProblem, GroupResult, plan_groups
from talentmap.groups.kinds import KINDS
from talentmap.groups.rules import RULES
from talentmap.results import Status
from tests.groups.plans import workshop

DAY = "2027-03-01"
SECOND = "2027-03-02"
THIRD = "2027-03-03"
TWO = ("D0", "date", "", "", f"{DAY} {SECOND}")
Row = tuple[str, str, str, str, str]
Check = Callable[[GroupResult], bool]


@dataclass(frozen=True)
class Case:
    """Rows of rules with what they make of the plan.

    Parameters
    ----------
    rows, asked
        The rules, and further arguments; two groups of five unless said.
    holds
        What is true of the plan; without the rule it is not, unless the rule costs nothing.
    conflict
        Name of the rule when there is no plan.
    pools
        Rows of the table pools.
    """

    rows: tuple[Row, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    holds: Check | None = None
    conflict: str = ""
    pools: tuple[tuple[Any, ...], ...] = ()


def home(result: GroupResult, person: str) -> str:
    return result.group_of(person).id


def together(*people: str) -> Check:
    return lambda result: len({home(result, p) for p in people}) == 1


def apart(*people: str) -> Check:
    return lambda result: len({home(result, p) for p in people}) == len(people)


def on(person: str, date: str) -> Check:
    return lambda result: result.group_of(person).date == date


def on_two_dates(result: GroupResult) -> bool:
    return len({group.date for group in result.groups}) == 2


def each(count: Callable[[tuple[str, ...]], bool]) -> Check:
    return lambda result: all(count(group.members) for group in result.groups)


def north(members: tuple[str, ...]) -> int:
    return sum(member in "ACEGI" for member in members)


def solved(case: Case) -> GroupResult:
    data = workshop(*case.rows, n=10)
    if case.pools:
        columns = ["pool", "member_id", "capacity", "from_date", "to_date", "part", "certificate_until"]
        data = data.replace(pools=pd.DataFrame(list(case.pools), columns=columns))
    return plan_groups(data, **{"size": 5, **case.asked})


def seat(pool: str, member: str, until: str | None = None, capacity: int | None = None, part: str | None = None) -> Any:
    return pool, member, capacity, None, None, part, until


ALL_WITH_A: Row = ("W", "wish_with", "A B C D E", "", "")
"""Everybody wishes this company, so that only a rule keeps them from it."""

BINDS: dict[str, tuple[Case, Case]] = {
    # rule: the case, and the same without the rule; what holds in the first does not hold in the second
    "apart": (
        Case((ALL_WITH_A, ("R", "apart", "A B", "", "")), holds=apart("A", "B")),
        Case((ALL_WITH_A,)),
    ),
    "together": (
        Case((("W", "fresh", "A F", "", ""), ("R", "together", "A F", "", "")), holds=together("A", "F")),
        Case((("W", "fresh", "A F", "", ""),)),
    ),
    "fixed": (
        Case((TWO, ("W", "wish_date", "A", "", DAY), ("R", "fixed", "A", "date", SECOND)), holds=on("A", SECOND)),
        Case((TWO, ("W", "wish_date", "A", "", DAY))),
    ),
    "not_with_manager": (
        Case((ALL_WITH_A, ("R", "not_with_manager", "", "", "")), holds=apart("A", "B")),
        Case((ALL_WITH_A,)),
    ),
    "at_most": (
        Case(
            (("W", "alike", "", "unit", ""), ("R", "at_most", "", "unit=North", "3")),
            holds=each(lambda m: north(m) < 4),
        ),
        Case((("W", "alike", "", "unit", ""),)),
    ),
    "at_least": (
        Case(
            (("W", "alike", "", "unit", ""), ("R", "at_least", "", "unit", "1")), holds=each(lambda m: 0 < north(m) < 5)
        ),
        Case((("W", "alike", "", "unit", ""),)),
    ),
    "needs_strength": (
        Case((ALL_WITH_A, ("R", "needs_strength", "S1", "3", "1")), holds=apart("A", "B")),
        Case((ALL_WITH_A,)),
    ),
    "closed": (
        Case(
            (
                ("D0", "date", "", "", f"{DAY} {SECOND} {THIRD}"),
                ("W", "wish_date", "A", "", DAY),
                ("R", "closed", "", "", DAY),
            ),
            holds=lambda result: DAY not in {group.date for group in result.groups},
        ),
        Case((("D0", "date", "", "", f"{DAY} {SECOND} {THIRD}"), ("W", "wish_date", "A", "", DAY))),
    ),
    "pools": (
        Case(
            (("D0", "date", "", "", f"{DAY} {SECOND} {THIRD}"), ("W", "wish_date", "A", "", THIRD)),
            {"subgroups": 2},
            holds=lambda result: THIRD not in {group.date for group in result.groups},
            pools=(seat("actor", "X1", SECOND), seat("actor", "X2")),
        ),
        Case(
            (("D0", "date", "", "", f"{DAY} {SECOND} {THIRD}"), ("W", "wish_date", "A", "", THIRD)),
            {"subgroups": 2},
            pools=(seat("actor", "X1"), seat("actor", "X2")),
        ),
    ),
    "at_once": (
        Case((TWO, ("W", "wish_date", " ".join("ABCDEFGHIJ"), "", DAY)), holds=on_two_dates),
        Case((TWO, ("W", "wish_date", " ".join("ABCDEFGHIJ"), "", DAY)), {"per_date": 2}),
    ),
    "availability": (
        Case((TWO, ("W", "wish_date", "D", "", SECOND)), holds=on("D", DAY)),
        Case((TWO, ("W", "wish_date", "D", "", SECOND)), {"waive": ["availability:D"]}),
    ),
    "wish_date": (
        Case((TWO, ("R", "wish_date", "A B C", "", SECOND)), holds=on("B", SECOND)),
        Case((TWO, ("R", "wish_date", "A B C", "", DAY))),
    ),
    "wish_with": (
        Case((("R", "wish_with", "A B", "", ""),), holds=together("A", "B")),
        Case((("R", "wish_with", "A C", "", ""), ("S", "apart", "A B", "", ""))),
    ),
    "fresh": (
        Case((("R", "fresh", "A B", "", ""),), holds=apart("A", "B")),
        Case((("S", "wish_with", "A B", "", ""),)),
    ),
    "diverse": (
        Case((("R", "diverse", "", "unit", ""),), holds=each(lambda m: north(m) in (2, 3))),
        Case((("R", "alike", "", "unit", ""),)),
    ),
    "alike": (
        Case((("R", "alike", "", "unit", ""),), holds=each(lambda m: north(m) in (0, 5))),
        Case((("R", "diverse", "", "unit", ""),)),
    ),
    "balanced": (
        Case((("R", "balanced", "", "unit", ""),), holds=each(lambda m: north(m) in (2, 3))),
        Case((("R", "alike", "", "unit", ""),)),
    ),
    "date": (
        Case((TWO,), holds=lambda result: {group.date for group in result.groups} == {DAY, SECOND}),
        Case(),
    ),
}

IDLE: dict[str, Case] = {
    # the rule is there and costs nothing: all wishes are met
    "apart": Case((("W", "wish_with", "A C", "", ""), ("R", "apart", "A B", "", "")), holds=together("A", "C")),
    "together": Case((("W", "wish_with", "A F", "", ""), ("R", "together", "A F", "", "")), holds=together("A", "F")),
    "fixed": Case((TWO, ("W", "wish_date", "A", "", DAY), ("R", "fixed", "A", "date", DAY)), holds=on("A", DAY)),
    "not_with_manager": Case(
        (("W", "wish_with", "A C", "", ""), ("R", "not_with_manager", "B", "", "")), holds=together("A", "C")
    ),
    "at_most": Case(
        (("W", "alike", "", "unit", ""), ("R", "at_most", "", "unit", "5")), holds=each(lambda m: north(m) in (0, 5))
    ),
    "at_least": Case(
        (("W", "alike", "", "unit", ""), ("R", "at_least", "", "unit", "0")), holds=each(lambda m: north(m) in (0, 5))
    ),
    "needs_strength": Case((ALL_WITH_A, ("R", "needs_strength", "S1", "3", "0")), holds=together(*"ABCDE")),
    "closed": Case((TWO, ("W", "wish_date", "A", "", DAY), ("R", "closed", "", "", THIRD)), holds=on("A", DAY)),
    "pools": Case(
        (TWO, ("W", "wish_date", "A", "", DAY)),
        {"subgroups": 2},
        holds=on("A", DAY),
        pools=(seat("actor", "X1"), seat("actor", "X2")),
    ),
    "at_once": Case((TWO, ("W", "wish_date", "A", "", DAY)), {"per_date": 1}, holds=on("A", DAY)),
    "availability": Case((TWO, ("W", "wish_date", "D", "", DAY)), holds=on("D", DAY)),
}

IMPOSSIBLE: dict[str, Case] = {
    "apart": Case((("R", "apart", "A B C", "", ""),), conflict="apart:A B C"),
    "together": Case((("R", "together", "A B C D E F", "", ""),), conflict="together:A B C D E F"),
    "fixed": Case((TWO, ("R", "fixed", "D", "date", SECOND)), conflict=f"fixed:D {SECOND}/day"),
    "not_with_manager": Case((("R", "not_with_manager", "", "", ""),), {"size": 10}, conflict="not_with_manager:R"),
    "at_most": Case((("R", "at_most", "", "unit=North", "2"),), conflict="at_most:unit=North 2"),
    "at_least": Case((("R", "at_least", "", "unit=North", "3"),), conflict="at_least:unit=North 3"),
    "needs_strength": Case((("R", "needs_strength", "S1", "4", "2"),), conflict="needs_strength:S1 4 x2"),
    "closed": Case((TWO, ("R", "closed", "", "", SECOND)), conflict=f"closed:{SECOND}"),
    "pools": Case((TWO,), {"subgroups": 2}, conflict="pool:actor", pools=(seat("actor", "X1"),)),
    "at_once": Case((("D0", "date", "", "", DAY),), conflict="at_once"),
    "availability": Case((TWO,), {"people": ["D", "A"], "size": 2, "dates": [SECOND]}, conflict="availability:D"),
}


@pytest.mark.parametrize("name", BINDS)
def test_a_rule_decides(name: str) -> None:
    with_rule, without = (solved(case) for case in BINDS[name])
    holds = BINDS[name][0].holds
    assert holds is not None
    assert with_rule.status is Status.OPTIMAL
    assert holds(with_rule), with_rule.table()
    assert not holds(without), without.table()


@pytest.mark.parametrize("name", IDLE)
def test_a_rule_that_costs_nothing(name: str) -> None:
    result = solved(IDLE[name])
    holds = IDLE[name].holds
    assert holds is not None
    assert result.status is Status.OPTIMAL
    assert holds(result), result.table()


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_rule_that_cannot_hold_is_named_and_can_be_let_go(name: str) -> None:
    case = IMPOSSIBLE[name]
    result = solved(case)
    assert result.status is Status.INFEASIBLE
    names = {found for conflict in result.conflicts for found in conflict.names}
    assert case.conflict in names, names
    data = result.problem
    assert plan_groups(data.replace(waive=[case.conflict])).status.has_solution


def test_every_rule_and_kind_has_its_cases() -> None:
    rules = {rule.__name__ for rule in RULES}
    assert set(IDLE) == rules
    assert set(IMPOSSIBLE) == rules
    assert set(BINDS) == rules | {kind.name for kind in KINDS}


def test_every_hard_kind_but_the_offered_dates_is_a_rule() -> None:
    hard = {kind.name for kind in KINDS if kind.hard}
    assert hard - {rule.__name__ for rule in RULES} == {"date"}


def test_half_days_share_a_room_and_whole_days_do_not() -> None:
    halves = Case((("D0", "date", "", "morning", DAY), ("D1", "date", "", "afternoon", DAY)))
    assert solved(halves).status is Status.OPTIMAL
    clash = Case((("D0", "date", "", "", DAY), ("D1", "date", "", "afternoon", DAY)))
    assert solved(clash).status is Status.INFEASIBLE
    rooms = (seat("room", "Z1"), seat("room", "Z2", part="afternoon"))
    assert solved(Case(clash.rows, pools=rooms)).status is Status.OPTIMAL  # a whole day in Z1, an afternoon in Z2


def test_a_rule_waived_by_a_misspelt_name_is_refused() -> None:
    with pytest.raises(UnknownLabelError, match="apart:A B"):
        solved(Case((("R", "apart", "A B", "", ""),), {"waive": ["apart:B A"]}))


def test_a_place_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ProblemError, match="Rule R names 3"):
        solved(Case((("R", "fixed", "A", "group", "3"),)))
    with pytest.raises(ProblemError, match=f"Rule R names {THIRD}"):
        solved(Case((TWO, ("R", "fixed", "A", "date", THIRD))))


def test_people_who_do_not_take_part_are_left_out_of_the_rules() -> None:
    rows = (("R", "apart", "A B", "", ""), ("S", "together", "A C", "", ""), ("T", "wish_with", "B A C", "", ""))
    problem = GroupProblem(workshop(*rows, n=10), people=list("ACDE"), size=2)
    assert [order.kind for order in problem.facts.orders] == ["together"]
