"""An empty workbook to fill in: a sheet per table with drop-downs, checks and the meaning of every column."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from talentmap.data.atomic import replaced_file
from talentmap.data.dictionary import Column, Table, tables
from talentmap.data.write_xlsx import CREATED, OPTIONS, TEXT_FORMAT
from talentmap.errors import ExportError
from talentmap.vocabulary import text

ROWS = 20_000
"""Rows below the header that have drop-downs and checks; more rows may be filled in all the same."""

_FORMATS = {"number": "General", "integer": "0", "level": "0", "boolean": "General"}
_FIRST, _LAST = date(1900, 3, 1), date(2100, 12, 31)
_YES_NO = {"nl": ["ja", "nee"], "en": ["true", "false"]}
_LINE = 62  # characters of the last column of the explanation that fit on one line


def write_template(path: str | os.PathLike[str], lang: str = "nl") -> None:
    """Write an empty workbook that ``read_dataset`` understands once it is filled in.

    Every table has a sheet; the first sheet explains them. Headers carry the meaning of their column, cells with a
    fixed choice a drop-down, columns with ids of another sheet a list from that sheet, and numbers and dates a check
    while typing. Columns for ids and text are formatted as text, so that 00123 keeps its zeros.

    Parameters
    ----------
    path
        A name that ends in ``.xlsx``. Replaced in one step.
    lang
        Language of the explanation: ``"nl"`` or ``"en"``. Sheets and headers are the same in both.

    Raises
    ------
    ExportError
        Another suffix, or the place cannot be written.
    ValueError
        Another language.
    """
    import xlsxwriter

    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise ExportError(text("export.template_format", path=target))
    _known(lang)
    with replaced_file(target) as handle, xlsxwriter.Workbook(handle, dict(OPTIONS)) as book:
        book.set_properties({"title": text("export.template.title", lang=lang), "created": CREATED})
        styles = _styles(book, lang)
        guide = book.add_worksheet(text("export.template.sheet", lang=lang))
        pages = {table.name: book.add_worksheet(table.name) for table in tables().values()}
        for table in tables().values():
            _table_page(pages[table.name], table, styles, lang)
        _guide_page(guide, styles, lang)
        guide.activate()


def _known(lang: str) -> None:
    from talentmap.vocabulary import use_language

    with use_language(lang):  # raises for a language without texts
        pass


def _styles(book: Any, lang: str) -> dict[str, Any]:
    head = {"bold": True, "valign": "vcenter", "border": 1, "border_color": "#FFFFFF"}
    return {
        "required": book.add_format({**head, "bg_color": "#0B5C6B", "font_color": "#FFFFFF"}),
        "optional": book.add_format({**head, "bg_color": "#D5E8EB", "font_color": "#12343B"}),
        "text": book.add_format({"num_format": TEXT_FORMAT}),
        "date": book.add_format({"num_format": "d-m-yyyy" if lang == "nl" else "yyyy-mm-dd", "align": "left"}),
        **{kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()},
        "title": book.add_format({"bold": True, "font_size": 18, "font_color": "#0B5C6B"}),
        "heading": book.add_format({"bold": True, "font_size": 13, "font_color": "#0B5C6B"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#0B5C6B", "underline": 1, "valign": "top"}),
    }


def _table_page(page: Any, table: Table, styles: dict[str, Any], lang: str) -> None:
    page.freeze_panes(1, 0)
    page.set_row(0, 24)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_tab_color("#0B5C6B" if table.required else "#B8C4C8")
    for place, column in enumerate(table.columns):
        page.write_string(0, place, column.name, styles["required" if column.required else "optional"])
        page.write_comment(0, place, _note(column, lang), {"x_scale": 2.2, "y_scale": 1.4, "author": "talentmap"})
        page.set_column(place, place, _width(column), styles.get(column.type, styles["text"]))
        check = _validation(column, table, place, lang)
        if check:
            page.data_validation(1, place, ROWS, place, check)


def _width(column: Column) -> int:
    wide = {"name", "name_nl", "title", "description", "note", "reason"}
    return 28 if column.name in wide else max(13, len(column.name) + 3)


def _note(column: Column, lang: str) -> str:
    needed = text("export.template.required" if column.required else "export.template.optional", lang=lang)
    return f"{column.meaning(lang)}\n{describe(column, lang)}\n({needed})"


def describe(column: Column, lang: str | None = None) -> str:
    """What may stand in the column, in words: type, range or choices, and the sheet its ids come from."""
    if column.choices:
        choices = "; ".join(_choice(word, lang) for word in column.choices)
        words = text("export.template.type.choice", lang=lang, choices=choices)
    else:
        words = text(f"export.template.type.{column.type}", lang=lang)
    if column.low is not None and column.high is not None:
        low, high = f"{column.low:.15g}", f"{column.high:.15g}"
        if column.unit in ("fte", "people", "euro", "hours"):
            high = text(f"export.unit.{column.unit}", lang=lang, count=high)
        key = "export.template.above" if column.above else "export.template.range"
        words = text(key, lang=lang, type=words, low=low, high=high)
    if column.refers:
        words = text("export.template.refers", lang=lang, type=words, table=column.refers)
    if column.default:
        words = text("export.template.default", lang=lang, type=words, default=column.default)
    return words


def _choice(word: str, lang: str | None) -> str:
    meaning = text(f"export.choice.{word}", lang=lang)
    return word if meaning == word else f"{word} ({meaning})"


def _validation(column: Column, table: Table, place: int, lang: str) -> dict[str, Any] | None:
    """The check Excel makes while typing. Pasting goes past it, so reading checks everything again."""
    rule = _rule(column, table, place, lang)
    if rule is None:
        return None
    message = text("export.template.twice", lang=lang) if rule["validate"] == "custom" else describe(column, lang)
    return {
        "ignore_blank": True,
        "error_title": text("export.template.wrong", lang=lang),
        "error_message": message[:255],
        **rule,
    }


def _rule(column: Column, table: Table, place: int, lang: str) -> dict[str, Any] | None:
    low, high = column.low, column.high
    if column.choices:
        return {"validate": "list", "source": list(column.choices)}
    if column.type == "boolean":
        return {"validate": "list", "source": _YES_NO[lang]}
    if column.type in ("level", "integer") and low is not None and high is not None:
        if high - low <= 10:
            return {"validate": "list", "source": [str(step) for step in range(int(low), int(high) + 1)]}
        return {"validate": "integer", "criteria": "between", "minimum": int(low), "maximum": int(high)}
    if column.type == "number" and low is not None and high is not None:
        least = low + 1e-9 if column.above else low
        return {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": high}
    if column.type == "date":
        return {"validate": "date", "criteria": "between", "minimum": _FIRST, "maximum": _LAST}
    if column.refers:
        return _reference(column)
    if table.keys == (column.name,):
        cells = f"${_letter(place)}$2:${_letter(place)}${ROWS + 1}"
        own = f"{_letter(place)}2"  # EXACT, because COUNTIF takes 00123 and 123 for the same
        return {"validate": "custom", "value": f"=SUMPRODUCT(--EXACT({cells},{own}))=1", "error_type": "warning"}
    return None


def _reference(column: Column) -> dict[str, Any]:
    """A list of the ids on the other sheet, as long as that sheet is filled; a warning only, for they may follow."""
    other = tables()[column.refers]
    place = _letter(other.names.index(other.keys[0]))
    first, cells = f"{other.name}!${place}$2", f"{other.name}!${place}$2:${place}${ROWS + 1}"
    rule = {"validate": "list", "source": f"=OFFSET({first},0,0,MAX(1,COUNTA({cells})),1)", "error_type": "warning"}
    return rule if other.required else {**rule, "show_error": False}


def _letter(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(place))


def _guide_page(page: Any, styles: dict[str, Any], lang: str) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for place, width in enumerate((24, 18, 14, 58, 62)):
        page.set_column(place, place, width)
    page.set_tab_color("#E0A030")
    page.write_string(0, 0, text("export.template.title", lang=lang), styles["title"])
    row = 2
    for step in range(1, 7):
        words = f"{step}. {text(f'export.template.step.{step}', lang=lang)}"
        page.merge_range(row, 0, row, 3, words, styles["wrap"])
        page.set_row(row, 20)
        row += 1
    row = _tables_part(page, row + 1, styles, lang)
    _columns_part(page, row + 1, styles, lang)


def _tables_part(page: Any, row: int, styles: dict[str, Any], lang: str) -> int:
    page.write_string(row, 0, text("export.template.tables", lang=lang), styles["heading"])
    row = _heads(page, row + 1, ("table", "needed", "meaning"), (0, 2, 3), styles, lang)
    for table in tables().values():
        page.write_url(row, 0, f"internal:'{table.name}'!A1", styles["link"], table.name)
        needed = "export.template.required" if table.required else "export.template.optional"
        page.write_string(row, 2, text(needed, lang=lang), styles["wrap"])
        page.write_string(row, 3, table.meaning(lang), styles["wrap"])
        row += 1
    return row


def _columns_part(page: Any, row: int, styles: dict[str, Any], lang: str) -> None:
    page.write_string(row, 0, text("export.template.columns", lang=lang), styles["heading"])
    row = _heads(page, row + 1, ("table", "column", "needed", "meaning", "what"), (0, 1, 2, 3, 4), styles, lang)
    for table in tables().values():
        for column in table.columns:
            needed = "export.template.required" if column.required else "export.template.optional"
            cells = (table.name, column.name, text(needed, lang=lang), column.meaning(lang), describe(column, lang))
            for place, words in enumerate(cells):
                page.write_string(row, place, words, styles["wrap"])
            page.set_row(row, 15 * (1 + len(cells[-1]) // _LINE))
            row += 1


def _heads(
    page: Any, row: int, names: tuple[str, ...], places: tuple[int, ...], styles: dict[str, Any], lang: str
) -> int:
    for place in range(places[-1] + 1):
        page.write_blank(row, place, None, styles["required"])
    for name, place in zip(names, places, strict=True):
        page.write_string(row, place, text(f"export.template.{name}", lang=lang), styles["required"])
    return row + 1
