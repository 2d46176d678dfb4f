"""``talentmap app``: the app in the browser of this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from talentmap.cli.options import Lang

Path = Annotated[str | None, typer.Argument(metavar="PATH", help="cli.option.app_path")]
Store = Annotated[str | None, typer.Option("--store", metavar="URL", help="cli.option.app_store")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="cli.option.app_today")]
Port = Annotated[str, typer.Option("--port", metavar="N", help="cli.option.port")]


def command(path: Path = None, store: Store = None, today: Today = None, port: Port = "8501", lang: Lang = None) -> int:
    """Start the app as a process of its own; it stops with Ctrl-C."""
    import subprocess
    import sys

    from talentmap.cli import reading
    from talentmap.cli.options import reference_date, whole
    from talentmap.cli.output import say
    from talentmap.errors import ProblemError
    from talentmap.vocabulary import current_language, text

    number = whole("--port", port, 1, 65535)
    asked = [sys.executable, "-m", "talentmap.app", "--port", str(number), "--lang", lang or current_language()]
    if store is not None:
        if path is not None:
            raise ProblemError(text("cli.app.both"))
        _checked(store)
        asked += ["--store", store]
    if today is not None:
        asked += ["--today", str(reference_date(today))]
    if path is not None:
        reading.dataset(path, None)  # faults are told here, before a browser opens
        asked += ["--", path]
    say(text("cli.app.starting", port=number))
    return subprocess.call(asked)


def _checked(store: str) -> None:
    """Open the store once, so that what is wrong with it is told here."""
    from talentmap.access.viewer import Viewer
    from talentmap.access.workspace import open_workspace

    open_workspace(store, Viewer(None, "administrator")).store.close()
