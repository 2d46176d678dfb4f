"""Import profiles: matrices of people x strengths, and O*NET occupations as roles."""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from talentmap.data.imports import (
    MatrixProfile,
    StrengthColumn,
    profile_names,
    read_onet_roles,
    read_profile,
    read_skill_matrix,
)
from talentmap.data.imports.onet import onet_levels, onet_weights
from talentmap.errors import DataError, UnknownLabelError
from talentmap.evidence import level_array, profiles
from talentmap.measures.fit import fit_matrix
from tests.shared import ROOT, shared

MATRIX = "Id,Team,Listening,Planning,Law\n007,Oost,2.0,4,\n008,West,0,1.0,3\n009,,5,,0\n"
SMALL = MatrixProfile(id_column="Id", unit_column="Team", unit="?", high=5)


def matrix(folder: Path, content: str | bytes = MATRIX, name: str = "matrix.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults(path: Path, profile: MatrixProfile | str | Path = SMALL) -> list[tuple[str, int | None, str]]:
    """(kind, row, column) of every fault, in order."""
    with pytest.raises(DataError) as caught:
        read_skill_matrix(path, profile, visibility="team", date="2026-05-01")
    found = caught.value.faults
    assert set(found["file"]) == {path.name}
    rows = [None if pd.isna(row) else int(row) for row in found["row"]]
    return list(zip(found["kind"], rows, found["column"], strict=True))


# --- a matrix of people x strengths ---------------------------------------------------------------------------------


def test_matrix_becomes_people_strengths_and_own_claims(tmp_path: Path) -> None:
    data = read_skill_matrix(matrix(tmp_path), SMALL, visibility="team", date="2026-05-01")
    assert data.people["person_id"].to_list() == ["007", "008", "009"], "ids are text"
    assert data.people["name"].to_list() == ["Person 007", "Person 008", "Person 009"]
    assert data.people["unit"].to_list() == ["Oost", "West", "?"]
    assert data.strengths["strength_id"].to_list() == ["S01", "S02", "S03"]
    assert data.strengths["name"].to_list() == ["Listening", "Planning", "Law"]
    claims = data.claims
    assert claims[["person_id", "strength_id", "level"]].to_numpy().tolist() == [
        ["007", "S01", 2],
        ["007", "S02", 4],
        ["008", "S01", 0],
        ["008", "S02", 1],
        ["008", "S03", 3],
        ["009", "S01", 5],
        ["009", "S03", 0],
    ], "a blank cell is no claim, 0 is one"
    assert (claims["source"] == "self").all()
    assert (claims["assessor_id"] == claims["person_id"]).all()
    assert (claims["visibility"] == "team").all()
    assert (claims["date"] == pd.Timestamp("2026-05-01")).all()
    assert len(data.warnings) == 0


def test_visibility_and_date_are_for_the_caller_to_say(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="visibility"):
        read_skill_matrix(matrix(tmp_path), SMALL)  # type: ignore[call-arg]
    with pytest.raises(UnknownLabelError, match="everybody"):
        read_skill_matrix(matrix(tmp_path), SMALL, visibility="everybody", date="2026-05-01")


def test_levels_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    assert faults(matrix(tmp_path, MATRIX.replace("2.0", "2.5"))) == [("wrong-type", 2, "Listening")]


def test_levels_off_the_scale_are_refused_not_rescaled(tmp_path: Path) -> None:
    profile = MatrixProfile(id_column="Id", unit_column="Team", high=4)
    assert faults(matrix(tmp_path), profile) == [("out-of-range", 4, "Listening")]


def test_a_scale_beyond_ours_is_refused_when_the_profile_is_made() -> None:
    with pytest.raises(ValueError, match="never rescaled"):
        MatrixProfile(id_column="Id", low=1, high=10)


def test_every_fault_is_found_in_one_run(tmp_path: Path) -> None:
    content = "Id,Team,Listening,Planning,Law\n7,Oost,x,4,1\n,West,0,1,3\n7,Oost,3,NaN,6\n9,Zuid,1,1\n"
    assert sorted(faults(matrix(tmp_path, content)), key=str) == [
        ("blank-value", 3, "Id"),
        ("duplicate-id", 4, "Id"),
        ("missing-cell", 5, "Law"),
        ("not-finite", 4, "Planning"),
        ("out-of-range", 4, "Law"),
        ("wrong-type", 2, "Listening"),
    ]


def test_a_column_the_profile_names_must_be_there(tmp_path: Path) -> None:
    profile = MatrixProfile(id_column="Id", strengths=(StrengthColumn("Plannning", "S1", "Planning"),))
    with pytest.raises(DataError) as caught:
        read_skill_matrix(matrix(tmp_path), profile, visibility="team", date="2026-05-01")
    fault = caught.value.faults.iloc[0]
    assert (fault["kind"], fault["row"]) == ("missing-column", 1)
    assert "planning" in fault["hint"], "suggests the column that is there"


def test_a_column_the_profile_does_not_name_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    profile = MatrixProfile(id_column="Id", strengths=(StrengthColumn("Law", "L", "Law"),), ignored=("Team",))
    data = read_skill_matrix(matrix(tmp_path), profile, visibility="team", date="2026-05-01")
    assert data.warnings[["kind", "column"]].to_numpy().tolist() == [
        ["unknown-value", "Listening"],
        ["unknown-value", "Planning"],
    ]
    assert len(data.claims) == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04 a workbook", "wrong-format"),
        (MATRIX.replace("Oost", 'Oo"st').replace("7,", '7,"'), "unclosed-quote"),
    ],
)
def test_files_that_are_no_matrix_are_refused(tmp_path: Path, content: bytes | str, kind: str) -> None:
    assert faults(matrix(tmp_path, content))[0][0] == kind


