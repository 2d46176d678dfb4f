"""A viewer's door to the store: own claims, sharing, imports that only narrow, and undo."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from talentmap.access import log
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.data.dataset import Dataset
from talentmap.errors import AccessError, DataError, StaleError, StoreError, UnknownLabelError
from tests.organisations import random_organisation
from tests.store import copies

FULL = bool(os.environ.get("TALENTMAP_FULL"))
HR = Viewer(None, "hr")
TODAY = "2026-06-01"


def organisation(**tables: object) -> Dataset:
    """Ann leads Bob and Cas; Bob has one claim each of private and team."""
    frames: dict[str, object] = {
        "people": [
            {"person_id": "ann", "name": "Ann", "unit": "U", "fte": 1.0},
            {"person_id": "bob", "name": "Bob", "unit": "U", "manager_id": "ann", "fte": 0.5},
            {"person_id": "cas", "name": "Cas", "unit": "V", "manager_id": "ann", "fte": 1.0},
        ],
        "strengths": [{"strength_id": one, "name": one, "kind": "skill"} for one in ("s1", "s2", "s3")],
        "claims": [claim("bob", "s1", "private"), claim("bob", "s2", "team"), claim("cas", "s1", "organisation")],
        "roles": [{"role_id": "r", "title": "R", "headcount": 1, "status": "open"}],
        "role_requirements": [{"role_id": "r", "strength_id": "s1", "level": 3, "weight": 1.0, "mandatory": False}],
        **tables,
    }
    return Dataset.from_frames({name: pd.DataFrame(rows) for name, rows in frames.items()})


def claim(person: str, strength: str, visibility: str, level: int = 3) -> dict[str, object]:
    return {
        "person_id": person,
        "strength_id": strength,
        "level": level,
        "source": "self",
        "assessor_id": person,
        "date": "2026-01-05",
        "visibility": visibility,
    }


def hr(url: str, data: Dataset | None = None) -> Workspace:
    """A workspace of HR with this organisation in it."""
    if data is None:
        copies.fill(url, "hr", lambda first: hr(first, organisation()).store.close())
        return open_workspace(url, HR, today=TODAY)
    found = open_workspace(url, HR, create=True, today=TODAY)
    found.import_data(data, dry_run=False)
    return found


def as_person(workspace: Workspace, person: str) -> Workspace:
    return Workspace(workspace.store, Viewer(person), TODAY)


def whole(workspace: Workspace) -> Dataset:
    with workspace.store.reading() as reading:
        return reading.dataset()


def visibilities(workspace: Workspace, person: str) -> list[str]:
    with workspace.store.reading() as reading:
        return reading.frame("claims", person_id=person)["visibility"].tolist()


def lines(preview: object, what: str) -> list[tuple[str, str]]:
    table = preview.table()  # type: ignore[attr-defined]
    return [(row.table, row.row) for row in table[table["what"] == what].itertuples()]


@pytest.mark.server
def test_an_import_is_shown_first_and_then_done(store_url: str) -> None:
    workspace = open_workspace(store_url, HR, create=True, today=TODAY)
    shown = workspace.import_data(organisation())
    assert shown.import_id is None
    assert shown.counts()["added"] == len(shown.table()) == 11
    assert whole(workspace).fingerprint == Dataset({n: f[:0] for n, f in organisation().frames.items()}).fingerprint
    done = workspace.import_data(organisation(), dry_run=False)
    pd.testing.assert_frame_equal(done.table(), shown.table())
    assert whole(workspace).fingerprint == organisation().fingerprint
    assert workspace.imports()["import_id"].tolist() == [done.import_id]
    workspace.store.check()


@pytest.mark.parametrize("seed", [1, 4] if FULL else [1])
def test_the_same_import_twice_changes_nothing(store_url: str, seed: int) -> None:
    data = random_organisation(seed, n_people=5)
    workspace = hr(store_url, data)
    with workspace.store.reading() as reading:
        before = {name: reading.frame(name, marks=True) for name in data.frames}
    workspace.import_data(data, dry_run=False)
    with workspace.store.reading() as reading:
        for name, frame in before.items():
            pd.testing.assert_frame_equal(reading.frame(name, marks=True), frame)
        assert log.verify(reading) == 2


def test_an_import_only_narrows(store_url: str) -> None:
    workspace = hr(store_url)
    wanted = [claim("bob", "s1", "organisation", 4), claim("bob", "s2", "manager"), claim("cas", "s1", "organisation")]
    workspace.import_data(organisation(claims=wanted), dry_run=False)
    assert visibilities(workspace, "bob") == ["private", "manager"]
    with workspace.store.reading() as reading:
        assert reading.frame("claims", person_id="bob")["level"].tolist() == [4, 3]


def test_a_claim_that_went_comes_back_no_wider(store_url: str) -> None:
    workspace = hr(store_url)
    workspace.import_data(organisation(claims=[claim("cas", "s1", "organisation")]), dry_run=False)
    assert visibilities(workspace, "bob") == []
    again = [claim("bob", "s1", "organisation"), claim("bob", "s2", "organisation"), claim("bob", "s3", "team")]
    workspace.import_data(organisation(claims=again), dry_run=False)
    assert visibilities(workspace, "bob") == ["private", "team", "team"]


@pytest.mark.server
def test_what_a_person_saved_stands_above_a_file(store_url: str) -> None:
    workspace = hr(store_url)
    bob = as_person(workspace, "bob")
    seen = bob.own_rows("claims").iloc[1].to_dict()
    bob.save_claim({**seen, "level": 5, "visibility": "organisation"}, seen=seen)
    bob.save_claim({"strength_id": "s3", "level": 2, "date": "2026-02-02"})
    bob.share("s1", "cas", "team")
    bob.share("s2", "V", until="2026-12-31")
    shown = workspace.import_data(organisation(), dry_run=False)
    assert visibilities(workspace, "bob") == ["private", "team", "private"]
    with workspace.store.reading() as reading:
        assert reading.frame("claims", person_id="bob")["level"].tolist() == [3, 5, 2]
        assert len(reading.frame("sharing")) == 2
    assert shown.counts()["narrowed"] == 1


def test_only_the_person_shares(store_url: str) -> None:
    row = {"person_id": "bob", "strength_id": "s1", "audience": "organisation", "purpose": "any"}
    workspace = hr(store_url, organisation(sharing=[{**row, "until": "2026-06-30"}]))
    longer = {**row, "until": None}
    other = {**row, "audience": "ann"}
    shown = workspace.import_data(organisation(sharing=[longer, other]), dry_run=False)
    assert lines(shown, "refused") == [
        ("sharing", '["bob","s1","ann","any"]'),
        ("sharing", '["bob","s1","organisation","any"]'),
    ]
    with workspace.store.reading() as reading:
        assert reading.frame("sharing")["until"].tolist() == [pd.Timestamp("2026-06-30")]
    workspace.import_data(organisation(sharing=[{**row, "until": "2026-06-10"}]), dry_run=False)
    with workspace.store.reading() as reading:
        assert reading.frame("sharing")["until"].tolist() == [pd.Timestamp("2026-06-10")]


def test_people_and_strengths_stay_and_facts_go(store_url: str) -> None:
    workspace = hr(store_url, organisation(ties=[{"person_a": "ann", "person_b": "bob", "weight": 2.0}]))
    small = organisation(
        people=[{"person_id": "ann", "name": "Ann B", "unit": "U", "fte": 1.0}],
        claims=[claim("ann", "s1", "team")],
        strengths=[{"strength_id": "s1", "name": "s1", "kind": "skill"}],
    )
    shown = workspace.import_data(small, dry_run=False)
    assert lines(shown, "stays") == [("people", "bob"), ("people", "cas"), ("strengths", "s2"), ("strengths", "s3")]
    assert whole(workspace).people["name"].tolist() == ["Ann B", "Bob", "Cas"]
    assert len(whole(workspace).ties) == 1  # the file says nothing of ties
    assert visibilities(workspace, "cas") == []


def test_what_is_shown_depends_on_nothing_hidden(store_url: str) -> None:
    workspace = hr(store_url)
    offered = organisation(claims=[claim("bob", "s1", "organisation", 1), claim("bob", "s2", "private", 1)])
    first = workspace.import_data(offered).table()
    bob = as_person(workspace, "bob")
    for place, level in enumerate((0, 5)):
        seen = bob.own_rows("claims").iloc[place].to_dict()
        bob.save_claim({**seen, "level": level}, seen=seen)
    bob.save_claim({"strength_id": "s3", "level": 2, "date": "2026-02-02"})
    pd.testing.assert_frame_equal(workspace.import_data(offered).table(), first)
    assert "bob" not in "".join(row for _, row in lines(workspace.import_data(offered), "gone"))


@pytest.mark.server
def test_an_import_is_undone_whole(store_url: str) -> None:
    workspace = hr(store_url)
    with workspace.store.reading() as reading:
        before = {name: reading.frame(name, marks=True) for name in organisation().frames}
    other = organisation(
        people=[{"person_id": p, "name": p, "unit": "W", "fte": 1.0, "pet": "cat"} for p in ("bob", "dee")],
        claims=[claim("bob", "s1", "private", 5), claim("dee", "s2", "team")],
    )
    done = workspace.import_data(other, dry_run=False)
    last = workspace.import_data(organisation(), dry_run=False)
    with pytest.raises(StoreError, match="changed since") as caught:
        workspace.undo(str(done.import_id))
    assert caught.value.kind == "changed"
    workspace.undo(str(last.import_id))
    workspace.undo(str(done.import_id))
    with workspace.store.reading() as reading:
        for name, frame in before.items():
            pd.testing.assert_frame_equal(reading.frame(name, marks=True), frame)
        assert len(reading.frame("import_changes")) == 11
    with pytest.raises(StoreError, match="already"):
        workspace.undo(str(done.import_id))
    with pytest.raises(StoreError, match="unknown"):
        workspace.undo("I9")
    workspace.store.check()


def test_undo_names_what_changed_since_but_nothing_hidden(store_url: str) -> None:
    workspace = hr(store_url)
    import_id = str(workspace.imports()["import_id"][0])
    bob = as_person(workspace, "bob")
    seen = bob.own_rows("claims").iloc[0].to_dict()
    bob.save_claim({**seen, "level": 5}, seen=seen)
    cas = as_person(workspace, "cas")
    seen = cas.own_rows("claims").iloc[0].to_dict()
    cas.save_claim({**seen, "level": 4}, seen=seen)
    with pytest.raises(StoreError) as caught:
        workspace.undo(import_id)
    assert '["cas","s1","self","cas","2026-01-05"]' in str(caught.value)
    assert "rows that you may not see" in str(caught.value)
    assert "bob" not in str(caught.value)


@pytest.mark.server
def test_a_file_that_does_not_fit_changes_nothing(store_url: str) -> None:
    workspace = hr(store_url)
    before = whole(workspace).fingerprint
    small = organisation(
        people=[{"person_id": "ann", "name": "Ann", "unit": "U", "fte": 1.0}],
        units=[{"unit": "U", "parent_unit": None}],
        claims=[claim("ann", "s1", "team")],
    )
    with pytest.raises(StoreError, match="people"):  # Cas stays, in a unit that the new tree does not have
        workspace.import_data(small, dry_run=False)
    assert whole(workspace).fingerprint == before


@pytest.mark.server
def test_a_stale_save_of_a_claim_is_told(store_url: str) -> None:
    bob = as_person(hr(store_url), "bob")
    seen = bob.own_rows("claims").iloc[0].to_dict()
    now = bob.save_claim({**seen, "level": 4, "note": "nieuw"}, seen=seen)
    with pytest.raises(StaleError) as caught:
        bob.save_claim({**seen, "level": 1}, seen=seen)
    assert caught.value.table["column"].tolist() == ["level", "note"]
    with pytest.raises(StaleError):
        bob.show_claim(seen, "team")
    assert bob.show_claim(now, "team")["visibility"] == "team"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"person_id": "cas"}, AccessError),
        ({"source": "manager"}, AccessError),
        ({"assessor_id": "ann"}, AccessError),
        ({"level": 7}, DataError),
        ({"strength_id": "s9"}, DataError),
        ({"visibility": "world"}, DataError),
    ],
)
def test_a_claim_is_the_persons_own_and_valid(store_url: str, change: dict[str, object], error: type) -> None:
    bob = as_person(hr(store_url), "bob")
    with pytest.raises(error):
        bob.save_claim({"strength_id": "s3", "level": 2, "date": "2026-02-02", **change})
    with bob.store.reading() as reading:
        assert log.verify(reading) == 1


def test_sharing_is_refused_when_it_points_nowhere(store_url: str) -> None:
    bob = as_person(hr(store_url), "bob")
    for arguments in (("s9", "ann", "any"), ("s1", "nobody", "any"), ("s1", "ann", "fun")):
        with pytest.raises(UnknownLabelError):
            bob.share(*arguments)
    with pytest.raises(UnknownLabelError):
        bob.unshare("s1", "ann")
    bob.share("s1", "ann")
    bob.share("s1", "ann", until="2026-09-01")
    assert bob.own_rows("sharing")["until"].tolist() == [pd.Timestamp("2026-09-01")]
    assert len(Workspace(bob.store, Viewer("ann"), TODAY).data("team").claims) == 3
    bob.unshare("s1", "ann")
    assert len(Workspace(bob.store, Viewer("ann"), TODAY).data("team").claims) == 2


@pytest.mark.parametrize(
    "viewer", [Viewer("x"), Viewer(None, "hr"), Viewer("bob", "outsider"), Viewer("bob", "administrator")]
)
def test_who_has_no_portfolio_saves_nothing(store_url: str, viewer: Viewer) -> None:
    workspace = Workspace(hr(store_url).store, viewer, TODAY)
    with pytest.raises(AccessError):
        workspace.share("s1", "ann")
    with pytest.raises(AccessError):
        workspace.save_claim({"strength_id": "s3", "level": 2, "date": "2026-02-02"})


@pytest.mark.parametrize("role", ["employee", "analyst", "outsider", "administrator"])
def test_only_hr_imports(store_url: str, role: str) -> None:
    workspace = Workspace(hr(store_url).store, Viewer("ann", role), TODAY)
    for act in (lambda: workspace.import_data(organisation()), lambda: workspace.undo("I1"), workspace.imports):
        with pytest.raises(AccessError):
            act()


def test_a_manager_sees_what_the_view_gives_and_no_more(store_url: str) -> None:
    workspace = hr(store_url)
    assert len(Workspace(workspace.store, Viewer("ann"), TODAY).data("team").claims) == 2
    assert len(Workspace(workspace.store, Viewer("ann", "administrator"), TODAY).data("team").people) == 0
