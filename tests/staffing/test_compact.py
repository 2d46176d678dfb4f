"""The model of people and projects beside every plan there is."""

from __future__ import annotations

import math
import os

import pytest

from talentmap.staffing.compact import complete
from talentmap.staffing.crews import crew_of
from talentmap.staffing.generate import Generation
from talentmap.staffing.plan import _empty
from talentmap.staffing.pool import Pool
from talentmap.staffing.schedules import Schedules
from talentmap.staffing.watch import Watch
from tests.staffing.oracle import Oracle, random_problem

FULL = bool(os.environ.get("TALENTMAP_FULL"))


@pytest.mark.parametrize("seed", range(8 if FULL else 4))
def test_the_model_alone_finds_and_proves_the_best(seed: int) -> None:
    problem = random_problem(seed + 100).replace(all_projects=False)
    facts = problem.facts
    pool = Pool(facts, [crew_of(facts, task) for task in facts.tasks], Schedules(facts), _empty(facts))
    search = Generation(pool, Watch(None, None, facts.scale))
    search.alone_values()  # a bound and teams, but no plan yet: the model has everything to do
    search.bound += 1  # plans as good as the best count too
    assert complete(search, math.inf)
    assert search.best == Oracle(problem).best()
    assert search.bound == pytest.approx(search.best, abs=0.6)
