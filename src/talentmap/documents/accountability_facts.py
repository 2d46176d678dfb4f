"""The facts of the accountability pack: a statement, what makes it true, and what stands there now.

``accountability_facts.csv`` has a row per fact: its key (the sentence is ``accountability.fact.<key>``), its source
(see ``accountability_sources``), the check that looks instead of the source where no single setting tells, and the
value for which the sentence was written. ``*`` stands for a sentence that is true of any value and tells which.

A fact of which the value is another now, or of which the source has gone, is no fact any more: it is told as such, for
the owner to look into, and never in the old words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from talentmap.access.policy import Policy
from talentmap.documents.accountability_checks import CHECKS
from talentmap.documents.accountability_sources import DEFINED, GoneError, Sources
from talentmap.vocabulary import text

HOLDS, CHANGED, GONE = "holds", "changed", "gone"
ANY = "*"
_SHOWN = 60


@dataclass(frozen=True)
class Fact:
    """A row of ``accountability_facts.csv``."""

    key: str
    source: str
    check: str
    expected: str


@dataclass(frozen=True)
class KnownFact:
    """A fact as it is now.

    Parameters
    ----------
    fact
        The row.
    value
        What stands at the source, or what the check found; blank when the source has gone.
    state
        ``holds``, ``changed`` or ``gone``.
    """

    fact: Fact
    value: str
    state: str

    def statement(self, lang: str | None = None) -> str:
        """The sentence; when it is out of date, that it is."""
        if self.state == HOLDS:
            return text(f"accountability.fact.{self.fact.key}", lang=lang, value=self.value)
        now = self.value or text("accountability.gone", lang=lang)
        return text("accountability.changed", lang=lang, now=now, was=self.fact.expected, source=self.fact.source)

    @property
    def shown(self) -> str:
        """Source with what stands there, where that is short enough to read."""
        short = self.value not in ("", DEFINED) and len(self.value) <= _SHOWN
        return f"{self.fact.source} = {self.value}" if short else self.fact.source


@cache
def all_facts() -> Mapping[str, Fact]:
    """The rows of ``accountability_facts.csv`` by key."""
    content = files("talentmap.documents").joinpath("accountability_facts.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["key"]: Fact(**row) for row in csv.DictReader(io.StringIO(content))})


def known_facts(sources: Sources, policy: Policy) -> dict[str, KnownFact]:
    """Every fact as it is now, by key."""
    return {key: known_fact(fact, sources, policy) for key, fact in all_facts().items()}


def known_fact(fact: Fact, sources: Sources, policy: Policy) -> KnownFact:
    """One fact as it is now. With a check the source has to be there and the check tells the value."""
    try:
        value = sources.value(fact.source)
        if fact.check:
            value = CHECKS[fact.check](sources, policy)
    except GoneError:
        return KnownFact(fact, "", GONE)
    return KnownFact(fact, value, HOLDS if fact.expected in (ANY, value) else CHANGED)
