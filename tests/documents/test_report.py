"""The report: complete in both languages, escaped, self-contained, honest about what is unknown."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from talentmap import examples
from talentmap.data.dataset import Dataset
from talentmap.documents import build_report, write_report
from talentmap.documents import pictures as pictures_module
from talentmap.matching import MatchResult, match_roles
from talentmap.teams import TeamProblem, TeamResult, TeamWeights, propose_teams

NASTY = "<script>alert('x')</script><img src=//evil.invalid onerror=alert(1)>"


@pytest.fixture(scope="module")
def teams() -> TeamResult:
    problem = TeamProblem(examples.toy(), project="J1", weights=TeamWeights(coverage=1, cohesion=0.3))
    return propose_teams(problem, alternatives=2)


@pytest.fixture(scope="module")
def matches() -> MatchResult:
    return match_roles(examples.toy())


class Outline(HTMLParser):
    """Tags with their attributes, and that every tag that opens also closes."""

    VOID = frozenset({"meta", "img", "br", "hr", "link", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    found.close()
    assert found.open == []
    return found


def words(page: str) -> str:
    """The page without its pictures, which are long and hold any letters."""
    return re.sub(r'src="data:[^"]*"', "", page)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_page_is_whole_and_self_contained(lang: str, matches: MatchResult, teams: TeamResult) -> None:
    page = build_report(examples.toy(), matches=matches, teams=teams, lang=lang)
    found = outline(page)
    plain = words(page)
    assert f'<html lang="{lang}">' in plain
    assert not re.search(r"(report|cli|teams|matching)\.[a-z_]+\.", plain)  # no key stayed a key
    assert "http" not in plain.replace("http-equiv", "")
    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "iframe", "link", "object", "form"})
    images = [attributes for tag, attributes in found.tags if tag == "img"]
    assert len(images) >= 3
    for image in images:
        assert image["alt"]
        assert (image["src"] or "").startswith("data:image/svg+xml;base64,")
    anchors = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    jumps = {(attributes.get("href") or "")[1:] for tag, attributes in found.tags if tag == "a"}
    assert jumps <= anchors
    assert ("Talentenkaart" if lang == "nl" else "Capability map") in plain
    assert ("Omgevingsrecht" if lang == "nl" else "Planning law") in plain
    assert ("bewezen optimaal" if lang == "nl" else "proven optimal") in plain
    assert examples.toy().fingerprint in plain
    assert teams.proof.problem in plain


def test_parts_of_the_team_add_up_on_the_page(teams: TeamResult) -> None:
    page = words(build_report(examples.toy(), teams=teams, lang="en", pictures=False))
    # P2, P3 and P5 cover all three needs (1.0); the ties 2-3 and 3-5 give 0.3 x (2/4 + 4/4) / 3 = 0.15.
    assert "coverage 1.000 + cohesion 0.150" in re.sub(r"\s+", " ", page)
    assert "Esmée Pinas" in page


def test_markup_in_data_is_shown_as_typed() -> None:
    toy = examples.toy()
    frames = {name: frame.copy() for name, frame in toy.frames.items()}
    frames["people"]["name"] = NASTY
    frames["people"]["unit"] = frames["people"]["unit"].where(frames["people"]["unit"] != "Stadsbeheer", NASTY)
    frames["units"]["unit"] = frames["units"]["unit"].where(frames["units"]["unit"] != "Stadsbeheer", NASTY)
    frames["roles"]["unit"] = frames["roles"]["unit"].where(frames["roles"]["unit"] != "Stadsbeheer", NASTY)
    for table, column in (("strengths", "name"), ("roles", "title"), ("projects", "title")):
        frames[table][column] = [f"{NASTY} {place}" for place in range(len(frames[table]))]
    data = Dataset.from_frames(frames)
    result = propose_teams(TeamProblem(data, project="J1"), alternatives=1)
    page = build_report(data, matches=match_roles(data), teams=result, title=NASTY, lang="en")
    found = outline(page)
    assert "script" not in {tag for tag, _ in found.tags}
    assert all((attributes.get("src") or "data:").startswith("data:") for _, attributes in found.tags)
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert "&lt;script&gt;alert(" in page
    for encoded in re.findall(r"base64,([A-Za-z0-9+/=]+)", page):
        svg = base64.b64decode(encoded).decode()
        assert "<script" not in svg
        assert "<img" not in svg


def test_private_claims_stay_out_unless_asked_and_then_the_page_says_so() -> None:
    toy = examples.toy()
    page = words(build_report(toy, lang="en", pictures=False))
    assert "Also used: what people keep private" not in page
    # Esmée's coaching is the one private claim; with it two people are known to coach.
    assert re.search(r"claims their owner keeps private; not used</dt><dd>1</dd>", page)
    open_page = words(build_report(toy, lang="en", pictures=False, include_private=True))
    assert "Also used: what people keep private" in open_page
    assert re.search(r"claims their owner keeps private; not used</dt><dd>0</dd>", open_page)


def test_what_is_unknown_is_counted() -> None:
    page = words(build_report(examples.toy(), lang="en", pictures=False))
    # Gino shared nothing; of 7 x 5 pairs 2 (P1) + 2 (P2) + 2 (P3) + 2 (P4) + 1 (P5) + 2 (P6) = 11 are known: 31 %.
    assert re.search(r"of 7 people shared nothing</dt><dd>1</dd>", page)
    assert re.search(r"is known</dt><dd>31%</dd>", page)


def test_rules_in_conflict_stand_on_the_page() -> None:
    problem = TeamProblem(examples.toy(), project="J1", include=["P1", "P2"], apart=[["P1", "P2"]])
    page = words(build_report(examples.toy(), teams=propose_teams(problem), lang="en", pictures=False))
    assert "What does not go together" in page
    assert "at most one in the team" in page


def test_without_the_drawing_package_tables_stay_and_a_note_says_why(
    monkeypatch: pytest.MonkeyPatch, teams: TeamResult
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert not pictures_module.can_draw()
    page = build_report(examples.toy(), teams=teams, lang="en")
    assert "<img" not in page
    assert "Made without pictures" in page
    assert "Planning law" in page


def test_nobody_is_an_orderly_report() -> None:
    frames = {name: frame.iloc[:0] for name, frame in examples.toy().frames.items()}
    data = Dataset.from_frames(frames)
    page = build_report(data, matches=match_roles(data), lang="en")
    outline(page)
    assert "nothing to show" in page


def test_folder_with_pages_tables_and_pictures(tmp_path: Path, matches: MatchResult, teams: TeamResult) -> None:
    folder = tmp_path / "new" / "out"
    written = write_report(examples.toy(), folder, matches=matches, teams=teams)
    names = {path.name for path in folder.iterdir()}
    assert {name for line in written for name in line.split(", ")} == names
    assert {"report_nl.html", "report_en.html", "capability_map.xlsx", "team.csv", "matches.png"} <= names
    assert (folder / "team.png").read_bytes().startswith(b"\x89PNG")
    assert len(pd.read_csv(folder / "capability_map.csv")) == 15


def test_same_input_same_page(matches: MatchResult, teams: TeamResult) -> None:
    pages = {build_report(examples.toy(), matches=matches, teams=teams, lang="nl") for _ in range(2)}
    assert len(pages) == 1
