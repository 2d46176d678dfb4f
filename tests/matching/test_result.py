"""What people read: reasons, relaxations with their price, conflicts, and plain values."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import talentmap.examples as examples
from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError
from talentmap.matching import METHODS, match_roles
from talentmap.measures.credit import FitWeights
from tests.matching.test_rules import organisation
from tests.organisations import random_organisation
from tests.shared import shared

FULL = bool(os.environ.get("TALENTMAP_FULL"))


@pytest.mark.parametrize("method", METHODS)
def test_the_toy_organisation_is_matched_as_worked_by_hand(method: str) -> None:
    # Douwe R1 0.7333, Femke R2 0.8, Anouk R3 1.0; Bram keeps his seat of R2
    result = match_roles(examples.toy(), method)
    assert list(zip(result.seats["role_id"], result.seats["person_id"], strict=True)) == [
        ("R1", "P4"),
        ("R2", "P6"),
        ("R3", "P1"),
    ]
    assert result.seats["fit_micro"].tolist() == [733_333, 800_000, 1_000_000]
    assert result.proof.best == 2.533333
    assert result.unplaced.set_index("person_id").loc["P2", "reason"] == "has a seat already and keeps it"


@pytest.mark.parametrize("seed", range(10 if FULL else 4))
@pytest.mark.parametrize("method", METHODS)
def test_parts_add_up_and_everything_is_plain(seed: int, method: str) -> None:
    data = random_organisation(seed, n_people=9, n_roles=4)
    result = match_roles(data, method)
    answer = json.loads(json.dumps(result.to_dict()))
    for key in ("status", "best", "bound", "gap", "seats", "unfilled", "unplaced", "blocking_pairs", "proof"):
        assert key in answer
    parts = result.seats["can_part"] + result.seats["wants_part"] + result.seats["known_part"]
    assert (parts == result.seats["fit_micro"]).all()
    assert len(result.seats) + len(result.unplaced) == len(data.people)
    if result.status.has_solution:
        assert sum(result.terms().values()) == pytest.approx(result.proof.best, abs=1e-9)
        assert sum(seat["fit"] for seat in answer["seats"]) == pytest.approx(answer["best"], abs=1e-6)
    again = pickle.loads(pickle.dumps(result))
    assert again.summary("nl") == result.summary("nl")
    for label in (*data.people["person_id"], *result.facts.seats):
        assert result.explain(label).text("nl")
        assert result.explain(label).text("en")


@pytest.mark.parametrize("seed", range(40 if FULL else 10))
def test_a_relaxation_brings_what_it_promises(seed: int) -> None:
    """Ease exactly what the reasons say, solve again, and compare: one seat more, and the fit that was promised."""
    data = random_organisation(seed, n_people=7, n_roles=3)
    before = match_roles(data)
    for row in before.unfilled.itertuples():
        eased = before.facts.relaxations.get(row.role_id, ())
        if len(eased) < 2 or not before.status.has_solution:
            continue
        needs, roles, claims = data.role_requirements, data.roles, data.claims
        only_gates = True
        for reason in eased[1:]:
            if reason.kind == "matching.relax.fte":
                roles.loc[roles["role_id"] == row.role_id, "fte"] = reason.value
            elif reason.kind in ("matching.relax.level", "matching.relax.unknown"):
                here = (needs["role_id"] == row.role_id) & (needs["strength_id"] == reason.details["strength"])
                needs.loc[here, "mandatory"] = False
            else:
                only_gates = False
        assert only_gates
        after = match_roles(data.replace(role_requirements=needs, roles=roles, claims=claims))
        assert len(after.seats) >= len(before.seats) + row.seats_gained
        if len(after.seats) == len(before.seats) + 1:
            assert after.proof.best >= before.proof.best + row.fit_gained - 1e-9
        return


@pytest.mark.parametrize("seed", range(25 if FULL else 5))
def test_marginal_values_are_what_solving_again_gives(seed: int) -> None:
    data = random_organisation(seed, n_people=8, n_roles=3)
    result = match_roles(data)
    if not result.status.has_solution:
        assert result.conflicts
        return
    for person, worth in result.facts.worth.items():
        rest = [other for other in data.people["person_id"] if other != person]
        without = match_roles(data, people=rest)
        filled = len(without.seats) if without.status.has_solution else 0
        if worth is None:
            assert filled == len(result.seats) - 1
        else:
            assert filled == len(result.seats)
            assert result.proof.best - without.proof.best == pytest.approx(worth, abs=1e-9)
    for role, more in result.facts.one_more.items():
        roles = data.roles
        roles.loc[roles["role_id"] == role, "headcount"] += 1
        larger = match_roles(data.replace(roles=roles))
        assert (len(larger.seats) == len(result.seats) + 1) == (more is not None)
        if more is not None:
            assert larger.proof.best - result.proof.best == pytest.approx(more, abs=1e-9)


def test_list_order_can_cost_a_seat() -> None:
    # A takes the first role in the list and is the only one for the second
    need = {"needs": {"S1": 3}}
    gate = {"needs": {"S2": 3}, "gates": ("S2",)}
    data = organisation({"A": {"levels": {"S1": 3, "S2": 3}}, "B": {"levels": {"S1": 2}}}, {"Q": need, "R": gate})
    result = match_roles(data)
    # optimal: B at Q 0.8 x 0.5 = 0.4, A at R 0.8; list order: A at Q 0.8, nobody at R
    assert result.proof.best == 1.2
    assert result.list_order == {"seats": 1, "fit": 0.8, "seats_lost": 1, "fit_lost": 0.4}


def test_no_capacity_is_said_and_never_called_optimal() -> None:
    data = organisation({"A": {"fte": 0.0}, "B": {"fte": 0.0}}, {"R": {"needs": {"S1": 3}}})
    for method in METHODS:
        result = match_roles(data, method)
        assert result.status == "infeasible"
        assert [rule.kind for rule in result.conflicts[0].rules] == [
            "matching.no-capacity.people",
            "matching.no-capacity.capacity",
        ]
        assert "no capacity" in result.summary()
        with pytest.raises(NoSolutionError, match="no capacity"):
            result.table()
        assert result.unplaced["reason"].tolist() == ["no working time left"] * 2


def test_full_staffing_that_cannot_be_names_the_roles() -> None:
    people = {f"P{i}": {"levels": {"S1": 3}} for i in range(8)}
    roles = {
        "R1": {"needs": {"S1": 3}, "gates": ("S1",), "headcount": 9},
        "R2": {"needs": {"S1": 3}},
        "R3": {"needs": {"S2": 5}, "gates": ("S2",)},
    }
    result = match_roles(organisation(people, roles), full=True)
    assert result.status == "infeasible"
    assert [conflict.names for conflict in result.conflicts] == [("R1",), ("R3", "R3")]
    words = "\n".join(conflict.text() for conflict in result.conflicts)
    assert "R1 asks 9 places; there are 8 people" in words
    assert "R3 requires S2 at level 5; nobody is known to have it" in words


@pytest.mark.parametrize("seed", range(20 if FULL else 6))
def test_conflicts_are_minimal_and_letting_go_of_them_helps(seed: int) -> None:
    data = random_organisation(seed, n_people=6, n_roles=4)
    result = match_roles(data, full=True)
    if result.status.has_solution:
        assert len(result.unfilled) == 0
        return
    roles = data.roles
    for conflict in result.conflicts:
        places = [rule.subject for rule in conflict.rules if rule.kind == "matching.conflict.places"]
        if not places:
            assert conflict.rules[0].kind.startswith("matching.no-capacity")
            return
        open_roles = set(result.unfilled["role_id"])
        roles.loc[roles["role_id"].isin([p for p in places if p in open_roles]), "headcount"] = 0
    rest = match_roles(data.replace(roles=roles), full=True)
    assert rest.status.has_solution or rest.conflicts[0].rules[0].kind.startswith("matching.no-capacity")


def test_one_person_and_nobody_at_all_are_answered_in_order() -> None:
    one = organisation({"A": {"levels": {"S1": 3}}}, {"R": {"needs": {"S1": 3}}})
    assert match_roles(one).table()["person_id"].tolist() == ["A"]
    empty = one.replace(people=one.people.iloc[:0], claims=one.claims.iloc[:0])
    no_roles = one.replace(roles=one.roles.iloc[:0], role_requirements=one.role_requirements.iloc[:0])
    for data in (empty, no_roles):
        for method in METHODS:
            result = match_roles(data, method, full=True)
            assert result.status == "infeasible"
            assert result.conflicts[0].text()
            assert json.dumps(result.to_dict())


def test_wrong_questions_are_refused_with_what_would_be_right() -> None:
    data = examples.toy()
    with pytest.raises(UnknownLabelError, match="leximin"):
        match_roles(data, "best")  # type: ignore[arg-type]
    with pytest.raises(UnknownLabelError, match="R9"):
        match_roles(data, roles=["R9"])
    with pytest.raises(UnknownLabelError, match="P99"):
        match_roles(data, people=["P99"])
    with pytest.raises(UnknownLabelError):
        match_roles(data).explain("nobody")
    with pytest.raises(ProblemError):
        match_roles(data, weights=FitWeights(-1))


def test_progress_is_told_step_by_step() -> None:
    heard: list[str] = []
    match_roles(examples.toy(), progress=lambda each: heard.append(each.stage))
    assert heard[:3] == ["people", "profiles", "fits"]
    assert "verify" in heard


def test_answers_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import json; from tests.organisations import random_organisation as made; "
        "from talentmap.matching import match_roles as match\n"
        "for method in ('optimal', 'stable', 'leximin'):\n"
        "    for seed in range(4):\n"
        "        answer = match(made(seed, n_people=15, n_roles=5, n_strengths=2), method).to_dict()\n"
        "        answer.pop('timing'); print(json.dumps(answer))"
    )
    top = Path(__file__).resolve().parents[2]
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=top,
            env={
                **os.environ,
                "PYTHONHASHSEED": str(seed),
                "PYTHONPATH": os.pathsep.join([str(top), str(top / "src")]),
            },
        ).stdout
        for seed in (0, 42)
    ]
    assert said[0] == said[1] != ""


def overlaid(case: str, folder: Path) -> Dataset:
    from talentmap.data.read import read_dataset

    shutil.copytree(shared("badinput") / "base", folder / "data")
    for file in (shared("badinput") / case).iterdir():
        shutil.copy(file, folder / "data" / file.name)
    return read_dataset(folder / "data")


@pytest.mark.shared
def test_bad_input_without_capacity(tmp_path: Path) -> None:
    for method in METHODS:
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        result = match_roles(overlaid("zero-capacity", tmp_path), method)
        assert result.status == "infeasible"
        assert "no-capacity" in json.dumps(result.to_dict())


@pytest.mark.shared
def test_bad_input_with_impossible_roles(tmp_path: Path) -> None:
    result = match_roles(overlaid("impossible-roles", tmp_path), full=True)
    assert result.status == "infeasible"
    words = "\n".join(conflict.text() for conflict in result.conflicts)
    assert "r1 asks 9 places; there are 8 people" in words
    assert "r3 requires s04 at level 5; nobody" in words
