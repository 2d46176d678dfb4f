"""Matrices: labels in id order, a zero that is kept apart from unknown."""

from __future__ import annotations

from talentmap.evidence import profiles
from talentmap.examples import toy
from talentmap.graph import matrices
from tests.organisations import random_organisation


def test_toy_levels_are_the_table_of_its_docstring():
    level = matrices(toy()).level.frame()
    assert level.loc["P1"].tolist() == [4, 0, 0, 0, 4]
    assert level.loc["P4"].tolist() == [0, 0, 5, 2, 0]
    assert matrices(toy()).known.frame().loc["P4"].tolist() == [False, False, True, True, False]


def test_level_zero_is_an_entry_and_unknown_is_none():
    data = toy()
    claims = data.claims
    claims["level"] = claims["level"].mask(claims["strength_id"] == "S4", 0).astype("int8")
    claims = claims[claims["source"] != "certificate"]
    found = matrices(data.replace(claims=claims))
    assert (found.level.values.nnz, found.known.values.nnz) == (11, 11)
    assert found.level.frame().loc["P3", "S4"] == 0
    assert found.known.frame().loc["P3", "S4"]
    assert not found.known.frame().loc["P1", "S4"]


def test_requirements_holdings_and_energy():
    found = matrices(toy())
    assert found.role_level.frame().loc["R1"].tolist() == [3, 0, 4, 0, 0]
    assert found.role_mandatory.frame().loc["R1"].tolist() == [False, False, True, False, False]
    assert found.project_weight.frame().loc["J1"].tolist() == [1, 1, 0, 2, 0]
    assert found.holds.frame().loc["P2"].tolist() == [False, True, False]
    assert found.energy.frame().loc["P6"].tolist() == [0, -1, 0, 0, 0]
    assert found.energy_known.frame().loc["P6"].tolist() == [False, True, True, False, False]


def test_ties_are_scaled_by_the_largest_and_have_no_direction():
    ties = matrices(toy()).ties.frame()
    assert ties.loc["P3", "P5"] == ties.loc["P5", "P3"] == 1.0
    assert ties.loc["P1", "P2"] == 0.75
    assert ties.loc["P1", "P3"] == 0


def test_labels_stand_in_id_order_and_cells_hold_the_profiles():
    data = random_organisation(2, n_people=25, claims_per_person=7)
    found = matrices(data)
    assert list(found.level.rows) == sorted(found.level.rows)
    frame = found.level.frame()
    for row in profiles(data).itertuples():
        assert frame.loc[row.person_id, row.strength_id] == row.level
    assert found.known.values.nnz == len(profiles(data))


def test_nobody_gives_empty_matrices():
    found = matrices(random_organisation(1, n_people=0))
    assert found.level.values.shape == (0, 6)
    assert found.ties.values.shape == (0, 0)