@pytest.mark.parametrize(
    ("header", "kind"), [(b"Pl\xffnn\xc3\xa9ing", "encoding"), (b"Plan\x00ning", "control-character")]
)
def test_a_column_name_nobody_can_read_is_a_fault(tmp_path: Path, header: bytes, kind: str) -> None:
    assert (kind, 1, "") in faults(matrix(tmp_path, MATRIX.encode().replace(b"Planning", header)))


def test_changed_bytes_end_as_accepted_or_as_faults(tmp_path: Path) -> None:
    draws = random.Random(7)
    refused = 0
    for _ in range(1_000 if os.environ.get("TALENTMAP_FULL") else 100):
        content = bytearray(MATRIX.encode())
        for _ in range(draws.randint(1, 3)):
            place = draws.randrange(len(content))
            content[place : place + draws.randint(0, 3)] = draws.choice((b"", b",", b'"', b"\n", b"\0", b"\xff", b"9"))
        try:
            read_skill_matrix(matrix(tmp_path, bytes(content)), SMALL, visibility="team", date="2026-05-01")
        except DataError as error:
            refused += len(error.faults) > 0
    assert refused > 20


def test_an_absent_file_and_a_broken_archive_are_faults(tmp_path: Path) -> None:
    assert faults(tmp_path / "nowhere.csv") == [("missing-file", None, "")]
    broken = gzip.compress(MATRIX.encode())[:-9]
    assert faults(matrix(tmp_path, broken, "matrix.csv.gz")) == [("damaged-file", None, "")]


def test_packed_dutch_and_plain_files_hold_the_same(tmp_path: Path) -> None:
    def read(path: Path) -> str:
        return read_skill_matrix(path, SMALL, visibility="team", date="2026-05-01").fingerprint

    plain = read(matrix(tmp_path))
    dutch = MATRIX.replace(",", ";").replace("2.0", "2,0").replace("1.0", "1,0").replace("\n", "\r\n")
    assert read(matrix(tmp_path, dutch, "dutch.csv")) == plain
    assert read(matrix(tmp_path, gzip.compress(MATRIX.encode()), "matrix.csv.gz")) == plain


def test_profile_is_read_from_a_file(tmp_path: Path) -> None:
    form = tmp_path / "form.toml"
    form.write_text(
        'id_column = "Id"\nhigh = 5\n[attributes]\nTeam = "team"\n'
        '[[strengths]]\nheader = "Law"\nstrength_id = "L"\nname = "Law"\nname_nl = "Recht"\nkind = "knowledge"\n',
        encoding="utf-8",
    )
    data = read_skill_matrix(matrix(tmp_path), form, visibility="organisation", date="2026-05-01")
    assert data.people["team"].to_list()[:2] == ["Oost", "West"]
    assert data.strengths[["name_nl", "kind"]].to_numpy().tolist() == [["Recht", "knowledge"]]


