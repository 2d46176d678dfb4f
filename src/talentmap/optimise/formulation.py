"""A model under construction: variables and rows named by position, with our own map back to ids and rules.

PuLP turns blanks, dashes and brackets in names into underscores, so two ids could become one name; and names in a
model file would carry persons. So the names say a position only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Variable = Any
"""A PuLP variable; PuLP has no types."""


@dataclass(frozen=True)
class Row:
    """A linear row over numbered binary decisions: ``low <= sum(coefficient x decision) <= high``.

    Parameters
    ----------
    positions, coefficients
        Which decisions, and how much each counts.
    low, high
        Bounds; None where open.
    """

    positions: tuple[int, ...]
    coefficients: tuple[int, ...]
    low: int | None = None
    high: int | None = None

    @classmethod
    def count(cls, positions: Iterable[int], *, low: int | None = None, high: int | None = None) -> Row:
        """Row that counts decisions."""
        chosen = tuple(positions)
        return cls(chosen, (1,) * len(chosen), low, high)

    def activity(self, chosen: Iterable[int]) -> int:
        """Value of the sum when exactly these positions are 1."""
        inside = set(chosen)
        return sum(c for p, c in zip(self.positions, self.coefficients, strict=True) if p in inside)

    def holds(self, chosen: Iterable[int]) -> bool:
        """Whether the row holds when exactly these positions are 1."""
        value = self.activity(chosen)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(eq=False)
class Model:
    """A maximisation model: binaries and continuous variables, rows, and which rule each row came from."""

    variables: list[Variable] = field(default_factory=list)
    rules: list[object] = field(default_factory=list)
    objective: list[tuple[Variable, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        import pulp  # late: half of the start-up time of the package

        self._pulp = pulp
        made = pulp.LpAffineExpression  # PuLP 4 makes it by name, PuLP 3.3 by calling it
        self._sum = getattr(made, "from_list", made)
        self.problem = pulp.LpProblem("model", pulp.LpMaximize)

    def binary(self) -> Variable:
        """A decision: 0 or 1."""
        return self._new(0, 1, "Binary")

    def whole(self, low: int, high: int) -> Variable:
        """A whole number between two bounds."""
        return self._new(low, high, "Integer")

    def share(self, high: float = 1.0) -> Variable:
        """A number from 0 to ``high``."""
        return self._new(0, high, "Continuous")

    def _new(self, low: float, high: float, kind: str) -> Variable:
        name = f"v{len(self.variables):07d}"  # padded, so that PuLP's order by name is the order of making
        self.variables.append(self.problem.add_variable(name, low, high, kind))
        return self.variables[-1]

    def gain(self, variable: Variable, worth: float) -> None:
        """Add ``worth x variable`` to what is maximised."""
        if worth:
            self.objective.append((variable, worth))

    def at_most(self, terms: Sequence[tuple[Variable, float]], high: float, rule: object = None) -> None:
        """Row ``sum(terms) <= high``."""
        self._row(terms, high, self._pulp.LpConstraintLE, rule)

    def at_least(self, terms: Sequence[tuple[Variable, float]], low: float, rule: object = None) -> None:
        """Row ``sum(terms) >= low``."""
        self._row(terms, low, self._pulp.LpConstraintGE, rule)

    def exactly(self, terms: Sequence[tuple[Variable, float]], value: float, rule: object = None) -> None:
        """Row ``sum(terms) = value``."""
        self._row(terms, value, self._pulp.LpConstraintEQ, rule)

    def add(self, row: Row, decisions: Sequence[Variable], rule: object = None) -> None:
        """Add a :class:`Row` over these decisions."""
        terms = [(decisions[p], float(c)) for p, c in zip(row.positions, row.coefficients, strict=True)]
        if row.low is not None and row.low == row.high:
            self.exactly(terms, row.low, rule)
            return
        if row.low is not None:
            self.at_least(terms, row.low, rule)
        if row.high is not None:
            self.at_most(terms, row.high, rule)

    def _row(self, terms: Sequence[tuple[Variable, float]], bound: float, sense: int, rule: object) -> None:
        if not terms:  # PuLP would drop a row without variables, and with it what the row forbids
            terms = [(self._nothing(), 1.0)]
        pulp = self._pulp
        expression = self._sum(list(terms))
        name = f"r{len(self.rules):07d}"
        if sense == pulp.LpConstraintLE:
            self.problem += expression <= bound, name
        elif sense == pulp.LpConstraintGE:
            self.problem += expression >= bound, name
        else:
            self.problem += expression == bound, name
        self.rules.append(rule)

    def _nothing(self) -> Variable:
        if not hasattr(self, "_zero"):
            self._zero = self._new(0, 0, "Continuous")
        return self._zero

    def close(self) -> None:
        """Hand the objective to PuLP. A model without one maximises 0, which PuLP needs to be told."""
        self.problem.setObjective(self._sum(list(self.objective) or [(self._nothing(), 0.0)]))
