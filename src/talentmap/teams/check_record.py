"""Check a record of an answer against the data, without a solver and without the search that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import DataError, ProblemError, UnknownLabelError
from talentmap.results import Reason, Status, relative_gap
from talentmap.teams.check_search import Check, Prices, WorkError
from talentmap.teams.check_table import Table
from talentmap.teams.problem import TeamProblem
from talentmap.teams.record import read_record, rebuilt, seal
from talentmap.teams.rules import instances
from talentmap.teams.verify import Scorer

WORK = 20_000
"""Parts of teams to look at for the bound, unless said otherwise: some seconds."""
RIGHT, WRONG, OPEN = "right", "wrong", "open"


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Parameters
    ----------
    what
        ``seal``, ``data``, ``question``, ``rules``, ``members``, ``terms``, ``sums``, ``status``, ``bound``, ``order``.
    state
        ``right``, ``wrong``, or ``open``: not checked, the reason says why.
    reason
        How it was checked and what came of it.
    """

    what: str
    state: str
    reason: Reason


@dataclass(frozen=True)
class RecordCheck:
    """What came of checking a record.

    Parameters
    ----------
    findings
        In the order in which things were looked at.
    """

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return all(finding.state != WRONG for finding in self.findings)

    @property
    def complete(self) -> bool:
        """Whether everything was checked and found right."""
        return all(finding.state == RIGHT for finding in self.findings)

    def state(self, what: str) -> str:
        """State of one thing; ``open`` where it was not looked at."""
        return next((finding.state for finding in self.findings if finding.what == what), OPEN)

    def summary(self, lang: str | None = None) -> str:
        """The findings as sentences, one per line."""
        return "\n".join(finding.reason.text(lang) for finding in self.findings)

    def __str__(self) -> str:
        return self.summary()

    def table(self) -> pd.DataFrame:
        """One row per thing looked at: ``what``, ``state``, ``how``."""
        rows = [(finding.what, finding.state, finding.reason.text()) for finding in self.findings]
        return pd.DataFrame(rows, columns=["what", "state", "how"])

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "ok": self.ok,
            "complete": self.complete,
            "findings": [{"what": f.what, "state": f.state, "how": f.reason.text()} for f in self.findings],
        }


def check_record(
    record: str | Path | Mapping[str, Any], data: Dataset | None = None, *, work: int = WORK
) -> RecordCheck:
    """Check a record: everything that can be worked out again from the data is, and compared.

    A bound is checked with the prices in the record: where they do not settle it at once, by a search of our own that
    looks at no more than `work` parts of teams; beyond that the bound stays open, which is said. A record that claims
    less than could be claimed (a bound above the best) is no falsehood: what it claims is checked.

    Parameters
    ----------
    record
        File, or the record itself.
    data
        The data it is about; without them only what the record says of itself is checked.
    work
        Parts of teams to look at.

    Raises
    ------
    ProblemError
        That is no record.
    OSError
        The file cannot be read.
    """
    found = read_record(record)
    return RecordCheck(tuple(_findings(found, data, work)))


def _findings(record: dict[str, Any], data: Dataset | None, work: int) -> Iterator[Finding]:
    yield _said("seal", seal(record) == record["sha256"])
    yield _said("sums", _sums(record))
    yield _said("status", _status(record), record["status"])
    if data is None:
        yield Finding("data", OPEN, Reason("record.open.data", "-"))
        return
    yield _said("data", data.fingerprint == record["data"])
    try:
        problem = rebuilt(data, record["problem"])
        rules = [instance.name for instance in instances(problem.facts)]
    except (ProblemError, UnknownLabelError, DataError) as error:
        yield Finding("question", WRONG, Reason("record.wrong.rebuilt", "-", str(error)))
        return
    yield _said("question", problem.fingerprint == record["question"] and problem.facts.scale == record["scale"])
    yield _said("rules", rules == record["rules"], len(rules))
    known = set(data.frames["people"]["person_id"])
    if record["members"]:
        if not known.issuperset(record["members"]):
            yield Finding("members", WRONG, Reason("record.members.unknown", "-"))
            return
        yield from _members(record, problem)
    yield from _bound(record, problem, work)


def _said(what: str, right: bool, value: str | int | None = None) -> Finding:
    state = RIGHT if right else WRONG
    return Finding(what, state, Reason(f"record.{what}.{state}", "-", value))


def _sums(record: dict[str, Any]) -> bool:
    """Terms add up to the best, and the gap is that of best and bound."""
    best, bound, gap = record["best"], record["bound"], record["gap"]
    if not all(isinstance(units, int) for units in record["terms"].values()) or record["scale"] < 1:
        return False
    if best is None:
        return gap is None and not record["terms"]
    if sum(record["terms"].values()) != best:
        return False
    if bound is None or gap is None:
        return bound is None and gap is None
    return bool(abs(gap - relative_gap(best / record["scale"], bound / record["scale"])) < 1e-12)


