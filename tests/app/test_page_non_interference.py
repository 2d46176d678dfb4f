"""No page of the shared app tells of what is hidden from who logged in: stores that differ in it look the same."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from talentmap.access import Viewer
from talentmap.access.purposes import purposes_of
from talentmap.app.places import PURPOSE, offered
from talentmap.data.dataset import Dataset
from tests.access.worlds import CHANGES, World, copied, elsewhere, random_rows
from tests.app.pages import fine
from tests.app.seats import filled, shared_by, visited

FULL = bool(os.environ.get("TALENTMAP_FULL"))
SEEDS = range(12) if FULL else range(1)
WHO = {
    "employee": ({"person_id": "P003"}, Viewer("P003")),
    "manager": ({"person_id": "P000"}, Viewer("P000")),
    "hr": ({"role": "hr"}, Viewer(None, "hr")),
    "analyst": ({"role": "analyst"}, Viewer(None, "analyst")),
}
_DRAWN = re.compile(r'deferred_file_id: "\w+"')
"""Downloads are made when asked for, under a name drawn anew each time; what is in them, the public calls compare."""
_SECONDS = re.compile(r"\b\d+(?:[.,]\d+)?(?:e-\d+)? s(?:econd(?:s|en)?)?\b")


def elements(block: Block) -> Iterator[Element]:
    """All that is on a page, in order."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield from elements(child)
        else:
            yield child


def everything_on(app: AppTest) -> list[str]:
    """What the browser is sent for a page, but for how long things took."""
    found = (f"{one.type} {one.proto}" for one in elements(app._tree))  # type: ignore[arg-type]
    return [_DRAWN.sub("...", _SECONDS.sub("...", each)) for each in found]


def pages_for(viewer: Viewer, data: Dataset, purpose: str) -> list[str]:
    """Pages that are offered to this viewer and show what may be seen for this purpose."""
    names = [name for name, _, _ in offered(purposes_of(data, viewer))]
    return [name for name in names if PURPOSE.get(name, "figures") == purpose]


def shown(
    who: str, data: Dataset, pages: list[str], store: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[str]]:
    """Page -> all that is on it for who logged in, of a store with these data."""
    filled(store, empty, data, {who: WHO[who][0]})
    shared_by(monkeypatch, store)
    st.cache_resource.clear()
    st.cache_data.clear()
    found = {}
    for page in pages:
        app = visited(who, monkeypatch, page)
        found[page] = everything_on(app)
        if page == "match":  # the others answer in the background, by the same functions that the public calls ask
            found["match answered"] = everything_on(fine(app.button(key="match_solve").click().run()))
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("who", WHO if FULL else ["manager"])
def test_pages_do_not_depend_on_what_is_hidden(
    who: str, seed: int, empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, compared = WHO[who][1], 0
    for purpose in sorted(set(PURPOSE.values())) if FULL else ("portfolio", "team"):
        world = World(random_rows(seed), viewer, purpose)
        data, other = world.data(), elsewhere(world, sorted(CHANGES), seed)
        pages = pages_for(viewer, data, purpose)
        if other is None or not pages:
            continue
        first = shown(who, data, pages, tmp_path / f"{purpose}-a.db", empty_file, monkeypatch)
        second = shown(who, other.data(), pages, tmp_path / f"{purpose}-b.db", empty_file, monkeypatch)
        assert [page for page in first if first[page] != second[page]] == []
        compared += len(first)
    assert compared >= 3


def test_what_is_one_s_own_does_show(empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: another level of one's own is another page."""
    world = World(random_rows(0), WHO["manager"][1], "portfolio")
    rows = copied(world.rows)
    own = [row for row in rows["claims"] if (row["person_id"], row["source"]) == ("P000", "self")]
    assert own
    for row in own:
        row["level"] = (int(str(row["level"])) + 3) % 6
    first, second = (
        shown("manager", one.data(), ["portfolio"], tmp_path / name, empty_file, monkeypatch)
        for name, one in (("a.db", world), ("b.db", World(rows, world.viewer, world.purpose)))
    )
    assert first != second
