"""What is wrong with the data, where, and what to do about it: findings, and the tables and texts made of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.errors import DataError
from talentmap.vocabulary import text

FAULT_COLUMNS = ("kind", "file", "row", "column", "found", "expected", "hint")
EXCERPT = 40
"""Characters of a cell that a message may show."""

KINDS = (
    *("missing-file", "empty-file", "too-large", "damaged-file", "wrong-format", "wrong-shape", "encoding"),
    *("unsafe-content", "unsupported-format", "missing-header", "missing-column", "duplicate-column"),
    *("swapped-columns", "wrong-table", "duplicate-key", "missing-cell", "extra-cell", "unclosed-quote"),
    *("mixed-delimiter", "not-a-record", "blank-value", "wrong-type", "out-of-range", "not-finite", "unknown-value"),
    *("value-too-long", "bad-date", "ambiguous-date", "implausible-date", "ambiguous-number", "control-character"),
    *("suspect-encoding", "suspect-spreadsheet-value", "formula-without-value", "duplicate-id"),
    *("conflicting-claims", "unknown-id", "self-reference", "cycle", "contradiction"),
)
"""Every kind of finding. The code is the same in both languages; the catalogue holds its title."""


@dataclass(frozen=True)
class Finding:
    """One kind of fault in one column of one file, in one or more rows.

    Parameters
    ----------
    rows
        As a spreadsheet shows them; None where only the file or column is meant.
    found, hints
        One per row, or one for all.
    warning
        Accepted, but worth a look.
    more
        Rows with this fault beyond those listed.
    """

    kind: str
    file: str
    column: str = ""
    rows: Sequence[int | None] = (None,)
    found: Sequence[str] = ("",)
    expected: str = ""
    hints: Sequence[str] = ("",)
    warning: bool = False
    more: int = 0


def excerpt(value: object) -> str:
    """At most 40 characters of a cell, with what the eye cannot see written as a code point."""
    shown = visible(str(value)[: EXCERPT + 1])
    return shown if len(shown) <= EXCERPT else shown[: EXCERPT - 1] + "…"


def visible(shown: str) -> str:
    """Text with what the eye cannot see written as a code point."""
    if shown.isascii() and shown.isprintable():
        return shown
    return "".join(f"<U+{ord(sign):04X}>" if unicodedata.category(sign) in _HIDDEN else sign for sign in shown)


_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def finding_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a table, a line per row of the data, in the order of files and rows."""
    lines: list[tuple[str, str, int | None, str, str, str, str]] = []
    for one in findings:
        for place, row in enumerate(one.rows):
            found = one.found[place if len(one.found) > 1 else 0]
            hint = one.hints[place if len(one.hints) > 1 else 0]
            if one.more and place == len(one.rows) - 1:
                hint = f"{hint} {text('data.hint.more', count=one.more)}".strip()
            words = [visible(one.file), excerpt(one.column), visible(found), visible(one.expected), visible(hint)]
            lines.append((one.kind, words[0], row, *words[1:]))  # type: ignore[arg-type]
    files = {name: place for place, name in enumerate(dict.fromkeys(line[1] for line in lines))}
    lines.sort(key=lambda line: (files[line[1]], line[2] or 0, line[3]))
    columns = zip(FAULT_COLUMNS, zip(*lines, strict=True) if lines else [()] * len(FAULT_COLUMNS), strict=True)
    return pd.DataFrame(
        {name: pd.array(list(cells), dtype="Int64" if name == "row" else "str") for name, cells in columns}
    )


def data_error(faults: pd.DataFrame, *, shown: int = 20) -> DataError:
    """The error that carries these faults, with the first of them in words."""
    lines = [text("data.error.count", count=len(faults))]
    lines += [fault_line(row) for row in faults.head(shown).to_dict("records")]
    if len(faults) > shown:
        lines.append(text("data.error.more", count=len(faults) - shown))
    return DataError("\n".join(lines), faults)


def fault_line(fault: dict) -> str:
    """One fault in words: what, where, found, expected and the next step."""
    place = [str(fault["file"])]
    if not pd.isna(fault["row"]):
        place.append(text("data.error.row", row=fault["row"]))
    if fault["column"]:
        place.append(text("data.error.column", column=fault["column"]))
    parts = [f"{', '.join(place)}: {text('data.kind.' + fault['kind'])}"]
    if fault["found"]:
        parts.append(text("data.error.found", found=fault["found"]))
    if fault["expected"]:
        parts.append(text("data.error.expected", expected=fault["expected"]))
    sentence = "; ".join(parts) + "."
    return f"{sentence} {fault['hint']}".rstrip()
