"""Rules on what stands above the columns."""

from __future__ import annotations

from collections.abc import Iterator

from talentmap.data.cells import ReadTable, Tables, header_name, is_header
from talentmap.data.dictionary import tables
from talentmap.data.faults import Finding, excerpt
from talentmap.data.parse import hidden_signs
from talentmap.vocabulary import text


def headers_present(data: Tables) -> Iterator[Finding]:
    """A table begins with the names of its columns, and every filled column has one."""
    for read in data.read.values():
        if headless(read):
            yield _at_header(read, "missing-header", "", excerpt(_first_name(read)), _wanted(read), "missing_header")
            continue
        for name, column in zip(read.raw.header, read.raw.columns, strict=True):
            if not name.strip() and (column.codes >= 0).any():
                yield _at_header(read, "missing-header", "", "", text("data.expected.name"), "nameless_column")


def headers_readable(data: Tables) -> Iterator[Finding]:
    """A column's name is made of letters that a person can see."""
    for read in data.read.values():
        for name in () if headless(read) else read.raw.header:
            signs = ", ".join(f"U+{ord(sign):04X}" for sign in hidden_signs(name)[:5])
            if signs:
                yield _at_header(
                    read, "control-character", excerpt(name), excerpt(name), "", "hidden_name", signs=signs
                )


def right_tables(data: Tables) -> Iterator[Finding]:
    """The columns are those of this table, not of another one."""
    for read in data.read.values():
        other = other_table(read)
        if other:
            yield _at_header(
                read, "wrong-table", "", excerpt(", ".join(read.raw.header)), _wanted(read), "wrong_table", other=other
            )


def columns_present(data: Tables) -> Iterator[Finding]:
    """Every required column is there."""
    for read in data.read.values():
        if not read.raw.header or headless(read) or other_table(read):
            continue
        names = [header_name(name) for name in read.raw.header]
        spare = [name for name in names if name and name not in read.table.names]
        for column in read.table.columns:
            if column.required and column.name not in names:
                near = nearest(column.name, spare)
                hint = text("data.hint.near_column", near=near) if near else text("data.hint.missing_column")
                yield read.finding_at("missing-column", read.raw.header_row, column.name, "", column.meaning(), hint)


def columns_once(data: Tables) -> Iterator[Finding]:
    """No two columns have the same name."""
    for read in data.read.values():
        names = [header_name(name) for name in read.raw.header if name.strip()]
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                found = text("data.found.times", count=names.count(name))
                yield _at_header(read, "duplicate-column", name, found, text("data.expected.once"), "duplicate_column")


def columns_known(data: Tables) -> Iterator[Finding]:
    """A column the dictionary does not know is left out, and that is said; people may have any attribute."""
    for read in data.read.values():
        if headless(read) or other_table(read):
            continue
        names = [header_name(name) for name in read.raw.header]
        for shown, name in zip(read.raw.header, names, strict=True):
            known = read.table.names
            near = nearest(name, [other for other in known if other not in names], least=80)
            if not name or name in known or (read.table.name == "people" and not near):
                continue
            hint = text("data.hint.near_column", near=near) if near else text("data.hint.unknown_column")
            yield read.finding_at(
                "unknown-value", read.raw.header_row, excerpt(shown), excerpt(shown), _wanted(read), hint, warning=True
            )


def without_strangers(data: Tables) -> Tables:
    """The tables, of those without a header or with that of another table only the header."""
    read = {
        name: ReadTable(one.raw, {}, one.most) if headless(one) or other_table(one) else one
        for name, one in data.read.items()
    }
    return Tables(read, data.unreadable, data.memory)


def headless(read: ReadTable) -> bool:
    """Whether no name of any table stands above the columns."""
    return not is_header(read.raw.header, read.table)


def other_table(read: ReadTable) -> str:
    """Name of the table whose header this is, if it is not that of the table it should be."""
    names = {header_name(name) for name in read.raw.header}
    if len(names & {c.name for c in read.table.columns if c.required}) * 2 >= _n_required(read.table.name):
        return ""
    for table in tables().values():
        if table is not read.table and names >= {column.name for column in table.columns if column.required}:
            return table.name
    return ""


def nearest(name: str, names: list[str], *, least: float = 60) -> str:
    """The name most like this one, or nothing when none is."""
    if not names or not name:
        return ""
    from rapidfuzz import fuzz, process

    best = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=least)
    return str(best[0]) if best else ""


def _n_required(table: str) -> int:
    return sum(column.required for column in tables()[table].columns)


def _first_name(read: ReadTable) -> str:
    return next((name for name in read.raw.header if name.strip()), "")


def _wanted(read: ReadTable) -> str:
    return ", ".join(column.name for column in read.table.columns if column.required)


def _at_header(read: ReadTable, kind: str, column: str, found: str, expected: str, hint: str, **values: str) -> Finding:
    return read.finding_at(
        kind, read.raw.header_row, column, found, expected, text(f"data.hint.{hint}", lang=None, **values)
    )
