"""Make groups: question, plan, changes by hand with their price, what conflicts, comparing, files; both languages."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from talentmap import examples
from talentmap.app.services.group_edits import History, Move, price_shown
from talentmap.app.services.group_files import group_file
from talentmap.app.services.group_plans import MOST, keep, side_by_side
from talentmap.app.services.group_rules import (
    RuleRow,
    added,
    cards,
    days,
    faults_of,
    frame_of,
    rows_of,
    sentence,
    switched,
    weighed,
    without,
)
from talentmap.app.services.groups import GroupChoices
from talentmap.app.services.people import Names
from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.groups.kinds import KINDS
from talentmap.vocabulary import use_language
from tests.app.pages import LANGUAGES, fine, opened, said, until, words

FULL = bool(os.environ.get("TALENTMAP_FULL"))
RULES = [
    ("R1", "date", None, None, "2026-09-01 2026-09-08 2026-09-15", "HR", "Zaal vrij"),
    ("R2", "apart", "P1 P2", None, None, "HR", "Oud zeer"),
    ("W1", "wish_date", "P1", None, "2026-09-08", None, None),
    ("M1", "diverse", None, "unit", None, None, None),
    ("M2", "balanced", None, "strength:S1", "2", None, None),
    ("X1", "must_include", "P1", None, None, None, None),
]


@cache
def organisation(*more: tuple[str | None, ...]) -> Dataset:
    """The seven people with rules about groups."""
    columns = ["rule_id", "rule", "subjects", "attribute", "value", "owner", "reason"]
    return examples.toy().replace(rules=pd.DataFrame([*RULES, *more], columns=columns))


CLASH = ("R3", "together", "P1 P2", None, None, "Directie", "Duo")


def planned(language: str = "nl", *more: tuple[str | None, ...], size: int = 4) -> AppTest:
    """Seven people asked for in two groups of two subgroups, and answered."""
    app = opened("groups", language=language, data=organisation(*more))
    app.number_input(key="groups_size").set_value(size)
    app.number_input(key="groups_subgroups").set_value(2)
    app.run()
    app.button(key="groups_solve").click().run()
    return until(app, lambda now: now.session_state["groups_job"] is None)


@cache
def choices(policy: str = "under", size: int = 4) -> GroupChoices:
    return GroupChoices((size, size), policy, subgroups=(2,), rules=rows_of(organisation()))


# --- the page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_comes_with_proof_terms_and_everybody_in_it(language: str) -> None:
    app = planned(language)
    page = words(app)
    assert said("groups_app.optimal", language) in page
    assert said("groups_app.answer_nested", language, n=2, sizes="1 × 4, 1 × 3", subgroups=4) in page
    for name in organisation().table("people")["name"]:
        assert name in page
    assert said("groups_app.of", language, n="1") in page, "one person wished a date, and got it"
    result = app.session_state["groups_shown"][1]
    assert result.group_of("P1").date == "2026-09-08"
    assert page.count('<article class="tm-group">') == 2
    app.selectbox(key="groups_why_who").set_value("P1").run()
    assert "Anouk de Vries" in words(fine(app)).split(said("groups_app.why_note", language))[1]


def test_moving_somebody_shows_the_price_first_and_can_be_undone() -> None:
    app = planned()
    before = app.session_state["groups_history"].plan
    person = next(p for p in before.group_of("P1").members if p != "P1")
    other = next(group.id for group in before.groups if person not in group.members)
    app.selectbox(key="groups_who").set_value(person).run()
    app.selectbox(key=f"groups_where_{before.group_of(person).id}").set_value(other).run()
    prices = [table.value for table in app.table if said("groups_app.column.before", "nl") in table.value]
    assert len(prices[0]) == len(before.terms)
    assert app.session_state["groups_history"].plan is before, "nothing is done yet"
    if app.button(key="groups_make").disabled:  # a rule breaks: not without a reason
        app.text_input(key="groups_because").set_value("kan alleen dan").run()
    app.button(key="groups_make").click().run()
    after = fine(app).session_state["groups_history"].plan
    assert after.group_of(person).id == other
    assert said("groups_app.by_hand", "nl") in words(app)
    app.button(key="groups_undo").click().run()
    assert fine(app).session_state["groups_history"].plan is before
    app.button(key="groups_redo").click().run()
    assert fine(app).session_state["groups_history"].plan is after


@pytest.mark.parametrize("language", LANGUAGES if FULL else ["en"])
def test_rules_that_cannot_hold_are_named_and_one_can_be_let_go(language: str) -> None:
    app = planned(language, CLASH)
    page = words(app)
    assert said("groups_app.no_answer", language) in page
    assert said("app.conflict.title", language) in page
    assert "Anouk de Vries" in page
    assert said("groups_app.take", language) not in page
    app.button(key="groups_let_1_0").click().run()
    until(app, lambda now: now.session_state["groups_job"] is None)
    assert said("groups_app.optimal", language) in words(app)
    assert len(app.session_state["groups_waived"]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_cannot_be_asked_is_answered_in_words(language: str) -> None:
    app = opened("groups", language=language, data=organisation())
    app.segmented_control(key="groups_policy").set_value("exact").run()
    app.number_input(key="groups_size").set_value(4).run()
    app.button(key="groups_solve").click().run()
    until(app, lambda now: now.session_state["groups_job"] is None)
    assert said("groups.wrong.remainder", language, n=7, size=4, rest=3) in words(app)


def test_cards_are_switched_weighed_removed_and_added() -> None:
    app = opened("groups", data=organisation())
    assert "X1" not in {row.rule_id for row in app.session_state["groups_rules"]}, "a rule about teams"
    for _ in range(2):
        app.button(key="groups_more_M1").click().run()
    app.button(key="groups_remove_R2").click().run()
    app.toggle(key="groups_on_R1_1_True").set_value(False).run()
    rows = {row.rule_id: row for row in fine(app).session_state["groups_rules"]}
    assert (rows["M1"].value, rows["R1"].on, "R2" in rows) == ("3", False, False)
    assert list(rows)[:3] == ["W1", "M1", "M2"], "the heaviest of the mix comes first"
    app.selectbox(key="groups_add_kind").set_value("together").run()
    app.button(key="groups_add_do").click().run()
    assert said("groups_app.rule.subjects", "nl") in words(app), "people are missing"
    app.multiselect(key="groups_add_together_subjects").set_value(["P3", "P4"]).run()
    app.button(key="groups_add_do").click().run()
    new = next(row for row in fine(app).session_state["groups_rules"] if row.rule == "together")
    assert (new.rule_id, new.subjects) == ("N1", "P3 P4")


def test_every_kind_has_a_form() -> None:
    app = opened("groups", data=organisation())
    for kind in KINDS if FULL else KINDS[::3]:
        app.selectbox(key="groups_add_kind").set_value(kind.name).run()
        assert said(f"groups_app.about.{kind.name}", "nl") in words(fine(app)).replace("&#x27;", "'")


def test_the_other_number_of_groups_stands_beside_this_one() -> None:
    app = planned(size=3)
    app.button(key="groups_other").click().run()
    until(app, lambda now: now.session_state["groups_job"] is None)
    table = next(t.value for t in app.table if said("groups_app.column.figure", "nl") in t.value)
    assert list(table.columns)[1:] == ["3 groepen, nooit groter", "2 groepen, nooit kleiner"]
    app.button(key="groups_show_0").click().run()
    assert said("groups_app.answer_nested", "nl", n=3, sizes="1 × 3, 2 × 2", subgroups=6) in words(fine(app))


def test_the_example_ministry_can_be_chosen() -> None:
    app = opened(source="municipality")
    app.segmented_control(key="start_source").set_value("ministry").run()
    assert "<b>145</b>" in words(fine(app))


# --- the services -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        choices(),
        GroupChoices((2, 4), "between", 3, rules=rows_of(organisation())[:2], per_date=2, mix="sum"),
        GroupChoices((4, 4), rules=added(switched(choices().rules, ["R2"], False), RuleRow("", "apart", "P3 P4"))),
    ],
    ids=["plain", "between", "rules"],
)
def test_the_python_shown_gives_the_same_plan(asked: GroupChoices) -> None:
    data = organisation()
    space: dict[str, object] = {"made": data}
    exec(asked.code("data = made", data), space)
    ours = asked.solve(data)
    assert space["groups"].groups == ours.groups  # type: ignore[attr-defined]


def test_rules_are_put_on_cards_in_order_of_priority() -> None:
    rows = rows_of(organisation())
    assert [row.rule_id for row in rows] == ["W1", "M2", "M1", "R2", "R1"]
    many = tuple(RuleRow(f"W{k}", "wish_date", "P1", "", "2026-09-08") for k in range(5))
    assert [len(card) for card in cards((*many, *rows[1:]))] == [5, 1, 1, 1, 1]
    assert [row.rule_id for row in weighed(rows, "M1", 2)][1:3] == ["M1", "M2"]
    assert frame_of(switched(rows, ["R1"], False))["rule_id"].tolist() == ["W1", "M2", "M1", "R2"]
    assert [row.rule_id for row in without(rows, ["R1", "W1"])] == ["M2", "M1", "R2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_said_in_words(language: str) -> None:
    names = Names.of(organisation())
    with use_language(language):
        for kind in KINDS:
            for attribute in ("unit", "unit=Stadsbeheer"):
                shown = sentence(RuleRow("R", kind.name, "P1 P2", attribute, "2026-09-01"), names)
                assert shown
                assert "groups_app." not in shown
        assert days("2026-09-01 2026-09-08/morning") == (
            "1 sep, 8 sep 2026 (ochtend)" if language == "nl" else "1 Sep, 8 Sep 2026 (morning)"
        )
        assert days("soon") == "soon"


def test_a_rule_that_says_nothing_is_told_why() -> None:
    assert faults_of(organisation(), RuleRow("", "apart", "P1 P3")) == []
    assert "unit" in faults_of(organisation(), RuleRow("", "diverse", "", "unitt"))[0]


def test_a_change_breaks_rules_only_for_a_reason() -> None:
    result = choices().solve(organisation())
    one, other = result.groups
    move = Move("P1", next(g.id for g in (one, other) if "P1" not in g.members))
    tried = move.tried(result)
    assert tried.broken, "P2 is there, from whom P1 is to be apart"
    with use_language("en"):
        assert len(price_shown(tried)) == len(result.terms)
    with pytest.raises(ProblemError):
        move.made(result, "  ")
    history = History([result])
    history.add(move.made(result, "on leave").result, "moved", move.code("on leave"))
    assert "on leave" in history.plan.summary()
    history.undo()
    history.add(result, "again", "x")
    assert len(history.plans) == 2, "what was undone is gone"
    assert history.changes == [("again", "x")]


def test_plans_are_kept_once_per_question_and_not_without_end() -> None:
    result = choices().solve(organisation())
    plans = keep(keep([], choices(), result), choices(), result)
    assert len(plans) == 1
    for limit in range(1, 8):
        asked = GroupChoices((4, 4), rules=choices().rules, time_limit=float(limit))
        plans = keep(plans, asked, result)
    assert len(plans) == MOST
    assert len({plan.name for plan in plans}) == MOST
    with use_language("nl"):
        assert side_by_side(plans).shape[1] == MOST + 1


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "html", "ics"])
def test_a_plan_becomes_a_file(suffix: str, tmp_path: Path) -> None:
    content = group_file(choices().solve(organisation()), None, suffix)
    if suffix == "json":
        assert len(json.loads(content)["groups"]) == 2
    elif suffix == "xlsx":
        assert content[:2] == b"PK"
    else:
        assert "Anouk de Vries" in content.decode().replace("\r\n ", "")
