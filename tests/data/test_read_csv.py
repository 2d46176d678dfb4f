"""CSV as programs write it: encodings, separators, line ends; and rows that are broken, each with its row number."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap.data.dictionary import tables
from talentmap.data.limits import Limits
from talentmap.data.read import check_dataset, read_dataset
from talentmap.data.read_csv import decoded
from tests.data.good import GOOD, check, edited, findings, write_good


@pytest.fixture
def fingerprint(tmp_path: Path) -> str:
    return read_dataset(write_good(tmp_path / "reference")).fingerprint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, newline: str, fingerprint: str, tmp_path: Path) -> None:
    folder = write_good(tmp_path / "data", people=GOOD["people"].replace("\n", newline).encode(encoding))
    assert read_dataset(folder).fingerprint == fingerprint


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators(separator: str, fingerprint: str, tmp_path: Path) -> None:
    content = GOOD["people"].replace(",", separator)
    assert read_dataset(write_good(tmp_path / "data", people=content)).fingerprint == fingerprint
    told = f"sep={separator}\n{content}"
    assert read_dataset(write_good(tmp_path / "told", people=told)).fingerprint == fingerprint


def test_a_dutch_spreadsheet(fingerprint: str, tmp_path: Path) -> None:
    people = GOOD["people"].replace(",", ";").replace("0.8", "0,8").replace("2012-03-01", "1-3-2012")
    folder = write_good(tmp_path / "data", people=people.replace("\n", "\r\n").encode("cp1252"))
    assert read_dataset(folder).fingerprint == fingerprint


@pytest.mark.parametrize(
    ("before", "after"),
    [("0.8", '"0,8"'), ("1.0", "1"), ("0.9", ".9"), ("0.9", "9e-1"), ("2012-03-01", "01-03-2012"),
     ("2012-03-01", "2012-03-01 00:00:00"), ("2012-03-01", "20120301"), ("2012-03-01", "1.3.2012"),
     ("Anouk de Wit", "  Anouk de Wit\u00a0"), ("Anouk de Wit", '"Anouk de Wit"'), ("person_id", " Person_ID ")],
)  # fmt: skip
def test_spellings_of_one_value(before: str, after: str, fingerprint: str, tmp_path: Path) -> None:
    folder = write_good(tmp_path / "data", **edited("people", before, after))
    assert read_dataset(folder).fingerprint == fingerprint


def test_a_number_like_1_125_follows_the_rest_of_the_file(tmp_path: Path) -> None:
    dotted = {"ties": "person_a,person_b,weight\na1,a2,1.125\na2,a3,0.5\n"}
    assert read_dataset(write_good(tmp_path / "a", **dotted)).ties["weight"].tolist() == [1.125, 0.5]
    comma = {"ties": "person_a;person_b;weight\na1;a2;1,125\na2;a3;0,5\n"}
    assert read_dataset(write_good(tmp_path / "b", **comma)).ties["weight"].tolist() == [1.125, 0.5]
    mixed = {"ties": "person_a;person_b;weight\na1;a2;1.125\na2;a3;0,5\n"}
    assert findings(check(tmp_path / "c", **mixed)) == [("ambiguous-number", "ties.csv", 2, "weight")]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (GOOD["people"].replace("Bram Jansen", "Jansen, Bram"), ("extra-cell", 3, "")),
        (GOOD["people"].replace(",0.8,2015-09-01,", ""), ("missing-cell", 3, "fte")),
        (GOOD["people"].replace("a2,Bram Jansen,Beleid,a1,Den Haag,0.8,2015-09-01,",
                                "a2;Bram Jansen;Beleid;a1;Den Haag;0,8;2015-09-01;"), ("mixed-delimiter", 3, "")),
        (GOOD["people"].replace("Bram", '"Bram'), ("unclosed-quote", 3, "name")),
        (GOOD["people"].replace("Bram", '"Bram').replace("Daan Visser", '"Daan Visser"'),
         ("unclosed-quote", 3, "name")),
        (GOOD["people"].replace("Bram Jansen", '"Bram" Jansen'), ("unclosed-quote", 3, "name")),
        (GOOD["people"].replace("\na2", "\n\n,,,,,,,\n\na2").replace("0.8", "8"), ("out-of-range", 6, "fte")),
        (GOOD["people"].replace("Anouk de Wit", '"Anouk\nde\r\nWit"').replace("0.8", "8"), ("out-of-range", 3, "fte")),
        (GOOD["people"].encode().replace(b"Bram", b"Br\xe4m"), ("encoding", 3, "name")),
        (GOOD["people"].replace("Bram", "Br\x00am"), ("control-character", 3, "name")),
        ("\n\n", ("missing-header", 1, "")),
        (bytes(range(256)) * 20, ("missing-header", 1, "")),
        (GOOD["people"].encode("utf-16-le"), ("missing-header", 1, "")),
        (GOOD["claims"], ("wrong-table", 1, "")),
        ("", ("empty-file", None, "")),
        (b"PK\x03\x04rest", ("wrong-format", None, "")),
        (b"\xff\xfea", ("encoding", None, "")),
    ],
)  # fmt: skip
def test_a_broken_row_is_named(people: str | bytes, expected: tuple[object, ...], tmp_path: Path) -> None:
    kind, row, column = expected
    assert findings(check(tmp_path, people=people)) == [(kind, "people.csv", row, column)]


def test_rows_after_an_open_quote_are_read_all_the_same(tmp_path: Path) -> None:
    people = GOOD["people"].replace("Bram", '"Bram').replace("0.5", "5")
    assert findings(check(tmp_path, people=people)) == [
        ("unclosed-quote", "people.csv", 3, "name"),
        ("out-of-range", "people.csv", 5, "fte"),
    ]


def test_many_open_quotes_do_not_take_long(tmp_path: Path) -> None:
    people = GOOD["people"] + 'x,"a""b,\n' * 20_000
    report = check(tmp_path, people=people)
    assert {kind for kind, *_ in findings(report)} == {"unclosed-quote"}


def test_cells_missing_at_the_end_are_blank_and_said(tmp_path: Path) -> None:
    report = check(tmp_path, people=GOOD["people"].replace("2015-09-01,", "2015-09-01"))
    assert report.dataset is not None
    assert findings(report) == [("missing-cell", "people.csv", 3, "end_date")]
    assert report.warnings["row"].tolist() == [3]


def test_separators_at_the_end_of_every_line_are_no_columns(fingerprint: str, tmp_path: Path) -> None:
    folder = write_good(tmp_path / "data", ties=GOOD["ties"].replace("\n", ",,\n"))
    assert read_dataset(folder).fingerprint == fingerprint


def test_words_that_look_empty_are_text(tmp_path: Path) -> None:
    people = GOOD["people"].replace("Bram Jansen", "NULL").replace("Daan Visser", "nan").replace("Den Haag", "NA")
    data = read_dataset(write_good(tmp_path, people=people))
    assert data.people["name"].tolist() == ["Anouk de Wit", "NULL", "Chaïma el Idrissi", "nan"]
    assert data.people["location"].tolist() == ["NA", "NA", "Utrecht", "Utrecht"]
    assert data.people["manager_id"].isna().tolist() == [True, False, False, False]


def test_ids_are_text(tmp_path: Path) -> None:
    changed = {name: content.replace("a1", "0012").replace("a2", "12") for name, content in GOOD.items()}
    people = read_dataset(write_good(tmp_path, **changed)).people
    assert people["person_id"].tolist() == ["0012", "12", "a3", "a4"]


def test_attributes_of_people_are_kept_as_text(tmp_path: Path) -> None:
    lines = GOOD["people"].splitlines()
    people = "\n".join([f"{lines[0]},Kamer", *(f"{line},0{place}" for place, line in enumerate(lines[1:]))])
    report = check(tmp_path, people=people)
    assert report.dataset is not None
    assert report.dataset.people["Kamer"].tolist() == ["00", "01", "02", "03"]
    assert not len(report.warnings)


def test_text_defused_for_a_spreadsheet_is_restored(tmp_path: Path) -> None:
    people = GOOD["people"].replace("Anouk de Wit", "'=1+1").replace("Bram Jansen", "''-x").replace("Daan", "'s Daan")
    names = read_dataset(write_good(tmp_path, people=people)).people["name"].tolist()
    assert names == ["=1+1", "'-x", "Chaïma el Idrissi", "'s Daan Visser"]


def test_limits_hold(tmp_path: Path) -> None:
    folder = write_good(tmp_path)
    for limits, kind in [
        (Limits(file_bytes=100), "too-large"),
        (Limits(rows=2), "too-large"),
        (Limits(columns=3), "too-large"),
        (Limits(text_length=5), "value-too-long"),
    ]:
        report = check_dataset(folder, limits=limits)
        assert report.dataset is None
        assert kind in report.faults["kind"].tolist()


def test_the_encoding_is_told_from_the_bytes() -> None:
    assert decoded("Zoë".encode()) == "Zoë"
    assert decoded("Zoë – €".encode("cp1252")) == "Zoë – €"
    assert decoded("Zoë".encode() + b"\xe9") == "Zoë\udce9"  # the good letter is kept, the bad byte is marked
    assert decoded("Zoë".encode("utf-16")) == "Zoë"
    assert decoded(b"\xff\xfe\x00") is None


def test_a_file_in_a_folder_is_found_whatever_its_capitals(fingerprint: str, tmp_path: Path) -> None:
    folder = write_good(tmp_path / "data", without=("people",))
    (folder / "People.CSV").write_text(GOOD["people"], encoding="utf-8")
    (folder / "README.md").write_text("not a table", encoding="utf-8")
    (folder / "notities.csv").write_text("not,a\ntable", encoding="utf-8")
    assert read_dataset(folder).fingerprint == fingerprint
    (folder / "people.tsv").write_text(GOOD["people"], encoding="utf-8")
    assert ("duplicate-key", "People.CSV", None, "") in findings(check_dataset(folder))


def test_paths_that_hold_no_dataset(tmp_path: Path) -> None:
    assert findings(check_dataset(tmp_path / "nothing")) == [("missing-file", "nothing", None, "")]
    empty = tmp_path / "empty"
    empty.mkdir()
    required = {f"{table.name}.csv" for table in tables().values() if table.required}
    assert {file for _, file, _, _ in findings(check_dataset(empty))} == required
    (tmp_path / "people.csv").write_text(GOOD["people"], encoding="utf-8")
    assert findings(check_dataset(tmp_path / "people.csv")) == [("wrong-shape", "people.csv", None, "")]
    for name in ("dataset.yaml", "dataset.xls", "dataset"):
        (tmp_path / name).write_text("people: []", encoding="utf-8")
        assert findings(check_dataset(tmp_path / name)) == [("unsupported-format", name, None, "")]
    assert findings(check_dataset("/dev/null")) == [("wrong-format", "null", None, "")]


def test_a_name_that_is_nearly_a_table_is_said(tmp_path: Path) -> None:
    folder = write_good(tmp_path, without=("ties",))
    (folder / "tiess.csv").write_text(GOOD["ties"], encoding="utf-8")
    (folder / "claims.xls").write_text("x", encoding="utf-8")
    report = check_dataset(folder)
    assert report.dataset is not None
    assert findings(report) == [("wrong-table", "tiess.csv", None, "")]
    (folder / "claims.csv").unlink()
    assert ("unsupported-format", "claims.xls", None, "") in findings(check_dataset(folder))


def test_a_table_as_a_folder_is_no_table(tmp_path: Path) -> None:
    folder = write_good(tmp_path, without=("people",))
    (folder / "people.csv").mkdir()
    assert findings(check_dataset(folder)) == [("missing-file", "people.csv", None, "")]
