"""Start-up: how long ``import talentmap`` and ``talentmap --help`` take, beside an empty Python in the same run.

    python -m benchmarks.startup [--rounds 15]

The shortest of several rounds, taken in turns: what the program needs, not what else the machine was busy with. Fails
when the import takes 0.5 s or more, or a help page 0.4 s or more.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

PROMISED = {"import talentmap": 0.5, "talentmap --help": 0.4, "talentmap team --help": 0.4}
WORDS = {
    "python -c pass": ["-c", "pass"],
    "import talentmap": ["-c", "import talentmap"],
    "talentmap --help": ["-m", "talentmap", "--help"],
    "talentmap team --help": ["-m", "talentmap", "team", "--help"],
}

HEAVY = {"numpy", "pandas", "scipy", "pulp", "altair", "pyarrow", "streamlit", "networkx"}


def seconds(words: list[str]) -> float:
    """One start, from the outside."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def heavy() -> list[str]:
    """Heavy packages that the help page loads, which should be none."""
    code = (
        "import sys, contextlib, io\n"
        "from talentmap.cli import run\n"
        "with contextlib.redirect_stdout(io.StringIO()): run(['--help'])\n"
        f"print(*sorted({HEAVY!r} & {{*sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.split()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    taken: dict[str, list[float]] = {name: [] for name in WORDS}
    for _ in range(rounds):
        for name, words in WORDS.items():
            taken[name].append(seconds(words))
    empty = min(taken["python -c pass"])
    late = []
    for name, figures in taken.items():
        shortest = min(figures)
        promised = PROMISED.get(name)
        print(f"{name:24} {shortest:6.3f} s   {shortest / empty:5.1f} x an empty Python   promised {promised or '-'}")
        if promised is not None and shortest >= promised:
            late.append(name)
    loaded = heavy()
    print(f"heavy packages loaded for the help page: {', '.join(loaded) or 'none'}")
    return 1 if late or loaded else 0


if __name__ == "__main__":
    sys.exit(main())
