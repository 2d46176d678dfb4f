"""Coverage under load against looking at every assignment, and by hand."""

from __future__ import annotations

import math
import os
from itertools import product

import numpy as np
import pytest

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.optimise.options import Options, Progress
from talentmap.optimise.workload import _Spreading, spread
from talentmap.optimise.workload_kinds import Workload
from talentmap.results import Status
from talentmap.staffing.workload import spread_workload, strengths_asked
from tests.organisations import random_organisation

N = 200 if os.environ.get("TALENTMAP_FULL") else 25
Table = dict[str, frozenset[str]]


def random_tables(seed: int, n_tasks: int = 3, n_experts: int = 4, skills: int = 5) -> tuple[Table, Table]:
    rng = np.random.default_rng(seed)

    def some(most: int) -> frozenset[str]:
        return frozenset(f"s{k}" for k in rng.choice(skills, int(rng.integers(1, most + 1)), replace=False))

    experts = {f"e{k}": some(3) for k in range(n_experts)}
    return {f"t{k}": some(4) for k in range(n_tasks)}, experts | {"e0": experts["e1"]}


def by_looking(tasks: Table, experts: Table, load: int) -> float:
    """The most coverage, by trying every set of tasks for every expert."""
    names = list(tasks)
    choices = [c for c in product((False, True), repeat=len(names)) if sum(c) <= load]
    best = 0.0
    for plan in product(choices, repeat=len(experts)):
        value = 0.0
        for k, task in enumerate(names):
            have = frozenset[str]().union(*(s for s, c in zip(experts.values(), plan, strict=True) if c[k]))
            value += len(tasks[task] & have) / len(tasks[task])
        best = max(best, value)
    return best


@pytest.mark.parametrize("seed", range(N))
def test_nearly_always_the_best_and_always_below_the_bound(seed: int) -> None:
    tasks, experts = random_tables(seed)
    for load in (1, 2):
        right = by_looking(tasks, experts, load)
        found = spread_workload(tasks, experts, load, time_limit=None).of(load)
        assert found.coverage <= right + 1e-9
        assert found.bound >= right - 1e-6
        assert found.coverage >= right - 0.5  # a search is no proof: at worst it misses a part of one task
        if found.status is Status.OPTIMAL:
            assert found.coverage == pytest.approx(right)
        assert found.busiest <= load


def test_most_small_cases_are_proven() -> None:
    proven, right = 0, 0
    for seed in range(30):
        tasks, experts = random_tables(seed)
        found = spread_workload(tasks, experts, 1, time_limit=None).of(1)
        proven += found.status is Status.OPTIMAL
        right += math.isclose(found.coverage, by_looking(tasks, experts, 1))
    assert right >= 29
    assert proven >= 20


@pytest.mark.parametrize("seed", range(N))
def test_greedy_teams_keep_the_places_leave_no_gain_and_reach_half(seed: int) -> None:
    """Whoever still has a place adds to no task; and it covers at least half of the most (Fisher et al. 1978)."""
    tasks, experts = random_tables(seed, n_experts=4)
    work = Workload.of([*experts.values()], [*tasks.values()])
    for load in (1, 2):
        made = _Spreading(work, load, Options(), None)
        made._greedy()
        covered, left = 0.0, made.places.copy()
        for task, row in zip(work.tasks, made.teams, strict=True):
            have = 0
            own = slice(work.starts[task], work.starts[task + 1])
            mask = dict(zip(work.expert[own].tolist(), work.mask[own].tolist(), strict=True))
            for one in row[row >= 0].tolist():
                assert mask[one] & ~have, "adds nothing"
                have |= mask[one]
                left[one] -= 1
            covered += have.bit_count() / work.size[task]
            assert all(not bits & ~have or made.filled[one] == made.places[one] for one, bits in mask.items())
        assert (left >= 0).all()
        assert covered == pytest.approx(made.total / work.scale)
        assert covered >= by_looking(tasks, experts, load) / 2 - 1e-9


def test_by_hand() -> None:
    """Three tasks, two experts: with one task each the two single-skill tasks are covered; with two all but one half.

    Ann has a and b, Bob b. Tasks: x needs a, y needs b, z needs a and b. Load 1: Ann x, Bob y (2), or Ann z, Bob y
    (2). Load 2: Ann x and z, Bob y: all 3.
    """
    result = spread_workload({"x": ["a"], "y": ["b"], "z": ["a", "b"]}, {"Ann": ["a", "b"], "Bob": ["b"]}, [2, 1])
    curve = result.table()
    assert curve["most_tasks"].tolist() == [1, 2]
    assert curve["coverage"].tolist() == pytest.approx([2.0, 3.0])
    assert curve["status"].tolist() == ["optimal", "optimal"]
    teams = result.teams(2)
    assert teams["covered"].tolist() == teams["needed"].tolist()
    assert "3" in result.summary("nl")


