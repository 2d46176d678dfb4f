"""Make the pictures of the README: ``python -m tests.app.pictures docs/pictures``.

Opens the app on the example organisations in Debian's Chromium and keeps five pages as small PNG files. Needs the
package Pillow to make them small; without it they are kept as they come.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from talentmap.app.__main__ import DATA_VARIABLE
from tests.app.pages import said
from tests.app.server import ROOT, Visit, chromium, running, visiting

SIZE = (1180, 1080)
LANGUAGE = "en"


def capability(visit: Visit) -> None:
    visit.open("capability-map", LANGUAGE)
    visit.page.locator(".st-key-map_figure").evaluate("one => one.scrollIntoView({block: 'end'})")
    visit.settle()


def matches(visit: Visit) -> None:
    visit.open("role-matching", LANGUAGE)
    visit.press(said("app.match.solve", LANGUAGE))
    visit.wait_for(said("app.match.open_note", LANGUAGE))


def team(visit: Visit) -> None:
    visit.open("team-builder", LANGUAGE)
    visit.press(said("app.team.solve", LANGUAGE))
    visit.wait_for(said("app.team.proposal", LANGUAGE, n=1))


def trade(visit: Visit) -> None:
    team(visit)
    visit.page.get_by_role("tab", name=said("teams_app.tab.trade", LANGUAGE)).first.click()
    visit.settle()
    visit.press(said("teams_app.trade_ask", LANGUAGE))
    visit.wait_for(said("teams_app.trade_point", LANGUAGE))
    points = visit.page.locator(".st-key-team_trade_curve_narrow svg [aria-roledescription=circle]")
    points.nth(1).click(force=True)
    visit.wait_for(said("teams_app.trade_team", LANGUAGE, n=2))
    visit.page.locator(".st-key-team_curve_figure").evaluate("one => one.scrollIntoView({block: 'start'})")
    visit.page.mouse.move(2, 2)
    visit.settle()


def groups(visit: Visit) -> None:
    visit.open("groups", LANGUAGE)
    visit.fill(said("groups_app.subgroups", LANGUAGE), "3")
    visit.settle()
    visit.press(said("groups_app.solve", LANGUAGE))
    visit.wait_for(said("groups_app.take.html", LANGUAGE))
    visit.page.locator(".st-key-groups_head").evaluate("one => one.scrollIntoView({block: 'start'})")
    visit.settle()


Act = Callable[[Visit], None]
PICTURES: dict[str, tuple[Act, str]] = {
    "map": (capability, "municipality"),
    "match": (matches, "municipality"),
    "team": (team, "municipality"),
    "trade": (trade, "municipality"),
    "groups": (groups, "ministry"),
}
"""Name of the file, what to do on which page, and the example in ``data/`` to do it on."""


def smaller(path: Path) -> None:
    """Fewer colours: a page of an app has few, and the file becomes a third."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(192, dither=Image.Dither.NONE).save(path, optimize=True)


def main(folder: Path) -> int:
    """Make them all."""
    if chromium() is None:
        print("Debian's Chromium is absent: apt-get install chromium fonts-dejavu")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for name, (act, data) in PICTURES.items():
        own = {} if data == "municipality" else {DATA_VARIABLE: str(ROOT / "data" / data)}
        with running(**own) as address, visiting(address, SIZE, scale=1.5) as visit:
            act(visit)
            visit.page.screenshot(path=folder / f"{name}.png")
        smaller(folder / f"{name}.png")
        print(f"{name}.png {(folder / f'{name}.png').stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")))
