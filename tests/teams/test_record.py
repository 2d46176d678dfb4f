"""Records of answers: the checker agrees with every honest one and finds those that were tampered with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from talentmap import examples
from talentmap.data.dataset import Dataset
from talentmap.errors import DataError, ProblemError, UnknownLabelError
from talentmap.results import Status, relative_gap
from talentmap.teams import TeamProblem, TeamResult, TeamWeights, propose_teams
from talentmap.teams.check_record import RecordCheck, check_record
from talentmap.teams.check_search import Check, Prices, WorkError
from talentmap.teams.check_table import FINE, Table
from talentmap.teams.record import read_record, rebuilt, seal, write_record
from talentmap.teams.verify import Scorer
from talentmap.vocabulary import LANGUAGES
from tests.teams.oracle import every_team, random_problem, small_organisation

FULL = bool(os.environ.get("TALENTMAP_FULL"))
N_HONEST = 1000 if FULL else 8
N_TAMPERED = 200 if FULL else 8
N_SEARCHED = 300 if FULL else 6

Record = dict[str, Any]


@pytest.mark.parametrize("block", range(4))
def test_agrees_with_every_honest_record(block: int) -> None:
    for seed in range(7000 + block, 7000 + N_HONEST, 4):
        result = propose_teams(random_problem(seed), alternatives=seed % 2)
        record = json.loads(json.dumps(result.record()))
        found = check_record(record, result.problem.data)
        assert found.complete, f"{seed}: {found}"
        assert record["status"] == result.status.value
        assert rebuilt(result.problem.data, record["problem"]).fingerprint == result.problem.fingerprint


def test_search_of_the_checker_against_every_team() -> None:
    for seed in range(N_SEARCHED):
        problem = random_problem(seed)
        table, teams = Table(problem), every_team(problem)
        rng = np.random.default_rng(seed)
        prices = Prices(
            *(rng.integers(0, np.maximum(worth * FINE, 0) + 1, len(worth)) for worth in (table.worth, table.tie))
        )
        check = Check(table, prices, 10**6)
        if not teams:
            assert check.above(-1) is None
            continue
        best = -teams[0][0]
        root = check.root()
        assert root is not None
        assert root >= best
        assert check.above(best) is None
        better = check.above(best - 1)
        assert better is not None
        assert table.exactly(better) == best
        equal = [members for units, _, members in teams if -units == best]
        for members in (equal[0], equal[-1]):
            positions = [table.place[m] for m in members]
            for search in (check, NoneFirst(table, prices, 10**6)):
                assert (search.earlier(positions, best) is None) == (members == equal[0])
        units, _, worst = teams[-1]  # every team is as good: no place must be filled
        before = any((len(members), members) < (len(worst), worst) for _, _, members in teams)
        assert (check.earlier([table.place[m] for m in worst], -units) is not None) == before


class NoneFirst(Check):
    """A check that finds too much work in the order of ids, and looks through all teams."""

    def _first(self, members: list[int], best: int) -> list[int] | None:
        raise WorkError


@pytest.mark.parametrize(("project", "energy"), [("P03", 0.3), ("P04", 0.0)])
def test_a_record_of_the_example_is_checked_whole(project: str, energy: float) -> None:
    data = examples.municipality()
    result = propose_teams(TeamProblem(data, project=project, weights=TeamWeights(1.0, energy=energy, growth=energy)))
    found = check_record(result.record(), data, work=1_000)
    assert found.complete, str(found)


def resealed(record: Record, data: Dataset) -> Record:
    """With every fingerprint worked out again, as a careful forger would."""
    record["data"] = data.fingerprint
    with suppress(ProblemError, UnknownLabelError):
        record["question"] = rebuilt(data, record["problem"]).fingerprint
    record["sha256"] = seal(record)
    return record


def _members(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    """One member exchanged; every second time with terms, best and bound to go with it."""
    others = [p for p in data.people["person_id"] if p not in record["members"]]
    gone = str(rng.choice(record["members"]))
    record["members"] = sorted([*(m for m in record["members"] if m != gone), str(rng.choice(others))])
    if rng.random() < 0.5:
        problem = rebuilt(data, record["problem"])
        terms = dict.fromkeys(record["terms"], 0)
        for part in Scorer(problem).parts(record["members"]):
            terms[part.term] += part.units
        record.update(terms=terms, best=sum(terms.values()), bound=sum(terms.values()), gap=0.0)
    return data


def _best(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    term = str(rng.choice(sorted(record["terms"])))
    more = int(rng.choice([-3, -1, 1, 5]))
    record["terms"][term] += more
    record["best"] += more
    record["bound"] += more
    return data


def _bound(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    record["bound"] += int(rng.choice([-2, -1, 1, 7]))
    if rng.random() < 0.5:
        record["gap"] = relative_gap(record["best"] / record["scale"], record["bound"] / record["scale"])
    return data


def _terms(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    a, b = (str(name) for name in rng.choice(sorted(record["terms"]), 2, replace=False))
    record["terms"][a] += 1
    record["terms"][b] -= 1
    return data


def _rules(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    rules = record["rules"]
    if rng.random() < 0.5:
        rules.pop(int(rng.integers(len(rules))))
    else:
        rules.append("exclude:P000")
    return data


def _gap(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    record["gap"] = float(rng.choice([0.01, 0.5]))
    return data


def _status(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    record["status"] = str(rng.choice(["feasible", "infeasible", "not_found", "unbounded", "splendid"]))
    return data


def _weights(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    name = str(rng.choice(sorted(record["problem"]["weights"])))
    record["problem"]["weights"][name] = float(rng.choice([0.0, 0.35, 2.0]))
    return data


def _requirements(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    """One requirement edited in the question of the record."""
    frame = rebuilt(data, record["problem"]).requirements
    if frame is None:
        needs = data.project_requirements
        frame = needs[needs["project_id"] == "J00"].drop(columns="project_id").fillna({"min_people": 1})
    rows = json.loads(frame.to_json(orient="records"))
    if rows:
        row = rows[int(rng.integers(len(rows)))]
        name = str(rng.choice(["level", "weight", "mandatory", "min_people"]))
        row[name] = {
            "level": int(rng.integers(0, 6)),
            "weight": float(row["weight"]) + 1,
            "mandatory": not row["mandatory"],
            "min_people": int(row["min_people"]) + 1,
        }[name]
    record["problem"]["requirements"] = rows
    return data


def _data(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    """Levels of some claims other than they were."""
    claims = data.claims
    if not len(claims):
        return data
    levels = claims["level"].to_numpy().copy()
    for k in rng.integers(0, len(claims), 3):
        levels[k] = (levels[k] + int(rng.integers(1, 5))) % 6
    return data.replace(claims=claims.assign(level=levels))


def _prices(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    """Prices outside their range, and a bound as they would have it."""
    layers = record["prices"]["layers"]
    if layers:
        layers[int(rng.integers(len(layers)))] = int(rng.choice([-1, 10**12]))
    return data


def _order(record: Record, data: Dataset, rng: np.random.Generator) -> Dataset:
    """The last of equal teams instead of the first."""
    problem = rebuilt(data, record["problem"])
    equal = [members for units, _, members in every_team(problem) if -units == record["best"]]
    record["members"] = list(equal[-1])
    terms = dict.fromkeys(record["terms"], 0)
    for part in Scorer(problem).parts(record["members"]):
        terms[part.term] += part.units
    record["terms"] = terms
    return data


TAMPERINGS: tuple[Callable[[Record, Dataset, np.random.Generator], Dataset], ...] = (
    _members,
    _best,
    _bound,
    _terms,
    _rules,
    _gap,
    _status,
    _weights,
    _requirements,
    _data,
    _prices,
    _order,
)
SAID = ("question", "rules", "status", "members", "scale", "terms", "best", "bound", "first")


def false(record: Record, data: Dataset, original: Record) -> bool:
    """Whether a record says something else than an honest one would of its question and data.

    A bound that is higher than it could be, with the gap and the status to go with it, is weaker and not false.
    """
    honest = original
    if (record["problem"], record["data"]) != (original["problem"], original["data"]):
        try:
            honest = propose_teams(rebuilt(data, record["problem"]), alternatives=0).record()
        except (ProblemError, UnknownLabelError, DataError):
            return True
    if record["status"] == Status.FEASIBLE.value and record["bound"] > record["best"]:
        weaker = ("status", "bound", "first")
        right = relative_gap(record["best"] / record["scale"], record["bound"] / record["scale"])
        if all(record[name] == honest[name] for name in SAID if name not in weaker) and record["gap"] == right:
            return False
    spoiled = record["prices"] != original["prices"]
    return spoiled or record["gap"] != honest["gap"] or any(record[name] != honest[name] for name in SAID)


def answers(number: int) -> list[tuple[TeamResult, Record]]:
    """Random questions with an answer that does not take everybody, and their records."""
    found: list[tuple[TeamResult, Record]] = []
    seed = 9000
    while len(found) < number:
        seed += 1
        result = propose_teams(random_problem(seed), alternatives=0)
        if result.teams and len(result.best.members) < len(result.problem.data.people):
            found.append((result, json.loads(json.dumps(result.record()))))
    return found


def test_finds_what_was_tampered_with() -> None:
    questions = answers(60 if FULL else 6)
    found, turn, missed = 0, 0, 0
    for seed in range(100 * N_TAMPERED):
        if found == N_TAMPERED:
            break
        rng = np.random.default_rng(seed)
        result, original = questions[seed % len(questions)]
        record = json.loads(json.dumps(original))
        tamper = TAMPERINGS[turn % len(TAMPERINGS)]
        with suppress(DataError):
            data = tamper(record, result.problem.data, rng)
            record = resealed(record, data)
            if false(record, data, original):
                check = check_record(record, data)
                assert not check.ok, f"{seed} {tamper.__name__}: {check}"
                found, turn, missed = found + 1, turn + 1, 0
                continue
        missed += 1
        if missed == 2 * len(questions):  # nothing false to be made of this kind here
            turn, missed = turn + 1, 0
    assert found == N_TAMPERED


def test_a_careless_change_shows_in_the_seal_and_other_data_in_the_fingerprint() -> None:
    result = propose_teams(TeamProblem(small_organisation(), project="J1"))
    record = result.record()
    changed = {**record, "seed": 8}
    assert check_record(changed, result.problem.data).state("seal") == "wrong"
    people = small_organisation().people.assign(name="somebody")
    other = check_record(record, small_organisation(people=people))
    assert other.state("data") == "wrong"
    assert other.state("bound") == "right"


def small(**arguments: Any) -> TeamResult:
    return propose_teams(TeamProblem(small_organisation(), project="J1", **arguments))


def test_what_cannot_be_checked_is_said() -> None:
    result = small(weights=TeamWeights(1.0, 0.5, 0.2, 0.1), size=(2, 4))
    record = result.record()
    alone = check_record(record)
    assert alone.ok
    assert not alone.complete
    assert alone.state("data") == "open"
    record["prices"] = None
    record["sha256"] = seal(record)
    short = check_record(record, result.problem.data, work=1)
    assert short.ok
    assert short.state("bound") == "open"
    assert short.state("order") == "open"
    assert "not checked" in short.summary("en")
    assert "niet gecontroleerd" in short.summary("nl")
    weaker = {**record, "status": "feasible", "bound": record["bound"] + 5, "first": False}
    weaker["gap"] = relative_gap(weaker["best"] / weaker["scale"], weaker["bound"] / weaker["scale"])
    weaker["sha256"] = seal(weaker)
    assert check_record(weaker, result.problem.data).complete


def test_answers_without_a_team() -> None:
    impossible = small(include=["A", "B"], apart=["A", "B"])
    record = impossible.record()
    assert (record["members"], record["best"], record["bound"], record["gap"]) == ([], None, None, None)
    assert check_record(record, impossible.problem.data).complete
    forged = {**record, "problem": {**record["problem"], "apart": []}}
    check = check_record(resealed(forged, impossible.problem.data), impossible.problem.data)
    assert check.state("bound") == "wrong"
    nothing = propose_teams(TeamProblem(small_organisation(), size=2))
    assert nothing.status is Status.INFEASIBLE
    assert check_record(nothing.record(), nothing.problem.data).complete
    away = small_organisation().people.assign(fte=0.0)
    nobody = propose_teams(TeamProblem(small_organisation(people=away), project="J1", include=["A"]))
    assert check_record(nobody.record(), nobody.problem.data).complete


def test_written_and_read_again(tmp_path: Path) -> None:
    result = small(include=["A"], unit_at_most=1)
    path = tmp_path / "record.json"
    assert write_record(result, path) == read_record(path) == result.record()
    check = check_record(path, result.problem.data)
    assert check.complete
    assert list(check.table().columns) == ["what", "state", "how"]
    assert check.to_dict()["ok"] is True
    for lang in LANGUAGES:
        assert "{" not in check.summary(lang)
        assert "None" not in check.summary(lang)


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    record = small().record()
    wrong: list[Any] = [
        {},
        {**record, "format": "letter"},
        {**record, "version": 2},
        {**record, "members": "A"},
        {**record, "members": [1]},
        {**record, "scale": True},
        {**record, "note": "new"},
        {name: value for name, value in record.items() if name != "gap"},
    ]
    for one in wrong:
        with pytest.raises(ProblemError):
            check_record(one)
    path = tmp_path / "broken.json"
    path.write_text("{")
    with pytest.raises(ProblemError):
        check_record(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProblemError):
        check_record(path)


def test_a_search_gives_up_at_its_limit() -> None:
    table = Table(small(weights=TeamWeights(1.0, cohesion=0.5)).problem)
    with pytest.raises(WorkError):
        Check(table, Prices.plain(table), 1).above(0)


def test_the_checker_needs_no_solver(tmp_path: Path) -> None:
    result = small(weights=TeamWeights(1.0, 0.5, 0.2, 0.1))
    write_record(result, tmp_path / "record.json")
    from talentmap.data.write import write_dataset

    write_dataset(result.problem.data, tmp_path / "data")
    code = """
import sys
from talentmap.data.read import read_dataset
from talentmap.teams.check_record import check_record
check = check_record(sys.argv[1], read_dataset(sys.argv[2], today="2026-01-01"))
assert check.complete, str(check)
loaded = {name.split(".")[0] for name in sys.modules}
assert not loaded & {"highspy", "pulp", "numba", "ortools"}, loaded
assert not {"talentmap.teams.solve", "talentmap.teams.branch", "talentmap.optimise.engine"} & set(sys.modules)
"""
    arguments = [sys.executable, "-c", code, str(tmp_path / "record.json"), str(tmp_path / "data")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_check_is_told_as_a_whole() -> None:
    check = check_record(small().record(), small_organisation())
    assert isinstance(check, RecordCheck)
    assert str(check) == check.summary()
    wanted = ["seal", "sums", "status", "data", "question", "rules", "members", "terms", "bound", "order"]
    assert [f.what for f in check.findings] == wanted