def test_places_are_dealt_out_to_people_alike() -> None:
    tasks = {f"t{k}": ["a", "b"] for k in range(6)}
    result = spread_workload(tasks, {"p": ["a"], "q": ["a"], "r": ["a"], "s": ["b"]}, [1, 2])
    assert result.of(1).coverage == pytest.approx(2.0)
    assert result.of(2).coverage == pytest.approx(4.0)
    assert result.of(2).busiest == 2


def test_scarce_skills_are_bounded_one_by_one() -> None:
    """Six tasks need a alone, two a and b; one person with a, one with b, at most two tasks: a twice, b twice."""
    tasks = {f"t{k}": ["a"] for k in range(6)} | {"u": ["a", "b"], "v": ["a", "b"]}
    found = spread_workload(tasks, {"p": ["a"], "q": ["b"]}, 2).of(2)
    assert (found.status, found.coverage, found.bound) == (Status.OPTIMAL, 3.0, 3.0)
    assert found.proof.timing.keys() >= {"first", "search"}


def test_more_load_never_covers_less() -> None:
    tasks, experts = random_tables(5, n_tasks=40, n_experts=12, skills=8)
    coverage = spread_workload(tasks, experts, [1, 2, 3, 4], time_limit=None).table()["coverage"]
    assert coverage.is_monotonic_increasing
    again = spread_workload(tasks, experts, [1, 2, 3, 4], time_limit=None).table()["coverage"]
    assert coverage.tolist() == again.tolist()


def test_tasks_of_many_skills_are_bounded_in_parts() -> None:
    rng = np.random.default_rng(3)
    skills = [f"s{k}" for k in range(20)]
    tasks = {f"t{k}": frozenset(rng.choice(skills, 12, replace=False).tolist()) for k in range(8)}
    experts = {f"e{k}": frozenset(rng.choice(skills, 4, replace=False).tolist()) for k in range(12)}
    work = Workload.of(list(experts.values()), list(tasks.values()))
    parts = work.parts()
    assert parts.size.tolist() == [6] * 16
    shares = np.bincount(parts.expert, weights=parts.part) / np.bincount(work.expert)
    assert shares == pytest.approx(np.ones(len(shares)))
    result = spread_workload(tasks, experts, 2, time_limit=None)
    assert result.of(2).coverage <= result.of(2).bound + 1e-9
    assert result.of(2).gap < 0.25


def test_a_listener_stops_it_and_no_time_is_said() -> None:
    tasks, experts = random_tables(5, n_tasks=40, n_experts=12, skills=8)
    work = Workload.of(list(experts.values()), list(tasks.values()))
    heard: list[Progress] = []
    stopped = spread(work, 1, Options(listener=lambda told: bool(heard.append(told))))
    assert len(heard) == 1
    assert stopped.status is Status.FEASIBLE
    assert stopped.coverage <= stopped.bound
    assert spread_workload(tasks, experts, 1, time_limit=0).of(1).status is Status.NOT_FOUND


def test_from_a_dataset_unknown_does_not_count() -> None:
    data = random_organisation(3, n_people=12, n_strengths=6)
    tasks, experts = strengths_asked(data)
    assert set(experts) == set(data.people["person_id"])
    assert set(tasks) == set(data.frames["project_requirements"]["project_id"])
    result = spread_workload(tasks, experts, 1)
    assert 0 <= result.of(1).coverage <= len(tasks)
    with pytest.raises(UnknownLabelError):
        strengths_asked(data, ["nothing"])


def test_wrong_arguments_and_what_nobody_has() -> None:
    good = {"x": ["a"]}
    for tasks, experts, load in (({}, good, 1), ({"x": []}, good, 1), ([1], good, 1), ({"x": "a"}, good, 1)):
        with pytest.raises(ProblemError):
            spread_workload(tasks, experts, load)  # type: ignore[arg-type]
    for load in (0, True, "1", [], 1.5):
        with pytest.raises(ProblemError):
            spread_workload(good, good, load)  # type: ignore[arg-type]
    with pytest.raises(ProblemError):
        spread_workload(good, good, 1, time_limit=-1)
    result = spread_workload({"x": ["a", "z"]}, {"p": ["a"]}, 1)
    assert result.reasons[0].value == 1
    assert result.of(1).coverage == 0.5
    with pytest.raises(UnknownLabelError):
        result.of(9)
