"""Recognition of prior learning: steps, who takes them, what evidence adds up to, and the claim that comes of it."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

from talentmap.access.evc import (
    add_evidence,
    choose_assessor,
    evc_track,
    move_track,
    open_track,
    own_tracks,
    remove_evidence,
)
from talentmap.access.evc_assess import certify_track, judge_evidence, tracks_to_assess
from talentmap.access.evc_rules import (
    STATUSES,
    STEPS,
    TRANSITIONS,
    Evidence,
    Indicator,
    checked_indicators,
    checked_step,
    met_indicators,
    missing_evidence,
    recognised_level,
    refuse_assessor,
)
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.data.dataset import Dataset
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from tests.store import copies

DAY = pd.Timestamp("2026-06-01")
INDICATORS = (
    Indicator("Leidt een gesprek", 2),
    Indicator("Leidt een lastig gesprek", 3),
    Indicator("Leert het anderen", 3, required=False),
)
PIECES = pd.DataFrame(
    {"number": [1, 2, 3, 4], "level": [1, 3, 3, 4], "required": [True, True, True, False], "words": list("abcd")}
)


def matrix(*cells: tuple[int, int, str | None]) -> pd.DataFrame:
    return pd.DataFrame(list(cells), columns=["evidence", "indicator", "judgement"])


def test_the_level_is_climbed_without_skipping_a_step() -> None:
    one, two, three = (1, 1, "convinces"), (1, 2, "convinces"), (2, 3, "convinces")
    assert recognised_level(PIECES, matrix(one)) == 1
    assert recognised_level(PIECES, matrix(one, two)) == 1  # both of level 3 are needed
    assert recognised_level(PIECES, matrix(one, two, three)) == 3
    assert recognised_level(PIECES, matrix(two, three)) is None  # level 1 is missing
    assert recognised_level(PIECES, matrix(one, two, three, (2, 4, "not"))) == 3  # 4 is not required
    assert recognised_level(PIECES, matrix((1, 1, "partly"), (2, 1, "partly"))) is None
    assert met_indicators(PIECES, matrix(one, (2, 1, "not"))) == {1: True, 2: False, 3: False, 4: False}
    assert missing_evidence(PIECES, matrix((1, 1, None))) == (2, 3)


def test_every_step_there_is_and_no_other() -> None:
    allowed = {(step.source, step.target, step.who) for step in TRANSITIONS}
    for source, target, who in itertools.product(STATUSES, STATUSES, ("person", "assessor")):
        if (source, target, who) in allowed:
            assert checked_step(source, target, who).target == target
        else:
            with pytest.raises(AccessError, match="is not for"):
                checked_step(source, target, who)
    assert not [step for step in TRANSITIONS if step.source in ("certificate", "stopped")]
    forward = [(a, b) for a, b in itertools.pairwise(STEPS)]
    assert all(any((step.source, step.target) == pair for step in TRANSITIONS) for pair in forward)
    with pytest.raises(UnknownLabelError, match="done"):
        checked_step("goal", "done", "person")


@pytest.mark.parametrize(
    ("indicators", "level", "words"),
    [
        ((), 3, "1 to 60"),
        ((Indicator(" ", 3),), 3, "Say in words"),
        ((Indicator("x", 4),), 3, "beyond the goal"),
        ((Indicator("x", 0),), 3, "beyond the goal"),
        ((Indicator("x", 2),), 3, "No required indicator"),
        ((Indicator("x", 3, required=False),), 3, "No required indicator"),
        ((Indicator("x", 3),), 6, "1 to 5"),
    ],
)
def test_indicators_that_will_not_do(indicators: tuple[Indicator, ...], level: int, words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        checked_indicators(indicators, level)


def test_who_may_not_assess() -> None:
    managers = {"top": None, "boss": "top", "me": "boss", "mine": "me", "peer": "boss"}
    refuse_assessor("me", "peer", managers)
    refuse_assessor("me", "top", managers)
    for assessor, words in (("me", "their own evidence"), ("boss", "manager cannot"), ("mine", "Somebody you manage")):
        with pytest.raises(AccessError, match=words):
            refuse_assessor("me", assessor, managers)
    with pytest.raises(UnknownLabelError, match="gone"):
        refuse_assessor("me", "gone", managers)


def filled(url: str) -> Workspace:
    frames = {
        "people": [
            {"person_id": one, "name": f"Name {one}", "unit": "U", "fte": 1.0, "manager_id": boss}
            for one, boss in (("boss", None), ("me", "boss"), ("peer", "boss"), ("other", "boss"))
        ],
        "strengths": [{"strength_id": one, "name": one, "kind": "skill"} for one in ("s1", "s2")],
        "roles": [{"role_id": "r", "title": "R", "headcount": 1, "status": "open"}],
        "role_requirements": [{"role_id": "r", "strength_id": "s1", "level": 3, "weight": 1.0, "mandatory": False}],
    }
    data = Dataset.from_frames({name: pd.DataFrame(rows) for name, rows in frames.items()})
    found = open_workspace(url, Viewer(None, "hr"), create=True, today=DAY)
    found.import_data(data, dry_run=False)
    return found


@pytest.fixture
def base(store_url: str) -> Workspace:
    copies.fill(store_url, "evc", lambda first: filled(first).store.close())
    return open_workspace(store_url, Viewer(None, "hr"), today=DAY)


def seat(workspace: Workspace, person: str | None, role: str = "employee") -> Workspace:
    return Workspace(workspace.store, Viewer(person, role), DAY)


def handed_in(base: Workspace) -> tuple[str, Workspace, Workspace]:
    """A track with two pieces of evidence, handed in to peer."""
    me, peer = seat(base, "me"), seat(base, "peer")
    track = open_track(me, "s1", 3, INDICATORS, goal="Coach worden")
    choose_assessor(me, track, "peer")
    move_track(me, track, "evidence")
    assert add_evidence(me, track, Evidence("Verslag", "product", "2026-01-01", "map A"), [1]) == 1
    assert add_evidence(me, track, Evidence("Brief", "statement"), [2, 3, 2]) == 2
    move_track(me, track, "assessment")
    return track, me, peer


@pytest.mark.server
def test_a_track_from_goal_to_certificate(base: Workspace) -> None:
    track, me, peer = handed_in(base)
    assert tracks_to_assess(peer)["track_id"].tolist() == [track]
    assert "Still to be judged: 3" in evc_track(peer, track).summary()
    with pytest.raises(AccessError, match="Still to be judged: 3"):
        move_track(peer, track, "recognition")
    judge_evidence(peer, track, 1, 1, "convinces")
    judge_evidence(peer, track, 2, 2, "partly", remark="Eén voorbeeld.")
    judge_evidence(peer, track, 2, 3, "not")
    move_track(peer, track, "recognition")
    found = evc_track(me, track)
    assert found.recognised == 2
    assert found.table()["1 Verslag"].tolist()[0] == "convinces"
    assert found.table()["2 Brief"].tolist()[1:] == ["partly", "not"]
    assert found.table()["met"].tolist() == [True, False, False]
    assert "convinces in part. Eén voorbeeld." in found.explain(2).text()
    assert json.loads(json.dumps(found.to_dict()))["recognised"] == 2
    certify_track(peer, track, "2031-06-01")
    claim = me.data("portfolio").frames["claims"].iloc[0]
    assert (claim["source"], claim["level"], claim["visibility"]) == ("evc", 2, "private")
    assert claim["assessor_id"] == "peer"
    assert claim["valid_until"] == pd.Timestamp("2031-06-01")
    assert len(seat(base, "other").data("portfolio").frames["claims"]) == 0
    assert len(seat(base, "boss").data("conversation").frames["claims"]) == 0
    assert evc_track(me, track).history["status"].tolist() == list(STEPS)
    with pytest.raises(AccessError, match="is not for"):
        move_track(me, track, "stopped")
    base.store.check()


def test_a_track_is_there_for_its_person_and_for_the_assessor_once_handed_in(base: Workspace) -> None:
    track, me, peer = handed_in(base)
    for viewer in (seat(base, "boss"), seat(base, "other"), seat(base, None, "hr"), seat(base, "me", "administrator")):
        with pytest.raises(AccessError, match="not there for you"):
            evc_track(viewer, track)
        with pytest.raises(AccessError, match="not there for you"):
            move_track(viewer, track, "stopped")
    with pytest.raises(AccessError, match="not there for you"):
        evc_track(me, "E-unknown")
    with pytest.raises(AccessError, match="why the track goes back"):
        move_track(peer, track, "evidence")
    move_track(peer, track, "evidence", remark="Nog een voorbeeld graag")
    with pytest.raises(AccessError, match="not there for you"):
        evc_track(peer, track)
    assert len(tracks_to_assess(peer)) == 0
    assert evc_track(me, track).history["remark"].tolist()[-1] == "Nog een voorbeeld graag"
    assert own_tracks(me)["status"].tolist() == ["evidence"]


def test_each_does_only_what_is_theirs(base: Workspace) -> None:
    track, me, peer = handed_in(base)
    with pytest.raises(AccessError, match="no longer changes"):
        add_evidence(me, track, Evidence("Later"), [1])
    with pytest.raises(AccessError, match="no longer changes"):
        choose_assessor(me, track, "other")
    with pytest.raises(AccessError, match="not there for you"):
        judge_evidence(me, track, 1, 1, "convinces")
    with pytest.raises(AccessError, match="is not for the employee"):
        move_track(me, track, "recognition")
    with pytest.raises(AccessError, match="is not for the assessor"):
        certify_track(peer, track)
    with pytest.raises(AccessError, match="not there for you"):
        add_evidence(peer, track, Evidence("Van mij"), [1])
    with pytest.raises(UnknownLabelError, match="convinces, partly, not"):
        judge_evidence(peer, track, 1, 1, "great")
    with pytest.raises(UnknownLabelError, match="piece of evidence 1"):
        judge_evidence(peer, track, 1, 2, "not")


def test_an_assessor_who_became_the_manager_no_longer_is_one(base: Workspace) -> None:
    track, _, peer = handed_in(base)
    with base.store.writing() as writing:
        writing.update("people", {"person_id": "me"}, {"manager_id": "peer"}, None)
    with pytest.raises(AccessError, match="not there for you"):
        judge_evidence(peer, track, 1, 1, "convinces")
    assert len(tracks_to_assess(peer)) == 0


def test_handing_in_needs_evidence_and_an_assessor(base: Workspace) -> None:
    me = seat(base, "me")
    track = open_track(me, "s1", 3, INDICATORS)
    with pytest.raises(ProblemError, match="track running"):
        open_track(me, "s1", 3, INDICATORS)
    for assessor in ("me", "boss"):
        with pytest.raises(AccessError):
            choose_assessor(me, track, assessor)
    move_track(me, track, "evidence")
    with pytest.raises(AccessError, match="indicator 1, 2"):
        move_track(me, track, "assessment")
    first = add_evidence(me, track, Evidence("Verslag"), [1, 2])
    with pytest.raises(AccessError, match="no assessor"):
        move_track(me, track, "assessment")
    remove_evidence(me, track, first)
    assert [reason.kind for reason in evc_track(me, track).next_steps()] == ["evc.todo.evidence", "evc.todo.assessor"]
    with pytest.raises(UnknownLabelError, match="no piece of evidence 1"):
        remove_evidence(me, track, first)
    move_track(me, track, "stopped")
    open_track(me, "s1", 3, INDICATORS)


@pytest.mark.parametrize(
    ("evidence", "supports", "words"),
    [
        (Evidence(""), [1], "Say in words"),
        (Evidence("x", "rumour"), [1], "choose from product"),
        (Evidence("x", made="2027-01-01"), [1], "future"),
        (Evidence("x"), [], "which indicators"),
        (Evidence("x"), [4], "numbered 1 to 3"),
    ],
)
def test_evidence_that_will_not_do(base: Workspace, evidence: Evidence, supports: list[int], words: str) -> None:
    me = seat(base, "me")
    with pytest.raises((ProblemError, UnknownLabelError), match=words):
        add_evidence(me, open_track(me, "s1", 3, INDICATORS), evidence, supports)


def test_nothing_reached_is_nothing_certified(base: Workspace) -> None:
    track, me, peer = handed_in(base)
    for piece, indicator in ((1, 1), (2, 2), (2, 3)):
        judge_evidence(peer, track, piece, indicator, "not")
    move_track(peer, track, "recognition")
    assert "No level recognised" in evc_track(me, track).summary()
    with pytest.raises(AccessError, match="nothing to certify"):
        certify_track(peer, track)
    with pytest.raises(ProblemError, match="after today"):
        certify_track(peer, track, DAY)
    move_track(me, track, "evidence")
    assert own_tracks(me)["status"].tolist() == ["evidence"]
