"""Logging in at a real provider: employee, manager, HR, analyst, outsider and administrator each see their own view.

What somebody should see is worked out from the policy and the data, never from the app.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from talentmap.access.identity import end_access, give_access, identify
from talentmap.access.purposes import purposes_of
from talentmap.access.view import as_seen_by
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.app.__main__ import STORE_VARIABLE, TODAY_VARIABLE
from talentmap.app.main import url_path
from talentmap.app.places import offered
from talentmap.data.dataset import Dataset
from tests.access.test_workspace import TODAY, claim, organisation
from tests.app.pages import said
from tests.app.provider import provider, write_secrets
from tests.app.server import DESKTOP, PHONE, Visit, free_port, needed, running, visiting

pytestmark = pytest.mark.browser
FULL = bool(os.environ.get("TALENTMAP_FULL"))
GIVEN: dict[str, dict[str, str]] = {
    "sub-employee": {"person_id": "bob"},
    "sub-manager": {"person_id": "ann"},
    "sub-hr": {"role": "hr"},
    "sub-analyst": {"role": "analyst"},
    "sub-administrator": {"role": "administrator"},
    "sub-ended": {"person_id": "cas", "until": "2026-05-31"},
}
SUBJECTS = [*GIVEN, "sub-outsider"]
ROUTINE = ("sub-employee", "sub-manager", "sub-outsider")


@dataclass(frozen=True)
class Shared:
    """An app that several people share, and where they log in."""

    address: str
    provider: str
    workspace: Workspace
    data: Dataset


def told() -> Dataset:
    """The organisation with names, notes and strengths that can be looked for on a page."""
    plain = organisation()
    strengths = plain.frames["strengths"].assign(name=[f"Strength-{one}" for one in ("s1", "s2", "s3")])
    people = plain.frames["people"].assign(name=["Ann Aanstoot", "Bob Blokland", "Cas Cornelis"])
    claims = [claim("bob", "s1", "private"), claim("bob", "s2", "manager"), claim("cas", "s1", "organisation")]
    return organisation(people=people, strengths=strengths, claims=claims)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    needed()
    folder = tmp_path_factory.mktemp("shared")
    workspace = open_workspace(folder / "talentmap.db", Viewer(None, "administrator"), create=True, today=TODAY)
    data = told()
    with workspace.store.writing() as writing:
        for name, frame in data.frames.items():
            writing.insert(name, frame)
    for subject, given in GIVEN.items():
        give_access(workspace, subject, **given)  # type: ignore[arg-type]
    port = free_port()
    with provider(SUBJECTS) as at:
        write_secrets(folder / "secrets.toml", f"http://localhost:{port}", at)
        variables = {STORE_VARIABLE: str(folder / "talentmap.db"), TODAY_VARIABLE: TODAY}
        with running(port=port, secrets=folder / "secrets.toml", **variables) as address:
            yield Shared(address, at, workspace, data.as_of(TODAY))


def logged_in(visit: Visit, subject: str) -> None:
    """Through the login service, as a person does."""
    visit.open("", "en")
    assert visit.page.locator("h1").inner_text() == said("identity.login.title", "en")
    visit.page.get_by_role("button", name=said("identity.login.button", "en")).first.click()
    visit.page.get_by_role("button", name=subject, exact=True).click()
    visit.page.wait_for_url(f"{visit.address}/**", timeout=60_000)
    visit.page.locator(".tm-who").first.wait_for(timeout=60_000)
    visit.outside.clear()  # what the page of the login service itself asked for is not the app's
    visit.errors.clear()
    visit.open("", "en")


def text_of(visit: Visit) -> str:
    """Everything that stands on the page, also where it is folded."""
    return str(visit.page.locator("body").evaluate("one => one.textContent"))


@pytest.mark.parametrize("subject", SUBJECTS if FULL else ROUTINE)
def test_each_sees_exactly_what_the_policy_says(shared: Shared, chrome: Any, subject: str) -> None:
    identity = identify(shared.workspace.store, subject, TODAY)
    viewer, purposes = identity.viewer, purposes_of(shared.data, identity.viewer)
    pages = offered(purposes)
    with visiting(shared.address, DESKTOP, browser=chrome, also=shared.provider) as visit:
        logged_in(visit, subject)
        links = visit.page.get_by_test_id("stSidebarNavLink")
        assert [link.get_attribute("href").split("?")[0].split("/")[-1] for link in links.all()] == [
            url_path(name, file) for name, file, _ in pages
        ]
        figures = as_seen_by(shared.data, viewer, "figures")
        people = set(shared.data.frames["people"]["name"])
        may_name = {identity.name} | (people if purposes else set())
        for name, file, _ in pages:
            visit.open(url_path(name, file), "en")
            page = text_of(visit)
            assert said("identity.looking", "en", who=identity.title("en")) in page
            assert {one for one in people if one in page} <= may_name
            if name == "start" and purposes:
                assert counts(visit) == [len(figures.frames[table]) for table in ("people", "strengths", "claims")]
            if name == "portfolio":
                own = as_seen_by(shared.data, viewer, "portfolio").frames["claims"]
                own = own[own["person_id"] == viewer.person_id]
                shown = {item.inner_text().split(" ")[0] for item in visit.page.locator(".tm-item b").all()}
                assert shown == {f"Strength-{one}" for one in own["strength_id"]}
            assert visit.too_wide() == 0
            if os.environ.get("TALENTMAP_SHOTS"):
                visit.picture(Path(os.environ["TALENTMAP_SHOTS"]) / f"{subject}_{name}.png")
        assert visit.outside == []
        assert visit.errors == []


def counts(visit: Visit) -> list[int]:
    """People, strengths and statements as the start page counts them."""
    return [int(one.inner_text()) for one in visit.page.locator(".tm-facts b").all()[:3]]


def test_access_that_is_taken_away_ends_at_the_next_look(shared: Shared, chrome: Any) -> None:
    give_access(shared.workspace, "sub-ended", person_id="cas")
    with visiting(shared.address, PHONE, browser=chrome, also=shared.provider) as visit:
        logged_in(visit, "sub-ended")
        assert "Cas Cornelis" in text_of(visit)
        end_access(shared.workspace, "sub-ended")
        visit.open("", "en")
        page = text_of(visit)
        assert said("identity.status.unknown", "en") in page
        assert "Cas Cornelis" not in page
        assert visit.too_wide() == 0
        visit.open("my-portfolio", "en")
        assert "Strength-" not in text_of(visit)
    give_access(shared.workspace, "sub-ended", **GIVEN["sub-ended"])  # type: ignore[arg-type]
