"""What the columns of a skill matrix are: a profile written once for a source, beside the data or in the package."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from talentmap.data.cells import header_name
from talentmap.data.faults import Finding, data_error, finding_frame
from talentmap.data.imports.toml_values import known_keys, packaged_names, profile_text, unreadable, words
from talentmap.errors import UnknownLabelError
from talentmap.vocabulary import SOURCES, text

HIGHEST = 5
"""Highest level in a Dataset."""


@dataclass(frozen=True)
class StrengthColumn:
    """One column of levels: its header, and the strength it speaks of. Without a Dutch name the name serves both."""

    header: str
    strength_id: str
    name: str
    name_nl: str = ""
    kind: str = "skill"


@dataclass(frozen=True)
class MatrixProfile:
    """What the columns of a matrix of people x strengths are, and what its levels mean.

    Parameters
    ----------
    id_column
        Header of the column that names the person; text, each person once.
    strengths
        The columns of levels. Empty: every column that is not named elsewhere is a strength, named by its header.
    attributes
        Header -> name of an attribute kept as text with the person.
    ignored
        Headers of columns to leave out.
    name_column, unit_column
        Headers; blank where the file has none. Then `name_label` and the id make the name, and everybody is in `unit`.
    fte
        Appointment of everybody, because a matrix of levels does not say; an assumption, 1 unless told otherwise.
    low, high
        Ends of the scale, within 0..5. Levels are kept as they are: a scale that does not lie within 0..5 is refused,
        because no formula can say what its steps mean here.
    meanings
        What each level from `low` to `high` means, as far as the source says; empty where it does not.
    source
        Where the claims come from; ``self`` makes each person their own assessor.

    Raises
    ------
    ValueError
        The scale does not lie within 0..5, the meanings do not fit it, or a header or strength is named twice.
    UnknownLabelError
        The source is none of ours.
    """

    id_column: str
    strengths: tuple[StrengthColumn, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ignored: tuple[str, ...] = ()
    name_column: str = ""
    name_label: str = "Person"
    unit_column: str = ""
    unit: str = "-"
    fte: float = 1.0
    low: int = 0
    high: int = HIGHEST
    meanings: tuple[str, ...] = ()
    source: str = "self"
    description: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high <= HIGHEST:
            raise ValueError(text("imports.scale", low=self.low, high=self.high, highest=HIGHEST))
        n_levels = self.high - self.low + 1
        if self.meanings and len(self.meanings) != n_levels:
            raise ValueError(text("imports.meanings", given=len(self.meanings), wanted=n_levels))
        headers = [self.id_column, self.name_column, self.unit_column, *self.attributes, *self.ignored]
        headers += [each.header for each in self.strengths]
        named = [header_name(name) for name in headers if name]
        for names in (named, [each.strength_id for each in self.strengths]):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(text("imports.twice", names=", ".join(twice)))
        if self.source not in SOURCES:
            raise UnknownLabelError(text("imports.source", source=self.source, known=", ".join(SOURCES)), self.source)


def read_profile(profile: str | os.PathLike[str] | MatrixProfile) -> MatrixProfile:
    """Read a profile from a TOML file, or one that comes with the package by its name (``"competency_survey"``).

    The keys are those of :class:`MatrixProfile`; ``[[strengths]]`` gives a table for each column of levels, with the
    keys of :class:`StrengthColumn`, and ``[attributes]`` a line for each attribute.

    Raises
    ------
    DataError
        The file cannot be read as TOML, has a key or value that means nothing here, or contradicts itself.
    UnknownLabelError
        No profile of that name comes with the package, and there is no such file.
    """
    if isinstance(profile, MatrixProfile):
        return profile
    return _from(*profile_text(profile, "profiles"))


def profile_names() -> tuple[str, ...]:
    """Names of the profiles that come with the package."""
    return packaged_names("profiles")


def _from(content: str, file: str) -> MatrixProfile:
    try:
        given = tomllib.loads(content)
        columns = tuple(StrengthColumn(**known_keys(entry, StrengthColumn)) for entry in given.pop("strengths", []))
        given["attributes"] = MappingProxyType(words(dict(given.pop("attributes", {}))))
        for name in ("ignored", "meanings"):
            given[name] = tuple(words(dict(enumerate(given.pop(name, ())))).values())
        return MatrixProfile(strengths=columns, **known_keys(given, MatrixProfile))
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, KeyError) as error:
        raise unreadable(file, str(error)) from error
    except (ValueError, UnknownLabelError) as error:  # the profile itself says what is wrong with it
        raise data_error(finding_frame([Finding("contradiction", file, hints=(str(error),))])) from error
