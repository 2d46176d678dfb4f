"""The network: an option that is plain, offline, the same every time and never too big."""

from __future__ import annotations

import json

import numpy as np
import pytest

from talentmap.errors import UnknownLabelError
from talentmap.examples import toy
from talentmap.graph import build_graph
from talentmap.plots import network_option, network_table
from talentmap.plots.layout import spread
from tests.organisations import random_organisation


def nodes(option: dict) -> list[str]:
    return [entry["id"] for entry in option["series"][0]["data"]]


def test_toy_shows_who_holds_what_strongly_and_what_asks_for_it():
    option = network_option(toy())
    lines = network_table(option)
    # Level 4 or higher: P1 S1 S5, P3 S4, P4 S3, P5 S1, P6 S2; and nine requirements.
    assert lines["kind"].value_counts().to_dict() == {"requires": 9, "has": 6}
    assert "person:P2" not in nodes(option)
    assert "2 of 7" in option["title"]["subtext"]


def test_the_option_is_plain_offline_and_without_functions():
    words = json.dumps(network_option(toy()), allow_nan=False)
    assert "http" not in words
    assert "function" not in words
    series = network_option(toy())["series"][0]
    assert (series["layout"], series["roam"], series["emphasis"]["focus"]) == ("none", True, "adjacency")


def test_every_line_ends_at_a_node_that_is_drawn():
    data = random_organisation(3, n_people=30, n_strengths=12, claims_per_person=8)
    for focus in (None, "person:P003", "strength:S03", "role:R01", "unit:Unit A"):
        option = network_option(data, focus=focus)
        ends = {edge[end] for edge in option["series"][0]["links"] for end in ("source", "target")}
        assert ends <= set(nodes(option))
        assert len(nodes(option)) == len(set(nodes(option)))
        assert focus is None or focus in nodes(option)


def test_above_the_limit_units_stand_for_their_people():
    option = network_option(toy(), max_nodes=5)
    assert {name.split(":")[0] for name in nodes(option)} == {"unit", "strength"}
    table = network_table(option)
    assert table[(table["from"] == "Stadsbeheer") & (table["to"] == "Planning")]["value"].tolist() == [1]


def test_around_somebody_come_their_own_strengths_whatever_the_level():
    names = nodes(network_option(toy(), focus="person:P3"))
    # Her own S1 (2) and S4, her ties P2 and P5; then who shares S1 strongly, and what asks.
    assert {"person:P3", "strength:S1", "strength:S4", "person:P2", "person:P5", "person:P1"} <= set(names)
    assert len(nodes(network_option(toy(), focus="person:P3", max_nodes=3))) == 3


def test_language_and_input_kind():
    dutch = network_option(build_graph(toy()), lang="nl")
    assert "Verbinden" in [entry["name"] for entry in dutch["series"][0]["data"]]
    assert dutch == network_option(toy(), lang="nl")
    with pytest.raises(UnknownLabelError, match="person:P9"):
        network_option(toy(), focus="person:P9")


def test_private_strengths_are_not_in_the_picture():
    lines = network_table(network_option(toy(), focus="person:P5"))
    assert lines[(lines["from"] == "Esmée Pinas") & (lines["to"] == "Coaching")].empty


def test_nobody_gives_a_picture_of_what_is_asked():
    assert network_table(network_option(random_organisation(1, n_people=0)))["kind"].unique().tolist() == ["requires"]


def test_places_are_the_same_every_time_and_fill_the_picture():
    ring = [(i, (i + 1) % 12) for i in range(12)]
    places = spread(14, ring, seed=3)  # two nodes without a line stay inside
    assert np.array_equal(places, spread(14, ring, seed=3))
    assert places.min() == 0
    assert places.max() == 1
    assert len({tuple(place) for place in places.round(3).tolist()}) == 14
    assert spread(1, [], seed=1).tolist() == [[0.5, 0.5]]
    assert spread(0, [], seed=1).shape == (0, 2)


def test_neighbours_lie_nearer_than_strangers():
    chain = [(i, i + 1) for i in range(19)]
    places = spread(20, chain, seed=7)
    distance = np.linalg.norm(places[:, None] - places, axis=2)
    near = np.mean([distance[a, b] for a, b in chain])
    assert near < 0.5 * distance[np.triu_indices(20, 1)].mean()