def _status(record: dict[str, Any]) -> bool:
    """The status fits what else is said."""
    status, best, bound = record["status"], record["best"], record["bound"]
    if status == Status.OPTIMAL.value:
        return bool(record["members"]) and best is not None and bound == best
    if status == Status.FEASIBLE.value:
        return bool(record["members"]) and best is not None and bound is not None and bound > best
    nothing = not record["members"] and best is None and not record["first"]
    return nothing and (status == Status.NOT_FOUND.value or (status == Status.INFEASIBLE.value and bound is None))


def _members(record: dict[str, Any], problem: TeamProblem) -> Iterator[Finding]:
    """The members keep the rules, and are worth what is said, term by term."""
    members = record["members"]
    scorer = Scorer(problem)
    broken = scorer.broken(members)
    if broken or members != sorted(members):
        yield Finding("members", WRONG, Reason("record.members.wrong", "-", ", ".join(broken) or "-"))
    else:
        yield Finding("members", RIGHT, Reason("record.members.right", "-", len(members)))
    terms = {name: 0 for name, _ in problem.weights.items()}
    for part in scorer.parts(members):
        terms[part.term] += part.units
    yield _said("terms", terms == record["terms"])


def _bound(record: dict[str, Any], problem: TeamProblem, work: int) -> Iterator[Finding]:
    """No team is worth more than the bound, or there is no team at all, and none as good goes before."""
    status, bound = record["status"], record["bound"]
    if status == Status.INFEASIBLE.value and _nothing_asked(problem):
        yield Finding("bound", RIGHT, Reason("record.bound.nothing_asked", "-"))
        return
    if bound is None and status != Status.INFEASIBLE.value:
        yield Finding("bound", OPEN, Reason("record.bound.none", "-"))
        return
    table = Table(problem)
    prices = _prices(record, table)
    if prices is None:
        yield Finding("bound", WRONG, Reason("record.bound.prices", "-"))
        return
    check = Check(table, prices, work)
    yield _above(check, -1 if bound is None else bound, record["scale"], none=bound is None)
    members = [table.place.get(member, -1) for member in record["members"]]
    if record["first"] and members and -1 not in members:
        yield _order(check, members, record["best"])


def _prices(record: dict[str, Any], table: Table) -> Prices | None:
    """Prices of the record, plain ones where it has none, None where they are no prices for this table."""
    given = record["prices"]
    if given is None:
        return Prices.plain(table)
    lists = [given.get(name) for name in ("layers", "ties")]
    if not all(isinstance(one, list) and all(type(v) is int and 0 <= v < 2**53 for v in one) for one in lists):
        return None
    prices = Prices(*(np.array(one, dtype=np.int64) for one in lists))
    return prices if prices.fit(table) else None


def _above(check: Check, most: int, scale: int, *, none: bool) -> Finding:
    """Whether any team is worth more than claimed (of no team at all: whether there is one)."""
    root = check.root()
    if not none and root is not None and root <= most:
        return Finding("bound", RIGHT, Reason("record.bound.prices_alone", "-", most / scale))
    about = "none" if none else "search"
    try:
        better = check.above(most)
    except WorkError:
        if none:
            return Finding("bound", OPEN, Reason("record.bound.none_open", "-", check.work))
        return Finding(
            "bound", OPEN, Reason("record.bound.open", "-", check.work, "", None if root is None else root / scale)
        )
    if better is not None:
        worth = check.table.exactly(better) / scale
        ids = ", ".join(check.table.ids[k] for k in sorted(better))
        return Finding("bound", WRONG, Reason(f"record.bound.{about}_wrong", "-", worth, "", None, {"members": ids}))
    return Finding("bound", RIGHT, Reason(f"record.bound.{about}_right", "-", check.looked))


def _order(check: Check, members: list[int], best: int) -> Finding:
    """Whether a team worth as much goes before this one."""
    try:
        other = check.earlier(members, best)
    except WorkError:
        return Finding("order", OPEN, Reason("record.order.open", "-", check.work))
    if other is None:
        return Finding("order", RIGHT, Reason("record.order.right", "-"))
    ids = ", ".join(check.table.ids[k] for k in sorted(other))
    return Finding("order", WRONG, Reason("record.order.wrong", "-", None, "", None, {"members": ids}))


def _nothing_asked(problem: TeamProblem) -> bool:
    """Whether nothing tells one team from another, so that none is proposed."""
    weights = dict(problem.weights.items())
    return not problem.facts.requirements and not weights["cohesion"] and not weights["balance"]
