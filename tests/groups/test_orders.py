"""Rows of rules: every wrong one is named with its column, what was found and what was expected, all at once."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.errors import ProblemError
from talentmap.groups import GroupProblem
from talentmap.groups.kinds import KIND, KINDS, OTHERS
from talentmap.groups.orders import orders
from tests.groups.plans import rules, workshop

Row = tuple[str, str, str, str, str]

WRONG: list[tuple[Row, str, str, str]] = [
    # row, column, what was found, a word of what was expected
    (("X", "apert", "A B", "", ""), "rule", "apert", "Did you mean apart"),
    (("X", "", "A B", "", ""), "rule", "-", "one of the kinds wish_date"),
    (("X", "apart", "A", "", ""), "subjects", "A", "at least 2"),
    (("X", "apart", "", "", ""), "subjects", "-", "at least 2"),
    (("X", "apart", "A A", "", ""), "subjects", "A A", "at least 2"),
    (("X", "apart", "A Z Q", "", ""), "subjects", "A Z Q", "unknown are: Z, Q"),
    (("X", "apart", "A B", "teams", ""), "attribute", "teams", "nothing, or groups"),
    (("X", "apart", "A B", "", "3"), "value", "3", "clear this cell"),
    (("X", "together", "A", "", ""), "subjects", "A", "at least 2"),
    (("X", "not_with_manager", "Z", "", ""), "subjects", "Z", "unknown are: Z"),
    (("X", "not_with_manager", "", "unit", ""), "attribute", "unit", "clear this cell"),
    (("X", "at_most", "", "unt", "3"), "attribute", "unt", "Did you mean unit?"),
    (("X", "at_most", "", "", "3"), "attribute", "-", "column"),
    (("X", "at_most", "", "unit=Nort", "3"), "attribute", "unit=Nort", "such as North"),
    (("X", "at_most", "", "unit=", "3"), "attribute", "unit=", "a value that occurs"),
    (("X", "at_most", "", "unit", ""), "value", "-", "whole number"),
    (("X", "at_most", "", "unit", "2.5"), "value", "2.5", "whole number"),
    (("X", "at_most", "", "unit", "-1"), "value", "-1", "whole number"),
    (("X", "at_least", "", "unit", "many"), "value", "many", "whole number"),
    (("X", "at_least", "", "name", "1"), "attribute", "name", "column"),
    (("X", "needs_strength", "S9", "3", ""), "subjects", "S9", "unknown are: S9"),
    (("X", "needs_strength", "", "3", ""), "subjects", "-", "at least 1"),
    (("X", "needs_strength", "S1", "6", ""), "attribute", "6", "level"),
    (("X", "needs_strength", "S1", "", ""), "attribute", "-", "level"),
    (("X", "fixed", "A", "room", "1"), "attribute", "room", "one of: group, date"),
    (("X", "fixed", "A", "group", ""), "value", "-", "number of a group"),
    (("X", "fixed", "A", "date", "1 March"), "value", "1 March", "a date"),
    (("X", "date", "", "", ""), "value", "-", "one or more dates"),
    (("X", "date", "", "", "2027-02-30"), "value", "2027-02-30", "one or more dates"),
    (("X", "date", "", "evening", "2027-03-01"), "attribute", "evening", "part of the day"),
    (("X", "date", "A", "", "2027-03-01"), "subjects", "A", "clear this cell"),
    (("X", "closed", "", "", "2027-03-01/noon"), "value", "2027-03-01/noon", "one or more dates"),
    (("X", "wish_date", "", "", "2027-03-01"), "subjects", "-", "at least 1"),
    (("X", "wish_date", "A", "", "soon"), "value", "soon", "one or more dates"),
    (("X", "wish_with", "A", "", ""), "subjects", "A", "at least 2"),
    (("X", "fresh", "A", "", ""), "subjects", "A", "at least 2"),
    (("X", "diverse", "", "colour", ""), "attribute", "colour", "column"),
    (("X", "diverse", "", "strength:S9", ""), "attribute", "strength:S9", "unknown are: S9"),
    (("X", "diverse", "", "unit", "0"), "value", "0", "weight from 1"),
    (("X", "alike", "A", "unit", ""), "subjects", "A", "clear this cell"),
    (("X", "balanced", "", "unit", "1001"), "value", "1001", "weight from 1"),
]

RIGHT: list[Row] = [
    ("A1", "wish_date", "A B", "", "2027-03-01 2027-03-02/morning"),
    ("A2", "wish_with", "A B C", "", ""),
    ("A3", "fresh", "A B", "", ""),
    ("A4", "diverse", "", "strength:S1", "3"),
    ("A5", "alike", "", "unit", ""),
    ("A6", "balanced", "", "location", "1000"),
    ("B1", "together", "A B", "groups", ""),
    ("B2", "apart", "A B C", "", ""),
    ("B3", "not_with_manager", "", "", ""),
    ("B4", "at_most", "A B", "unit=North", "0"),
    ("B5", "at_least", "", "unit", "1"),
    ("B6", "needs_strength", "S1", "0", "2"),
    ("B7", "fixed", "A", "date", "2027-03-01/afternoon"),
    ("B8", "date", "", "afternoon", "2027-03-01 2027-03-02/day 2027-03-03/morning"),
    ("B9", "closed", "", "", "2027-03-05"),
]


def ask(*rows: Row) -> GroupProblem:
    return GroupProblem(workshop(), size=4, rules=rules(*rows))


@pytest.mark.parametrize(("row", "column", "found", "expected"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_row_says_where_and_what(row: Row, column: str, found: str, expected: str) -> None:
    with pytest.raises(ProblemError) as refused:
        orders(ask(row))
    said = str(refused.value)
    assert said.startswith(f"Rule X, column {column}: found {found}.")
    assert expected in said.partition("Expected:")[2]


def test_every_kind_has_a_wrong_row_and_a_right_one() -> None:
    kinds = {kind.name for kind in KINDS}
    assert kinds <= {row[1] for row, _, _, _ in WRONG}
    assert kinds == {row[1] for row in RIGHT}


def test_all_faults_are_told_at_once() -> None:
    rows = [(f"X{k}", *row[1:]) for k, (row, _, _, _) in enumerate(WRONG)]
    with pytest.raises(ProblemError) as refused:
        orders(ask(*RIGHT, *rows))
    named = {line.partition(",")[0] for line in str(refused.value).splitlines()}
    assert named == {f"Rule X{k}" for k in range(len(WRONG))}


def test_every_faulty_column_of_a_row_is_told() -> None:
    with pytest.raises(ProblemError) as refused:
        orders(ask(("X", "at_most", "Z", "unt", "x")))
    assert [line.split(",")[1].split(":")[0] for line in str(refused.value).splitlines()] == [
        " column subjects",
        " column attribute",
        " column value",
    ]


def test_right_rows_are_read_in_order() -> None:
    found = orders(ask(*RIGHT))
    assert [order.rule_id for order in found] == [row[0] for row in RIGHT]
    by = {order.rule_id: order for order in found}
    assert by["A1"].slots == (("2027-03-01", "day"), ("2027-03-02", "morning"))
    assert (by["A4"].strength, by["A4"].number) == ("S1", 3)
    assert by["A5"].number == 1
    assert (by["B4"].column, by["B4"].wanted, by["B4"].number) == ("unit", "North", 0)
    assert (by["B6"].level, by["B6"].number) == (0, 2)
    assert by["B7"].slots == (("2027-03-01", "afternoon"),)
    # the part in the attribute goes for dates that name none of their own
    assert by["B8"].slots[0] == ("2027-03-01", "afternoon")
    assert by["B8"].slots[2] == ("2027-03-03", "morning")
    assert (by["A2"].owner, by["A2"].why) == ("Board", "agreed")


def test_rules_about_teams_and_rules_that_ended_say_nothing() -> None:
    others = rules(*((f"O{k}", kind, "A", "", "") for k, kind in enumerate(OTHERS)))
    ended = rules(("E1", "apart", "Z", "", "")).assign(until=pd.Timestamp("2026-12-31"))
    last = rules(("E2", "apart", "A B", "", "")).assign(until=pd.Timestamp("2027-01-01"))
    frame = pd.concat([others, ended, last], ignore_index=True)
    found = orders(GroupProblem(workshop(), size=4, rules=frame))
    assert [order.rule_id for order in found] == ["E2"]


def test_the_rest_of_a_rule_holds_for_those_who_take_part() -> None:
    frame = rules(
        ("K1", "apart", "A B H", "", ""),
        ("K2", "apart", "G H", "", ""),
        ("K3", "wish_with", "H A", "", ""),
        ("K4", "wish_with", "A B H", "", ""),
        ("K5", "needs_strength", "S1", "1", ""),
        ("K6", "not_with_manager", "H", "", ""),
        ("K7", "not_with_manager", "", "", ""),
    )
    found = orders(GroupProblem(workshop(), people=list("ABCD"), size=2, rules=frame))
    assert {order.rule_id: order.subjects for order in found} == {
        "K1": ("A", "B"),
        "K4": ("A", "B"),
        "K5": ("S1",),
        "K7": (),
    }


def test_kinds_say_what_their_columns_hold() -> None:
    forms = {"", "people", "people?", "strengths"}
    assert {kind.subjects for kind in KINDS} <= forms
    assert len(KIND) == len(KINDS)
    assert [kind.hard for kind in KINDS] == sorted(kind.hard for kind in KINDS), "soft kinds come first"
