"""Kinds of nodes and edges, and how a node is named."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from talentmap.errors import UnknownLabelError
from talentmap.vocabulary import text

NODE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "person": "a row of people",
        "strength": "a row of strengths",
        "role": "a row of roles",
        "project": "a row of projects",
        "unit": "a unit named by units, people, roles or projects",
        "task": "a task somebody named as an aspiration",
    }
)
"""Kind of node -> where it comes from."""

EDGE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "has": "person -> strength: a profile, all its columns; date is that of the newest claim",
        "requires": "role or project -> strength: level, weight, mandatory, and min_people of a project",
        "holds": "person -> role: fte, since, until, valid (at the reference date)",
        "manages": "manager -> person",
        "member_of": "person -> unit",
        "belongs_to": "role or project -> unit",
        "part_of": "unit -> parent unit",
        "broader": "strength -> broader strength",
        "tie": "person <-> person, an edge each way: weight as given",
        "wishes": "person -> role, strength, project or task: rank",
        "recognises": "person -> colleague: strength_id, date",
    }
)
"""Kind of edge -> its ends and attributes. Each edge also says from which ``table`` it comes."""


def node(kind: str, label: str) -> str:
    """Name of a node: the kind, a colon and the id, so that ids of different kinds never meet.

    Raises
    ------
    UnknownLabelError
        Another kind than those of :data:`NODE_KINDS`.
    """
    if kind not in NODE_KINDS:
        raise UnknownLabelError(text("graph.unknown_kind", kind=kind, known=", ".join(NODE_KINDS)), kind)
    return f"{kind}:{label}"
