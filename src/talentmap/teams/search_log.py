"""What a search over members leaves behind, so that its bound can be worked out again without it."""

from __future__ import annotations

from dataclasses import dataclass

from talentmap.optimise.member_bound import Prices, reach
from talentmap.teams.facts import Facts
from talentmap.teams.members import Asked, Layer


@dataclass(frozen=True, eq=False)
class SearchLog:
    """Prices and splits of ties that bound every team, in whole numbers.

    With the figures of :meth:`to_dict`, all in units of 1 / (scale x fine) of the objective but worths, which are in
    units of 1 / scale, every team T of `low` to `high` members that holds the forced ones F and keeps the rules has

        worth(T) x fine <= C + sum of q_i over F + the greatest sum of q_i over low - |F| to high - |F| others,

        q_i = prices of the layers i is in + spark price of each bonus i carries + able price of each bonus i is able
              for - sum over sides of price x weight of i + the high - 1 greatest of the shares i is given of its ties,
        C   = sum over layers of (worth x fine - price) x places
              + sum over bonuses of (worth x fine - spark price - places x able price)
              + sum over sides of price x limit + greatest balance x fine,

    for any prices that are not negative and leave no bracket negative, and any `given` between 0 and worth x fine: a
    tie gives `given` to `a` and the rest to `b`. A layer of coverage holds whoever's place of the requirement is worth
    at least `gain`; energy is carried by the lively and growth by learners, and whoever meets the requirement is able.
    A side is ``sum of weights of members <= limit``, a lower bound with its signs turned. People who are not listed
    are in no team. `bound` = the right side / fine, rounded down, is thus above every team; it is checked by adding
    up. That no team is worth more than the best is known from the complete search, not from these figures alone:
    :mod:`talentmap.optimise.member_walk` gives its argument.

    Parameters
    ----------
    facts, asked
        The question.
    prices
        Prices and splits.
    nodes
        Parts of teams the search looked at.
    """

    facts: Facts
    asked: Asked
    prices: Prices
    nodes: int

    @property
    def bound(self) -> int:
        """The bound these prices prove, in units of 1 / scale; worked out anew."""
        problem = self.asked.problem
        return reach(problem, self.prices).total(problem) // self.prices.fine

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        problem, prices, people = self.asked.problem, self.prices, self.facts.people
        ids = [people[p] for p in self.asked.pool]
        ties = zip(problem.pairs.tolist(), problem.pair_worth.tolist(), prices.given.tolist(), strict=True)
        return {
            "scale": self.facts.scale,
            "fine": prices.fine,
            "low": problem.low,
            "high": problem.high,
            "people": ids,
            "forced": [ids[p] for p in problem.forced],
            "layers": [
                {**self._layer(layer), "gain": layer.gain, "price": price}
                for layer, price in zip(self.asked.layers, prices.layer.tolist(), strict=True)
            ],
            "bonuses": [
                {**self._layer(bonus), "spark": spark, "able": able}
                for bonus, spark, able in zip(
                    self.asked.bonuses, prices.spark.tolist(), prices.able.tolist(), strict=True
                )
            ],
            "sides": self._sides(ids),
            "balance": int(problem.balance.max(initial=0)),
            "ties": [{"a": ids[a], "b": ids[b], "worth": worth, "given": given} for (a, b), worth, given in ties],
            "bound": self.bound,
            "nodes": self.nodes,
        }

    def _layer(self, layer: Layer) -> dict[str, object]:
        strength = self.facts.requirements[layer.requirement].strength_id
        return {"term": layer.term, "strength": strength, "worth": layer.worth, "places": layer.places}

    def _sides(self, ids: list[str]) -> list[dict[str, object]]:
        """Upper bounds of all rows that have one, then lower bounds, in the order of the prices."""
        rows = list(zip(self.asked.names, self.asked.problem.rows, strict=True))
        sides = [(name, row, 1, row.high) for name, row in rows if row.high is not None]
        sides += [(name, row, -1, -row.low) for name, row in rows if row.low is not None]
        return [
            {
                "rule": name,
                "weights": {ids[p]: sign * c for p, c in zip(row.positions, row.coefficients, strict=True)},
                "limit": limit,
                "price": price,
            }
            for (name, row, sign, limit), price in zip(sides, self.prices.side.tolist(), strict=True)
            if price
        ]
