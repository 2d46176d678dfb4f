"""The graph: every row that says something is there once, with its evidence, and nothing that is nobody's business."""

from __future__ import annotations

import io

import networkx as nx
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import UnknownLabelError
from talentmap.evidence import profiles
from talentmap.examples import toy
from talentmap.graph import EDGE_KINDS, NODE_KINDS, build_graph, node
from tests.organisations import random_organisation


def kinds(graph: nx.MultiDiGraph) -> dict[str, int]:
    return pd.Series([kind for _, _, kind in graph.edges(data="kind")]).value_counts().to_dict()


def test_toy_counted_by_hand():
    graph = build_graph(toy())
    # 7 people, 5 strengths, 3 roles, 1 project, 3 units.
    assert graph.number_of_nodes() == 19
    assert kinds(graph) == {
        "has": 11,  # the eleven levels in the table of toy()
        "requires": 9,  # 2 + 2 + 2 of the roles, 3 of the project
        "holds": 1,
        "manages": 6,
        "member_of": 7,
        "belongs_to": 4,
        "part_of": 2,
        "broader": 1,
        "tie": 8,  # four, each way
        "wishes": 6,
    }


def test_an_edge_carries_its_evidence():
    graph = build_graph(toy())
    has = graph.edges[node("person", "P3"), node("strength", "S4"), "has"]
    assert (has["level"], has["own_level"], has["floor"], has["basis"], has["n_claims"]) == (4, 3, 4, "self", 2)
    assert (has["table"], has["date"]) == ("claims", "2026-03-03")
    requires = graph.edges[node("role", "R1"), node("strength", "S3"), "requires"]
    assert (requires["level"], requires["weight"], requires["mandatory"]) == (4, 2.0, True)
    assert graph.edges[node("person", "P2"), node("role", "R2"), "holds:2021-01-01"]["valid"] is True
    assert graph.edges[node("person", "P6"), node("role", "R2"), "wishes"]["rank"] == 2


def test_private_claims_make_no_edge_unless_asked_for():
    private = (node("person", "P5"), node("strength", "S5"), "has")
    assert not build_graph(toy()).has_edge(*private)
    assert build_graph(toy(), include_private=True).edges[private]["level"] == 3


def test_ids_of_different_kinds_never_meet():
    data = toy()
    strengths = data.strengths.replace({"strength_id": {"S4": "P1"}})
    frames = {
        name: table.replace({"strength_id": {"S4": "P1"}}) if "strength_id" in table else table
        for name, table in data.frames.items()
    }
    graph = build_graph(Dataset.from_frames({**frames, "strengths": strengths}))
    assert graph.nodes[node("person", "P1")]["name"] == "Anouk de Vries"
    assert graph.nodes[node("strength", "P1")]["name"] == "Planning law"


def test_one_colleague_recognised_twice_and_a_task_wished_for():
    seen = pd.DataFrame(
        {"person_id": "P1", "colleague_id": "P7", "strength_id": ["S1", "S2"], "date": pd.Timestamp("2026-05-01")}
    )
    wishes = pd.DataFrame({"person_id": ["P7"], "target_kind": ["task"], "target_id": ["Chair"], "rank": [1]})
    graph = build_graph(toy().replace(recognitions=seen, aspirations=wishes))
    found = [d["strength_id"] for *_, d in graph.out_edges("person:P1", data=True) if d["kind"] == "recognises"]
    assert found == ["S1", "S2"]
    assert graph.nodes["task:Chair"]["kind"] == "task"


@pytest.mark.parametrize("seed", range(5))
def test_kinds_are_those_documented_and_nobody_is_named_as_rater(seed):
    graph = build_graph(random_organisation(seed, n_people=10))
    assert {kind for _, kind in graph.nodes(data="kind")} <= set(NODE_KINDS)
    assert set(kinds(graph)) <= set(EDGE_KINDS)
    for *_, attributes in graph.edges(data=True):
        assert "table" in attributes
        assert not {"assessor_id", "source", "note"} & set(attributes)
        assert all(isinstance(value, str | int | float | bool) for value in attributes.values())


def test_profiles_and_edges_are_the_same_thing():
    data = random_organisation(7, n_people=12, claims_per_person=8)
    graph = build_graph(data)
    levels = {(a, b): d["level"] for a, b, d in graph.edges(data=True) if d["kind"] == "has"}
    rows = profiles(data).to_dict("records")
    assert levels == {(f"person:{r['person_id']}", f"strength:{r['strength_id']}"): r["level"] for r in rows}


def test_the_order_of_the_rows_changes_nothing():
    data = random_organisation(3, n_people=9)
    shuffled = {name: table.sample(frac=1, random_state=3) for name, table in data.frames.items()}
    again = build_graph(Dataset.from_frames(shuffled, today=data.reference_date))
    assert list(again.nodes(data=True)) == list(build_graph(data).nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(build_graph(data).edges(keys=True, data=True))


def test_networkx_can_write_it():
    for write in (nx.write_graphml, nx.write_gexf):
        buffer = io.BytesIO()
        write(build_graph(toy()), buffer)
        assert b"Chaima" in buffer.getvalue()


def test_nobody_and_an_unknown_kind():
    assert all(kind != "person" for _, kind in build_graph(random_organisation(1, n_people=0)).nodes(data="kind"))
    with pytest.raises(UnknownLabelError, match="person, strength"):
        node("planet", "x")
