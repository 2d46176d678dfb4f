"""Surveys held before teams are made: what is read, what never is, and who is meant by a name."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.imports import read_survey_profile, read_team_survey, survey_names
from talentmap.data.imports.survey_cells import answer_level, free_times, named_mates
from talentmap.data.imports.survey_profile import NEVER, AnswerColumn, Schedule, SurveyProfile, holds
from talentmap.errors import DataError, UnknownLabelError
from talentmap.evidence import profiles
from talentmap.vocabulary import use_language
from tests.shared import ROOT, shared

WEEK = Schedule("when can you not", {"Monday": "mon", "Tuesday": "tue"}, {"9AM": "09", "noon": "12"})
FORM = SurveyProfile(
    first_name="first name",
    last_name="last name",
    name_label="Student",
    unit="Course",
    refused=("email",),
    ignored=("remarks",),
    attributes={"major": "major"},
    gender="gender",
    genders={"nonbinary": "non-binary", "rather not say": ""},
    section="section",
    answers=(AnswerColumn("programming", "prog", "Programming", {"1": 0, "2": 2, "10": 4}),),
    schedule=WEEK,
    wish_with="work with",
    wish_apart="rather avoid",
)
HEADER = (
    "Your first name,Your last name,Your EMAIL address,Which gender?,Your race?,Programming so far,Major,"
    "When can you not? [Monday],When can you not? [Tuesday],Section,Work with,Rather avoid,Remarks"
)
ROWS = [
    "Ada,Vos,ada@x.nl,woman,secret-a,2. a bit,Law,9AM;,,A,Bo Bakker,,call 0612345678",
    "Bo,Bakker,bo@x.nl,Nonbinary,secret-b,10. a lot,Art,9AM;noon,noon;9am,A,Ada Vos; cees de  wit,Dirk Dam,",
    "Cees,de Wit ,c@x.nl,rather not say,secret-c,,,,,B,,,",
    "Dirk,Dam,d@x.nl,man,,1. never,Law,,noon,,Dirk Dam,Bo Bakker,",
]


def survey(folder: Path, rows: list[str] | None = None, header: str = HEADER, form: SurveyProfile = FORM) -> Dataset:
    """Read a small survey."""
    path = folder / "survey.csv"
    path.write_text("\n".join([header, *(ROWS if rows is None else rows)]) + "\n", encoding="utf-8")
    return read_team_survey(path, form, visibility="team", date="2026-09-01")


def faults(folder: Path, rows: list[str] | None = None, header: str = HEADER, form: SurveyProfile = FORM) -> list:
    """(kind, row) of every fault, in order."""
    with pytest.raises(DataError) as caught:
        survey(folder, rows, header, form)
    found = caught.value.faults
    return [(kind, None if pd.isna(row) else int(row)) for kind, row in zip(found["kind"], found["row"], strict=True)]


def said(data: Dataset) -> list[tuple[str, int | None, str]]:
    """(kind, row, found) of every warning."""
    rows = [None if pd.isna(row) else int(row) for row in data.warnings["row"]]
    return list(zip(data.warnings["kind"], rows, data.warnings["found"], strict=True))


def cells(values: pd.Series) -> list[str | None]:
    """Texts, None where there is none."""
    return [None if pd.isna(value) else str(value) for value in values]


def everything(data: Dataset) -> str:
    """All cells of all tables and all warnings as one text."""
    tables = [frame.to_csv() for frame in data.frames.values()]
    return "\n".join([*tables, data.warnings.to_csv()]).casefold()


# --- what becomes of the answers -------------------------------------------------------------------------------------


def test_answers_become_people_claims_and_rules(tmp_path: Path) -> None:
    data = survey(tmp_path)
    people = data.people.set_index("person_id")
    assert people["name"].to_list() == ["Student P01", "Student P02", "Student P03", "Student P04"]
    assert people["unit"].to_list() == ["A", "A", "B", "Course"], "the section where it is known"
    assert cells(people["gender"]) == ["woman", "non-binary", None, "man"]
    assert cells(people["section"]) == ["A", "A", "B", None]
    assert cells(people["major"]) == ["Law", "Art", None, "Law"]
    assert cells(people["free"]) == [
        "mon12 tue09 tue12",
        "-",  # busy at all times: that is known
        None,  # nothing ticked: nobody knows
        "mon09 mon12 tue09",
    ]
    claims = data.claims[["person_id", "strength_id", "level", "source", "assessor_id", "visibility"]]
    assert claims.to_numpy().tolist() == [
        ["P01", "prog", 2, "self", "P01", "team"],
        ["P02", "prog", 4, "self", "P02", "team"],
        ["P04", "prog", 0, "self", "P04", "team"],
    ], "no answer is no claim; 10 is not 1"
    assert profiles(data)["basis"].eq("self").all()
    rules = data.rules[["rule", "subjects", "owner"]].to_numpy().tolist()
    assert rules == [
        ["apart", "P02 P04", "survey"],  # both said so: one rule, which does not tell who
        ["wish_with", "P01 P02", "survey"],
        ["wish_with", "P02 P01 P03", "survey"],
    ]


def test_what_is_worth_a_look_is_said(tmp_path: Path) -> None:
    assert said(survey(tmp_path)) == [
        ("unknown-value", None, ""),  # the question about race, which the profile forgot to refuse
        ("blank-value", 4, ""),  # Cees ticked nothing
        ("self-reference", 5, "Dirk Dam"),
    ]


def test_the_same_file_gives_the_same_data_in_every_language(tmp_path: Path) -> None:
    before = survey(tmp_path)
    with use_language("nl"):
        assert survey(tmp_path).fingerprint == before.fingerprint


def test_names_stay_only_if_the_profile_says_so(tmp_path: Path) -> None:
    assert "vos" not in everything(survey(tmp_path))
    kept = survey(tmp_path, form=_with(keep_names=True))
    assert kept.people["name"].to_list() == ["Ada Vos", "Bo Bakker", "Cees de Wit", "Dirk Dam"]


def test_people_keep_ids_of_their_own(tmp_path: Path) -> None:
    header, rows = "Nr,Programming", ["007,2", "9,1"]
    form = SurveyProfile(id_column="nr", answers=FORM.answers)
    data = survey(tmp_path, rows, header, form)
    assert data.people["person_id"].to_list() == ["007", "9"]
    assert faults(tmp_path, ["7,1", "7,2"], header, form) == [("duplicate-id", 3)]
    assert faults(tmp_path, ["7,1", ",2"], header, form) == [("blank-value", 3)]


# --- what is never read ----------------------------------------------------------------------------------------------


def test_how_to_reach_somebody_and_where_they_come_from_is_nowhere_in_the_data(tmp_path: Path) -> None:
    shown = everything(survey(tmp_path))
    for secret in ("@x.nl", "secret", "0612345678"):
        assert secret not in shown


@pytest.mark.parametrize("asked", [*NEVER, "What is your Race?", "E-MAIL (work)"])
def test_a_profile_cannot_ask_for_what_is_never_read(asked: str) -> None:
    with pytest.raises(ValueError, match="never read"):
        _with(attributes={asked: "something"})


def test_a_refused_column_stays_out_even_if_the_profile_asks_for_it_too(tmp_path: Path) -> None:
    header = "First name,Last name,Gender and email"
    data = survey(tmp_path, ["Ada,Vos,woman a@x.nl"], header)
    assert "gender" not in data.people
    assert ("contradiction", None, "") in said(data)
    assert "@x.nl" not in everything(data)


def test_words_are_whole_words() -> None:
    assert holds("What is your   RACE, or culture?", "race")
    assert holds("E-mail:", "e-mail")
    assert not holds("Can you trace a fault?", "race")
    assert not holds("racetrack", "race")


# --- who is meant ----------------------------------------------------------------------------------------------------


def test_nobody_is_guessed_at(tmp_path: Path) -> None:
    rows = [
        "Ada,Vos,,,,,,9AM,,A,Bo Baker,,",
        "Bo,Bakker,,,,,,9AM,,A,Somebody Else,,",
        "Cees,Wit,,,,,,9AM,,A,Bo,,",
    ]
    data = survey(tmp_path, rows)
    assert len(data.rules) == 0
    missed = data.warnings[data.warnings["kind"] == "unknown-id"]
    assert missed[["row", "found"]].to_numpy().tolist() == [[2, "Bo Baker"], [3, "Somebody Else"], [4, "Bo"]]
    assert "row 3" in missed["hint"].iloc[0], "says where to look"
    assert "row" not in missed["hint"].iloc[1]


def test_an_address_among_wishes_is_not_repeated(tmp_path: Path) -> None:
    data = survey(tmp_path, ["Ada,Vos,,,,,,9AM,,A,bo@x.nl; Bo Dam,,"])
    assert [found for kind, _, found in said(data) if kind == "unknown-id"] == ["", "Bo Dam"]


def test_two_people_of_one_name_are_refused_and_so_is_a_second_answer(tmp_path: Path) -> None:
    assert faults(tmp_path, [*ROWS, "ADA,vos,,man,,,,9AM,,A,,,"]) == [("duplicate-id", 6)]


def test_a_row_that_says_the_same_twice_is_read_once(tmp_path: Path) -> None:
    data = survey(tmp_path, [*ROWS, ROWS[0]])
    assert len(data.people) == 4
    assert ("duplicate-id", 6, "Ada") in said(data)


def test_one_name_of_several_people_makes_no_wish() -> None:
    people = {"ada vos": (0, 3), "bo bakker": (1,), "cees wit": (2,)}
    mates = named_mates("Ada Vos, BO  bakker;cees wit\nx, Bo Bakker", 2, people, ",;")
    assert (mates.who, mates.several, mates.own, mates.nobody) == ((1,), ("Ada Vos",), ("cees wit",), ("x",))


# --- faults ----------------------------------------------------------------------------------------------------------


def test_every_fault_is_found_in_one_run(tmp_path: Path) -> None:
    rows = [
        "Ada,Vos,,,,2. a bit,,9AM,,A,,,",
        "Bo,Bakker,,,,3. new,,9AM;midnight,,A,,,",
        ",,,,,1,,9AM,,A,,,",
        "Ada,Vos,,,,1,,noon,,A,,,",
    ]
    assert faults(tmp_path, rows) == [
        ("unknown-value", 3),  # an answer that is no level
        ("unknown-value", 3),  # a time that is none
        ("blank-value", 4),
        ("duplicate-id", 5),
    ]


def test_columns_that_are_not_there_stay_unknown_but_somebody_must_be_named(tmp_path: Path) -> None:
    data = survey(tmp_path, ["Ada,Vos"], "First name,Last name")
    assert list(data.people.columns[-1:]) == ["end_date"], "no gender, section, week or attribute"
    assert (len(data.strengths), len(data.claims), len(data.rules)) == (0, 0, 0)
    assert data.warnings["kind"].unique().tolist() == ["missing-column"]
    assert len(data.warnings) == 7
    assert faults(tmp_path, ["man"], "Gender") == [("missing-column", None)] * 2


def test_a_day_that_was_not_asked_is_not_free(tmp_path: Path) -> None:
    data = survey(tmp_path, ["Ada,Vos,9AM"], "First name,Last name,When can you not [Tuesday]")
    assert data.people["free"].to_list() == ["tue12"]


def test_a_column_with_two_meanings_and_two_columns_with_one_are_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, ["a,b,c"], "First name,Last name,Gender in your section") == [("contradiction", None)]
    assert faults(tmp_path, ["a,b,c,d"], "First name,Last name,Gender,Gender again") == [("duplicate-column", None)]


def test_no_file_and_no_rows_are_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_team_survey(tmp_path / "none.csv", FORM, visibility="team", date="2026-09-01")
    assert caught.value.faults["kind"].to_list() == ["missing-file"]
    with pytest.raises(UnknownLabelError, match="everybody"):
        read_team_survey(tmp_path / "none.csv", FORM, visibility="everybody", date="2026-09-01")


def test_semicolons_and_windows_letters_load(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_bytes("First name;Last name;Work with\nZoë;Şen;\nAndré;Vos;Zoë Sen,Zoë Ruë\nZoë;Ruë;".encode("cp1254"))
    path.write_bytes("First name;Last name;Work with\nZoë;Ruë;André Vos\nAndré;Vos;Zoë Ruë\n".encode("cp1252"))
    data = read_team_survey(path, FORM, visibility="team", date="2026-09-01")
    assert data.rules["subjects"].to_list() == ["P01 P02", "P02 P01"]


def test_changed_bytes_end_as_accepted_or_as_faults_and_nothing_refused_leaks(tmp_path: Path) -> None:
    draws = random.Random(7)
    path = tmp_path / "survey.csv"
    refused = leaks = 0
    for _ in range(1_000 if os.environ.get("TALENTMAP_FULL") else 60):
        content = bytearray("\n".join([HEADER, *ROWS]).encode())
        for _ in range(draws.randint(1, 3)):
            place = draws.randrange(len(HEADER), len(content))
            content[place : place + draws.randint(0, 3)] = draws.choice((b"", b'"', b"\0", b"\xff", b"9", b";"))
        path.write_bytes(content)
        try:
            read_team_survey(path, FORM, visibility="team", date="2026-05-01")
        except DataError as error:
            refused += len(error.faults) > 0
            leaks += "@x.nl" in str(error)
    assert refused > 15
    assert leaks == 0


# --- single cells ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "level"),
    [("1. never", 0), ("10", 4), ("10) often", 4), ("1", 0), ("12. new", None), ("I do 1", None), ("", None)],
)
def test_an_answer_is_known_by_how_it_begins(answer: str, level: int | None) -> None:
    assert answer_level(answer, {"1": 0, "2": 2, "10": 4}) == level


def test_what_a_tick_means_is_for_the_profile_to_say() -> None:
    free = Schedule("x", WEEK.days, WEEK.times, ticked="free")
    cells = {"mon": "9AM", "tue": ""}
    assert free_times(cells, WEEK).free == "mon12 tue09 tue12"
    assert free_times(cells, free).free == "mon09"
    assert free_times({"mon": "", "tue": " ; "}, free).free is None
    assert free_times({"mon": "9AM, 10AM"}, free).unknown == ("10AM",)


# --- profiles --------------------------------------------------------------------------------------------------------


def _with(**changes: object) -> SurveyProfile:
    return SurveyProfile(**{**vars(FORM), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"first_name": "", "last_name": ""},
        {"gender": "major"},
        {"ignored": ("remarks", " ")},
        {"answers": (AnswerColumn("", "x", "X", {"1": 0}),)},
        {"attributes": {"major": "gender"}},
        {"answers": (AnswerColumn("x", "x", "X", {"1": 6}),)},
        {"schedule": Schedule("x", {}, {"9AM": "09"})},
        {"schedule": Schedule("x", {"Monday": "mon"}, {"9AM": "09", "10AM": "09"})},
        {"schedule": Schedule("x", {"Monday": "mon day"}, {"9AM": "09"})},
        {"schedule": Schedule("x", {"Monday": "mon"}, {"9AM": "09"}, ticked="maybe")},
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        _with(**changes)


@pytest.mark.parametrize(
    "content",
    [
        "first_name = ",
        'first_nam = "a"',
        "first_name = 3",
        'first_name = "a"\nkeep_names = "yes"',
        'first_name = "a"\n[schedule]\nheader = "b"\n',
        'first_name = "a"\n[schedule]\nheader = "b"\n[schedule.days]\nMonday = 1\n[schedule.times]\n"9" = "09"\n',
        'first_name = "a"\n[[answers]]\nheader = "b"\nstrength_id = "b"\nname = "b"\nlevels = {"1" = "one"}\n',
        'first_name = "a"\n[[answers]]\nheader = "b"\nstrength_id = "b"\nname = "b"\n',
        'first_name = "a"\n[attributes]\n"your nationality" = "land"\n',
        'gender = "a"',
    ],
)
def test_a_profile_file_with_a_mistake_is_refused_by_name(tmp_path: Path, content: str) -> None:
    form = tmp_path / "form.toml"
    form.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"form\.toml"):
        read_survey_profile(form)


def test_profiles_of_the_package_refuse_contact_and_origin_by_name() -> None:
    assert "student_survey" in survey_names()
    for name in survey_names():
        form = read_survey_profile(name)
        assert form.description
        assert not form.keep_names
        assert {"email", "phone", "race", "ethnicity", "nationality"} <= set(form.refused)
    with pytest.raises(UnknownLabelError, match="student_survey"):
        read_survey_profile("student")


# --- public surveys --------------------------------------------------------------------------------------------------

FILES = {
    "testdata.csv": (64, 9, {"gender", "section", "free", "major", "grade"}),
    "sample_testdata.csv": (64, 9, {"gender", "section", "free", "major", "choice_1", "choice_2", "choice_3"}),
    "testdata_nonotes.csv": (64, 0, {"gender", "section", "free"}),
    "testdata_nosection.csv": (64, 0, {"gender", "free"}),
    "testdata_justOneAttribute.csv": (32, 0, set()),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_public_surveys_load_whatever_they_lack(name: str) -> None:
    n_claims, n_rules, extra = FILES[name]
    path = shared("benchmarks", "student_surveys", name)
    data = read_team_survey(path, visibility="team", date="2018-02-09")
    raw = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert (len(data.people), len(data.claims), len(data.rules)) == (len(raw), n_claims, n_rules)
    known = {"person_id", "name", "unit", "manager_id", "location", "fte", "start_date", "end_date"}
    assert set(data.people.columns) - known == extra
    levels = raw.filter(like="build or repair").iloc[:, 0].str[0].astype(int) - 1
    own = data.claims[data.claims["strength_id"] == "building"]
    assert own["level"].to_list() == levels.to_list(), "1 never is 0, ... 4 a number of times is 3"
    shown = everything(data)
    for column in raw.columns:
        if holds(column, "email address") or holds(column, "race"):
            secrets = set(raw[column].str.casefold()) - {"", "white", "black"}
            assert not [secret for secret in secrets if secret in shown]
    if "free" in extra:
        busy = raw.filter(like="[Monday]").iloc[:, 0].str.contains("8AM")
        assert (data.people["free"].str.contains("mon08") == ~busy).all()


@pytest.mark.shared
def test_public_survey_names_misspelt_team_mates_and_guesses_none() -> None:
    path = shared("benchmarks", "student_surveys", "testdata.csv")
    data = read_team_survey(path, visibility="team", date="2018-02-09")
    missed = data.warnings[data.warnings["kind"] == "unknown-id"]
    assert missed["row"].to_list() == [3, 32]
    assert data.rules[data.rules["rule"] == "wish_with"]["subjects"].to_list() == [
        "P01 P02",
        "P03 P01 P02",
        "P08 P10",
        "P10 P12",
        "P24 P20 P22",
    ]
    answers = pd.read_csv(path, dtype="str").filter(like="gender").iloc[:, 0]
    assert set(answers) >= {"nonbinary", "non-binary"}, "spelt in two ways"
    assert (data.people["gender"] == "non-binary").to_list() == answers.isin(["nonbinary", "non-binary"]).to_list()
    assert data.people["gender"].isna().any(), "rather not say is unknown"


def test_the_profile_in_the_documentation_can_be_read(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    section = text.split("## A survey held before teams are made", 1)[1]
    form = tmp_path / "survey.toml"
    form.write_text(section.split("```toml\n", 1)[1].split("```", 1)[0], encoding="utf-8")
    header = "First name,Last name,I would like to work with,Unavailable on Monday,Programming"
    path = tmp_path / "answers.csv"
    path.write_text(f"{header}\nAda,Vos,Bo Dam,9 o'clock,1. never\nBo,Dam,,noon,4. often\n", encoding="utf-8")
    data = read_team_survey(path, form, visibility="team", date="2026-09-01")
    assert data.people["free"].to_list() == ["mon12", "mon09"]
    assert data.claims["level"].to_list() == [0, 3]
    assert data.rules["subjects"].to_list() == ["P01 P02"]
