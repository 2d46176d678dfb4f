"""The figures of front runners: drawn for real, in both languages, with the figures of their tables."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from talentmap import plots
from talentmap.errors import NoSolutionError
from talentmap.examples import toy
from talentmap.programme.front_runners import choose_front_runners
from talentmap.programme.spread import simulate_spread
from talentmap.vocabulary import use_language

VOLUNTEERS = ["P1", "P2", "P4", "P6", "P7"]
FIGURES = {
    "map": lambda: plots.plot_front_runners(choose_front_runners(toy(), 2, volunteers=VOLUNTEERS)),
    "spread": lambda: plots.plot_spread(simulate_spread(toy(), ["P2", "P6"], weeks=6, runs=50)),
}


def spec(chart: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(chart.to_json())
    return found


def rows(chart: Any) -> pd.DataFrame:
    return pd.concat([pd.DataFrame(data) for data in spec(chart)["datasets"].values()], ignore_index=True)


@pytest.mark.parametrize("name", FIGURES)
def test_both_figures_are_drawn_in_both_languages(name: str) -> None:
    import vl_convert

    titles = set()
    for lang in ("nl", "en"):
        with use_language(lang):
            chart = FIGURES[name]()
        drawn = vl_convert.vegalite_to_svg(chart.to_json())
        titles.add(spec(chart)["title"]["text"])
        assert "NaN" not in drawn
        assert "plots." not in drawn
    assert len(titles) == 2


def test_every_colleague_is_a_square_with_their_state() -> None:
    result = choose_front_runners(toy(), 2, volunteers=VOLUNTEERS)
    table = plots.front_runner_map(result)
    assert sorted(table["person_id"]) == sorted(result.table()["person_id"])
    # Of Stadsbeheer two of four are reached, of Dienstverlening all three: the smallest share comes first.
    assert table["team"].drop_duplicates().tolist() == ["Stadsbeheer", "Dienstverlening"]
    assert table["state"].tolist()[:4] == ["front_runner", "reached", "unknown", "unknown"]
    assert table["place"].tolist() == [0, 1, 2, 3, 0, 1, 2]
    drawn = rows(plots.plot_front_runners(result, most_teams=1))
    assert drawn["person_id"].nunique() == 4
    subtitle = " ".join(spec(plots.plot_front_runners(result, most_teams=1))["title"]["subtitle"])
    assert "Shown: 1 of 2 teams." in subtitle
    with pytest.raises(NoSolutionError):
        plots.plot_front_runners(choose_front_runners(toy(), 2))


def test_the_band_is_that_of_the_table() -> None:
    result = simulate_spread(toy(), ["P2", "P6"], weeks=6, runs=50)
    drawn = rows(plots.plot_spread(result)).dropna(subset=["week"]).drop_duplicates("week").sort_values("week")
    expected = result.table()
    for column in ("low", "middle", "high"):
        assert drawn[column].tolist() == expected[column].tolist()
