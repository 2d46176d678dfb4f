"""Gaps: worked by hand on the toy organisation, and their properties."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.errors import UnknownLabelError
from talentmap.examples import toy
from talentmap.measures import person_gaps, strength_gaps
from tests.organisations import random_organisation

COUNTS = ["level", "needed", "n_people", "met", "one_short", "short", "unknown", "shortfall_low", "shortfall_high"]


def rows(frame: pd.DataFrame) -> dict[tuple, list[int]]:
    return {(r["owner_id"], r["strength_id"], r["level"]): [r[c] for c in COUNTS] for r in frame.to_dict("records")}


def test_roles_of_the_toy_against_everybody():
    found = rows(strength_gaps(toy()))
    # S3 at 4 for R1: Douwe 5 meets it, Bram 3 is one short, Femke 2 further, four unknown.
    assert found["R1", "S3", 4] == [4, 1, 7, 1, 1, 1, 4, 0, 0]
    # S2 at 4 for the one free seat of R2: Femke meets it, Bram 3 is one short.
    assert found["R2", "S2", 4] == [4, 1, 7, 1, 1, 0, 5, 0, 0]
    assert len(found) == 6


def test_unit_of_the_toy_against_its_own_people():
    found = rows(strength_gaps(toy(), "unit"))
    # Dienstverlening asks S2 at 3 (J1) and at 4 (R2): two people at 3 or higher, of whom one at 4.
    # Bram is at 3, Anouk and Chaima unknown: with luck nobody lacks, at worst one.
    assert found["Dienstverlening", "S2", 3] == [3, 2, 3, 1, 0, 0, 2, 0, 1]
    assert found["Dienstverlening", "S2", 4] == [4, 1, 3, 0, 1, 0, 2, 0, 1]
    # Gemeente has nobody, so what it asks for lacks for certain.
    assert found["Gemeente", "S5", 3] == [3, 1, 0, 0, 0, 0, 0, 1, 1]


def test_projects_of_the_toy():
    frame = strength_gaps(toy(), "project")
    assert frame["owner_id"].unique().tolist() == ["J1"]
    assert frame[frame["mandatory"]]["strength_id"].tolist() == ["S4"]


@pytest.mark.parametrize("by", ["role", "project", "unit"])
@pytest.mark.parametrize("seed", range(5))
def test_everybody_is_counted_once_and_unknown_is_never_short(by, seed):
    frame = strength_gaps(random_organisation(seed, n_people=12), by)
    assert (frame[["met", "one_short", "short", "unknown"]].sum(axis=1) == frame["n_people"]).all()
    assert (frame[["met", "one_short", "short", "unknown"]] >= 0).all(axis=None)
    assert (frame["shortfall_low"] <= frame["shortfall_high"]).all()
    assert (frame["shortfall_low"][frame["unknown"] == 0] == frame["shortfall_high"][frame["unknown"] == 0]).all()


def test_holders_against_their_own_role():
    # Bram holds R2: S2 asked 4, known 3; S3 asked 2, known 3.
    frame = person_gaps(toy())
    assert frame[
        ["person_id", "role_id", "strength_id", "required", "level", "short", "state"]
    ].to_numpy().tolist() == [
        ["P2", "R2", "S2", 4, 3, 1, "short"],
        ["P2", "R2", "S3", 2, 3, 0, "met"],
    ]


def test_people_against_chosen_roles_keep_unknown_apart():
    frame = person_gaps(toy(), people=["P4"], roles=["R1"]).set_index("strength_id")
    assert frame["state"].tolist() == ["unknown", "met"]
    assert pd.isna(frame.loc["S1", "short"])
    assert person_gaps(toy(), people=["P7"], roles=["R3"])["state"].tolist() == ["unknown", "unknown"]


def test_an_ended_holding_is_not_held():
    holdings = toy().holdings.assign(until=pd.Timestamp("2026-05-31"))
    data = toy().replace(holdings=holdings)
    assert person_gaps(data).empty
    assert rows(strength_gaps(data))["R2", "S2", 4][1] == 2


def test_unknown_labels_are_named():
    with pytest.raises(UnknownLabelError, match="role, project, unit"):
        strength_gaps(toy(), "team")
    with pytest.raises(UnknownLabelError, match="R9"):
        person_gaps(toy(), roles=["R9"])
    with pytest.raises(UnknownLabelError, match="P9"):
        person_gaps(toy(), people=["P9"])


def test_nobody_and_nothing_asked():
    nobody = strength_gaps(random_organisation(1, n_people=0))
    assert (nobody["n_people"] == 0).all()
    assert (nobody["shortfall_low"] == nobody["needed"]).all()
    quiet = random_organisation(1, n_roles=1)
    quiet = quiet.replace(roles=quiet.roles.assign(status="ended"))
    assert strength_gaps(quiet).empty
    assert person_gaps(random_organisation(1, n_people=0)).empty
