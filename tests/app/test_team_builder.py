"""Team builder: question, proposals, what conflicts, what if, decision; in both languages."""

from __future__ import annotations

import json
import threading

import pytest
from streamlit.testing.v1 import AppTest

import talentmap as tm
from talentmap import examples
from talentmap.app.services.job import Job
from talentmap.app.services.people import Names, initials, people_options
from talentmap.app.services.team import TeamChoices
from talentmap.app.services.what_if import StoppedError, WhatIf
from tests.app.pages import LANGUAGES, fine, opened, said, until, words


def asked(language: str = "nl", **widgets: object) -> AppTest:
    """The toy's project asked, with these choices, and answered."""
    app = opened("team", language=language)
    for key, value in widgets.items():
        app.session_state[f"team_{key}"] = value
    app.run()
    app.button(key="team_solve").click().run()
    return until(app, lambda now: now.session_state["team_job"] is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposals_come_with_proof_parts_and_people(language: str) -> None:
    app = asked(language)
    page = words(app)
    assert said("app.proof.optimal", language) in page
    assert said("app.proof.verified", language) in page
    # Toy: only Chaima meets the gate on planning law, so she is in every proposal.
    result = app.session_state["team_shown"][1]
    assert all("P3" in team.members for team in result.teams)
    assert page.count("Chaima El Idrissi") >= len(result.teams)
    assert said("app.team.proposal", language, n=1) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_that_cannot_hold_together_are_named_with_a_way_out(language: str) -> None:
    app = asked(language, exclude=["P3"])
    page = words(app)
    assert said("app.conflict.title", language) in page
    assert said("app.conflict.ways", language) in page
    assert "Chaima El Idrissi" in page
    assert said("app.decision.title", language) not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_without_weights_is_answered_in_words(language: str) -> None:
    app = asked(language, weight_coverage=0.0, weight_energy=0.0)
    assert said("weights.wrong.all_zero", language) in words(app)


@pytest.mark.parametrize(
    "choices",
    [
        TeamChoices("J1", (2, 3)),
        TeamChoices("J1", (2, 3), (("coverage", 1.0), ("energy", 0.3)), proposals=2, differ=2),
        TeamChoices("J1", (3, 3), include=("P1",), exclude=("P5",), together=("P1", "P2"), apart=("P4", "P6")),
        TeamChoices("J1", (2, 3), most_per_unit=2, from_units=("Stadsbeheer",)),
        TeamChoices("J1", (2, 4), (("coverage", 1.0), ("growth", 0.5)), proposals=4, within=0.05),
    ],
    ids=["plain", "weights", "people", "units", "growth"],
)
def test_the_python_shown_gives_the_same_answer(choices: TeamChoices) -> None:
    space: dict[str, object] = {}
    exec(choices.code("data = tm.examples.toy()"), space)
    ours = choices.solve(examples.toy())
    assert [team.members for team in space["teams"].teams] == [team.members for team in ours.teams]  # type: ignore[attr-defined]
    assert ours.proof.problem == space["problem"].fingerprint  # type: ignore[attr-defined]


def test_a_team_that_may_lose_people_is_asked_for_in_the_python_too() -> None:
    choices = TeamChoices("J1", (2, 3), robust=1)
    space: dict[str, object] = {"tm": tm, "data": examples.toy()}
    exec(choices.problem_code(), space)
    assert space["problem"].fingerprint == choices.problem(examples.toy()).fingerprint  # type: ignore[attr-defined]
    assert not choices.solve(examples.toy()).status.has_solution, "nobody but P3 meets the gate"


def test_the_python_of_a_comparison_gives_the_same_table() -> None:
    choices = TeamChoices("J1", (2, 3))
    what = WhatIf(without=("P3",), included=("P7",), others=("larger", "smaller", "coverage", "balance"))
    shown = what.run(choices.solve(examples.toy()), 30, lambda _: True).table()
    code = what.code("data = tm.examples.toy()", choices)
    last = code.index("tm.compare(")
    space: dict[str, object] = {}
    exec(f"{code[:last]}table = {code[last:]}", space)
    assert space["table"].equals(shown)  # type: ignore[attr-defined]
    assert len(shown) == 7
    assert shown["status"][1] == "infeasible", "nobody but P3 meets the gate"


def test_a_comparison_can_be_stopped() -> None:
    result = TeamChoices("J1", (2, 3)).solve(examples.toy())
    with pytest.raises(StoppedError):
        WhatIf(without=("P1",)).run(result, 30, lambda seen: seen[0] == 0)


def test_what_if_stands_beside_the_question() -> None:
    app = asked()
    app.multiselect(key="team_what_if_without").set_value(["P3"])
    app.button(key="team_what_if_compare").click().run()
    until(app, lambda now: now.session_state["team_what_if_job"] is None)
    shown = next(f.value for f in app.dataframe if said("app.column.scenario", "nl") in f.value)
    assert list(shown[said("app.column.scenario", "nl")]) == ["Zoals gevraagd", "zonder Chaima El Idrissi"]
    assert list(shown[said("app.column.status", "nl")]) == ["bewezen optimaal", "onmogelijk"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_needs_a_name_and_a_reason_and_is_recorded(language: str) -> None:
    app = asked(language)
    app.button(key="team_take").click().run()
    assert said("report.decision.no_name", language) in words(fine(app))
    app.text_input(key="team_by").set_value("Anouk <b>de Vries</b>")
    app.text_area(key="team_why").set_value("Past bij *de* planning")
    app.button(key="team_take").click().run()
    assert "Anouk &lt;b&gt;de Vries&lt;/b&gt;" in words(fine(app))
    record = app.session_state["team_record"]
    assert json.loads(record.to_json())["reason"] == "Past bij *de* planning"
    assert record.proof.problem == app.session_state["team_shown"][1].proof.problem


def test_other_data_take_answers_and_choices_away() -> None:
    app = asked(include=["P1"])
    app.switch_page("src/talentmap/app/pages/start.py").run()
    app.segmented_control(key="start_source").set_value("municipality").run()
    fine(app)
    assert "team_shown" not in app.session_state
    assert "team_include" not in app.session_state


def test_a_job_stops_when_asked_and_hands_errors_over() -> None:
    heard = threading.Event()

    def work(go_on):
        heard.set()
        while go_on("busy"):
            pass
        return "best so far"

    job = Job(work)
    assert heard.wait(10)
    job.stop()
    assert job.done(10)
    assert job.result == "best so far"
    failed = Job(lambda _: 1 / 0)
    assert failed.done(10)
    assert isinstance(failed.error, ZeroDivisionError)


def test_reasons_speak_of_names() -> None:
    reason = tm.Reason("teams.explain.tie", "P2", 0.125, "points", None, {"other": "P3"})
    with tm.use_language("nl"):
        assert (
            Names.of(examples.toy()).say(reason) == "Bram Yılmaz werkt al samen met Chaima El Idrissi, goed voor 0,125."
        )


def test_people_are_offered_by_name() -> None:
    assert next(iter(people_options(examples.toy()).values())) == "Anouk de Vries · Dienstverlening (P1)"
    assert [initials(name) for name in ("Anouk de Vries", "Cher", "", "<b>")] == ["AV", "C", "?", "?"]
