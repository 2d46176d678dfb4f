"""Group lists to print: a page per group, names as typed, staff where there is any, nothing from outside."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from talentmap.documents.group_calendar import group_calendar
from talentmap.documents.group_lists import group_lists, long_day
from talentmap.documents.group_staff import staff_ids, staff_names, staff_table, staffing_of, with_staff
from talentmap.errors import NoSolutionError
from talentmap.examples import toy
from talentmap.groups import GroupResult, plan_groups
from talentmap.vocabulary import use_language

POOLS = pd.DataFrame(
    {
        "pool": ["actor", "actor", "facilitator", "facilitator"],
        "member_id": ["A1", "A2", "F1", "F2"],
        "name": ["Ada <i>", "Bas", "Cor", "Dee"],
    }
)


@cache
def plan(pools: bool = True, dates: str = "2026-09-01 2026-09-08", **more: object) -> GroupResult:
    data = toy().replace(pools=POOLS) if pools else toy()
    rules = pd.DataFrame([("R1", "date", dates)], columns=["rule_id", "rule", "value"]) if dates else None
    return plan_groups(data, size=4, subgroups=2, rules=rules, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("lang", "day"), [("nl", "dinsdag 1 september 2026"), ("en", "Tuesday 1 September 2026")])
def test_every_group_has_its_page_with_everybody_on_it(lang: str, day: str) -> None:
    result = plan()
    page = group_lists(result, staff=staff_names(staffing_of(result)), lang=lang)
    assert page.count('<section class="group">') == len(result.groups)
    assert page.count('<span class="tick">') == 7
    assert day in page
    for name in toy().table("people")["name"]:
        assert page.count(name) == 2, "in the subgroup and on the list of who is there"
    assert page.count("Bas") >= 2
    assert "Ada &lt;i&gt;" in page
    assert "Ada <i>" not in page
    assert "group_lists." not in page
    for fetched in ("src=", "url(", "<script", "@import"):
        assert fetched not in page


def test_names_are_shown_as_typed() -> None:
    people = toy().table("people").assign(name="<script>alert(1)</script>")
    page = group_lists(plan_groups(toy().replace(people=people), size=4))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_staff_of_a_subgroup_is_in_json_and_in_the_table() -> None:
    result = plan()
    staffing = staffing_of(result)
    parts = [part for group in with_staff(result, staffing)["groups"] for part in group["subgroups"]]
    assert {(part["actor"], part["facilitator"]) for part in parts} <= {
        (a, f) for a in ("A1", "A2") for f in ("F1", "F2")
    }
    assert all(staff_ids(staffing)[part["id"]]["actor"] == part["actor"] for part in parts)
    table = staff_table(result, staffing)
    assert set(table["facilitator"]) == {"Cor", "Dee"}
    assert len(table) == 7


@pytest.mark.parametrize(("part", "start"), [("", "VALUE=DATE:20260901"), ("/morning", ":20260901T090000")])
def test_every_group_is_an_appointment(part: str, start: str) -> None:
    result = plan(dates=f"2026-09-01{part} 2026-09-08{part}")
    told = group_calendar(result, staffing_of(result)).replace("\r\n ", "")
    assert told.count("BEGIN:VEVENT") == 2
    assert f"DTSTART;{start}" in told or f"DTSTART{start}" in told
    assert "Cor" in told
    assert all(name in told for name in toy().table("people")["name"])
    assert group_calendar(plan(dates="")).count("BEGIN:VEVENT") == 0


def test_without_pools_or_dates_nothing_is_said_of_staff() -> None:
    for result in (plan(pools=False), plan(dates="")):
        assert staffing_of(result) is None
        assert "actor" not in staff_table(result, None)
        assert "Trainer-actor" not in group_lists(result)


def test_no_plan_no_lists() -> None:
    rules = pd.DataFrame(
        [("R1", "together", "P1 P2"), ("R2", "apart", "P1 P2")], columns=["rule_id", "rule", "subjects"]
    )
    result = plan_groups(toy(), size=4, rules=rules)
    assert staffing_of(result) is None
    with pytest.raises(NoSolutionError):
        group_lists(result)


def test_days_in_words() -> None:
    with use_language("nl"):
        assert long_day("2027-03-09") == "dinsdag 9 maart 2027"
    assert long_day("2027-05-16") == "Sunday 16 May 2027"
    assert long_day("") == ""
