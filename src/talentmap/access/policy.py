"""The policy: one small table that says who sees what, for which purpose. What it does not name, nobody sees.

``policy.csv`` stands beside this module. Its first line holds the version; each row after the header grants something:

``table``, ``columns``
    Columns of the data dictionary, parted by a blank; ``*`` stands for the columns of people that it does not know.
``who``
    ``self`` (the person of the row), ``party`` (one of the two people of the row), ``writer`` (who made the claim),
    ``manager`` (direct), ``unit`` (same unit or nearer), ``colleague`` (everybody who works here), ``hr``, ``analyst``.
    In a table about nobody ``self`` is anybody who stands in people.
``purposes``
    Names of :data:`~talentmap.access.viewer.PURPOSES`, or ``any``.
``rule``
    ``seen``; ``common``: rows that are nobody's own; ``visibility``: a claim by the person, a manager, EVC or a
    certificate whose visibility reaches as far as the viewer, or that the person shared; ``coded``: the same for the
    coded medians of peers and clients.
``otherwise``
    What stands in a column that must be filled where its value is not seen.
``meaning_nl``, ``meaning_en``
    The row in plain words: what the app and the documents show.

A row of data is seen when everything in its key and in columns that must be filled is. Each other column of such a row
shows its value or a blank.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from talentmap.access.viewer import PURPOSES
from talentmap.data.dictionary import Column, tables
from talentmap.errors import ProblemError
from talentmap.vocabulary import current_language, text

WHO = ("self", "party", "writer", "manager", "unit", "colleague", "hr", "analyst")
RULES = ("seen", "common", "visibility", "coded")
ANY, OTHERS = "any", "*"
_HEADER = ("table", "columns", "who", "purposes", "rule", "otherwise", "meaning_nl", "meaning_en")
_VERSION = "# version:"


@dataclass(frozen=True)
class Grant:
    """One row of the policy: who sees these columns, for which purposes, under which rule."""

    table: str
    columns: tuple[str, ...]
    who: tuple[str, ...]
    purposes: tuple[str, ...]
    rule: str
    otherwise: str
    meaning_nl: str
    meaning_en: str

    def holds_for(self, purpose: str) -> bool:
        """Whether the row speaks of this purpose."""
        return self.purposes == (ANY,) or purpose in self.purposes

    def meaning(self, lang: str | None = None) -> str:
        """The row in plain words, in the current or the given language."""
        return self.meaning_nl if (lang or current_language()) == "nl" else self.meaning_en


@dataclass(frozen=True)
class Policy:
    """Who sees what: a version and the rows that grant something. Made by :func:`load_policy`."""

    version: str
    grants: tuple[Grant, ...]

    @cached_property
    def _by_table(self) -> Mapping[str, tuple[Grant, ...]]:
        return {name: tuple(grant for grant in self.grants if grant.table == name) for name in tables()}

    def of(self, table: str) -> tuple[Grant, ...]:
        """The rows about one table."""
        return self._by_table.get(table, ())

    def unruled(self) -> list[tuple[str, str]]:
        """Columns of the data dictionary that no row names: nobody sees them."""
        named = {(grant.table, column) for grant in self.grants for column in grant.columns}
        return [(t.name, column) for t in tables().values() for column in t.names if (t.name, column) not in named]

    def table(self, lang: str | None = None) -> pd.DataFrame:
        """The policy as people read it: a row per grant, in the words of the current or the given language.

        Returns
        -------
        Columns table, columns, who, purposes, rule, meaning; all text.
        """
        say = lang or current_language()

        def words(area: str, names: tuple[str, ...]) -> str:
            said = (text(f"access.{area}.{'other' if name == OTHERS else name}", lang=say) for name in names)
            return ", ".join(said)

        def columns(grant: Grant) -> str:
            return words("column", grant.columns) if OTHERS in grant.columns else ", ".join(grant.columns)

        rows = [
            {
                "table": grant.table,
                "columns": columns(grant),
                "who": words("who", grant.who),
                "purposes": words("purpose", grant.purposes),
                "rule": text(f"access.rule.{grant.rule}", lang=say),
                "meaning": grant.meaning(say),
            }
            for grant in self.grants
        ]
        return pd.DataFrame(rows, dtype="str")


def load_policy(path: str | os.PathLike[str] | None = None) -> Policy:
    """Read the policy of the package, or one of the organisation's own.

    Parameters
    ----------
    path
        A file of the same form; None reads ``policy.csv`` of the package.

    Raises
    ------
    ProblemError
        The file has no version or another header, or a row names a table, column, relation, purpose or rule that does
        not exist. A policy with a fault grants nothing: it is refused as a whole.
    """
    return _own_policy() if path is None else parse_policy(Path(path).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _own_policy() -> Policy:
    return parse_policy(files("talentmap.access").joinpath("policy.csv").read_text(encoding="utf-8"))


def parse_policy(content: str) -> Policy:
    """The policy that this text holds; see :func:`load_policy`."""
    first, _, rest = content.partition("\n")
    version = first.removeprefix(_VERSION).strip()
    if not first.startswith(_VERSION) or not version:
        raise ProblemError(text("access.wrong.version", expected=f"{_VERSION} 2026-11-22.1", found=repr(first[:60])))
    lines = csv.DictReader(io.StringIO(rest, newline=""), strict=True)
    if tuple(lines.fieldnames or ()) != _HEADER:
        raise ProblemError(text("access.wrong.header", expected=",".join(_HEADER), found=repr(lines.fieldnames)))
    return Policy(version, tuple(_grant(row, number) for number, row in enumerate(lines, start=3)))


def _grant(row: dict[str, str], number: int) -> Grant:
    if None in row or None in row.values():
        raise ProblemError(text("access.wrong.cells", row=number, expected=len(_HEADER)))
    columns, who, purposes = (tuple(row[name].split()) for name in ("columns", "who", "purposes"))
    table = row["table"]
    _known(number, "table", (table,), tuple(tables()))
    others = (OTHERS,) if table == "people" else ()
    _known(number, "columns", columns, (*tables()[table].names, *others))
    _known(number, "who", who, WHO)
    _known(number, "purposes", purposes, (ANY,) if purposes == (ANY,) else PURPOSES)
    rules = RULES if table == "claims" else RULES[:2]
    _known(number, "rule", (row["rule"],), rules)
    for name in columns if row["otherwise"] else ():
        _fits(number, row["otherwise"], tables()[table][name])
    return Grant(table, columns, who, purposes, row["rule"], row["otherwise"], row["meaning_nl"], row["meaning_en"])


def _fits(number: int, otherwise: str, column: Column) -> None:
    """What stands in place of a value is one that the column can hold; only columns that must be filled have it."""
    try:
        fits = (
            column.required and column.type in ("number", "text") and (column.type == "text" or float(otherwise) >= 0)
        )
    except ValueError:
        fits = False
    if not fits:
        raise ProblemError(text("access.wrong.otherwise", row=number, found=repr(otherwise), column=column.name))


def _known(number: int, column: str, names: tuple[str, ...], known: tuple[str, ...]) -> None:
    strange = [name for name in names if name not in known]
    if strange or not names:
        found = repr(strange[0]) if strange else repr("")
        raise ProblemError(text("access.wrong.name", row=number, column=column, found=found, known=", ".join(known)))
