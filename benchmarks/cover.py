"""Set covering: published instances, the cheapest or smallest set of columns, beside plain HiGHS.

    python -m benchmarks.cover [--full] [--limit 60] [--peer 25] [--only NAME ...]

Reads ``shared/benchmarks/setcover`` beside the repository; without that folder it is left out, and it says so.
Measures every tenth row of ``best_known.csv``, with --full all of them; --limit is the time for each. HiGHS gets the
same model without reduction, start or prices, and --peer seconds (0 leaves it out); by default only as long as ours
may take. Seconds are those of the processor; limits are those of the clock. Ends with an error where a proven optimum
is contradicted.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
import time
from pathlib import Path

import numpy as np

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.cover import Cover
from talentmap.optimise.cover_solve import best_cover
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks" / "setcover"


def read(name: str, layout: str, *, unicost: bool) -> Cover:
    """An instance in one of the three layouts of the README there."""
    with gzip.open(FOLDER / f"{name}.txt.gz", "rt") as file:
        v = np.array(file.read().split(), dtype=np.int64)
    if layout == "triples":
        n, m = int(v[0]), int(v[1])
        return Cover.of(v[2 : 2 + 3 * m] - 1, np.repeat(np.arange(m), 3), np.ones(n), np.ones(m))
    m, n = int(v[0]), int(v[1])
    lists, owner, cost, at = [], [], np.ones(n, dtype=np.int64), 2
    if layout == "rows":
        cost, at = v[2 : 2 + n], 2 + n
    for k in range(m if layout == "rows" else n):
        if layout == "columns":
            cost[k] = v[at]
            at += 1
        count = int(v[at])
        lists.append(v[at + 1 : at + 1 + count] - 1)
        owner.append(np.full(count, k))
        at += 1 + count
    inner, outer = np.concatenate(lists), np.concatenate(owner)
    column, row = (inner, outer) if layout == "rows" else (outer, inner)
    return Cover.of(column, row, np.ones(n) if unicost else cost, np.ones(m))


def plain(cover: Cover, seconds: float) -> tuple[float, float]:
    """Value and bound of HiGHS on the model as it is."""
    matrix = Matrix()
    matrix.columns(cover.n_columns)
    matrix.rows(cover.n_rows, cover.rows, cover.column_of, 1.0, cover.need.astype(float), math.inf)
    found = solve_matrix(matrix, -cover.cost.astype(float), Options(time_limit=seconds, gap_absolute=1 - 1e-6))
    return -found.objective, math.ceil(-found.bound - 1e-6) if not math.isnan(found.bound) else math.nan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--limit", type=float, default=None)
    parser.add_argument("--peer", type=float, default=None)
    parser.add_argument("--only", nargs="*", default=None, help="names of instances")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print("set covering: left out, no folder shared/benchmarks/setcover beside the repository")
        return
    rows = list(csv.DictReader((FOLDER / "best_known.csv").open(encoding="utf-8")))
    rows = [r for r in rows if r["instance"] in options.only] if options.only else rows[:: 1 if options.full else 10]
    limit = options.limit or (60.0 if options.full else 5.0)
    peer = (25.0 if options.full else limit) if options.peer is None else options.peer
    best_cover(Cover.of([0, 1, 1], [0, 1, 0], [2, 3], [1, 1]))  # compiled before the clock runs
    reached, short, proven = 0, [], 0
    for row in rows:
        unicost = row["objective"].startswith("unicost")
        name, best = row["instance"] + (" unicost" if unicost else ""), int(row["best_known"])
        cover = read(row["instance"], row["format"], unicost=unicost)
        began = time.process_time()
        found = best_cover(cover, Options(time_limit=limit))
        seconds = time.process_time() - began
        assert found.best is not None
        assert found.bound is not None
        assert cover.holds(cover.flags(found.chosen))
        assert cover.total(cover.flags(found.chosen)) == found.best
        if row["status"] == "optimal":
            assert found.bound <= best <= found.best
        line = (
            f"{name:18} {found.status.value:8} {found.best:5} bound {found.bound:5}, published {best:5} "
            f"({row['status'][:13]}), {seconds:6.2f} s, by {found.method}"
        )
        if peer:
            began = time.process_time()
            value, bound = plain(cover, peer)
            line += f" | HiGHS {value:6g} bound {bound:6g} {time.process_time() - began:6.2f} s"
        print(line, flush=True)
        reached += found.best <= best
        proven += found.status.value == "optimal"
        if found.best > best:
            short.append(f"{name} ({found.best} > {best})")
    print(f"published value reached or beaten on {reached} of {len(rows)}, proven by us on {proven}")
    if short:
        print(f"not reached: {', '.join(short)}")


if __name__ == "__main__":
    main()
