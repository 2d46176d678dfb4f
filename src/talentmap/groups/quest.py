"""The levels of one search in turn: first the bounds of all, then a plan that meets them, then level by level."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.groups.keeping import keeps
from talentmap.groups.levels import BRANCHING, COUNTS, FRESH, MIX, RELAXATION, Aim, Level, group_scores, measure
from talentmap.groups.mixing import Scoring
from talentmap.groups.ranks import lowest_aim, sum_aim
from talentmap.groups.stage import Demand, Stage, floor, has_plan, put, reach, sharpened
from talentmap.groups.threshold import best_worst, ceiling, every_group
from talentmap.optimise.arrays import Answer
from talentmap.results import Status
from talentmap.vocabulary import text

Ints = NDArray[np.int64]


@dataclass(eq=False)
class Quest:
    """One search.

    Parameters
    ----------
    stage
        The model and the best plan so far.
    aims
        Levels before the mix.
    scores
        Expressions of the scores; None where no mix is asked for.
    costs
        Name -> table (N, S) of levels that the layout does not know.
    timing
        Seconds per step, filled on the way.
    """

    stage: Stage
    aims: list[Aim]
    scores: Scoring | None
    costs: dict[str, Ints]
    timing: dict[str, float] = field(default_factory=dict)
    levels: list[Level] = field(default_factory=list)

    def run(self) -> tuple[Status, tuple[Level, ...]]:
        """Status and levels; the plan is then the answer of the stage."""
        steps = [self._relax, self._at_once, self._linear, self._mix]
        for step in steps:
            began = time.perf_counter()
            ended = step()
            self.timing[step.__name__.strip("_")] = time.perf_counter() - began
            if ended is not None:
                return ended, ()
        if self.stage.labels is None:
            return Status.NOT_FOUND, ()
        proven = all(level.proven for level in self.levels)
        return (Status.OPTIMAL if proven else Status.FEASIBLE), tuple(self.levels)

    def answer(self) -> Ints:
        """Slot of each person in the best plan, checked against the rules; empty without one."""
        if self.stage.labels is None:
            return np.zeros(0, dtype=np.int64)
        if not keeps(self.stage.built.layout, self.stage.labels):
            raise SolverError(text("groups.wrong.plan"))
        return self.stage.labels

    def _relax(self) -> Status | None:
        """Bounds of the levels before the mix, each as the bounds of those before it leave it."""
        stage, self.together, self.bounds = self.stage, Demand(), []
        self.missed: tuple[int, bool] | None = None
        width = stage.built.matrix.width
        relaxed = stage.relaxation(np.zeros(width))
        answer = Answer(Status.NOT_FOUND)
        for aim in self.aims:
            relaxed.aim(aim.widened(width))
            answer = relaxed.solve(stage.rest)
            if not has_plan(answer):
                break
            self.bounds.append(floor(answer))
            answer = sharpened(relaxed, answer)
            more = reach(stage, aim, self.bounds[-1], answer)
            self.together = self.together.also(more)
            put(relaxed, more)
        if not self.aims:
            answer = relaxed.solve(stage.rest)
        impossible = answer.status is Status.INFEASIBLE and not self.bounds
        return Status.INFEASIBLE if impossible else None

    def _at_once(self) -> Status | None:
        """One plan that meets all bounds proves all levels."""
        stage = self.stage
        if len(self.bounds) < len(self.aims):
            return None
        scores = self.scores if stage.built.layout.mix == "worst" else None
        if scores is not None:
            bound, method = ceiling(stage, scores, self.together)
            wanted = self.together.also(every_group(scores, bound))
            answer = stage.attempt("at once", more=wanted, guide=scores.total())
            self.missed = (bound, answer.status is Status.INFEASIBLE)
            if has_plan(answer) and self._take(answer):
                self.levels = [self._level(aim, b) for aim, b in zip(self.aims, self.bounds, strict=True)]
                best = self.value(MIX)
                self.levels.append(Level(MIX, best, max(best, bound), method))
                return None
        answer = stage.attempt("at once", more=self.together)
        if answer.status is Status.INFEASIBLE and not self.aims:
            return Status.INFEASIBLE
        if has_plan(answer) and self._take(answer):
            self.levels = [self._level(aim, b) for aim, b in zip(self.aims, self.bounds, strict=True)]
            stage.settle(self.together)
        else:
            self.missed = None  # a ceiling under bounds that no plan meets together says nothing
        return None

    def _linear(self) -> Status | None:
        """The levels before the mix one by one, where they were not met at once."""
        for aim in self.aims[len(self.levels) :]:
            if not self._maximise(aim):
                return Status.INFEASIBLE
            if self.stage.labels is None:
                return Status.NOT_FOUND
        return None

    def _mix(self) -> Status | None:
        """The mix, with all before it settled."""
        stage, scores = self.stage, self.scores
        if scores is None or len(self.levels) > len(self.aims):
            return None
        if stage.labels is None and not self._any():
            return Status.INFEASIBLE if not stage.over else Status.NOT_FOUND
        mix = stage.built.layout.mix
        if mix == "worst":
            bound, method = ceiling(stage, scores) if self.missed is None else (self.missed[0], RELAXATION)
            self.levels.append(
                best_worst(stage, scores, bound, method, tried=self.missed is not None and self.missed[1])
            )
        elif mix == "sum":
            self._maximise(sum_aim(scores))
        else:
            self._in_turn(scores)
        return None

    def _in_turn(self, scores: Scoring) -> None:
        """Leximin: the sum of the k lowest scores as high as possible, for each k."""
        for k in range(1, self.stage.built.layout.sizes.groups[0] + 1):
            self._maximise(lowest_aim(scores, k))

    def _any(self) -> bool:
        """Whether some plan keeps what is settled."""
        answer = self.stage.attempt("any")
        return has_plan(answer) and self._take(answer)

    def _maximise(self, aim: Aim) -> bool:
        """Settle one level; False where no plan keeps the rules."""
        stage = self.stage
        objective = aim.widened(stage.built.matrix.width)
        relaxed = stage.relaxation(objective).solve(stage.rest)
        if relaxed.status is Status.INFEASIBLE:
            return False
        bound, method = self._ceiling(aim), COUNTS
        if has_plan(relaxed) and floor(relaxed) <= bound:
            bound, method = floor(relaxed), RELAXATION
        if self._short(aim, bound):
            answer = stage.attempt(aim.name, objective)
            if answer.status is Status.INFEASIBLE and stage.labels is None:
                return False
            if has_plan(answer):
                self._take(answer, aim)
            if not np.isnan(answer.bound) and floor(answer) < bound:
                bound, method = floor(answer), BRANCHING
        if stage.labels is not None:
            self.levels.append(self._level(aim, bound, method))
            best = aim.inner(self.levels[-1].best)
            stage.settle(reach(stage, aim, best, relaxed))
        return True

    def _short(self, aim: Aim, bound: int) -> bool:
        """Whether the best plan does not reach a bound yet."""
        return self.stage.labels is None or aim.inner(self.value(aim.name)) < bound

    def _ceiling(self, aim: Aim) -> int:
        """A bound from the figures alone, for when there is no time for another."""
        layout = self.stage.built.layout
        if aim.name.startswith(MIX):
            assert layout.criteria is not None
            top = max(layout.criteria.upper(q) for q in self.stage.built.sizes)
            share = aim.name.partition(":")[2] or (layout.sizes.groups[1] if layout.mix == "sum" else 1)
            return top * int(share)
        if aim.name == FRESH or aim.name in self.costs:
            return 0
        return aim.inner(int(layout.pair_worth.sum()) if aim.name != "wish_date" else len(layout.people))

    def _take(self, answer: Answer, aim: Aim | None = None) -> bool:
        """Keep the plan of an answer, unless the one before is better at this level; False where it breaks a rule."""
        stage, old = self.stage, self.stage.labels
        found = stage.built.labels(answer.values)
        if not keeps(stage.built.layout, found):
            return False
        before = None if old is None or aim is None else aim.inner(self.value(aim.name))
        stage.labels = found
        if before is not None and aim is not None and aim.inner(self.value(aim.name)) < before:
            stage.labels = old
        return True

    def _level(self, aim: Aim, bound: int, method: str = RELAXATION) -> Level:
        """A level as reached by the best plan."""
        best = self.value(aim.name)
        return Level(aim.name, best, aim.outer(max(bound, aim.inner(best))), method)

    def value(self, name: str) -> int:
        """Value of a level in the best plan, recomputed from the plan."""
        layout, labels = self.stage.built.layout, self.stage.labels
        assert labels is not None
        if name in self.costs:
            return int(self.costs[name][np.arange(len(labels)), labels].sum())
        if name.startswith(f"{MIX}:"):
            return int(np.sort(group_scores(layout, labels))[: int(name.partition(":")[2])].sum())
        return measure(layout, name, labels)
