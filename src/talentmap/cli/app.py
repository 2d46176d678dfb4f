"""``talentmap app``: the app in the browser of this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from talentmap.cli.options import Lang

Path = Annotated[str | None, typer.Argument(metavar="PATH", help="cli.option.app_path")]
Port = Annotated[str, typer.Option("--port", metavar="N", help="cli.option.port")]


def command(path: Path = None, port: Port = "8501", lang: Lang = None) -> int:
    """Start the app as a process of its own; it stops with Ctrl-C."""
    import subprocess
    import sys

    from talentmap.cli import reading
    from talentmap.cli.options import whole
    from talentmap.cli.output import say
    from talentmap.vocabulary import current_language, text

    number = whole("--port", port, 1, 65535)
    asked = [sys.executable, "-m", "talentmap.app", "--port", str(number), "--lang", lang or current_language()]
    if path is not None:
        reading.dataset(path, None)  # faults are told here, before a browser opens
        asked += ["--", path]
    say(text("cli.app.starting", port=number))
    return subprocess.call(asked)
