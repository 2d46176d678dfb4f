"""Share out work so that nothing is left that could be done, the cheapest goes first, and loads are even: proven.

Every job asks for a number of hands and every worker takes a number of jobs. The cost of a plan is the cost of each
job with each worker, plus what each hand not found costs, plus `slope` times the sum of squared loads. Whole numbers
of any length, so that one cost can outweigh all others together and ties can be settled within the same sum.

References
----------
Ahuja, Magnanti and Orlin (1993), Network Flows, sections 9.7 (successive shortest paths) and 14.3-14.5 (convex
costs). With jobs of cost zero this is load balancing by semi-matchings: Harvey, Ladner, Lovasz and Tamir (2006),
doi:10.1016/j.jalgor.2005.01.003, who show that the most even loads are the same for every convex cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True)
class Work:
    """Jobs, workers and costs.

    Parameters
    ----------
    needs
        Hands each job asks for, shape (n_jobs,).
    limits
        Most hands each worker gives in all, shape (n_workers,); None for no limit.
    most
        (job, worker) -> most hands of that worker in that job; a pair that is not in it is not allowed.
    cost
        (job, worker) -> cost per hand; 0 where not in it.
    missing
        Cost of a hand that is not found. Make it larger than anything else can add up to when work comes first.
    slope
        Weight of the sum of squared loads.
    """

    needs: Sequence[int]
    limits: Sequence[int | None]
    most: Mapping[Pair, int]
    cost: Mapping[Pair, int]
    missing: int
    slope: int = 1

    def price(self, job: int, worker: int) -> int:
        """Cost per hand."""
        return self.cost.get((job, worker), 0)


@dataclass(frozen=True)
class Sharing:
    """Who does what.

    Parameters
    ----------
    hands
        (job, worker) -> hands, those above 0 only.
    prices
        What one hand more in each job would cost, shape (n_jobs,): they prove the plan (see :func:`bound_of`).
    """

    hands: Mapping[Pair, int]
    prices: tuple[int, ...]

    def missing(self, work: Work) -> tuple[int, ...]:
        """Hands not found, per job."""
        found = [0] * len(work.needs)
        for (job, _), hands in self.hands.items():
            found[job] += hands
        return tuple(need - have for need, have in zip(work.needs, found, strict=True))


def share_out(work: Work) -> Sharing:
    """The cheapest plan, by successive shortest paths: one hand after the other, moving earlier ones where that pays.

    The workers are the nodes; from one to the other it costs what the cheapest move of a job between them costs. A
    worker of no limit and no slope stands for hands that are not found.
    """
    flow = _Flow(work)
    for job, need in enumerate(work.needs):
        for _ in range(need):
            flow.add(job)
    prices = flow.prices()
    nobody = len(work.limits)
    return Sharing({pair: hands for pair, hands in sorted(flow.hands.items()) if pair[1] != nobody}, prices)


def cost_of(work: Work, sharing: Sharing) -> int:
    """Cost of a plan, added up from its parts."""
    loads = [0] * len(work.limits)
    total = work.missing * sum(sharing.missing(work))
    for (job, worker), hands in sharing.hands.items():
        loads[worker] += hands
        total += hands * work.price(job, worker)
    return total + work.slope * sum(load * load for load in loads)


def bound_of(work: Work, prices: Sequence[int]) -> int:
    """A cost that no plan can be under, whatever the prices.

    Let every job pay its price for each hand it asks for; then every worker, and nobody, chooses jobs as it pleases.
    By weak duality (Lagrange) the sum is at most the cost of any plan. With the prices of :func:`share_out` it is the
    cost of that plan, which is the proof that there is no cheaper one.
    """
    total = sum(need * price for need, price in zip(work.needs, prices, strict=True))
    total += sum(need * min(0, work.missing - price) for need, price in zip(work.needs, prices, strict=True))
    offers: list[list[tuple[int, int]]] = [[] for _ in work.limits]
    for (job, worker), most in work.most.items():
        offers[worker].append((work.price(job, worker) - prices[job], most))
    for limit, offer in zip(work.limits, offers, strict=True):
        load = 0
        for cost, most in sorted(offer):
            for _ in range(most):
                step = cost + work.slope * (2 * load + 1)
                if step >= 0 or (limit is not None and load >= limit):
                    break
                total += step
                load += 1
    return total


class _Flow:
    """A plan under construction, and the cheapest move of a job from each worker to each other."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.n = len(work.limits) + 1
        self.nobody = self.n - 1
        self.loads = [0] * self.n
        self.hands: dict[Pair, int] = {}
        self.held: list[set[int]] = [set() for _ in range(self.n)]
        self.open: list[dict[int, int]] = [{} for _ in work.needs]
        for (job, worker), most in sorted(work.most.items()):
            if most > 0:
                self.open[job][worker] = work.price(job, worker)
        for row in self.open:
            row[self.nobody] = work.missing
        self.moves: list[dict[int, tuple[int, int]]] = [{} for _ in range(self.n)]

    def step(self, worker: int) -> int | None:
        """What one hand more costs in evenness; None at the limit."""
        if worker == self.nobody:
            return 0
        limit, load = self.work.limits[worker], self.loads[worker]
        return None if limit is not None and load >= limit else self.work.slope * (2 * load + 1)

    def add(self, job: int) -> None:
        """Find one hand more for this job along the cheapest path of moves."""
        distance: dict[int, int] = {worker: cost for worker, cost in self.open[job].items() if self._free(job, worker)}
        via: dict[int, Pair] = dict.fromkeys(distance, (job, -1))
        queue = sorted(distance)
        while queue:  # Bellman and Ford: moves may cost less than nothing, circles never do
            later: dict[int, None] = {}
            for worker in queue:
                for other, (cost, moved) in self.moves[worker].items():
                    reached = distance[worker] + cost
                    if other not in distance or reached < distance[other]:
                        distance[other], via[other] = reached, (moved, worker)
                        later[other] = None
            queue = list(later)
        ends = [(reached + step, w) for w, reached in distance.items() if (step := self.step(w)) is not None]
        worker = min(ends)[1]
        self.loads[worker] += 1
        touched, jobs = {worker}, set()
        while worker >= 0:
            moved, before = via[worker]
            self._put(moved, worker, 1)
            jobs.add(moved)
            if before >= 0:
                self._put(moved, before, -1)
                touched.add(before)
            worker = before
        # Others who share a job with them may have gained or lost a move.
        touched.update(other for other in range(self.n) if not jobs.isdisjoint(self.held[other]))
        for place in sorted(touched):
            self._refresh(place)

    def prices(self) -> tuple[int, ...]:
        """Per job the cost of one hand more: the cheapest way from it to somebody with room."""
        ahead: dict[int, int] = {w: step for w in range(self.n) if (step := self.step(w)) is not None}
        changed = True
        while changed:
            changed = False
            for worker in range(self.n):
                for other, (cost, _) in self.moves[worker].items():
                    if other in ahead and (worker not in ahead or cost + ahead[other] < ahead[worker]):
                        ahead[worker], changed = cost + ahead[other], True
        return tuple(
            min(cost + ahead[w] for w, cost in row.items() if w in ahead and self._free(job, w))
            for job, row in enumerate(self.open)
        )

    def _free(self, job: int, worker: int) -> bool:
        return worker == self.nobody or self.hands.get((job, worker), 0) < self.work.most[job, worker]

    def _put(self, job: int, worker: int, hands: int) -> None:
        self.hands[job, worker] = self.hands.get((job, worker), 0) + hands
        self.held[worker].add(job)
        if not self.hands[job, worker]:
            del self.hands[job, worker]
            self.held[worker].discard(job)

    def _refresh(self, worker: int) -> None:
        """Cheapest moves away from a worker; of equal ones that of the first job."""
        found: dict[int, tuple[int, int]] = {}
        for job in sorted(self.held[worker]):
            row = self.open[job]
            own = row[worker]
            for other, cost in row.items():
                if other != worker and (other not in found or cost - own < found[other][0]) and self._free(job, other):
                    found[other] = (cost - own, job)
        self.moves[worker] = found
