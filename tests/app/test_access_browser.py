"""Logging in at a real provider: employee, manager, HR, analyst, outsider and administrator each see their own view.

Every text and day in the data is a token that stands nowhere else. What somebody should see is worked out from the
policy by a plain reading of its words, never from the app or the view. What counts as seen is whatever the server sent
to the browser: also what is folded, what stands in a list that is closed, and what a chart or a table holds.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talentmap.access.identity import end_access, give_access, identify
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.app.__main__ import STORE_VARIABLE, TODAY_VARIABLE
from talentmap.app.main import url_path
from talentmap.app.places import OPEN, PAGES, PURPOSE
from talentmap.data.dictionary import tables
from tests.access.worlds import Rows, checked
from tests.app.pages import said
from tests.app.policy_reading import allowed, day_words, n_seen, policy_rows, purposes
from tests.app.provider import provider, write_secrets
from tests.app.server import DESKTOP, PHONE, Visit, free_port, needed, running, visiting
from tests.app.shown import ALL, ASKED, SHOWN, Column, nowhere
from tests.app.tokens import ANN, BOB, CAS, planted, told
from tests.store.copies import stored

pytestmark = pytest.mark.browser
FULL = bool(os.environ.get("TALENTMAP_FULL"))
TODAY = "2026-06-01"
GIVEN: dict[str, dict[str, str]] = {
    "sub-employee": {"person_id": BOB},
    "sub-manager": {"person_id": ANN},
    "sub-hr": {"role": "hr"},
    "sub-analyst": {"role": "analyst"},
    "sub-administrator": {"role": "administrator"},
    "sub-ended": {"person_id": CAS, "until": "2026-05-31"},
}
SUBJECTS = [*GIVEN, "sub-outsider"]
ROUTINE = ("sub-manager", "sub-outsider")
SOLVES = {
    "match": "app.match.solve",
    "team": "app.team.solve",
    "staffing": "staffing_app.solve",
    "groups": "groups_app.solve",
}
"""Page -> the button that asks for an answer."""
_ANSWERED = """() => document.querySelector('[data-testid=stMain] .tm-proof')
    && !document.querySelector('[data-testid=stMain] [class*=_stop] button')"""
KINDS = ("id", "ids", "text", "date")
UNPLANTED = {
    ("sharing", "purpose"),
    ("rules", "rule"),
    ("rules", "attribute"),
    ("rules", "value"),
    ("sessions", "group"),
    ("progress", "phase_id"),
    ("rounds", "published"),
}
"""Columns that cannot hold a word of one's own without being refused, or that stand for another that does."""


@dataclass(frozen=True)
class Shared:
    """An app that several people share, where they log in, what is in it, and who sees what the store adds."""

    address: str
    provider: str
    workspace: Workspace
    rows: Rows
    of_store: dict[str, set[str]]


@dataclass
class Received:
    """All that the server sent over the connection of a page since it was last emptied."""

    frames: list[bytes] = field(default_factory=list)

    def listen(self, page: Any) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", self._keep))

    def _keep(self, payload: bytes | str) -> None:
        self.frames.append(payload if isinstance(payload, bytes) else payload.encode())

    def tokens(self, days: set[pd.Timestamp]) -> set[object]:
        """The planted words and days in it, and whatever else looks like a planted word."""
        sent = b"\n".join(self.frames)
        words = {found.decode() for found in re.findall(rb"K\d{3}", sent)}
        return words | {day for day in days if _holds(sent, day)}


def _holds(sent: bytes, day: pd.Timestamp) -> bool:
    """Whether a day is there in words or, as in a table, as a number of milli-, micro- or nanoseconds."""
    words = "|".join(re.escape(one) for one in day_words(day))
    seconds = int(day.timestamp())
    numbers = [struct.pack("<q", seconds * unit) for unit in (10**3, 10**6, 10**9)]
    return bool(re.search(rf"(?<!\d)(?:{words})".encode(), sent)) or any(number in sent for number in numbers)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    needed()
    folder = tmp_path_factory.mktemp("shared")
    workspace = open_workspace(folder / "talentmap.db", Viewer(None, "administrator"), create=True, today=TODAY)
    rows = planted()
    stored(workspace.store, checked(rows))
    of_store = told(workspace)
    for subject, given in GIVEN.items():
        give_access(workspace, subject, **given)  # type: ignore[arg-type]
    port = free_port()
    with provider(SUBJECTS) as at:
        write_secrets(folder / "secrets.toml", f"http://localhost:{port}", at)
        variables = {STORE_VARIABLE: str(folder / "talentmap.db"), TODAY_VARIABLE: TODAY}
        with running(port=port, secrets=folder / "secrets.toml", **variables) as address:
            yield Shared(address, at, workspace, rows, of_store)


def logged_in(visit: Visit, subject: str) -> None:
    """Through the login service, as a person does."""
    visit.page.set_default_timeout(90_000)  # a machine that is busy
    visit.open("", "en")
    assert visit.page.locator("h1").inner_text() == said("identity.login.title", "en")
    visit.page.get_by_role("button", name=said("identity.login.button", "en")).first.click()
    visit.page.get_by_role("button", name=subject, exact=True).click()
    visit.page.wait_for_url(f"{visit.address}/**", timeout=60_000)
    visit.page.locator(".tm-who").first.wait_for(timeout=60_000)
    visit.outside.clear()  # what the page of the login service itself asked for is not the app's
    visit.errors.clear()


