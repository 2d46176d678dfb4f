"""Look at a choice of front runners again, from the rows of the tables and without solver, arrays or graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from talentmap.errors import VerificationError
from talentmap.programme.coverage import SCALE, Ints
from talentmap.programme.front_problem import FrontRunnerProblem
from talentmap.vocabulary import text


def reached(problem: FrontRunnerProblem, chosen: Sequence[str]) -> set[str]:
    """Employed colleagues who are chosen or have a row in the table of ties with somebody chosen."""
    here, inside = _employed(problem), set(chosen)
    ties = problem.data.frames["ties"]
    found = set(inside)
    for a, b in zip(ties["person_a"], ties["person_b"], strict=True):
        if a in inside:
            found.add(b)
        if b in inside:
            found.add(a)
    return found & here


def broken_rules(problem: FrontRunnerProblem, chosen: Sequence[str]) -> tuple[str, ...]:
    """Names of the rules a choice does not keep; empty when it keeps all."""
    here = _employed(problem)
    broken = [] if len(set(chosen)) == len(chosen) == problem.places else [f"places:{problem.places}"]
    broken += [f"volunteer:{p}" for p in chosen if p not in problem.volunteers or p not in here]
    people = problem.data.frames["people"]
    if problem.team is None:
        return tuple(broken)
    teams = {p: t for p, t in zip(people["person_id"], people[problem.team], strict=True) if p in here}
    counts = Counter(str(teams[p]) for p in chosen if p in teams and not pd.isna(teams[p]))
    for team in sorted({str(t) for t in teams.values() if not pd.isna(t)}):
        high = problem.high(team)
        if counts[team] < problem.low(team):
            broken.append(f"least_per_team:{team}")
        if high is not None and counts[team] > high:
            broken.append(f"most_per_team:{team}")
    return tuple(broken)


def check_choice(problem: FrontRunnerProblem, chosen: Sequence[str], best: int) -> None:
    """Recompute rules and coverage from the tables.

    Raises
    ------
    VerificationError
        A rule is broken, or another number of colleagues is reached.
    """
    broken = broken_rules(problem, chosen)
    count = len(reached(problem, chosen))
    if broken or count != best:
        raise VerificationError(text("front_runners.wrong.verify", rules=", ".join(broken) or "-", n=count, best=best))


def check_prices(problem: FrontRunnerProblem, prices: Ints, bound: int) -> None:
    """Add the bound by prices up once more, in whole numbers and person by person.

    Rules per team are taken one by one (fewest first, then the best of the rest), apart from the search.

    Raises
    ------
    VerificationError
        The prices do not prove this bound.
    """
    reach = problem.reach
    weight, price = reach.weight.tolist(), prices.tolist()
    total = sum(w * (SCALE - p) for w, p in zip(weight, price, strict=True))
    rows = [reach.reaches.indices[reach.reaches.indptr[p] : reach.reaches.indptr[p + 1]] for p in range(reach.size)]
    paid = [sum(weight[j] * price[j] for j in row.tolist()) for row in rows]
    teams: dict[int, list[int]] = {}
    for p in sorted(range(reach.size), key=lambda p: -paid[p]):
        teams.setdefault(int(reach.team[p]), []).append(paid[p])
    rest: list[int] = []
    left = reach.places
    for team, worths in teams.items():
        low, high = int(reach.low[team]), int(reach.high[team])
        total += sum(worths[:low])
        left -= low
        rest += worths[low:high]
    total += sum(sorted(rest, reverse=True)[:left])
    if not all(0 <= p <= SCALE for p in price) or total // SCALE != bound:
        raise VerificationError(text("front_runners.wrong.prices", found=total // SCALE, bound=bound))


def _employed(problem: FrontRunnerProblem) -> set[str]:
    people, today = problem.data.frames["people"], problem.data.reference_date
    rows = zip(people["person_id"], people["start_date"], people["end_date"], strict=True)
    return {p for p, start, end in rows if today is None or not (start > today or end < today)}
