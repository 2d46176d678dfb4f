"""The Dataset as a graph people can query: nodes with a kind, edges with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.evidence import profiles
from talentmap.graph.holdings import valid_holdings
from talentmap.graph.kinds import node

if TYPE_CHECKING:
    import networkx as nx

Edge = tuple[str, str, str, dict[str, Any]]


def build_graph(data: Dataset, *, include_private: bool = False) -> nx.MultiDiGraph:
    """Make the graph of people, strengths, roles, projects and units.

    Nodes are named ``kind:id`` (``node("person", "P017")``) and carry ``kind``, ``id`` and ``name``; kinds stand in
    ``NODE_KINDS``. An edge carries ``kind``, the ``table`` it comes from and its evidence, all listed in
    ``EDGE_KINDS``. Its key is its kind, followed by what else sets it apart from a second edge of that kind between
    the same nodes (the strength recognised, the day a holding began).

    Parameters
    ----------
    data
        The dataset as the reader may see it.
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    ``networkx.MultiDiGraph``; nodes and edges in the order of tables and ids. Attributes are text, numbers and
    booleans, dates as ``yyyy-mm-dd``, so every format of networkx can write it; what is unknown is left out. No edge
    names a rater or gives the level of a single claim.
    """
    import networkx as nx  # late: nobody who only reads data should wait for it

    graph: nx.MultiDiGraph = nx.MultiDiGraph(reference_date=_plain(data.reference_date) or "", data=data.fingerprint)
    graph.add_nodes_from(_nodes(data))
    for start, end, key, attributes in _edges(data, include_private=include_private):
        graph.add_edge(start, end, key=key, **attributes)
    return graph


def _nodes(data: Dataset) -> Iterator[tuple[str, dict[str, Any]]]:
    named = (
        ("person", "people", "person_id", "name", ("unit", "location", "fte", "start_date", "end_date")),
        ("strength", "strengths", "strength_id", "name", ("name_nl", "kind", "uri")),
        ("role", "roles", "role_id", "title", ("headcount", "status", "fte")),
        ("project", "projects", "project_id", "title", ("start_date", "end_date", "min_size", "max_size", "fte")),
    )
    for kind, table, key, name, more in named:
        for row in _rows(data.frames[table], (key, name, *more)):
            # The kind of a strength is not the kind of a node.
            rest = {("strength_kind" if c == "kind" else c): row[c] for c in more if c in row}
            yield node(kind, row[key]), {"kind": kind, "id": row[key], "name": row.get(name, row[key]), **rest}
    for unit in _units(data):
        yield node("unit", unit), {"kind": "unit", "id": unit, "name": unit}
    wishes = data.frames["aspirations"]
    for task in sorted(set(wishes["target_id"][wishes["target_kind"] == "task"])):
        yield node("task", task), {"kind": "task", "id": task, "name": task}


def _units(data: Dataset) -> list[str]:
    columns = [data.frames[t][c] for t, c in (("units", "unit"), ("units", "parent_unit"), ("people", "unit"))]
    columns += [data.frames["roles"]["unit"], data.frames["projects"]["unit"]]
    return sorted({unit for column in columns for unit in column.dropna()})


def _edges(data: Dataset, *, include_private: bool) -> Iterator[Edge]:
    yield from _has(data, include_private=include_private)
    for owner in ("role", "project"):
        yield from _links(data, f"{owner}_requirements", "requires", owner, f"{owner}_id", "strength", "strength_id")
    yield from _holds(data)
    yield from _links(data, "people", "manages", "person", "manager_id", "person", "person_id", bare=True)
    yield from _links(data, "people", "member_of", "person", "person_id", "unit", "unit", bare=True)
    for owner, table in (("role", "roles"), ("project", "projects")):
        yield from _links(data, table, "belongs_to", owner, f"{owner}_id", "unit", "unit", bare=True)
    yield from _links(data, "units", "part_of", "unit", "unit", "unit", "parent_unit")
    yield from _links(data, "strengths", "broader", "strength", "strength_id", "strength", "broader_id", bare=True)
    yield from _links(data, "ties", "tie", "person", "person_a", "person", "person_b")
    yield from _links(data, "ties", "tie", "person", "person_b", "person", "person_a")
    yield from _wishes(data)
    yield from _recognises(data)


def _has(data: Dataset, *, include_private: bool) -> Iterator[Edge]:
    for row in _rows(profiles(data, include_private=include_private)):
        ends = node("person", row.pop("person_id")), node("strength", row.pop("strength_id"))
        yield *ends, "has", {"kind": "has", "table": "claims", "date": row.pop("newest"), **row}


def _links(
    data: Dataset, table: str, kind: str, from_kind: str, start: str, to_kind: str, end: str, *, bare: bool = False
) -> Iterator[Edge]:
    """One edge per row whose two ends are filled in; with the other columns of the row unless ``bare``."""
    frame = data.frames[table]
    columns = [start, end] if bare else list(frame.columns)
    for row in _rows(frame[frame[start].notna() & frame[end].notna()], columns):
        ends = node(from_kind, row.pop(start)), node(to_kind, row.pop(end))
        yield *ends, kind, {"kind": kind, "table": table, **row}


def _holds(data: Dataset) -> Iterator[Edge]:
    frame = data.frames["holdings"]
    for row in _rows(frame.assign(valid=valid_holdings(data))):
        ends = node("person", row.pop("person_id")), node("role", row.pop("role_id"))
        yield *ends, f"holds:{row.get('since', '')}", {"kind": "holds", "table": "holdings", **row}


def _wishes(data: Dataset) -> Iterator[Edge]:
    known = {kind: set(data.frames[f"{kind}s"][f"{kind}_id"]) for kind in ("role", "strength", "project")}
    for row in _rows(data.frames["aspirations"]):
        kind, target = row.pop("target_kind"), row.pop("target_id")
        if kind == "task" or target in known[kind]:
            ends = node("person", row.pop("person_id")), node(kind, target)
            yield *ends, "wishes", {"kind": "wishes", "table": "aspirations", **row}


def _recognises(data: Dataset) -> Iterator[Edge]:
    for row in _rows(data.frames["recognitions"]):
        ends = node("person", row.pop("person_id")), node("person", row.pop("colleague_id"))
        key = f"recognises:{row['strength_id']}:{row.get('date', '')}"
        yield *ends, key, {"kind": "recognises", "table": "recognitions", **row}


def _rows(frame: pd.DataFrame, columns: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
    """Rows as plain values, without what is missing."""
    frame = frame if columns is None else frame[list(columns)]
    names = list(frame.columns)
    lists = [[_plain(value) for value in frame[name].astype(object)] for name in names]
    for values in zip(*lists, strict=True):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _plain(value: Any) -> Any:
    """Text, number or boolean; a date as text; None for what is missing."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value.item() if hasattr(value, "item") else value
