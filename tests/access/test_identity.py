"""Who somebody is: the subject of the login service, looked up in our own table at every request."""

from __future__ import annotations

import pytest

from talentmap.access import log
from talentmap.access.identity import access_given, end_access, give_access, identify
from talentmap.access.purposes import load_roles, purposes_of
from talentmap.access.viewer import PURPOSES, ROLES, Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from tests.access.test_workspace import HR, TODAY, organisation
from tests.store.copies import stored


@pytest.fixture
def administrator(store_url: str) -> Workspace:
    workspace = open_workspace(store_url, Viewer(None, "administrator"), today=TODAY)
    stored(workspace.store, organisation())
    return workspace


@pytest.mark.server
def test_a_subject_is_who_the_table_says(administrator: Workspace) -> None:
    give_access(administrator, "sub-1", person_id="ann", role="hr")
    found = identify(administrator.store, "sub-1", TODAY)
    assert (found.viewer, found.name, found.status) == (Viewer("ann", "hr"), "Ann", "known")
    assert found.title("en") == "Ann, HR"


@pytest.mark.parametrize("subject", ["sub-2", "SUB-1", "sub-1 ", "", None, 7])
def test_an_unknown_subject_sees_nothing(administrator: Workspace, subject: object) -> None:
    give_access(administrator, "sub-1", person_id="ann")
    found = identify(administrator.store, subject, TODAY)  # type: ignore[arg-type]
    assert (found.viewer, found.status) == (Viewer(None, "outsider"), "unknown")
    for purpose in PURPOSES:
        view = Workspace(administrator.store, found.viewer, TODAY).data(purpose)
        assert sum(len(frame) for frame in view.frames.values()) == 0


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [
        ("2026-06-01", "2026-06-01", "known"),
        ("2026-06-02", None, "early"),
        (None, "2026-05-31", "ended"),
        (None, None, "known"),
    ],
)
def test_access_holds_from_its_first_to_its_last_day(
    administrator: Workspace, since: str | None, until: str | None, status: str
) -> None:
    give_access(administrator, "s", person_id="bob", since=since, until=until)
    found = identify(administrator.store, "s", TODAY)
    assert found.status == status
    assert found.viewer == (Viewer("bob") if status == "known" else Viewer(None, "outsider"))
    without_day = identify(administrator.store, "s", None)
    assert without_day.status == ("known" if since is None and until is None else "ended")


@pytest.mark.server
def test_access_that_is_taken_away_ends_at_the_next_request(administrator: Workspace) -> None:
    give_access(administrator, "s", person_id="bob")
    give_access(administrator, "s", person_id="bob", role="analyst")
    assert identify(administrator.store, "s", TODAY).viewer.role == "analyst"
    assert access_given(administrator)["subject"].tolist() == ["s"]
    end_access(administrator, "s")
    assert identify(administrator.store, "s", TODAY).status == "unknown"
    with administrator.store.reading() as reading:
        assert reading.frame("log")["action"].tolist() == ["identity.give", "identity.give", "identity.end"]
        assert log.verify(reading) == 3


def test_an_administrator_has_no_portfolio_in_the_same_hand(administrator: Workspace) -> None:
    give_access(administrator, "s", person_id="bob", role="administrator")
    found = identify(administrator.store, "s", TODAY)
    assert found.viewer == Viewer(None, "administrator")
    assert purposes_of(organisation().as_of(TODAY), found.viewer) == ()


def test_only_an_administrator_gives_access(administrator: Workspace) -> None:
    for viewer in (HR, Viewer("ann"), Viewer(None, "analyst"), Viewer(None, "outsider")):
        other = Workspace(administrator.store, viewer, TODAY)
        for act in (lambda w: give_access(w, "s", person_id="ann"), lambda w: end_access(w, "s"), access_given):
            with pytest.raises(AccessError):
                act(other)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"subject": " "}, ProblemError),
        ({"subject": "s", "role": "outsider"}, ProblemError),
        ({"subject": "s", "role": "manager"}, ProblemError),
        ({"subject": "s"}, ProblemError),
        ({"subject": "s", "person_id": "zoe"}, UnknownLabelError),
        ({"subject": "s", "person_id": "ann", "since": "2026-02-01", "until": "2026-01-01"}, ProblemError),
    ],
)
def test_what_cannot_be_is_refused(administrator: Workspace, given: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        give_access(administrator, **given)
    assert len(access_given(administrator)) == 0


def test_a_role_looks_for_its_own_purposes() -> None:
    data = organisation().as_of(TODAY)
    expected = {
        Viewer("bob"): ("portfolio", "conversation", "figures"),
        Viewer("ann"): ("portfolio", "conversation", "team", "development", "figures"),
        HR: ("team", "role_match", "development", "figures"),
        Viewer("bob", "analyst"): ("portfolio", "conversation", "team", "role_match", "development", "figures"),
        Viewer("zoe"): (),
        Viewer(None, "outsider"): (),
        Viewer("ann", "outsider"): (),
        Viewer(None, "administrator"): (),
    }
    assert {viewer: purposes_of(data, viewer) for viewer in expected} == expected


def test_who_left_keeps_their_own_portfolio_alone() -> None:
    people = organisation().frames["people"].assign(end_date=["2026-05-01", None, None])
    data = organisation().replace(people=people).as_of(TODAY)
    assert purposes_of(data, Viewer("ann")) == ("portfolio",)


def test_every_role_and_purpose_of_the_file_exists() -> None:
    roles = {row.role: row for row in load_roles()}
    assert set(roles) == {*ROLES, "manager"}
    assert {purpose for row in roles.values() for purpose in row.purposes} == set(PURPOSES)
    assert roles["administrator"].purposes == roles["outsider"].purposes == ()
    assert all(row.meaning("nl") and row.meaning("en") for row in roles.values())
