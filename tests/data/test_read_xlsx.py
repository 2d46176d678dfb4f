"""Workbooks: what calamine would lose is found, and what could harm is refused before anything is parsed."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from talentmap.data.limits import Limits
from talentmap.data.read import check_dataset, read_dataset
from tests.data.good import GOOD, findings, write_good

TYPED = {"fte", "level", "energy", "weight", "headcount", "rank", "cost", "min_size", "max_size", "from_level"}


def book(path: Path, edit: Callable[[Mapping[str, xlsxwriter.worksheet.Worksheet]], None] | None = None) -> Path:
    """The good dataset as a workbook, numbers and dates typed; ``edit`` may write over cells."""
    writer = xlsxwriter.Workbook(path)
    day = writer.add_format({"num_format": "d-m-yyyy"})
    sheets = {}
    for name, content in GOOD.items():
        sheet = sheets[name] = writer.add_worksheet(name)
        header, *lines = [line.split(",") for line in content.strip().splitlines()]
        sheet.write_row(0, 0, header)
        for row, line in enumerate(lines, start=1):
            for column, (title, cell) in enumerate(zip(header, line, strict=True)):
                if title in TYPED and cell:
                    sheet.write_number(row, column, float(cell))
                elif "date" in title and cell:
                    sheet.write_datetime(row, column, datetime.fromisoformat(cell), day)
                elif cell in ("true", "false"):
                    sheet.write_boolean(row, column, cell == "true")
                else:
                    sheet.write_string(row, column, cell)
    if edit:
        edit(sheets)
    writer.close()
    return path


def changed(path: Path, part: str, change: Callable[[bytes], bytes], **more: bytes) -> Path:
    """The workbook with one part changed and others added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **more}.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"  # people


def test_a_workbook_is_the_same_dataset_as_the_folder(tmp_path: Path) -> None:
    folder = write_good(tmp_path / "folder")
    assert read_dataset(book(tmp_path / "book.xlsx")).fingerprint == read_dataset(folder).fingerprint


def test_the_only_workbook_in_a_folder_is_read(tmp_path: Path) -> None:
    book(tmp_path / "book.xlsx")
    assert check_dataset(tmp_path).ok


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda s: s["people"].write_formula(2, 5, "=1/0", None, "#DIV/0!"),
         ("suspect-spreadsheet-value", 3, "fte")),
        (lambda s: s["people"].write_formula(2, 1, "=VLOOKUP(1,A1:B2,2)", None, "#N/A"),
         ("suspect-spreadsheet-value", 3, "name")),
        (lambda s: s["people"].write_number(2, 5, 36), ("out-of-range", 3, "fte")),
        (lambda s: s["people"].write_number(3, 6, 45000), ("bad-date", 4, "start_date")),
        (lambda s: s["people"].write_string(1, 9, "los"), ("missing-header", 1, "")),
        (lambda s: s["people"].write_string(9, 0, "a1"), ("duplicate-id", 10, "person_id")),
        (lambda s: s["people"].write_string(1, 1, "x" * 32_000), None),
    ],
)  # fmt: skip
def test_cells(edit: Callable, expected: tuple[object, ...] | None, tmp_path: Path) -> None:
    found = findings(check_dataset(book(tmp_path / "book.xlsx", edit)))
    assert found == [] if expected is None else (expected[0], "book.xlsx", *expected[1:]) in found


