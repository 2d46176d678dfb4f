"""The toy organisation: the figures in its docstring, worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.evidence import profiles
from talentmap.examples import toy
from talentmap.measures.fit import GATE_UNMET, OPEN, fit_matrix
from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.teams.propose import propose_teams


def test_toy_has_the_size_its_docstring_says() -> None:
    data = toy()
    assert len(data.people) == 7
    assert len(data.strengths) == 5
    assert len(data.roles) == 3
    assert len(data.projects) == 1
    assert data.role_requirements["mandatory"].sum() == 1
    assert data.project_requirements["mandatory"].sum() == 1
    assert len(data.warnings) == 0


def test_toy_refers_to_the_day_of_its_latest_claim() -> None:
    assert toy().reference_date == pd.Timestamp("2026-06-01")


def test_toy_is_the_same_every_time() -> None:
    assert toy().fingerprint == toy().fingerprint


def test_toy_has_the_cases_its_docstring_explains() -> None:
    data = toy()
    claims = data.claims
    assert "P7" not in set(claims["person_id"]), "Gino shared nothing"
    private = claims[claims["visibility"] == "private"]
    assert private[["person_id", "strength_id"]].to_numpy().tolist() == [["P5", "S5"]]
    certificates = claims[claims["source"] == "certificate"].set_index("person_id")["valid_until"]
    assert certificates["P3"] > data.reference_date > certificates["P4"]
    peers = claims[(claims["person_id"] == "P1") & (claims["source"] == "peer") & (claims["strength_id"] == "S1")]
    assert sorted(peers["level"]) == [4, 5]


def test_profiles_are_those_of_the_docstring() -> None:
    found = profiles(toy()).set_index(["person_id", "strength_id"])
    assert found["level"].astype(int).to_dict() == {
        ("P1", "S1"): 4,  # peers 4 and 5: the lower median
        ("P1", "S5"): 4,
        ("P2", "S2"): 3,  # the manager's; his own 4 stands beside it
        ("P2", "S3"): 3,
        ("P3", "S1"): 2,
        ("P3", "S4"): 4,  # own 3, lifted by a certificate that holds
        ("P4", "S3"): 5,
        ("P4", "S4"): 2,  # the certificate at 3 ended in 2025
        ("P5", "S1"): 4,  # S5 is private
        ("P6", "S2"): 4,  # peer 5, client 4
        ("P6", "S3"): 2,
    }
    assert found.loc[("P1", "S1"), "own_level"] == 3
    assert found.loc[("P2", "S2"), "own_level"] == 4


def test_fits_are_those_of_the_docstring() -> None:
    fit = fit_matrix(toy()).table()
    assert fit.loc["P6", "R2"] == pytest.approx(0.8)
    assert fit.loc["P2", "R2"] == pytest.approx(0.65)
    assert fit.loc["P4", "R1"] == pytest.approx(0.8 * 2 / 3 + 0.2, abs=1e-6)
    assert fit.loc["P1", "R3"] == pytest.approx(1.0)
    assert fit.loc["P5", "R3"] == pytest.approx(0.8 / 3 + 0.2, abs=1e-6)


def test_only_douwe_passes_the_gate_of_the_project_leader() -> None:
    fit = fit_matrix(toy())
    gate = dict(zip(fit.people, fit.gate[:, fit.roles.index("R1")], strict=True))
    assert [person for person, code in gate.items() if code == OPEN] == ["P4"]
    assert {person for person, code in gate.items() if code == GATE_UNMET} == {"P2", "P6"}, "known: 3 and 2 of 4"


def test_the_team_of_the_docstring_is_the_best_for_the_project() -> None:
    weights = TeamWeights(coverage=1.0, cohesion=1.0)
    result = propose_teams(TeamProblem(toy(), project="J1", weights=weights), alternatives=1)
    team = result.teams[0]
    assert team.members == ("P2", "P3", "P5")
    assert team.terms["coverage"] == pytest.approx(1.0)
    assert team.terms["cohesion"] == pytest.approx(0.5)
