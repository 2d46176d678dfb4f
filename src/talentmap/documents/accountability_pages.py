"""The papers of the accountability pack as parts, sections and lines, from ``accountability_pages.csv``.

A line is a fact with its source, a law or standard with its article, something the owner gave, a table, or an open
question. There is no other kind of line: what is neither certain nor a law is asked.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talentmap.access.policy import Policy
from talentmap.documents.accountability_facts import HOLDS, KnownFact, known_facts
from talentmap.documents.accountability_sources import Sources
from talentmap.documents.accountability_tables import DocumentTable, document_table, kept_tables
from talentmap.vocabulary import text

REGISTER = "algorithm_register"
"""The paper whose sections are the fields of a standard, shown with their names."""


@dataclass(frozen=True)
class Line:
    """One line: ``kind`` is fact, stale, law, question or given; ``source`` is what makes it true, blank for none."""

    kind: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under one heading; ``field`` is the name of a standard's field, blank elsewhere."""

    title: str
    field: str
    lines: tuple[Line, ...]
    tables: tuple[DocumentTable, ...]


@dataclass(frozen=True)
class Part:
    """Sections under one heading."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Paper:
    """One paper of the pack in one language."""

    name: str
    title: str
    intro: str
    parts: tuple[Part, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in order."""
        return tuple(line for part in self.parts for section in part.sections for line in section.lines)

    def count(self, kind: str) -> int:
        """Number of lines of a kind."""
        return sum(line.kind == kind for line in self.lines)


@dataclass(frozen=True)
class Content:
    """What papers are made from: files, policy, the facts as they are now, and what the owner gave."""

    sources: Sources
    policy: Policy
    facts: Mapping[str, KnownFact]
    given: Mapping[str, str]

    @classmethod
    def read(cls, sources: Sources, policy: Policy, given: Mapping[str, str]) -> Content:
        """Look at every fact now."""
        return cls(sources, policy, known_facts(sources, policy), given)

    @property
    def state(self) -> str:
        """A short fingerprint of everything that facts and tables rest on: equal packs come from equal settings."""
        told = [f"{key}\x1f{one.value}\x1f{one.state}" for key, one in self.facts.items()]
        told += [
            f"{table.source}\x1f{' '.join(one.name for one in table.columns)}" for table in kept_tables(self.sources)
        ]
        told += [repr(grant) for grant in self.policy.grants]
        return hashlib.sha256("\x1e".join(told).encode()).hexdigest()[:16]


@cache
def _layout() -> tuple[dict[str, str], ...]:
    content = files("talentmap.documents").joinpath("accountability_pages.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(content)))


def paper_names() -> tuple[str, ...]:
    """Names of the papers, in order."""
    return tuple(dict.fromkeys(row["page"] for row in _layout()))


def made_papers(content: Content) -> tuple[Paper, ...]:
    """Every paper, in the current language."""
    return tuple(
        Paper(
            name,
            text(f"accountability.page.{name}"),
            text(f"accountability.intro.{name}"),
            tuple(_parts(name, content)),
        )
        for name in paper_names()
    )


def _parts(page: str, content: Content) -> Iterator[Part]:
    rows = [row for row in _layout() if row["page"] == page]
    for part in dict.fromkeys(row["part"] for row in rows):
        names = dict.fromkeys(row["section"] for row in rows if row["part"] == part)
        sections = (
            _section(page, part, name, [row for row in rows if (row["part"], row["section"]) == (part, name)], content)
            for name in names
        )
        yield Part(text(f"accountability.part.{page}.{part}"), tuple(sections))


def _section(page: str, part: str, name: str, rows: list[dict[str, str]], content: Content) -> Section:
    return Section(
        title=text(f"accountability.section.{page}.{part}.{name}"),
        field=name if page == REGISTER else "",
        lines=tuple(_line(row["kind"], row["key"], content) for row in rows if row["kind"] != "table"),
        tables=tuple(
            document_table(row["key"], content.sources, content.policy) for row in rows if row["kind"] == "table"
        ),
    )


def _line(kind: str, key: str, content: Content) -> Line:
    if kind == "fact":
        known = content.facts[key]
        return Line("fact" if known.state == HOLDS else "stale", known.statement(), known.shown)
    if kind == "law":
        return Line("law", text(f"accountability.law.{key}"), text(f"accountability.cite.{key}"))
    if content.given.get(key):
        return Line("given", content.given[key])
    return Line("question", text(f"accountability.question.{key}"))
