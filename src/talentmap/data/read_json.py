"""One JSON file, an object of table -> list of objects, -> raw tables. Numbers stay as they are written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from talentmap.data.cells import header_name
from talentmap.data.checks_header import nearest
from talentmap.data.dictionary import Table, tables
from talentmap.data.faults import Finding, excerpt
from talentmap.data.guard import refused
from talentmap.data.limits import Limits
from talentmap.data.raw import RawTable, spelled
from talentmap.data.read_csv import decoded
from talentmap.data.read_records import Rows
from talentmap.vocabulary import text


class _Constant(str):
    """NaN or Infinity, which JSON does not have and Python's parser takes."""


class _Doubled(dict):
    """An object in which a name occurs twice; ``names`` are those."""

    names: tuple[str, ...] = ()


def read_json(path: Path, limits: Limits) -> tuple[dict[str, RawTable], list[Finding]]:
    """Read every list that has the name of a table.

    Raises
    ------
    RefusedError
        The file as a whole is not read.
    """
    raw = path.read_bytes()
    if not raw:
        raise refused("empty-file", path.name, "empty_file")
    if raw[:4] in (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"):
        raise refused("wrong-format", path.name, "wrong_format")
    if _depth(raw) > limits.json_depth:
        raise refused("too-large", path.name, "depth", most=limits.json_depth)
    content = decoded(raw)
    if content is None:
        raise refused("encoding", path.name, "encoding")
    whole = _parsed(content, path.name)
    if not isinstance(whole, dict):
        raise refused("wrong-shape", path.name, "json_shape")
    found: dict[str, RawTable] = {}
    findings = [_doubled(path.name, name) for name in _names_twice(whole)]
    for name, records in whole.items():
        known = name.strip().lower()
        if known not in tables():
            findings += _strange(name, whole, path.name)
        elif not isinstance(records, list):
            findings.append(Finding("wrong-shape", path.name, known, hints=(text("data.hint.json_shape"),)))
        elif known in found:
            findings.append(_doubled(path.name, known))  # People beside people: neither may be left out in silence
        else:
            found[known], more = _table(tables()[known], records, path.name, limits)
            findings += more
    return found, findings


def _parsed(content: str, file: str) -> object:
    try:
        return json.loads(
            content,
            parse_int=_number,
            parse_float=_number,
            parse_constant=_Constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise refused(
            "damaged-file", file, "json_broken", row=error.lineno, line=error.lineno, place=error.colno
        ) from None


def _number(written: str) -> str:
    """A number in one spelling; what is too large to be one stays as written, and the checks refuse it."""
    if len(written) < 16 and written.lstrip("-").isdigit():
        return written
    value = float(written)
    return (spelled(value) or written) if np.isfinite(value) else written


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    doubled = _Doubled(result)
    counts = Counter(name for name, _ in pairs)
    doubled.names = tuple(name for name in result if counts[name] > 1)
    return doubled


def _names_twice(found: object) -> tuple[str, ...]:
    return found.names if isinstance(found, _Doubled) else ()


def _table(table: Table, records: list[object], file: str, limits: Limits) -> tuple[RawTable, list[Finding]]:
    rows = Rows(table, file, limits, place=table.name, restore=False)
    objects = [record for record in records if isinstance(record, dict)]
    header = list(dict.fromkeys(name for record in objects for name in record))
    if not records:
        header = list(table.names)  # a list without objects says nothing wrong
    rows.take_header(header, 0)
    findings: list[Finding] = []
    hearsay: set[str] = set()
    unlisted = 0
    for row, record in enumerate(records, start=1):
        problems = list(_problems(table, record, header, file, row))
        if not problems and isinstance(record, dict):
            rows.add([spelled(record.get(name)) for name in header], row)
            continue
        if len(findings) < limits.findings:
            findings += problems
        else:
            unlisted += 1
        said = record.values() if isinstance(record, dict) else record if isinstance(record, list) else [record]
        hearsay.update(value for value in said if isinstance(value, str))
    if unlisted:
        findings[-1] = replace(findings[-1], more=unlisted)
    return rows.result(style="dot", hearsay=hearsay), findings


def _problems(table: Table, record: object, header: list[str], file: str, row: int) -> Iterator[Finding]:
    """What keeps an object from being a row."""
    if not isinstance(record, dict):
        yield _at(table, "not-a-record", file, "", row, _kind(record), "json_shape")
        return
    for name in _names_twice(record):
        yield _at(table, "duplicate-key", file, name, row, "", "duplicate_key")
    for name, value in record.items():
        if isinstance(value, (dict, list)):
            yield _at(table, "wrong-type", file, name, row, _kind(value), "nested")
        elif isinstance(value, _Constant):
            yield _at(table, "not-finite", file, name, row, str(value), "not_finite")
    if len(record) < len(header):
        given = {header_name(name) for name in record}
        offered = {header_name(name) for name in header}
        for column in table.columns:
            if column.required and column.name in offered and column.name not in given:
                yield _at(table, "missing-cell", file, column.name, row, "", "missing_cell")


def _at(table: Table, kind: str, file: str, column: str, row: int, found: str, hint: str) -> Finding:
    placed = text("data.hint.in_place", place=table.name, hint=text(f"data.hint.{hint}"))
    return Finding(kind, file, excerpt(header_name(column)), (row,), (found,), hints=(placed,))


def _doubled(file: str, name: str) -> Finding:
    hint = text("data.hint.duplicate_key")
    return Finding("duplicate-key", file, excerpt(name), expected=text("data.expected.once"), hints=(hint,))


def _strange(name: str, whole: Mapping[str, object], file: str) -> list[Finding]:
    """A list that is left out; said when it holds objects or is nearly called like a table."""
    near = nearest(name.strip().lower(), [other for other in tables() if other not in whole], least=80)
    if not near and not isinstance(whole[name], list):
        return []
    hint = text("data.hint.near_list", near=near) if near else text("data.hint.unknown_list")
    return [Finding("wrong-table", file, excerpt(name), found=(excerpt(name),), hints=(hint,), warning=True)]


def _kind(value: object) -> str:
    return "[…]" if isinstance(value, list) else "{…}" if isinstance(value, dict) else excerpt(value)


def _depth(raw: bytes) -> int:
    """Brackets within brackets, outside strings; counted on the bytes, before anything is parsed."""
    plain = np.frombuffer(raw.replace(b"\\\\", b"__").replace(b'\\"', b"__"), dtype=np.uint8)
    depth, deepest, inside = 0, 0, 0
    for start in range(0, len(plain), 1_000_000):
        block = plain[start : start + 1_000_000]
        quotes = (np.cumsum(block == 34) + inside) % 2  # 34 is the quotation mark
        inside = int(quotes[-1])
        steps = np.isin(block, (91, 123)).astype(np.int8) - np.isin(block, (93, 125)).astype(np.int8)
        level = depth + np.cumsum(np.where(quotes == 0, steps, 0), dtype=np.int64)
        deepest, depth = max(deepest, int(level.max())), int(level[-1])
    return deepest