def tokens_in(value: object) -> set[object]:
    """Words by their first four signs, a day as it is; nothing of what is no token."""
    return set(re.findall(r"K\d{3}", value)) if isinstance(value, str) else {value} & _days_of(value)


def _days_of(value: object) -> set[object]:
    return {value} if isinstance(value, pd.Timestamp) else set()


def planted_columns(rows: Rows) -> dict[Column, set[object]]:
    """Every column that holds tokens, with them."""
    found: dict[Column, set[object]] = {}
    for table, held in rows.items():
        for row in held:
            for name, value in row.items():
                if value is not None and tokens_in(value):
                    found.setdefault((table, name), set()).update(tokens_in(value))
    return found


def may_see(shared: Shared, viewer: Viewer, page: str) -> tuple[set[object], set[object]]:
    """What a page may send this viewer by the policy, and what of it the page shows as it is opened."""
    asked = {row["strength_id"] for row in shared.rows["project_requirements"]}
    named = {row["name"] for row in shared.rows["strengths"] if row["strength_id"] in asked}
    may: set[object] = set()
    shows: set[object] = set()
    for table, column, value, mine in allowed(shared.rows, viewer, PURPOSE.get(page, "figures")):
        may |= tokens_in(value)
        whose = SHOWN[page].get((table, column))
        if whose == ALL or (whose is not None and mine and whose != ASKED) or (whose == ASKED and value in named):
            shows |= tokens_in(value)
    if page == "portfolio":
        of_store = {token for word, people in shared.of_store.items() if viewer.person_id in people
                    for token in tokens_in(word)}  # fmt: skip
        return may | of_store, shows | of_store
    return may, shows


def pages_of(shared: Shared, viewer: Viewer) -> list[tuple[str, str]]:
    """Name and address of each page this viewer is offered, by the file of roles."""
    may = purposes(shared.rows, viewer)
    return [(name, url_path(name, file)) for name, file, _ in PAGES if name in OPEN or PURPOSE[name] in may]


def test_every_planted_column_is_shown_somewhere_or_said_not_to_be(shared: Shared) -> None:
    shown = {column for columns in SHOWN.values() for column in columns}
    assert not shown & nowhere()
    assert shown | nowhere() == set(planted_columns(shared.rows))
    in_policy = {(row["table"], name) for row in policy_rows() for name in row["columns"].split()}
    kinds = {
        (table.name, column.name) for table in tables().values() for column in table.columns if column.type in KINDS
    }
    assert kinds & in_policy - set(planted_columns(shared.rows)) == UNPLANTED


@pytest.mark.parametrize("subject", SUBJECTS if FULL else ROUTINE)
def test_each_is_sent_exactly_what_the_policy_says(shared: Shared, chrome: Any, subject: str) -> None:
    identity = identify(shared.workspace.store, subject, TODAY)
    viewer, pages, received = identity.viewer, pages_of(shared, identity.viewer), Received()
    days = {day for found in planted_columns(shared.rows).values() for day in found if isinstance(day, pd.Timestamp)}
    with visiting(shared.address, DESKTOP, browser=chrome, also=shared.provider) as visit:
        received.listen(visit.page)
        logged_in(visit, subject)
        for name, place in pages:
            received.frames.clear()
            if FULL or name == pages[0][0]:
                visit.open(place, "en")
            else:
                visit.go(place)
            links = visit.page.get_by_test_id("stSidebarNavLink")
            assert [one.get_attribute("href").split("?")[0].split("/")[-1] for one in links.all()] == [
                address for _, address in pages
            ]
            assert said("identity.looking", "en", who=identity.title("en")) in visit.page.inner_text("body")
            may, shows = may_see(shared, viewer, name)
            sent = received.tokens(days)
            assert (name, sent - may) == (name, set()), "sent, though the policy does not let them see it"
            assert (name, sent ^ shows) == (name, set()), "what the page shows is not what it is said to show"
            assert visit.too_wide() == 0
            if name == "start" and len(pages) > len(OPEN):
                counted = [n_seen(shared.rows, viewer, "figures", table) for table in ("people", "strengths", "claims")]
                assert [int(one.inner_text()) for one in visit.page.locator(".tm-facts b").all()[:3]] == counted
            if FULL and name in SOLVES:
                visit.press(said(SOLVES[name], "en"))
                visit.page.wait_for_function(_ANSWERED, timeout=240_000)
                visit.settle()
                assert (name, received.tokens(days) - may) == (name, set()), "an answer tells what is not seen"
            if os.environ.get("TALENTMAP_SHOTS"):
                visit.picture(Path(os.environ["TALENTMAP_SHOTS"]) / f"{subject}_{name}.png")
        assert visit.outside == []
        assert visit.errors == []


def test_access_that_is_taken_away_ends_at_the_next_look(shared: Shared, chrome: Any) -> None:
    give_access(shared.workspace, "sub-ended", person_id=CAS)
    received = Received()
    with visiting(shared.address, PHONE, browser=chrome, also=shared.provider) as visit:
        received.listen(visit.page)
        logged_in(visit, "sub-ended")
        visit.settle()  # what is still on its way belongs to the time before
        assert received.tokens(set()), "their own name"
        end_access(shared.workspace, "sub-ended")
        received.frames.clear()
        visit.open("", "en")
        assert said("identity.status.unknown", "en") in visit.page.inner_text("body")
        assert visit.too_wide() == 0
        visit.open("my-portfolio", "en")
        assert received.tokens(set()) == set()
    give_access(shared.workspace, "sub-ended", **GIVEN["sub-ended"])  # type: ignore[arg-type]
