"""What there is to do with proposals: compare them, turn one person around, ask why; in both languages."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from talentmap import examples, use_language
from talentmap.app.services.files import record_bytes
from talentmap.app.services.one_person import Turned, turned_facts
from talentmap.app.services.people import Names
from talentmap.app.services.proposals import differences, side_by_side
from talentmap.app.services.team import TeamChoices
from talentmap.app.services.why import grouped
from talentmap.results import Explanation, Reason
from talentmap.teams.check_record import check_record
from tests.app.pages import LANGUAGES, fine, said, until, words
from tests.app.test_team_builder import asked


def turned(app: AppTest) -> AppTest:
    return until(app, lambda now: now.session_state["team_turned_job"] is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_click_on_a_person_shows_the_other_choice_and_goes_back(language: str) -> None:
    app = asked(language)
    result = app.session_state["team_shown"][1]
    member = next(one for one in result.best.members if one != "P3")
    app.button_group(key="team_member").set_value(member).run()
    turned(app)
    name = Names.of(examples.toy()).people[member]
    assert said("teams_app.without", language, name=name) in words(app)
    assert said("teams_app.price", language) in words(app)
    assert member not in app.session_state["team_turned_shown"][1].best.members
    app.selectbox(key="team_other").set_value("P7").run()
    turned(app)
    assert said("teams_app.with", language, name="Gino Martina") in words(app)
    assert "P7" in app.session_state["team_turned_shown"][1].best.members
    app.button(key="team_back").click().run()
    assert said("teams_app.price", language) not in words(fine(app))


def test_nobody_else_meets_the_gate_so_without_her_there_is_no_team() -> None:
    app = asked()
    app.button_group(key="team_member").set_value("P3").run()
    assert said("app.conflict.title", "nl") in words(turned(app))


def test_the_other_choice_can_become_the_question() -> None:
    app = asked()
    app.selectbox(key="team_other").set_value("P7").run()
    turned(app)
    app.button(key="team_keep").click().run()
    until(app, lambda now: now.session_state["team_job"] is None and now.session_state["team_shown"][0].include)
    assert app.multiselect(key="team_include").value == ["P7"]
    assert all("P7" in team.members for team in app.session_state["team_shown"][1].teams)


def test_why_is_worked_out_when_asked_and_comes_under_headings() -> None:
    app = asked()
    app.button_group(key="team_member").set_value("P3").run()
    turned(app)
    assert said("teams_app.why_note", "nl") in words(app)
    app.button(key="team_because_ask").click().run()
    until(app, lambda now: now.session_state["team_because_job"] is None)
    page = words(app).split(f"<b>{said('teams_app.reasons.brings', 'nl')}</b>")[1]
    assert "Chaima El Idrissi" in page


def test_the_price_is_the_difference_of_two_proven_teams() -> None:
    choices = TeamChoices("J1", (2, 3))
    result = choices.solve(examples.toy())
    person = next(one for one in result.best.members if one != "P3")
    other = Turned(choices, person, True, result).solve(examples.toy())
    with use_language("en"):
        price, leave, come = turned_facts(
            Turned(choices, person, True, result), other, names := Names.of(examples.toy())
        )
    assert float(str(price[1])) == pytest.approx(result.best.objective - other.best.objective, abs=5e-4)
    assert names.people[person] in leave[2]
    assert come[1] == len(set(other.best.members) - set(result.best.members))


@pytest.mark.parametrize("inside", [True, False])
def test_asking_it_so_moves_a_person_between_the_rules(inside: bool) -> None:
    choices = TeamChoices("J1", (2, 3), include=("P1",), exclude=("P2",))
    person = "P1" if inside else "P2"
    asked_so = Turned(choices, person, inside, choices.solve(examples.toy())).asked_so()
    assert (asked_so.include, asked_so.exclude) == (((), ("P1", "P2")) if inside else (("P1", "P2"), ()))


def test_proposals_stand_side_by_side_with_who_differs() -> None:
    result = TeamChoices("J1", (2, 3), (("coverage", 1.0), ("energy", 0.3))).solve(examples.toy())
    names = Names.of(examples.toy())
    with use_language("en"):
        table, lines = side_by_side(result, names), differences(result, names)
    assert list(table.columns) == ["What", "Proposal 1", "Proposal 2", "Proposal 3"]
    for n, team in enumerate(result.teams, 1):
        inside = set(table.loc[table[f"Proposal {n}"] == "yes", "What"])
        assert inside == {names.people[person] for person in team.members}
    assert len(lines) == 2
    for team, line in zip(result.teams[1:], lines, strict=True):
        assert all(names.people[person] in line for person in set(team.members) ^ set(result.best.members))


def test_a_kind_of_reason_that_is_new_is_shown_all_the_same() -> None:
    reasons = (
        Reason("teams.rule.apart", "apart:P1 P2", details={"people": "P1, P2"}),
        Reason("teams.explain.out", "P2"),
        Reason("results.status.optimal", "P2"),
    )
    with use_language("en"):
        shown = grouped(Explanation("P2", reasons), Names.of(examples.toy()))
        assert [heading for heading, _ in shown] == [
            said(f"teams_app.reasons.{name}", "en") for name in ("place", "rules", "other")
        ]
    assert sum(len(sentences) for _, sentences in shown) == 3


def test_the_proof_can_be_taken_along_and_checked() -> None:
    app = asked()
    result = app.session_state["team_shown"][1]
    assert said("teams_app.proof_take", "nl") in [button.label for button in app.get("download_button")]
    check = check_record(json.loads(record_bytes(result)), examples.toy())
    assert check.ok, str(check)


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_asked_first_can_decline_and_nothing_tells(language: str) -> None:
    app = asked(language, ask_first=True)
    assert said("teams_app.round", language) in words(app)
    assert said("app.decision.title", language) not in words(app), "not with the manager yet"
    first = app.session_state["team_shown"][1]
    leaves = next(one for one in first.best.members if one != "P3")
    app.multiselect(key="team_round_out").set_value([leaves])
    app.button(key="team_round_again").click().run()
    assert said("teams_app.round", language) in words(fine(app)), "the others are asked about the new proposal"
    app.button(key="team_round_done").click().run()
    page = words(fine(app))
    assert Names.of(examples.toy()).people[leaves] not in page.split(said("app.proof.verified", language))[1]
    assert said("app.decision.title", language) in page
    assert said("teams_app.asked", language) in page
    assert app.session_state["team_round"].declined == ()
    assert not [button for button in app.button if button.key in ("team_loss_ask", "team_what_if_compare")]


def test_declining_until_nobody_is_left_names_no_rule_in_conflict() -> None:
    app = asked(ask_first=True)
    app.multiselect(key="team_round_out").set_value(["P3"])
    app.button(key="team_round_again").click().run()
    page = words(fine(app))
    assert said("consent.no_team", "nl", subject="Vergunningen sneller") in page
    assert said("app.conflict.title", "nl") not in page
