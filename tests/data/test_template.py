"""The empty template: every table and column in it, with drop-downs, text ids and an explanation in two languages."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from talentmap.data.dictionary import tables
from talentmap.data.read import check_dataset
from talentmap.data.template import describe, write_template
from talentmap.errors import ExportError

GUIDE = {"nl": "Uitleg", "en": "Read me"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "leeg.xlsx"
    write_template(path)
    return path


def sheet_xml(path: Path, table: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{list(tables()).index(table) + 2}.xml").decode()


def checks(path: Path, table: str) -> dict[str, str]:
    """Column letter -> XML of its check."""
    found = re.findall(r'<dataValidation .*?sqref="([A-Z]+)2:.*?</dataValidation>', sheet_xml(path, table))
    whole = re.findall(r"<dataValidation .*?</dataValidation>", sheet_xml(path, table))
    return dict(zip(found, whole, strict=True))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_table_has_a_sheet_with_its_headers_behind_the_explanation(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "leeg.xlsx"
    write_template(path, lang)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == [GUIDE[lang], *tables()]
    for name, table in tables().items():
        assert book.get_sheet_by_name(name).to_python() == [list(table.names)]
    guide = {str(cell) for row in book.get_sheet_by_name(GUIDE[lang]).to_python() for cell in row}
    for table in tables().values():
        assert table.name in guide
        assert table.meaning(lang) in guide
        assert {column.meaning(lang) for column in table.columns} <= guide


def test_headers_tell_meaning_and_type_in_a_comment(template: Path) -> None:
    with zipfile.ZipFile(template) as archive:
        comments = "".join(archive.read(n).decode() for n in archive.namelist() if "comments" in n)
    assert comments.count("<comment ") == sum(len(table.columns) for table in tables().values())
    assert "Direct leidinggevende; leeg aan de top" in comments
    assert "niveau, heel getal, 0 tot en met 5" in comments


def test_every_fixed_choice_and_yes_or_no_has_a_drop_down(template: Path) -> None:
    asked = 0
    for table in tables().values():
        found = checks(template, table.name)
        for place, column in enumerate(table.columns):
            words = column.choices or (("ja", "nee") if column.type == "boolean" else ())
            if words:
                asked += 1
                assert f'<formula1>"{",".join(words)}"</formula1>' in found[chr(65 + place)]
    assert asked == 14


def test_ids_of_another_sheet_come_from_that_sheet(template: Path) -> None:
    claims = checks(template, "claims")
    assert "OFFSET(people!$A$2" in claims["A"]
    assert "OFFSET(strengths!$A$2" in claims["B"]
    assert "OFFSET(people!$A$2" in checks(template, "people")["D"]
    unit = checks(template, "people")["C"]
    assert "OFFSET(units!$A$2" in unit
    assert 'showErrorMessage="1"' not in unit, "units may be left empty, then any unit is right"


def test_numbers_dates_and_double_ids_are_checked_while_typing(template: Path) -> None:
    people = checks(template, "people")
    assert 'type="decimal"' in people["F"]
    assert "<formula1>0.0</formula1><formula2>1.0</formula2>" in people["F"]
    assert "<formula1>1e-09</formula1>" in checks(template, "ties")["C"], "a tie of weight zero is none"
    assert 'type="date"' in people["G"]
    assert "EXACT" in people["A"]
    assert '<formula1>"-2,-1,0,1,2"</formula1>' in checks(template, "claims")["D"]


def test_messages_fit_in_what_excel_shows(template: Path) -> None:
    for name in tables():
        for check in checks(template, name).values():
            assert all(len(words) <= 255 for words in re.findall(r'error="([^"]*)"', check))
            assert all(len(words) <= 257 for words in re.findall(r"<formula1>(\".*?\")</formula1>", check))


def test_id_columns_are_text_so_that_zeros_stay(template: Path) -> None:
    with zipfile.ZipFile(template) as archive:
        styles = archive.read("xl/styles.xml").decode()
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    kinds = {place: formats[style] for place, style in column_styles(sheet_xml(template, "claims")).items()}
    text_format = "49"
    assert kinds[1] == kinds[2] == text_format
    assert kinds[3] != text_format, "a level typed as text would not be a number"


def test_the_same_template_has_the_same_bytes(template: Path, tmp_path: Path) -> None:
    write_template(tmp_path / "again.xlsx", "nl")
    assert (tmp_path / "again.xlsx").read_bytes() == template.read_bytes()


def test_describe_names_range_choices_sheet_and_default() -> None:
    claims = tables()["claims"]
    assert describe(claims["level"], "en") == "level, whole number, 0 up to and including 5"
    assert describe(claims["person_id"], "nl") == "kenmerk (tekst), uit werkblad people"
    assert describe(claims["visibility"], "nl").startswith("een van: private (alleen de persoon); manager")
    assert describe(claims["visibility"], "en").endswith("blank counts as private")


def test_another_suffix_or_language_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.xlsx"):
        write_template(tmp_path / "leeg.ods")
    with pytest.raises(ValueError, match="fr"):
        write_template(tmp_path / "leeg.xlsx", "fr")
    assert list(tmp_path.iterdir()) == []


def filled(template: Path, folder: Path, rows: dict[str, list[list[str | float | bool]]]) -> Path:
    """The template with rows typed into it, as a spreadsheet saves them: text inline, numbers as numbers."""
    path = folder / "gevuld.xlsx"
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode() if name.endswith(".xml") else old.read(name)
            for table, lines in rows.items():
                if name == f"xl/worksheets/sheet{list(tables()).index(table) + 2}.xml":
                    assert isinstance(content, str)
                    content = content.replace("</sheetData>", f"{typed(lines, content)}</sheetData>")
            new.writestr(name, content)
    return path


def column_styles(sheet: str) -> dict[int, int]:
    """Number of a column, from 1 -> its style."""
    found = re.findall(r'<col min="(\d+)" max="(\d+)" width="[^"]*" style="(\d+)"', sheet)
    return {place: int(style) for low, high, style in found for place in range(int(low), int(high) + 1)}


def typed(lines: list[list[str | float | bool]], sheet: str) -> str:
    """Rows of XML; a cell takes the style of its column, as it does when somebody types."""
    styles = column_styles(sheet)
    made = []
    for number, line in enumerate(lines, start=2):
        cells = []
        for place, value in enumerate(line):
            start = f'<c r="{chr(65 + place)}{number}" s="{styles.get(place + 1, 0)}"'
            if isinstance(value, bool):
                cells.append(f'{start} t="b"><v>{int(value)}</v></c>')
            elif isinstance(value, str):
                cells.append(f'{start} t="inlineStr"><is><t>{value}</t></is></c>' if value else f"{start}/>")
            else:
                cells.append(f"{start}><v>{value}</v></c>")
        made.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(made)


def test_an_untouched_template_reads_as_nobody(template: Path) -> None:
    report = check_dataset(template)
    assert report.faults.empty, report.faults.to_string()
    assert report.dataset is not None
    assert len(report.dataset.people) == 0
    assert report.warnings.empty, report.warnings.to_string()


def test_the_english_template_reads_as_nobody_too(tmp_path: Path) -> None:
    write_template(tmp_path / "empty.xlsx", "en")
    assert check_dataset(tmp_path / "empty.xlsx").warnings.empty


def test_a_filled_template_reads_as_typed(template: Path, tmp_path: Path) -> None:
    day = 46_082  # 1 March 2026 as Excel counts days
    path = filled(
        template,
        tmp_path,
        {
            "people": [["00123", "Anouk", "Beleid", "", "", 1], ["123", "=Bram", "Beleid", "00123", "", 0.5]],
            "strengths": [["s1", "Plannen", "", "skill"]],
            "claims": [["00123", "s1", 4, -1, "self", "", day, ""]],
            "roles": [["r1", "Adviseur", "Beleid", 1, "open"]],
            "role_requirements": [["r1", "s1", 3, 2, "ja"]],
        },
    )
    report = check_dataset(path)
    assert report.faults.empty, report.faults.to_string()
    data = report.dataset
    assert data is not None
    assert list(data.people["person_id"]) == ["00123", "123"]
    assert list(data.people["fte"]) == [1.0, 0.5]
    claim = data.claims.iloc[0]
    assert (claim["level"], claim["energy"], claim["visibility"]) == (4, -1, "private")
    assert str(claim["date"].date()) == "2026-03-01"
    assert bool(data.role_requirements.iloc[0]["mandatory"]) is True
    assert list(report.warnings["kind"]) == ["blank-value"]
    assert (report.warnings["row"].iloc[0], report.warnings["column"].iloc[0]) == (2, "visibility")
