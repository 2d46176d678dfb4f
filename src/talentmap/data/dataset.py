"""The frozen Dataset: every table of the dictionary, typed, in key order, with a content fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from talentmap.data.dictionary import tables
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.data.frames import Origin

_OBSERVED = (("claims", "date"), ("recognitions", "date"), ("holdings", "since"), ("people", "start_date"))
"""Dates on which something was seen to be so, best first. Ends and plans lie in the future and say nothing of today."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """A checked set of tables that nobody can change; make another with :meth:`replace` or :meth:`as_of`.

    Make one with ``read_dataset`` (files) or :meth:`from_frames` (frames); the constructor trusts its caller.

    Parameters
    ----------
    frames
        Table name -> frame with every column of the dictionary in its type, rows in key order; tables that were not
        given are present without rows.
    today
        Reference date as given by the caller, else None.
    warnings
        What was accepted but worth a look; same columns as ``DataError.faults``.
    origins
        Table name -> file and rows it was read from, for messages; no part of the content, and not kept by a copy.
    """

    frames: Mapping[str, pd.DataFrame]
    today: pd.Timestamp | None = None
    warnings: pd.DataFrame = field(default_factory=pd.DataFrame)
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False)

    @classmethod
    def from_frames(cls, frames: Mapping[str, pd.DataFrame], *, today: object = None) -> Dataset:
        """Check frames as files are checked and keep a copy of them.

        Missing tables and optional columns are filled in as unknown; unknown extra columns of ``people`` are kept
        as text.

        Raises
        ------
        DataError
            With every fault; the row is the position in the frame plus 2, as if it stood in a spreadsheet.
        ProblemError
            Something given is no frame, or `today` is no date.
        """
        if not isinstance(frames, Mapping):
            raise ProblemError(text("data.error.not_frames", found=type(frames).__name__))
        for name, frame in frames.items():
            if not (frame is None or isinstance(frame, pd.DataFrame)):
                raise ProblemError(text("data.error.not_frame", table=name, found=type(frame).__name__))
        day = _date(today)
        from talentmap.data.checks import checked_frames  # late: checks import the types of this module

        origins: dict[str, Origin] = {}
        typed, warnings = checked_frames(frames, origins)
        return cls(MappingProxyType(typed), day, warnings, origins)

    def table(self, name: str) -> pd.DataFrame:
        """A table by name, as a frame of its own: changing it does not change the Dataset."""
        if name not in self.frames:
            known = ", ".join(self.frames)
            raise UnknownLabelError(f"no table {name!r}; the tables are {known}", name)
        return self.frames[name].copy(deep=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if not name.startswith("_") and name in tables():
            return self.table(name)
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (dict(self.frames), self.today, self.warnings)

    def __repr__(self) -> str:
        filled = ", ".join(f"{name} {len(frame)}" for name, frame in self.frames.items() if len(frame))
        return f"Dataset({filled or 'empty'}; {self.fingerprint[:12]})"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content: the same for the same rows in any order, any file format and any dialect.

        A reference date given by the caller is part of it, because every figure depends on it.
        """
        parts = [f"{name}:{_digest(frame)}" for name, frame in self.frames.items() if len(frame)]
        if self.today is not None:
            parts.append(f"today:{self.today.date()}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def reference_date(self) -> pd.Timestamp | None:
        """The day that counts as today: as given, else the latest date on which the data saw something.

        Never the clock; None where the data hold no date at all.
        """
        if self.today is not None:
            return self.today
        for table, column in _OBSERVED:
            latest = self.frames[table][column].max()
            if not pd.isna(latest):
                return pd.Timestamp(latest)
        return None

    def as_of(self, date: object) -> Dataset:
        """The same tables seen from another reference date (anything ``pd.Timestamp`` takes).

        Raises
        ------
        ProblemError
            That is no date.
        """
        return Dataset(self.frames, _date(date), self.warnings, self.origins)

    def replace(self, **frames: pd.DataFrame) -> Dataset:
        """A Dataset with these tables instead, checked as a whole.

        Raises
        ------
        DataError
            The new tables have faults, or no longer fit the others.
        UnknownLabelError
            No table of that name.
        """
        for name in frames:
            self.table(name)
        return Dataset.from_frames({**self.frames, **frames}, today=self.today)


def _restored(frames: dict[str, pd.DataFrame], today: pd.Timestamp | None, warnings: pd.DataFrame) -> Dataset:
    return Dataset(MappingProxyType(frames), today, warnings)


def _date(value: object) -> pd.Timestamp | None:
    if value is None:
        return None
    try:
        day = pd.Timestamp(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        day = pd.NaT  # type: ignore[assignment]
    if pd.isna(day):
        raise ProblemError(text("data.error.not_date", found=repr(value)))
    return day.normalize()


def _digest(frame: pd.DataFrame) -> str:
    """SHA-256 over two independent sorted 64-bit hashes per row, columns in name order."""
    numbered = {str(name): _numbered(values) for name, values in frame.items()}
    columns = sorted(name for name, (codes, _) in numbered.items() if (codes >= 0).any())
    digest = hashlib.sha256("\n".join(columns).encode())
    rows = [np.zeros(len(frame), dtype=np.uint64) for _ in _HASH_KEYS]
    for name in columns:
        codes, values = numbered[name]
        for place, key in enumerate(_HASH_KEYS):
            hashes = pd.util.hash_array(values, hash_key=key, categorize=False)
            rows[place] = (rows[place] ^ np.append(hashes, _BLANK_HASH)[codes]) * _HASH_PRIME
            rows[place] ^= rows[place] >> np.uint64(29)
    for hashed in rows:
        digest.update(np.sort(hashed).tobytes())
    return digest.hexdigest()


_HASH_KEYS = ("talentmap-hash-a", "talentmap-hash-b")
_HASH_PRIME, _BLANK_HASH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x2545F4914F6CDD1D)


def _numbered(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Which distinct value stands in each row (-1 for none), and those values: each is hashed once."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), np.asarray(values.cat.categories, dtype=object)
    codes, distinct = pd.factorize(values.array)
    if isinstance(values.dtype, pd.StringDtype):
        return codes, np.asarray(distinct, dtype=object)
    if pd.api.types.is_integer_dtype(values.dtype):
        return codes, np.asarray(distinct, dtype=np.int64)
    held = np.asarray(distinct)
    return codes, held.astype("datetime64[us]").astype(np.int64) if held.dtype.kind == "M" else held
