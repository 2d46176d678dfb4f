"""What happens when something goes wrong: one clear message, the right exit status, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from talentmap.errors import DataError, SolverError, TalentmapError, UnknownLabelError, VerificationError
from talentmap.vocabulary import text

BAD_INPUT = 2
DEFECT = 3
INTERRUPTED = 130
CLOSED_PIPE = 141


def prepare_streams() -> None:
    """Let no odd character in a name or a path break the printing of an answer."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def guarded(answer: Callable[[], int], *, as_json: bool) -> int:
    """Run and turn every way to fail into a message and an exit status."""
    try:
        return answer()
    except KeyboardInterrupt:
        tell_stopped()
        return INTERRUPTED
    except SystemExit as leaving:
        if type(sys.stdout).__name__ == "PacifyFlushWrapper":  # typer met a closed pipe; its own 1 means something else
            return CLOSED_PIPE
        return leaving.code if isinstance(leaving.code, int) else 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains when it ends
        return CLOSED_PIPE
    except Exception as error:
        if os.environ.get("TALENTMAP_DEBUG"):
            raise
        return _reported(error, as_json=as_json)


def tell_stopped() -> None:
    """Say that the user stopped it."""
    sys.stderr.write(f"\n{text('cli.stopped')}\n")


def _reported(error: Exception, *, as_json: bool) -> int:
    from talentmap.cli.output import print_error, print_json

    status, message = _explained(error)
    faults = getattr(error, "faults", None)
    if as_json:
        from talentmap.cli.output import rows

        print_json(
            {
                "status": "error" if status == DEFECT else "bad_input",
                "message": message,
                "faults": [] if faults is None else rows(faults),
                "near": list(getattr(error, "near", ())),
            }
        )
    if isinstance(error, DataError) and not as_json:
        from talentmap.cli.tables import print_faults

        print_faults(error.faults)
        message = text("cli.bad.data", n=len(error.faults))
    print_error(message)
    return status


def _explained(error: Exception) -> tuple[int, str]:
    """Exit status and message for an error."""
    if hasattr(error, "format_message"):
        return BAD_INPUT, _usage(error)
    if type(error).__name__ == "Abort":
        return INTERRUPTED, text("cli.stopped")
    if isinstance(error, (VerificationError, SolverError)):
        return DEFECT, text("cli.defect", what=_line(error))
    if isinstance(error, (TalentmapError, UnknownLabelError)):
        return BAD_INPUT, str(error)
    if isinstance(error, OSError):
        return BAD_INPUT, text("cli.bad.file", path=error.filename or "-", why=error.strerror or _line(error))
    if isinstance(error, MemoryError):
        return BAD_INPUT, text("cli.bad.memory")
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("talentmap"):
        return BAD_INPUT, text("cli.bad.module", name=error.name or "?")
    return DEFECT, text("cli.defect", what=_line(error))


def _line(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:200]}" if words else type(error).__name__


def _usage(error: Exception) -> str:
    """A complaint about the command line itself, in the language of the user."""
    from talentmap.cli.options import short

    kind = type(error).__name__
    help_page = f"{getattr(getattr(error, 'ctx', None), 'command_path', None) or 'talentmap'} --help"
    if kind == "NoSuchOption":
        near = sorted(getattr(error, "possibilities", None) or ())
        key = "cli.usage.no_option_near" if near else "cli.usage.no_option"
        name = short(getattr(error, "option_name", "?"))
        return text(key, name=name, near=", ".join(near), help=help_page)
    if kind == "MissingParameter":
        param = getattr(error, "param", None)
        return text(
            "cli.usage.missing", name=getattr(param, "metavar", None) or getattr(param, "name", "?"), help=help_page
        )
    if kind == "BadOptionUsage":
        return text("cli.usage.no_value", name=short(getattr(error, "option_name", "?")), help=help_page)
    words = " ".join(error.format_message().split())  # type: ignore[attr-defined]
    if words.startswith("Got unexpected extra argument"):
        return text("cli.usage.extra", what=short(words.rpartition("(")[2].rstrip(")")), help=help_page)
    if words.startswith("Missing command"):
        return text("cli.usage.command", help=help_page)
    return text("cli.usage.other", what=words, help=help_page)
