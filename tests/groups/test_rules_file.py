"""Rules from a file of their own: what is read, and where each fault stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap import examples
from talentmap.data.write import write_table
from talentmap.errors import DataError, ProblemError
from talentmap.groups import GroupProblem
from talentmap.groups.rules_file import check_rules, read_rules

HEAD = "rule_id,rule,subjects,attribute,value,owner,reason,until\n"
GOOD = HEAD + "R1,apart,P1 P2,,,HR,oud zeer,\n\nR2,at_most,,unit=Stadsbeheer,2,HR,,2027-01-01\n"
WRONG = HEAD + "R1,aparts,P1 P2,,,,,\n\nR2,at_most,,unitt,x,,,\nR3,wish_date,P9,,2027-13-01,,,\n"


def kept(folder: Path, content: str, name: str = "mine.csv") -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def test_a_file_reads_as_the_table_with_the_row_of_each_rule(tmp_path: Path) -> None:
    read = read_rules(kept(tmp_path, GOOD))
    assert read.frame["rule_id"].tolist() == ["R1", "R2"]
    assert (read.file, dict(read.rows)) == ("mine.csv", {"R1": 2, "R2": 4})  # row 3 is blank
    problem = GroupProblem(examples.toy(), size=4, rules=read.frame)
    check_rules(problem, read)
    assert [order.kind for order in problem.facts.orders] == ["apart", "at_most"]


def test_a_sheet_called_rules_reads_the_same(tmp_path: Path) -> None:
    frame = read_rules(kept(tmp_path, GOOD)).frame
    write_table(frame, tmp_path / "book.xlsx", title="rules")
    read = read_rules(tmp_path / "book.xlsx")
    assert read.frame.equals(frame)
    assert dict(read.rows) == {"R1": 2, "R2": 3}
    write_table(frame, tmp_path / "other.xlsx", title="Blad1")
    with pytest.raises(DataError, match="a sheet called rules"):
        read_rules(tmp_path / "other.xlsx")


def test_rules_that_say_nothing_about_the_data_are_named_by_row_and_column(tmp_path: Path) -> None:
    read = read_rules(kept(tmp_path, WRONG))
    with pytest.raises(DataError) as caught:
        check_rules(GroupProblem(examples.toy(), size=4, rules=read.frame), read)
    faults = caught.value.faults
    assert list(zip(faults["row"], faults["column"], faults["found"], strict=True)) == [
        (2, "rule", "aparts"),
        (4, "attribute", "unitt"),
        (4, "value", "x"),
        (5, "subjects", "P9"),
        (5, "value", "2027-13-01"),
    ]
    assert set(faults["file"]) == {"mine.csv"}
    assert "Did you mean apart" in faults["expected"][0]
    assert faults["hint"].str.contains("docs/rules.md").all()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("mine.csv", HEAD + "R1,apart,P1 P2,,,,,31-13-2026\n", "bad-date"),
        ("mine.csv", HEAD + "R1,apart,P1 P2,,,,,\nR1,apart,P1 P3,,,,,\n", "duplicate-id"),
        ("mine.csv", "rule_id,subjects\nR1,P1\n", "missing-column"),
        ("mine.csv", "", "empty-file"),
        ("mine.pdf", "x", "unsupported-format"),
        ("mine.xlsx", "x", "wrong-format"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, content: str, kind: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_rules(kept(tmp_path, content, name))
    assert caught.value.faults["kind"].tolist() == [kind]
    assert caught.value.faults["file"].tolist() == [name]


def test_a_file_that_is_not_there_and_a_path_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_rules(tmp_path / "none.csv")
    assert caught.value.faults["kind"].tolist() == ["missing-file"]
    with pytest.raises(ProblemError):
        read_rules(3)  # type: ignore[arg-type]
