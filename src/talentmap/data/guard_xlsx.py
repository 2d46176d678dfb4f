"""A workbook made safe before anything parses it: bounded, without entities, macros and cells far from the rest."""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from talentmap.data.guard import refused
from talentmap.data.limits import Limits

_NEEDED = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/sharedStrings\.xml"
    r"|xl/styles\.xml|xl/worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?(row|c)(?=[\s/>])([^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)>")
"""A row or cell with any prefix; a ``>`` between quotes does not end it."""
_ANY_PLACE = re.compile(rb"(?:^|[\s\"'])r\s*=")
_PLACE = re.compile(rb"(?:^|[\s\"'])r\s*=\s*(?:\"([A-Za-z]{0,3})(\d{1,7})\"|'([A-Za-z]{0,3})(\d{1,7})')")
_USUAL = re.compile(rb' r="([A-Z]{0,3})(\d{1,7})"(?: (?:[st]|[A-Za-z][\w:.]+)="[^"]*")*\s*/?')
"""Attributes as every program writes them, to be quick with those."""
_KIND = re.compile(rb"(?<![\w:])t\s*=\s*[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</|<(?:\w+:)?v[^>]*/>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_END = re.compile(rb"</(?:\w+:)?c\s*>")
_STRINGS_COUNT = re.compile(rb"<(?:[^\s<>/:]+:)?sst\s[^>]*?uniqueCount\s*=\s*[\"'](\d+)")
_ODD_STRING = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>(?!\d{1,9}<)""")
"""A cell that names its text by anything but a number."""
_STRING = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_STRINGS_BYTES = 1_000_000_000
"""What the shared strings may come to when each cell has its own copy."""


@dataclass
class Scan:
    """What a look at a sheet tells without parsing it. Cells are (row, column), counted from 1."""

    n_cells: int = 0
    last_row: int = 0
    last_column: int = 0
    n_shared: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    no_value: set[tuple[int, int]] = field(default_factory=set)


def safe_copy(path: Path, limits: Limits) -> tuple[io.BytesIO, dict[str, bytes], list[str]]:
    """The parts of a workbook that hold data, packed anew, so that no other part is ever read.

    Returns
    -------
    The new archive, the parts by name in small letters, and the names that were left out.

    Raises
    ------
    RefusedError
        It is no workbook, too large when unpacked, or holds what no table needs.
    """
    with open(path, "rb") as handle:
        return safe_copy_of(handle, path.name, limits)


def safe_copy_of(handle: BinaryIO, name: str, limits: Limits) -> tuple[io.BytesIO, dict[str, bytes], list[str]]:
    """:func:`safe_copy` of a workbook that is open already, or that never was a file; ``name`` is for messages."""
    start = handle.read(8)
    if not start.startswith(b"PK"):
        locked = start.startswith(b"\xd0\xcf\x11\xe0")
        raise refused("wrong-format", name, "old_workbook" if locked else "wrong_format")
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(handle) as archive:
        members = archive.infolist()
        _bounded(members, name, limits)
        for member in members:
            if _NEEDED.fullmatch(member.filename):
                with archive.open(member) as stream:
                    parts[member.filename] = stream.read(member.file_size + 1)
    for content in parts.values():
        _plain_xml(content, name)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    copy.seek(0)
    small = {part.lower(): content for part, content in parts.items()}
    return copy, small, [member.filename for member in members if member.filename not in parts]


def _bounded(members: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    """Judge the archive by its own table of contents. Reading a part later stops at the size given here."""
    names = [member.filename.lower() for member in members]
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise refused("too-large", file, "unpacked")
    for member in members:
        if member.file_size > 10_000_000 and member.file_size > limits.unpacked_ratio * max(member.compress_size, 1):
            raise refused("too-large", file, "unpacked")
    if len(set(names)) < len(names):
        raise refused("damaged-file", file, "damaged")
    if any(member.flag_bits & 1 for member in members):
        raise refused("wrong-format", file, "old_workbook")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refused("unsafe-content", file, "macros")
    if "xl/workbook.xml" not in names:
        raise refused("wrong-format", file, "wrong_format")


def _plain_xml(content: bytes, file: str) -> None:
    """No document type, no entities, and nothing written in an encoding in which they could hide."""
    encoding = _ENCODING.search(content[:200])
    named = encoding[1].lower() if encoding else b"utf-8"
    hidden = b"\x00" in content[:400] or named not in (b"utf-8", b"us-ascii", b"ascii")
    if hidden or _DECLARED.search(content):
        raise refused("unsafe-content", file, "entities")


def scan_sheet(content: bytes, file: str, sheet: str, limits: Limits) -> Scan:
    """Find the farthest cell, the error values and the formulas without an outcome.

    The parser makes room for every cell up to the farthest, and reads an error as a blank.
    """
    scan = Scan()
    odd = _FORMULA.search(content) is not None or b'"e"' in content or b"'e'" in content
    row = column = 0
    for tag in _TAG.finditer(content):
        name, attributes = tag.groups()
        place = _place(attributes, file)
        if name == b"row":
            before, row, column = row, place[1] if place else row + 1, 0
            if row <= before:
                raise refused("damaged-file", file, "damaged")
            continue
        scan.n_cells += 1
        if place:
            if place[0] <= column or place[1] != row:  # also a cell that is there twice
                raise refused("damaged-file", file, "damaged")
            column = place[0]
        else:
            column += 1
        scan.last_row, scan.last_column = max(scan.last_row, row), max(scan.last_column, column)
        if odd and not attributes.endswith(b"/"):
            _note_odd(scan, content, tag, (row, column))
    far = scan.last_row > _LAST_ROW or scan.last_column > _LAST_COLUMN
    area = scan.last_row * scan.last_column
    if far or area > limits.sheet_cells or area > 1_000_000 + 100 * scan.n_cells:
        cell = f"{_column_letters(scan.last_column)}{scan.last_row}"
        raise refused("too-large", file, "far_cell", sheet=sheet[:40], cell=cell)
    return scan


def _place(attributes: bytes, file: str) -> tuple[int, int] | None:
    """Column (0 for a row) and row that a tag claims, None without a claim.

    A claim in any other spelling is refused: the parser may read it as a place millions of rows away.
    """
    usual = _USUAL.fullmatch(attributes)
    if usual:
        return _column_number(usual[1]), int(usual[2])
    claims = len(_ANY_PLACE.findall(attributes))
    if not claims:
        return None
    place = _PLACE.search(attributes)
    if claims > 1 or place is None:
        raise refused("damaged-file", file, "damaged")
    letters, digits = (place[1], place[2]) if place[2] else (place[3], place[4])
    return _column_number(letters), int(digits)


def check_strings(strings: bytes, sheets: list[bytes], file: str) -> None:
    """Refuse shared strings that lie about their number, or long ones that many cells repeat.

    Every cell gets its own copy of its text.
    """
    count = _STRINGS_COUNT.search(strings)
    if (count and int(count[1]) > len(strings)) or any(_ODD_STRING.search(sheet) for sheet in sheets):
        raise refused("damaged-file", file, "damaged")  # the parser makes room for as many as it is told
    starts = [match.start() for match in _STRING.finditer(strings)] + [len(strings)]
    sizes = [after - before for before, after in itertools.pairwise(starts)]
    if not sizes or max(sizes) * sum(sheet.count(b"<v") for sheet in sheets) < _STRINGS_BYTES:
        return
    total = 0
    for sheet in sheets:
        for match in re.finditer(rb"t=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>(\d+)<", sheet):
            place = int(match[1])
            total += sizes[place] if place < len(sizes) else 0
            if total > _STRINGS_BYTES:
                raise refused("too-large", file, "unpacked")


def _note_odd(scan: Scan, content: bytes, tag: re.Match[bytes], cell: tuple[int, int]) -> None:
    end = _END.search(content, tag.end())
    inside = content[tag.end() : end.start() if end else tag.end()]
    value = _VALUE.search(inside)
    kind = _KIND.search(tag[2])
    if kind and kind[1] == b"e":
        scan.errors[cell] = html.unescape((value[1] or b"" if value else b"").decode("utf-8", "replace")) or "#N/A"
    elif value is None and _FORMULA.search(inside):
        scan.no_value.add(cell)


@lru_cache(maxsize=20_000)
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
