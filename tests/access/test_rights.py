"""What somebody is shown who asks what is kept about them; who looked; remarks; how long what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from talentmap.access import erasure, persons, retention
from talentmap.access.remarks import add_remark, answer_remark, remarks_beside, withdraw_remark
from talentmap.access.rights import everything_about_me, who_looked
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.cli import program
from talentmap.data.store import layout, open_store, schema
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from tests.access.test_erasure import DAY, GONE, NAME, filled
from tests.access.test_workspace import HR, TODAY, as_person, hr

_CACHED = (layout.own_tables, layout.all_tables, layout.digest, schema.metadata)


def workspace_of(tmp_path: Path, person: str = GONE) -> Workspace:
    filled(str(tmp_path / "talentmap.db")).close()
    return open_workspace(tmp_path / "talentmap.db", Viewer(person), today=TODAY)


def test_everything_about_me_is_there_and_nothing_of_others(tmp_path: Path) -> None:
    found = everything_about_me(workspace_of(tmp_path))
    said = json.loads(found.to_json())
    assert said["own"]["people"] == [
        {"person_id": GONE, "name": NAME, "unit": "U", "manager_id": "ann", "location": None, "fte": 1.0}
        | {"start_date": None, "end_date": None, "pet": "zqxhond"}
    ]
    assert [claim["source"] for claim in said["own"]["claims"]] == ["self"]  # a peer's rating is nobody's to see
    assert "over die ander" not in found.to_json()
    assert {claim["note"] for claim in said["named"]["claims.assessor_id"]} >= {"zqxtekst van de baas"}
    assert said["own"]["identities"][0]["subject"] == "zqxsub"
    assert said["own"]["evc_evidence"][0]["title"] == "zqxtekst"
    assert said["own"]["looked"] == [{"person_id": GONE, "viewer": "ann", "purpose": "team", "day": DAY}]
    assert said["named"]["people.manager_id"] == [{"person_id": "bob", "name": "Naam bob"}]
    assert {rule["subjects"] for rule in said["named"]["rules.subjects"]} == {GONE}
    assert [line["about_them"] for line in said["log"]] == [True, True]
    assert [line["by_them"] for line in said["log"]] == [True, False]
    shown = {*said["own"], *said["named"]}
    assert not shown & {"round_answers", "round_tokens", "person_keys", "looked.viewer", "sharing.audience"}
    assert "van ann" not in found.to_json()
    assert set(found.tables()) == {*shown, "log"}


def test_a_table_that_was_never_heard_of_is_shown_and_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new table needs nothing but its lines in the schema; a column that says nothing of itself is asked about."""
    rows = layout._rows
    more = [
        {"table": "badges", "column": "badge_id", "type": "id", "required": "yes", "key": "yes", "refers": ""},
        {"table": "badges", "column": "person_id", "type": "id", "required": "yes", "key": "", "refers": "people"},
        {"table": "badges", "column": "giver_id", "type": "id", "required": "", "key": "", "refers": "people"},
        {"table": "pins", "column": "badge_id", "type": "id", "required": "yes", "key": "yes", "refers": "badges"},
        {"table": "pins", "column": "who", "type": "id", "required": "", "key": "", "refers": ""},
    ]
    rest = dict.fromkeys(("unit", "min", "max", "choices", "default", "meaning_nl", "meaning_en"), "")
    new = [{**rest, **one} for one in more]
    monkeypatch.setattr(layout, "_rows", lambda name: [*rows(name), *(new if name == "columns.csv" else [])])
    with _fresh():
        assert persons.unexplained() == ["pins.who"]
        assert retention.unkept() == ["badges"]
        store = filled(str(tmp_path / "talentmap.db"))
        with store.writing() as writing:
            writing.insert("badges", [_badge("b1", GONE, "ann"), _badge("b2", "ann", GONE), _badge("b3", "ann", "bob")])
            writing.insert("pins", [{"badge_id": one, "who": None} for one in ("b1", "b2")])
        found = everything_about_me(Workspace(store, Viewer(GONE), TODAY))
        assert found.own["badges"]["badge_id"].tolist() == ["b1"]
        assert found.own["pins"]["badge_id"].tolist() == ["b1"]
        erasure.erase(store, GONE, actor="hr")
        with store.reading() as reading:
            left = reading.frame("badges")
            assert left["badge_id"].tolist() == ["b2", "b3"]
            assert left["giver_id"].isna().tolist() == [True, False]
            assert reading.frame("pins")["badge_id"].tolist() == ["b2"]


def _badge(badge_id: str, person: str, giver: str) -> dict[str, object]:
    return {"badge_id": badge_id, "person_id": person, "giver_id": giver}


class _fresh:
    """The schema is read anew inside the block, and again after it."""

    def __enter__(self) -> None:
        for one in _CACHED:
            one.cache_clear()

    def __exit__(self, *_: object) -> None:
        for one in _CACHED:
            one.cache_clear()


