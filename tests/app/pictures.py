"""Make the pictures of the README: ``python -m tests.app.pictures docs/pictures``.

Opens the app on the example organisation in Debian's Chromium and keeps three pages as small PNG files. Needs the
package Pillow to make them small; without it they are kept as they come.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.app.pages import said
from tests.app.server import Visit, chromium, running, visiting

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


PICTURES: dict[str, Callable[[Visit], None]] = {"map": capability, "match": matches, "team": team}


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
    with running() as address:
        for name, act in PICTURES.items():
            with visiting(address, SIZE, scale=1.5) as visit:
                act(visit)
                visit.page.screenshot(path=folder / f"{name}.png")
            smaller(folder / f"{name}.png")
            print(f"{name}.png {(folder / f'{name}.png').stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")))
