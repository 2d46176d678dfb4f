"""The closest team: everything that is needed is carried, by people who are near to each other."""

from __future__ import annotations

import math
import numbers
import time
from collections.abc import Sequence
from importlib import import_module

import numpy as np

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.optimise.options import SEED
from talentmap.results import Proof, Reason, Status
from talentmap.teams.communication_cover import Closest, Cover
from talentmap.teams.communication_network import UNITS
from talentmap.teams.communication_problem import CloseProblem, Strengths, asked_strengths, size_of
from talentmap.teams.communication_result import CloseTeam
from talentmap.teams.communication_search import closest
from talentmap.teams.communication_verify import verify_close
from talentmap.teams.problem import TeamProblem
from talentmap.vocabulary import text


def closest_team(
    data: Dataset,
    *,
    strengths: Strengths | None = None,
    project: str | None = None,
    measure: str = "sum_of_distances",
    length: str = "inverse",
    through: str = "ties",
    min_people: int = 1,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    include_private: bool = False,
    time_limit: float | None = 60.0,
) -> CloseTeam:
    """Find a team that carries every required strength and whose members are close in the network of ties.

    A strength is carried by `min_people` members with a known level that meets the need; unknown carries nothing. The
    distance of two people is the length of the shortest path between them, over anybody who is employed on the days
    of the project; whoever is only on a path is a go-between and no member. Measures, each to be made small:

    ``sum_of_distances``
        Over each pair of places, the distance between those who carry them: 0 between two places of one person
        (Kargar and An).
    ``diameter``
        The largest distance between two members (Lappas and others).
    ``steiner``
        The total length of the ties of a tree that joins the members, go-betweens included (Lappas and others).
    ``leader``
        Over each place, the distance from one leader, who is a member too (Kargar and An).

    Size, ``together``, ``apart`` and rules on units are not held here; a team that breaks one says so.

    Parameters
    ----------
    data
        The dataset. Private claims stay out unless `include_private`.
    strengths
        Ids (level 2 or more), ids with the level each needs, or a frame of requirements as for ``TeamProblem``.
    project
        Id of a project: gives the days, the effort and, without `strengths`, the requirements.
    measure
        One of the above.
    length
        How a length is made of a tie with weight w, a share of the largest. ``inverse``: 1 / w, so that a tie half
        as strong is twice as long, the strongest has length 1, and the unit of the weights does not matter.
        ``complement``: 1 - w, at least 0.01, for weights that are themselves shares of what two people could have
        in common.
    through
        What joins people: ``ties``; ``recognitions`` (how often two people named each other's strengths); ``both``,
        the stronger of the two.
    min_people
        How many carry each strength, where `strengths` does not say.
    include, exclude
        Ids of people who must be in the team (each counts as one more place), or must not.
    time_limit
        Seconds; None for no limit. Stopped by it the status is FEASIBLE with a bound and a gap.

    Raises
    ------
    ProblemError, UnknownLabelError
        The question contradicts itself, or names what the data do not hold.

    References
    ----------
    Lappas, Liu and Terzi (2009), Finding a team of experts in social networks, KDD, doi:10.1145/1557019.1557074.
    Kargar and An (2011), Discovering top-k teams of experts with/without a leader in social networks, CIKM,
    doi:10.1145/2063576.2063718. Lengths 1 / w: Newman (2001), Scientific collaboration networks II, Physical Review E
    64, 016132, doi:10.1103/PhysRevE.64.016132.
    """
    if not isinstance(data, Dataset):
        raise ProblemError(text("results.not_dataset", found=type(data).__name__))
    if strengths is None and project is None:
        raise ProblemError(text("close.wrong.nothing"))
    if isinstance(min_people, bool) or not isinstance(min_people, numbers.Integral) or min_people < 1:
        raise ProblemError(text("close.wrong.min_people", found=repr(min_people)))
    number = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool)
    if time_limit is not None and not (number and time_limit >= 0):
        raise ProblemError(text("close.wrong.time_limit", found=repr(time_limit)))
    asked = asked_strengths(strengths, int(min_people))
    team = TeamProblem(
        data,
        project=project,
        size=size_of(data, project),
        include=include,
        exclude=exclude,
        include_private=include_private,
        requirements=asked,
    )
    return solve_close(CloseProblem(team, measure, length, through), time_limit)


