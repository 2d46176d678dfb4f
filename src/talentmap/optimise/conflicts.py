"""Why nothing is possible: smallest sets of rules that cannot hold together, and the cheapest way out.

References
----------
Chinneck and Dravnieks (1991), Locating minimal infeasible constraint sets in linear programs, ORSA Journal on
Computing 3(2), doi:10.1287/ijoc.3.2.157: deletion filter and elastic program.
Junker (2004), QuickXplain: preferred explanations and relaxations for over-constrained problems, AAAI: the same
minimal sets with fewer solves, which is what is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talentmap.optimise.engine import Outcome, solve_model
from talentmap.optimise.formulation import Model, Row, Variable
from talentmap.optimise.options import SEED, Options
from talentmap.results import Status


@dataclass(frozen=True)
class Group:
    """A named rule: rows over binary decisions that hold or go together.

    Parameters
    ----------
    name
        Unique.
    rows
        What the rule asks.
    price
        What giving it up costs, in whole points; of two ways out the lower total is the cheaper.
    give
        How far its only row may be softened; 0 where the rule can only be dropped.
    fixed
        The rule can be in a conflict but is never given up.
    """

    name: str
    rows: tuple[Row, ...]
    price: int = 1
    give: int = 0
    fixed: bool = False


@dataclass(frozen=True)
class Relaxation:
    """The cheapest way out: which rules to give up, and by how much where a rule can be softened.

    Parameters
    ----------
    given
        Name of each rule given up -> by how much its bound moves; 0 where it is dropped.
    price
        Sum of the prices.
    """

    given: Mapping[str, int]
    price: int


def minimal_conflict(names: Sequence[str], possible: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    """A minimal set of these rules that cannot hold together, in their order: QuickXplain (Junker 2004).

    Of several the one made of rules late in the order is preferred.

    Parameters
    ----------
    names
        Rules that cannot hold together.
    possible
        Whether some of them can.
    """

    def explain(base: tuple[str, ...], rest: tuple[str, ...], *, check: bool) -> tuple[str, ...]:
        if check and not possible(base):
            return ()
        if len(rest) <= 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        late = explain((*base, *first), second, check=bool(first))
        early = explain((*base, *late), first, check=bool(late))
        return (*early, *late)

    found = set(explain((), tuple(reversed(names)), check=False))
    return tuple(name for name in names if name in found)


@dataclass(eq=False)
class Rulebook:
    """Rules over `size` binary decisions, with decisions that no rule tells apart taken as one whole number.

    That changes nothing about what is possible and makes a thousand people a handful of variables. `check` is called
    before each solve and may raise, to give up.
    """

    groups: Sequence[Group]
    size: int
    seed: int = SEED
    check: Callable[[], None] = lambda: None
    _rows: dict[str, list[tuple[dict[int, int], Row]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        signs: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        rows = [row for group in self.groups for row in group.rows]
        for number, row in enumerate(rows):
            for position, coefficient in zip(row.positions, row.coefficients, strict=True):
                signs[position].append((number, coefficient))
        kinds: dict[tuple[tuple[int, int], ...], int] = {}
        kind_of = [kinds.setdefault(tuple(sign), len(kinds)) for sign in signs]
        self.counts = _counts(kind_of, len(kinds))
        for group in self.groups:
            self._rows[group.name] = [
                (
                    {kind_of[p]: c for p, c in zip(row.positions, row.coefficients, strict=True)},
                    row,
                )
                for row in group.rows
            ]

    def possible(self, names: Sequence[str]) -> bool:
        """Whether these rules can hold together, without the others."""
        model, numbers = self._model()
        for name in names:
            for kinds, row in self._rows[name]:
                _bound(model, [(numbers[k], float(c)) for k, c in kinds.items()], row.low, row.high, name)
        return self._solve(model).status is Status.OPTIMAL

    def conflict(self, names: Sequence[str] | None = None) -> tuple[str, ...]:
        """A minimal conflict among these rules (all if not said), in their order; empty if they can hold together.

        The rules returned cannot hold together on their own, while without any one of them the rest of them can.
        Of several conflicts the one made of rules late in the order is preferred, by QuickXplain.
        """
        names = [group.name for group in self.groups] if names is None else list(names)
        if self.possible(names):
            return ()
        return minimal_conflict(names, self.possible)

    def conflicts(self, repair: Sequence[str] = ()) -> Iterator[tuple[str, ...]]:
        """Minimal conflicts, until all rules minus one of each can hold together.

        Parameters
        ----------
        repair
            Rules to take out first where a conflict holds one of them (a cheapest way out holds one of each).
        """
        names = [group.name for group in self.groups]
        while True:
            found = self.conflict(names)
            if not found:
                return
            yield found
            gone = next((name for name in found if name in repair), found[0])
            names.remove(gone)

    def relaxation(self) -> Relaxation:
        """The cheapest way out: least price first, then the least softening, then rules early in the order.

        The elastic program of Chinneck and Dravnieks with one switch per rule. Nothing is given up where there is no
        way out, because rules that can only be softened so far do not reach.
        """
        model, numbers = self._model()
        switches, softening = {}, []
        for group in self.groups:
            switches[group.name] = switch = model.whole(0, 0) if group.fixed else model.binary()
            slack = model.whole(0, group.give) if group.give else None
            if slack is not None:
                model.at_most([(slack, 1.0), (switch, -float(group.give))], 0)
                softening.append((group.name, slack))
            for kinds, row in self._rows[group.name]:
                terms = [(numbers[k], float(c)) for k, c in kinds.items()]
                self._elastic(model, terms, row, switch if slack is None else slack, soft=slack is not None)
        least = self._cheapest(model, switches)
        if least is None:
            return Relaxation({}, 0)
        slacks = dict(softening)
        rank = {group.name: k for k, group in enumerate(self.groups)}
        model.objective.clear()
        for slack in slacks.values():
            model.gain(slack, -float(len(rank)))
        for name, switch in switches.items():
            model.gain(switch, -rank[name] / len(rank))
        place = {id(variable): k for k, variable in enumerate(model.variables)}
        outcome = self._solve(model)
        value = {name: outcome.values[place[id(switch)]] for name, switch in switches.items()}
        moved = {name: round(outcome.values[place[id(slack)]]) for name, slack in slacks.items()}
        return Relaxation({name: moved.get(name, 0) for name, on in value.items() if on > 0.5}, least)

    def _cheapest(self, model: Model, switches: Mapping[str, Variable]) -> int | None:
        """Least total price; from here on the model pays no more. None where there is no way out at all."""
        prices = {group.name: group.price for group in self.groups}
        for name, switch in switches.items():
            model.gain(switch, -float(prices[name]))
        outcome = self._solve(model)
        if not outcome.status.has_solution:
            return None
        least = round(-outcome.objective)
        model.at_most([(switch, float(prices[name])) for name, switch in switches.items()], least + 0.5)
        return least

    def _elastic(
        self, model: Model, terms: list[tuple[Variable, float]], row: Row, by: Variable, *, soft: bool
    ) -> None:
        """A row that gives way by the slack, or altogether when its switch is on."""
        reach = sum(abs(c) for c in row.coefficients) + abs(row.low or 0) + abs(row.high or 0)
        far = 1.0 if soft else float(reach)
        if row.low is not None:
            model.at_least([*terms, (by, far)], row.low)
        if row.high is not None:
            model.at_most([*terms, (by, -far)], row.high)

    def _model(self) -> tuple[Model, list[Variable]]:
        model = Model()
        return model, [model.whole(0, count) for count in self.counts]

    def _solve(self, model: Model) -> Outcome:
        self.check()
        return solve_model(model, Options(seed=self.seed))


def _counts(kind_of: list[int], n: int) -> list[int]:
    counts = [0] * n
    for kind in kind_of:
        counts[kind] += 1
    return counts


def _bound(model: Model, terms: list[tuple[Variable, float]], low: int | None, high: int | None, name: str) -> None:
    if low is not None:
        model.at_least(terms, low, name)
    if high is not None:
        model.at_most(terms, high, name)
