"""The tree of units, with a loop in it that nobody should fall into."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from talentmap.measures.unit_tree import UnitTree


def tree(*rows: tuple[str, str | None]) -> UnitTree:
    frame = pd.DataFrame(rows, columns=["unit", "parent_unit"])
    return UnitTree(SimpleNamespace(frames={"units": frame}))  # type: ignore[arg-type]


def test_a_unit_lies_in_itself_and_all_above():
    found = tree(("Zorg", "Sociaal"), ("Sociaal", "Stad"), ("Stad", None))
    assert found.path("Zorg") == ("Zorg", "Sociaal", "Stad")
    assert found.lies_in("Zorg", "Zorg")
    assert found.lies_in("Zorg", "Stad")
    assert not found.lies_in("Stad", "Zorg")
    assert not found.lies_in("Elders", "Stad")
    assert found.path("Elders") == ("Elders",)


def test_a_loop_ends():
    found = tree(("A", "B"), ("B", "A"))
    assert found.path("A") == ("A", "B")
    assert found.lies_in("A", "B")
    assert not found.lies_in("A", "C")
