"""Dense levels: unknown is not zero, and labels decide, not positions."""

from __future__ import annotations

from talentmap.evidence import UNKNOWN, UNKNOWN_ENERGY, level_array, profiles
from tests.evidence.claims import own, peer, with_claims
from tests.organisations import random_organisation


def test_zero_is_known_and_unknown_is_not_zero():
    levels = level_array(profiles(with_claims(own(0, energy=-2))), ["anna", "bert"], ["listen", "write"])
    assert levels.level.tolist() == [[0, UNKNOWN], [UNKNOWN, UNKNOWN]]
    assert levels.known.tolist() == [[True, False], [False, False]]
    assert levels.energy.tolist() == [[-2, UNKNOWN_ENERGY], [UNKNOWN_ENERGY, UNKNOWN_ENERGY]]
    assert (levels.level.dtype, levels.energy.dtype) == ("int8", "int8")


def test_rows_and_columns_come_in_the_order_asked_and_unknown_ids_are_unknowns():
    found = profiles(with_claims(peer(4), peer(2, strength_id="write")))
    levels = level_array(found, ["nobody", "anna"], ["write", "sing"])
    assert levels.people == ("nobody", "anna")
    assert levels.level.tolist() == [[UNKNOWN, UNKNOWN], [2, UNKNOWN]]


def test_every_profile_lands_in_its_own_cell():
    data = random_organisation(2, n_people=12, claims_per_person=8)
    found = profiles(data)
    people, strengths = list(data.people["person_id"])[::-1], list(data.strengths["strength_id"])
    levels = level_array(found, people, strengths)
    for row in found.itertuples():
        assert levels.level[people.index(row.person_id), strengths.index(row.strength_id)] == row.level
    assert levels.known.sum() == len(found)


def test_nothing_asked_gives_empty_arrays():
    assert level_array(profiles(with_claims(own(3))), [], ["listen"]).level.shape == (0, 1)
