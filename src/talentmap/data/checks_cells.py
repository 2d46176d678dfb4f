"""Rules on single cells: is it there, is it what its column holds, is it text that a person can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from talentmap.data.cells import Cells, ReadTable, Tables
from talentmap.data.dictionary import Column
from talentmap.data.faults import Finding
from talentmap.data.values import FIRST_YEAR, LAST_YEAR, Verdict
from talentmap.vocabulary import text

Hint = Callable[[ReadTable, Cells, int], str]


def cells_decoded(data: Tables) -> Iterator[Finding]:
    """Every byte is a letter in the encoding of its file."""
    yield from _with(data, Verdict.ENCODING, "encoding", _plain("encoding"), expected="encoding")


def cells_without_hidden_characters(data: Tables) -> Iterator[Finding]:
    """No characters that steer a program or that the eye does not see."""
    yield from _with(data, Verdict.CONTROL_CHARACTER, "control-character", _hidden, expected="visible")


def cells_short_enough(data: Tables) -> Iterator[Finding]:
    """A cell holds a name or a note, not a book; what is too long is not repeated."""
    for read, cells in _columns(data):
        rows = cells.rows_with(Verdict.VALUE_TOO_LONG)
        if len(rows):
            yield read.finding(
                "value-too-long",
                rows,
                cells.name,
                found=lambda row, cells=cells: text(  # type: ignore[misc]
                    "data.found.characters", count=len(cells.texts[cells.codes[row]])
                ),
                expected=text("data.expected.shorter"),
                hint=text("data.hint.value_too_long"),
            )


def cells_without_spreadsheet_errors(data: Tables) -> Iterator[Finding]:
    """No #N/A, #REF! or ##### where a value should be."""
    verdict, kind = Verdict.SPREADSHEET_VALUE, "suspect-spreadsheet-value"
    yield from _with(data, verdict, kind, _plain("spreadsheet_value"))


def formulas_with_values(data: Tables) -> Iterator[Finding]:
    """A formula in a workbook comes with its outcome."""
    for read, cells in _columns(data):
        rows = cells.rows_with(Verdict.NO_FORMULA_VALUE)
        if len(rows):
            hint = text("data.hint.formula_without_value")
            found = text("data.found.formula")
            yield read.finding(
                "formula-without-value",
                rows,
                cells.name,
                found=lambda row, found=found: found,  # type: ignore[misc]
                expected=describe(cells.column),
                hint=hint,
            )


def required_cells_filled(data: Tables) -> Iterator[Finding]:
    """A required cell is filled, unless the dictionary says what blank means."""
    for read, cells in _columns(data):
        if cells.column and cells.column.required and not cells.column.default:
            rows = np.flatnonzero(cells.codes < 0)
            if len(rows):
                yield read.finding(
                    "blank-value", rows, cells.name, expected=describe(cells.column), hint=text("data.hint.blank")
                )


def blank_visibility(data: Tables) -> Iterator[Finding]:
    """A claim without visibility is kept private, and that is said."""
    for read, cells in _columns(data):
        if cells.column and cells.column.required and cells.column.default:
            rows = np.flatnonzero(cells.codes < 0)
            if len(rows):
                hint = text("data.hint.default", default=cells.column.default)
                expected = describe(cells.column)
                yield read.finding("blank-value", rows, cells.name, expected=expected, hint=hint, warning=True)


def cells_of_their_type(data: Tables) -> Iterator[Finding]:
    """Numbers are numbers, levels are whole, yes and no are yes and no."""
    yield from _with(data, Verdict.WRONG_TYPE, "wrong-type", _type_hint)


def numbers_finite(data: Tables) -> Iterator[Finding]:
    """No NaN or infinity: a float parser takes them, no calculation survives them."""
    yield from _with(data, Verdict.NOT_FINITE, "not-finite", _plain("not_finite"))


def numbers_unambiguous(data: Tables) -> Iterator[Finding]:
    """1.000 is one or a thousand; nobody may choose for the user."""
    yield from _with(data, Verdict.AMBIGUOUS_NUMBER, "ambiguous-number", _plain("ambiguous_number"))


def numbers_in_range(data: Tables) -> Iterator[Finding]:
    """A number lies in the range of its column."""
    yield from _with(data, Verdict.OUT_OF_RANGE, "out-of-range", _range_hint)


