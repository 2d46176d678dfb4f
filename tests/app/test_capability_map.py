"""Capability map: heatmap, network and key people; filters; the Python that makes them."""

from __future__ import annotations

import json

import pytest

import talentmap as tm
from talentmap import examples
from talentmap.app.services.capability import MapChoices, groupings, map_facts
from talentmap.app.services.network import focus_options, network_code
from tests.app.pages import LANGUAGES, fine, opened, said, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_shows_its_figures_with_tables_and_python(language: str) -> None:
    app = opened("map", language=language)
    page = words(app)
    for key in ("app.map.fact.strong", "app.map.fact.unknown", "app.map.meaning", "app.map.keys_meaning"):
        assert said(key, language) in page.replace("&#x27;", "'")
    assert len(app.dataframe) == len(app.code) == 3
    assert len(app.get("vega_lite_chart")) == 2
    assert len(app.get("echarts_chart")) == 1


def test_the_counts_are_those_of_the_toy() -> None:
    # Toy: at level 4 or higher connecting 2 (P1, P5), analysing 1, planning 1, planning law 1, coaching 1;
    # all five are asked for; 35 pairs of 7 people and 5 strengths, of which 11 are known.
    facts = map_facts(MapChoices("whole", "strong").table(examples.toy()))
    assert [figure for _, figure, _, _ in facts] == ["5", "5", "0", "69%"]


@pytest.mark.parametrize(
    "choices",
    [
        MapChoices("department", "strong"),
        MapChoices("unit", "unknown", groups=("Stadsbeheer",)),
        MapChoices("location", "present", kinds=("talent", "skill")),
        MapChoices("whole", "needed", asked_only=True),
    ],
    ids=lambda choices: choices.grouping,
)
def test_the_python_shown_gives_the_same_table(choices: MapChoices) -> None:
    space: dict[str, object] = {}
    exec(choices.code("data = tm.examples.toy()"), space)
    ours = choices.table(examples.toy())
    assert len(ours)
    assert space["shown"].reset_index(drop=True).equals(ours)  # type: ignore[attr-defined]


def test_a_choice_of_groups_and_kinds_narrows_the_table() -> None:
    app = opened("map")
    app.segmented_control(key="map_grouping").set_value("location").run()
    app.multiselect(key="map_groups").set_value(["Werf"]).run()
    app.button_group(key="map_kinds").set_value(["talent"]).run()
    table = fine(app).dataframe[0].value
    assert set(table[said("app.map.column.group", "nl")]) == {"Werf"}
    assert set(table[said("app.map.column.strength", "nl")]) == {"Verbinden", "Analyseren"}


def test_without_places_or_a_unit_tree_those_groupings_are_not_offered() -> None:
    toy = examples.toy()
    bare = toy.replace(people=toy.people.assign(location=None), units=toy.units.iloc[:0])
    assert groupings(toy) == ["department", "unit", "location", "whole"]
    assert groupings(bare) == ["unit", "whole"]


def test_the_network_draws_the_middle_that_was_chosen() -> None:
    app = opened("map")
    app.selectbox(key="map_focus").set_value("person:P1").run()
    option = json.loads(fine(app).get("echarts_chart")[0].proto.spec)
    nodes = {entry["id"] for entry in option["series"][0]["data"]}
    assert {"person:P1", "strength:S1", "strength:S5"} <= nodes


def test_a_click_puts_a_point_in_the_middle() -> None:
    app = opened("map")
    nodes = [entry["id"] for entry in json.loads(app.get("echarts_chart")[0].proto.spec)["series"][0]["data"]]
    place = nodes.index("strength:S1")
    selected = {"series_index": 0, "data_type": "node", "data_indices": [place]}
    app.session_state["map_network_chart"] = {"selection": {"selected": [selected]}}
    app.run()
    assert not app.exception


@pytest.mark.parametrize("focus", ["", "project:J1"])
def test_the_python_of_the_network_runs(focus: str) -> None:
    space: dict[str, object] = {}
    exec(network_code("data = tm.examples.toy()", focus), space)
    assert space["option"]["series"]  # type: ignore[index]


def test_every_middle_on_offer_is_a_node() -> None:
    graph = tm.build_graph(examples.toy())
    assert set(focus_options(examples.toy())) - {""} <= set(graph)
