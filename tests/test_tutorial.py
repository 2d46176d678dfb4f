"""Every command of the tutorial runs, ends as it says and prints what it shows.

``python -m tests.test_tutorial`` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from talentmap import examples
from talentmap.data.write import write_dataset

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
PIECE = re.compile(
    r"<!-- do: (?P<do>[^>]*) -->"
    r"|```sh\n(?P<command>[^`]*)```"
    r"(?:\n\n<!-- output(?:, exit (?P<exit>\d))? -->\n(?:\n```text\n(?P<shown>[^`]*)```\n)?)?"
)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    assert words[0] == "talentmap"
    plain = {**os.environ, "COLUMNS": "80", "TALENTMAP_LANG": "en", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "talentmap", *words[1:]], cwd=folder, env=plain, capture_output=True, text=True
    )


def fill_in(what: str, folder: Path) -> None:
    """What the reader does by hand in Excel."""
    book = folder / "mine.xlsx"
    assert book.exists(), "the tutorial makes the workbook first"
    data = examples.toy()
    if what == "fill in with a fault":
        import pandas as pd

        frames = {name: frame for name, frame in data.frames.items() if len(frame)}
        frames["claims"] = frames["claims"].astype({"level": "int64"})
        frames["claims"].loc[3, "level"] = 9
        with pd.ExcelWriter(book, engine="xlsxwriter") as writer:
            for name, frame in frames.items():
                frame.to_excel(writer, sheet_name=name, index=False)
    else:
        assert what == "mend the fault"
        write_dataset(data, book)


def played(folder: Path) -> list[tuple[re.Match[str], str]]:
    """Each piece of the tutorial with what came of it."""
    seen = []
    for piece in PIECE.finditer(TUTORIAL.read_text(encoding="utf-8")):
        if piece["do"]:
            fill_in(piece["do"], folder)
            continue
        done = run(piece["command"].strip(), folder)
        assert done.returncode == int(piece["exit"] or 0), f"{piece['command']}{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        seen.append((piece, "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())))
    return seen


def test_the_tutorial_does_what_it_shows(tmp_path: Path) -> None:
    seen = played(tmp_path)
    assert len(seen) >= 7
    assert (tmp_path / "team.xlsx").exists()
    for piece, printed in seen:
        if piece["shown"] is not None:
            assert piece["shown"].strip("\n") == printed, "run: python -m tests.test_tutorial"
    assert sum(piece["shown"] is not None for piece, _ in seen) >= 7


def main() -> None:
    """Write the outputs into the tutorial."""
    import tempfile

    content = TUTORIAL.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for piece, printed in reversed(played(Path(folder))):
            if "<!-- output" in piece[0]:
                ending = f", exit {piece['exit']}" if piece["exit"] else ""
                block = f"```sh\n{piece['command']}```\n\n<!-- output{ending} -->\n\n```text\n{printed}\n```\n"
                content = content[: piece.start()] + block + content[piece.end() :]
    TUTORIAL.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
