"""Values of a TOML file held against the fields of the class they are for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from talentmap.data.faults import Finding, data_error, excerpt, finding_frame
from talentmap.errors import UnknownLabelError
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


def packaged_names(folder: str) -> tuple[str, ...]:
    """Names of the profiles that come with the package in this folder."""
    entries = files("talentmap.data.imports").joinpath(folder).iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))


def profile_text(profile: str | os.PathLike[str], folder: str) -> tuple[str, str]:
    """Content and file name of a profile: a TOML file, else one that comes with the package in this folder.

    Raises
    ------
    DataError
        The file cannot be read.
    UnknownLabelError
        No profile of that name comes with the package, and there is no such file.
    """
    path = Path(profile)
    if path.suffix == ".toml":
        try:
            return path.read_text(encoding="utf-8"), path.name
        except (OSError, UnicodeDecodeError) as error:
            raise unreadable(path.name, getattr(error, "strerror", None) or type(error).__name__) from error
    name, known = str(profile), packaged_names(folder)
    if name not in known:
        raise UnknownLabelError(text("imports.no_profile", name=name, known=", ".join(known)), name, known)
    file = f"{name}.toml"
    return files("talentmap.data.imports").joinpath(folder).joinpath(file).read_text(encoding="utf-8"), file
