"""Letting a library parse a file from outside: whatever it does, the answer is a finding and never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from talentmap.data.faults import Finding
from talentmap.errors import TalentmapError
from talentmap.vocabulary import text

T = TypeVar("T")


class RefusedError(TalentmapError):
    """A reader stops here; the finding says why. Never leaves this package."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.kind)
        self.finding = finding


def refused(
    kind: str, file: str, hint: str, *, column: str = "", row: int | None = None, **values: object
) -> RefusedError:
    """The error to raise for a file that is not read any further."""
    message = text(f"data.hint.{hint}", lang=None, **values)
    return RefusedError(Finding(kind, file, column, (row,), hints=(message,)))


def attempt(action: Callable[[], T], file: str) -> T | Finding:
    """Outcome of an action on a file, or the finding that says why there is none."""
    try:
        return action()
    except RefusedError as error:
        return error.finding
    except MemoryError:
        return refused("too-large", file, "memory").finding
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return refused("damaged-file", file, "cannot_open", reason=reason).finding
    except BaseException as error:
        # Parsers fail in their own ways on bytes that break their rules; those written in Rust panic with an
        # exception that is not an Exception. Stopping the program stays possible.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return refused("damaged-file", file, "damaged").finding
        raise
