"""Look at a close team again: levels and rules from the data, distances by networkx from ties read afresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from talentmap.errors import VerificationError
from talentmap.teams.communication_problem import CloseProblem, length_of
from talentmap.teams.presence import absences
from talentmap.teams.units import exact, to_units
from talentmap.teams.verify import Scorer
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams.communication_result import CloseTeam

_TOLD = ("together", "apart", "unit_at_most", "unit_at_least", "team_size")
"""Rules that a close team is not made by; a broken one is told."""


def network_of(problem: CloseProblem) -> nx.Graph[str]:
    """The network as networkx has it, lengths in whole millionths; built from the tables without our arrays."""
    frames, people = problem.data.frames, problem.data.frames["people"]["person_id"]
    gone = {people.iloc[k] for k, why in absences(problem.team).items() if why.kind != "teams.absent.hours"}
    tables = []
    if problem.through != "recognitions":
        ties = frames["ties"]
        tables.append(pd.DataFrame({"a": ties["person_a"], "b": ties["person_b"], "weight": ties["weight"]}))
    if problem.through != "ties":
        named = frames["recognitions"]
        tables.append(pd.DataFrame({"a": named["person_id"], "b": named["colleague_id"], "weight": 1.0}))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(person for person in people if person not in gone)
    for k, table in enumerate(tables):
        count = problem.through == "recognitions" or k == 1
        weights: dict[frozenset[str], float] = {}
        for a, b, weight in zip(table["a"], table["b"], table["weight"], strict=True):
            if a != b:
                known = weights.get(frozenset((a, b)), 0.0)
                weights[frozenset((a, b))] = known + weight if count else max(known, weight)
        largest = max(weights.values(), default=1.0)
        for pair, weight in weights.items():
            a, b = sorted(pair)
            length = to_units(length_of(exact(weight) / exact(largest), problem.length), 1_000_000)
            if a in graph and b in graph and length < graph.get_edge_data(a, b, {"length": length + 1})["length"]:
                graph.add_edge(a, b, length=length)
    return graph


def verify_close(result: CloseTeam) -> tuple[str, ...]:
    """Check a close team against the data.

    Returns
    -------
    Names of the rules on groups, units and size that the team does not keep; it is not made by them.

    Raises
    ------
    VerificationError
        Somebody does not carry what they are said to, may not be a member, or the cost is another: our defect.
    """
    problem, scorer = result.problem, Scorer(result.problem.team)
    wrong = [name for name in scorer.broken(result.members) if not name.startswith((*_TOLD, "mandatory"))]
    for requirement in scorer.asked:
        who = result.carriers[requirement.strength_id]
        if len(set(who)) != requirement.min_people or scorer.meeting(sorted(who), requirement) != sorted(who):
            wrong.append(f"requirement:{requirement.strength_id}")
    if wrong:
        raise VerificationError(text("teams.wrong.broken", team=", ".join(result.members), rules=", ".join(wrong)))
    found = _cost(result, network_of(problem))
    if abs(result.cost * 1_000_000 - found) > 1e-3 * max(1.0, found / 1e9):
        raise VerificationError(text("teams.wrong.worth", said=result.cost, found=found / 1_000_000))
    return tuple(name for name in scorer.broken(result.members) if name.startswith(_TOLD))


def _cost(result: CloseTeam, graph: nx.Graph[str]) -> float:
    places = [p for _, group in sorted(result.carriers.items()) for p in group] + list(result.problem.wanted)
    if result.problem.measure == "steiner":
        return _tree(result, graph, places)
    away: dict[str, Mapping[str, float]] = {
        p: nx.single_source_dijkstra_path_length(graph, p, weight="length") for p in {*places, *result.members}
    }
    if result.problem.measure == "leader":
        assert result.leader is not None
        return sum(away[result.leader].get(p, float("inf")) for p in places)
    pairs = [away[a].get(b, float("inf")) for a, b in combinations(places, 2)]
    return sum(pairs) if result.problem.measure == "sum_of_distances" else max(pairs, default=0)


def _tree(result: CloseTeam, graph: nx.Graph[str], places: Sequence[str]) -> float:
    tree: nx.Graph[str] = nx.Graph()
    tree.add_nodes_from(places)
    tree.add_edges_from(result.tree)
    if tree and not nx.is_tree(tree):
        return float("inf")
    return float(sum(graph.get_edge_data(a, b, {"length": float("inf")})["length"] for a, b in result.tree))
