"""The accountability pack in a browser, desktop and phone: it fits, asks nothing from outside, complains of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap.documents.accountability import write_accountability
from tests.app.server import launched, needed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    write_accountability(folder, owner="Anna de Wit", organisation="Gemeente Lek")
    return sorted(folder.glob("*.html"))


def test_fits_and_stays_inside(pages: list[Path]) -> None:
    needed()
    asked: list[str] = []
    said: list[str] = []
    with launched() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in pages:
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path.name, width)
        page.goto(next(path for path in pages if path.name == "index_nl.html").as_uri())
        page.click("text=Modelkaart")
        assert "Modelkaart" in page.inner_text("h1")
    assert [url for url in asked if not url.startswith("file:")] == []
    assert said == []
