"""Writing: four formats for a dataset, four for a table of results, nothing a spreadsheet would run, old or new."""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import stat
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from talentmap.data.dataset import Dataset
from talentmap.data.write import write_dataset, write_table
from talentmap.errors import ExportError, TalentmapError
from talentmap.vocabulary import use_language
from tests.organisations import random_organisation

SPITEFUL = ["=1+1", "+31 70", "-2+3|'C", "@SUM(1)", "＝1", "'=x", 'Gijs";=1', "NA", "nan", "00123", "a\nb", "é€"]


@pytest.fixture(scope="module")
def data() -> Dataset:
    base = random_organisation(3, n_people=len(SPITEFUL))
    people = base.table("people")
    return base.replace(people=people.assign(name=SPITEFUL, **{"=extra": SPITEFUL}))


def cells_of_csv(path: Path, **how: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), **how))  # type: ignore[arg-type]


def begins_as_formula(cell: str) -> bool:
    number = re.fullmatch(r"-?\d+([.,]\d+)?(e[+-]\d+)?", cell)
    return bool(re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", cell)) and not number


@pytest.mark.parametrize("dialect", ["plain", "excel-nl"])
def test_no_cell_of_a_csv_begins_as_a_formula(data: Dataset, tmp_path: Path, dialect: str) -> None:
    write_dataset(data, tmp_path / "uit", dialect=dialect)
    separator = "," if dialect == "plain" else ";"
    for path in (tmp_path / "uit").iterdir():
        for row in cells_of_csv(path, delimiter=separator):
            assert not [cell for cell in row if begins_as_formula(cell)]
    rows = cells_of_csv(tmp_path / "uit" / "people.csv", delimiter=separator)
    assert rows[0][-1] == "'=extra"
    assert "'=1+1" in rows[1]


def test_no_cell_of_a_workbook_is_or_begins_as_a_formula(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "uit.xlsx")
    with zipfile.ZipFile(tmp_path / "uit.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)
    book = CalamineWorkbook.from_path(tmp_path / "uit.xlsx")
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert not [cell for cell in cells if isinstance(cell, str) and begins_as_formula(cell)]
    assert "00123" in cells


def test_csv_is_plain_utf8_with_iso_dates_and_blank_for_unknown(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "uit")
    raw = (tmp_path / "uit" / "role_requirements.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.split(b"\n")[0] == b"role_id,strength_id,level,weight,mandatory"
    assert re.search(rb",(true|false)\n", raw)
    claims = cells_of_csv(tmp_path / "uit" / "claims.csv")
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row[6]) for row in claims[1:])
    energies = {row[3] for row in claims[1:]}
    assert "" in energies
    assert energies <= {"", "-2", "-1", "0", "1", "2"}


def test_the_dutch_dialect_is_what_dutch_excel_opens(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "uit", dialect="excel-nl")
    raw = (tmp_path / "uit" / "people.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfperson_id;name;unit")
    rows = cells_of_csv(tmp_path / "uit" / "people.csv", delimiter=";")
    assert {row[5] for row in rows[1:]} <= {"0,0", "0,4", "0,6", "0,8", "1,0"}
    assert all(re.fullmatch(r"\d{1,2}-\d{1,2}-\d{4}", row[6]) for row in rows[1:])


def test_optional_tables_without_rows_are_left_out_and_required_ones_keep_their_header(tmp_path: Path) -> None:
    nobody = Dataset.from_frames({})
    write_dataset(nobody, tmp_path / "uit")
    names = sorted(path.name for path in (tmp_path / "uit").iterdir())
    assert names == ["claims.csv", "people.csv", "role_requirements.csv", "roles.csv", "strengths.csv"]
    assert cells_of_csv(tmp_path / "uit" / "roles.csv") == [["role_id", "title", "unit", "headcount", "status", "fte"]]


def test_json_keeps_text_and_types(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "uit.json")
    content = json.loads((tmp_path / "uit.json").read_text(encoding="utf-8"))
    person = content["people"][0]
    assert person["name"] == person["=extra"] == "=1+1"
    assert person["end_date"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", person["end_date"])
    assert isinstance(content["claims"][0]["level"], int)
    assert isinstance(content["role_requirements"][0]["mandatory"], bool)


def test_parquet_has_the_types_of_the_dictionary(data: Dataset, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    write_dataset(data, tmp_path / "uit", format="parquet")
    schema = pq.read_schema(tmp_path / "uit" / "claims.parquet")
    kinds = {field.name: str(field.type) for field in schema}
    assert kinds["person_id"] == kinds["source"] == "string"
    assert kinds["date"] == "date32[day]"
    assert kinds["level"] == "int8"
    assert kinds["energy"] == "int64"
    assert schema.metadata is None, "nothing only pandas understands"
    assert pq.read_table(tmp_path / "uit" / "people.parquet")["name"][0].as_py() == "=1+1"


def test_numbers_that_sixteen_digits_would_change_go_into_a_workbook_as_text(tmp_path: Path) -> None:
    exact = 0.1 + 0.2
    write_table(pd.DataFrame({"a": [exact, 0.5]}), tmp_path / "t.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_index(0).to_python()
    assert [float(row[0]) for row in rows[1:]] == [exact, 0.5]


@pytest.mark.parametrize("name", ["uit.csv", "uit.parquet", "uit.ods", "uit.yaml"])
def test_a_name_that_is_no_place_for_a_dataset_is_refused(data: Dataset, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"\.xlsx"):
        write_dataset(data, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_unknown_format_or_dialect_is_refused_with_the_known_ones(data: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="parquet"):
        write_dataset(data, tmp_path / "uit", format="yaml")
    with pytest.raises(ExportError, match="excel-nl"):
        write_dataset(data, tmp_path / "uit", dialect="excel-fr")
    with use_language("nl"), pytest.raises(ExportError, match="Onbekende schrijfwijze"):
        write_dataset(data, tmp_path / "uit", dialect="x")
    with pytest.raises(ExportError, match=r"\.html"):
        write_table(data.table("people"), tmp_path / "t.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_somebody_elses_work_is_never_replaced(data: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    (folder / "people.csv").write_text("old")
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportError, match=r"thesis\.txt"):
        write_dataset(data, folder)
    (folder / "thesis.txt").unlink()
    (folder / "people.csv.d").mkdir()
    with pytest.raises(ExportError, match="1: people"):
        write_dataset(data, folder)
    assert (folder / "people.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["map"]


def test_a_folder_of_ours_is_replaced_as_a_whole(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "map", format="parquet")
    write_dataset(Dataset.from_frames({}), tmp_path / "map")
    assert {path.suffix for path in (tmp_path / "map").iterdir()} == {".csv"}
    assert [path.name for path in tmp_path.iterdir()] == ["map"]


def test_a_file_is_no_folder_and_a_folder_no_file(data: Dataset, tmp_path: Path) -> None:
    (tmp_path / "map").write_text("a file")
    (tmp_path / "b.xlsx").mkdir()
    with pytest.raises(ExportError, match="not a folder"):
        write_dataset(data, tmp_path / "map")
    with pytest.raises(ExportError, match="not a file"):
        write_dataset(data, tmp_path / "b.xlsx")
    assert (tmp_path / "map").read_text() == "a file"


def test_a_link_keeps_pointing_at_the_file_that_is_replaced(data: Dataset, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "real" / "data.json")
    write_dataset(data, tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real" / "data.json").read_text(encoding="utf-8"))["people"]


def test_missing_folders_are_made_and_rights_of_an_old_file_kept(data: Dataset, tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "uit.json"
    write_dataset(data, target)
    target.chmod(0o600)
    write_dataset(data, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_same_data_give_the_same_bytes(data: Dataset, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_dataset(data, tmp_path / f"{name}.xlsx")
        write_dataset(data, tmp_path / f"{name}.json")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_workbook_refuses_what_it_would_cut_off(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="column a"):
        write_table(pd.DataFrame({"a": ["x" * 32_768]}), tmp_path / "t.xlsx")
    with pytest.raises(ExportError, match="1048575"):
        write_table(pd.DataFrame({"a": np.zeros(1_048_576, dtype=np.int8)}), tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []
    write_table(pd.DataFrame({"a": ["x" * 32_767]}), tmp_path / "t.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_index(0).to_python()
    assert len(rows[1][0]) == 32_767


@pytest.fixture
def result() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fit": [0.123456, None],
            "free": [True, False],
            "why": ["<script>alert(1)</script>", "=1+1"],
            "members": [("P2", "P1"), None],
            "day": pd.to_datetime(["2026-03-01", None]),
        },
        index=pd.Index(["P&1", "P2"], name="person_id"),
    )


def test_results_as_csv_and_json(result: pd.DataFrame, tmp_path: Path) -> None:
    write_table(result, tmp_path / "t.csv")
    assert cells_of_csv(tmp_path / "t.csv") == [
        ["person_id", "fit", "free", "why", "members", "day"],
        ["P&1", "0.123456", "true", "<script>alert(1)</script>", "P2; P1", "2026-03-01"],
        ["P2", "", "false", "'=1+1", "", ""],
    ]
    write_table(result, tmp_path / "t.json")
    rows = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert rows[1] == {
        "person_id": "P2",
        "fit": None,
        "free": False,
        "why": "=1+1",
        "members": None,
        "day": None,
    }


def test_results_as_a_page_are_escaped_and_fetch_nothing(result: pd.DataFrame, tmp_path: Path) -> None:
    with use_language("nl"):
        write_table(result, tmp_path / "t.html", title="Wie & <wat>")
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<title>Wie &amp; &lt;wat&gt;</title>" in page
    assert '<html lang="nl">' in page
    assert "P&amp;1" in page
    assert "0,1235" in page
    assert "2 rijen" in page
    assert not re.search(r"https?:|url\(|@import|src=", page)


def test_results_as_a_workbook_take_any_title_for_the_sheet(result: pd.DataFrame, tmp_path: Path) -> None:
    write_table(result, tmp_path / "t.xlsx", title="[Wie]/wat: een heel lange titel van een werkblad")
    book = CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    assert len(book.sheet_names[0]) <= 31
    assert book.get_sheet_by_index(0).to_python()[2][3] == "'=1+1"


def test_odd_tables_are_written_too(tmp_path: Path) -> None:
    wide = pd.DataFrame([[1, np.inf, None]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y"), ("b", "")]))
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    for suffix in (".csv", ".xlsx", ".json", ".html"):
        for name, frame in {"wide": wide, "twice": twice, "none": pd.DataFrame(), "empty": wide.head(0)}.items():
            write_table(frame, tmp_path / f"{name}{suffix}")
    assert json.loads((tmp_path / "wide.json").read_text()) == [{"a x": 1, "a y": None, "b": None}]
    assert json.loads((tmp_path / "twice.json").read_text()) == [{"a": 1, "a 2": 2}]
    assert json.loads((tmp_path / "none.json").read_text()) == []


def test_choices_of_every_kind_are_written_as_their_words(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": pd.Categorical(["x", None]), "b": pd.Categorical([3, None])})
    write_table(frame, tmp_path / "t.csv")
    assert cells_of_csv(tmp_path / "t.csv")[1] == ["x", "3.0"]


class Broken(OSError):
    pass


def counting(real: object, fail_at: int, seen: list[int]) -> object:
    def step(*given: object, **named: object) -> object:
        seen.append(1)
        if len(seen) == fail_at:
            raise Broken(28, "No space left on device")
        return real(*given, **named)  # type: ignore[operator]

    return step


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("step", ["replace", "fsync", "open", "builtins.open", "mkdir"])
@pytest.mark.parametrize(("name", "form"), [("uit", "csv"), ("uit", "parquet"), ("uit.xlsx", None), ("uit.json", None)])
@pytest.mark.parametrize("before", [True, False])
def test_a_failure_at_any_step_leaves_old_or_new_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, name: str, form: str | None, before: bool
) -> None:
    data = random_organisation(3, n_people=3, with_optional=False)
    old_data = Dataset.from_frames({})
    write_dataset(data, tmp_path / "reference" / name, format=form)
    new = snapshot(tmp_path / "reference")
    failures = 0
    for fail_at in range(1, 60):
        home = tmp_path / f"{fail_at}"
        home.mkdir()
        if before:
            write_dataset(old_data, home / name, format=form)
        old = snapshot(home)
        seen: list[int] = []
        target = step if "." in step else f"os.{step}"
        with monkeypatch.context() as patch:
            module, function = target.rsplit(".", 1)
            real = getattr(importlib.import_module(module), function)
            patch.setattr(target, counting(real, fail_at, seen))
            message = ""
            try:
                write_dataset(data, home / name, format=form)
            except TalentmapError as error:
                message = str(error)
        now = snapshot(home)
        assert now in ((old, new) if message else (new,)), (step, fail_at)
        assert not message or "No space left" in message
        assert {p.name for p in home.iterdir()} <= {name}
        if len(seen) < fail_at:
            break
        failures += bool(message)
    else:
        pytest.fail("more steps than tried")
    assert failures or step in ("mkdir", "open"), "nothing was tried"
