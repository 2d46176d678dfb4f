"""Answers as JSON on standard output, as files, and progress on standard error."""

from __future__ import annotations

import json
import math
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talentmap.errors import ProblemError
from talentmap.vocabulary import number, text

if TYPE_CHECKING:
    import pandas as pd

TABLE_SUFFIXES = (".csv", ".xlsx", ".html")


def plain(value: Any) -> Any:
    """The same value in the types JSON has; NaN, infinity, NaT and NA become None, dates ISO text."""
    if value is None or isinstance(value, (str, bool)):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(part) for part in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return rows(value)
    if hasattr(value, "tolist"):  # numpy scalars and arrays
        return plain(value.tolist())
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain objects."""
    names = [str(name) for name in frame.columns]
    return [
        {name: plain(cell) for name, cell in zip(names, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]


def json_text(answer: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """One strict JSON object."""
    return json.dumps(plain(answer), ensure_ascii=ascii_only, indent=2, allow_nan=False)


def print_json(answer: Mapping[str, Any]) -> None:
    """Write the object on standard output, which gets nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    sys.stdout.write(json_text(answer, ascii_only=encoding != "utf8") + "\n")
    sys.stdout.flush()


def print_error(message: str) -> None:
    """One message on standard error, with nothing in it that a terminal would obey."""
    safe = "".join(letter if letter.isprintable() or letter == "\n" else f"\\u{ord(letter):04x}" for letter in message)
    say(f"{text('cli.error')}: {safe}")


def checked_out(out: str | None) -> str | None:
    """Look at ``--out`` before the work starts, so that nobody waits for an answer that cannot be kept."""
    if out is None:
        return None
    path = Path(out)
    if path.suffix.lower() not in (*TABLE_SUFFIXES, ".json"):
        raise ProblemError(text("cli.bad.suffix", found=path.name[:40], known=", ".join((*TABLE_SUFFIXES, ".json"))))
    if path.is_dir() or not path.parent.is_dir():
        raise ProblemError(text("cli.bad.out", path=out))
    return out


def write_answer(
    out: str | None, answer: Mapping[str, Any], table: Callable[[], pd.DataFrame], *, title: str = ""
) -> None:
    """Write the answer to the file asked for: the whole of it as JSON, its table as anything else."""
    if out is None:
        return
    if Path(out).suffix.lower() == ".json":
        from talentmap.data.atomic import replaced_file

        with replaced_file(Path(out)) as file:
            file.write(f"{json_text(answer)}\n".encode("utf-8", "replace"))
    else:
        from talentmap.data.write import write_table

        write_table(table(), out, title=title)
    say(text("cli.written", path=out))


def say(message: str) -> None:
    """A remark beside the answer, on standard error."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on standard error that something is being worked on, when somebody is looking."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


@contextmanager
def stoppable(what: str) -> Iterator[Callable[[Any], bool]]:
    """Show on standard error how far a search is, and let the first Ctrl-C end it with the best so far.

    Gives the listener to hand to the search. The second Ctrl-C stops everything, as it does anywhere else.
    """
    asked = False

    def stop(*_: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)
        say(f"\n{text('cli.stopping')}")

    def heard(_: Any) -> bool:
        return not asked

    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if main else None
    if main and before is signal.default_int_handler:
        signal.signal(signal.SIGINT, stop)
    try:
        if not sys.stderr.isatty():
            yield heard
            return
        from rich.console import Console

        with Console(stderr=True).status(what) as status:

            def shown(seen: Any) -> bool:
                best = "-" if math.isnan(seen.best) else number(seen.best, ".6g")
                bound = "-" if math.isnan(seen.bound) else number(seen.bound, ".6g")
                status.update(text("cli.working.search", what=what, seconds=int(seen.seconds), best=best, bound=bound))
                return heard(seen)

            yield shown
    finally:
        if main and before is signal.default_int_handler:
            signal.signal(signal.SIGINT, before)
