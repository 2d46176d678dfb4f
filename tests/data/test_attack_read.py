"""Files made to hurt: each is refused with a kind that says why, or read as what it says; nothing else happens."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.read import CheckReport, check_dataset, read_dataset
from talentmap.data.write import write_dataset
from talentmap.errors import DataError
from tests.organisations import random_organisation

SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def data() -> Dataset:
    return random_organisation(7)


@pytest.fixture(scope="module")
def workbook(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("good") / "data.xlsx"
    write_dataset(data, path)
    return path.read_bytes()


def parts_of(workbook: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, *more: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), *more]:
            archive.writestr(name, content)
    return out.getvalue()


def checked(path: Path, data: Dataset) -> tuple[CheckReport, str]:
    """The report, and ``same``, ``other`` or ``refused``. A report must also be writable as JSON in UTF-8."""
    report = check_dataset(path, today=data.today)
    json.dumps(report.to_dict(), ensure_ascii=False).encode()
    if report.dataset is None:
        assert len(report.faults)
        return report, "refused"
    return report, "same" if report.dataset.fingerprint == data.fingerprint else "other"


def entries(archive: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """The archive with every line of its table of contents changed."""
    raw = bytearray(archive)
    end = raw.rfind(b"PK\x05\x06")
    count, place = struct.unpack("<H", raw[end + 10 : end + 12])[0], struct.unpack("<I", raw[end + 16 : end + 20])[0]
    for _ in range(count):
        sizes = struct.unpack("<HHH", raw[place + 28 : place + 34])
        change(raw, place)
        place += 46 + sum(sizes)
    return bytes(raw)


def field(offset: int, value: int, form: str = "<I") -> Callable[[bytes], bytes]:
    def change(raw: bytearray, place: int) -> None:
        raw[place + offset : place + offset + struct.calcsize(form)] = struct.pack(form, value)

    return lambda archive: entries(archive, change)


def overlapping(archive: bytes) -> bytes:
    first: list[bytes] = []

    def change(raw: bytearray, place: int) -> None:
        first.append(bytes(raw[place + 42 : place + 46]))
        raw[place + 42 : place + 46] = first[0]

    return entries(archive, change)


ARCHIVES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "parts that overlap": (overlapping, "damaged-file"),
    "encrypted": (field(8, 1, "<H"), "wrong-format"),
    "an unknown packing method": (field(10, 99, "<H"), "damaged-file"),
    "sizes that are too small": (field(24, 1), "damaged-file"),
    "sizes of four thousand million": (field(24, 0xFFFFFFFE), "too-large"),
    "sizes that point to zip64": (field(24, 0xFFFFFFFF), "too-large"),
    "places behind the end": (field(42, 0xFFFFFFF0), "damaged-file"),
    "wrong sums": (field(16, 1), "damaged-file"),
    "cut in half": (lambda archive: archive[: len(archive) // 2], "damaged-file"),
    "only the end": (lambda archive: archive[archive.rfind(b"PK\x05\x06") :], "damaged-file"),
    "a program in front": (lambda archive: b"MZ" * 100 + archive, "wrong-format"),
    "another archive": (lambda archive: packed({"people.csv": b"x"}), "wrong-format"),
    "nothing inside": (lambda archive: packed({}), "wrong-format"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_that_lie_are_refused(name: str, workbook: bytes, data: Dataset, tmp_path: Path) -> None:
    change, kind = ARCHIVES[name]
    (tmp_path / "a.xlsx").write_bytes(change(workbook))
    report, outcome = checked(tmp_path / "a.xlsx", data)
    assert outcome == "refused"
    assert list(report.faults["kind"]) == [kind]


def test_names_that_point_elsewhere_are_never_followed(workbook: bytes, data: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    evil = [("/absolute.txt", b"x"), ("../../up.txt", b"x"), ("C:\\windows.txt", b"x")]
    (folder / "a.xlsx").write_bytes(packed(parts_of(workbook), *evil))
    assert checked(folder / "a.xlsx", data)[1] == "same"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.xlsx"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused(workbook: bytes, data: Dataset, tmp_path: Path) -> None:
    parts = parts_of(workbook)
    for name in (SHEET, SHEET.upper()):
        (tmp_path / "a.xlsx").write_bytes(packed(parts, (name, parts[SHEET].replace(b"P000", b"PX00"))))
        assert list(checked(tmp_path / "a.xlsx", data)[0].faults["kind"]) == ["damaged-file"]


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


DOCTYPE = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
SHEETS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a row of eleven digits": (swap(b'r="A2"', b'r="A99999999999"'), "damaged-file"),
    "a column of seven letters": (swap(b'r="A2"', b'r="ZZZZZZZ2"'), "damaged-file"),
    "a place without letters": (swap(b'r="A2"', b'r="2"'), "damaged-file"),
    "a place in letters beyond ascii": (swap(b'r="A2"', 'r="Ä2"'.encode()), "damaged-file"),
    "a place behind a sign in quotes": (swap(b'<c r="A2"', b'<c x=">" r="XFD1048576"'), "damaged-file"),
    "two places": (swap(b'<c r="A2"', b'<c r="A2" r="XFD1048576"'), "damaged-file"),
    "a place that hides another": (swap(b'<c r="A2"', b'<c x-r="A2" r="XFD1048576"'), "damaged-file"),
    "a place within a value": (swap(b'<c r="A2"', b'<c x=" r=\'A2\' " r="XFD1048576"'), "damaged-file"),
    "a prefix with a dash": (
        swap(b'<row r="2"', b'<x-y:row r="1048576"><x-y:c r="XFD1048576"/></x-y:row><row r="2"'),
        "damaged-file",
    ),
    "the last cell of all": (
        swap(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'),
        "too-large",
    ),
    "a cell twice": (swap(b'<c r="B2"', b'<c r="A2"><v>0</v></c><c r="B2"'), "damaged-file"),
    "a row twice": (swap(b"</sheetData>", b'<row r="2"><c r="A2"/></row></sheetData>'), "damaged-file"),
    "a text that is not there": (swap(b"<v>3</v>", b"<v>99999999</v>"), "damaged-file"),
    "a text with a number below zero": (swap(b"<v>3</v>", b"<v>-1</v>"), "damaged-file"),
    "a text without a number": (swap(b"<v>3</v>", b"<v>abc</v>"), "damaged-file"),
    "a document type in utf-16": (
        lambda sheet: (DOCTYPE + sheet.decode().split("?>", 1)[1]).encode("utf-16"),
        "unsafe-content",
    ),
    "a document type in utf-7": (
        lambda sheet: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-' + sheet.split(b"?>", 1)[1],
        "unsafe-content",
    ),
    "a document type at the end": (lambda sheet: sheet + b"<!DOCTYPE x []>", "unsafe-content"),
    "half of it": (lambda sheet: sheet[: len(sheet) // 2], "damaged-file"),
    "nothing": (lambda sheet: b"", "damaged-file"),
    "a size nobody has": (
        lambda sheet: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A0:ZZZZZZZ99999999999"', sheet),
        "damaged-file",
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_that_lie_are_refused(name: str, workbook: bytes, data: Dataset, tmp_path: Path) -> None:
    change, kind = SHEETS[name]
    parts = parts_of(workbook)
    (tmp_path / "a.xlsx").write_bytes(packed({**parts, SHEET: change(parts[SHEET])}))
    report, outcome = checked(tmp_path / "a.xlsx", data)
    assert outcome == "refused"
    assert list(report.faults["kind"]) == [kind]


def relinked(target: bytes) -> Callable[[Parts], Parts]:
    name = "xl/_rels/workbook.xml.rels"
    return lambda parts: {**parts, name: parts[name].replace(b"worksheets/sheet1.xml", target)}


BOOKS: dict[str, Callable[[Parts], Parts]] = {
    "a sheet outside the workbook": relinked(b"../../../secret.xml"),
    "a sheet on the network": relinked(b"https://example.org/x.xml"),
    "a sheet that is the styles": lambda parts: relinked(b"styles.xml")(
        {**parts, "xl/styles.xml": parts[SHEET].replace(b'r="A2"', b'r="XFD1048576"')}
    ),
    "no list of sheets": lambda parts: {n: c for n, c in parts.items() if n != "xl/workbook.xml"},
    "no links": lambda parts: {n: c for n, c in parts.items() if "workbook.xml.rels" not in n},
    "no texts": lambda parts: {n: c for n, c in parts.items() if "sharedStrings" not in n},
    "more texts than fit in memory": lambda parts: {
        **parts,
        "xl/sharedStrings.xml": re.sub(
            rb'uniqueCount="\d+"', b'uniqueCount="4294967295"', parts["xl/sharedStrings.xml"]
        ),
    },
    "a document type in the list of sheets": lambda parts: {
        **parts,
        "xl/workbook.xml": parts["xl/workbook.xml"].replace(
            b"<workbook", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///x">]><workbook', 1
        ),
    },
    "macros": lambda parts: {**parts, "xl/vbaProject.bin": b"x"},
    "three thousand parts": lambda parts: {**parts, **{f"x/{place}": b"" for place in range(3000)}},
    "a part of zeros": lambda parts: {**parts, "xl/media/image.bin": bytes(40_000_000)},
    "a table twice": lambda parts: {
        **parts,
        "xl/workbook.xml": parts["xl/workbook.xml"].replace(b'name="strengths"', b'name="People"'),
    },
}


@pytest.mark.parametrize("name", BOOKS)
def test_workbooks_that_lie_are_refused(name: str, workbook: bytes, data: Dataset, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(packed(BOOKS[name](parts_of(workbook))))
    report, outcome = checked(tmp_path / "a.xlsx", data)
    assert outcome == "refused"
    assert set(report.faults["kind"]) <= {
        "damaged-file", "wrong-format", "unsafe-content", "too-large", "duplicate-key",
    }  # fmt: skip


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def spelled(content: str) -> str:
        whole = json.loads(content)
        change(whole)
        return json.dumps(whole)

    return spelled


def person(name: str, value: object) -> Callable[[str], str]:
    return changed(lambda whole: whole["people"][0].update({name: value}))


TEXTS: dict[str, tuple[Callable[[str], str | bytes], set[str]]] = {
    "a million brackets": (lambda _: "[" * 1_000_000, {"too-large"}),
    "brackets hidden by escapes": (lambda _: '{"a":"\\\\\\"","b":' + "[" * 100_000, {"too-large"}),
    "brackets in utf-16": (lambda _: ('{"\u225b\u2200": ' + "[" * 100_000).encode("utf-16"), {"too-large"}),
    "a number of a million digits": (
        lambda text: text.replace('"level": ', '"level": ' + "9" * 1_000_000, 1),
        {"value-too-long", "not-finite"},
    ),
    "infinity": (lambda text: re.sub(r'"fte": [\d.]+', '"fte": 1e400', text, count=1), {"not-finite"}),
    "a name fifty thousand times twice": (
        lambda _: '{"people":[{' + ",".join(f'"n{place // 2}":1' for place in range(100_000)) + "}]}",
        {"too-large", "duplicate-key"},
    ),
    "a list twice": (lambda text: '{"people": [],' + text.lstrip()[1:], {"duplicate-key"}),
    "a list twice in other letters": (
        changed(lambda whole: whole.update({"People ": [{"person_id": "X"}]})),
        {"duplicate-key"},
    ),
    "a column twice in other letters": (person("NAME", "x"), {"duplicate-column"}),
    "half a character": (person("name", "a\ud800b"), {"encoding"}),
    "half a character for an id": (person("person_id", "\udcff"), {"encoding", "unknown-id"}),
    "half a character for a column": (person("\ud800x", "b"), {"control-character"}),
    "a nul": (person("name", "a\0b"), {"control-character"}),
    "a column without a name": (person("", "x"), {"missing-header"}),
    "a list in a cell": (person("name", ["x"]), {"wrong-type"}),
    "an object in a cell": (person("name", {"x": 1}), {"wrong-type"}),
    "true for a level": (changed(lambda whole: whole["claims"][0].update(level=True)), {"wrong-type"}),
    "a list of lists": (changed(lambda whole: whole.update(people=[[1]])), {"not-a-record", "missing-header"}),
    "a number for a list": (changed(lambda whole: whole.update(people=3)), {"wrong-shape", "missing-file"}),
    "a list": (lambda _: "[]", {"wrong-shape"}),
    "a word": (lambda _: "null", {"wrong-shape"}),
    "not a number": (lambda _: "NaN", {"wrong-shape", "not-finite"}),
    "blanks": (lambda _: "   ", {"damaged-file"}),
    "two objects": (lambda text: text + text, {"damaged-file"}),
    "a comment": (lambda text: "// x\n" + text, {"damaged-file"}),
    "utf-16 without its mark": (lambda text: text.encode("utf-16-le"), {"damaged-file", "encoding"}),
}


@pytest.mark.parametrize("name", TEXTS)
def test_json_that_lies_is_refused(name: str, data: Dataset, tmp_path: Path) -> None:
    change, kinds = TEXTS[name]
    write_dataset(data, tmp_path / "a.json")
    content = change((tmp_path / "a.json").read_text(encoding="utf-8"))
    (tmp_path / "a.json").write_bytes(content.encode() if isinstance(content, str) else content)
    report, outcome = checked(tmp_path / "a.json", data)
    assert outcome == "refused"
    given = set(report.faults["kind"]) - {"missing-file", "missing-column"}
    assert given & kinds
    assert given <= kinds


def test_thousands_of_faults_are_counted_and_not_all_listed(data: Dataset, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"claims":[' + ",".join(["null"] * 20_000) + "]}")
    report, _ = checked(tmp_path / "a.json", data)
    assert len(report.faults) < 2_000
    assert report.faults["hint"].str.contains("19000").any()
    with pytest.raises(DataError, match="object"):
        read_dataset(tmp_path / "a.json")


LONG = b"x" * 10_000_000
LINES: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "three hundred thousand columns": (
        lambda raw: b",".join(b"c%d" % place for place in range(300_000)) + b"\n" + raw,
        {"too-large", "damaged-file"},
    ),
    "three hundred thousand cells in a row": (lambda raw: raw + b"x," * 300_000 + b"\n", {"extra-cell"}),
    "a very long line": (lambda raw: raw + LONG, {"missing-cell", "value-too-long"}),
    "a very long cell": (lambda raw: raw.replace(b"Name P000", b'"' + LONG + b'"'), {"value-too-long"}),
    "a hundred thousand open quotes": (lambda raw: raw + b'a,"b\n' * 100_000, {"unclosed-quote"}),
    "text after a hundred thousand quotes": (lambda raw: raw + b'"a"b\n' * 100_000, {"unclosed-quote"}),
    "two encodings": (
        lambda raw: raw.replace(b"Name P000", "Zoë".encode()).replace(b"Name P001", "Zoë".encode("cp1252")),
        {"encoding"},
    ),
    "a tail in utf-16": (lambda raw: raw + "x,y\n".encode("utf-16"), {"missing-cell", "mixed-delimiter"}),
    "nothing but nul": (lambda raw: bytes(1000), {"missing-header", "control-character"}),
    "a mark and no more": (lambda raw: b"\xef\xbb\xbf", {"missing-header", "empty-file"}),
    "half a letter in utf-16": (lambda raw: raw.decode().encode("utf-16") + b"x", {"encoding"}),
    "a quote for separator": (lambda raw: b'sep="\n' + raw, {"missing-header", "damaged-file"}),
    "a program": (lambda raw: b"\x7fELF" + bytes(range(256)) * 50, {"missing-header", "control-character", "encoding"}),
    "another format": (lambda raw: b"PAR1" + raw, {"wrong-format"}),
}


@pytest.mark.parametrize("name", LINES)
def test_csv_that_lies_is_refused(name: str, data: Dataset, tmp_path: Path) -> None:
    change, kinds = LINES[name]
    write_dataset(data, tmp_path / "d")
    path = tmp_path / "d" / "people.csv"
    path.write_bytes(change(path.read_bytes()))
    report, outcome = checked(tmp_path / "d", data)
    assert outcome == "refused"
    assert set(report.faults["kind"]) <= kinds
    assert set(report.faults["file"]) == {"people.csv"}


def test_lone_returns_end_lines_as_on_an_old_mac(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "d")
    for path in (tmp_path / "d").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert checked(tmp_path / "d", data)[1] == "same"


def unreadable(path: Path) -> None:
    path.chmod(0)
    if os.geteuid() == 0:  # root reads everything: a link to oneself is as unreadable
        path.unlink()
        path.symlink_to(path.name)


PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "missing-file"),
    "a pipe": (lambda path: (path.unlink(), os.mkfifo(path)), "wrong-format"),
    "an endless device": (lambda path: (path.unlink(), path.symlink_to("/dev/zero")), "wrong-format"),
    "a link to nothing": (lambda path: (path.unlink(), path.symlink_to("nothing")), "wrong-format"),
    "an unreadable file": (unreadable, ""),
    "twice": (lambda path: path.with_name("PEOPLE.CSV").write_bytes(path.read_bytes()), "duplicate-key"),
    "in two formats": (lambda path: path.with_suffix(".parquet").write_bytes(b"PAR1"), "duplicate-key"),
}


@pytest.mark.parametrize("name", PLACES)
def test_what_is_no_file_is_refused(name: str, data: Dataset, tmp_path: Path) -> None:
    change, kind = PLACES[name]
    write_dataset(data, tmp_path / "d")
    change(tmp_path / "d" / "people.csv")
    report, outcome = checked(tmp_path / "d", data)
    assert outcome == "refused"
    assert len(report.faults) == 1
    assert report.faults["kind"][0] == kind or not kind


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "/dev/null", "/dev/zero", "nowhere", "", "\udcff", "/dev/null/x"])
def test_strange_paths_are_refused(path: str, data: Dataset) -> None:
    assert len(check_dataset(path).faults)


def test_a_link_to_a_folder_or_file_is_as_good(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "d")
    (tmp_path / "link").symlink_to(tmp_path / "d")
    (tmp_path / "d" / "people.csv").rename(tmp_path / "elsewhere")
    (tmp_path / "d" / "people.csv").symlink_to(tmp_path / "elsewhere")
    assert checked(tmp_path / "link", data)[1] == "same"


def cells(name: str, values: Callable[[pa.Table], Any]) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.set_column(table.column_names.index(name), name, values(table))


def repeated(value: object, kind: pa.DataType | None = None) -> Callable[[pa.Table], Any]:
    return lambda table: pa.array([value] * len(table), kind)


def recast(name: str, kind: pa.DataType) -> Callable[[pa.Table], pa.Table]:
    return cells(name, lambda table: table[name].cast(kind))


SAME: dict[str, Callable[[pa.Table], pa.Table]] = {
    "dictionaries": lambda table: pa.table({name: table[name].dictionary_encode() for name in table.column_names}),
    "large text": recast("person_id", pa.large_string()),
    "bytes that are text": recast("person_id", pa.binary()),
    "moments at midnight": recast("start_date", pa.timestamp("ns")),
    "dates as text": recast("start_date", pa.string()),
    "numbers as text": recast("fte", pa.string()),
    "short numbers": recast("fte", pa.float32()),
}


@pytest.mark.parametrize("name", SAME)
def test_parquet_of_other_types_reads_the_same(name: str, data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "d", format="parquet")
    path = tmp_path / "d" / "people.parquet"
    pq.write_table(SAME[name](pq.read_table(path)), path)
    assert checked(tmp_path / "d", data)[1] == "same"


def test_ids_that_are_numbers_in_parquet_are_exact_text(data: Dataset, tmp_path: Path) -> None:
    base = Dataset.from_frames({})
    write_dataset(base, tmp_path / "d", format="parquet")
    path = tmp_path / "d" / "strengths.parquet"
    table = pq.read_table(path)
    many = pa.table(
        {
            "strength_id": pa.array([2**63 + 1, 2**53 + 1, 7], pa.uint64()),
            "name": ["a", "b", "c"],
            "kind": ["skill"] * 3,
        }
    )
    assert table.num_rows == 0
    pq.write_table(many, path)
    read = read_dataset(tmp_path / "d").strengths["strength_id"]
    assert set(read) == {"7", "9007199254740993", "9223372036854775809"}


WRONG: dict[str, tuple[Callable[[pa.Table], pa.Table], set[str]]] = {
    "ids that are dates": (cells("person_id", repeated(date(2026, 1, 1))), {"unknown-id", "duplicate-id"}),
    "bytes that are no text": (cells("person_id", repeated(b"\xff")), {"damaged-file"}),
    "moments with a time zone": (recast("start_date", pa.timestamp("us", "Europe/Amsterdam")), {"bad-date"}),
    "moments within the day": (cells("start_date", repeated(datetime(2026, 1, 1, 12))), {"bad-date"}),
    "times": (cells("start_date", repeated(time(1, 2))), {"bad-date"}),
    "dates as numbers": (recast("start_date", pa.int32()), {"bad-date"}),
    "a day no calendar has": (
        cells("start_date", lambda table: pa.array([10**9] * len(table), pa.int32()).cast(pa.date32())),
        {"damaged-file", "bad-date"},
    ),
    "lists": (cells("name", repeated(["a"])), {"wrong-type", "blank-value"}),
    "objects": (cells("name", repeated({"a": 1})), {"wrong-type", "blank-value"}),
    "infinity": (cells("fte", repeated(float("inf"))), {"not-finite"}),
    "not a number": (cells("fte", repeated(float("nan"))), {"not-finite"}),
    "a column twice": (
        lambda table: pa.Table.from_arrays([*table.columns, table["name"]], names=[*table.column_names, "name"]),
        {"duplicate-column"},
    ),
    "no columns": (lambda table: pa.table({}), {"missing-header"}),
    "six hundred columns": (
        lambda table: pa.table({f"c{place}": table["name"] for place in range(600)}),
        {"too-large"},
    ),
    "very long text": (cells("name", repeated("x" * 1_000_000)), {"value-too-long"}),
    "nul in text": (cells("name", repeated("a\0b")), {"control-character"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_parquet_that_lies_is_refused(name: str, data: Dataset, tmp_path: Path) -> None:
    change, kinds = WRONG[name]
    write_dataset(data, tmp_path / "d", format="parquet")
    path = tmp_path / "d" / "people.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    report, outcome = checked(tmp_path / "d", data)
    assert outcome == "refused"
    assert set(report.faults["kind"]) <= kinds


FOOTERS: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda raw: raw[: len(raw) // 2],
    "a footer of two thousand million bytes": lambda raw: raw[:-8] + b"\xff\xff\xff\x7fPAR1",
    "a footer below zero": lambda raw: raw[:-8] + b"\xff\xff\xff\xffPAR1",
    "encrypted": lambda raw: raw[:-4] + b"PARE",
    "nothing between the marks": lambda raw: b"PAR1PAR1",
    "zeros between the marks": lambda raw: b"PAR1" + bytes(100) + b"PAR1",
}


@pytest.mark.parametrize("name", FOOTERS)
def test_parquet_files_that_are_broken_are_refused(name: str, data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "d", format="parquet")
    path = tmp_path / "d" / "people.parquet"
    path.write_bytes(FOOTERS[name](path.read_bytes()))
    report, outcome = checked(tmp_path / "d", data)
    assert outcome == "refused"
    assert list(report.faults["kind"]) == ["damaged-file"]


def test_thousands_of_circles_are_counted_and_not_all_listed(data: Dataset, tmp_path: Path) -> None:
    write_dataset(data, tmp_path / "d")
    pairs = "".join(f"Q{place},n,u,Q{place ^ 1},,1,,\n" for place in range(6_000))
    with open(tmp_path / "d" / "people.csv", "a", encoding="utf-8") as people:
        people.write(pairs)
    report, outcome = checked(tmp_path / "d", data)
    assert outcome == "refused"
    assert list(report.faults["kind"].unique()) == ["cycle"]
    assert len(report.faults) == 1_000
    assert report.faults["hint"].str.contains("2000").any()