def test_a_formula_without_outcome_is_not_a_blank(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", lambda s: s["people"].write_formula(2, 4, "=A1", None, "12"))
    assert check_dataset(path).ok
    changed(path, SHEET, lambda xml: xml.replace(b"<v>12</v>", b""))
    assert findings(check_dataset(path)) == [("formula-without-value", "book.xlsx", 3, "location")]


def test_messages_name_the_sheet(tmp_path: Path) -> None:
    report = check_dataset(book(tmp_path / "book.xlsx", lambda s: s["ties"].write_number(1, 2, -1)))
    assert "ties" in report.faults["hint"].item()


def _doctype(xml: bytes) -> bytes:
    return xml.replace(b"<worksheet", b'<!DOCTYPE z [<!ENTITY a "ha">]><worksheet', 1)


def _far(xml: bytes) -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
    return xml.replace(b"</sheetData>", cell)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (_doctype, "unsafe-content"),
        (lambda xml: xml.decode().encode("utf-16"), "unsafe-content"),
        (lambda xml: xml.replace(b"UTF-8", b"UTF-7", 1), "unsafe-content"),
        (_far, "too-large"),
        (lambda xml: xml.replace(b'r="3"', b'r="1"', 1), "damaged-file"),
        (lambda xml: xml.replace(b'r="A2"', b'r="A20"', 1), "damaged-file"),
        (lambda xml: xml[: len(xml) // 2], "damaged-file"),
        (lambda xml: xml + b" " * 30_000_000, "too-large"),
    ],
)
def test_a_sheet_that_is_not_what_a_program_writes(change: Callable[[bytes], bytes], kind: str, tmp_path: Path) -> None:
    started = time.perf_counter()
    report = check_dataset(changed(book(tmp_path / "book.xlsx"), SHEET, change))
    assert report.dataset is None
    assert report.faults["kind"].tolist() == [kind] or kind == "damaged-file"
    assert time.perf_counter() - started < 30


def test_macros_are_refused_and_links_are_said(tmp_path: Path) -> None:
    macros = changed(book(tmp_path / "a.xlsx"), SHEET, lambda xml: xml, **{"xl/vbaProject.bin": b"x"})
    assert findings(check_dataset(macros)) == [("unsafe-content", "a.xlsx", None, "")]
    links = changed(book(tmp_path / "b.xlsx"), SHEET, lambda xml: xml, **{"xl/externalLinks/link1.xml": b"<x/>"})
    report = check_dataset(links)
    assert report.ok
    assert report.warnings["kind"].tolist() == ["unsafe-content"]


def test_a_long_text_that_every_cell_repeats_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(100, 5_100))
    changed(path, SHEET, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))
    long = b"<si><t>" + b"x" * 1_000_000 + b"</t></si>"
    changed(path, "xl/sharedStrings.xml", lambda xml: xml.replace(b"<si>", long + b"<si>", 1))
    assert findings(check_dataset(path)) == [("too-large", "book.xlsx", None, "")]


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    for content, kind in [
        (b"", "empty-file"),
        (b"<html>", "wrong-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "wrong-format"),
        (packed.getvalue(), "wrong-format"),
        (b"PK\x03\x04" + b"x" * 100, "damaged-file"),
    ]:
        (tmp_path / "book.xlsx").write_bytes(content)
        assert findings(check_dataset(tmp_path / "book.xlsx")) == [(kind, "book.xlsx", None, "")]


def test_limits_hold_before_unpacking(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    for limits in (Limits(members=3), Limits(unpacked_bytes=1_000), Limits(sheet_cells=10), Limits(file_bytes=100)):
        assert check_dataset(path, limits=limits).faults["kind"].tolist() == ["too-large"]


def test_sheets_that_are_missing_or_nearly_named(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    changed(path, "xl/workbook.xml", lambda xml: xml.replace(b'name="claims"', b'name="claim"'))
    report = check_dataset(path)
    assert ("missing-file", "book.xlsx", None, "") in findings(report)
    assert ("wrong-table", "book.xlsx", None, "") in findings(report)
    assert "claims" in " ".join(report.faults["expected"])


def test_an_empty_sheet_has_no_header(tmp_path: Path) -> None:
    writer = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    for name in ("people", "strengths", "claims", "roles", "role_requirements"):
        writer.add_worksheet(name)
    writer.close()
    kinds = {kind for kind, *_ in findings(check_dataset(tmp_path / "book.xlsx"))}
    assert kinds == {"missing-header"}
