"""The accountability pack: every paper and field, nothing invented, nothing without an owner."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from talentmap.access.persons import ways
from talentmap.access.policy import load_policy
from talentmap.data.dictionary import tables
from talentmap.documents.accountability import write_accountability
from talentmap.documents.accountability_markdown import as_markdown
from talentmap.documents.accountability_pages import Content, Line, Paper, made_papers, paper_names
from talentmap.documents.accountability_sources import Sources
from talentmap.documents.accountability_tables import document_table, kept_tables
from talentmap.errors import ExportError, ProblemError
from talentmap.vocabulary import LANGUAGES, use_language

OWNER = "Anna <b>de Wit</b> | [x](y)"
FIELDS = [
    "name",
    "description_short",
    "organization",
    "publication_category",
    "status",
    "category",
    "begin_date",
    "end_date",
    "contact_email",
    "website",
    "url",
    "goal",
    "proportionality",
    "human_intervention",
    "risks",
    "lawful_basis",
    "lawful_basis_grouping",
    "process_index_url",
    "impacttoetsen_grouping",
    "impacttoetsen",
    "source_data",
    "source_data_grouping",
    "methods_and_models",
    "provider",
    "publiccode",
    "lang",
    "standard_version",
    "source_id",
    "tags",
]
"""Publication standard 1.0 of the Dutch algorithm register."""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack") / "new"
    names = write_accountability(folder, owner=OWNER, organisation="Gemeente <Lek>", date="2026-11-22")
    assert sorted(names) == sorted(path.name for path in folder.iterdir())
    return folder


@pytest.fixture(scope="module")
def content() -> Content:
    return Content.read(Sources(), load_policy(), {})


def papers(content: Content, lang: str) -> dict[str, Paper]:
    with use_language(lang):
        return {paper.name: paper for paper in made_papers(content)}


def test_all_papers_in_both_languages_and_both_forms(pack: Path) -> None:
    assert len(paper_names()) == 7
    for lang in LANGUAGES:
        for name in paper_names():
            page = (pack / f"{name}_{lang}.html").read_text(encoding="utf-8")
            assert f'<html lang="{lang}">' in page
            assert "2026-11-22" in page
            assert ("Ontwerp" if lang == "nl" else "Draft") in page
            assert (pack / f"{name}_{lang}.md").read_text(encoding="utf-8").startswith("# ")


def test_pages_are_escaped_and_ask_nothing_from_outside(pack: Path) -> None:
    for path in pack.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "<b>" not in page
        assert "Anna &lt;b&gt;de Wit&lt;/b&gt;" in page
        assert "http" not in page.replace("http-equiv", "")
        assert "<script" not in page
        for link in re.findall(r'href="([^"]*)"', page):
            assert (pack / link).is_file()
    assert "Gemeente &lt;Lek&gt;" in (pack / "algorithm_register_nl.html").read_text(encoding="utf-8")
    for path in pack.glob("*.md"):
        written = path.read_text(encoding="utf-8")
        assert "<b>" not in written.replace("\\<b\\>", "")
        assert "](y)" not in written.replace("\\](y)", "")


def test_the_register_record_has_every_field_of_the_standard(content: Content) -> None:
    record = papers(content, "nl")["algorithm_register"]
    assert [section.field for part in record.parts for section in part.sections] == FIELDS
    short = next(each for part in record.parts for each in part.sections if each.field == "description_short")
    assert sum(len(line.text) for line in short.lines) <= 350  # what the standard allows
    assert all(section.lines for part in record.parts for section in part.sections)


def test_the_dpia_has_the_seventeen_points(content: Content) -> None:
    titles = [section.title for part in papers(content, "en")["dpia"].parts for section in part.sections]
    assert [int(title.split(".")[0]) for title in titles] == list(range(1, 18))


def test_languages_say_the_same_with_the_same_sources(content: Content) -> None:
    dutch, english = papers(content, "nl"), papers(content, "en")
    for name in paper_names():
        assert [line.kind for line in dutch[name].lines] == [line.kind for line in english[name].lines]
        facts = [(one.source, two.source) for one, two in zip(dutch[name].lines, english[name].lines, strict=True)
                 if one.kind == "fact"]  # fmt: skip
        assert all(one == two and one for one, two in facts)


def test_what_is_no_law_and_has_no_source_is_a_question(content: Content) -> None:
    for name, paper in papers(content, "en").items():
        assert paper.count("question"), name
        for line in paper.lines:
            assert line.kind in ("fact", "law", "question")
            assert bool(line.source) == (line.kind != "question")
            if line.kind == "question":
                assert "?" in line.text or line.text.endswith(".")


def test_nobody_is_named_and_nothing_is_answered_for_the_organisation(content: Content) -> None:
    asked = {line.text for line in papers(content, "en")["algorithm_register"].lines if line.kind == "question"}
    assert any("Which organisation" in text for text in asked)
    given = Content(content.sources, content.policy, content.facts, {"organisation": "Gemeente Lek"})
    record = papers(given, "en")["algorithm_register"].lines
    assert Line("given", "Gemeente Lek") in record
    assert sum(line.kind == "question" for line in record) == len([*asked]) - 1


@pytest.mark.parametrize("owner", ["", "  ", None, 7, "12-34", "A\nB", "x" * 101])
def test_no_owner_no_drafts(tmp_path: Path, owner: object) -> None:
    with pytest.raises(ProblemError, match=r"name|owner"):
        write_accountability(tmp_path / "out", owner=owner)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_owner_has_to_be_said(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_accountability(tmp_path)  # type: ignore[call-arg]


def test_every_table_stands_in_the_retention_table(content: Content, tmp_path: Path) -> None:
    names = {table.name for table in kept_tables(content.sources)}
    assert set(tables()) <= names
    assert {"log", "round_answers", "personal_goals", "identities"} <= names
    shown = document_table("retention", content.sources, content.policy)
    assert {row[0] for row in shown.rows} == names
    more = tmp_path / "columns.csv"
    own = files("talentmap.data").joinpath("store", "columns.csv").read_text(encoding="utf-8")
    more.write_text(own + "diaries,person_id,id,,,,,yes,yes,people,,Wie,Who\n", encoding="utf-8")
    sources = Sources({"data/store/columns.csv": more})
    assert "diaries" in {row[0] for row in document_table("retention", sources, content.policy).rows}
    assert "diaries" in {row[0] for row in document_table("data", sources, content.policy).rows}
    with use_language("en"):
        assert Content(sources, content.policy, content.facts, {}).state != content.state


def test_tables_about_people_are_told_from_the_others(content: Content) -> None:
    personal = {table.name for table in kept_tables(content.sources) if table.personal}
    assert {"people", "claims", "ties", "round_answers", "round_texts", "evc_matrix", "log", "rules"} <= personal
    assert not {"strengths", "roles", "units", "projects", "offerings", "backups"} & personal
    # erasure knows where people stand; no table of its may be missing here
    assert {way.table for way in ways() if way.how != "no"} <= personal


def test_a_period_is_the_one_the_system_has(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "retention.csv"
    path.write_text(
        "table,months,column,ground,meaning_nl,meaning_en\nclaims,1,date,person,Een maand,A month\n", encoding="utf-8"
    )
    with use_language("en"):
        shown = document_table("retention", Sources({"access/retention.csv": path}), content.policy)
        period = {row[0]: row[4] for row in shown.rows}
    assert period["claims"] == "A month (the person's own choice)"
    assert period["round_texts"] == "goes with rounds"
    assert period["strengths"] == "not about people"
    assert period["people"] == "to be settled by the organisation"


def test_an_own_policy_is_read_and_what_no_longer_holds_is_said(tmp_path: Path) -> None:
    policy = tmp_path / "policy.csv"
    own = files("talentmap.access").joinpath("policy.csv").read_text(encoding="utf-8")
    row = "sharing,person_id strength_id audience purpose until,self"
    assert row in own
    policy.write_text(own.replace(row, f"{row} hr"), encoding="utf-8")
    write_accountability(tmp_path / "out", owner="Anna de Wit", policy=policy)
    page = (tmp_path / "out" / "worker_notice_en.html").read_text(encoding="utf-8")
    assert "With whom somebody shares what is seen by that person alone." not in page
    assert "self hr / any / seen" in page
    assert "no longer holds" in page
    assert "Out of date" in (tmp_path / "out" / "index_en.html").read_text(encoding="utf-8")


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot be read"):
        write_accountability(tmp_path, owner="Anna de Wit", config=tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("[server", encoding="utf-8")
    with pytest.raises(ProblemError, match="cannot be read"):
        write_accountability(tmp_path, owner="Anna de Wit", config=tmp_path / "bad.toml")
    (tmp_path / "bad.csv").write_text("nothing", encoding="utf-8")
    with pytest.raises(ProblemError, match="version"):
        write_accountability(tmp_path, owner="Anna de Wit", policy=tmp_path / "bad.csv")
    with pytest.raises(ProblemError, match="no date"):
        write_accountability(tmp_path, owner="Anna de Wit", date="soon")
    with pytest.raises(ExportError, match="no folder"):
        write_accountability(tmp_path / "bad.csv", owner="Anna de Wit")


def test_the_same_settings_make_the_same_papers(content: Content) -> None:
    for lang in LANGUAGES:
        first, second = papers(content, lang), papers(content, lang)
        assert first == second
        with use_language(lang):
            made = [as_markdown(one["dpia"], owner="A", day="", state=content.state) for one in (first, second)]
        assert made[0] == made[1]
        assert "None" not in made[0].replace("= None", "")
