"""Make groups in Debian's Chromium: what cannot be, a plan, a move with its price, undo, and lists to print."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talentmap import examples
from talentmap.data.write import write_dataset
from tests.app.pages import ROOT, said
from tests.app.server import DESKTOP, PHONE, Visit, needed, running, visiting
from tests.app.test_browser import quiet

pytestmark = pytest.mark.browser
FULL = bool(os.environ.get("TALENTMAP_FULL"))
SIZES = {"desktop": DESKTOP, "phone": PHONE}
VISITS = [("nl", "phone"), *([("en", "desktop"), ("nl", "desktop"), ("en", "phone")] if FULL else [])]
COLUMNS = ["rule_id", "rule", "subjects", "attribute", "value", "owner", "reason"]
RULES = [
    ("R1", "date", None, None, "2026-09-01 2026-09-08", "HR", "Zaal vrij"),
    ("R2", "apart", "P1 P2", None, None, "HR", "Oud zeer"),
    ("R3", "together", "P1 P2", None, None, "Directie", "Duo"),
    ("W1", "wish_date", "P1", None, "2026-09-08", None, None),
    ("M1", "diverse", None, "unit", None, None, None),
]


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on seven people with two rules that cannot hold together."""
    needed()
    path = tmp_path_factory.mktemp("groups") / "toy.json"
    write_dataset(examples.toy().replace(rules=pd.DataFrame(RULES, columns=COLUMNS)), path)
    with running(TALENTMAP_DATA=str(path)) as where:
        yield where


def choose(visit: Visit, label: str, words: str) -> None:
    """Choose from a list by typing, as a keyboard user does."""
    box = visit.page.get_by_role("combobox", name=label).first
    box.click()
    box.fill(words)
    visit.page.keyboard.press("Enter")
    visit.settle()


def asked(visit: Visit, language: str, size: int, subgroups: int) -> None:
    visit.open("groups", language)
    for label, value in (("size", size), ("subgroups", subgroups)):
        visit.fill(said(f"groups_app.{label}", language), str(value))
        visit.settle()
    visit.press(said("groups_app.solve", language))


def tab(visit: Visit, name: str, language: str) -> None:
    visit.page.get_by_role("tab", name=said(f"groups_app.tab.{name}", language)).first.click()
    visit.settle()


def move_and_undo(visit: Visit, language: str, shots: Path) -> None:
    """Somebody of the first group to the second: the price first, a reason where a rule breaks, and back again."""
    tab(visit, "hand", language)
    undo = visit.page.get_by_role("button", name=said("groups_app.undo", language))
    assert undo.is_disabled()
    first = visit.page.locator("article.tm-group").first
    choose(visit, said("groups_app.who", language), first.locator("li").first.evaluate("one => one.firstChild.data"))
    choose(visit, said("groups_app.where", language), "G02")
    price = visit.page.get_by_test_id("stTable").filter(has_text=said("groups_app.column.before", language)).first
    assert said("groups.term.mix", language) in price.inner_text()
    if visit.page.get_by_label(said("groups_app.because", language), exact=True).count():
        make = visit.page.get_by_role("button", name=said("groups_app.make", language))
        assert make.is_disabled(), "a rule breaks, and nobody said why it may"
        visit.fill(said("groups_app.because", language), "Kan alleen dan.")
        visit.settle()
    if FULL:
        visit.picture(shots / "price.png")
    visit.press(said("groups_app.make", language))
    visit.wait_for(said("groups_app.by_hand", language))
    quiet(visit)
    undo.click()  # the tab is still open
    visit.wait_for(said("groups_app.optimal", language))


def printed(visit: Visit, language: str) -> str:
    with visit.page.expect_download() as download:
        visit.press(said("groups_app.take.html", language))
    return Path(download.value.path()).read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "size"), VISITS)
def test_from_what_cannot_be_to_lists_to_print(
    seven: str, chrome: Any, tmp_path: Path, language: str, size: str
) -> None:
    with visiting(seven, SIZES[size], browser=chrome) as visit:
        asked(visit, language, 4, 2)
        visit.wait_for(said("app.conflict.title", language))
        assert "Anouk de Vries" in visit.page.inner_text("body")
        quiet(visit)
        visit.press(said("groups_app.let_go", language))
        visit.wait_for(said("groups_app.take.html", language))
        assert said("groups_app.optimal", language) in visit.page.inner_text("body")
        assert visit.page.locator("article.tm-group").count() == 2
        quiet(visit)
        move_and_undo(visit, language, tmp_path)
        assert printed(visit, language).count('<section class="group">') == 2
        for name in ("why", "plans", "figures") if FULL else ("figures",):
            tab(visit, name, language)
            quiet(visit)


if FULL:

    @pytest.mark.parametrize(("language", "size"), VISITS)
    def test_the_ministry_is_planned_in_the_browser(chrome: Any, tmp_path: Path, language: str, size: str) -> None:
        ministry = str(ROOT / "data" / "ministry")
        with running(TALENTMAP_DATA=ministry) as where, visiting(where, SIZES[size], browser=chrome) as visit:
            asked(visit, language, 12, 3)
            visit.wait_for(said("groups_app.take.html", language))
            assert visit.page.locator("article.tm-group").count() == 13
            move_and_undo(visit, language, tmp_path)
            assert printed(visit, language).count('<section class="group">') == 13
            quiet(visit)