@pytest.mark.parametrize(
    "content",
    [
        "id_column = ",
        'id_colum = "Id"',
        "id_column = 3",
        'id_column = "Id"\nlow = "a"',
        'id_column = "Id"\nhigh = 10',
        'id_column = "Id"\nsource = "rumour"',
        'id_column = "Id"\nstrengths = 4',
        'id_column = "Id"\nignored = ["Id"]',
        'id_column = "Id"\n[attributes]\nTeam = 4',
        '[[strengths]]\nheader = "x"\n',
    ],
)
def test_a_profile_with_a_mistake_is_refused_by_name(tmp_path: Path, content: str) -> None:
    form = tmp_path / "form.toml"
    form.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"form\.toml"):
        read_profile(form)


def test_profiles_of_the_package_can_be_read_and_others_are_unknown() -> None:
    assert "competency_survey" in profile_names()
    for name in profile_names():
        assert read_profile(name).description
    with pytest.raises(UnknownLabelError, match="competency_survey"):
        read_profile("competency")


@pytest.mark.shared
def test_competency_survey_keeps_its_levels() -> None:
    path = shared("benchmarks", "skill_survey", "competency_survey.csv")
    data = read_skill_matrix(path, "competency_survey", visibility="organisation", date="2024-01-01")
    raw = pd.read_csv(path, dtype={"ID": str})
    assert (len(data.people), len(data.strengths), len(data.claims)) == (40, 35, 1400)
    assert len(data.warnings) == 0, "the profile names every column"
    array = level_array(profiles(data), tuple(raw["ID"]), tuple(data.strengths["strength_id"]))
    assert (array.level == raw.iloc[:, 2:].to_numpy().astype(int)).all()
    assert array.level.max() == 4, "the top of the survey stays 4"
    assert data.people["participation"].nunique() == 2


# --- O*NET occupations as roles -------------------------------------------------------------------------------------

HEAD = "O*NET-SOC Code\tTitle\tElement ID\tElement Name\tScale ID\tData Value\tRecommend Suppress\tNot Relevant\n"
NAMES = {"2.A.1.a": "Reading", "2.A.1.b": "Listening", "2.B.3.e": "Programming"}


def onet_folder(folder: Path, rows: list[tuple[str, str, float, float, str]]) -> Path:
    """A small O*NET folder from (code, element, importance, level, suppress)."""
    lines = [
        f"{code}\tJob {code}\t{element}\t{NAMES[element]}\t{scale}\t{value}\t{suppress}\tN\n"
        for code, element, importance, level, suppress in rows
        for scale, value in (("IM", importance), ("LV", level))
    ]
    (folder / "Skills.txt").write_text(HEAD + "".join(lines), encoding="utf-8")
    model = "Element ID\tElement Name\tDescription\n2.A\tBasic Skills\tBasics\n2.A.1\tContent\tStructures\n"
    (folder / "Content_Model_Reference.txt").write_text(model, encoding="utf-8")
    return folder


ROWS = [
    ("11-1", "2.A.1.a", 4.5, 5.0, "N"),
    ("11-1", "2.A.1.b", 3.0, 3.99, "N"),
    ("11-1", "2.B.3.e", 2.99, 6.0, "N"),  # not important enough
    ("22-2", "2.A.1.a", 3.5, 2.0, "N"),
    ("22-2", "2.B.3.e", 4.4, 0.9, "N"),  # level 0 asks nothing
    ("33-3", "2.A.1.a", 4.0, 4.0, "Y"),  # O*NET recommends to suppress it
]


def test_onet_skills_that_matter_become_requirements(tmp_path: Path) -> None:
    data = read_onet_roles(onet_folder(tmp_path, ROWS))
    columns = ["role_id", "strength_id", "level", "weight", "mandatory"]
    assert data.role_requirements[columns].to_numpy().tolist() == [
        ["11-1", "2.A.1.a", 5, 3.0, False],  # 4.5: extremely important; 5.0: nearest the high anchor
        ["11-1", "2.A.1.b", 3, 1.0, False],  # 3.0: important; 3.99: under the middle anchor
        ["22-2", "2.A.1.a", 2, 2.0, False],  # 3.5: very important; 2.0: at the low anchor
    ]
    assert data.roles[["role_id", "title", "headcount"]].to_numpy().tolist() == [
        ["11-1", "Job 11-1", 1],
        ["22-2", "Job 22-2", 1],
    ]
    strengths = data.strengths.set_index("strength_id")
    assert strengths.loc["2.A.1.a", ["name", "broader_id"]].to_list() == ["Reading", "2.A.1"]
    assert strengths.loc["2.A.1", "broader_id"] == "2.A"
    assert strengths.loc["2.A.1.b", "name_nl"] == "Actief luisteren"


