"""What is asked: the same seats as matching hands out."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.data.in_force import employed
from talentmap.examples import toy
from talentmap.matching import match_roles
from talentmap.measures.demand import demands, free_seats
from tests.organisations import random_organisation


def test_a_seat_is_free_again_when_its_holder_left():
    people = toy().people.set_index("person_id")
    people.loc["P2", "end_date"] = pd.Timestamp("2026-05-31")
    gone = toy().replace(people=people.reset_index())
    assert free_seats(toy()).to_dict() == {"R1": 1, "R2": 1, "R3": 1}
    assert free_seats(gone)["R2"] == 2
    assert employed(gone).tolist() == [True, False, True, True, True, True, True]


@pytest.mark.parametrize("seed", range(12))
def test_free_seats_are_those_that_matching_hands_out(seed):
    data = random_organisation(seed, n_people=9, n_roles=4)
    result = match_roles(data)
    handed_out = result.seats["role_id"].value_counts().add(result.unfilled.set_index("role_id")["open"], fill_value=0)
    free = free_seats(data)[data.roles.set_index("role_id")["status"].isin(["open", "future"])]
    assert free[free > 0].to_dict() == handed_out.sort_index().to_dict()


def test_toy_demands_counted_by_hand():
    asked = demands(toy())
    assert asked["owner_kind"].value_counts().to_dict() == {"role": 6, "project": 3}
    assert asked["needed"].tolist() == [1] * 9
