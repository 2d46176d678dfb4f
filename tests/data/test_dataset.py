"""The Dataset: frozen, pickled, the same fingerprint for the same content, another for one changed cell."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.errors import DataError, UnknownLabelError
from tests.organisations import random_organisation


@pytest.fixture(scope="module")
def data() -> Dataset:
    return random_organisation(4, n_people=12)


def test_every_table_is_there_in_its_types(data: Dataset) -> None:
    assert list(data.frames) == list(tables())
    for name, table in tables().items():
        frame = data.table(name)
        assert list(frame.columns)[: len(table.names)] == list(table.names)
        for column in table.columns:
            assert frame[column.name].dtype == column.dtype, (name, column.name)
    assert data.claims["level"].dtype == np.int8
    assert data.units.empty


def test_rows_are_in_key_order(data: Dataset) -> None:
    for name, table in tables().items():
        frame = data.table(name)
        keys = frame[list(table.keys)]
        assert keys.equals(keys.sort_values(list(table.keys), ignore_index=True)), name


def test_nobody_can_change_it(data: Dataset) -> None:
    before = data.fingerprint
    with pytest.raises(FrozenInstanceError):
        data.today = None  # type: ignore[misc]
    with pytest.raises(TypeError):
        data.frames["people"] = pd.DataFrame()  # type: ignore[index]
    people = data.people
    people.loc[0, "name"] = "iemand anders"
    people["extra"] = "x"
    assert data.people["name"].iloc[0] != "iemand anders"
    assert "extra" not in data.people
    assert Dataset(data.frames, data.today).fingerprint == before


def test_frames_are_copied_in() -> None:
    frames = {name: frame.copy() for name, frame in random_organisation(4).frames.items()}
    made = Dataset.from_frames(frames)
    before = made.fingerprint
    frames["people"].loc[0, "name"] = "iemand anders"
    assert Dataset(made.frames).fingerprint == before


def test_it_pickles(data: Dataset) -> None:
    again = pickle.loads(pickle.dumps(data))
    assert again.fingerprint == data.fingerprint
    assert again.today == data.today
    assert again.people.equals(data.people)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 1_000))
def test_row_order_decides_nothing(seed: int, shuffle: int) -> None:
    data = random_organisation(seed, n_people=6)
    mixed = {name: frame.sample(frac=1, random_state=shuffle) for name, frame in data.frames.items()}
    again = Dataset.from_frames(mixed, today=data.today)
    assert again.fingerprint == data.fingerprint
    for name, frame in data.frames.items():
        pd.testing.assert_frame_equal(again.frames[name], frame)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_one_changed_cell_changes_the_fingerprint(draw: st.DataObject) -> None:
    data = random_organisation(draw.draw(st.integers(0, 50)), n_people=6)
    name = draw.draw(st.sampled_from([name for name, frame in data.frames.items() if len(frame)]))
    frame = data.frames[name].copy()
    column = draw.draw(st.sampled_from(list(frame.columns)))
    row = draw.draw(st.integers(0, len(frame) - 1))
    old = frame.loc[row, column]
    if pd.api.types.is_bool_dtype(frame[column].dtype):
        frame.loc[row, column] = not old
    elif pd.api.types.is_numeric_dtype(frame[column].dtype):
        frame.loc[row, column] = 1 if pd.isna(old) else old + 1
    elif pd.api.types.is_datetime64_any_dtype(frame[column].dtype):
        frame.loc[row, column] = pd.Timestamp("2001-01-01") if pd.isna(old) else old + pd.Timedelta(days=1)
    elif isinstance(frame[column].dtype, pd.CategoricalDtype):
        frame.loc[row, column] = next(choice for choice in frame[column].cat.categories if choice != old)
    else:
        frame.loc[row, column] = "anders" if pd.isna(old) else f"{old}x"
    assert Dataset({**data.frames, name: frame}, data.today).fingerprint != data.fingerprint


def test_moving_a_value_to_another_column_or_table_changes_the_fingerprint(data: Dataset) -> None:
    people = data.people.assign(location=data.people["name"], name=data.people["location"])
    assert Dataset({**data.frames, "people": people}, data.today).fingerprint != data.fingerprint


def test_the_reference_date_is_given_or_the_latest_seen() -> None:
    data = random_organisation(4)
    given = data.as_of("2024-02-29")
    assert given.reference_date == pd.Timestamp("2024-02-29")
    assert given.fingerprint != data.fingerprint
    assert given.as_of("2024-02-29").fingerprint == given.fingerprint
    seen = data.as_of(None)
    assert seen.reference_date == data.claims["date"].max()
    assert Dataset.from_frames({}).reference_date is None


def test_replace_checks_the_whole(data: Dataset) -> None:
    fewer = data.people.iloc[:-1]
    with pytest.raises(DataError) as raised:
        data.replace(claims=data.claims.assign(person_id="niemand"))
    assert set(raised.value.faults["kind"]) >= {"unknown-id"}
    with pytest.raises(UnknownLabelError):
        data.replace(koffie=fewer)
    changed = data.replace(ties=data.ties.iloc[:0])
    assert changed.ties.empty
    assert changed.today == data.today
    assert data.ties.shape[0] > 0


def test_frames_are_checked_as_files_are() -> None:
    good = dict(random_organisation(4).frames)
    with pytest.raises(DataError) as raised:
        Dataset.from_frames({**good, "people": good["people"].assign(fte=36.0)})
    first = raised.value.faults.iloc[0]
    assert (first["kind"], first["file"], first["row"], first["column"]) == ("out-of-range", "people", 2, "fte")
    assert isinstance(raised.value, ValueError)
    assert "36" in str(raised.value)
    assert pickle.loads(pickle.dumps(raised.value)).faults.equals(raised.value.faults)
    with pytest.raises(UnknownLabelError):
        Dataset.from_frames({"koffie": good["people"]})


def test_frames_of_any_type_are_taken_for_what_they_say() -> None:
    people = pd.DataFrame(
        {
            "person_id": [12, 7],
            "name": ["A", None],
            "unit": pd.Categorical(["X", "Y"]),
            "fte": ["0,8", "1"],
            "start_date": ["1-2-2020", pd.NaT],
            "Kamer": [1.0, None],
        }
    )
    people.loc[1, "name"] = "B"
    made = Dataset.from_frames({"people": people})
    assert made.people["person_id"].tolist() == ["12", "7"]  # ids are text, in the order of text
    assert made.people["fte"].tolist() == [0.8, 1.0]
    assert made.people["start_date"].tolist() == [pd.Timestamp("2020-02-01"), pd.NaT]
    assert made.people["Kamer"].tolist()[0] == "1"
    assert made.people["Kamer"].isna().tolist() == [False, True]


def test_what_is_not_there_is_an_attribute_error(data: Dataset) -> None:
    assert not hasattr(data, "koffie")
    with pytest.raises(UnknownLabelError):
        data.table("koffie")
    assert "people 12" in repr(data)
