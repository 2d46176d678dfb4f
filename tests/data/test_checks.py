"""Every rule has a case that breaks it, in the place it says, and the good dataset breaks none."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap.data.checks import CHECKS, findings
from talentmap.data.faults import KINDS
from talentmap.data.read import check_dataset
from tests.data.good import GOOD, check, edited, write_good
from tests.data.good import findings as listed

LONG = "x" * 40_000
ROUND = "person_id,strength_id,level,source,assessor_id,date,visibility,round_id\na2,s2,3,peer,a3,2026-03-02,team,v1\n"
# rule -> (what is changed, what must be found: kind, file, row, column)
CASES: dict[str, list[tuple[dict[str, str | bytes], tuple[object, ...]]]] = {
    "headers_present": [
        ({"ties": "1,2,3\na1,a2,3\n"}, ("missing-header", "ties.csv", 1, "")),
        ({"ties": "person_a,person_b,,weight\na1,a2,los,3\n"}, ("missing-header", "ties.csv", 1, "")),
    ],
    "headers_readable": [
        ({"ties": "person_a,person_b,wei\u200bght\na1,a2,3\n"}, ("control-character", "ties.csv", 1, "wei<U+200B>ght"))
    ],
    "right_tables": [({"ties": GOOD["claims"]}, ("wrong-table", "ties.csv", 1, ""))],
    "columns_present": [
        (edited("people", "fte,", "ftes,"), ("missing-column", "people.csv", 1, "fte")),
    ],
    "columns_once": [
        (edited("ties", "person_a,person_b,weight", "person_a,person_b,person_b"),
         ("duplicate-column", "ties.csv", 1, "person_b")),
    ],
    "columns_known": [
        ({"ties": "person_a,person_b,weight,kleur\na1,a2,3,rood\n"}, ("unknown-value", "ties.csv", 1, "kleur")),
    ],
    "cells_decoded": [
        ({"people": GOOD["people"].encode().replace(b"Anouk", b"An\xe9uk")}, ("encoding", "people.csv", 2, "name")),
    ],
    "cells_without_hidden_characters": [
        (edited("claims", "a2,s2,3", "a2\u200b,s2,3"), ("control-character", "claims.csv", 3, "person_id")),
        (edited("people", "Daan Visser", "Daan\u202e Visser"), ("control-character", "people.csv", 5, "name")),
        (edited("people", "Daan Visser", "Daan\x07 Visser"), ("control-character", "people.csv", 5, "name")),
        (edited("people", "Daan Visser", "Daan\u200d Visser"), ("control-character", "people.csv", 5, "name")),
    ],
    "cells_short_enough": [
        (edited("people", "Anouk de Wit", LONG), ("value-too-long", "people.csv", 2, "name")),
        (edited("claims", "a4,s2,4", f"{LONG},s2,4"), ("value-too-long", "claims.csv", 6, "person_id")),
    ],
    "cells_without_spreadsheet_errors": [
        (edited("people", "Anouk de Wit", "#N/B"), ("suspect-spreadsheet-value", "people.csv", 2, "name")),
        (edited("ties", "a2,a3,1", "a2,a3,#REF!"), ("suspect-spreadsheet-value", "ties.csv", 3, "weight")),
        (edited("people", "2012-03-01", "########"), ("suspect-spreadsheet-value", "people.csv", 2, "start_date")),
    ],
    "formulas_with_values": [],  # only a workbook has formulas: test_read_xlsx
    "required_cells_filled": [
        (edited("people", "Anouk de Wit", " "), ("blank-value", "people.csv", 2, "name")),
        (edited("claims", "a2,s2,3,", "a2,s2,,"), ("blank-value", "claims.csv", 3, "level")),
    ],
    "blank_visibility": [(edited("claims", "private", ""), ("blank-value", "claims.csv", 5, "visibility"))],
    "cells_of_their_type": [
        (edited("claims", "a2,s2,3,", "a2,s2,3.5,"), ("wrong-type", "claims.csv", 3, "level")),
        (edited("role_requirements", "true", "misschien"), ("wrong-type", "role_requirements.csv", 2, "mandatory")),
        (edited("ties", "a2,a3,1", "a2,a3,veel"), ("wrong-type", "ties.csv", 3, "weight")),
        (edited("ties", "a2,a3,1", "a2,a3,NULL"), ("wrong-type", "ties.csv", 3, "weight")),
    ],
    "numbers_finite": [
        (edited("ties", "a2,a3,1", "a2,a3,-Infinity"), ("not-finite", "ties.csv", 3, "weight")),
        (edited("ties", "a2,a3,1", "a2,a3,1e999"), ("not-finite", "ties.csv", 3, "weight")),
        (edited("claims", "a2,s2,3,", "a2,s2,nan,"), ("not-finite", "claims.csv", 3, "level")),
    ],
    "numbers_unambiguous": [
        (edited("ties", "a2,a3,1", 'a2,a3,"1.000,5"'), ("ambiguous-number", "ties.csv", 3, "weight")),
        (edited("ties", "a2,a3,1", 'a2,a3,"1,000"'), ("ambiguous-number", "ties.csv", 3, "weight")),
        (edited("roles", "Beleid,2", "Beleid,1.000"), ("ambiguous-number", "roles.csv", 2, "headcount")),
    ],
    "numbers_in_range": [
        (edited("people", "0.9", "36"), ("out-of-range", "people.csv", 4, "fte")),
        (edited("ties", "a2,a3,1", "a2,a3,0"), ("out-of-range", "ties.csv", 3, "weight")),
        (edited("claims", "a3,s3,2,-2", "a3,s3,2,-3"), ("out-of-range", "claims.csv", 5, "energy")),
        (edited("projects", ",2,4,", ",0,4,"), ("out-of-range", "projects.csv", 2, "min_size")),
    ],
    "choices_known": [
        (edited("claims", "private", "publiek"), ("unknown-value", "claims.csv", 5, "visibility")),
        (edited("strengths", "talent", "gave"), ("unknown-value", "strengths.csv", 4, "kind")),
    ],
    "dates_exist": [
        (edited("people", "2012-03-01", "31-02-2024"), ("bad-date", "people.csv", 2, "start_date")),
        (edited("people", "2012-03-01", "45000"), ("bad-date", "people.csv", 2, "start_date")),
        (edited("people", "2012-03-01", "2012-03-01 13:45"), ("bad-date", "people.csv", 2, "start_date")),
    ],
    "dates_unambiguous": [
        (edited("people", "2012-03-01", "03/04/2026"), ("ambiguous-date", "people.csv", 2, "start_date")),
        (edited("people", "2012-03-01", "3-4-26"), ("ambiguous-date", "people.csv", 2, "start_date")),
    ],
    "dates_plausible": [
        (edited("people", "2012-03-01", "1066-10-14"), ("implausible-date", "people.csv", 2, "start_date")),
        (edited("people", "2012-03-01", "2926-03-01"), ("implausible-date", "people.csv", 2, "start_date")),
    ],
    "text_decoded_well": [
        (edited("people", "Chaïma", "ChaÃ¯ma"), ("suspect-encoding", "people.csv", 4, "name")),
        (edited("people", "Chaïma", "Cha\ufffdma"), ("suspect-encoding", "people.csv", 4, "name")),
    ],
    "ids_not_rounded": [
        (edited("claims", "a4,s2,4,,certificate,,2026-03-05,organisation,2027-03-05\n",
                "a4,s2,4,,certificate,,2026-03-05,organisation,\n1.23E+11,s2,4,,client,,2026-03-05,team,\n"),
         ("suspect-spreadsheet-value", "claims.csv", 7, "person_id")),
    ],
    "ids_once": [
        (edited("people", "a4,Daan", "a3,Daan"), ("duplicate-id", "people.csv", 5, "person_id")),
        ({"role_requirements": GOOD["role_requirements"] + "r1,s1,4,2,true\n"},
         ("duplicate-id", "role_requirements.csv", 4, "strength_id")),
    ],
    "claims_agree": [
        ({"claims": GOOD["claims"] + "a2,s1,1,1,self,a2,2026-03-02,team,\n"},
         ("conflicting-claims", "claims.csv", 7, "level")),
        ({"claims": GOOD["claims"] + "a2,s1,4,1,self,a2,2026-03-02,private,\n"},
         ("conflicting-claims", "claims.csv", 7, "visibility")),
    ],
    "rows_once": [
        ({"claims": GOOD["claims"] + "a2,s1,4,1.0,self,a2,2-3-2026,team,\n"},
         ("duplicate-id", "claims.csv", 7, "date")),
    ],
    "ties_once": [({"ties": GOOD["ties"] + "a2,a1,2\n"}, ("duplicate-id", "ties.csv", 4, "person_b"))],
    "rows_ordered": [
        (edited("people", "2030-01-01", "2018-01-01"), ("contradiction", "people.csv", 4, "end_date")),
        (edited("projects", ",2,4,", ",5,4,"), ("contradiction", "projects.csv", 2, "max_size")),
        (edited("offerings", "1,3,classroom", "4,3,classroom"), ("contradiction", "offerings.csv", 2, "to_level")),
        ({"rounds": "round_id,person_id,opens,closes\nv1,a2,2026-03-02,2026-03-01\n"},
         ("contradiction", "rounds.csv", 2, "closes")),
        (edited("pools", "2026-05-15", "2026-04-15"), ("contradiction", "pools.csv", 4, "to_date")),
    ],
    "certificates_ordered": [
        (edited("claims", "2027-03-05", "2025-03-05"), ("contradiction", "claims.csv", 6, "valid_until")),
    ],
    "claims_from_their_source": [
        (edited("claims", "self,a2", "self,a3"), ("contradiction", "claims.csv", 2, "assessor_id")),
        (edited("claims", "peer,a3", "peer,a2"), ("contradiction", "claims.csv", 3, "assessor_id")),
    ],
    "rounds_known": [
        ({"rounds": "round_id,person_id,closes\nv1,a1,2026-03-01\n", "claims": ROUND},
         ("unknown-id", "claims.csv", 2, "round_id")),
        ({"rounds": "round_id,person_id,closes\nv2,a2,2026-03-01\n", "claims": ROUND},
         ("unknown-id", "claims.csv", 2, "round_id")),
    ],
    "rows_about_two": [
        (edited("ties", "a2,a3,1", "a2,a2,1"), ("self-reference", "ties.csv", 3, "person_b")),
        (edited("people", "Bram Jansen,Beleid,a1", "Bram Jansen,Beleid,a2"),
         ("self-reference", "people.csv", 3, "manager_id")),
    ],
    "columns_not_swapped": [
        (edited("claims", "person_id,strength_id", "strength_id,person_id"),
         ("swapped-columns", "claims.csv", 1, "person_id")),
    ],
    "linked_tables_given": [({"projects": ""}, ("empty-file", "projects.csv", None, ""))],
    "ids_known": [
        (edited("claims", "a4,s2", "a9,s2"), ("unknown-id", "claims.csv", 6, "person_id")),
        (edited("role_requirements", "r2,s3", "r2,s33"), ("unknown-id", "role_requirements.csv", 3, "strength_id")),
        (edited("people", "Daan Visser,Uitvoering", "Daan Visser,Uitvoerend"),
         ("unknown-id", "people.csv", 5, "unit")),
    ],
    "wishes_known": [
        (edited("aspirations", "role,r2", "role,r7"), ("unknown-id", "aspirations.csv", 2, "target_id")),
        (edited("aspirations", "project,j1", "project,r2"), ("unknown-id", "aspirations.csv", 4, "target_id")),
    ],
    "goal_owners_known": [(edited("goals", "g3,a4", "g3,zz"), ("unknown-id", "goals.csv", 4, "owner"))],
    "no_circles": [
        (edited("people", "Anouk de Wit,Directie,,", "Anouk de Wit,Directie,a4,"),
         ("cycle", "people.csv", 2, "manager_id")),
        (edited("strengths", "Communicatie,skill,", "Communicatie,skill,s2"),
         ("cycle", "strengths.csv", 2, "broader_id")),
        (edited("units", "Directie,\n", "Directie,Beleid\n"), ("cycle", "units.csv", 2, "parent_unit")),
    ],
    "pool_members_agree": [
        (edited("pools", "x2,,4", "x2,Pim de Vos,4"), ("contradiction", "pools.csv", 5, "name")),
        (edited("pools", "x2,Pim Vos,", "x2,Pim Vos,5"), ("contradiction", "pools.csv", 5, "capacity")),
    ],
    "phase_numbers_once": [(edited("phases", "q1,2", "q1,1"), ("duplicate-id", "phases.csv", 3, "number"))],
    "sessions_in_their_phase": [
        (edited("sessions", "n2,q1,f2", "n2,q1,f3"), ("contradiction", "sessions.csv", 3, "phase_id")),
    ],
    "session_days_in_phase": [
        (edited("sessions", ",,12,", ",,26,"), ("contradiction", "sessions.csv", 3, "day")),
        (edited("sessions", "n2,q1,f2", "n2,q1,"), ("blank-value", "sessions.csv", 3, "phase_id")),
    ],
    "progress_says_of_what": [
        (edited("progress", "a2,n1,", "a2,,"), ("blank-value", "progress.csv", 2, "session_id")),
        (edited("progress", "a2,,f1,plan", "a2,n1,,plan"), ("blank-value", "progress.csv", 3, "phase_id")),
    ],
}  # fmt: skip
WARNINGS = {"columns_known", "blank_visibility", "text_decoded_well", "ids_not_rounded", "rows_once"}
WARNINGS |= {"certificates_ordered"}


def test_every_rule_has_a_case() -> None:
    assert {check.__name__ for check in CHECKS} == set(CASES)
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)
    assert all(check.__doc__ for check in CHECKS)


def test_the_good_dataset_breaks_no_rule(tmp_path: Path) -> None:
    report = check(tmp_path)
    assert report.to_dict() == {"faults": [], "warnings": []}
    assert report.dataset is not None
    assert len(report.dataset.goals) == 3


@pytest.mark.parametrize(
    ("rule", "changed", "expected"),
    [(rule, changed, expected) for rule, cases in CASES.items() for changed, expected in cases],
)
def test_a_rule_is_broken(
    rule: str, changed: dict[str, str | bytes], expected: tuple[object, ...], tmp_path: Path
) -> None:
    report = check(tmp_path, **changed)
    assert expected in listed(report)
    assert expected[0] in KINDS
    assert len(listed(report)) <= 4
    if rule in WARNINGS - {"ids_not_rounded"}:
        assert report.dataset is not None
    elif rule not in WARNINGS:
        assert report.dataset is None


def test_a_rule_alone_finds_its_case(tmp_path: Path) -> None:
    """Without the rule nothing else reports the case: so each rule is needed, and the case is about it."""
    from talentmap.data.cells import Tables, parsed
    from talentmap.data.checks_links import without_swapped
    from talentmap.data.limits import Limits
    from talentmap.data.sources import read_source

    for rule, cases in CASES.items():
        for place, (changed, expected) in enumerate(cases):
            source = read_source(write_good(tmp_path / f"{rule}{place}", **changed), Limits())
            if any(finding.kind == expected[0] for finding in source.findings):
                continue
            read = {name: parsed(raw, Limits()) for name, raw in source.tables.items()}
            data = without_swapped(Tables(read, frozenset(source.unreadable)))
            by = {check.__name__ for check in CHECKS for finding in check(data) if finding.kind == expected[0]}
            assert by == {rule}, (rule, by)
            assert findings(data)


def test_several_faults_are_reported_in_one_run(tmp_path: Path) -> None:
    report = check(
        tmp_path,
        **edited("claims", "private", "publiek"),
        **edited("people", "0.9", "36"),
        **edited("ties", "a2,a3,1", "a2,a9,1"),
        roles=b"",
    )
    assert {kind for kind, *_ in listed(report)} == {"unknown-value", "out-of-range", "unknown-id", "empty-file"}
    assert len(report.faults) == 4


def test_a_table_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    write_good(tmp_path / "a", without=("people",))
    assert listed(check_dataset(tmp_path / "a")) == [("missing-file", "people.csv", None, "")]
    write_good(tmp_path / "b", without=("projects",))
    assert ("missing-file", "projects", None, "") in listed(check_dataset(tmp_path / "b"))
    assert len(listed(check_dataset(tmp_path / "b"))) == 1


def test_a_row_that_cannot_be_read_makes_no_unknown_ids(tmp_path: Path) -> None:
    report = check(tmp_path, **edited("people", "Bram Jansen", "Jansen, Bram"))
    assert listed(report) == [("extra-cell", "people.csv", 3, "")]


def test_units_are_free_without_a_table_of_units(tmp_path: Path) -> None:
    write_good(tmp_path, without=("units",))
    assert check_dataset(tmp_path).ok


def test_a_message_shows_at_most_forty_characters_of_a_cell(tmp_path: Path) -> None:
    secret = "geheim " * 20
    report = check(tmp_path, **edited("claims", "private", secret))
    assert max(len(found) for found in report.faults["found"]) <= 40
    assert secret not in str(report.to_dict())


def test_a_blank_visibility_becomes_private_and_never_wider(tmp_path: Path) -> None:
    report = check(tmp_path, **edited("claims", "2026-03-02,organisation", "2026-03-02,"))
    assert report.dataset is not None
    row = report.dataset.claims.query("person_id == 'a2' and strength_id == 's2'")
    assert row["visibility"].item() == "private"
    assert report.dataset.warnings["kind"].tolist() == ["blank-value"]


def test_messages_are_in_the_language_asked_for(tmp_path: Path) -> None:
    from talentmap.vocabulary import use_language

    changed = edited("people", "0.9", "36")
    with use_language("nl"):
        dutch = check(tmp_path, **changed).faults["hint"].item()
    with use_language("en"):
        english = check(tmp_path, **changed).faults["hint"].item()
    assert "uren per week" in dutch
    assert "hours a week" in english


def test_many_faults_of_one_kind_are_counted_not_listed(tmp_path: Path) -> None:
    rows = "".join(f"x{i},s1,9,,client,,2026-03-02,team,\n" for i in range(1_500))
    report = check(tmp_path, claims=GOOD["claims"] + rows)
    ranges = report.faults[report.faults["kind"] == "out-of-range"]
    assert len(ranges) == 1_000
    assert "500" in ranges["hint"].iloc[-1]
