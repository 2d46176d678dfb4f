"""Which rules of a layout can hold together, and smallest sets that cannot.

Everyone in exactly one group of the sizes asked for is the frame, not a rule.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.contradiction import Switches
from talentmap.groups.formulate import formulate
from talentmap.groups.keeping import holds
from talentmap.groups.layout import GroupRule, Layout
from talentmap.groups.stage import Stage, has_plan
from talentmap.optimise.conflicts import minimal_conflict
from talentmap.optimise.options import SEED, Options
from talentmap.results import Status

Ints = NDArray[np.int64]


class OutOfTime(Exception):
    """Whether rules can hold together could not be said in time."""


class Rulebook:
    """Rules of a layout, by name, over one frame.

    Parameters
    ----------
    layout
        What is asked.
    seed, until
        Of the solver, and when to stop.
    """

    def __init__(self, layout: Layout, seed: int = SEED, until: float = math.inf) -> None:
        self.layout, self.until, self._seed = layout, until, seed
        self.rules = {rule.name: rule for rule in layout.rules}
        self._kept: list[set[str]] = []
        self._broken: list[set[str]] = []

    def possible(self, names: Collection[str]) -> bool:
        """Whether these rules can hold together, without the others.

        A model of these rules alone: the fewer there are, the fewer people they tell apart, and the smaller it is.

        Raises
        ------
        OutOfTime
        """
        asked = set(names)
        if any(asked <= kept for kept in self._kept):
            return True
        if any(broken <= asked for broken in self._broken):
            return False
        labels = self.plan([rule for name, rule in self.rules.items() if name in asked])
        if labels is None:
            self._broken.append(asked)
            return False
        held = np.bincount(labels, minlength=len(self.layout.slots))
        self._kept.append({name for name, rule in self.rules.items() if holds(rule, labels, held)} | asked)
        return True

    def plan(self, rules: Sequence[GroupRule]) -> Ints | None:
        """A plan that keeps these rules; None where there is none.

        Raises
        ------
        OutOfTime
        """
        layout = Layout(self.layout.people, self.layout.slots, self.layout.sizes, tuple(rules))
        stage = Stage(formulate(layout), Options(seed=self._seed), self.until)
        answer = stage.attempt("conflicts")
        if answer.status is Status.INFEASIBLE:
            return None
        if not has_plan(answer):
            raise OutOfTime
        return stage.built.labels(answer.values)

    def conflict(self, names: Sequence[str]) -> tuple[str, ...]:
        """A smallest set of these rules that cannot hold together; empty where all can.

        Of several the one made of rules late in the order is preferred (QuickXplain: Junker 2004, AAAI).
        """
        suspects = next((few for few in self._glances(names) if few and not self.possible(few)), ())
        if not suspects:
            if self.possible(names):
                return ()
            suspects = self._suspects(names)
            if not suspects or self.possible(suspects):  # a contradiction within rounding is none
                suspects = tuple(names)
        found = set(minimal_conflict(tuple(suspects), self.possible))
        return tuple(name for name in names if name in found)

    def _glances(self, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Rules worth a look before the whole: a count that no even spread can meet, and all that closes slots."""
        low, high = self.layout.sizes.groups
        for rule in self._among(names):
            for people, least, most in rule.counts:
                if (most is not None and len(people) > most * high) or (least or 0) * low > len(people):
                    yield (rule.name,)
        yield tuple(rule.name for rule in self._among(names) if rule.closed)

    def _suspects(self, names: Sequence[str]) -> tuple[str, ...]:
        """Rules that take part in a contradiction of the relaxation of these; empty where it has an answer."""
        if not names:
            return ()
        switches = Switches(Layout(self.layout.people, self.layout.slots, self.layout.sizes, self._among(names)))
        return switches.contradiction(Options(seed=self._seed))

    def _among(self, names: Sequence[str]) -> tuple[GroupRule, ...]:
        return tuple(rule for name, rule in self.rules.items() if name in set(names))
