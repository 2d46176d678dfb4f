"""Profiles against hand-worked cases and against the definition in plain loops."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.evidence import BASES, profiles
from tests.evidence.claims import certificate, client, own, peer, with_claims
from tests.evidence.oracle import expected_profiles
from tests.organisations import random_organisation

N_ORGANISATIONS = 300 if os.environ.get("TALENTMAP_FULL") else 30


def only(data: Dataset, **options: bool) -> dict:
    """The single profile of a dataset, missing values as None."""
    frame = profiles(data, **options)
    assert len(frame) == 1
    return {name: None if pd.isna(value) else value for name, value in frame.iloc[0].items()}


def band(profile: dict) -> tuple[int, int, int]:
    return profile["low"], profile["level"], profile["high"]


def test_the_latest_claim_of_a_rater_counts_and_older_ones_do_not():
    profile = only(with_claims(peer(1, date="2025-01-01"), peer(4, date="2025-06-01")))
    assert (profile["level"], profile["n_raters"], profile["n_claims"]) == (4, 1, 1)
    assert profile["newest"] == pd.Timestamp("2025-06-01")
    assert profile["age_days"] == 365


def test_claims_after_the_reference_date_do_not_count():
    data = with_claims(peer(4, date="2025-06-01"), peer(1, date="2026-06-02"))
    assert only(data)["level"] == 4
    assert only(data.as_of("2026-06-02"))["level"] == 1
    assert profiles(data.as_of("2025-05-31")).empty


def test_level_is_the_lower_median_of_the_raters_other_than_the_person():
    # bert 2, cor 5, own 0: of 2 and 5 the lower is 2, and the person has no say in it.
    profile = only(with_claims(peer(2), peer(5, "cor"), own(0, energy=-2)))
    assert (profile["level"], profile["own_level"], profile["energy"]) == (2, 0, -2)
    assert (profile["basis"], profile["n_raters"], profile["n_claims"]) == ("others", 2, 3)


def test_without_other_raters_the_own_level_stands_in_and_says_so():
    profile = only(with_claims(own(3, energy=1)))
    assert band(profile) == (2, 3, 4)
    assert (profile["basis"], profile["own_level"], profile["energy"]) == ("self", 3, 1)


def test_low_and_high_are_the_lowest_and_highest_category_median():
    # Peers 2 and 4 have lower median 2; the client says 5; all three 2, 4, 5 have lower median 4.
    assert band(only(with_claims(peer(2), peer(4, "cor"), client(5)))) == (2, 4, 5)


def test_one_category_gives_a_level_to_either_side_within_the_scale():
    assert band(only(with_claims(peer(5), peer(5, "cor")))) == (4, 5, 5)
    assert band(only(with_claims(peer(0)))) == (0, 0, 1)


def test_all_blank_assessors_together_are_one_rater():
    # Three unknown voices; the last one said 4, so 4 is one vote beside Bert's 1: lower median 1.
    data = with_claims(
        peer(5, None, date="2025-01-01"), peer(5, None, date="2025-02-01"), client(4, date="2025-03-01"), peer(1)
    )
    profile = only(data)
    assert (profile["level"], profile["n_raters"]) == (1, 2)
    assert band(profile) == (1, 1, 4)


def test_a_self_claim_without_assessor_is_the_person():
    profile = only(with_claims(own(2, assessor_id=None), peer(4)))
    assert (profile["level"], profile["own_level"], profile["n_raters"]) == (4, 2, 1)


def test_a_person_is_never_their_own_client():
    # The checks refuse somebody as their own peer or manager.
    profile = only(with_claims(client(5, assessor_id="anna"), own(3, date="2025-12-01")))
    assert (profile["basis"], profile["level"], profile["n_claims"]) == ("self", 5, 1)


def test_one_assessor_under_two_sources_is_one_rater_in_the_latest_category():
    became_manager = {"source": "manager", "assessor_id": "bert", "level": 4, "date": "2026-02-01"}
    profile = only(with_claims(peer(1), became_manager))
    assert (profile["level"], profile["n_raters"], band(profile)) == (4, 1, (3, 4, 5))


def test_of_two_claims_on_one_day_the_lower_level_counts():
    same_day = {"source": "manager", "assessor_id": "bert", "level": 2}
    assert only(with_claims(peer(4), same_day))["level"] == 2
    # Equal levels: the category named first, so that Cor as manager makes a second category.
    boss = {"source": "manager", "assessor_id": "cor", "level": 5}
    assert band(only(with_claims(peer(2), same_day, boss))) == (2, 2, 5)


@pytest.mark.parametrize(("floor", "expected"), [(1, (1, 2, 3)), (2, (1, 2, 3)), (4, (3, 4, 5))])
def test_a_certificate_is_a_floor_and_no_rater(floor, expected):
    profile = only(with_claims(peer(2), certificate(floor)))
    assert band(profile) == expected
    assert (profile["floor"], profile["basis"], profile["n_raters"], profile["n_claims"]) == (floor, "others", 1, 2)


def test_a_floor_above_both_categories_lifts_level_and_high_and_leaves_low():
    assert band(only(with_claims(peer(1), client(2), certificate(4)))) == (1, 4, 4)


def test_the_highest_valid_certificate_is_the_floor_whatever_the_order():
    profile = only(with_claims(certificate(4, date="2024-01-01"), certificate(2, date="2025-01-01")))
    assert (profile["level"], profile["floor"], profile["basis"], profile["n_claims"]) == (4, 4, "floor", 2)
    assert profile["own_level"] is None
    assert profile["energy"] is None


def test_a_certificate_beside_an_own_level_lifts_it_and_the_basis_stays_self():
    profile = only(with_claims(own(2, energy=0), certificate(3)))
    assert (profile["level"], profile["own_level"], profile["floor"], profile["basis"]) == (3, 2, 3, "self")


def test_a_certificate_holds_on_its_last_day_and_not_the_day_after():
    data = with_claims(certificate(3, "2026-06-01"))
    assert only(data)["level"] == 3
    assert profiles(data.as_of("2026-06-02")).empty


def test_private_claims_stay_out_unless_asked_for():
    data = with_claims(peer(1), own(5, visibility="private", energy=2))
    assert only(data)["energy"] is None
    assert only(data, include_private=True)["own_level"] == 5


def test_a_private_claim_does_not_move_the_reference_date():
    data = with_claims(peer(1, date="2026-01-01"), own(5, visibility="private", date="2026-03-02"), today=None)
    assert only(data)["age_days"] == 60


def test_energy_is_that_of_the_latest_own_claim_even_when_it_says_nothing():
    assert only(with_claims(own(3, energy=2, date="2025-01-01"), own(3)))["energy"] is None
    assert only(with_claims(peer(3, energy=2)))["energy"] is None


@pytest.mark.parametrize("seed", range(N_ORGANISATIONS))
def test_profiles_equal_the_definition_in_plain_loops(seed):
    data = random_organisation(seed, n_people=3 + seed % 6, n_strengths=2 + seed % 4, claims_per_person=3 + seed % 12)
    data = data.as_of(data.reference_date - pd.Timedelta(days=40 * (seed % 5)))
    for include_private in (False, True):
        expected = expected_profiles(data, include_private=include_private)
        frame = profiles(data, include_private=include_private)
        assert list(zip(frame["person_id"], frame["strength_id"], strict=True)) == list(expected)
        for row in frame.to_dict("records"):
            wanted = expected[row["person_id"], row["strength_id"]]
            assert {name: None if pd.isna(row[name]) else row[name] for name in wanted} == wanted


def test_bounds_hold_and_the_columns_are_typed():
    frame = profiles(random_organisation(5, n_people=40, claims_per_person=20))
    assert ((frame["low"] >= 0) & (frame["low"] <= frame["level"])).all()
    assert ((frame["level"] <= frame["high"]) & (frame["high"] <= 5)).all()
    assert set(frame["basis"].cat.categories) == set(BASES)
    assert (frame["level"] >= frame["floor"].fillna(0)).all()
    assert frame.dtypes.astype(str).to_dict()["own_level"] == "Int8"


def test_the_order_of_the_rows_changes_nothing():
    data = random_organisation(11, n_people=10, claims_per_person=10)
    shuffled = {
        name: table.sample(frac=1, random_state=np.random.default_rng(1)) for name, table in data.frames.items()
    }
    again = Dataset.from_frames(shuffled, today=data.reference_date)
    pd.testing.assert_frame_equal(profiles(data), profiles(again))


def test_no_people_no_claims_no_rows_but_all_columns():
    empty = profiles(with_claims())
    assert empty.empty
    assert list(empty.columns) == list(profiles(random_organisation(1)).columns)
    assert profiles(random_organisation(1, n_people=0)).empty
    assert profiles(with_claims(today=None)).empty
