"""The form as a file: there and back, and whatever else may come back."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from talentmap.access.rounds_form import Form, form_bytes, scale, write_form
from talentmap.access.rounds_form_read import Returned, read_form
from talentmap.access.rounds_rules import Answers
from talentmap.access.rounds_token import new_token
from talentmap.errors import AccessError, ExportError, ProblemError

TOKEN = new_token()
FORM = Form("R1", TOKEN, "=Mo <b>Ik</b>", "peer", pd.Timestamp("2026-06-15"), {"S1": "=Luisteren", "S2": "Rekenen"})


def cells(raw: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def with_cell(raw: bytes, cell: str, value: object) -> bytes:
    """The workbook with one cell changed (or added in a row of its own), as a spreadsheet program would save it."""
    if isinstance(value, bool):
        made = f'<c r="{cell}" t="b"><v>{int(value)}</v></c>'
    elif isinstance(value, str):
        made = f'<c r="{cell}" t="inlineStr"><is><t xml:space="preserve">{html.escape(value)}</t></is></c>'
    else:
        made = f'<c r="{cell}"><v>{value}</v></c>'
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                part, n = re.subn(rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)', lambda _: made, part)
                if not n:
                    row = re.sub(r"\D", "", cell)
                    part = part.replace("</sheetData>", f'<row r="{row}">{made}</row></sheetData>')
            new.writestr(name, part)
    return held.getvalue()


def filled(values: dict[str, object], lang: str = "nl") -> bytes:
    """The workbook filled in, answers by key."""
    raw = form_bytes(FORM, ".xlsx", lang)
    for row, found in enumerate(cells(raw), start=1):
        if len(found) > 3 and found[3] in values:
            raw = with_cell(raw, f"B{row}", values[str(found[3])])
    return raw


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_workbook_goes_there_and_back(lang: str) -> None:
    yes = {"nl": "ja", "en": "yes"}[lang]
    raw = filled({"S1": scale(lang)[4], "S2": 0, "*comment": "Goed bezig", "*may_read": yes}, lang)
    assert read_form(raw) == Returned(TOKEN, "R1", Answers({"S1": 4, "S2": 0}, "Goed bezig", True))


def test_blank_and_cannot_say_are_no_answers_and_consent_is_no_by_default() -> None:
    assert read_form(filled({"S1": "weet ik niet", "S2": 3.0, "*comment": "x"})).answers == Answers({"S2": 3}, "x")


def test_a_json_form_goes_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "form.json"
    write_form(FORM, path)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["answers"] == {"S1": None, "S2": None}
    content["answers"] = {"S1": 2, "S2": "5 uitblinker"}
    content["may_read"] = True
    content["comment"] = "ok"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert read_form(path) == Returned(TOKEN, "R1", Answers({"S1": 2, "S2": 5}, "ok", True))


def test_the_workbook_offers_lists_runs_no_formula_and_says_who_sees_what() -> None:
    raw = form_bytes(FORM)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert len(archive.namelist()) < 12
    assert page.count("<dataValidation ") == 3  # two strengths and the consent
    assert "<f>" not in page
    assert "sheetProtection" in page
    shown = " ".join(str(value) for row in cells(raw) for value in row)
    assert "=Luisteren" in shown
    assert "minstens drie beoordelaars" in shown
    assert "met uw naam" not in shown
    as_manager = form_bytes(Form(FORM.round_id, TOKEN, "Mo", "manager", FORM.closes, FORM.questions), ".json")
    assert "met uw naam erbij" in as_manager.decode()


@pytest.mark.parametrize("value", ["6", "uitstekend", 2.5, "4,5", True, "10", "-1", "3.5 goed"])
def test_an_answer_that_was_not_offered_is_named(value: object) -> None:
    with pytest.raises(ProblemError, match="At S1 stands"):
        read_form(filled({"S1": value}))


def test_an_altered_token_is_seen() -> None:
    raw = form_bytes(FORM, ".json").replace(TOKEN.encode(), TOKEN[:-1].encode() + (b"A" if TOKEN[-1] != "A" else b"B"))
    with pytest.raises(AccessError, match="changed or lost"):
        read_form(raw)


def test_what_is_no_form_is_refused_in_words(tmp_path: Path) -> None:
    other = io.BytesIO()
    xlsxwriter.Workbook(other, {"in_memory": True}).close()
    for raw in (
        b"",
        b"{",
        b"[1]",
        b'{"answers": {}}',
        other.getvalue(),
        b"PK\x03\x04 broken",
        b"[" * 5000,
        b"\xff\xfe{",
    ):
        with pytest.raises(ProblemError, match="form"):
            read_form(raw)
    with pytest.raises(ProblemError, match="form"):
        read_form(tmp_path / "absent.xlsx")
    with pytest.raises(ProblemError, match="at most 1000000 bytes"):
        read_form(b"{" + b" " * 1_000_001)
    with pytest.raises(ExportError, match=r"ends in \.xlsx"):
        write_form(FORM, tmp_path / "form.html")


def test_a_workbook_that_would_unpack_to_very_much_is_not_opened() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)
    with pytest.raises(ProblemError, match="unpack"):
        read_form(held.getvalue())


def test_a_row_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(ProblemError, match="S1 stands there twice"):
        read_form(with_cell(form_bytes(FORM), "D60", "S1"))
