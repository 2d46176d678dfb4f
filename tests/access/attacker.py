"""Somebody who wants to know: from what is published and what they see, by linear algebra and integer programming.

Written apart from the audit and without its parts: it reads what ``to_dict`` gives, who belongs where (the directory),
and what the attacker sees one by one. People of whom the attacker knows equally much and who sit in the same cells are
alike, so the programme counts them per class: a person is found when their class can only hold nobody or everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_matrix, vstack


@dataclass
class Snapshot:
    """What was published, and where everybody stood then (person -> unit, location; units above each unit)."""

    published: dict
    places: Mapping[str, tuple[str, str]]
    parents: Mapping[str, str]

    def inside(self, group: dict) -> Callable[[str], bool]:
        """Whether a person belongs to a published group."""
        kind, unit, location = group["kind"], group["unit"], group["location"]
        if kind == "other":
            cells = self.rest(unit)
            return lambda p: self.places[p] in cells
        if kind == "unit":
            return lambda p: unit in self.line(self.places[p][0])
        tests = {
            "cell": lambda p: self.places[p] == (unit, location),
            "location": lambda p: self.places[p][1] == location,
            "whole": lambda p: True,
        }
        return tests[kind]

    def line(self, unit: str) -> list[str]:
        """The unit and all above it."""
        line = [unit]
        while line[-1] in self.parents:
            line.append(self.parents[line[-1]])
        return line

    def rest(self, unit: str) -> set[tuple[str, str]]:
        """Cells that are told to be counted in the rest of a unit: too small, and in no rest below it."""
        groups = self.published["groups"]
        small = {
            (g["unit"], g["location"])
            for g in groups
            if g["kind"] == "cell" and {f.get("reason") for f in g["figures"].values()} <= {"too_few", "no_data"}
        }
        rests = [g["unit"] for g in groups if g["kind"] == "other"]
        return {cell for cell in small if next(u for u in [*self.line(cell[0]), ""] if u in rests) == unit}


@dataclass
class Attack:
    """The classes of people and the constraints of one attack on one chain of figures.

    Parameters
    ----------
    snapshots
        One or more, oldest first; people and their values are taken to be the same in all.
    chain
        Figures of which each counts people of the one before it.
    seen
        Person -> number of figures of the chain that hold for them, for everybody of whom the attacker sees that.
    margin
        How far the attacker takes a figure to be off at most: a function of the size of the group.
    """

    snapshots: Sequence[Snapshot]
    chain: Sequence[str]
    seen: Mapping[str, int]
    margin: Callable[[int], int]

    def __post_init__(self) -> None:
        people = sorted({p for snapshot in self.snapshots for p in snapshot.places})
        hidden = defaultdict(list)
        for person in people:
            if person not in self.seen:
                hidden[tuple(s.places.get(person) for s in self.snapshots)].append(person)
        self.classes = sorted(hidden, key=repr)
        self.people = [hidden[key] for key in self.classes]
        self.n = np.array([len(each) for each in self.people], dtype=float)
        self.steps = len(self.chain)
        self.answers: list[np.ndarray] = []
        self._bounds()

    def _bounds(self) -> None:
        """Least and greatest sum over the hidden for each published figure: rows over variables (class, step)."""
        rows, low, high = [], [], []
        where = {p: c for c, group in enumerate(self.people) for p in group}
        for snapshot in self.snapshots:
            for group in snapshot.published["groups"]:
                shown = [(t, group["figures"][f]) for t, f in enumerate(self.chain) if group["figures"][f]["shown"]]
                if not shown:
                    continue
                inside = snapshot.inside(group)
                members = [p for p in snapshot.places if inside(p)]
                classes = sorted({where[p] for p in members if p in where})
                for t, figure in shown:
                    known = sum(self.seen[p] > t for p in members if p in self.seen)
                    margin = self.margin(len(members))
                    rows.append([c * self.steps + t for c in classes])
                    low.append(figure["count"] - margin - known)
                    high.append(figure["count"] + margin - known)
        at = [(r, v) for r, row in enumerate(rows) for v in row]
        shape = (len(rows), len(self.classes) * self.steps)
        self.matrix = coo_matrix((np.ones(len(at)), ([r for r, _ in at], [v for _, v in at])), shape=shape).tocsr()
        self.low, self.high = np.array(low, dtype=float), np.array(high, dtype=float)

    def _order(self) -> LinearConstraint | None:
        """A figure of the chain counts people of the one before it."""
        pairs = [
            (c * self.steps + t, c * self.steps + t + 1)
            for c in range(len(self.classes))
            for t in range(self.steps - 1)
        ]
        if not pairs:
            return None
        rows = np.repeat(np.arange(len(pairs)), 2)
        matrix = coo_matrix((np.tile([1.0, -1.0], len(pairs)), (rows, np.array(pairs).ravel())))
        full = coo_matrix((matrix.data, (matrix.row, matrix.col)), shape=(len(pairs), len(self.n) * self.steps))
        return LinearConstraint(full.tocsr(), lb=0.0)

    def _solve(self, worth: np.ndarray) -> np.ndarray | None:
        constraints = [LinearConstraint(self.matrix, self.low, self.high)] if len(self.low) else []
        order = self._order()
        constraints += [order] if order is not None else []
        size = np.repeat(self.n, self.steps)
        found = milp(-worth, constraints=constraints, integrality=np.ones(len(worth)), bounds=(0, np.maximum(size, 0)))
        if found.x is None:
            return None
        self.answers.append(np.rint(found.x))
        return self.answers[-1]

    def contradicted(self) -> bool:
        """Whether not everything can be true at once: then some figure is further off than the attacker thinks."""
        return self._solve(np.zeros(len(self.n) * self.steps)) is None

    def drop_contradictions(self) -> int:
        """Leave out the fewest figures so that the others can be true; how many."""
        n, m = len(self.n) * self.steps, len(self.low)
        big = coo_matrix((np.full(m, 2e3), (np.arange(m), np.arange(m))), shape=(m, m))
        upper = LinearConstraint(vstack([coo_matrix(self.matrix.T), -big.T]).T.tocsr(), ub=self.high)
        lower = LinearConstraint(vstack([coo_matrix(self.matrix.T), big.T]).T.tocsr(), lb=self.low)
        constraints = [upper, lower]
        order = self._order()
        if order is not None:
            wide = coo_matrix(order.A)
            constraints.append(
                LinearConstraint(coo_matrix((wide.data, (wide.row, wide.col)), (wide.shape[0], n + m)).tocsr(), lb=0.0)
            )
        top = np.r_[np.repeat(self.n, self.steps), np.ones(m)]
        found = milp(
            np.r_[np.zeros(n), np.ones(m)], constraints=constraints, integrality=np.ones(n + m), bounds=(0, top)
        )
        keep = found.x[n:] < 0.5
        self.matrix, self.low, self.high = self.matrix[keep], self.low[keep], self.high[keep]
        self.answers = []
        return int((~keep).sum())

    def found(self) -> list[tuple[list[str], str, int]]:
        """People whose value follows: each class that can only be empty or full, the figure and the value.

        Many questions are answered by one solution, so those still open are asked together first.
        """
        result = []
        for wanted in (1, 0):
            open_ = set(range(len(self.n) * self.steps))
            while open_:
                worth = np.zeros(len(self.n) * self.steps)
                worth[sorted(open_)] = 1.0 if wanted else -1.0
                x = self._solve(worth)
                assert x is not None, "the figures contradict each other"
                size = np.repeat(self.n, self.steps)
                answered = {v for v in open_ if (x[v] > 0 if wanted else x[v] < size[v])}
                if not answered:
                    break
                open_ -= answered
            result += [(self.people[v // self.steps], self.chain[v % self.steps], 1 - wanted) for v in sorted(open_)]
        return result

    def fixed_sums(self, sets: Sequence[set[str]]) -> list[tuple[set[str], str, int]]:
        """Sets of people (whole classes of hidden people) of whom the number that is counted follows."""
        result = []
        for people in sets:
            inside = [c for c, group in enumerate(self.people) if set(group) <= people]
            for t, figure in enumerate(self.chain if inside else ()):
                worth = np.zeros(len(self.n) * self.steps)
                worth[[c * self.steps + t for c in inside]] = 1.0
                if len({worth @ answer for answer in self.answers}) > 1:
                    continue
                self._solve(worth)
                self._solve(-worth)
                sums = {int(worth @ answer) for answer in self.answers}
                if len(sums) == 1:
                    result.append((people, figure, sums.pop()))
        return result


def isolated(
    snapshot: Snapshot, figure: str, *, below: int, giving: set[str]
) -> list[tuple[set[str], np.ndarray, list[dict]]]:
    """Linear algebra: cells with fewer than `below` contributors that sums and differences of figures single out.

    Returns
    -------
    For each cell that is singled out: its people, the coefficients, and the published figures they belong to.
    """
    cells = sorted(set(snapshot.places.values()))
    number = {cell: k for k, cell in enumerate(cells)}
    groups = [g for g in snapshot.published["groups"] if g["figures"][figure]["shown"]]
    matrix = np.zeros((len(groups), len(cells)))
    for row, group in enumerate(groups):
        inside = snapshot.inside(group)
        for person, place in snapshot.places.items():
            if inside(person):
                matrix[row, number[place]] = 1.0
    made = []
    mixes = np.linalg.pinv(matrix.T) if len(groups) else np.zeros((0, len(cells)))
    singled = np.abs(matrix.T @ mixes - np.eye(len(cells))).max(axis=0) < 1e-7
    for k, cell in enumerate(cells):
        people = {p for p, place in snapshot.places.items() if place == cell}
        if len(people & giving) >= below:
            continue
        if singled[k]:
            made.append((people, mixes[:, k], [g["figures"][figure] for g in groups]))
    return made
