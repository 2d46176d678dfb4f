"""Recognition of prior learning in the shared app: the person and the assessor take every step, nobody else sees it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from talentmap.access.evc import add_evidence, choose_assessor, evc_track, move_track, open_track, own_tracks
from talentmap.access.evc_rules import KINDS, STATUSES, TRANSITIONS, Evidence, Indicator
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace
from talentmap.app.services.evc import status_words, steps, typed_indicators
from tests.access.test_workspace import TODAY, organisation
from tests.app.pages import LANGUAGES, fine, said, words
from tests.app.seats import filled, shared_by, visited

SUBJECTS = {one: {"person_id": one} for one in ("ann", "bob", "cas")}


@pytest.fixture
def store(empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    path = tmp_path / "talentmap.db"
    shared_by(monkeypatch, path)
    return filled(path, empty_file, organisation(), SUBJECTS)


def seat(store: Workspace, person: str) -> Workspace:
    return Workspace(store.store, Viewer(person), TODAY)


def handed_in(store: Workspace) -> str:
    """Bob's track on s3 with a piece for each of two indicators, handed in to Cas."""
    bob = seat(store, "bob")
    track = open_track(bob, "s3", 3, [Indicator("Leads a talk", 2), Indicator("Leads a hard talk", 3)], goal="Coach")
    choose_assessor(bob, track, "cas")
    move_track(bob, track, "evidence")
    add_evidence(bob, track, Evidence("Report", "product", "2026-01-01", "folder A"), [1])
    add_evidence(bob, track, Evidence("Letter", "statement"), [1, 2])
    move_track(bob, track, "assessment")
    return track


def pressed(app: AppTest, key: str) -> AppTest:
    """The app after a button, found by how its key begins."""
    (button,) = [one for one in app.button if one.key == key or str(one.key).endswith(f"-{key}")]
    return fine(button.click().run())


