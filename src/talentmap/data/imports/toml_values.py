"""Values of a TOML file held against the fields of the class they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from talentmap.data.faults import Finding, data_error, excerpt, finding_frame
from talentmap.vocabulary import text

_ACCEPTED: Mapping[object, tuple[str, ...]] = {
    "str": ("str",),
    "bool": ("bool",),
    "int": ("int",),
    "float": ("float", "int"),
    "Mapping[str, str]": ("mappingproxy",),
    "Mapping[str, int]": ("mappingproxy",),
    "tuple[str, ...]": ("tuple",),
}
"""Type of a field as it stands in the class -> types of TOML values that it takes."""


def words(given: dict[Any, Any]) -> dict[Any, str]:
    """The same, if every value is text."""
    return _all_of(str, given)


def whole_numbers(given: dict[Any, Any]) -> dict[Any, int]:
    """The same, if every value is a whole number."""
    return _all_of(int, given)


def _all_of(kind: type, given: dict[Any, Any]) -> dict[Any, Any]:
    if not all(type(value) is kind for value in given.values()):
        raise TypeError(str(given))
    return given


def known_keys(given: dict[str, Any], kind: type) -> dict[str, Any]:
    """The keys given, each with a value of the kind its field has."""
    kinds = {each.name: each.type for each in fields(kind)}
    wrong = sorted(
        name for name, value in given.items() if type(value).__name__ not in _ACCEPTED.get(kinds.get(name), ())
    )
    if wrong:
        raise KeyError(", ".join(wrong))
    return given


def unreadable(file: str, reason: str) -> Exception:
    """The error for a profile that cannot be read."""
    hint = text("imports.hint.profile", reason=excerpt(reason))
    return data_error(finding_frame([Finding("wrong-format", file, hints=(hint,))]))
