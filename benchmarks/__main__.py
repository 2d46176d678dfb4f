"""Run every benchmark one after the other: ``python -m benchmarks [--full]``.

Each runs in a process of its own, so that its peak memory is its own. Ends with exit code 1 when one of them fails.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

FULL: dict[str, list[str]] = {
    "belbin": ["--full"],
    "cover": ["--full"],
    "expert_network": ["--graphs", "icdt", "pods", "vldb", "icde", "sigmod", "--sets", "100"],
    "front_runners": ["--seeds", "10"],
    "generalised_assignment": ["--full"],
    "groups": ["--full"],
    "matching": ["--people", "100000", "--roles", "2000"],
    "mdgp": ["--full"],
    "staffing": ["--projects", "100", "--people", "10000", "--limit", "60", "--seeds", "3"],
    "team_workload": ["--full"],
    "teams": ["--full"],
    "virtual_teams": ["--full"],
}
"""Arguments that give the figures the project promises; without ``--full`` each runs at its own small default size."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the sizes the project promises, instead of small ones")
    full = parser.parse_args().full
    failed = []
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        name = path.stem
        print(f"\n== {name} ==", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *(FULL.get(name, []) if full else [])])
        if done.returncode:
            failed.append(name)
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall benchmarks ran")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
