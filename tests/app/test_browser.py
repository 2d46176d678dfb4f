"""Every page in Debian's Chromium with the network blocked: no error, no request that leaves, no sideways scroll."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from talentmap import examples, match_roles
from talentmap.app.places import PAGES
from talentmap.data.write import write_dataset
from tests.app.pages import said
from tests.app.server import DESKTOP, PHONE, Visit, running, visiting

pytestmark = pytest.mark.browser
PLACES = tuple("" if name == "start" else file.removesuffix(".py").replace("_", "-") for name, file, _ in PAGES)
FULL = bool(os.environ.get("TALENTMAP_FULL"))
SIZES = {"desktop": DESKTOP, "phone": PHONE}
ELSEWHERE = () if FULL else ("portfolio", "access")
"""Pages that another test opens with markup in the data: in the shared app on a phone, on one machine on a desktop."""
VISITS = [(language, size) for language in ("nl", "en") for size in SIZES]
"""For the full run. In a usual run the pages with markup in the data are opened, in Dutch on a phone."""


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    return tmp_path


def quiet(visit: Visit) -> None:
    """Nothing went wrong and nothing left the machine."""
    assert visit.outside == []
    assert visit.errors == []
    assert visit.page.locator("[data-testid=stException]").count() == 0
    assert visit.too_wide() == 0


@pytest.mark.parametrize("outside", ["http://192.0.2.1/x.png", "http://example.org/x.png"])
def test_what_leaves_the_machine_is_refused_and_noted(chrome: Any, outside: str) -> None:
    """Otherwise the other tests here would find nothing."""
    with visiting("http://localhost:1", browser=chrome) as visit:
        with visit.page.expect_event("requestfailed") as failed:
            visit.page.set_content(f"<img src={outside}>")
        assert failed.value.failure == "net::ERR_PROXY_CONNECTION_FAILED"
        with visit.page.expect_websocket():
            visit.page.evaluate("address => { new WebSocket(address) }", outside.replace("http", "ws"))
        assert visit.outside == [outside, outside.replace("http", "ws")]
        assert visit.errors


if FULL:

    @pytest.mark.parametrize(("language", "size"), VISITS)
    def test_every_page_opens(address: str, chrome: Any, shots: Path, language: str, size: str) -> None:
        with visiting(address, SIZES[size], browser=chrome) as visit:
            for (name, _, _), place in zip(PAGES, PLACES, strict=True):
                visit.open(place, language)
                assert visit.page.locator("h1").inner_text() == said(f"app.{name}.question", language)
                visit.picture(shots / f"{name}_{language}_{size}.png")
                quiet(visit)


@pytest.mark.parametrize("size", ["desktop", "phone"] if FULL else ["desktop"])
def test_a_match_from_question_to_table(address: str, chrome: Any, shots: Path, size: str) -> None:
    with visiting(address, SIZES[size], browser=chrome) as visit:
        visit.open("role-matching", "en")
        visit.press(said("app.match.solve", "en"))
        visit.wait_for(said("app.match.open_note", "en"))
        assert str(len(match_roles(examples.municipality()).seats)) in visit.page.inner_text("body").split()
        if FULL:
            visit.picture(shots / f"match_answer_{size}.png")
        quiet(visit)


def test_the_keyboard_reaches_the_main_button(address: str, chrome: Any) -> None:
    with visiting(address, browser=chrome) as visit:
        visit.open("team-builder", "nl")
        button = visit.page.get_by_role("button", name=said("app.team.solve", "nl"))
        for _ in range(80):
            visit.page.keyboard.press("Tab")
            if button.evaluate("one => one === document.activeElement"):
                break
        assert button.evaluate("one => one === document.activeElement")
        visit.page.keyboard.press("Enter")
        visit.wait_for(said("app.team.proposal", "nl", n=1))
        quiet(visit)


def test_the_language_switch_keeps_the_data_chosen(address: str, chrome: Any) -> None:
    with visiting(address, browser=chrome) as visit:
        visit.open("", "nl")
        visit.press(said("app.source.toy", "nl"))
        visit.press("English")
        assert visit.page.locator("h1").inner_text() == said("app.start.question", "en")
        assert said("app.source.toy_note", "en") in visit.page.inner_text("body")
        quiet(visit)


def test_markup_in_data_is_shown_and_never_run(chrome: Any, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script> *[a](http://example.org)* :smile: $x$"
    toy = examples.toy()
    named = {
        table: toy.table(table).assign(**{column: [f"{nasty} {row}" for row in range(len(toy.table(table)))]})
        for table, column in (("people", "name"), ("strengths", "name"), ("roles", "title"), ("projects", "title"))
    }
    named["strengths"]["name_nl"] = named["strengths"]["name"]
    write_dataset(toy.replace(**named), tmp_path / "nasty.json")
    with running(TALENTMAP_DATA=str(tmp_path / "nasty.json")) as where, visiting(where, PHONE, browser=chrome) as visit:
        for (name, _, _), place in zip(PAGES, PLACES, strict=True):
            if name in ELSEWHERE:
                continue
            visit.open(place, "nl")
            assert visit.page.locator("h1").inner_text() == said(f"app.{name}.question", "nl")
            quiet(visit)
        visit.open("team-builder", "nl")
        visit.press(said("app.team.solve", "nl"))
        visit.wait_for(said("app.team.proposal", "nl", n=1))
        assert nasty in visit.page.locator(".tm-person b").first.inner_text()
        quiet(visit)
