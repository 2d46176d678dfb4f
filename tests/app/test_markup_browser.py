"""Markup in whatever people write is literal on the pages of one's own: in the shared app, and on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from talentmap.access.evc import add_evidence, choose_assessor, move_track, open_track
from talentmap.access.evc_assess import judge_evidence
from talentmap.access.evc_rules import Evidence, Indicator
from talentmap.access.goals import save_goal
from talentmap.access.remarks import add_remark, answer_remark
from talentmap.access.rounds import close_round, invite_raters, open_round
from talentmap.access.rounds_answer import hand_in
from talentmap.access.rounds_outcome import round_result
from talentmap.access.rounds_rules import Answers, Rater
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace
from talentmap.app.__main__ import STORE_VARIABLE, TODAY_VARIABLE
from talentmap.data.dataset import Dataset
from talentmap.data.write import write_dataset
from tests.access.test_workspace import TODAY, claim, organisation
from tests.app.markup import NASTY, literal
from tests.app.pages import said
from tests.app.seats import filled
from tests.app.server import PHONE, ROOT, Visit, needed, running, visiting

pytestmark = pytest.mark.browser
PEOPLE = ("ann", "bob", "cas", "dee", "eli")


def nasty() -> Dataset:
    """Five people in one unit with nothing but markup for names; Ann said something of Bob, and Bob shares it."""
    unit = f"U {NASTY}"
    people = [
        {"person_id": one, "name": f"{one} {NASTY}", "unit": unit, "location": NASTY, "fte": 1.0,
         "manager_id": None if one == "ann" else "ann"}
        for one in PEOPLE
    ]  # fmt: skip
    strengths = [
        {"strength_id": one, "name": f"{one} {NASTY}", "name_nl": f"{one} {NASTY}", "kind": "skill",
         "description": NASTY}
        for one in ("s1", "s2", "s3")
    ]  # fmt: skip
    claims = [
        {**claim("bob", "s1", "private"), "note": NASTY},
        {**claim("bob", "s1", "manager"), "source": "manager", "assessor_id": "ann", "note": NASTY},
        claim("bob", "s2", "team"),
        claim("dee", "s1", "organisation"),
        {**claim("cas", "s1", "manager"), "source": "manager", "assessor_id": "bob"},
    ]
    sharing = [{"person_id": "bob", "strength_id": "s1", "audience": one, "purpose": "any"} for one in ("cas", unit)]
    return organisation(people=people, strengths=strengths, claims=claims, sharing=sharing)


def told(machine: Workspace) -> None:
    """Goals, tracks on both sides, a remark with its answer, a closed round with comments and one that Cas asks of."""
    ann, bob, cas, dee, eli = (Workspace(machine.store, Viewer(one), TODAY) for one in PEOPLE)
    save_goal(bob, "s3", 4, words=NASTY)
    answer_remark(ann, add_remark(bob, "s1", "manager", NASTY), accepted=False, reason=NASTY)
    add_remark(cas, "s1", "manager", NASTY)
    for person, assessor in ((bob, "cas"), (dee, "bob")):
        track = open_track(person, "s1", 3, [Indicator(NASTY, 3)], goal=NASTY)
        choose_assessor(person, track, assessor)
        move_track(person, track, "evidence")
        add_evidence(person, track, Evidence(NASTY, "product", "2026-01-01", NASTY), [1])
        move_track(person, track, "assessment", remark=NASTY)
        if assessor == "cas":
            judge_evidence(cas, track, 1, 1, "partly", remark=NASTY)
    round_id = open_round(bob, ["s1"], "2026-06-10")
    raters = (Rater("peer", "cas"), Rater("peer", "dee"), Rater("peer", "eli"))
    for form, rater in zip(invite_raters(bob, round_id, raters), (cas, dee, eli), strict=True):
        hand_in(rater, Answers({"s1": 3}, NASTY, may_read=True), form.token)
    close_round(bob, round_id)
    round_result(bob, round_id)
    invite_raters(cas, open_round(cas, ["s1"], "2026-06-10"), [Rater("peer", "bob")])
    ann.data("conversation")  # somebody looked


def quiet(visit: Visit) -> None:
    assert visit.outside == []
    assert visit.errors == []
    assert visit.page.locator("[data-testid=stException]").count() == 0
    assert visit.too_wide() == 0


def test_markup_is_literal_on_the_pages_of_who_logged_in(chrome: Any, empty_file: Path, tmp_path: Path) -> None:
    needed()
    told(filled(tmp_path / "talentmap.db", empty_file, nasty(), {"bob": {"person_id": "bob"}}))
    variables = {STORE_VARIABLE: str(tmp_path / "talentmap.db"), TODAY_VARIABLE: TODAY, "TALENTMAP_TEST_SUBJECT": "bob"}
    script = ROOT / "tests" / "app" / "seated_app.py"
    with running(script=script, **variables) as where, visiting(where, PHONE, browser=chrome) as visit:
        visit.open("my-portfolio", "nl")
        page = visit.page.locator("body").inner_text()
        for key in ("asked", "round", "goal", "looked"):
            assert said(f"portfolio.{key}.title", "nl") in page
        assert said("evc_app.assess.title", "nl") in page
        assert said("remarks_app.asked.title", "nl") in page
        # who looks 2; strengths 2; remark and answer 2; sharing 2; a goal and why 2; two tracks: 9 each; and more
        assert literal(visit) >= 30
        quiet(visit)
        visit.open("access", "nl")
        assert literal(visit) >= 2
        quiet(visit)


def test_markup_is_literal_on_the_pages_of_whom_one_looks_as(chrome: Any, tmp_path: Path) -> None:
    needed()
    write_dataset(nasty(), tmp_path / "nasty.json")
    with running(TALENTMAP_DATA=str(tmp_path / "nasty.json")) as where, visiting(where, browser=chrome) as visit:
        visit.open("my-portfolio", "nl")
        literal(visit)
        eyes = visit.page.get_by_test_id("stSidebar").get_by_role("combobox").first
        eyes.click()
        eyes.fill("bob")
        eyes.press("Enter")
        visit.settle()
        assert literal(visit) >= 4
        quiet(visit)
        visit.page.get_by_test_id("stSidebarNavLink").last.click()
        visit.wait_for(said("policy_app.vote", "nl"))
        assert literal(visit) >= 1  # above the page; in the sidebar the name is the value of a field
        quiet(visit)


@pytest.mark.parametrize(
    "shown",
    [
        '<a href="http://example.org/q">a link</a>',
        "<span>qred</span>",
        "<p>&lt;img src=qx onerror=alert(1)&gt;</p>",
        '<span class="katex">q</span>',
    ],
)
def test_markup_that_was_read_is_noticed(chrome: Any, shown: str) -> None:
    page = chrome.new_page()
    page.set_content(f'<div class="stApp" data-testid="stApp">{shown}</div>')
    with pytest.raises(AssertionError):
        literal(Visit(page, ""))
    page.close()
