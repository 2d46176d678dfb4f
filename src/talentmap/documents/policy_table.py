"""The access policy as a table in ``docs/privacy.md``, in Dutch and English.

Written by ``python -m talentmap.documents.policy_table docs/privacy.md``; a test fails when the page is out of date.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from talentmap.access.policy import load_policy
from talentmap.data.atomic import replaced_file
from talentmap.errors import ProblemError
from talentmap.vocabulary import LANGUAGES, text

_SHOWN = ("table", "columns", "who", "purposes", "rule", "meaning")


def policy_table(lang: str) -> str:
    """The policy of the package as a markdown table in one language, with its version above it."""
    policy = load_policy()
    heads = [text(f"access.head.{name}", lang=lang) for name in _SHOWN]
    lines = [text("access.head.version", lang=lang, version=policy.version), ""]
    lines += [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for row in policy.table(lang)[list(_SHOWN)].itertuples(index=False):
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |")
    return "\n".join(lines)


def with_tables(page: str) -> str:
    """A page with the table of each language between its marks, ``<!-- policy nl -->`` and ``<!-- end nl -->``.

    Raises
    ------
    ProblemError
        The page lacks a mark.
    """
    for lang in LANGUAGES:
        before, first, rest = page.partition(f"<!-- policy {lang} -->\n")
        _, last, after = rest.partition(f"<!-- end {lang} -->")
        if not first or not last:
            raise ProblemError(text("access.wrong.marks", mark=f"<!-- policy {lang} -->"))
        page = f"{before}{first}{policy_table(lang)}\n{last}{after}"
    return page


def write_tables(path: str | os.PathLike[str]) -> None:
    """Bring the tables in a page up to date, in one step."""
    page = with_tables(Path(path).read_text(encoding="utf-8"))
    with replaced_file(Path(path)) as handle:
        handle.write(page.encode("utf-8"))


if __name__ == "__main__":
    write_tables(sys.argv[1])
