"""Start: choosing data, bringing one's own, faults in words, what is in it."""

from __future__ import annotations

import io
import os
import zipfile

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from talentmap import examples
from talentmap.app.services.files import template_bytes
from talentmap.app.services.glance import glance
from talentmap.app.services.uploads import UploadError, check_uploads, safe_name
from talentmap.data.write import write_dataset
from tests.app.pages import LANGUAGES, PAGES, ROOT, fine, nothing, opened, said, words

FULL = bool(os.environ.get("TALENTMAP_FULL"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_its_question_as_title(page: str, language: str) -> None:
    app = opened(page, language=language)
    assert app.title[0].value == said(f"app.{page}.question", language)
    assert said("app.side.viewer", language) in words(app)


@pytest.mark.parametrize("language", LANGUAGES if FULL else LANGUAGES[:1])
@pytest.mark.parametrize("page", [page for page in PAGES if page != "access"])  # the policy is there without data
def test_every_page_says_so_when_there_is_nothing_to_show(page: str, language: str) -> None:
    app = opened(page, language=language, data=nothing())
    expected = "app.glance.nothing" if page == "start" else "app.empty.title"
    assert said(expected, language) in words(app)


def test_the_language_switch_changes_the_page() -> None:
    app = opened()
    app.segmented_control(key="language").set_value("en").run()
    assert fine(app).title[0].value == said("app.start.question", "en")


def test_the_counts_are_those_of_the_toy() -> None:
    seen = glance(examples.toy())
    # Toy: 7 people, 5 strengths, 20 claims of which one is private; Gino shared nothing; seats 1 + 2 + 1.
    assert (seen.people, seen.strengths, seen.claims, seen.private, seen.silent) == (7, 5, 20, 1, 1)
    assert (seen.open_seats, seen.projects) == (4, 1)


def test_choosing_another_example_shows_it_at_once() -> None:
    app = opened(source="municipality")
    app.segmented_control(key="start_source").set_value("toy").run()
    assert said("app.source.toy", "nl") in words(fine(app))
    assert "<b>7</b>" in words(app)


def toy_files(tmp_path, suffix: str) -> list[tuple[str, bytes, str]]:
    target = tmp_path / ("toy" if suffix == "csv" else f"toy.{suffix}")
    write_dataset(examples.toy(), target)
    paths = sorted(target.iterdir()) if target.is_dir() else [target]
    return [(path.name, path.read_bytes(), "application/octet-stream") for path in paths]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_own_files_are_read_and_shown(tmp_path, suffix: str) -> None:
    app = opened(source="municipality")
    app.segmented_control(key="start_source").set_value("own").run()
    app.file_uploader(key="start_files").set_value(toy_files(tmp_path, suffix))
    app.button(key="start_read").click().run()
    assert "<b>7</b>" in words(fine(app))
    assert app.session_state["data_own"].data.fingerprint == examples.toy().fingerprint


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_named_with_their_place_and_the_data_on_screen_stay(tmp_path, language: str) -> None:
    files = toy_files(tmp_path, "csv")
    broken = [(n, c.replace(b",4,2,self", b",9,2,self") if n == "claims.csv" else c, m) for n, c, m in files]
    assert broken != files
    app = opened(language=language)
    app.segmented_control(key="start_source").set_value("own").run()
    app.file_uploader(key="start_files").set_value(broken)
    app.button(key="start_read").click().run()
    shown = app.dataframe[0].value
    assert set(shown["file"]) == {"claims.csv"}
    assert set(shown["column"]) == {"level"}
    assert set(shown["found"].astype(str)) == {"9"}
    assert (pd.to_numeric(shown["row"]) > 1).all()
    assert said("app.upload.unchanged", language) in words(fine(app))
    assert "<b>7</b>" in words(app), "the toy is still there"


@pytest.mark.parametrize("language", LANGUAGES if FULL else LANGUAGES[:1])
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04broken", b"{" * 100_000], ids=["empty", "bytes", "zip", "deep"]
)
def test_broken_files_give_words_and_no_traceback(content: bytes, language: str) -> None:
    for name in ("x.csv", "x.xlsx", "x.json", "x.parquet"):
        app = opened(language=language)
        app.segmented_control(key="start_source").set_value("own").run()
        app.file_uploader(key="start_files").set_value([(name, content, "application/octet-stream")])
        app.button(key="start_read").click().run()
        assert said("app.upload.unchanged", language) in words(fine(app))


def test_reading_without_a_file_says_what_to_do() -> None:
    app = opened()
    app.segmented_control(key="start_source").set_value("own").run()
    app.button(key="start_read").click().run()
    assert said("app.upload.none", "nl") in words(fine(app))


class Sent:
    def __init__(self, name: str, content: bytes = b"") -> None:
        self.name, self.content = name, content

    def getvalue(self) -> bytes:
        return self.content


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("people.csv", "people.csv"),
        ("../../etc/people.csv", "people.csv"),
        ("..\\..\\people.csv", "people.csv"),
        ("/etc/passwd", "upload.passwd"),
        (".bashrc.csv", "bashrc.csv"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("<script>.csv", "_script_.csv"),
        ("..", "upload."),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_a_file_name_never_leads_out_of_the_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    "names", [["a.xlsx", "b.xlsx"], ["a.csv", "b.json"], ["x/a.csv", "y/A.csv"], ["a.exe"], []], ids=str
)
def test_files_that_do_not_go_together_are_refused(names: list[str]) -> None:
    with pytest.raises(UploadError):
        check_uploads([Sent(name, b"a,b\n") for name in names])


def test_uploads_leave_nothing_behind(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    check_uploads([Sent("../people.csv", b"person_id,name\n1,x\n")])
    assert list(tmp_path.iterdir()) == []


def test_the_template_is_a_workbook() -> None:
    assert zipfile.ZipFile(io.BytesIO(template_bytes())).testzip() is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_starting_on_broken_data_shows_the_faults(tmp_path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    (tmp_path / "people.csv").write_text("person_id,name,unit,fte\nP1,Anouk,Werf,7\n", encoding="utf-8")
    monkeypatch.setenv("TALENTMAP_DATA", str(tmp_path))
    app = AppTest.from_file(str(ROOT / "app_streamlit.py"), default_timeout=120)
    app.session_state["language"] = language
    app.run()
    assert said("app.upload.unchanged", language) in words(fine(app))
    assert "7" in set(app.dataframe[0].value["found"].astype(str))
