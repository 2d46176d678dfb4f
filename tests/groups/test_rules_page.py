"""docs/rules.md and the kinds of rules say the same, and every example row can be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talentmap import examples
from talentmap.data.dataset import Dataset
from talentmap.groups import GroupProblem
from talentmap.groups.kinds import KINDS, OTHERS
from talentmap.groups.rules_file import check_rules, read_rules

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \|(.*)\|(.*)\|(.*)\|.*\| `(.+)` \|$", re.MULTILINE)
ROWS = {found[0]: found[1:] for found in ROW.findall(PAGE)}
HEAD = "rule_id,rule,subjects,attribute,value,owner,reason,until\n"


@pytest.fixture(scope="module")
def ministry() -> Dataset:
    return examples.ministry()


def test_every_kind_has_its_row_in_order_of_priority() -> None:
    assert list(ROWS) == [kind.name for kind in KINDS]
    soft, hard = PAGE.split("## Hard rules")
    for kind in KINDS:
        assert f"| `{kind.name}` |" in (hard if kind.hard else soft)
    assert all(f"`{name}`" in PAGE for name in OTHERS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_columns_say_what_the_kind_asks(kind) -> None:
    subjects, attribute, value, _ = (cell.strip() for cell in ROWS[kind.name])
    assert bool(subjects) == bool(kind.subjects)
    assert subjects.startswith(kind.subjects.rstrip("?"))
    assert ("blank is everybody" in subjects) == kind.subjects.endswith("?")
    assert ("2 or more" in subjects) == (kind.least_people == 2)
    assert bool(attribute) == bool(kind.attribute)
    assert bool(value) == bool(kind.value)
    assert ("blank is 1" in value) == kind.value.endswith("?")


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_the_example_row_can_be_used(kind: str, ministry: Dataset, tmp_path: Path) -> None:
    (tmp_path / "rules.csv").write_text(HEAD + ROWS[kind][3] + "\n", encoding="utf-8")
    read = read_rules(tmp_path / "rules.csv")
    assert read.frame["rule"].tolist() == [kind]
    check_rules(GroupProblem(ministry, rules=read.frame), read)