def test_onet_importance_decides_what_is_asked(tmp_path: Path) -> None:
    folder = onet_folder(tmp_path, ROWS)
    assert len(read_onet_roles(folder, importance=2.5).role_requirements) == 4
    assert len(read_onet_roles(folder, importance=4.5).role_requirements) == 1
    with pytest.raises(ValueError, match="7"):
        read_onet_roles(folder, importance=7)


def test_onet_tables_are_documented_and_keep_the_order() -> None:
    levels, weights = onet_levels(), onet_weights()
    assert levels["level"].to_list() == [0, 1, 2, 3, 4, 5]
    assert levels["from_mean"].is_monotonic_increasing
    assert weights["weight"].is_monotonic_increasing
    assert (weights["weight"] > 0).all()
    assert levels["reason"].str.len().min() > 20
    assert weights["reason"].str.len().min() > 20


def test_onet_takes_another_table_of_levels(tmp_path: Path) -> None:
    stricter = pd.DataFrame({"from_mean": [0.0, 4.5], "level": [1, 5]})
    data = read_onet_roles(onet_folder(tmp_path, ROWS), levels=stricter)
    assert data.role_requirements["level"].to_list() == [5, 1, 1, 1]


def test_onet_faults_name_file_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_onet_roles(tmp_path)
    assert caught.value.faults[["kind", "file"]].to_numpy().tolist() == [["missing-file", "Skills.tsv"]]
    folder = onet_folder(tmp_path, ROWS)
    content = (folder / "Skills.txt").read_text(encoding="utf-8")
    (folder / "Skills.txt").write_text(
        content.replace("\t5.0\t", "\t8.0\t").replace("\t3.99\t", "\thigh\t"), encoding="utf-8"
    )
    with pytest.raises(DataError) as caught:
        read_onet_roles(folder)
    assert caught.value.faults[["kind", "file", "row", "column"]].to_numpy().tolist() == [
        ["out-of-range", "Skills.txt", 3, "Data Value"],
        ["wrong-type", "Skills.txt", 5, "Data Value"],
    ]


