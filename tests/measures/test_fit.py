"""Fit and its parts against plain fractions, pair by pair."""

from __future__ import annotations

import os
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.evidence import profiles
from talentmap.measures.credit import CREDIT, FitWeights, credit_table
from talentmap.measures.fit import fit_matrix
from talentmap.measures.fit_kernel import whole_weights
from talentmap.measures.fit_parts import divided
from tests.organisations import random_organisation


def plain_fit(data: Dataset, person: str, role: str, weights: FitWeights) -> tuple[int, int, int, int, str]:
    """fit, can, wants and known in 1e-6 and the gate, by the definition in fractions."""
    found = profiles(data).set_index(["person_id", "strength_id"])
    needs = data.role_requirements
    needs = needs[needs["role_id"] == role]
    can = wants = said = known = total = Fraction(0)
    gate = "open"
    for need in needs.itertuples():
        weight = Fraction(str(need.weight))
        total += weight
        key = (person, need.strength_id)
        if key not in found.index:
            gate = "unknown" if need.mandatory and gate == "open" else gate
            continue
        row = found.loc[key]
        known += weight
        credit = Fraction(1) if row["level"] >= need.level else Fraction(int(row["level"] == need.level - 1), 2)
        can += weight * credit
        if need.mandatory and row["level"] < need.level:
            gate = "unmet"
        if pd.notna(row["energy"]):
            said += weight
            wants += weight * int(row["energy"] >= 1)
    half = Fraction(1, 2)
    micro = [
        int(weight * part / whole + half) if whole else 0
        for weight, part, whole in zip(weights.micro, (can, wants, known), (total, said, total), strict=True)
    ]
    return sum(micro), *micro, gate


@pytest.mark.parametrize("seed", range(12 if os.environ.get("TALENTMAP_FULL") else 4))
def test_fit_is_the_definition_in_fractions(seed: int) -> None:
    data = random_organisation(seed, n_people=7, n_roles=4)
    weights = [FitWeights(), FitWeights(0.7, 0.2, 0.1), FitWeights(1.0, 0.0)][seed % 3]
    frame = fit_matrix(data, weights=weights).frame()
    assert len(frame) == 28
    for row in frame.itertuples():
        expected = plain_fit(data, row.person_id, row.role_id, weights)
        assert (row.fit, row.can_part, row.wants_part, row.known_part, row.gate) == expected


@pytest.mark.parametrize("seed", range(6))
def test_parts_add_up_exactly_down_to_the_requirement(seed: int) -> None:
    data = random_organisation(seed, n_people=6, n_roles=4)
    fit = fit_matrix(data, weights=FitWeights(0.6, 0.3, 0.1))
    for i, person in enumerate(fit.people):
        for j, role in enumerate(fit.roles):
            parts = fit.parts(person, role)
            assert parts.fit == parts.can + parts.wants + parts.known == fit.fit[i, j]
            assert sum(part.can for part in parts.requirements) == parts.can
            assert sum(part.wants for part in parts.requirements) == parts.wants
            for part in parts.requirements:
                assert (part.level is None) == (part.credit is None)
                assert part.credit is None or part.credit == CREDIT[part.need, part.level]


@pytest.mark.parametrize("seed", range(6))
def test_band_of_can_holds_can_between_unknown_as_zero_and_as_one(seed: int) -> None:
    fit = fit_matrix(random_organisation(seed, n_people=9, n_roles=5))
    asked = ~np.isnan(fit.can_low)
    assert (fit.can_low[asked] <= fit.can_high[asked]).all()
    some = ~np.isnan(fit.can)
    assert (fit.can_low[some] <= fit.can[some] + 1e-12).all()
    assert (fit.can[some] <= fit.can_high[some] + 1e-12).all()
    assert np.allclose(fit.can_high[asked] - fit.can_low[asked], 1 - fit.known[asked])


def test_a_role_without_requirements_is_undefined_and_fits_nobody_better() -> None:
    data = random_organisation(3, n_people=4, n_roles=2)
    data = data.replace(role_requirements=data.role_requirements.iloc[:0])
    fit = fit_matrix(data)
    for share in (fit.can, fit.can_low, fit.can_high, fit.wants, fit.known):
        assert np.isnan(share).all()
    assert (fit.fit == 0).all()
    assert (fit.gate == 0).all()
    assert fit.parts(fit.people[0], fit.roles[0]).requirements == ()


def test_private_claims_count_only_when_asked_for() -> None:
    seeds = [s for s in range(20) if (random_organisation(s).claims["visibility"] == "private").any()]
    data = random_organisation(seeds[0])
    without = data.replace(claims=data.claims[data.claims["visibility"] != "private"])
    assert (fit_matrix(data).fit == fit_matrix(without).fit).all()
    assert (fit_matrix(data, include_private=True).known >= fit_matrix(data).known)[
        ~np.isnan(fit_matrix(data).known)
    ].all()


def test_people_and_roles_come_in_the_order_asked_for() -> None:
    data = random_organisation(1)
    whole = fit_matrix(data)
    part = fit_matrix(data, people=["P003", "P001"], roles=["R02", "R00"])
    assert (part.fit == whole.fit[[3, 1]][:, [2, 0]]).all()
    assert part.table().loc["P003", "R00"] == whole.fit[3, 0] / 1e6
    with pytest.raises(UnknownLabelError, match="P001"):
        fit_matrix(data, people=["P01"])
    with pytest.raises(UnknownLabelError, match="P003"):
        part.parts("P000", "R00")


def test_an_organisation_without_people_or_roles_gives_an_empty_matrix() -> None:
    data = random_organisation(1)
    assert fit_matrix(data, people=[]).frame().empty
    assert fit_matrix(data, roles=[]).shape == (8, 0)


def test_the_credit_table_may_be_replaced() -> None:
    data = random_organisation(5)
    strict = fit_matrix(data, credit=np.where(CREDIT < 1, 0, 1))
    assert (strict.fit <= fit_matrix(data).fit).all()
    thirds = fit_matrix(data, credit=np.where(CREDIT == 0.5, 0.333, CREDIT))
    assert (strict.fit <= thirds.fit).all()
    assert (thirds.fit <= fit_matrix(data).fit).all()
    for wrong in (np.ones((5, 5)), CREDIT * 2, CREDIT * np.nan):
        with pytest.raises(ProblemError):
            credit_table(wrong)


@pytest.mark.parametrize("weights", [(-1, 0, 0), (0, 0, 0), (float("nan"), 1, 0), (101, 0, 0)])
def test_weights_that_make_no_sense_are_refused(weights: tuple[float, float, float]) -> None:
    with pytest.raises(ProblemError):
        FitWeights(*weights)


def test_weights_stay_exact_where_they_can_and_never_vanish() -> None:
    assert whole_weights(np.array([0.5, 1.25, 3.0]), 1000).tolist() == [2, 5, 12]
    rounded = whole_weights(np.array([0.000001, 999_999.0]), 1000)
    assert rounded.min() == 1
    assert rounded.sum() <= 1000


def test_division_by_largest_remainder_adds_up() -> None:
    assert divided(100, [1, 1, 1]) == [34, 33, 33]
    assert divided(7, [0, 0]) == [0, 0]
    assert divided(800_000, [1, 2]) == [266_667, 533_333]
