"""The shared app without a browser: who logged in sees their own view, by name, and nothing else."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from talentmap.access.goals import own_goals
from talentmap.access.identity import end_access
from talentmap.access.remarks import remarks_beside, remarks_to_answer
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace
from talentmap.app import who
from talentmap.app.components.portfolio import _everything
from talentmap.errors import AccessError
from tests.access.test_workspace import TODAY, claim, organisation
from tests.app.pages import fine, said, words
from tests.app.seats import filled, shared_by, sit, visited

SUBJECTS = {
    "bob": {"person_id": "bob"},
    "ann": {"person_id": "ann"},
    "hr": {"role": "hr"},
    "analyst": {"role": "analyst"},
    "machine": {"role": "administrator"},
    "gone": {"person_id": "bob", "until": "2026-05-31"},
}


@pytest.fixture
def store(empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A shared app on a store of three people."""
    path = tmp_path / "talentmap.db"
    shared_by(monkeypatch, path)
    return filled(path, empty_file, organisation(), SUBJECTS)


def test_before_logging_in_there_is_a_button_and_nothing_else(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visited(None, monkeypatch)
    assert app.title[0].value == said("identity.login.title", "en")
    assert [button.key for button in app.button] == ["log_in"]
    assert not app.dataframe
    assert not app.sidebar.get("html")


@pytest.mark.parametrize(
    ("subject", "title"),
    [("bob", "Bob, employee"), ("ann", "Ann, employee"), ("hr", "HR"), ("machine", "administrator"), ("x", "outsider")],
)
def test_the_viewer_is_named_on_the_page(
    store: Workspace, monkeypatch: pytest.MonkeyPatch, subject: str, title: str
) -> None:
    app = visited(subject, monkeypatch)
    assert said("identity.looking", "en", who=title) in words(app)
    assert ("<b>3</b>" in words(app)) == (subject in ("bob", "ann", "hr"))


@pytest.mark.parametrize(("subject", "status"), [("x", "unknown"), ("gone", "ended")])
def test_who_has_no_access_is_told_so_and_sees_nothing(
    store: Workspace, monkeypatch: pytest.MonkeyPatch, subject: str, status: str
) -> None:
    page = words(visited(subject, monkeypatch))
    assert said(f"identity.status.{status}", "en") in page
    assert said("identity.nothing", "en") in page
    assert "Bob" not in page


def test_access_that_ends_while_somebody_looks_ends_at_the_next_run(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visited("bob", monkeypatch, "portfolio")
    assert "s1" in words(app)
    end_access(store, "bob")
    app.run()
    assert "s1" not in words(app)
    assert "Bob, " not in words(app)


@pytest.mark.parametrize(("subject", "page"), [("bob", "match"), ("bob", "team"), ("hr", "portfolio"), ("x", "map")])
def test_a_page_whose_purpose_the_role_has_not_is_not_offered(
    store: Workspace, monkeypatch: pytest.MonkeyPatch, subject: str, page: str
) -> None:
    with pytest.raises(ValueError, match="navigation page"):
        visited(subject, monkeypatch, page)


def test_own_files_and_examples_are_not_there_in_a_shared_app(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visited("hr", monkeypatch)
    assert not app.get("file_uploader")
    with pytest.raises(Exception, match="shared"):
        who.whole_dataset()
    assert "tm.open_workspace(" in app.code[0].value


def test_sharing_on_the_portfolio_is_seen_at_once_by_whom_it_is_for(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visited("bob", monkeypatch, "portfolio")
    app.selectbox(key="portfolio_who_s1").set_value("cas")
    app.button(key="portfolio_send_s1").click().run()
    fine(app)
    seen = Workspace(store.store, Viewer("cas"), TODAY).data("portfolio").frames["claims"]
    assert ("bob", "s1") in set(zip(seen["person_id"], seen["strength_id"], strict=True))
    app.button(key="portfolio_stop_s1_0").click().run()
    seen = Workspace(store.store, Viewer("cas"), TODAY).data("portfolio").frames["claims"]
    assert ("bob", "s1") not in set(zip(seen["person_id"], seen["strength_id"], strict=True))


def test_a_remark_stands_beside_what_somebody_else_said(
    empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_by_ann = {**claim("bob", "s1", "manager"), "source": "manager", "assessor_id": "ann"}
    path = tmp_path / "talentmap.db"
    shared_by(monkeypatch, path)
    workspace = filled(path, empty_file, organisation(claims=[said_by_ann, claim("bob", "s2", "private")]), SUBJECTS)
    app = visited("bob", monkeypatch, "portfolio")
    key = "portfolio_remark_s1"
    assert not [one for one in app.selectbox if one.key == "portfolio_remark_s2_source"], "that is one's own to change"
    app.button(key=f"{key}_send").click().run()
    assert said("rights.remark.words", "en", most=2000) in words(fine(app))
    app.text_area(key=f"{key}_words").set_value("I led three of them")
    app.selectbox(key=f"{key}_kind").set_value("objection")
    app.button(key=f"{key}_send").click().run()
    assert "I led three of them" in words(fine(app))
    assert "I led three of them" not in words(visited("hr", monkeypatch)), "HR sees no such claim"
    bob, ann = (Workspace(workspace.store, Viewer(one), TODAY) for one in ("bob", "ann"))
    (remark,) = remarks_beside(bob, bob.data("portfolio"))["remark_id"]
    bob.show_claim(bob.own_rows("claims").query("source == 'manager'").iloc[0].to_dict(), "organisation")
    assert "I led three of them" in words(visited("hr", monkeypatch))
    asked, answer = visited("ann", monkeypatch, "portfolio"), f"remark_answer_{remark}"
    assert "I led three of them" in words(asked)
    asked.text_area(key=f"{answer}_reason").set_value("I counted two")
    asked.button(key=f"{answer}_send").click().run()
    assert said("remarks_app.asked.choose", "en") in words(fine(asked))
    asked.radio(key=f"{answer}_answer").set_value("declined")
    asked.button(key=f"{answer}_send").click().run()
    assert "I led three of them" not in words(fine(asked)), "it is answered"
    assert len(remarks_to_answer(ann, ann.data("portfolio"))) == 0
    sit(monkeypatch, "bob")
    assert "I counted two" in words(fine(app.run()))
    app.button(key=f"portfolio_remark_withdraw_{remark}").click().run()
    assert "I led three of them" not in words(fine(app))


def test_a_portfolio_sets_goals_and_asks_for_feedback(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visited("bob", monkeypatch, "portfolio")
    app.selectbox(key="portfolio_goal_strength").set_value("s3")
    app.button(key="portfolio_goal_save").click().run()
    goal = own_goals(Workspace(store.store, Viewer("bob"), TODAY))["goal_id"].iloc[0]
    fine(app).button(key=f"portfolio_goal_team_{goal}").click().run()
    assert said("portfolio.goal.shared", "en") in words(fine(app))
    app.multiselect(key="portfolio_round_strengths").set_value(["s1"])
    app.button(key="portfolio_round_open").click().run()
    app.selectbox(key="portfolio_invite_person").set_value("cas")
    fine(app).button(key="portfolio_invite_send").click().run()
    assert said("portfolio.round.form", "en", name="Cas") in words(fine(app)).replace("&#x27;", "'")
    app.button(key="portfolio_round_close").click().run()
    assert said("rounds.category.peer", "en") in words(fine(app))
    assert said("portfolio.round.texts", "en") not in words(app)


def test_figures_of_groups_are_published_once_for_everybody(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visited("bob", monkeypatch, "map")
    assert said("published.none", "en") in words(app)
    assert "map_publish" not in [button.key for button in app.button]
    app = visited("hr", monkeypatch, "map")
    app.button(key="map_publish").click().run()
    fine(app)
    app = visited("bob", monkeypatch, "map")
    shown = app.dataframe[0].value
    assert shown[said("published.column.count", "en")].isna().all(), "three people are too few for any figure"
    assert (shown[said("published.column.reason", "en")] != "").all()


def test_the_file_with_everything_is_made_for_who_has_access_by_then(store: Workspace) -> None:
    made = partial(_everything, Workspace(store.store, Viewer("bob"), TODAY), "bob")
    assert json.loads(made())["person_id"] == "bob"
    end_access(Workspace(store.store, Viewer(None, "administrator"), TODAY), "bob")
    with pytest.raises(AccessError):
        made()
