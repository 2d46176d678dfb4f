"""The fairest lottery over good teams: chances whose smallest is as large as it can be, by column generation."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from talentmap.optimise.linear import ColumnModel
from talentmap.teams.lottery_columns import GoodTeams
from talentmap.teams.solve import Team

_PRICES = 1_000_000
"""Units in which the prices of people are made whole: any whole prices prove what they say."""
_TICKETS = 1_000_000
"""Tickets where the chances are no simple fractions."""
_SIMPLE = 5_040
"""Largest number of tickets that is looked at for chances that are simple fractions."""
_CLOSE = 1e-7


@dataclass(frozen=True)
class Shares:
    """A lottery: tickets per team, and a bound on the smallest need met.

    Parameters
    ----------
    tickets
        Team -> number of tickets, in the order of the teams; none has 0.
    total
        All tickets.
    bound
        No lottery over good teams makes the smallest of (times drawn before + chance) larger.
    """

    tickets: Mapping[Team, int]
    total: int
    bound: Fraction

    def chance(self, person: int) -> Fraction:
        """Chance that a person is drawn."""
        return Fraction(sum(n for team, n in self.tickets.items() if person in team), self.total)


def fairest(good: GoodTeams, before: Mapping[int, int]) -> Shares:
    """Make the smallest over people of (times drawn before + chance) as large as it can be.

    A linear model over the teams known gives chances and a price of each person's chance; the good team with the
    highest prices is added until none is worth more than the prices ask for. Any prices prove a bound: the chance
    times price of everybody adds up to no more than the dearest team.
    """
    people = good.people()
    model = _Model(people, before)
    bound = Fraction(min(before.get(p, 0) for p in people) + 1)
    added: list[Team] = []
    while True:
        new = [team for team in good.known if team not in set(added)]
        model.add(new)
        added += new
        value, shares, prices = model.solve()
        if float(bound) - value <= _CLOSE or good.question.rest == 0.0 or good.question.stopped:
            break
        found = good.priced(prices, "chances")
        if found is None:
            break
        proven = Fraction(found.bound + sum(w * before.get(p, 0) for p, w in prices.items()), sum(prices.values()))
        bound = min(bound, proven)
        if found.team in set(added):
            break
    tickets, total = _whole(shares)
    held = {team: n for team, n in sorted(zip(added, tickets, strict=True)) if n}
    return Shares(held, total, bound)


class _Model:
    """Chances of teams, rows for people: chance - smallest >= - times drawn before."""

    def __init__(self, people: Team, before: Mapping[int, int]) -> None:
        self._people = people
        low = np.array([*(-before.get(p, 0) for p in people), 1.0])
        self._model = ColumnModel(low, np.array([*[math.inf] * len(people), 1.0]))
        smallest = np.array([[*[-1] * len(people), 0]])
        self._model.add(smallest, np.array([1]))

    def add(self, teams: list[Team]) -> None:
        """Teams that may be drawn."""
        if teams:
            columns = np.array([[*(int(p in team) for p in self._people), 1] for team in map(set, teams)])
            self._model.add(columns, np.zeros(len(teams)))

    def solve(self) -> tuple[float, np.ndarray, dict[int, int]]:
        """The smallest need met, the chance of each team, and the price of each person's chance, in whole units."""
        mix = self._model.shares(math.inf)
        prices = np.maximum(-mix.prices[:-1], 0.0)
        whole = np.rint(prices / prices.sum() * _PRICES).astype(int)
        return mix.worth, mix.shares[1:], {p: int(w) for p, w in zip(self._people, whole, strict=True) if w}


def _whole(shares: np.ndarray) -> tuple[list[int], int]:
    """Chances as tickets: the fewest that give them exactly, else a million, the largest rest rounded up first."""
    shares = np.maximum(shares, 0.0) / np.maximum(shares, 0.0).sum()
    for total in range(1, _SIMPLE + 1):
        tickets = np.rint(shares * total)
        if np.abs(shares * total - tickets).max() <= _CLOSE and tickets.sum() == total:
            return tickets.astype(int).tolist(), total
    tickets = np.floor(shares * _TICKETS)
    rest = np.argsort(tickets - shares * _TICKETS, kind="stable")[: _TICKETS - int(tickets.sum())]
    tickets[rest] += 1
    return tickets.astype(int).tolist(), _TICKETS


def ticket_of(seed: str, total: int) -> int:
    """The ticket a public text draws: its SHA-256, read as a fraction of all it can be, times the tickets.

    Whole numbers from 0; anybody can work it out: the first 64 hexadecimal digits as a number, times `total`, divided
    by 2 to the power 256, rounded down.
    """
    return int(hashlib.sha256(seed.encode()).hexdigest(), 16) * total >> 256
