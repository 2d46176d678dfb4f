"""A team in Debian's Chromium: alternatives, one person in or out, why, the curve, a decision; and all projects."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from talentmap import check_record, examples
from tests.app.pages import said
from tests.app.server import DESKTOP, PHONE, Visit, visiting
from tests.app.test_browser import quiet

pytestmark = pytest.mark.browser
FULL = bool(os.environ.get("TALENTMAP_FULL"))
SIZES = {"desktop": DESKTOP, "phone": PHONE}
VISITS = [("nl", "phone"), *([("en", "desktop"), ("nl", "desktop"), ("en", "phone")] if FULL else [])]


def tab(visit: Visit, name: str, language: str) -> None:
    visit.page.get_by_role("tab", name=said(f"teams_app.tab.{name}", language)).first.click()
    visit.settle()


def turn_one_person(visit: Visit, language: str) -> None:
    """A click on a member: the price and who comes; why; and back to the proposal."""
    tab(visit, "person", language)
    visit.page.locator(".st-key-team_member button").first.click()
    visit.wait_for(said("teams_app.price", language))
    visit.page.locator(".st-key-team_turned .tm-person").nth(7).wait_for()  # two teams side by side
    visit.press(said("app.explain.ask", language))
    visit.wait_for(said("teams_app.reasons.brings", language))
    visit.page.locator(".st-key-team_because .tm-why").first.wait_for()
    quiet(visit)
    visit.press(said("teams_app.back", language))
    visit.page.locator(".st-key-team_turned").wait_for(state="detached")


def click_the_curve(visit: Visit, language: str) -> None:
    """The curve, and the team at a point: by a click on it."""
    tab(visit, "trade", language)
    visit.press(said("teams_app.trade_ask", language))
    visit.wait_for(said("teams_app.trade_point", language))
    assert visit.page.get_by_text(said("teams_app.trade_team", language, n=1)).count()
    points = visit.page.locator(".st-key-team_trade_curve_narrow svg [aria-roledescription=circle]")
    last = points.count()
    assert last > 1
    points.nth(last - 1).click(force=True)
    visit.wait_for(said("teams_app.trade_team", language, n=last))
    quiet(visit)


def decide(visit: Visit, language: str) -> None:
    """Name and reason, the report, and the proof that others can check."""
    tab(visit, "take", language)
    visit.fill(said("app.decision.by", language), "Anouk de Vries")
    visit.fill(said("app.decision.why", language), "Past bij de planning.")
    visit.press(said("app.decision.take", language))
    visit.wait_for(said("app.decision.html", language))
    assert "Past bij de planning." in taken(visit, said("app.decision.html", language))
    record = json.loads(taken(visit, said("teams_app.proof_take", language)))
    assert check_record(record, examples.municipality()).ok


def taken(visit: Visit, name: str) -> str:
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=name).first.click()
    return Path(download.value.path()).read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "size"), VISITS)
def test_a_team_from_question_to_decision(address: str, chrome: Any, tmp_path: Path, language: str, size: str) -> None:
    with visiting(address, SIZES[size], browser=chrome) as visit:
        visit.open("team-builder", language)
        visit.press(said("app.team.solve", language))
        visit.wait_for(said("app.team.proposal", language, n=1))
        assert visit.page.locator(".tm-person").count() >= 12, "three proposals of at least four"
        assert visit.page.locator(".st-key-team_compared table").count() == 1
        quiet(visit)
        for step in (turn_one_person, click_the_curve, decide):
            step(visit, language)
            if FULL:
                visit.picture(tmp_path / f"{step.__name__}_{language}_{size}.png")
            quiet(visit)


@pytest.mark.parametrize(("language", "size"), [("en", "phone"), *([("nl", "desktop")] if FULL else [])])
def test_all_projects_are_staffed(address: str, chrome: Any, language: str, size: str) -> None:
    with visiting(address, SIZES[size], browser=chrome) as visit:
        visit.open("staffing", language)
        visit.press(said("staffing_app.solve", language))
        visit.wait_for(said("staffing_app.fact.people", language))
        assert visit.page.locator("article.tm-group").count() == len(examples.municipality().frames["projects"])
        assert visit.page.get_by_text(said("staffing_app.loads", language)).count()
        quiet(visit)
