"""Answer the asks with loads as even as they can be, and prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talentmap.errors import SolverError
from talentmap.optimise.engine import solve_model
from talentmap.optimise.formulation import Model, Variable
from talentmap.optimise.options import SEED, Options
from talentmap.programme.asks import Asks
from talentmap.programme.loads import Work, bound_of, share_out
from talentmap.programme.pools import HALVES
from talentmap.results import Status
from talentmap.vocabulary import text

Pair = tuple[int, int]


@dataclass(frozen=True)
class Answer:
    """Who does what.

    Parameters
    ----------
    hands
        (ask, member) -> units.
    missing
        Units without a member, per ask.
    squares, bounds
        Pool -> sum of squared loads, and what it is proven to be at least.
    method
        ``prices`` (whole-number prices prove it) or ``solver`` (a bound of the solver).
    """

    hands: Mapping[Pair, int]
    missing: tuple[int, ...]
    squares: Mapping[str, int]
    bounds: Mapping[str, int]
    method: str


def answer_asks(asks: Asks, *, seed: int = SEED) -> Answer:
    """As few units without a member as possible, then per pool the least sum of squared loads, then low ids first.

    Where nobody can be wanted twice at one time each pool is a flow with convex costs, settled down to the last tie
    in one sum of whole numbers. Else (somebody in two pools, or halves and whole days on one date) the pools are one
    whole-number model, with the sum over the pools as its goal, and ties are broken by preferring low ids early.
    """
    if asks.coupled:
        return _together(asks, seed)
    hands: dict[Pair, int] = {}
    squares, bounds = {}, {}
    for pool in dict.fromkeys(ask.pool for ask in asks.asks):
        jobs = [k for k, ask in enumerate(asks.asks) if ask.pool == pool]
        workers = [w for w, member in enumerate(asks.members) if member.pool == pool]
        work, unit = _work(asks, jobs, workers)
        found = share_out(work)
        hands |= {(jobs[k], workers[w]): n for (k, w), n in found.hands.items()}
        lost = work.missing * sum(found.missing(work))
        squares[pool] = _squares(hands, workers)
        # Everything under one unit of evenness is ties; they may add up to less than nothing.
        bounds[pool] = -((lost - bound_of(work, found.prices)) // unit)
    return Answer(hands, _missing(asks, hands), squares, bounds, "prices")


def most_answered(asks: Asks, *, seed: int = SEED) -> tuple[int, ...]:
    """Units without a member, per ask, when as many as possible have one."""
    if not asks.coupled:
        work, _ = _work(asks, range(len(asks.asks)), range(len(asks.members)), ties=False)
        return share_out(work).missing(work)
    model, hands, _ = _model(asks)
    for pair in hands:
        model.gain(hands[pair], 1.0)
    return _missing(asks, _solved(model, hands, seed)[0])


def _work(asks: Asks, jobs: Sequence[int], workers: Sequence[int], *, ties: bool = True) -> tuple[Work, int]:
    """The flow of one pool, and the worth of one unit of evenness in it.

    Ties: of two plans that are equal else, the one that uses the member lower in id for the first ask in which they
    differ. Each pair has a power of two of its own, the first the greatest, so no two plans cost the same.
    """
    need = [len(asks.asks[k].units) for k in jobs]
    most = {
        (j, i): asks.allowed[k, w] for j, k in enumerate(jobs) for i, w in enumerate(workers) if (k, w) in asks.allowed
    }
    limits = [asks.limit(w) for w in workers]
    cost, unit = {}, 1
    if ties:
        wide = max(most.values(), default=1) + 1
        for place, pair in enumerate(sorted(most, reverse=True)):
            cost[pair] = -(wide**place)
        unit = wide ** len(most) + 1
    total = sum(need)
    return Work(need, limits, most, cost, unit * (total * total + total + 1), unit), unit


def _squares(hands: Mapping[Pair, int], workers: Sequence[int]) -> int:
    load = dict.fromkeys(workers, 0)
    for (_, worker), n in hands.items():
        if worker in load:
            load[worker] += n
    return sum(n * n for n in load.values())


def _missing(asks: Asks, hands: Mapping[Pair, int]) -> tuple[int, ...]:
    found = [0] * len(asks.asks)
    for (ask, _), n in hands.items():
        found[ask] += n
    return tuple(len(ask.units) - have for ask, have in zip(asks.asks, found, strict=True))


def _together(asks: Asks, seed: int) -> Answer:
    """All pools in one model: fewest missing, then least squares, then ties."""
    short = sum(most_answered(asks, seed=seed))
    model, hands, steps = _model(asks)
    total = sum(len(ask.units) for ask in asks.asks) - short
    model.at_least([(variable, 1.0) for variable in hands.values()], total)
    for variable, weight in steps:
        model.gain(variable, -float(weight))
    chosen, bound = _solved(model, hands, seed)
    least = -round(bound)
    model.at_most([(variable, float(weight)) for variable, weight in steps], least)
    model.objective.clear()
    for (ask, member), variable in hands.items():
        model.gain(variable, float(len(asks.members) - member) / (1 + ask))
    chosen, _ = _solved(model, hands, seed)
    pools = tuple(dict.fromkeys(ask.pool for ask in asks.asks))
    groups = {pool: [w for w, member in enumerate(asks.members) if member.pool == pool] for pool in pools}
    squares = {pool: _squares(chosen, groups[pool]) for pool in pools}
    rest = {pool: sum(squares.values()) - squares[pool] for pool in pools}
    bounds = {pool: least - rest[pool] for pool in pools}
    return Answer(chosen, _missing(asks, chosen), squares, bounds, "solver")


def _model(asks: Asks) -> tuple[Model, dict[Pair, Variable], list[tuple[Variable, int]]]:
    """Rows: at most its units per ask, nobody twice at one half of a day or above the limit; loads in steps 1, 3, 5."""
    model = Model()
    hands = {pair: model.whole(0, most) for pair, most in sorted(asks.allowed.items())}
    steps: list[tuple[Variable, int]] = []
    for k, ask in enumerate(asks.asks):
        terms = [(variable, 1.0) for (a, _), variable in hands.items() if a == k]
        if terms:
            model.at_most(terms, len(ask.units))
    at_once: dict[tuple[tuple[str, str], str, str], list[Pair]] = {}
    for a, w in hands:
        for half in HALVES[asks.asks[a].part]:
            at_once.setdefault((asks.identity(w), asks.asks[a].date, half), []).append((a, w))
    for own in at_once.values():
        model.at_most([(hands[pair], 1.0) for pair in own], max(asks.allowed[pair] for pair in own))
    for w in range(len(asks.members)):
        own_terms = [(variable, 1.0) for (_, member), variable in hands.items() if member == w]
        if not own_terms:
            continue
        limit = asks.limit(w)
        if limit is not None:
            model.at_most(own_terms, limit)
        top = min(
            sum(len(asks.asks[a].units) for a, member in hands if member == w), 10_000 if limit is None else limit
        )
        ladder = [model.binary() for _ in range(top)]
        steps += [(step, 2 * k + 1) for k, step in enumerate(ladder)]
        model.at_most([*own_terms, *((step, -1.0) for step in ladder)], 0)
    return model, hands, steps


def _solved(model: Model, hands: Mapping[Pair, Variable], seed: int) -> tuple[dict[Pair, int], float]:
    outcome = solve_model(model, Options(seed=seed))
    if outcome.status is not Status.OPTIMAL:  # a small model without a limit
        raise SolverError(text("programme.bad.solver", stop=outcome.stop))
    place = {id(variable): k for k, variable in enumerate(model.variables)}
    found = {pair: round(outcome.values[place[id(variable)]]) for pair, variable in hands.items()}
    return {pair: n for pair, n in found.items() if n}, outcome.bound