def test_onet_importance_without_level_is_a_fault(tmp_path: Path) -> None:
    folder = onet_folder(tmp_path, ROWS[:1])
    lines = (folder / "Skills.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "Skills.txt").write_text("".join(lines[:2]), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_onet_roles(folder)
    assert caught.value.faults[["kind", "row"]].to_numpy().tolist() == [["missing-cell", 2]]


# Three people worked out by hand: levels on O*NET skills, and what gives them energy (marked *). What is not listed is
# unknown. Codes: 2.A.1 a reading, b listening, c writing, d speaking, e mathematics, f science; 2.A.2 a critical
# thinking, b active learning, c learning strategies, d monitoring; 2.B.1 a social perceptiveness, b coordination,
# c persuasion, d negotiation, e instructing, f service; 2.B.2.i complex problems; 2.B.3 a operations analysis,
# b technology design, e programming, g operation monitoring, k troubleshooting, m quality control; 2.B.4 e judgment,
# g systems analysis, h systems evaluation; 2.B.5.a time.
HAND_MADE = {
    "nurse": "2.A.1.a4 2.A.1.b4* 2.A.1.c3 2.A.1.d4 2.A.1.e2 2.A.1.f3 2.A.2.a4 2.A.2.b3 2.A.2.c3 2.A.2.d4* 2.B.1.a4* "
    "2.B.1.b4 2.B.1.c3 2.B.1.d2 2.B.1.e3 2.B.1.f4* 2.B.2.i3 2.B.3.g2 2.B.4.e3 2.B.5.a3",
    "engineer": "2.A.1.a4 2.A.1.b3 2.A.1.c3 2.A.1.d3 2.A.1.e5* 2.A.1.f4* 2.A.2.a4 2.A.2.b4 2.A.2.c2 2.A.2.d3 2.B.1.a2 "
    "2.B.1.b3 2.B.1.c2 2.B.1.e2 2.B.1.f2 2.B.2.i4* 2.B.3.a4* 2.B.3.b4* 2.B.3.e3 2.B.3.g3 2.B.3.k3 2.B.3.m3 2.B.4.e4 "
    "2.B.4.g4* 2.B.4.h4* 2.B.5.a3",
    "teacher": "2.A.1.a4 2.A.1.b4 2.A.1.c4 2.A.1.d5* 2.A.1.e2 2.A.1.f2 2.A.2.a4 2.A.2.b4 2.A.2.c5* 2.A.2.d4 2.B.1.a4 "
    "2.B.1.b3 2.B.1.c3 2.B.1.e5* 2.B.1.f3 2.B.2.i3 2.B.4.e3 2.B.5.a3",
}
FAMILIES = {"nurse": ("29", "31"), "engineer": ("15", "17"), "teacher": ("25",)}
"""First digits of O*NET-SOC codes: health 29 and 31, computing and engineering 15 and 17, education 25."""


def _people_and_claims() -> tuple[pd.DataFrame, pd.DataFrame]:
    people = pd.DataFrame({"person_id": list(HAND_MADE), "name": list(HAND_MADE), "unit": "-", "fte": 1.0})
    claims = [
        {
            "person_id": person,
            "strength_id": skill.rstrip("*")[:-1],
            "level": int(skill.rstrip("*")[-1]),
            "energy": 2 if skill.endswith("*") else 0,
            "source": "self",
            "assessor_id": person,
            "date": pd.Timestamp("2026-05-01"),
            "visibility": "organisation",
        }
        for person, skills in HAND_MADE.items()
        for skill in skills.split()
    ]
    return people, pd.DataFrame(claims)


@pytest.mark.shared
def test_onet_occupations_are_read_as_roles() -> None:
    data = read_onet_roles(shared("benchmarks", "onet"))
    raw = pd.read_csv(shared("benchmarks", "onet", "Skills.tsv.gz"), sep="\t")
    important = raw[(raw["Scale ID"] == "IM") & (raw["Data Value"] >= 3)]
    suppressed = raw[(raw["Scale ID"] == "LV") & (raw["Recommend Suppress"] == "Y")]
    pair = ["O*NET-SOC Code", "Element ID"]
    expected = len(important) - len(important[pair].merge(suppressed[pair]))
    assert len(data.role_requirements) == expected == 9256, "counted with pandas; no level of 0 among them"
    assert data.strengths["description"].notna().all()
    assert (data.strengths["name_nl"] != data.strengths["name"]).all(), "every skill has a Dutch name"


@pytest.mark.shared
def test_three_hand_made_people_rank_occupations_as_one_would_expect() -> None:
    roles = read_onet_roles(shared("benchmarks", "onet"))
    people, claims = _people_and_claims()
    fit = fit_matrix(roles.replace(people=people, claims=claims))
    # Fit says what somebody can do, so everybody fits an occupation that asks little. Compared are those that ask much.
    n_needs = roles.role_requirements.groupby("role_id", observed=True).size()
    demanding = np.array([n_needs[role] >= 15 for role in fit.roles])
    codes = np.array([role[:2] for role in fit.roles])[demanding]
    place = {}
    for row, person in enumerate(fit.people):
        order = np.argsort(-fit.fit[row, demanding], kind="stable")
        best = codes[order[:25]]
        assert np.isin(best, FAMILIES[person]).sum() >= 7, f"{person}: {best}"
        rank = np.argsort(order)
        for family, digits in FAMILIES.items():
            place[person, family] = np.median(rank[np.isin(codes, digits)])
    for family in FAMILIES:
        assert min(HAND_MADE, key=lambda person: place[person, family]) == family, "nobody fits it better"
    for person in ("engineer", "teacher"):
        assert min(FAMILIES, key=lambda family: place[person, family]) == person, "it is their best family"


def test_the_profile_in_the_docs_works_as_it_stands(tmp_path: Path) -> None:
    docs = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    form = tmp_path / "profile.toml"
    form.write_text(docs.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    content = "Personnel number,Name,Team,Works at,Remarks,Pumps & locks\n007,Bo,Oost,Zuid,none,3.0\n"
    data = read_skill_matrix(matrix(tmp_path, content), form, visibility="organisation", date="2026-04-01")
    assert data.people[["person_id", "name", "unit", "site"]].to_numpy().tolist() == [["007", "Bo", "Oost", "Zuid"]]
    assert data.claims["level"].to_list() == [3]
    assert len(data.warnings) == 0


def test_the_tables_in_the_docs_are_those_in_use() -> None:
    docs = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    lines = [line for line in docs.splitlines() if line.startswith("| ") and line[2].isdigit()]
    shown = [(float(line.split("|")[1]), int(line.split("|")[2].split()[0])) for line in lines]
    used = onet_levels()
    assert shown == list(zip(used["from_mean"], used["level"], strict=True))
