"""Rates of groups beside each other: hand-worked intervals and tests, hidden groups, and no verdict."""

from __future__ import annotations

from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import talentmap as tm
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.measures.impact import exact_interval, fisher

SOURCE = Path(__file__).resolve().parents[2] / "src" / "talentmap"


def ids(letter: str, n: int) -> list[str]:
    return [f"{letter}{k:02d}" for k in range(n)]


def of_groups(**sizes: int) -> tuple[list[str], dict[str, object]]:
    people = {name: ids(name, n) for name, n in sizes.items()}
    return [p for own in people.values() for p in own], {p: name for name, own in people.items() for p in own}


def test_rates_ratio_interval_and_test_by_hand() -> None:
    people, group = of_groups(a=8, b=8)
    table = tm.adverse_impact(people, ["a00", "a01", "a02", "a03", "b00", "b01"], group).set_index("group")
    assert table["n"].tolist() == [8, 8]
    assert table["rate"].tolist() == [0.5, 0.25]
    assert table["ratio"].tolist() == [1.0, 0.5]
    # of all ways to pick 6 of 16, the splits that are no likelier than 4-2: 2-4, 1-5, 5-1, 0-6 and 6-0 too
    ways = {a: comb(8, a) * comb(8, 6 - a) for a in range(7)}
    share = sum(w for w in ways.values() if w <= ways[4]) / comb(16, 6)
    assert table.loc["b", "p_value"] == pytest.approx(share)
    assert np.isnan(table.loc["a", "p_value"])
    assert table.loc["a", "low"] == pytest.approx(1 - table.loc["a", "high"])  # half: the interval is symmetric


def test_the_interval_is_exact_at_its_ends() -> None:
    # none of 10: at the upper end none happens with chance 0.025, (1 - p)^10 = 0.025
    assert exact_interval(0, 10) == (0.0, pytest.approx(1 - 0.025**0.1))
    assert exact_interval(10, 10) == (pytest.approx(0.025**0.1), 1.0)
    low, high = exact_interval(3, 7, 0.9)
    below = sum(comb(7, j) * high**j * (1 - high) ** (7 - j) for j in range(4))
    above = sum(comb(7, j) * low**j * (1 - low) ** (7 - j) for j in range(3, 8))
    assert (below, above) == (pytest.approx(0.05), pytest.approx(0.05))


def test_the_test_counts_every_way_to_pick() -> None:
    for n, taken, other, taken_other in ((3, 2, 4, 1), (5, 0, 3, 3), (4, 2, 4, 2)):
        picks = [sum(p < n for p in way) for way in combinations(range(n + other), taken + taken_other)]
        ways = {a: picks.count(a) for a in set(picks)}
        right = sum(w for w in ways.values() if w <= ways[taken]) / len(picks)
        assert fisher((n, taken), (other, taken_other)) == pytest.approx(right)


def test_unknown_has_a_row_of_its_own_and_sets_no_standard() -> None:
    people, group = of_groups(a=6, b=7, c=5)
    group |= dict.fromkeys(ids("c", 5))
    del group["c00"]
    table = tm.adverse_impact(people, [*ids("c", 5), "a00"], group)
    assert table["group"].tolist() == ["a", "b", ""]
    unknown = table.iloc[2]
    assert (unknown["n"], unknown["rate"], unknown["ratio"]) == (5, 1.0, pytest.approx(6.0))
    assert np.isnan(unknown["p_value"])


def test_small_groups_are_hidden_and_cannot_be_worked_out() -> None:
    people, group = of_groups(a=30, b=20, c=4, d=9)
    table = tm.adverse_impact(people, ["c00", "d00", "a00"], group).set_index("group")
    shown = table[table["hidden"] == ""]
    assert list(shown.index) == ["a", "b"]
    assert table.loc[["c", "d"], ["n", "selected", "rate", "ratio"]].isna().all(axis=None)
    assert "fewer than 5" in table.loc["c", "hidden"]
    assert table.loc["c", "hidden"] != table.loc["d", "hidden"]
    people, group = of_groups(a=30, b=20, c=4, d=3)  # two small groups hide each other
    assert tm.adverse_impact(people, [], group)["hidden"].tolist()[:2] == ["", ""]
    people, group = of_groups(a=30, b=2, c=2)  # three hidden people would say too much
    assert (tm.adverse_impact(people, [], group)["hidden"] != "").all()


def test_nobody_proposed_has_rates_and_no_ratio() -> None:
    people, group = of_groups(a=6, b=7)
    table = tm.adverse_impact(people, [], group)
    assert table["rate"].tolist() == [0.0, 0.0]
    assert table["ratio"].isna().all()


def test_a_frame_gives_a_block_per_attribute_in_any_order_of_rows() -> None:
    people, group = of_groups(a=6, b=7)
    frame = pd.DataFrame({"person_id": people, "age": [group[p] for p in people], "place": "here"})
    one = tm.adverse_impact(people, ["a00"], frame)
    other = tm.adverse_impact(people[::-1], ["a00", "a00"], frame.iloc[::-1])
    pd.testing.assert_frame_equal(one, other)
    assert one["attribute"].tolist() == ["age", "age", "place"]


def test_there_is_no_verdict_in_the_table() -> None:
    people, group = of_groups(a=10, b=10)
    table = tm.adverse_impact(people, ids("a", 10), group)
    known = {"attribute", "group", "n", "selected", "rate", "low", "high", "ratio", "p_value", "hidden"}
    assert set(table.columns) == known


def test_nothing_that_searches_can_read_the_attribute() -> None:
    layers = ("optimise", "matching", "teams", "groups", "staffing", "programme", "scenarios")
    for path in sorted(p for layer in layers for p in (SOURCE / layer).rglob("*.py")):
        assert "measures.impact" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    "changes",
    [
        {"people": "a00"},
        {"proposed": 3},
        {"proposed": [1]},
        {"attributes": ["a"]},
        {"attributes": pd.DataFrame({"person_id": ["a00", "a00"], "x": [1, 2]})},
        {"k": 4},
        {"k": True},
        {"confidence": 1.0},
    ],
)
def test_bad_arguments_are_refused(changes: dict[str, Any]) -> None:
    people, group = of_groups(a=6, b=7)
    asked: dict[str, Any] = {"people": people, "proposed": ["a00"], "attributes": group, **changes}
    with pytest.raises(ProblemError):
        tm.adverse_impact(asked.pop("people"), asked.pop("proposed"), asked.pop("attributes"), **asked)
    with pytest.raises(UnknownLabelError):
        tm.adverse_impact(people, ["z"], group)
