"""A store keeps what it is given, one change at a time, and tells a stale save what changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from talentmap.access import log
from talentmap.data.store import Store, open_store
from talentmap.errors import ProblemError, StaleError, StoreError, UnknownLabelError
from tests.organisations import random_organisation
from tests.store import copies
from tests.store.copies import stored

pytestmark = pytest.mark.server


def person(person_id: str, **more: object) -> dict[str, object]:
    return {"person_id": person_id, "name": f"Naam {person_id}", "unit": "U", "fte": 1.0, **more}


def filled(url: str) -> Store:
    """A store with two people."""
    copies.fill(url, "two people", _fill)
    return open_store(url)


def _fill(url: str) -> None:
    store = open_store(url, create=True)
    with store.writing() as writing:
        writing.insert("people", [person("a"), person("b", manager_id="a", start_date="2020-02-03", pet="kat")])
    store.close()


def insert_both(store: Store, table: str, row: dict[str, object]) -> None:
    """A good row and a doubtful one in one change."""
    with store.writing() as writing:
        writing.insert("people", [person("d")])
        writing.insert(table, [row])


@pytest.mark.parametrize("seed", [3, 8])
def test_a_dataset_comes_back_as_it_was(store_url: str, seed: int) -> None:
    data = random_organisation(seed)
    stored(open_store(store_url, create=True), data)
    store = open_store(store_url)
    store.check()
    with store.reading() as reading:
        back = reading.dataset(data.today)
    assert back.fingerprint == data.fingerprint
    for name, frame in data.frames.items():
        pd.testing.assert_frame_equal(back.frames[name], frame)


def test_attributes_blanks_and_versions_come_back(store_url: str) -> None:
    store = filled(store_url)
    with store.reading() as reading:
        people = reading.frame("people")
        assert people.columns[-1] == "row_version"
        assert people["row_version"].tolist() == [1, 1]
        assert people["pet"].isna().tolist() == [True, False]
        assert reading.frame("people", manager_id=None)["person_id"].tolist() == ["a"]
        assert reading.frame("people", manager_id="a", start_date="2020-02-03")["person_id"].tolist() == ["b"]
        assert reading.row("people", {"person_id": "c"}) is None
        assert len(reading.frame("claims")) == 0


def test_a_stale_save_is_told_what_changed_from_what_to_what(store_url: str) -> None:
    store = filled(store_url)
    key = {"person_id": "b"}
    with store.reading() as reading:
        seen = reading.row("people", key)
    assert seen is not None
    with store.writing() as writing:
        writing.update("people", key, {"fte": 0.5, "location": "Haven"}, seen["row_version"], seen=seen)
    with pytest.raises(StaleError, match=r"fte from 1\.0 to 0\.5") as caught, store.writing() as writing:
        writing.update("people", key, {"name": "Anders"}, seen["row_version"], seen=seen)
    assert caught.value.table.to_dict("list") == {
        "column": ["location", "fte"],
        "seen": [None, 1.0],
        "now": ["Haven", 0.5],
    }
    with pytest.raises(StaleError), store.writing() as writing:
        writing.delete("people", key, seen["row_version"])
    with store.reading() as reading:
        now = reading.row("people", key)
    assert now == {**seen, "fte": 0.5, "location": "Haven", "row_version": 2}


def test_a_row_that_went_and_came_back_is_stale_all_the_same(store_url: str) -> None:
    store = filled(store_url)
    key = {"person_id": "b"}
    for _ in range(2):
        with store.writing() as writing:
            writing.delete("people", key, None)
            writing.insert("people", [person("b")])
    with pytest.raises(StaleError), store.writing() as writing:
        writing.update("people", key, {"fte": 0.5}, 1)
    with store.writing() as writing:
        writing.delete("people", key, 3)
    with pytest.raises(StaleError, match="removed"), store.writing() as writing:
        writing.delete("people", key, 3)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("people", person("a")),
        ("people", person("c", fte=1.5)),
        ("people", {"person_id": "c", "unit": "U", "fte": 1.0}),
        ("people", person("c", manager_id="nobody")),
        ("strengths", {"strength_id": "s", "name": "S", "kind": "gift"}),
        ("ties", {"person_a": "a", "person_b": "b", "weight": 0.0}),
    ],
)
def test_the_database_itself_refuses_what_the_dictionary_forbids(
    store_url: str, table: str, row: dict[str, object]
) -> None:
    store = filled(store_url)
    with pytest.raises(StoreError) as caught:
        insert_both(store, table, row)
    assert caught.value.kind == "refused"
    assert "Naam" not in str(caught.value)
    with store.reading() as reading:
        assert reading.frame("people")["person_id"].tolist() == ["a", "b"]
        assert reading.change == 1


def test_a_reference_may_be_made_before_what_it_refers_to(store_url: str) -> None:
    store = filled(store_url)
    with store.writing() as writing:
        writing.insert("people", [person("d", manager_id="e")])
        writing.insert("people", [person("e")])
    store.check()


def test_an_error_in_the_block_takes_everything_back(store_url: str) -> None:
    store = filled(store_url)
    with pytest.raises(UnknownLabelError), store.writing() as writing:  # noqa: PT012 - the block is what is tested
        log.append(writing, "a", "save", "b")
        writing.update("people", {"person_id": "b"}, {"fte": 0.1}, None)
        writing.update("people", {"person_id": "zz"}, {"fte": 0.1}, None)
    with store.reading() as reading:
        assert log.verify(reading) == 0
        assert reading.frame("people")["fte"].tolist() == [1.0, 1.0]


def test_a_look_stays_of_one_moment(store_url: str) -> None:
    store = filled(store_url)
    with store.reading() as reading:
        before = reading.frame("people")
        with store.writing() as writing:
            writing.update("people", {"person_id": "a"}, {"fte": 0.25}, None)
        pd.testing.assert_frame_equal(reading.frame("people"), before)
    with store.reading() as reading:
        assert reading.frame("people")["fte"].tolist() == [0.25, 1.0]


@pytest.mark.parametrize(
    ("values", "error"),
    [({"fte": "veel"}, ProblemError), ({"name": "a\0b"}, ProblemError), ({"start_date": 3}, ProblemError)],
)
def test_values_of_another_type_are_refused(store_url: str, values: dict[str, object], error: type) -> None:
    with pytest.raises(error), filled(store_url).writing() as writing:
        writing.update("people", {"person_id": "a"}, values, None)


def test_unknown_tables_columns_and_rows_are_named(store_url: str) -> None:
    store = filled(store_url)
    with pytest.raises(UnknownLabelError, match="pepole"), store.reading() as reading:
        reading.frame("pepole")
    with pytest.raises(UnknownLabelError, match="hue"), store.reading() as reading:
        reading.frame("people", hue="red")
    with pytest.raises(UnknownLabelError, match="zz"), store.writing() as writing:
        writing.update("people", {"person_id": "zz"}, {"fte": 0.5}, None)
    with pytest.raises(UnknownLabelError, match="colour"), store.writing() as writing:
        writing.insert("strengths", [{"strength_id": "s", "name": "S", "kind": "skill", "colour": "red"}])


def test_the_log_is_one_chain_and_a_change_in_it_shows(store_url: str) -> None:
    store = filled(store_url)
    for subject in "abc":
        with store.writing() as writing:
            log.append(writing, "a", "look", subject)
    with store.reading() as reading:
        assert log.verify(reading) == 3
    with store.writing() as writing:
        writing.update("log", {"number": 2}, {"subject": "z"}, None)
    with store.reading() as reading:
        assert log.verify(reading) == -2


def test_nothing_of_a_password_is_shown(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://me:geheim@localhost:1/none")
    assert "geheim" not in str(caught.value)
    with pytest.raises(StoreError, match="no address"):
        open_store("mysql://me:geheim@localhost/none")
