"""A record of an answer that somebody else can check without a solver: what was asked, what was found, and why.

Our definition of what a record claims: this is the question put to these data; these members keep these rules and are
worth this much, term by term, in whole units; no team that keeps the rules is worth more than the bound; and, where
it says so, no team worth as much goes before it. Solver, version, seed and method are stated and cannot be checked.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from talentmap.data.atomic import replaced_file
from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.results import Status, relative_gap
from talentmap.teams.certificate import find_prices
from talentmap.teams.check_table import Table
from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams.result import TeamResult

FORMAT, VERSION = "talentmap team record", 1
_LARGE = 20_000
"""Among more people no prices are put in: they would take longer than the answer."""
_TYPES: Mapping[str, tuple[type, ...]] = {
    "format": (str,),
    "version": (int,),
    "data": (str,),
    "today": (str, type(None)),
    "problem": (dict,),
    "question": (str,),
    "rules": (list,),
    "status": (str,),
    "members": (list,),
    "first": (bool,),
    "scale": (int,),
    "terms": (dict,),
    "best": (int, type(None)),
    "bound": (int, type(None)),
    "gap": (float, int, type(None)),
    "prices": (dict, type(None)),
    "method": (str,),
    "solver": (str,),
    "solver_version": (str,),
    "seed": (int,),
    "sha256": (str,),
}


def record_of(result: TeamResult) -> dict[str, Any]:
    """The record of an answer; see :meth:`TeamResult.record`."""
    problem, proof = result.problem, result.proof
    scale, best = problem.facts.scale, result.teams[0] if result.teams else None
    worth = None if best is None else round(best.objective * scale)
    bound = None if math.isnan(proof.bound) else round(proof.bound * scale)
    status = result.status
    if worth is not None and bound == worth:
        status = Status.OPTIMAL  # a search stopped by the clock may have met its bound in an alternative
    terms = {name: 0 for name, _ in problem.weights.items()}
    for part in best.parts if best else ():
        terms[part.term] += part.units
    record: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "data": problem.data.fingerprint,
        "today": None if problem.data.today is None else str(problem.data.today.date()),
        "problem": arguments(problem),
        "question": problem.fingerprint,
        "rules": list(proof.rules),
        "status": status.value,
        "members": list(best.members) if best else [],
        "first": result.status is Status.OPTIMAL and not proof.method.endswith(".unsettled"),
        "scale": scale,
        "terms": terms if best else {},
        "best": worth,
        "bound": bound,
        "gap": None if worth is None or bound is None else relative_gap(worth / scale, bound / scale),
        "prices": None if bound is None else _prices(problem, bound),
        "method": proof.method,
        "solver": proof.solver,
        "solver_version": proof.version,
        "seed": proof.seed,
    }
    return {**record, "sha256": seal(record)}


def _prices(problem: TeamProblem, target: int) -> dict[str, list[int]] | None:
    """Prices that help the checker, as plain numbers in the order of its own table; no ids of people."""
    if len(problem.data.frames["people"]) > _LARGE:
        return None
    found = find_prices(Table(problem), target)
    return {"layers": found.layer.tolist(), "ties": found.first.tolist()}


def arguments(problem: TeamProblem) -> dict[str, Any]:
    """Every argument of a question beside the data, as plain values."""
    frame = problem.requirements
    return {
        "project": problem.project,
        "size": list(problem.sizes),
        "weights": dict(problem.weights.items()),
        "include": list(problem.include),
        "exclude": list(problem.exclude),
        "together": [list(group) for group in problem.together],
        "apart": [list(group) for group in problem.apart],
        "unit_at_most": dict(problem.unit_at_most),  # type: ignore[arg-type]
        "unit_at_least": dict(problem.unit_at_least),  # type: ignore[arg-type]
        "include_private": bool(problem.include_private),
        "requirements": None if frame is None else _rows(frame),
        "waive": list(problem.waive),
        "credit": None if problem.credit is None else np.asarray(problem.credit).tolist(),
        "robust": problem.robust,
        "stretch": None if problem.stretch is None else list(problem.stretch),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def rebuilt(data: Dataset, given: Mapping[str, Any]) -> TeamProblem:
    """The question of a record, put to these data.

    Raises
    ------
    ProblemError, UnknownLabelError
        The arguments make no question for these data.
    """
    asked = dict(given)
    frame = asked.pop("requirements", None)
    try:
        weights = TeamWeights(**asked.pop("weights"))
        size = tuple(asked.pop("size"))
        return TeamProblem(
            data, weights=weights, size=size, requirements=None if frame is None else pd.DataFrame(frame), **asked
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ProblemError(text("record.wrong.question", why=str(error)[:200])) from error


def seal(record: Mapping[str, Any]) -> str:
    """SHA-256 of everything in a record but itself."""
    rest = {name: value for name, value in record.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def write_record(result: TeamResult, path: str | Path) -> dict[str, Any]:
    """Write the record of an answer as JSON, whole or not at all, and give it back.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    record = record_of(result)
    with replaced_file(Path(path)) as file:
        file.write((json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())
    return record


def read_record(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """A record from a file or as it is, with every field there and of its kind.

    Raises
    ------
    ProblemError
        It is no record, or of another version, or a field is missing or of the wrong kind.
    OSError
        The file cannot be read.
    """
    if isinstance(source, Mapping):
        found: Any = dict(source)
    else:
        try:
            found = json.loads(Path(source).read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise ProblemError(text("record.wrong.json", path=source, why=str(error)[:120])) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ProblemError(text("record.wrong.format", expected=FORMAT))
    if found.get("version") != VERSION:
        raise ProblemError(text("record.wrong.version", found=found.get("version"), expected=VERSION))
    for name in sorted({*_TYPES, *found}):
        value: Any = found.get(name)
        kinds = _TYPES.get(name, ())
        wrong = name not in found or not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)
        if wrong or (name in ("members", "rules") and not all(isinstance(one, str) for one in value)):
            raise ProblemError(text("record.wrong.field", name=name))
    return found
