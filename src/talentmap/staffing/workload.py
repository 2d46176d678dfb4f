"""Cover many tasks without giving anybody too many: coverage against load.

The question of Vombatkere and Terzi (2023), doi:10.1137/1.9781611977653.ch73, here with a bound for every load.
"""

from __future__ import annotations

import hashlib
import json
import math
import numbers
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module

import numpy as np

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError, VerificationError
from talentmap.evidence import profiles
from talentmap.optimise.options import SEED, Listener, Options
from talentmap.optimise.workload import Spread, spread
from talentmap.optimise.workload_kinds import MOST_SKILLS, Workload
from talentmap.results import Proof, Reason, Status
from talentmap.staffing.workload_result import LoadResult, WorkloadResult
from talentmap.vocabulary import text

Skills = Mapping[str, frozenset[str]]


def spread_workload(
    tasks: Mapping[str, Iterable[str]],
    experts: Mapping[str, Iterable[str]],
    most_tasks: int | Sequence[int],
    *,
    time_limit: float | None = 60,
    seed: int = SEED,
    progress: Listener | None = None,
) -> WorkloadResult:
    """Give every task a team so that as much as possible is covered and nobody is in too many teams.

    The coverage of a task is the share of the skills it needs that its team has; a team may have any size, and
    everybody in it brings all they have. What is maximised is the sum over tasks.

    Parameters
    ----------
    tasks, experts
        Id -> skills needed (at least one), and id -> skills known. ``strengths_asked`` makes both from a dataset.
    most_tasks
        In how many teams an expert may be; several numbers give the curve of coverage against load, each begun with
        the teams of the one before.
    time_limit
        Seconds for each load; None ends when the search has long found nothing better.
    seed
        Seed of the search.
    progress
        Hears coverage and bound of the load at hand now and then; answering False ends that load.

    Raises
    ------
    ProblemError
        No tasks, a task that needs nothing or too much, or arguments of the wrong kind.
    """
    needed, known = _skills(tasks, "tasks"), _skills(experts, "experts")
    loads = _loads(most_tasks)
    seconds = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if not (time_limit is None or seconds):
        raise ProblemError(text("workload.wrong.time_limit", found=repr(time_limit)))
    for task, skills in needed.items():
        if not 0 < len(skills) <= MOST_SKILLS:
            raise ProblemError(text("workload.wrong.task", task=task, found=len(skills), most=MOST_SKILLS))
    if not needed:
        raise ProblemError(text("workload.wrong.no_tasks"))
    work = Workload.of(list(known.values()), list(needed.values()))
    fingerprint = _fingerprint(needed, known)
    options = Options(seed=seed, time_limit=time_limit, listener=progress)
    results, last = [], None
    for load in loads:
        began = time.perf_counter()
        found = spread(work, load, options, last)
        last = found if found.status.has_solution else last
        teams = _people(work, found, list(needed), list(known))
        coverage = _verified(needed, known, teams, load, found)
        timing = {**found.timing, "total": time.perf_counter() - began}
        proof = _proof(fingerprint, load, found, seed, timing)
        results.append(LoadResult(load, found.status, coverage, proof.bound, teams, proof))
    return WorkloadResult(needed, known, tuple(results), _reasons(needed, known))


def strengths_asked(
    data: Dataset, projects: Sequence[str] | None = None, *, include_private: bool = False
) -> tuple[Skills, Skills]:
    """Tasks and experts from the projects of a dataset: a skill is a strength at the level a project asks for.

    Unknown counts as not having it. Weights and numbers of people of requirements play no part here.

    Parameters
    ----------
    data
        The dataset; private claims stay out unless `include_private`.
    projects
        Ids; None takes every project that asks for something.

    Raises
    ------
    UnknownLabelError
        No such project, or it asks for nothing.
    """
    asked = data.frames["project_requirements"]
    known = sorted(asked["project_id"].unique())
    chosen = known if projects is None else list(projects)
    for project in chosen:
        if project not in known:
            raise UnknownLabelError(text("workload.wrong.project", project=project), str(project), known[:3])
    rows = asked[asked["project_id"].isin(chosen)]
    needs = sorted({(str(s), int(level)) for s, level in zip(rows["strength_id"], rows["level"], strict=True)})
    levels: dict[str, dict[str, int]] = {str(p): {} for p in data.frames["people"]["person_id"]}
    have = profiles(data, include_private=include_private)
    for person, strength, level in zip(have["person_id"], have["strength_id"], have["level"], strict=True):
        levels[str(person)][str(strength)] = int(level)
    tasks = {
        project: frozenset(
            f"{s}>={int(level)}"
            for owner, s, level in zip(rows["project_id"], rows["strength_id"], rows["level"], strict=True)
            if owner == project
        )
        for project in chosen
    }
    experts = {
        person: frozenset(f"{s}>={level}" for s, level in needs if own.get(s, -1) >= level)
        for person, own in levels.items()
    }
    return tasks, experts


