"""The reference in ``docs/reference``: tables from the data dictionary, definitions from the docstrings.

Written by ``python -m talentmap.documents.reference docs/reference``; a test fails when the files are out of date, so
that what the documentation says is what the program does.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from talentmap.data.atomic import replaced_file
from talentmap.data.dictionary import Column, tables
from talentmap.data.template import describe
from talentmap.vocabulary import text

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_ROLE = re.compile(r":\w+:`~?([^`]+)`")
_SECTIONS = ("Parameters", "Returns", "Yields", "Raises", "References", "Notes", "Attributes", "Examples", "See Also")
_LISTS = ("Parameters", "Raises", "Attributes")


def write_reference(folder: str | os.PathLike[str]) -> None:
    """Write ``tables.md`` and ``definitions.md`` into the folder, each in one step.

    Raises
    ------
    ExportError
        The folder cannot be written.
    """
    for name, content in (("tables.md", tables_page()), ("definitions.md", definitions_page())):
        with replaced_file(Path(folder) / name) as handle:
            handle.write(content.encode("utf-8"))


def tables_page() -> str:
    """Every table and column of the data dictionary, in English with the Dutch meaning beside it."""
    lines = [f"# {text('reference.tables', lang='en')}", "", text("reference.made", lang="en"), ""]
    for table in tables().values():
        needed = text(f"reference.table_{'required' if table.required else 'optional'}", lang="en")
        lines += [f"## {table.name}", "", f"{table.meaning_en}. {needed} *{table.meaning_nl}.*", ""]
        lines += [text("reference.columns", lang="en"), "| --- | --- | --- | --- | --- |"]
        lines += [_row(column) for column in table.columns]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(column: Column) -> str:
    name = f"**{column.name}**" if column.key else column.name
    needed = text("export.yes", lang="en") if column.required else ""
    cells = (name, describe(column, "en"), needed, column.meaning_en, column.meaning_nl)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def definitions_page() -> str:
    """Every public name with its signature and docstring, in the order of the alphabet."""
    package = import_module("talentmap")
    lines = [f"# {text('reference.definitions', lang='en')}", ""]
    lines += [text("reference.made", lang="en"), ""]
    for name in package.__all__:
        lines += _entry(name, getattr(package, name), level=2)
    return "\n".join(lines).rstrip() + "\n"


def _entry(name: str, value: Any, *, level: int) -> list[str]:
    lines = [f"{'#' * level} {name}", ""]
    signature = _signature(value)
    if signature is not None:
        lines += ["```python", f"{name.rpartition('.')[2]}{signature}", "```", ""]
    if isinstance(value, (ModuleType, type, property)) or callable(value):
        lines += [*_prose(inspect.getdoc(value) or ""), ""]
    else:
        lines += [f"`{value!r}`", ""]
    for inner, member in _members(value):
        lines += _entry(f"{name}.{inner}", member, level=min(level + 1, 4))
    return lines


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Documented parts of a module or class, in the order they are defined or listed."""
    if isinstance(value, ModuleType):
        yield from ((name, getattr(value, name)) for name in getattr(value, "__all__", ()))
    elif isinstance(value, type):
        for name, member in vars(value).items():
            inner = property(member.func) if isinstance(member, cached_property) else member
            inner = getattr(inner, "__func__", inner)
            if not name.startswith("_") and (inspect.isroutine(inner) or isinstance(inner, property)):
                yield name, inner


def _signature(value: Any) -> str | None:
    """Signature with the types as written, one argument per line where it is long; None where there is none to know."""
    if isinstance(value, (ModuleType, property)) or (isinstance(value, type) and issubclass(value, Enum)):
        return None
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    arguments = [_unquoted(given) for given in signature.parameters.values() if given.name not in ("self", "cls")]
    shown = signature.replace(parameters=arguments, return_annotation=inspect.Signature.empty)
    inside = _spelled(str(shown)[1:-1])
    returns = signature.return_annotation
    end = "" if isinstance(value, type) or returns is signature.empty else f" -> {_spelled(_name(returns))}"
    if len(inside) + len(end) <= 90:
        return f"({inside}){end}"
    return "(\n" + "".join(f"    {part},\n" for part in _split(inside)) + f"){end}"


class _Bare(str):
    """A type as written in the source, without the quotes that a text has."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _unquoted(given: inspect.Parameter) -> inspect.Parameter:
    return given if given.annotation is given.empty else given.replace(annotation=_Bare(_name(given.annotation)))


def _name(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _spelled(words: str) -> str:
    """Without addresses in memory, which differ from run to run."""
    return _ADDRESS.sub("", words).replace("<factory>", "...")


def _split(arguments: str) -> list[str]:
    """Arguments at the commas that stand in no bracket or quote."""
    parts, depth, quote = [""], 0, ""
    for sign in arguments:
        if sign in "'\"":
            quote = "" if quote == sign else quote or sign
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _prose(doc: str) -> list[str]:
    """A numpy docstring as Markdown: sections in bold, what they list as a list."""
    lines: list[str] = []
    section = ""
    source = _ROLE.sub(r"`\1`", doc.replace("``", "`")).splitlines()
    for place, line in enumerate(source):
        following = source[place + 1] if place + 1 < len(source) else ""
        if line in _SECTIONS and re.fullmatch("-+", following):
            section = line
            lines += [f"**{line}**", ""]
        elif re.fullmatch("-{3,}", line):
            continue
        elif section in _LISTS and line and not line.startswith(" "):
            lines.append(f"- `{line}`")
        elif section in _LISTS and line:
            lines.append(f"  {line.strip()}")
        else:
            lines.append(re.sub("::$", ":", line))
    return lines


if __name__ == "__main__":
    write_reference(sys.argv[1] if len(sys.argv) > 1 else "docs/reference")
