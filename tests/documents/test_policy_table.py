"""The page about privacy shows the policy that the program follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap.documents.policy_table import policy_table, with_tables, write_tables
from talentmap.errors import ProblemError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"


def test_the_page_in_the_repository_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page, "run: python -m talentmap.documents.policy_table docs/privacy.md"
    for lang, words in (("nl", "| claims | round_id, note | de persoon zelf |"), ("en", "coded median only")):
        assert words in policy_table(lang)
        assert policy_table(lang) in page


def test_what_is_out_of_date_is_written_anew_and_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (tmp_path / "page.md").write_text(page.replace("coded median only", "anything"), encoding="utf-8")
    write_tables(tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page
    with pytest.raises(ProblemError, match="policy nl"):
        with_tables("# Who sees what")
