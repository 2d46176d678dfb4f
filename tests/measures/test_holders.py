"""Key people: worked by hand on the toy organisation, and their properties."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.evidence import profiles
from talentmap.examples import toy
from talentmap.measures import key_people
from talentmap.vocabulary import use_language
from tests.organisations import random_organisation


def test_toy_as_worked_by_hand():
    # Level 4 or higher: S1 P1 and P5; S2 P6 (P2 at 3 comes next); S3 P4 (P2 at 3 next); S4 P3; S5 P1.
    # All are asked for, so fewest holders come first, then fewest next in line, then id.
    frame = key_people(toy())
    assert list(zip(frame["strength_id"], frame["person_id"], strict=True)) == [
        ("S4", "P3"),
        ("S5", "P1"),
        ("S2", "P6"),
        ("S3", "P4"),
        ("S1", "P1"),
        ("S1", "P5"),
    ]
    assert frame["n_strong"].tolist() == [1, 1, 1, 1, 2, 2]
    assert frame["next_level"].tolist() == [0, 0, 1, 1, 0, 0]
    assert frame["unknown"].tolist() == [5, 6, 5, 4, 4, 4]
    assert frame["needed"].tolist() == [1, 1, 2, 2, 3, 3]


def test_the_reason_is_a_sentence_in_the_language_of_the_moment():
    assert key_people(toy())["reason"][0] == (
        "Chaima El Idrissi is the only one known to have Planning law at level 4 or higher; "
        "1 seat asks for it; nobody is one level below."
    )
    with use_language("nl"):
        assert key_people(toy())["reason"][4] == (
            "Anouk de Vries en Esmée Pinas zijn de enige twee van wie Verbinden op niveau 4 of hoger bekend is; "
            "3 plaatsen vragen erom; niemand zit één niveau lager."
        )


def test_who_left_no_longer_holds_and_who_leaves_is_said_to():
    people = toy().people.set_index("person_id")
    people.loc["P1", "end_date"] = pd.Timestamp("2026-05-01")
    people.loc["P5", "end_date"] = pd.Timestamp("2026-09-01")
    frame = key_people(toy().replace(people=people.reset_index()))
    assert "P1" not in set(frame["person_id"])
    esmee = frame[frame["person_id"] == "P5"].iloc[0]
    assert (esmee["strength_id"], esmee["n_strong"]) == ("S1", 1)
    assert "leaves on 2026-09-01" in esmee["reason"]


def test_more_holders_are_listed_when_asked_for():
    data = random_organisation(3, n_people=30, claims_per_person=12)
    found = profiles(data)
    found = found[found["person_id"].isin(data.people[~(data.people["end_date"] < data.reference_date)]["person_id"])]
    strong = found[found["level"] >= 4]["strength_id"].value_counts()
    for most in (1, 2, 5):
        frame = key_people(data, most=most)
        assert set(frame["strength_id"]) == set(strong[strong <= most].index)
        assert frame.groupby("strength_id").size().to_dict() == strong[strong <= most].to_dict()


@pytest.mark.parametrize("n_people", [0, 1])
def test_nobody_and_one_person(n_people):
    frame = key_people(random_organisation(1, n_people=n_people, claims_per_person=9))
    assert len(frame) == 0 if n_people == 0 else (frame["n_strong"] == 1).all()
    assert list(frame.columns) == list(key_people(toy()).columns)
