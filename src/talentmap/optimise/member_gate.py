"""Teams of interest only inside a box: at least so good on each of several terms that add up to the worth.

The complete search looks at the sum; whoever is good enough there passes this gate, which looks at the parts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from talentmap.optimise.members import Ints


class Gate(NamedTuple):
    """Least worth of each term, in the units of the search, and which term each piece of worth belongs to.

    Parameters
    ----------
    least
        Shape (n_terms,); empty for no gate.
    layer, bonus
        Shape (n_layers,) and (n_bonuses,): number of the term.
    balance, ties
        Number of the term of the spread over units, and of ties and own worth; -1 for none.
    """

    least: Ints
    layer: Ints
    bonus: Ints
    balance: int
    ties: int


def no_gate() -> Gate:
    """Every team passes."""
    none = np.zeros(0, dtype=np.int64)
    return Gate(none, none, none, -1, -1)


@njit(cache=True, nogil=True)
def passes(
    gate: Gate,
    worth: Ints,
    places: Ints,
    bonus: Ints,
    count: Ints,
    layer_from: Ints,
    layer: Ints,
    j: int,
    found: int,
    spread: int,
) -> bool:
    """Whether a team whose last member is j, worth `found` in all, is good enough on each term.

    `count` holds the members in each layer before j joins; `spread` is what the balance of units is worth.
    """
    for z in range(layer_from[j], layer_from[j + 1]):
        count[layer[z]] += 1
    rest, good, n = found - spread, True, len(gate.layer)
    for t in range(len(gate.least)):
        value = spread if t == gate.balance else 0
        for z in range(n):
            if gate.layer[z] == t:
                value += worth[z] * min(places[z], count[z])
        for b in range(len(bonus)):
            p = n + 2 * b
            if gate.bonus[b] == t and count[p] > 0 and count[p + 1] >= places[p + 1]:
                value += bonus[b]
        rest -= value if t != gate.balance else value - spread
        if t != gate.ties and value < gate.least[t]:
            good = False
    if gate.ties >= 0 and rest < gate.least[gate.ties]:
        good = False
    for z in range(layer_from[j], layer_from[j + 1]):
        count[layer[z]] -= 1
    return good
