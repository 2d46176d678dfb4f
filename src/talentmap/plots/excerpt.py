"""The part of the graph that fits in one picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from talentmap.vocabulary import current_language, text

if TYPE_CHECKING:
    import networkx as nx

_DRAWN = ("has", "requires", "holds", "wishes", "tie")
_PER_UNIT = 5
"""Strengths drawn per unit when people do not fit."""


@dataclass(frozen=True)
class Excerpt:
    """Nodes and edges of a picture.

    Parameters
    ----------
    nodes
        Name -> ``kind``, ``name`` and, where size means something else than lines, ``weight``.
    edges
        ``source``, ``target``, ``kind`` and ``value`` (level, people or weight) where there is one.
    caption
        What is shown and what is left out.
    """

    nodes: dict[str, dict[str, Any]]
    edges: list[dict[str, Any]]
    caption: str = field(compare=False)

    @cached_property
    def _degrees(self) -> Counter[str]:
        return Counter(end for edge in self.edges for end in (edge["source"], edge["target"]))

    def degree(self, name: str) -> int:
        """Lines that meet in a node."""
        return self._degrees[name]


def overview(graph: nx.MultiDiGraph, least: int, max_nodes: int) -> Excerpt:
    """People with the strengths they hold at `least` and the roles and projects that ask for them, or units."""
    edges = [edge for edge in _edges(graph) if edge["kind"] == "requires" or _held(edge, least)]
    ends = {end for edge in edges for end in (edge["source"], edge["target"])}
    names = [name for name in graph if name in ends]
    if len(names) > max_nodes:
        return _by_unit(graph, least)
    people = [name for name in graph if graph.nodes[name]["kind"] == "person"]
    hidden = sum(name not in ends for name in people)
    caption = text("plots.network.whole", level=least)
    if hidden:
        caption += " " + text("plots.network.hidden", hidden=hidden, all=len(people))
    return Excerpt({name: _about(graph, name) for name in names}, edges, caption)


def around(graph: nx.MultiDiGraph, focus: str, least: int, max_nodes: int) -> Excerpt:
    """A node, what it touches, and what touches that: nearest first, best connected next, then by name."""
    own = {"member_of", "belongs_to"} if graph.nodes[focus]["kind"] == "unit" else set()
    every = [*_edges(graph), *_edges(graph, own)]
    first = [edge for edge in every if focus in (edge["source"], edge["target"])]
    near = {focus, *(end for edge in first for end in (edge["source"], edge["target"]))}
    links = [edge for edge in every if edge["kind"] == "requires" or _held(edge, least)]
    reach = Counter(
        far
        for edge in links
        for far, end in ((edge["source"], edge["target"]), (edge["target"], edge["source"]))
        if end in near and end != focus and far not in near
    )
    room = min(max_nodes, max(40, len(near) + 20))
    direct = [focus, *sorted(near - {focus})][:max_nodes]
    further = sorted(reach, key=lambda name: (-reach[name], name))[: max(room - len(direct), 0)]
    kept = {*direct, *further}
    edges = [*first, *(edge for edge in links if focus not in (edge["source"], edge["target"]))]
    edges = [edge for edge in edges if edge["source"] in kept and edge["target"] in kept]
    caption = text("plots.network.around", name=_about(graph, focus)["name"])
    if len(near) + len(reach) > len(kept):
        caption += " " + text("plots.network.cut", shown=len(kept), all=len(near) + len(reach))
    return Excerpt({name: _about(graph, name) for name in graph if name in kept}, edges, caption)


def _by_unit(graph: nx.MultiDiGraph, least: int) -> Excerpt:
    """Units and, of each, the strengths that most of its people hold at `least`."""
    unit_of = {edge["source"]: edge["target"] for edge in _edges(graph, {"member_of"}) if edge["kind"] == "member_of"}
    counts: dict[str, Counter[str]] = {}
    for edge in _edges(graph):
        if _held(edge, least) and edge["source"] in unit_of:
            counts.setdefault(unit_of[edge["source"]], Counter())[edge["target"]] += 1
    edges = [
        {"source": unit, "target": strength, "kind": "has", "value": number}
        for unit, held in sorted(counts.items())
        for strength, number in sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))[:_PER_UNIT]
    ]
    sizes = Counter(unit_of.values())
    ends = {end for edge in edges for end in (edge["source"], edge["target"])}
    nodes = {name: _about(graph, name) for name in graph if name in ends}
    for name, about in nodes.items():
        if about["kind"] == "unit":
            about["weight"] = sizes[name]
    return Excerpt(nodes, edges, text("plots.network.units", most=_PER_UNIT, level=least))


def _edges(graph: nx.MultiDiGraph, more: set[str] | frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Edges of the kinds drawn (or of the kinds in ``more``), ties once."""
    kinds = more or set(_DRAWN)
    return [
        {"source": a, "target": b, "kind": about["kind"], **_value(about)}
        for a, b, about in graph.edges(data=True)
        if about["kind"] in kinds and (about["kind"] != "tie" or a < b)
    ]


def _value(about: dict[str, Any]) -> dict[str, Any]:
    found = about.get("level", about.get("weight"))
    return {} if found is None else {"value": found}


def _held(edge: dict[str, Any], least: int) -> bool:
    return bool(edge["kind"] == "has" and edge["value"] >= least)


def _about(graph: nx.MultiDiGraph, name: str) -> dict[str, Any]:
    node = graph.nodes[name]
    shown = node.get("name_nl") if current_language() == "nl" else None
    return {"kind": node["kind"], "name": shown or node["name"]}
