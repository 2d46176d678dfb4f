"""A path -> raw tables: which reader takes which file, and what cannot be read at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from talentmap.data.checks_header import nearest
from talentmap.data.dictionary import Table, tables
from talentmap.data.faults import Finding
from talentmap.data.guard import attempt
from talentmap.data.limits import Limits
from talentmap.data.raw import RawTable
from talentmap.vocabulary import text

_TABLE_FILES = (".csv", ".tsv", ".txt", ".parquet")
_NOT_TABLES = frozenset(
    {".yaml", ".yml", ".xls", ".xlsm", ".xlsb", ".ods", ".xml", ".zip", ".db", ".sqlite", ".feather"}
)


@dataclass
class Source:
    """What was read: raw tables, names of tables that were there but could not be read, and findings so far."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    name_of: Callable[[str], str] = lambda table: table
    complete: bool = True

    def refuse(self, kind: str, file: str, hint: str = "", *, expected: str = "", row: int | None = None) -> Source:
        """Note that the source as a whole cannot be read."""
        self.complete = False
        self.findings.append(Finding(kind, file, "", (row,), expected=expected, hints=(hint,)))
        return self


def read_source(path: str | os.PathLike[str], limits: Limits) -> Source:
    """Read whatever stands at this path; faults are findings, never exceptions."""
    place = Path(path)
    try:
        if place.is_dir():
            return _read_folder(place, limits)
        if not place.exists():
            return Source().refuse("missing-file", place.name or str(place), text("data.hint.no_such_path"))
        if not place.is_file():
            return Source().refuse("wrong-format", place.name, text("data.hint.not_a_file"))
        return _read_file(place, limits)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Source().refuse("damaged-file", place.name, text("data.hint.cannot_open", reason=reason))


def _read_file(path: Path, limits: Limits) -> Source:
    suffix = path.suffix.lower()
    if suffix in _TABLE_FILES:
        return Source().refuse("wrong-shape", path.name, text("data.hint.give_folder"))
    if suffix not in (".xlsx", ".json"):
        return Source().refuse("unsupported-format", path.name, text("data.hint.unsupported_format"))
    size, most = path.stat().st_size, limits.json_bytes if suffix == ".json" else limits.file_bytes
    if size > most:
        return Source(findings=[too_large(path.name, size, most)], complete=False)
    if size == 0:
        return Source().refuse("empty-file", path.name, text("data.hint.empty_file"))
    answer = attempt(lambda: _whole(path, limits), path.name)
    if isinstance(answer, Finding):
        return Source(findings=[answer], complete=False)
    found, findings = answer
    return Source(found, findings=findings, name_of=lambda table: path.name)


def _whole(path: Path, limits: Limits) -> tuple[dict[str, RawTable], list[Finding]]:
    """Read a file that holds every table. The readers are imported when needed: pyarrow takes its time."""
    if path.suffix.lower() == ".json":
        from talentmap.data.read_json import read_json

        return read_json(path, limits)
    from talentmap.data.read_xlsx import read_xlsx

    return read_xlsx(path, limits)


def _read_folder(folder: Path, limits: Limits) -> Source:
    files = sorted(
        (entry for entry in folder.iterdir() if not entry.name.startswith(".")), key=lambda entry: entry.name
    )
    found: dict[str, list[Path]] = {}
    single = []
    for entry in files:
        suffix, name = entry.suffix.lower(), entry.stem.strip().lower()
        if entry.is_dir():
            continue
        if name in tables() and suffix:
            found.setdefault(name, []).append(entry)
        elif suffix in _NOT_TABLES or suffix in (".xlsx", ".json"):
            single.append(entry)
    if not found and len(single) == 1:
        return _read_file(single[0], limits)
    source = Source(name_of=_file_names(found))
    for name, table in tables().items():
        for finding in _read_one(table, found.get(name, []), source, limits):
            source.findings.append(finding)
    source.findings += _lookalikes(files, found)
    return source


def _read_one(table: Table, files: list[Path], source: Source, limits: Limits) -> Iterator[Finding]:
    readable = [file for file in files if file.suffix.lower() in _TABLE_FILES]
    if len(readable) > 1:
        source.unreadable.add(table.name)
        names = ", ".join(file.name for file in readable)
        yield Finding("duplicate-key", readable[0].name, found=(names,), hints=(text("data.hint.two_files"),))
        return
    if not readable:
        for file in files:
            source.unreadable.add(table.name)
            yield Finding("unsupported-format", file.name, hints=(text("data.hint.unsupported_format"),))
        return
    raw, findings = _opened(readable[0], table, limits)
    yield from findings
    if raw is None:
        source.unreadable.add(table.name)
    else:
        source.tables[table.name] = raw


def _opened(path: Path, table: Table, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    """Read one file of a folder, after the checks that need no parsing."""
    if not path.is_file():
        return None, [Finding("wrong-format", path.name, hints=(text("data.hint.not_a_file"),))]
    size = path.stat().st_size
    if size > limits.file_bytes:
        return None, [too_large(path.name, size, limits.file_bytes)]
    answer = attempt(lambda: _one_table(path, table, limits), path.name)
    return (None, [answer]) if isinstance(answer, Finding) else answer


def _one_table(path: Path, table: Table, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    if path.suffix.lower() == ".parquet":
        from talentmap.data.read_parquet import read_parquet

        return read_parquet(path, table, limits), []
    from talentmap.data.read_csv import read_csv

    return read_csv(path, table, limits)


def too_large(file: str, size: int, most: int) -> Finding:
    """The finding for a file above its limit."""
    found = text("data.found.megabytes", count=f"{size / 1e6:.0f}")
    expected = text("data.expected.megabytes", count=f"{most / 1e6:.0f}")
    return Finding("too-large", file, found=(found,), expected=expected, hints=(text("data.hint.too_large"),))


def _file_names(found: dict[str, list[Path]]) -> Callable[[str], str]:
    """How a missing table would have been called in this folder."""
    suffixes = [file.suffix.lower() for files in found.values() for file in files]
    suffix = ".parquet" if suffixes and all(suffix == ".parquet" for suffix in suffixes) else ".csv"
    return lambda table: f"{table}{suffix}"


def _lookalikes(files: list[Path], found: dict[str, list[Path]]) -> Iterator[Finding]:
    """Files that are left out although their name is nearly that of a table that is not there."""
    absent = [name for name in tables() if name not in found]
    for file in files:
        if file.suffix.lower() in _TABLE_FILES and file.stem.strip().lower() not in tables():
            near = nearest(file.stem.lower(), absent, least=80)
            if near:
                hint = text("data.hint.near_file", near=f"{near}{file.suffix}")
                yield Finding("wrong-table", file.name, hints=(hint,), warning=True)