def test_typed_lines_become_indicators() -> None:
    found = typed_indicators("Leads a talk\n 2: Prepares a talk \n\n", "5 : Teaches others\n3 examples", 3)
    assert found == [
        Indicator("Leads a talk", 3),
        Indicator("Prepares a talk", 2),
        Indicator("Teaches others", 5, required=False),
        Indicator("3 examples", 3, required=False),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_step_kind_and_judgement_has_words(language: str) -> None:
    for kind in KINDS:
        assert said(f"evc_app.kind.{kind}", language)
    for step in TRANSITIONS:
        if step.target == "certificate":
            assert step.target not in steps(step.source, step.who)
        else:
            assert step.target in steps(step.source, step.who)
            assert said(f"evc_app.move.{step.source}.{step.target}", language)
    assert "4" in status_words("recognition")
    assert len({status_words(status) for status in STATUSES}) == len(STATUSES)


def test_the_person_goes_from_goal_to_handing_in(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visited("bob", monkeypatch, "portfolio")
    pressed(app, "portfolio_track_open")
    assert said("evc_app.no_strength", "en") in words(app)
    app.selectbox(key="portfolio_track_strength").set_value("s3")
    app.text_area(key="portfolio_track_indicators").set_value("2: Leads a talk\nLeads a hard talk")
    app.text_area(key="portfolio_track_optional").set_value("Teaches it")
    app.text_input(key="portfolio_track_goal").set_value("To be a coach")
    pressed(app, "portfolio_track_open")
    (track,) = own_tracks(seat(store, "bob"))["track_id"]
    held = evc_track(seat(store, "bob"), track)
    assert held.indicators[["level", "required"]].to_numpy().tolist() == [[2, True], [3, True], [3, False]]
    assert said("evc_app.goal", "en", goal="To be a coach") in words(app)
    pressed(app, f"evc_move_{track}_person_evidence")
    add = f"evc_add_{track}_0"
    pressed(app, f"{add}_save")
    assert said("evc.wrong.words", "en", most=2000) in words(app)
    app.text_input(key=f"{add}_title").set_value("Report of a hard talk")
    pressed(app, f"{add}_save")
    assert said("evc.wrong.supports", "en") in words(app)
    app.multiselect(key=f"{add}_supports").set_value([1, 2])
    app.selectbox(key=f"{add}_kind").set_value("observation")
    app.date_input(key=f"{add}_made").set_value(dt.date(2026, 5, 1))
    app.text_input(key=f"{add}_reference").set_value("folder A")
    pressed(app, f"{add}_save")
    assert "Report of a hard talk" in words(app)
    pressed(app, f"evc_move_{track}_person_assessment")
    assert said("evc.step.no_assessor", "en") in words(app)
    app.selectbox(key=f"evc_ask_{track}_who").set_value("ann")
    pressed(app, f"evc_ask_{track}_save")
    assert said("evc.assessor.manager", "en") in words(app)
    app.selectbox(key=f"evc_ask_{track}_who").set_value("cas")
    pressed(app, f"evc_ask_{track}_save")
    assert said("evc_app.assessor", "en", name="Cas") in words(app)
    pressed(app, f"evc_move_{track}_person_assessment")
    held = evc_track(seat(store, "bob"), track)
    assert (held.status, len(held.matrix)) == ("assessment", 2)
    assert not [one for one in app.button if f"evc_add_{track}" in str(one.key)], "handed in: nothing changes"


def test_a_piece_of_evidence_is_taken_back(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    bob = seat(store, "bob")
    track = open_track(bob, "s3", 3, [Indicator("Leads a talk", 3)])
    move_track(bob, track, "evidence")
    add_evidence(bob, track, Evidence("Letter", "statement"), [1])
    app = visited("bob", monkeypatch, "portfolio")
    assert "1. Letter" in words(app)
    pressed(app, f"evc_remove_{track}_1")
    assert "Letter" not in words(app)
    assert said("evc.todo.evidence", "en", value="1") in words(app)


def test_the_assessor_judges_and_certifies_and_the_person_gets_a_private_claim(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = handed_in(store)
    app = visited("cas", monkeypatch, "portfolio")
    assert said("evc_app.assess.title", "en") in [one.value for one in app.subheader]
    assert "Bob" in next(one.label for one in app.expander if said("evc.status.assessment", "en") in one.label)
    pressed(app, f"evc_move_{track}_assessor_recognition")
    assert said("evc.step.unjudged", "en", found=3) in words(app)
    judge = f"evc_judge_{track}"
    for place, judgement in (("1_1", "partly"), ("2_1", "convinces"), ("2_2", "not")):
        app.selectbox(key=f"{judge}_{place}").set_value(judgement)
    app.text_input(key=f"{judge}_1_1_remark").set_value("One example only")
    pressed(app, f"{judge}_save")
    assert "One example only" in words(app)
    pressed(app, f"evc_move_{track}_assessor_recognition")
    assert said("evc_app.certify.note", "en", name="Bob", level=2) in words(app)
    app.date_input(key=f"evc_certify_{track}_until").set_value(dt.date(2031, 6, 1))
    pressed(app, f"evc_certify_{track}_send")
    claims = seat(store, "bob").data("portfolio").frames["claims"]
    (claim,) = claims[claims["source"] == "evc"].to_dict("records")
    assert (claim["level"], claim["visibility"], claim["valid_until"].year) == (2, "private", 2031)
    app = visited("bob", monkeypatch, "portfolio")
    assert said("evc_app.claim", "en") in words(app)
    assert said("evc_app.until", "en", day="1 June 2031") in words(app)
    assert said("portfolio.source.evc", "en") in words(app)
    assert not [one for one in app.button if f"evc_move_{track}" in str(one.key)], "a certificate is final"


def test_going_back_needs_a_remark_and_the_person_reads_it(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    track = handed_in(store)
    app = visited("cas", monkeypatch, "portfolio")
    pressed(app, f"evc_move_{track}_assessor_evidence")
    assert said("evc.step.remark", "en") in words(app)
    app.text_input(key=f"evc_move_{track}_assessor_remark").set_value("A second example please")
    pressed(app, f"evc_move_{track}_assessor_evidence")
    assert said("evc_app.assess.title", "en") not in [one.value for one in app.subheader]
    app = visited("bob", monkeypatch, "portfolio")
    assert "A second example please" in words(app)
    assert f"evc_add_{track}_2_save" in " ".join(str(one.key) for one in app.button)


def test_nothing_reached_is_nothing_to_certify(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    track = handed_in(store)
    app = visited("cas", monkeypatch, "portfolio")
    for place in ("1_1", "2_1", "2_2"):
        app.selectbox(key=f"evc_judge_{track}_{place}").set_value("not")
    pressed(app, f"evc_judge_{track}_save")
    pressed(app, f"evc_move_{track}_assessor_recognition")
    assert said("evc_app.certify.nothing", "en", name="Bob") in words(app)
    assert not [one for one in app.button if "evc_certify" in str(one.key)]


def test_neither_the_manager_nor_an_assessor_of_the_past_sees_a_track(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = handed_in(store)
    page = words(visited("ann", monkeypatch, "portfolio"))
    assert "Leads a hard talk" not in page
    app = visited("cas", monkeypatch, "portfolio")
    assert "Leads a hard talk" in words(app)
    move_track(seat(store, "bob"), track, "stopped")
    assert "Leads a hard talk" not in words(fine(app.run()))
