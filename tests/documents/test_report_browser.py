"""The report in a browser, desktop and phone: it fits, asks nothing from outside and complains about nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap import examples
from talentmap.documents import build_report, decision_record
from talentmap.matching import match_roles
from talentmap.teams import TeamProblem, propose_teams
from tests.app.server import launched, needed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder, data = tmp_path_factory.mktemp("pages"), examples.toy()
    teams = propose_teams(TeamProblem(data, project="J1"), alternatives=2)
    made = {
        "report_nl.html": build_report(data, matches=match_roles(data), teams=teams, lang="nl"),
        "report_en.html": build_report(data, matches=match_roles(data), teams=teams, lang="en"),
        "decision.html": decision_record(teams, decided_by="P1", reason="Because.").to_html("nl"),
    }
    for name, page in made.items():
        (folder / name).write_text(page, encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.mark.parametrize("width", [1280, 390])
def test_fits_and_stays_inside(pages: list[Path], width: int) -> None:
    needed()
    with launched() as browser:
        page = browser.new_page(viewport={"width": width, "height": 900})
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in pages:
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
            drawn = page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
            assert drawn, path.name
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
