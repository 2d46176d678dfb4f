"""A paper of the accountability pack as Markdown, for those who go on writing in it."""

from __future__ import annotations

import re

from talentmap.documents.accountability_pages import Line, Paper, Section
from talentmap.documents.accountability_tables import DocumentTable
from talentmap.vocabulary import text

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~!])")


def plain(said: str) -> str:
    """Text in which nothing is markup, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(said.split()))


def code(said: str) -> str:
    """Text as code; a backquote in it cannot end it."""
    inner = " ".join(said.split()).replace("|", "¦")
    return f"`` {inner} ``" if "`" in inner else f"`{inner}`"


def as_markdown(paper: Paper, *, owner: str, day: str, state: str) -> str:
    """The paper as one text that ends in a line break."""
    lines = [f"# {paper.title}", "", f"> **{text('accountability.draft_line', owner=plain(owner))}**", ""]
    lines += [paper.intro, "", text("accountability.legend"), ""]
    lines += [f"- {text('accountability.owner')}: {plain(owner)}"]
    lines += [f"- {text('accountability.date')}: {day}"] if day else []
    lines += [f"- {text('accountability.open')}: {paper.count('question')}"]
    lines += [f"- {text('accountability.state')}: {code(state)}", ""]
    for part in paper.parts:
        lines += [f"## {part.title}", ""]
        for section in part.sections:
            lines += _section(section)
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section) -> list[str]:
    field = f" ({code(section.field)})" if section.field else ""
    lines = [f"### {section.title}{field}", "", *(_line(line) for line in section.lines), ""]
    for table in section.tables:
        lines += [*_table(table), ""]
    return lines


def _line(line: Line) -> str:
    if line.kind == "fact":
        return f"- {plain(line.text)} {code(line.source)}"
    mark = text(f"accountability.mark.{line.kind}")
    if line.kind == "law":
        return f"- *{mark}* ({plain(line.source)}): {plain(line.text)}"
    source = f" {code(line.source)}" if line.source else ""
    return f"- **{mark}:** {plain(line.text)}{source}"


def _table(table: DocumentTable) -> list[str]:
    labels = table.labels()
    lines = [f"**{table.title}**", "", f"| {' | '.join(labels)} |", f"|{' --- |' * len(labels)}"]
    return lines + [f"| {' | '.join([*(plain(cell) for cell in row[:-1]), code(row[-1])])} |" for row in table.rows]
