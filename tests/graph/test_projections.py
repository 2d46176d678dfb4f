"""Projections, worked by hand on the toy organisation and against plain loops."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.evidence import profiles
from talentmap.examples import toy
from talentmap.graph import projections, shared_strengths, works_together
from tests.organisations import random_organisation


def test_toy_shared_strengths_worked_by_hand():
    # P2 {S2, S3} and P6 {S2, S3}: 2 of 2. P3 {S1, S4} and P4 {S3, S4}: 1 of 3. P1 {S1, S5} and P5 {S1}: 1 of 2.
    frame = shared_strengths(toy()).set_index(["person_a", "person_b"])
    assert frame.loc[("P2", "P6")].tolist() == [2, 1.0]
    assert frame.loc[("P3", "P4"), "overlap"] == pytest.approx(1 / 3)
    assert frame.loc[("P1", "P5"), "overlap"] == 0.5
    assert len(frame) == 7
    assert shared_strengths(toy(), least=4)[["person_a", "person_b"]].to_numpy().tolist() == [["P1", "P5"]]
    assert shared_strengths(toy(), min_shared=2)[["person_a", "person_b"]].to_numpy().tolist() == [["P2", "P6"]]


@pytest.mark.parametrize("least", [0, 1, 2, 4])
def test_shared_strengths_equal_sets_in_plain_loops(least):
    data = random_organisation(6, n_people=14, claims_per_person=6)
    has: dict[str, set[str]] = {p: set() for p in data.people["person_id"]}
    for row in profiles(data).to_dict("records"):
        if row["level"] >= least:
            has[row["person_id"]].add(row["strength_id"])
    expected = [
        [a, b, len(has[a] & has[b]), len(has[a] & has[b]) / len(has[a] | has[b])]
        for a, b in combinations(sorted(has), 2)
        if has[a] & has[b]
    ]
    frame = shared_strengths(data, least=least)
    assert frame[["person_a", "person_b", "n_shared"]].to_numpy().tolist() == [row[:3] for row in expected]
    assert np.allclose(frame["overlap"], [row[3] for row in expected])


def test_some_people_only():
    frame = shared_strengths(toy(), people=["P6", "P2", "P1"])
    assert frame[["person_a", "person_b", "n_shared"]].to_numpy().tolist() == [["P2", "P6", 2]]
    with pytest.raises(UnknownLabelError, match="P9"):
        shared_strengths(toy(), people=["P1", "P9"])


def test_toy_works_together_worked_by_hand():
    frame = works_together(toy()).set_index(["person_a", "person_b"])
    # Two units of 3 and 4 give 3 + 6 pairs; the tie of P3 and P5 crosses them.
    assert len(frame) == 10
    assert frame.loc[("P3", "P5")].tolist() == [1.0, False, False, 0]
    assert frame.loc[("P1", "P2"), "tie"] == 0.75
    assert np.isnan(frame.loc[("P1", "P3"), "tie"])


def test_two_holders_of_one_role_work_together():
    data = toy()
    holdings = data.holdings
    both = holdings.assign(person_id="P6")
    frame = works_together(data.replace(holdings=pd.concat([holdings, both], ignore_index=True)), people=["P2", "P6"])
    assert frame[["same_unit", "same_role", "n_roles"]].to_numpy().tolist() == [[False, True, 1]]


def test_too_many_pairs_are_refused_with_the_way_out(monkeypatch):
    monkeypatch.setattr(projections, "MOST_PAIRS", 5)
    with pytest.raises(ProblemError, match="min_shared"):
        shared_strengths(toy())
    with pytest.raises(ProblemError, match="people="):
        works_together(toy())


@pytest.mark.parametrize("n_people", [0, 1])
def test_nobody_and_one_person_have_no_pairs(n_people):
    data = random_organisation(1, n_people=n_people)
    assert shared_strengths(data).empty
    assert works_together(data).empty
