"""No file can give anybody the outcome of a feedback round: it is refused with its file, row and column."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from talentmap.access.coded import CODES, lowest_level
from talentmap.access.view import as_seen_by
from talentmap.access.viewer import Viewer
from talentmap.data.dataset import Dataset
from talentmap.data.read import read_dataset
from talentmap.data.write import write_dataset
from talentmap.errors import DataError
from tests.access.test_workspace import claim, hr, organisation

ROUND = {"round_id": "r1", "person_id": "bob", "opens": "2026-01-01", "closes": "2026-02-01"}
PUBLISHED = {**ROUND, "published": "2026-02-02"}


def median(source: str, code: str, **other: object) -> dict[str, object]:
    """What stands in the data of a published round."""
    row = {**claim("bob", "s3", "organisation", lowest_level(code)), "source": source, "assessor_id": None}
    return {**row, "date": "2026-02-01", "round_id": "r1", "note": code, **other}


def rows_of(data: Dataset, folder: Path, form: str) -> Dataset:
    """The same dataset from files whose rows stand the other way round."""
    write_dataset(data, folder / form)
    if form == "csv":
        for path in (folder / form).iterdir():
            head, *rows = path.read_text().splitlines()
            path.write_text("\n".join([head, *rows[::-1]]) + "\n")
    return read_dataset(folder / form)


def test_such_a_row_would_be_shown_as_a_real_outcome() -> None:
    forged = organisation(rounds=[PUBLISHED], claims=[median("peer", "4-5")]).as_of("2026-06-01")
    seen = as_seen_by(forged, Viewer("bob"), "portfolio").frames["claims"]
    assert seen["note"].tolist() == ["4-5"], "else this test is about nothing"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("source", ["peer", "client"])
def test_an_outcome_is_refused_with_its_place(store_url: str, tmp_path: Path, source: str, code: str) -> None:
    workspace = hr(store_url)
    own = [claim("bob", "s1", "team"), claim("cas", "s1", "organisation")]
    forged = rows_of(organisation(rounds=[PUBLISHED], claims=[*own, median(source, code)]), tmp_path, "csv")
    for dry_run in (True, False):
        with pytest.raises(DataError) as caught:
            workspace.import_data(forged, dry_run=dry_run)
        faults = caught.value.faults
        assert faults[["file", "column"]].to_numpy().tolist() == [["rounds.csv", "published"], ["claims.csv", "note"]]
        lines = (tmp_path / "csv" / "claims.csv").read_text().splitlines()
        assert code in lines[faults["row"][1] - 1]
        assert faults["found"].tolist() == ["2026-02-02", code]
    with workspace.store.reading() as reading:
        assert not len(reading.frame("rounds"))
        assert set(reading.frame("claims")["source"]) == {"self"}


def test_not_in_two_steps_either(store_url: str) -> None:
    workspace = hr(store_url)
    workspace.import_data(organisation(rounds=[ROUND], claims=[median("peer", "4-5", note="van een collega")]), False)
    for data in (
        organisation(rounds=[PUBLISHED], claims=[median("peer", "4-5", note="van een collega")]),
        organisation(rounds=[ROUND], claims=[median("peer", "4-5")]),
    ):
        with pytest.raises(DataError, match=r"2026-02-02|4-5"):
            workspace.import_data(data, dry_run=False)


def test_ratings_of_a_closed_round_do_come_in(store_url: str) -> None:
    workspace = hr(store_url)
    ratings = [
        {**median("peer", "4-5", note=note), "assessor_id": who}
        for who, note in (("ann", "4-5"), ("cas", None))
    ]  # fmt: skip
    other = [median("peer", "4-5", level=5, date="2026-01-20"), median("peer", "2-3", round_id=None, strength_id="s2")]
    workspace.import_data(organisation(rounds=[ROUND], claims=[*ratings, *other]), dry_run=False)
    with workspace.store.reading() as reading:
        assert len(reading.frame("claims")) >= 4


def test_the_sheet_is_named_and_frames_count_as_a_spreadsheet(store_url: str, tmp_path: Path) -> None:
    workspace = hr(store_url)
    data = organisation(rounds=[PUBLISHED])
    with pytest.raises(DataError) as caught:
        workspace.import_data(rows_of(data, tmp_path, "data.xlsx"))
    assert caught.value.faults[["file", "row"]].to_numpy().tolist() == [["data.xlsx", 2]]
    assert "rounds" in caught.value.faults["hint"][0]
    people = pd.DataFrame([{**ROUND, "person_id": "cas"}, PUBLISHED])
    with pytest.raises(DataError) as caught:
        workspace.import_data(organisation(rounds=people))
    assert caught.value.faults[["file", "row"]].to_numpy().tolist() == [["rounds", 3]]