@pytest.mark.server
def test_who_looked_is_noted_once_a_day_and_told_to_the_person_alone(store_url: str) -> None:
    workspace = hr(store_url)
    ann, bob, cas = (as_person(workspace, one) for one in ("ann", "bob", "cas"))
    for _ in range(2):
        ann.data("conversation")  # manager of both: sees the claim bob shows the team, and what cas shows everybody
    bob.data("team")
    Workspace(workspace.store, HR, "2026-06-02").data("team")
    assert who_looked(bob).to_dict("list") == {
        "day": [pd.Timestamp(TODAY)],
        "who": ["Ann"],
        "purpose": ["good conversation"],
    }
    assert who_looked(cas)["who"].tolist() == ["HR", "Ann", "Bob"]
    assert len(who_looked(ann)) == 0
    with pytest.raises(AccessError):
        who_looked(workspace)
    assert ann.data("conversation") is ann.data("conversation")


def test_a_look_changes_nothing_that_a_view_is_made_of(tmp_path: Path) -> None:
    store_url = str(tmp_path / "talentmap.db")
    workspace = hr(store_url)
    first = as_person(workspace, "ann").data("team")
    assert as_person(workspace, "ann").data("team") is first
    assert open_workspace(store_url, Viewer("ann"), today=TODAY).data("team").fingerprint == first.fingerprint


def test_a_remark_stands_beside_the_claim_for_who_sees_it(tmp_path: Path) -> None:
    gone = workspace_of(tmp_path)
    ann, bob = Workspace(gone.store, Viewer("ann"), TODAY), Workspace(gone.store, Viewer("bob"), TODAY)
    assert len(remarks_beside(bob, bob.data("portfolio"))) == 0, "a store without a remark"
    name = add_remark(bob, "s1", "manager", "Dit klopt niet meer.", kind="objection", date=DAY)
    assert remarks_beside(ann, ann.data("team"))["words"].tolist() == ["Dit klopt niet meer."]
    for wrong, words in (("peer", "x"), ("self", "x")):
        with pytest.raises(UnknownLabelError):
            add_remark(bob, "s1", wrong, words)
    with pytest.raises(ProblemError):
        add_remark(bob, "s1", "manager", " ")
    with pytest.raises(AccessError):
        answer_remark(ann, name, accepted=True, reason="x")  # neither HR nor who made the claim
    with pytest.raises(AccessError):
        answer_remark(bob, name, accepted=True, reason="x")
    answer_remark(gone, name, accepted=True, reason="Aangepast.")
    assert remarks_beside(bob, bob.data("portfolio"))["answer"].tolist() == ["accepted"]
    bob.show_claim(bob.own_rows("claims").iloc[0].to_dict(), "private")
    assert len(remarks_beside(ann, ann.data("team")).query("person_id == 'bob'")) == 0
    with pytest.raises(UnknownLabelError):
        withdraw_remark(ann, name)
    withdraw_remark(bob, name)
    assert len(bob.own_rows("remarks")) == 0


def test_what_stood_before_an_import_is_nobodys_to_read(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path)
    for table in ("import_changes", "person_keys"):
        with pytest.raises(AccessError):
            workspace.own_rows(table)


def test_every_table_with_people_says_how_long_it_is_kept(tmp_path: Path) -> None:
    assert retention.unkept() == []
    assert {keeping.ground for keeping in retention.load_retention()} <= set(retention.GROUNDS)
    store = filled(str(tmp_path / "talentmap.db"))
    with store.writing() as writing:
        writing.update("people", {"person_id": GONE}, {"end_date": "2026-06-30"}, None)
    with store.reading() as reading:
        assert len(retention.due(reading, "2026-01-31")) == 0
        found = retention.due(reading, "2028-06-30")
        assert found["table"].tolist() == [
            "looked",
            "looked",
            "looked",
            "round_answers",
            "round_answers",
            "round_answers",
        ]
        found = retention.due(reading, "2028-07-01")
        with pytest.raises(ProblemError):
            retention.due(reading, None)
    assert found["table"].tolist() == ["people", "looked", "looked", "round_answers", "round_answers", "round_answers"]
    assert found["row"].iloc[0] == GONE
    assert str(found["until"].iloc[0].date()) == "2028-06-30"


def test_the_command_line_erases_and_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "talentmap.db")
    filled(store).close()
    assert program.run(["log", "head", store, "--json"]) == 0
    head = json.loads(capsys.readouterr().out)["head"]
    assert program.run(["dossier", store, GONE, "--json", "--today", TODAY]) == 0
    assert json.loads(capsys.readouterr().out)["person_id"] == GONE
    assert program.run(["erase", store, GONE, "--json", "--today", TODAY]) == 0
    assert json.loads(capsys.readouterr().out)["gone"]["people"] == 1
    assert program.run(["log", "verify", store, head]) == 0
    assert "3" in capsys.readouterr().out
    assert program.run(["erase", store, GONE]) == 2
    assert program.run(["erase", store, "--finish"]) == 0
    with open_store(store).writing() as writing:
        writing.update("log", {"number": 1}, {"action": "other"}, None)
    assert program.run(["log", "verify", store, head]) == 2