def _skills(given: object, name: str) -> dict[str, frozenset[str]]:
    """Id -> skills, in the order of ids."""
    if not isinstance(given, Mapping):
        raise ProblemError(text("workload.wrong.mapping", name=name, found=type(given).__name__))
    for label, skills in given.items():
        if isinstance(skills, str) or not isinstance(skills, Iterable):
            raise ProblemError(text("workload.wrong.skills", name=name, label=label, found=repr(skills)))
    return {str(label): frozenset(str(skill) for skill in given[label]) for label in sorted(given, key=str)}


def _loads(given: object) -> list[int]:
    several: Iterable[object] = given if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    loads = []
    for load in several:
        if isinstance(load, bool) or not isinstance(load, numbers.Integral) or int(load) < 1:
            raise ProblemError(text("workload.wrong.load", found=repr(load)))
        loads.append(int(load))
    if not loads:
        raise ProblemError(text("workload.wrong.load", found=repr(given)))
    return sorted(set(loads))


def _fingerprint(tasks: Skills, experts: Skills) -> str:
    plain = [{label: sorted(skills) for label, skills in table.items()} for table in (tasks, experts)]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _people(work: Workload, found: Spread, tasks: list[str], experts: list[str]) -> dict[str, tuple[str, ...]]:
    """The teams as ids: the places of a kind are dealt out to its people in turn, so nobody comes twice in a team."""
    of_kind: dict[int, list[str]] = {}
    for person, kind in zip(experts, work.experts.tolist(), strict=True):
        of_kind.setdefault(kind, []).append(person)
    dealt = np.zeros(work.n_kinds, dtype=np.int64)
    teams = {}
    for task, row in zip(tasks, found.teams.tolist(), strict=True):
        members = []
        for kind in row:
            if kind >= 0:
                own = of_kind[kind]
                members.append(own[int(dealt[kind]) % len(own)])
                dealt[kind] += 1
        teams[task] = tuple(sorted(members))
    return teams


def _verified(tasks: Skills, experts: Skills, teams: Mapping[str, tuple[str, ...]], load: int, found: Spread) -> float:
    """Coverage worked out anew from the skills of people; nobody in more teams than allowed or twice in one."""
    loads: dict[str, int] = {}
    shares = []
    for task, members in teams.items():
        for person in set(members):
            loads[person] = loads.get(person, 0) + 1
        have = frozenset[str]().union(*(experts[person] for person in members))
        shares.append(len(tasks[task] & have) / len(tasks[task]))
        if len(set(members)) < len(members):
            raise VerificationError(text("workload.wrong.result", found=task))
    if max(loads.values(), default=0) > load:
        raise VerificationError(text("workload.wrong.result", found=max(loads.values())))
    coverage = math.fsum(shares)
    if not math.isclose(coverage, found.coverage, rel_tol=1e-9, abs_tol=1e-9) or coverage > found.bound + 1e-6:
        raise VerificationError(text("workload.wrong.result", found=found.coverage))
    return coverage


def _proof(fingerprint: str, load: int, found: Spread, seed: int, timing: dict[str, float]) -> Proof:
    return Proof(
        data=fingerprint,
        problem=hashlib.sha256(f"{fingerprint} {load}".encode()).hexdigest(),
        rules=(f"most_tasks:{load}",),
        status=found.status,
        best=found.coverage if found.status.has_solution else math.nan,
        bound=found.bound,
        method="prices of places",
        solver="talentmap",
        version=import_module("talentmap").__version__,
        seed=seed,
        verified=found.status is not Status.NOT_FOUND,
        timing=timing,
    )


def _reasons(tasks: Skills, experts: Skills) -> tuple[Reason, ...]:
    """Skills that nobody has: no load covers them."""
    have = frozenset[str]().union(*experts.values())
    missing = sorted(frozenset[str]().union(*tasks.values()) - have)
    if not missing:
        return ()
    shown = ", ".join(missing[:10])
    return (Reason("workload.nobody_has", missing[0], len(missing), "skills", None, {"which": shown}),)
