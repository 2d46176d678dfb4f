"""Where a fact in the accountability pack comes from: a pointer ``file:name``, read as the file stands.

Files are named from the package down. Code is read, not run: a constant gives its value, an option of a function its
default, a function or class that it is there. A row of a table gives what stands in it. So a sentence about a setting
is always made from the setting itself, and a setting that has gone is noticed.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

POLICY, CONFIG = "access/policy.csv", "app/.streamlit/config.toml"
"""What an organisation may have a version of its own of."""
DEFINED = "defined"
"""Value of a function or class: that it is there."""
_COLUMN_PARTS = ("type", "unit", "min", "max", "choices", "default")


class GoneError(LookupError):
    """The pointer points at nothing."""


@dataclass(frozen=True)
class Sources:
    """The files that facts are read from.

    Parameters
    ----------
    instead
        File of the package -> file of the organisation that takes its place.
    """

    instead: Mapping[str, Path] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What stands in a file.

        Raises
        ------
        GoneError
            There is no such file in the package.
        OSError, UnicodeDecodeError
            The organisation's own file cannot be read.
        """
        if name in self.instead:
            return self.instead[name].read_text(encoding="utf-8")
        return _own_text(name)

    def value(self, pointer: str) -> str:
        """What stands at a pointer now, as text.

        Raises
        ------
        GoneError
            It points at nothing.
        """
        name, _, what = pointer.partition(":")
        content = self.text(name)
        if name.endswith(".py"):
            return _of_code(content, what)
        if name.endswith(".toml"):
            return _of_settings(content, what)
        if name.endswith(".csv"):
            return _of_table(name, content, what)
        found = re.search(rf'"{re.escape(what)}" content="([^"]*)"', content)
        if found is None:
            raise GoneError(pointer)
        return found[1]


@lru_cache(maxsize=128)
def _own_text(name: str) -> str:
    source = files("talentmap").joinpath(*name.split("/"))
    if not source.is_file():
        raise GoneError(name)
    return source.read_text(encoding="utf-8")


@lru_cache(maxsize=128)
def _parsed(content: str) -> ast.Module:
    return ast.parse(content)


def _of_code(content: str, what: str) -> str:
    first, _, rest = what.partition(".")
    node = _named(_parsed(content).body, first)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _default(node, rest) if rest else DEFINED
    if isinstance(node, ast.ClassDef):
        return _of_class(node, rest) if rest else DEFINED
    if rest:
        raise GoneError(what)
    return _plain(node)


def _of_class(node: ast.ClassDef, name: str) -> str:
    inside = _named(node.body, name)
    if isinstance(inside, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return DEFINED
    return _plain(inside)


def _named(body: list[ast.stmt], name: str) -> ast.AST | None:
    """The function or class of that name, or the value given to it; None for a name with a type and no value."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name:
            return node
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = (
                    node.value.elts if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) else None
                )
                for place, one in enumerate(names):
                    if isinstance(one, ast.Name) and one.id == name:
                        return node.value if values is None else values[place]
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            return node.value
    raise GoneError(name)


def _default(node: ast.FunctionDef | ast.AsyncFunctionDef, option: str) -> str:
    """Default of an option; blank for one that must be given."""
    plain = [*node.args.posonlyargs, *node.args.args]
    given: list[ast.expr | None] = [*[None] * (len(plain) - len(node.args.defaults)), *node.args.defaults]
    for one, value in [*zip(plain, given, strict=True), *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]:
        if one.arg == option:
            return "" if value is None else _plain(value)
    raise GoneError(option)


def _plain(node: ast.AST | None) -> str:
    if node is None:
        return DEFINED
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return ast.unparse(node)
    return " ".join(str(part) for part in value) if isinstance(value, (tuple, list)) else str(value)


def _of_settings(content: str, what: str) -> str:
    found: object = tomllib.loads(content)
    for part in what.split("."):
        if not isinstance(found, dict) or part not in found:
            raise GoneError(what)
        found = found[part]
    return str(found).lower() if isinstance(found, bool) else str(found)


@lru_cache(maxsize=32)
def _rows(content: str) -> tuple[Mapping[str, str], ...]:
    """Rows of a table, whose first line may hold its version."""
    return tuple(csv.DictReader(io.StringIO(content.partition("\n")[2] if content.startswith("#") else content)))


def _of_table(name: str, content: str, what: str) -> str:
    if what == "version":
        found = re.match(r"# version: *(\S+)", content)
        if found is None:
            raise GoneError(f"{name}:version")
        return found[1]
    rows, (first, *rest) = _rows(content), what.split(".")
    if name.endswith("policy.csv"):
        found_rows = [row for row in rows if row["table"] == first and rest and rest[0] in row["columns"].split()]
        told = [f"{row['who']} / {row['purposes']} / {row['rule']}" for row in found_rows]
    elif "choices" in (rows[0] if rows else {}):
        return _of_dictionary(rows, first, rest)
    else:
        key = next(iter(rows[0])) if rows else ""
        told = [row[rest[0]] if rest else " / ".join(row.values()) for row in rows if row[key] == first]
    if not told:
        raise GoneError(f"{name}:{what}")
    return "; ".join(told)


def _of_dictionary(rows: tuple[Mapping[str, str], ...], table: str, rest: list[str]) -> str:
    """Columns of a table, what one column may hold, or one cell of its line."""
    lines = [row for row in rows if row["table"] == table and (not rest or row["column"] == rest[0])]
    if not lines or (len(rest) > 1 and rest[1] not in lines[0]):
        raise GoneError(".".join([table, *rest]))
    if not rest:
        return " ".join(row["column"] for row in lines)
    if len(rest) > 1:
        return lines[0][rest[1]]
    return " ".join(lines[0][part] for part in _COLUMN_PARTS if lines[0][part])
