"""Every rule: where it binds, where it does not, and where it leaves nothing possible."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.matching import RULES, match_roles
from talentmap.matching.rules import one_seat_each, seats_of_role
from tests.matching.oracle import problem_of

TODAY = "2026-06-01"


def organisation(people: Mapping[str, Mapping], roles: Mapping[str, Mapping], **tables: list[dict]) -> Dataset:
    """Two-line organisations: person -> attributes and levels, role -> attributes and needs."""
    claims, needs = [], []
    for person, row in people.items():
        for strength, level in row.get("levels", {}).items():
            claims.append({"person_id": person, "strength_id": strength, "level": level, "assessor_id": person})
    for role, row in roles.items():
        for strength, level in row.get("needs", {}).items():
            mandatory = strength in row.get("gates", ())
            need = {"role_id": role, "strength_id": strength, "level": level, "weight": 1.0, "mandatory": mandatory}
            needs.append(need)
    fixed = {"source": "self", "date": TODAY, "visibility": "organisation"}
    plain = ("levels", "needs", "gates")
    people_rows = [
        {"person_id": p, "name": p, "unit": "U", "fte": 1.0, **{k: v for k, v in row.items() if k not in plain}}
        for p, row in people.items()
    ]
    role_rows = [
        {"role_id": r, "title": r, "unit": "U", "headcount": 1, "status": "open"}
        | {k: v for k, v in row.items() if k not in plain}
        for r, row in roles.items()
    ]
    need_columns = ["role_id", "strength_id", "level", "weight", "mandatory"]
    claim_columns = ["person_id", "strength_id", "level", "assessor_id", "source", "date", "visibility"]
    frames = {
        "people": pd.DataFrame(people_rows),
        "strengths": pd.DataFrame({"strength_id": ["S1", "S2"], "name": ["a", "b"], "kind": "skill"}),
        "claims": pd.DataFrame([{**row, **fixed} for row in claims], columns=claim_columns),
        "roles": pd.DataFrame(role_rows),
        "role_requirements": pd.DataFrame(needs, columns=need_columns),
        **{name: pd.DataFrame(rows) for name, rows in tables.items()},
    }
    for name, column in (("people", "start_date"), ("people", "end_date"), ("claims", "date")):
        if column in frames[name]:
            frames[name][column] = pd.to_datetime(frames[name][column])
    if "holdings" in frames:
        for column in ("since", "until"):
            if column in frames["holdings"]:
                frames["holdings"][column] = pd.to_datetime(frames["holdings"][column])
    return Dataset.from_frames(frames, today=TODAY)


NEED = {"needs": {"S1": 3}}
GATE = {**NEED, "gates": ("S1",)}
GOOD, WEAK = {"levels": {"S1": 3}}, {"levels": {"S1": 2}}
HELD = [{"person_id": "A", "role_id": "R", "fte": 0.5, "since": "2020-01-01"}]

# rule -> (it binds, who gets the seat), (it does not bind, who gets the seat), (nothing is possible)
CASES = {
    "employed": (
        (organisation({"A": {**GOOD, "end_date": "2026-05-31"}, "B": WEAK}, {"R": NEED}), "B"),
        (organisation({"A": {**GOOD, "end_date": "2026-06-01"}, "B": WEAK}, {"R": NEED}), "A"),
        organisation({"A": {**GOOD, "start_date": "2026-06-02"}}, {"R": NEED}),
    ),
    "capacity": (
        (organisation({"A": {**GOOD, "fte": 0.0}, "B": WEAK}, {"R": NEED}), "B"),
        (organisation({"A": {**GOOD, "fte": 0.1}, "B": WEAK}, {"R": NEED}), "A"),
        organisation({"A": {**GOOD, "fte": 0.0}}, {"R": NEED}),
    ),
    "holders_stay": (
        (organisation({"A": GOOD, "B": WEAK}, {"R": {**NEED, "headcount": 2}}, holdings=HELD), "B"),
        (
            organisation(
                {"A": GOOD, "B": WEAK},
                {"R": NEED},
                holdings=[{**HELD[0], "since": "2020-01-01", "until": "2026-05-31"}],
            ),
            "A",
        ),
        organisation({"A": GOOD}, {"R": {**NEED, "headcount": 2}}, holdings=HELD),
    ),
    "enough_fte": (
        (organisation({"A": {**GOOD, "fte": 0.7}, "B": WEAK}, {"R": {**NEED, "fte": 0.8}}), "B"),
        (organisation({"A": {**GOOD, "fte": 0.8}, "B": WEAK}, {"R": {**NEED, "fte": 0.8}}), "A"),
        organisation({"A": {**GOOD, "fte": 0.7}}, {"R": {**NEED, "fte": 0.8}}),
    ),
    "gates": (
        (organisation({"A": WEAK, "B": {"levels": {"S1": 3}}, "C": {}}, {"R": GATE}), "B"),
        (organisation({"A": WEAK, "B": {}}, {"R": NEED}), "A"),
        organisation({"A": WEAK, "B": {}}, {"R": GATE}),
    ),
    "one_seat_each": (
        (organisation({"A": GOOD, "B": {}}, {"Q": NEED, "R": NEED}), "B"),
        (organisation({"A": GOOD, "B": {}}, {"R": NEED}), "A"),
        organisation({"A": GOOD}, {"Q": NEED, "R": NEED}),
    ),
    "seats_of_role": (
        (organisation({"A": GOOD, "B": GOOD}, {"R": NEED}), "A"),
        (organisation({"A": GOOD}, {"R": {**NEED, "headcount": 2}}), "A"),
        organisation({"A": GOOD}, {"R": {**NEED, "headcount": 0}}),
    ),
}


def test_every_rule_has_a_case() -> None:
    assert {rule.__name__ for rule in RULES} == set(CASES)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("method", ["optimal", "stable", "leximin"])
def test_a_rule_decides_who_gets_the_seat(name: str, method: str) -> None:
    for data, who in CASES[name][:2]:
        seats = match_roles(data, method).table()
        assert seats.loc[seats["role_id"] == "R", "person_id"].tolist() == [who]


@pytest.mark.parametrize("name", CASES)
def test_a_rule_that_leaves_nothing_possible_is_told(name: str) -> None:
    result = match_roles(CASES[name][2], full=True)
    assert result.status == "infeasible"
    assert result.conflicts
    assert all(conflict.text() and conflict.text("nl") for conflict in result.conflicts)
    assert result.seats.empty


def test_reassigning_sets_the_holders_free() -> None:
    people = {"A": WEAK, "B": GOOD}
    data = organisation(people, {"R": NEED}, holdings=HELD)
    assert match_roles(data).status == "infeasible"
    assert match_roles(data, reassign=True).table()["person_id"].tolist() == ["B"]


def test_an_unknown_gate_can_be_opened() -> None:
    data = organisation({"A": {}}, {"R": GATE})
    result = match_roles(data)
    assert result.status == "infeasible"
    assert match_roles(data, open_unknown=True).table()["person_id"].tolist() == ["A"]


def test_result_rules_name_who_breaks_them() -> None:
    problem = problem_of(organisation({"A": GOOD, "B": GOOD}, {"Q": NEED, "R": NEED}))
    assert one_seat_each(problem, [(0, 0), (1, 0)]) == ["A"]
    assert one_seat_each(problem, [(0, 0), (1, 1)]) == []
    assert seats_of_role(problem, [(1, 0), (1, 1)]) == ["R"]
    assert seats_of_role(problem, [(0, 0), (1, 1)]) == []
