"""One XLSX workbook, a sheet per table -> raw tables. Calamine parses what ``guard_xlsx`` let through."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from talentmap.data.checks_header import nearest
from talentmap.data.dictionary import tables
from talentmap.data.faults import Finding
from talentmap.data.guard import refused
from talentmap.data.guard_xlsx import Scan, check_strings, safe_copy, scan_sheet
from talentmap.data.limits import Limits
from talentmap.data.parse import NO_VALUE
from talentmap.data.raw import RawTable, spelled
from talentmap.data.read_records import Rows
from talentmap.vocabulary import text


def read_xlsx(path: Path, limits: Limits) -> tuple[dict[str, RawTable], list[Finding]]:
    """Read every sheet that has the name of a table.

    Raises
    ------
    RefusedError
        The workbook as a whole is not read.
    """
    from python_calamine import CalamineWorkbook

    copy, parts, left_out = safe_copy(path, limits)
    sheets = {name: content for name, content in parts.items() if name.startswith("xl/worksheets/")}
    check_strings(parts.get("xl/sharedstrings.xml", b""), list(sheets.values()), path.name)
    part_of = _parts_by_sheet(parts)
    if len(part_of) > limits.members:
        raise refused("too-large", path.name, "unpacked")
    sheet_of = {part: sheet for sheet, part in part_of.items()}
    # Every part is looked at before any is parsed: the workbook may call any of them a sheet.
    scans = {name: scan_sheet(content, path.name, sheet_of.get(name, name), limits) for name, content in parts.items()}
    book = CalamineWorkbook.from_filelike(copy)
    found: dict[str, RawTable] = {}
    findings: list[Finding] = []
    for sheet in book.sheet_names:
        name = sheet.strip().lower().replace(" ", "_")
        if name not in tables():
            continue
        if name in found:
            raise refused("duplicate-key", path.name, "two_sheets", sheet=sheet[:40])
        rows = Rows(tables()[name], path.name, limits, place=sheet[:40])
        scan = scans.get(part_of.get(sheet, ""), Scan())
        grid = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        if _fill(rows, grid, scan):
            found[name] = rows.result(style="dot")
        else:
            findings.append(rows.no_header())
            found[name] = rows.result(style="dot", whole=False)
    findings += _lookalikes(book.sheet_names, found, path.name)
    if any("externallinks/" in name.lower() for name in left_out):
        findings.append(Finding("unsafe-content", path.name, hints=(text("data.hint.external_links"),), warning=True))
    return found, findings


def _fill(rows: Rows, grid: list[list[Any]], scan: Scan) -> bool:
    """Take the rows of a sheet; False when it is blank."""
    odd: dict[int, list[tuple[int, str]]] = {}
    for (row, column), value in [*scan.errors.items(), *((cell, NO_VALUE) for cell in scan.no_value)]:
        odd.setdefault(row, []).append((column, value))
    width = max([len(grid[0]) if grid else 0, *(column for cells in odd.values() for column, _ in cells)])
    begun = False
    for row in range(1, max([len(grid), *odd]) + 1):
        values = grid[row - 1] if row <= len(grid) else []
        cells = [spelled(value) for value in values] + [None] * (width - len(values))
        for column, value in odd.get(row, ()):
            cells[column - 1] = value
        if begun:
            rows.add(cells, row)
        else:
            begun = rows.take_header(cells, row)
    return begun


def _parts_by_sheet(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name -> name of the part that holds it, in small letters."""
    from xml.etree import ElementTree as ET  # safe here: guard_xlsx refused every document type

    targets = {}
    for link in ET.fromstring(parts["xl/_rels/workbook.xml.rels"]):
        target = re.sub(r"^/?(?:xl/)?", "xl/", str(link.get("Target", "")).lower())
        targets[link.get("Id")] = target
    found = {}
    for element in ET.fromstring(parts["xl/workbook.xml"]).iter():
        if element.tag.endswith("}sheet"):
            key = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
            found[str(element.get("name"))] = targets.get(key, "")
    return found


def _lookalikes(sheets: list[str], found: dict[str, RawTable], file: str) -> list[Finding]:
    """Sheets that are left out although their name is nearly that of a table that is not there."""
    absent = [name for name in tables() if name not in found]
    result = []
    for sheet in sheets:
        name = sheet.strip().lower().replace(" ", "_")
        near = nearest(name, absent, least=80) if name not in tables() else ""
        if near:
            hint = text("data.hint.near_sheet", sheet=sheet[:40], near=near)
            result.append(Finding("wrong-table", file, hints=(hint,), warning=True))
    return result
