"""Reasons for projects without a team, when there is time for them and when there is none."""

from __future__ import annotations

from talentmap.results import Conflict
from talentmap.staffing import StaffingProblem
from talentmap.staffing.crews import crew_of
from talentmap.staffing.generate import Generation
from talentmap.staffing.pool import Pool
from talentmap.staffing.schedules import Schedules
from talentmap.staffing.unstaffed import why_not
from talentmap.staffing.watch import Watch
from tests.staffing.test_plan import LATER, two_projects


def test_explaining_ends_with_its_time_and_says_so() -> None:
    problem = StaffingProblem(two_projects(LATER), sizes={"A": 3})  # three of two people: impossible
    facts = problem.facts
    pool = Pool(facts, [crew_of(facts, task) for task in facts.tasks], Schedules(facts), [0, 0])
    search = Generation(pool, Watch(None, None, facts.scale))
    search.alone_values()
    reason, conflict = why_not(search, search.plan)[0]
    assert reason.kind == "staffing.unstaffed.impossible"  # type: ignore[union-attr]
    assert isinstance(conflict, Conflict)
    search.watch.limit = 0.0
    (late,) = why_not(search, search.plan)[0]
    assert late.kind == "staffing.unstaffed.late"  # type: ignore[union-attr]
    assert "A" in late.text("en")
