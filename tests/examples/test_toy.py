"""The toy organisation: the figures in its docstring, worked by hand."""

from __future__ import annotations

import pandas as pd

from talentmap.examples import toy


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
