"""Figures of strengths and of conversations: what counts, who contributes, and the table people read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.evidence import profiles
from talentmap.examples import municipality
from talentmap.measures.published import (
    conversation_figures,
    conversation_input,
    strength_figures,
    strength_input,
    strength_table,
)

KEY = b"a secret"


@pytest.fixture(scope="module")
def small() -> Dataset:
    return municipality(70, seed=4)


def test_input_says_what_the_profiles_say(small: Dataset) -> None:
    made = strength_input(small)
    found = profiles(small)
    table = made.table.set_index("person_id")
    assert table.filter(like=".known").sum().sum() == len(found)
    assert table.filter(like=".strong").sum().sum() == (found["level"] >= 4).sum()
    one = found.iloc[7]
    assert table.loc[one["person_id"], f"{one['strength_id']}.present"] == float(one["level"] >= 2)


def test_private_claims_count_for_nothing(small: Dataset) -> None:
    claims = small.frames["claims"]
    hidden = small.replace(claims=claims.assign(visibility="private"), aspirations=small.frames["aspirations"].head(0))
    made = strength_input(hidden)
    assert not any(made.contributes)
    assert made.table.drop(columns="person_id").isna().all().all()
    assert set(strength_figures(hidden, key=KEY).table()["reason"]) == {"nothing has been shared yet"}


def test_known_reaches_as_far_as_the_widest_claim_or_sharing(small: Dataset) -> None:
    claims = small.frames["claims"]
    rows = claims[claims["visibility"] == "manager"].iloc[0]
    person, strength = rows["person_id"], rows["strength_id"]
    assert strength_input(small).known.set_index("person_id").loc[person, f"{strength}.known"] == 1
    row = {"person_id": person, "strength_id": strength, "audience": "organisation", "purpose": "any"}
    shared = small.replace(sharing=pd.DataFrame([row]))
    assert strength_input(shared).known.set_index("person_id").loc[person, f"{strength}.known"] == 3


def test_table_puts_the_figures_of_a_strength_side_by_side(small: Dataset) -> None:
    published = strength_figures(small, key=KEY)
    table = strength_table(published, small)
    assert len(table) == len(published.keys) * len(small.frames["strengths"])
    whole = table[(table["kind"] == "whole") & (table["reason"] == "")]
    assert (whole["unknown"] + whole["known"] == whole["size"]).all()
    assert (whole["strong"] <= whole["present"]).all()
    exact = profiles(small).query("level >= 2")["strength_id"].value_counts()
    off = (whole.set_index("strength_id")["present"] - exact.reindex(whole["strength_id"]).fillna(0)).abs()
    assert np.mean(off <= 6) > 0.9
    assert (table["reason"] != "").any()


def test_conversations_count_who_had_one_in_the_last_year(small: Dataset) -> None:
    people = small.frames["people"]["person_id"]
    day = small.reference_date
    rows = [
        {"person_id": person, "date": day - pd.Timedelta(days=days), "status": status}
        for person, days, status in zip(
            people[:40], [10, 300, 400, 10] * 10, ["held", "gehouden", "held", "planned"] * 10, strict=True
        )
    ]
    recorded = small.replace(conversations=pd.DataFrame(rows)).as_of(day)
    assert conversation_input(recorded).table["conversation"].sum() == 20
    whole = conversation_figures(recorded, key=KEY).explain("conversation")
    assert whole.value is not None
    assert abs(int(str(whole.value)) - 20) <= 10


def test_without_conversations_nothing_is_said(small: Dataset) -> None:
    empty = small.replace(conversations=small.frames["conversations"].head(0))
    assert set(conversation_figures(empty, key=KEY).table()["reason"]) == {"nothing has been shared yet"}


def test_k_is_never_lowered(small: Dataset) -> None:
    with pytest.raises(ProblemError):
        strength_figures(small, 4, key=KEY)
