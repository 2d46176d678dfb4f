"""``python -m talentmap.app [PATH | --store URL] [--port N] [--lang nl|en]``: start the app; Ctrl-C stops it.

Streamlit reads the settings that stand beside ``main.py``, so an installed talentmap looks like one in a folder.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from talentmap.vocabulary import LANGUAGES

DATA_VARIABLE = "TALENTMAP_DATA"
"""Environment variable with the dataset to open first; without it the example organisation is shown."""

LANGUAGE_VARIABLE = "TALENTMAP_LANG"
"""Environment variable with the language to start in."""

STORE_VARIABLE = "TALENTMAP_STORE"
"""Environment variable with the store of an app that several people share; set, everybody logs in and sees a view."""

TODAY_VARIABLE = "TALENTMAP_TODAY"
"""Environment variable with the day on which is looked in a shared app; without it the real day."""


def main(arguments: list[str] | None = None) -> int:
    """Start the app and stay until it stops."""
    parser = argparse.ArgumentParser(prog="python -m talentmap.app")
    parser.add_argument("path", nargs="?")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--store")
    parser.add_argument("--today")
    given = parser.parse_args(arguments)
    for variable, value in ((STORE_VARIABLE, given.store), (TODAY_VARIABLE, given.today)):
        if value:
            os.environ[variable] = value
    if given.path:
        os.environ[DATA_VARIABLE] = str(Path(given.path).resolve())
    if given.lang:
        os.environ[LANGUAGE_VARIABLE] = given.lang
    from streamlit.web.cli import main as streamlit

    script = Path(__file__).with_name("main.py")
    sys.argv = ["streamlit", "run", str(script), f"--server.port={given.port}"]
    return int(streamlit() or 0)


if __name__ == "__main__":
    sys.exit(main())
