"""Facts of the accountability pack: each holds today, and each is noticed when its setting changes or goes."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from pathlib import Path

import pytest

from talentmap.access.policy import load_policy
from talentmap.documents import accountability_checks as checks
from talentmap.documents.accountability_facts import ANY, KnownFact, all_facts, known_fact, known_facts
from talentmap.documents.accountability_sources import GoneError, Sources
from talentmap.vocabulary import LANGUAGES, message_keys, text


@pytest.fixture(scope="module")
def known() -> dict[str, KnownFact]:
    return known_facts(Sources(), load_policy())


@pytest.mark.parametrize("key", all_facts())
def test_holds(known: dict[str, KnownFact], key: str) -> None:
    """When this fails, a setting changed: read the sentence again, in every paper, before changing what is expected."""
    found = known[key]
    assert (found.state, found.value) == ("holds", found.value if found.fact.expected == ANY else found.fact.expected)


def edited(tmp_path: Path, name: str, before: str, after: str) -> Sources:
    content = files("talentmap").joinpath(*name.split("/")).read_text(encoding="utf-8")
    assert before in content, "the test looks for what is no longer there"
    path = tmp_path / "edited"
    path.write_text(content.replace(before, after), encoding="utf-8")
    return Sources({name: path})


@pytest.mark.parametrize(
    ("key", "before", "after", "state"),
    [
        ("k", "LEAST = 5", "LEAST = 4", "changed"),
        ("k", "LEAST = 5", "MINIMUM = 5", "gone"),
        ("raters", "LEAST_RATERS = 3", "LEAST_RATERS = 2", "changed"),
        ("private_asked", "include_private: bool = False", "include_private: bool = True", "changed"),
        ("known_weight", "known: float = 0.0", "known: float = 0.5", "changed"),
        ("explain_team", "def explain(", "def tell(", "gone"),
        ("statistics_off", "gatherUsageStats = false", "gatherUsageStats = true", "changed"),
        ("statistics_off", "gatherUsageStats = false", "", "gone"),
        ("claims_seen", "self manager unit colleague,any,visibility", "self manager unit hr,any,visibility", "changed"),
        ("policy_version", "# version:", "# edition:", "gone"),
        ("private_default", "yes,,,private,Wie het mag zien", "yes,,,team,Wie het mag zien", "changed"),
        ("people_columns", "people,location,", "people,religion,", "changed"),
        ("answers_gone", "blank once the outcome was made", "kept for a year", "changed"),
        ("pages_offline", "default-src 'none'", "default-src *", "changed"),
        ("secure_delete", "PRAGMA secure_delete=ON", "PRAGMA secure_delete=OFF", "changed"),
        ("log_without_content", "log,action,", "log,reason,", "changed"),
    ],
)
def test_is_noticed_when_it_changes(tmp_path: Path, key: str, before: str, after: str, state: str) -> None:
    fact = all_facts()[key]
    sources = edited(tmp_path, fact.source.partition(":")[0], before, after)
    found = known_fact(fact, sources, load_policy())
    assert found.state == state
    for lang in LANGUAGES:
        said = found.statement(lang)
        assert fact.source in said
        assert said != text(f"accountability.fact.{key}", lang=lang, value=found.value)
        assert found.value in said


@pytest.mark.parametrize("pointer", ["access/nothing.py:K", "access/figures.py:publish.nothing", "data/columns.csv:no"])
def test_a_pointer_at_nothing_is_an_error(pointer: str) -> None:
    with pytest.raises(GoneError):
        Sources().value(pointer)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("access/figures.py:LEAST", "5"),
        ("access/coded.py:CODES", "0-1 2-3 4-5"),
        ("access/figures.py:publish", "defined"),
        ("access/figures.py:publish.k", "LEAST"),
        ("access/figures.py:publish.table", ""),
        ("access/roles.csv:hr.purposes", "team role_match development figures"),
        ("access/policy.csv:people.*", "self / any / seen"),
        ("data/columns.csv:claims.visibility.default", "private"),
        ("app/.streamlit/config.toml:browser.gatherUsageStats", "false"),
    ],
)
def test_reads_what_stands_there(pointer: str, value: str) -> None:
    assert Sources().value(pointer) == value


def test_every_fact_has_a_sentence_and_stands_in_a_paper() -> None:
    layout = list(csv.DictReader(io.StringIO(_read("accountability_pages.csv"))))
    told = {
        key.removeprefix("accountability.fact.") for key in message_keys() if key.startswith("accountability.fact.")
    }
    assert told == set(all_facts()) == {row["key"] for row in layout if row["kind"] == "fact"}


def test_no_sentence_without_a_place() -> None:
    layout = list(csv.DictReader(io.StringIO(_read("accountability_pages.csv"))))
    for kind, keys in (("question", ("question", "given")), ("law", ("law",))):
        told = {key.split(".")[2] for key in message_keys() if key.startswith(f"accountability.{kind}.")}
        assert told == {row["key"] for row in layout if row["kind"] in keys}
    assert {row["kind"] for row in layout} == {"fact", "law", "question", "given", "table"}


def _read(name: str) -> str:
    return files("talentmap.documents").joinpath(name).read_text(encoding="utf-8")


def test_checks_find_what_they_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    sources, policy = Sources(), load_policy()
    monkeypatch.setattr(checks, "_imported", lambda: frozenset({"torch", "httpx", "pandas"}))
    assert checks.CHECKS["no_learning"](sources, policy) == "torch"
    assert checks.CHECKS["no_sending"](sources, policy) == "httpx"
    monkeypatch.setattr("talentmap.documents.decision.decision_record", lambda *_, **__: None)
    assert checks.CHECKS["needs_decider"](sources, policy) == "accepted"
    monkeypatch.setattr("talentmap.access.view.as_seen_by", lambda data, *_, **__: data)
    assert checks.CHECKS["seen_by_nobody"](sources, policy).endswith(" rows")
    monkeypatch.setattr("talentmap.access.view.for_others", lambda data, **_: data)
    assert checks.CHECKS["private_left_out"](sources, policy) != "none"
    monkeypatch.setattr("talentmap.access.figures.publish", lambda *_, **__: None)
    assert checks.CHECKS["fewer_refused"](sources, policy) == "k = 4"
    monkeypatch.setattr(checks, "_PROTECTED", checks.re.compile("location"))
    assert checks.CHECKS["no_protected"](sources, policy) == "people.location"


def test_imports_are_really_looked_up() -> None:
    assert {"pandas", "highspy", "talentmap.access", "jinja2"} <= checks._imported()
