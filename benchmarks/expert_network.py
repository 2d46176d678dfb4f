"""Close teams in published expert networks: the four measures, proven, beside RarestFirst and other rules of thumb.

    python -m benchmarks.expert_network [--graphs icdt pods] [--sets 10] [--least-holders 1] [--limit 20]

Random sets of 4 to 10 skills, seeded, of the networks in ``shared/benchmarks/expert_network_dblp`` beside the
repository (co-authors by conference, ``cc`` is the length of a tie); without that folder they are left out, and it
says so. Per measure: how many are proven optimal, whether the cost ever exceeds that of RarestFirst, by how much it is
lower on average, and the same for the rule of thumb made for that measure. RarestFirst costs: its carriers for sum and
diameter, the holder of the rarest skill as leader, and its shortest paths as the tree.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np

from talentmap.teams.communication_baselines import (
    best_leader,
    cover_steiner,
    enhanced_steiner,
    nearest_star,
    pruned,
    rarest_first,
)
from talentmap.teams.communication_cover import (
    MEASURES,
    Closest,
    Cover,
    diameter_cost,
    leader_cost,
    sum_cost,
    tree_cost,
)
from talentmap.teams.communication_network import UNITS, Network
from talentmap.teams.communication_search import closest

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "expert_network_dblp"
GRAPHS = ("icdt", "pods", "vldb", "icde", "sigmod")
SIZES = (4, 10)


def read(name: str) -> tuple[Network, dict[str, np.ndarray]]:
    """A network, and the holders of each skill."""
    with gzip.open(FOLDER / f"{name}.gml.gz", "rt", encoding="utf-8") as file:
        graph = nx.parse_gml(file.read(), label="id")
    people = sorted(graph)
    place = {person: k for k, person in enumerate(people)}
    ties = sorted((min(place[a], place[b]), max(place[a], place[b]), cc) for a, b, cc in graph.edges(data="cc"))
    lengths = np.array([round(cc * UNITS) for *_, cc in ties], dtype=np.int64)
    holders: dict[str, list[int]] = {}
    for person in people:
        for skill in sorted({skill for skill in str(graph.nodes[person].get("skills", "")).split(",") if skill}):
            holders.setdefault(skill, []).append(place[person])
    network = Network(len(people), np.array([tie[:2] for tie in ties], dtype=np.int64), lengths)
    return network, {skill: np.array(able, dtype=np.int64) for skill, able in sorted(holders.items())}


def around_rarest(cover: Cover) -> dict[str, int]:
    """What the team of RarestFirst costs by each measure."""
    network, team = cover.network, rarest_first(cover).carriers
    centre = team[cover.rarest()][0]
    ties: set[tuple[int, int]] = set()
    for person in {p for group in team for p in group}:
        path = network.path(centre, person)
        ties |= {(min(a, b), max(a, b)) for a, b in pairwise(path)}
    return {
        "sum_of_distances": sum_cost(network, team),
        "diameter": diameter_cost(network, team),
        "steiner": tree_cost(network, pruned(ties, {p for group in team for p in group})),
        "leader": leader_cost(network, team, centre),
    }


def published(cover: Cover) -> dict[str, tuple[str, int]]:
    """The rule of thumb made for each measure, and what it costs."""
    star = nearest_star(cover).carriers
    rarest = rarest_first(cover).carriers
    trees: list[tuple[int, str]] = []
    rules: tuple[Callable[[Cover], Closest], ...] = (enhanced_steiner, cover_steiner)
    for rule in rules:
        found = rule(cover)
        assert found.cost is not None
        trees.append((found.cost, found.method))
    cost, name = min(trees)
    assert name
    lead = best_leader(cover)
    assert lead.cost is not None
    return {
        "sum_of_distances": ("nearest star", sum_cost(cover.network, star)),
        "diameter": ("RarestFirst", diameter_cost(cover.network, rarest)),
        "steiner": ("Enhanced- or CoverSteiner", cost),
        "leader": ("best leader", lead.cost),
    }


def measured(name: str, sets: int, least: int, limit: float, seed: int) -> None:
    """One network: every measure on the same random sets of skills."""
    began = time.process_time()
    network, holders = read(name)
    skills = [skill for skill, able in holders.items() if len(able) >= least]
    rng = np.random.default_rng(seed)
    print(
        f"{name}: {network.n_people} people, {len(network.pairs)} ties, {len(skills)} skills with at least {least}"
        f" holder(s), read in {time.process_time() - began:.1f} s"
    )
    rows: dict[str, list[tuple[Closest, int, int, float]]] = {measure: [] for measure in MEASURES}
    rule = {}
    for _ in range(sets):
        wanted = rng.choice(len(skills), int(rng.integers(SIZES[0], SIZES[1] + 1)), replace=False)
        groups = tuple(holders[skills[k]] for k in sorted(wanted.tolist()))
        asked = Cover(network, groups, (1,) * len(groups))
        rarest, own = around_rarest(asked), published(asked)
        for measure in MEASURES:
            began = time.process_time()
            found = closest(Cover(network, groups, (1,) * len(groups), until=time.perf_counter() + limit), measure)
            seconds = time.process_time() - began
            assert found.cost is not None
            assert found.bound is not None
            assert found.bound <= found.cost <= min(rarest[measure], own[measure][1])
            rule[measure] = own[measure][0]
            rows[measure].append((found, rarest[measure], own[measure][1], seconds))
    for measure, results in rows.items():
        tell(measure, rule[measure], results)


def tell(measure: str, rule: str, results: list[tuple[Closest, int, int, float]]) -> None:
    """One line per measure."""
    proven = sum(found.status.value == "optimal" for found, *_ in results)
    above = sum((found.cost or 0) > rarest for found, rarest, *_ in results)
    seconds = [row[3] for row in results]
    gaps = [((f.cost or 0) - (f.bound or 0)) / max(f.cost or 0, 1) for f, *_ in results if f.status.value != "optimal"]
    print(
        f"  {measure:17} proven {proven}/{len(results)}, above RarestFirst {above}, mean improvement on RarestFirst"
        f" {lower(results, 1):.1%}, on {rule} {lower(results, 2):.1%}; CPU s median {statistics.median(seconds):.3f},"
        f" most {max(seconds):.2f}" + (f"; largest gap {max(gaps):.1%}" if gaps else "")
    )


def lower(results: list[tuple[Closest, int, int, float]], column: int) -> float:
    """Mean over sets of how much lower the cost is than that of a rule of thumb, as a share of the latter."""
    shares = [1 - (row[0].cost or 0) / row[column] if row[column] else 0.0 for row in results]  # type: ignore[operator]
    return statistics.mean(shares)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", nargs="*", default=["icdt", "pods"], choices=GRAPHS)
    parser.add_argument("--sets", type=int, default=10)
    parser.add_argument("--least-holders", type=int, default=1)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds per measure and set")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print("expert networks: left out, no folder shared/benchmarks/expert_network_dblp beside the repository")
        return
    for name in options.graphs:
        measured(name, options.sets, options.least_holders, options.limit, options.seed)


if __name__ == "__main__":
    main()