def solve_close(problem: CloseProblem, time_limit: float | None) -> CloseTeam:
    """Answer a question; see :func:`closest_team`."""
    started = time.perf_counter()
    until = math.inf if time_limit is None else started + time_limit
    cover = problem.cover(until)
    if not cover.needed:
        raise ProblemError(text("close.wrong.nothing"))
    timing = {"read": time.perf_counter() - started}
    found = closest(cover, problem.measure)
    timing["search"] = time.perf_counter() - started - timing["read"]
    reasons = () if found.status.has_solution else tuple(_missing(problem, cover))
    if found.status is Status.FEASIBLE:
        reasons = (Reason("close.stopped", problem.measure),)
    result = _result(problem, found, reasons, timing, verified=False)
    if not found.status.has_solution:
        return result
    broken = verify_close(result)
    timing["total"] = time.perf_counter() - started
    reasons += tuple(Reason("close.not_held", name) for name in broken if problem.sized or "team_size" not in name)
    return _result(problem, found, reasons, timing, verified=True)


def _result(
    problem: CloseProblem, found: Closest, reasons: tuple[Reason, ...], timing: dict[str, float], *, verified: bool
) -> CloseTeam:
    """The answer with ids instead of positions."""
    people = problem.team.facts.people
    best, bound = (math.nan if value is None else value / UNITS for value in (found.cost, found.bound))
    proof = Proof(
        data=problem.data.fingerprint,
        problem=problem.fingerprint,
        rules=tuple(f"requirement:{r.strength_id}" for r in problem.requirements),
        status=found.status,
        best=best,
        bound=bound,
        method=found.method or "holders counted",
        solver="talentmap",
        version=import_module("talentmap").__version__,
        seed=SEED,
        verified=verified,
        timing=timing,
    )
    groups = found.carriers[: len(problem.requirements)]
    carriers = {
        asked.strength_id: tuple(people[p] for p in group)
        for asked, group in zip(problem.requirements, groups, strict=False)
    }
    return CloseTeam(
        problem,
        found.status,
        tuple(people[p] for p in found.members),
        carriers,
        None if found.leader is None else people[found.leader],
        tuple((people[a], people[b]) for a, b in found.tree),
        best,
        proof,
        reasons,
    )


def _missing(problem: CloseProblem, cover: Cover) -> list[Reason]:
    """Why there is no team: too few who can carry something, or nobody near enough to be reached."""
    names = [f"{r.strength_id}" for r in problem.requirements] + list(problem.wanted)
    facts = problem.team.facts
    short: list[Reason] = []
    for k, (name, able, needed) in enumerate(zip(names, cover.holders, cover.needed, strict=True)):
        if len(able) < needed and k < len(problem.requirements):
            level = problem.requirements[k].level
            short.append(Reason("close.too_few", name, len(able), "people", needed, {"level": level}))
        elif len(able) < needed:
            place = facts.position[name]
            short.append(facts.absent.get(place, Reason("close.wanted_and_not", name)))
    if short:
        return short
    parts = cover.network.parts()
    inside = np.array([np.bincount(parts[able], minlength=parts.max() + 1) for able in cover.holders])
    fits = inside >= np.array(cover.needed)[:, None]
    best = int(np.argmax(fits.sum(axis=0)))
    lost = ", ".join(name for name, fit in zip(names, fits[:, best], strict=True) if not fit)
    return [Reason("close.apart", lost, int(fits[:, best].sum()), "requirements", len(names))]
