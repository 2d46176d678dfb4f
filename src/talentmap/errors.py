"""Every error talentmap raises on purpose. A message says what, where, found, expected and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class TalentmapError(Exception):
    """Root of all errors raised on purpose."""


class DataError(TalentmapError, ValueError):
    """The data read or given has faults; nothing was stored.

    Parameters
    ----------
    message
        The faults in words.
    faults
        One row per fault: kind, file, row (as a spreadsheet shows it), column, found, expected, hint.
    """

    def __init__(self, message: str, faults: pd.DataFrame) -> None:
        super().__init__(message)
        self.faults = faults

    def __reduce__(self) -> tuple[type[DataError], tuple[str, pd.DataFrame]]:
        return type(self), (str(self), self.faults)


class ExportError(TalentmapError, OSError):
    """Something could not be written where it was asked; what stood there before is whole."""


class UnknownLabelError(TalentmapError, LookupError):
    """An id, name or option is not one of those known. Suggests the nearest."""

    def __init__(self, message: str, label: str = "", near: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.label = label
        self.near = tuple(near)


class ProblemError(TalentmapError, ValueError):
    """A question to the optimiser contradicts itself or the data, seen before solving."""


class NoSolutionError(TalentmapError):
    """A table or explanation was asked of a result that holds no solution; its conflicts say why."""


class SolverError(TalentmapError, RuntimeError):
    """The solver failed in a way that is neither a solution nor a proof that there is none."""


class VerificationError(TalentmapError, AssertionError):
    """A result did not pass the check made without the solver: a defect of talentmap, never of the data."""


class StoreError(TalentmapError):
    """The store of a workspace cannot be opened, read or written; what stood in it is as it was.

    Parameters
    ----------
    message
        What, where, found, expected and the next step.
    kind
        Which trouble: absent, empty, foreign, damaged, older, newer, read_only, full, busy, disk, refused, address,
        driver or server.
    """

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind

    def __reduce__(self) -> tuple[type[StoreError], tuple[str, str]]:
        return type(self), (str(self), self.kind)


class StaleError(StoreError):
    """Somebody else changed the row after it was read; nothing was saved.

    Parameters
    ----------
    message
        The same in words.
    table
        One row per column that changed: column, seen (when you read it), now (what stands there).
    """

    def __init__(self, message: str, table: pd.DataFrame) -> None:
        super().__init__(message, "stale")
        self.table = table

    def __reduce__(self) -> tuple[type[StaleError], tuple[str, pd.DataFrame]]:  # type: ignore[override]
        return type(self), (str(self), self.table)


class AccessError(TalentmapError, PermissionError):
    """The policy does not allow this to this viewer; says which rule, never what is hidden."""