def choices_known(data: Tables) -> Iterator[Finding]:
    """A choice is one of the list; a visibility that is not understood is never replaced."""
    yield from _with(data, Verdict.UNKNOWN_VALUE, "unknown-value", _choice_hint)


def dates_exist(data: Tables) -> Iterator[Finding]:
    """A date is a day of the calendar."""
    yield from _with(data, Verdict.BAD_DATE, "bad-date", _date_hint)


def dates_unambiguous(data: Tables) -> Iterator[Finding]:
    """Day and month can be told apart, and the century is given."""
    yield from _with(data, Verdict.AMBIGUOUS_DATE, "ambiguous-date", _plain("ambiguous_date"))


def dates_plausible(data: Tables) -> Iterator[Finding]:
    """The year is one in which a living person works."""
    hint = text("data.hint.implausible_date", first=FIRST_YEAR, last=LAST_YEAR)
    yield from _with(data, Verdict.IMPLAUSIBLE_DATE, "implausible-date", lambda *_: hint)


def text_decoded_well(data: Tables) -> Iterator[Finding]:
    """Text that looks as if it was read in the wrong encoding before it came here is kept, and that is said."""
    yield from _with(data, Verdict.SUSPECT_ENCODING, "suspect-encoding", _plain("suspect_encoding"), warning=True)


def ids_not_rounded(data: Tables) -> Iterator[Finding]:
    """An id like 1,2E+11 is a number that a spreadsheet rounded."""
    verdict, kind = Verdict.SUSPECT_ID, "suspect-spreadsheet-value"
    yield from _with(data, verdict, kind, _plain("rounded_id"), warning=True)


def describe(column: Column | None) -> str:
    """What a column asks of a cell, in words."""
    if column is None:
        return text("data.expected.text")
    if column.choices:
        return text("data.expected.choice", choices=", ".join(column.choices))
    if column.low is None or column.high is None:
        return text(f"data.expected.{column.type}")
    low = text("data.expected.above", low=f"{column.low:.15g}") if column.above else f"{column.low:.15g}"
    sort = "whole" if column.type in ("level", "integer") else "number"
    return text(f"data.expected.{sort}_range", low=low, high=f"{column.high:.15g}")


def _columns(data: Tables) -> Iterator[tuple[ReadTable, Cells]]:
    return ((read, cells) for read in data.read.values() for cells in read.cells.values())


def _with(
    data: Tables, verdict: Verdict, kind: str, hint: Hint, *, expected: str = "", warning: bool = False
) -> Iterator[Finding]:
    for read, cells in _columns(data):
        rows = cells.rows_with(verdict)
        if len(rows):
            yield read.finding(
                kind,
                rows,
                cells.name,
                expected=text(f"data.expected.{expected}") if expected else describe(cells.column),
                hint=lambda row, read=read, cells=cells: hint(read, cells, row),  # type: ignore[misc]
                warning=warning,
            )


def _plain(key: str) -> Hint:
    return lambda read, cells, row: text(f"data.hint.{key}")


def _hidden(read: ReadTable, cells: Cells, row: int) -> str:
    from talentmap.data.parse import hidden_signs

    signs = ", ".join(f"U+{ord(sign):04X}" for sign in hidden_signs(cells.texts[cells.codes[row]])[:5])
    return text("data.hint.control_character", signs=signs)


def _type_hint(read: ReadTable, cells: Cells, row: int) -> str:
    kind = cells.column.type if cells.column else "text"
    return text(f"data.hint.wrong_type.{kind}" if kind in ("level", "boolean") else "data.hint.wrong_type.number")


def _range_hint(read: ReadTable, cells: Cells, row: int) -> str:
    whole = cells.text_at(row).replace(",", ".").split(".")[0]
    hours = cells.column is not None and cells.column.unit == "fte" and whole.isdecimal() and 1 < int(whole) <= 60
    return text("data.hint.hours_a_week" if hours else "data.hint.out_of_range", found=cells.text_at(row))


def _choice_hint(read: ReadTable, cells: Cells, row: int) -> str:
    if cells.name == "visibility":
        return text("data.hint.unknown_visibility")
    return text("data.hint.unknown_value")


def _date_hint(read: ReadTable, cells: Cells, row: int) -> str:
    found = cells.text_at(row)
    if found.isdigit() and 20_000 <= int(found) <= 80_000:
        return text("data.hint.date_number")
    return text("data.hint.bad_date")
