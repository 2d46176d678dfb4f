"""Tables on the terminal: 80 columns are enough, text from the data is shown as typed, colour only for people."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from talentmap.vocabulary import current_language, text

if TYPE_CHECKING:
    import pandas as pd

Cell = tuple[str, str]  # catalogue key of the heading; how to set it: "id", "text" or "number"


def console() -> Console:
    """Where answers for people go. Not a terminal: no colour, and 100 columns unless COLUMNS says otherwise."""
    plain = Console(highlight=False, markup=False, emoji=False)
    if not plain.is_terminal and "COLUMNS" not in os.environ:
        plain.width = 100
    return plain


def heading(title: str) -> None:
    """A heading above a block."""
    console().print(Text(f"\n{shown(title)}", style="bold"))


def line(sentence: str, style: str = "") -> None:
    """A sentence, wrapped at the width of the terminal."""
    _wrapped(shown(sentence), "", style)


def lines(sentences: Iterable[str], *, limit: int | None = None) -> None:
    """Sentences as a list; past the limit one line says how many more there are."""
    everything = list(sentences)
    for sentence in everything[:limit]:
        _wrapped(f"- {shown(sentence)}", "  ", "")
    if limit is not None and len(everything) > limit:
        line(text("cli.table.more", n=len(everything) - limit), "dim")


def _wrapped(sentence: str, indent: str, style: str) -> None:
    target = console()
    for part in sentence.split("\n"):
        rows = textwrap.wrap(
            part, target.width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
        )
        for row in rows or [""]:  # a path longer than the line stays whole, to be copied
            target.print(Text(row, style=style), soft_wrap=True)


def print_rows(columns: Sequence[Cell], rows: Iterable[Sequence[Any]], *, limit: int | None = None) -> None:
    """A table; ids are never broken or cut, text wraps, numbers stand to the right."""
    everything = list(rows)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for key, kind in columns:
        if kind == "number":
            table.add_column(text(key), justify="right", no_wrap=True)
        elif kind == "id":
            table.add_column(text(key), overflow="fold", min_width=4)
        else:
            table.add_column(text(key), overflow="fold", min_width=8)
    for row in everything[:limit]:
        table.add_row(*(Text(figure(cell)) for cell in row))
    console().print(table)
    if limit is not None and len(everything) > limit:
        line(text("cli.table.more", n=len(everything) - limit), "dim")


def print_faults(faults: pd.DataFrame, *, limit: int = 50) -> None:
    """Faults or warnings: where each stands, what was found, what was expected and what to do."""
    rows = [
        (_place(fault.file, fault.row, fault.column), fault.kind, _found(fault.found, fault.expected, fault.hint))
        for fault in faults.itertuples()
    ]
    print_rows((("cli.column.place", "id"), ("cli.column.kind", "id"), ("cli.column.what", "text")), rows, limit=limit)


def _place(file: Any, row: Any, column: Any) -> str:
    known = [str(file)]
    if figure(row) not in ("-", ""):
        known.append(text("cli.table.row", row=int(row)))
    if isinstance(column, str) and column:
        known.append(column)
    return ", ".join(known)


def _found(found: Any, expected: Any, hint: Any) -> str:
    parts = [text("cli.table.found", found=found)] if _said(found) else []
    parts += [text("cli.table.expected", expected=expected)] if _said(expected) else []
    parts += [str(hint)] if _said(hint) else []
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def _said(value: Any) -> bool:
    return figure(value) not in ("-", "")


def figure(value: Any, digits: int = 2) -> str:
    """A cell in words: unknown as a dash, fractions rounded, decimal comma in Dutch."""
    if value is None or str(value) in ("<NA>", "nan", "NaT"):
        return "-"
    if isinstance(value, float):
        written = f"{value:.{digits}f}"
        return written.replace(".", ",") if current_language() == "nl" else written
    return shown(str(value))


def shown(words: str) -> str:
    """Text without anything a terminal would obey."""
    return "".join(letter if letter.isprintable() or letter in "\n" else f"\\u{ord(letter):04x}" for letter in words)
