"""The capability map, worked by hand on the toy organisation, and its properties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.evidence import profiles
from talentmap.examples import toy
from talentmap.measures import as_heatmap, capability_map
from talentmap.vocabulary import use_language
from tests.organisations import random_organisation

COUNTS = ["known", "unknown", "present", "strong", "needed", "wished"]


def row(frame: pd.DataFrame, group: str, strength: str) -> list[int]:
    found = frame[(frame["group"] == group) & (frame["strength_id"] == strength)]
    return found[COUNTS].iloc[0].tolist()


def test_toy_by_unit_as_worked_by_hand():
    # Dienstverlening is P1, P2, P3; Stadsbeheer P4-P7; the table of levels stands in the docstring of toy().
    frame = capability_map(toy())
    assert frame["group"].drop_duplicates().tolist() == ["Dienstverlening", "Gemeente", "Stadsbeheer"]
    # S1: P1 at 4 and P3 at 2, P2 unknown. Asked for by project J1 (1 person).
    assert row(frame, "Dienstverlening", "S1") == [2, 1, 2, 1, 1, 0]
    # S2: P2 at 3. Asked for by R2 (2 seats, one is Bram's) and by J1: 1 + 1.
    assert row(frame, "Dienstverlening", "S2") == [1, 2, 1, 0, 2, 0]
    # S3: P2 at 3, wished for by P2; R2 asks for it on its free seat.
    assert row(frame, "Dienstverlening", "S3") == [1, 2, 1, 0, 1, 1]
    # S3: P4 at 5 and P6 at 2; R1 asks.
    assert row(frame, "Stadsbeheer", "S3") == [2, 2, 2, 1, 1, 0]
    # S5: P5 keeps hers private, so of four people nothing is known; nobody asks.
    assert row(frame, "Stadsbeheer", "S5") == [0, 4, 0, 0, 0, 0]
    # Gemeente has nobody, yet R3 asks there.
    assert row(frame, "Gemeente", "S5") == [0, 0, 0, 0, 1, 0]


def test_highest_level_asked_stands_beside_the_number():
    frame = capability_map(toy(), None).set_index("strength_id")
    # S1 is asked at 3 (R1, J1) and at 4 (R3); S2 at 4 and 3; S3 at 4 and 2; S4 and S5 at 3.
    assert frame["needed"].tolist() == [3, 2, 2, 1, 1]
    assert frame["needed_level"].tolist() == [4, 4, 4, 3, 3]
    assert capability_map(toy()).query("needed == 0")["needed_level"].isna().all()


def test_private_claims_only_when_asked_for():
    with_private = capability_map(toy(), include_private=True)
    assert row(with_private, "Stadsbeheer", "S5") == [1, 3, 1, 0, 0, 0]


def test_units_roll_up_to_their_ancestor():
    frame = capability_map(toy(), depth=0)
    assert frame["group"].unique().tolist() == ["Gemeente"]
    assert frame[COUNTS].to_numpy().tolist() == capability_map(toy(), None)[COUNTS].to_numpy().tolist()
    assert capability_map(toy(), depth=1).equals(capability_map(toy()))
    assert capability_map(toy(), depth=9).equals(capability_map(toy()))


def test_needs_are_missing_for_an_attribute_that_roles_do_not_have():
    frame = capability_map(toy(), "location")
    assert frame["group"].unique().tolist() == ["Stadhuis", "Werf"]
    assert frame["needed"].isna().all()
    assert frame["needed_level"].isna().all()
    assert frame["strong"].sum() == capability_map(toy(), None)["strong"].sum()


def test_a_blank_attribute_is_a_group_of_its_own():
    data = toy()
    people = data.people
    people["location"] = people["location"].mask(people["person_id"] == "P4")
    frame = capability_map(data.replace(people=people), "location")
    assert frame["group"].unique().tolist() == ["", "Stadhuis", "Werf"]
    assert frame.groupby("group")["n_people"].first().tolist() == [1, 3, 3]


def test_who_left_or_has_yet_to_start_is_not_counted():
    data = toy()
    people = data.people.set_index("person_id")
    people.loc["P4", "end_date"] = pd.Timestamp("2026-05-31")
    people.loc["P6", "end_date"] = pd.Timestamp("2026-06-01")  # the last day still counts
    people.loc["P5", "start_date"] = pd.Timestamp("2026-06-02")
    frame = capability_map(data.replace(people=people.reset_index()))
    assert row(frame, "Stadsbeheer", "S3") == [1, 1, 1, 0, 1, 0]
    assert frame[frame["group"] == "Stadsbeheer"]["n_people"].unique().tolist() == [2]


def test_an_ended_role_a_full_role_and_a_finished_project_ask_for_nothing():
    data = toy()
    roles = data.roles.set_index("role_id")
    roles.loc["R1", "status"] = "ended"
    roles.loc["R2", "headcount"] = 1
    roles.loc["R3", "status"] = "filled"
    asked = capability_map(data.replace(roles=roles.reset_index()), None)["needed"]
    assert asked.tolist() == [1, 1, 0, 1, 0]  # what is left is project J1
    assert capability_map(data.as_of("2026-12-18"), None)["needed"].sum() == 9
    assert capability_map(data.as_of("2026-12-19"), None)["needed"].sum() == 6


def test_names_follow_the_language():
    with use_language("nl"):
        assert capability_map(toy(), None)["strength"].tolist()[0] == "Verbinden"
    assert capability_map(toy(), None)["strength"].tolist()[0] == "Connecting people"


def test_heatmap_has_a_row_per_group_and_a_column_per_strength():
    table = as_heatmap(capability_map(toy()), "strong")
    assert table.loc["Stadsbeheer"].tolist() == [1, 1, 1, 0, 0]
    with pytest.raises(UnknownLabelError, match="strong") as caught:
        as_heatmap(capability_map(toy()), "stong")
    assert caught.value.near == ("strong",)


def test_wrong_questions_are_answered_with_what_can_be_asked():
    with pytest.raises(UnknownLabelError, match="location") as caught:
        capability_map(toy(), "locatoin")
    assert "location" in caught.value.near
    with pytest.raises(ProblemError, match="depth"):
        capability_map(toy(), "location", depth=1)


@pytest.mark.parametrize("seed", range(8))
def test_counts_equal_a_count_by_hand_over_the_profiles(seed):
    data = random_organisation(seed, n_people=15, claims_per_person=6)
    found = profiles(data)
    people = data.people
    gone = people["end_date"] < data.reference_date
    unit = dict(zip(people["person_id"][~gone], people["unit"][~gone], strict=True))
    for entry in capability_map(data).to_dict("records"):
        levels = [
            p["level"]
            for p in found.to_dict("records")
            if unit.get(p["person_id"]) == entry["group"] and p["strength_id"] == entry["strength_id"]
        ]
        assert entry["n_people"] == list(unit.values()).count(entry["group"])
        assert entry["known"] == len(levels)
        assert entry["unknown"] == entry["n_people"] - len(levels)
        assert entry["present"] == sum(level >= 2 for level in levels)
        assert entry["strong"] == sum(level >= 4 for level in levels)


def test_groups_add_up_to_the_whole_and_the_order_of_rows_changes_nothing():
    data = random_organisation(4, n_people=20, claims_per_person=9)
    parts, whole = capability_map(data), capability_map(data, None)
    totals = parts.groupby("strength_id")[["n_people", *COUNTS]].sum()
    assert totals.to_numpy().tolist() == whole[["n_people", *COUNTS]].to_numpy().tolist()
    shuffled = {name: t.sample(frac=1, random_state=np.random.default_rng(2)) for name, t in data.frames.items()}
    again = Dataset.from_frames(shuffled, today=data.reference_date)
    pd.testing.assert_frame_equal(parts, capability_map(again))


def test_nobody_and_one_person_give_a_map_without_error():
    nobody = capability_map(random_organisation(1, n_people=0))
    assert nobody[["n_people", "known", "unknown", "present"]].to_numpy().sum() == 0
    one = capability_map(random_organisation(1, n_people=1), None)
    assert one["n_people"].unique().tolist() == [1]
    assert ((one["known"] + one["unknown"]) == 1).all()
