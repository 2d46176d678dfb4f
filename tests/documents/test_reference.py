"""The reference is made from the dictionary and the docstrings, and is what stands in the repository."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

import pytest

import talentmap
from talentmap.data.dictionary import tables
from talentmap.documents.reference import _entry, _prose, _signature, definitions_page, tables_page, write_reference

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_every_table_and_column_is_described() -> None:
    page = tables_page()
    for table in tables().values():
        part = page.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        for column in table.columns:
            assert column.meaning_en in part
            assert column.meaning_nl in part
    assert "| **person_id** | id (text), from sheet people | yes | About whom | Over wie |" in page


def test_every_public_name_is_defined() -> None:
    page = definitions_page()
    for name in talentmap.__all__:
        assert f"\n## {name}\n" in page


def test_pages_are_the_same_every_time() -> None:
    assert definitions_page() == definitions_page()
    assert " at 0x" not in definitions_page()


def test_writing_makes_both_pages(tmp_path: Path) -> None:
    write_reference(tmp_path / "reference")
    assert (tmp_path / "reference" / "tables.md").read_text(encoding="utf-8") == tables_page()
    assert (tmp_path / "reference" / "definitions.md").read_text(encoding="utf-8") == definitions_page()


def example(first: int, *, named: dict[str, int] | None = None, something_to_call: object = object()) -> str:
    """Say something."""
    return f"{first}{named}{something_to_call}"


class Colour(Enum):
    """A colour."""

    RED = 1

    @property
    def warm(self) -> bool:
        """Whether it is warm."""
        return True


def test_signatures_are_as_written_and_without_addresses() -> None:
    assert _signature(example) == "\n".join(
        [
            "(",
            "    first: int,",
            "    *,",
            "    named: dict[str, int] | None = None,",
            "    something_to_call: object = <object object>,",
            ") -> str",
        ]
    )
    assert _signature(Colour) is None


def test_members_of_a_class_stand_below_it() -> None:
    assert _entry("Colour", Colour, level=2) == [
        "## Colour",
        "",
        "A colour.",
        "",
        "### Colour.warm",
        "",
        "Whether it is warm.",
        "",
    ]


def test_sections_of_a_docstring_become_markdown() -> None:
    doc = "Do ``this`` with :func:`that`::\n\n    x\n\nParameters\n----------\nfirst\n    What it is."
    assert _prose(doc) == [
        "Do `this` with `that`:",
        "",
        "    x",
        "",
        "**Parameters**",
        "",
        "- `first`",
        "  What it is.",
    ]


@pytest.mark.parametrize(("name", "page"), [("tables.md", tables_page), ("definitions.md", definitions_page)])
def test_the_pages_in_the_repository_are_up_to_date(name: str, page: Callable[[], str]) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == page(), "run: python -m talentmap.documents.reference docs/reference"
