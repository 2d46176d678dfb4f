"""One table as a web page of its own: nothing fetched, every text escaped, readable on paper and on a phone."""

from __future__ import annotations

import math
from html import escape
from typing import BinaryIO

import numpy as np
import pandas as pd

from talentmap.data.write_csv import iso
from talentmap.vocabulary import current_language, text

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; font-weight: 600; margin: 0 0 .25rem; }
p { color: #59636e; margin: 0 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: .4rem .75rem; text-align: left; vertical-align: top; }
th { background: #0b5c6b; color: #fff; font-weight: 600; position: sticky; top: 0; }
td { max-width: 28rem; overflow-wrap: break-word; white-space: pre-line; }
.n { text-align: right; white-space: nowrap; }
.d { white-space: nowrap; }
tbody tr:nth-child(even) { background: #8881; }
@media (prefers-color-scheme: dark) { p { color: #a0a8b0; } }
@media print { body { margin: 0; max-width: none; } th { position: static; } }
"""


def html_into(frame: pd.DataFrame, handle: BinaryIO, *, title: str) -> None:
    """Write the page, in the current language; numbers are rounded to four digits after the point."""
    kinds = [_kind(frame.iloc[:, place]) for place in range(frame.shape[1])]
    count = text("export.rows.one") if len(frame) == 1 else text("export.rows.many", count=len(frame))
    head = "".join(_tag("th", str(name), kind) for name, kind in zip(frame.columns, kinds, strict=True))
    handle.write(
        f'<!doctype html>\n<html lang="{current_language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(count)}</p>\n"
        f'<div class="wide" tabindex="0">\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'.encode()
    )
    columns = [[_shown(value) for value in frame.iloc[:, place]] for place in range(frame.shape[1])]
    for cells in zip(*columns, strict=True):
        row = "".join(_tag("td", cell, kind) for cell, kind in zip(cells, kinds, strict=True))
        handle.write(f"<tr>{row}</tr>\n".encode())
    handle.write(b"</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n")


def _tag(tag: str, content: str, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    scope = ' scope="col"' if tag == "th" else ""
    return f"<{tag}{scope}{named}>{escape(content)}</{tag}>"


def _kind(values: pd.Series) -> str:
    """``n`` for numbers, ``d`` for days, which both stay on one line; empty for text."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return "d"
    number = pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
    return "n" if number else ""


def _shown(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return text("export.yes") if value else text("export.no")
    if isinstance(value, pd.Timestamp):
        return iso(value)
    if isinstance(value, float):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    rounded = f"{value:.4f}".rstrip("0").rstrip(".")
    shown = f"{value:.4g}" if rounded in ("0", "-0") and value else rounded
    return shown.replace(".", ",") if current_language() == "nl" else shown
