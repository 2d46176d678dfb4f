"""Snapshots of figures in the store: who makes them, who reads them, what they keep and what erasure takes out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from talentmap.access.erasure import erase
from talentmap.access.figures_kept import kept_of
from talentmap.access.figures_store import publish_figures, published_figures
from talentmap.access.rights import everything_about_me
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.errors import AccessError
from talentmap.examples import municipality
from talentmap.measures.published import strength_input
from tests.store import copies

HR = Viewer(None, "hr")
TODAY = "2026-06-01"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    copies.fill(tmp_path / "store.db", "figures", _fill)
    return open_workspace(tmp_path / "store.db", HR, today=TODAY)


def _fill(url: str) -> None:
    made = open_workspace(url, HR, create=True, today=TODAY)
    data = municipality(60, seed=2)
    claims = data.frames["claims"]
    few = claims[claims["strength_id"].isin(data.frames["strengths"]["strength_id"].head(20))]
    made.import_data(data.replace(claims=few), dry_run=False)
    made.store.close()


def as_(workspace: Workspace, viewer: Viewer) -> Workspace:
    return Workspace(workspace.store, viewer, TODAY)


def test_a_snapshot_is_made_once_and_read_by_those_who_work_here(workspace: Workspace) -> None:
    assert published_figures(workspace, "strengths") is None
    made = publish_figures(workspace, "strengths", strength_input)
    again = publish_figures(workspace, "strengths", strength_input)
    pd.testing.assert_frame_equal(made.table(), again.table())
    person = workspace.data("team").frames["people"]["person_id"].iloc[5]
    for viewer in (HR, Viewer(None, "analyst"), Viewer(person)):
        read = published_figures(as_(workspace, viewer), "strengths")
        assert read is not None
        pd.testing.assert_frame_equal(read.table(), made.table())
        assert read.bases == ()
        assert (read.count[read.why != ""] == 0).all()
    for viewer in (Viewer("nobody"), Viewer(None, "outsider"), Viewer(None, "administrator")):
        with pytest.raises(AccessError):
            published_figures(as_(workspace, viewer), "strengths")
    for viewer in (Viewer(person), Viewer(None, "administrator")):
        with pytest.raises(AccessError):
            publish_figures(as_(workspace, viewer), "strengths", strength_input)


def test_a_change_by_one_person_changes_no_figure(workspace: Workspace) -> None:
    before = publish_figures(workspace, "strengths", strength_input)
    person = str(workspace.data("team").frames["people"]["person_id"].iloc[5])
    mine = as_(workspace, Viewer(person))
    strength = str(mine.data("portfolio").frames["strengths"]["strength_id"].iloc[0])
    mine.save_claim({"strength_id": strength, "level": 5, "date": TODAY, "visibility": "organisation"})
    after = publish_figures(workspace, "strengths", strength_input)
    pd.testing.assert_frame_equal(before.table()[["count", "size"]], after.table()[["count", "size"]])


def test_erasure_takes_a_person_out_of_the_snapshots(workspace: Workspace) -> None:
    made = publish_figures(workspace, "strengths", strength_input)
    person = str(workspace.data("team").frames["people"]["person_id"].iloc[5])
    with workspace.store.reading() as reading:
        assert kept_of(reading, person) == ["strengths"]
        assert person not in "".join(reading.frame("published")["state"])
    assert everything_about_me(as_(workspace, Viewer(person))).own["published"]["name"].tolist() == ["strengths"]
    erase(workspace.store, person, actor="test", today=TODAY)
    with workspace.store.reading() as reading:
        assert kept_of(reading, person) == []
    left = published_figures(workspace, "strengths")
    assert left is not None
    pd.testing.assert_frame_equal(left.table(), made.table())
