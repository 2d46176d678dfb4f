"""Projects of roles: 500 workers, about 300 roles and 100 projects, against the published optima, HiGHS beside it.

    python -m benchmarks.virtual_teams [--full] [--limit 60]

Reads the instances in ``shared/benchmarks/virtual_teams`` (README there); the first only, all six with ``--full``. The
same rows go to HiGHS in one piece; each gets the limit. Seconds are of computing, not of the clock on the wall. Exit
code 1 where a published optimum is not reached and proven.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
import time
from pathlib import Path

import numpy as np

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.options import Options
from talentmap.optimise.roles import Form, Roles, cast_roles
from talentmap.results import Status

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "virtual_teams"


def read_instance(path: Path) -> Roles:
    """The question in an OPL data file: ``name = value;`` with values as in JSON."""
    said = gzip.decompress(path.read_bytes()).decode()
    data = {found[1]: json.loads(found[2]) for found in re.finditer(r"(\w+)\s*=\s*(.*?);", said, re.DOTALL)}
    array = {name: np.array(value, dtype=float) for name, value in data.items()}
    return Roles(
        project=array["b"].argmax(axis=1),
        able=array["q"] == 1,
        hours=array["d"],
        total_hours=array["T_role"] * array["d"],
        most=array["t_plus"],
        least=array["t_minus"] * float(data["T"]),
        running=array["u"] == 1,
        apart=array["v"] == 1,
        before=array["w"] == 1,
        cost=array["c_plus"],
        taking=array["c_minus"],
        idle=array["c_penalty"],
        worth=array["r_plus"],
        loss=array["r_minus"],
    )


def plain(roles: Roles, limit: float) -> tuple[float, float, float]:
    """Value, bound and seconds of HiGHS on the whole model."""
    begun = time.process_time()
    form = Form(roles)
    answer = solve_matrix(form.model, form.objective, Options(time_limit=limit))
    return answer.objective + form.constant, answer.bound + form.constant, time.process_time() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all instances")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each solve")
    asked = parser.parse_args()
    if not FOLDER.exists():
        print(f"left out: {FOLDER} is not there")
        return 0
    known = {row["instance"]: float(row["best_known"]) for row in csv.DictReader((FOLDER / "best_known.csv").open())}
    print(f"{'instance':10}{'published':>16}{'value':>16}{'bound':>16}{'status':>10}{'s':>7}{'HiGHS':>16}{'s':>7}")
    missed = 0
    for name in sorted(known)[: None if asked.full else 1]:
        roles = read_instance(FOLDER / f"{name}.dat.gz")
        begun = time.process_time()
        cast = cast_roles(roles, time_limit=asked.limit)
        seconds = time.process_time() - begun
        value, _, other = plain(roles, asked.limit)
        line = f"{name:10}{known[name]:16.2f}{cast.value:16.2f}{cast.bound:16.2f}{cast.status:>10}{seconds:7.1f}"
        print(f"{line}{value:16.2f}{other:7.1f}", flush=True)
        missed += abs(cast.value - known[name]) > 0.01 or cast.status is not Status.OPTIMAL
    print(f"{missed} of the published optima missed" if missed else "every published optimum reached and proven")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
