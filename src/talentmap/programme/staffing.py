"""Staff for groups: every subgroup its trainer-actor and facilitator, every group its room, with even loads."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, UnknownLabelError
from talentmap.optimise.options import SEED
from talentmap.programme.asks import Asks, asks_of
from talentmap.programme.even import Answer, answer_asks
from talentmap.programme.plans import Plan, read_plan
from talentmap.programme.pools import pool_table
from talentmap.programme.rows import plain_rows
from talentmap.programme.shortage import shortages
from talentmap.results import Conflict, Explanation, Reason, Status, relative_gap
from talentmap.vocabulary import text

STAFF_POOLS = ("actor", "facilitator", "room")
COLUMNS = ("group", "subgroup", "date", "part", "pool", "member_id", "name")


@dataclass(frozen=True, eq=False)
class Staffing:
    """Who guides which subgroup, who sits in which room, and the proof.

    Parameters
    ----------
    status
        ``OPTIMAL`` (loads are proven to be as even as can be) or ``INFEASIBLE``.
    posts
        One row per post: group, subgroup (blank for a room), date, part, pool, member_id, name.
    squares, bounds
        Pool -> sum over its members of the squared number of subgroups (for a room groups), and what it is proven to be
        at least. The most even plan has the lowest.
    method
        ``prices`` or ``solver``: how the bounds were obtained.
    load
        Per pool and member: capacity, used, left.
    conflicts
        When it cannot be done: what is asked at which times, who is there, and how many more would do.
    """

    status: Status
    posts: pd.DataFrame
    squares: Mapping[str, int]
    bounds: Mapping[str, int]
    method: str
    load: pd.DataFrame
    conflicts: tuple[Conflict, ...] = ()
    timing: Mapping[str, float] = field(default_factory=dict)

    def table(self) -> pd.DataFrame:
        """The posts, as a frame of its own.

        Raises
        ------
        NoSolutionError
            The pools cannot do what is asked; the conflicts say why.
        """
        if not self.status.has_solution:
            why = "; ".join(conflict.text().replace("\n", "; ") for conflict in self.conflicts)
            raise NoSolutionError(text("programme.no_staff", why=why))
        return self.posts.copy()

    def of(self, subgroup: str) -> dict[str, str]:
        """Pool -> member of a subgroup, or of a group for its room; empty when there is none."""
        rows = self.posts[(self.posts["subgroup"] == subgroup) | (self.posts["group"] == subgroup)]
        rows = rows[(rows["subgroup"] == subgroup) | (rows["pool"] == "room")]
        return dict(zip(rows["pool"], rows["member_id"], strict=True))

    def explain(self, label: str) -> Explanation:
        """What a member of a pool does and why not less, or who a subgroup has.

        Raises
        ------
        UnknownLabelError
            No subgroup or member of this staffing.
        """
        rows = self.posts[(self.posts["subgroup"] == label) | (self.posts["group"] == label)]
        reasons = [
            Reason("programme.post.filled", str(r["subgroup"] or r["group"]), None, "", None, _post(r))
            for r in plain_rows(rows)
        ]
        reasons += [self._load(row) for row in plain_rows(self.load[self.load["member_id"] == label])]
        if not reasons:
            raise UnknownLabelError(text("programme.bad.label", found=label[:40]), label)
        return Explanation(label, tuple(reasons))

    def _load(self, row: Mapping[str, object]) -> Reason:
        own = self.load[self.load["pool"] == row["pool"]]["used"]
        pool = text(f"programme.pool.{row['pool']}")
        details: dict[str, str | float | int | bool | None] = {
            "pool": pool,
            "name": str(row["name"]),
            "low": int(own.min()),
            "high": int(own.max()),
        }
        return Reason("programme.post.load", str(row["member_id"]), int(str(row["used"])), "", None, details)

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        if not self.status.has_solution:
            return "\n".join([text("programme.staff_short", lang=lang), *(c.text(lang) for c in self.conflicts)])
        lines = []
        for pool in self.squares:
            used = self.load[self.load["pool"] == pool]["used"]
            even = text(
                "programme.staff_pool",
                lang=lang,
                pool=text(f"programme.pools.{pool}", lang=lang),
                posts=int((self.posts["pool"] == pool).sum()),
                members=int((used > 0).sum()),
                low=int(used.min()),
                high=int(used.max()),
                squares=self.squares[pool],
            )
            lines.append(even)
        lines.append(text(f"programme.staff_proof.{self.method}", lang=lang))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "status": self.status.value,
            "pools": {
                pool: {"best": best, "bound": self.bounds[pool], "gap": relative_gap(best, self.bounds[pool])}
                for pool, best in self.squares.items()
            },
            "method": self.method,
            "posts": plain_rows(self.posts),
            "load": plain_rows(self.load),
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "timing": dict(self.timing),
        }


def staff_groups(
    data: Dataset,
    plan: object,
    *,
    pools: Sequence[str] | None = None,
    part: str | None = None,
    language: str | Mapping[str, str] | None = None,
    seed: int = SEED,
) -> Staffing:
    """Give every subgroup a trainer-actor and a facilitator and every group a room, with loads as even as can be.

    A member is there on the date and part (``pools``), holds a valid certificate then, speaks the language, does not
    take part in a group at that time, and is nowhere twice on one half of a day, also not through two pools. Per pool
    the sum of squared loads is least, proven by prices; ties go to the member whose id comes first.

    Parameters
    ----------
    plan
        A ``GroupResult`` with dates, or the object ``talentmap groups --json`` writes. A group without subgroups is
        staffed as one.
    pools
        Which of actor, facilitator and room; those that have members if not said.
    part
        Part of the day on which subgroups meet (``afternoon``); that of their group if not said.
    language
        Spoken in all groups, or per group id.

    Raises
    ------
    ProblemError, UnknownLabelError, NoSolutionError
        The plan, a date or a name makes no sense.

    References
    ----------
    See :mod:`talentmap.programme.loads`. That "as even as can be" is least squares: our definition; the same plan is
    best for every convex cost of loads, so nothing hangs on the square.
    """
    from talentmap.programme.check_staff import verify_staffing

    started = time.perf_counter()
    read = read_plan(plan, data)
    asked = _pools(data, pools)
    asks = asks_of(data, read, asked, part=part, language=language)
    answer = answer_asks(asks, seed=seed)
    if any(answer.missing):
        conflicts = shortages(asks, answer.missing, seed=seed)
        none = pd.DataFrame({name: pd.Series([], dtype="str") for name in COLUMNS})
        timing = {"total": time.perf_counter() - started}
        return Staffing(Status.INFEASIBLE, none, {}, {}, answer.method, pool_table(data, {}), conflicts, timing)
    posts = _posts(asks, answer, read)
    used: dict[tuple[str, str], int] = {}
    for pool, member in zip(posts["pool"], posts["member_id"], strict=True):
        used[pool, member] = used.get((pool, member), 0) + 1
    load = pool_table(data, used)
    load = load[load["pool"].isin(asked)].reset_index(drop=True)
    load.loc[load["pool"] == "room", "left"] = pd.NA  # the capacity of a room is of groups at once, not in all
    verify_staffing(data, read, posts, asked, answer, part=part, language=language)
    timing = {"total": time.perf_counter() - started}
    return Staffing(Status.OPTIMAL, posts, answer.squares, answer.bounds, answer.method, load, (), timing)


def after_care(plan: object, staffing: Staffing, data: Dataset) -> pd.DataFrame:
    """Which facilitator stays reachable for whom: the one of the own subgroup.

    Returns
    -------
    facilitator_id, facilitator, person_id, name, group, subgroup, date; by facilitator and person. Empty when no
    facilitator was asked.
    """
    names = dict(zip(data.frames["people"]["person_id"], data.frames["people"]["name"], strict=True))
    rows = []
    posts = staffing.table()
    posts = posts[posts["pool"] == "facilitator"]
    guides = dict(zip(posts["subgroup"], zip(posts["member_id"], posts["name"], strict=True), strict=True))
    for person, (group, part) in read_plan(plan, data).places().items():
        if part.id in guides:
            guide, name = guides[part.id]
            rows.append((guide, name, person, names[person], group.id, part.id, group.date))
    columns = ["facilitator_id", "facilitator", "person_id", "name", "group", "subgroup", "date"]
    frame = pd.DataFrame(rows, columns=columns).astype("str")
    return frame.sort_values(["facilitator_id", "person_id"], ignore_index=True)


def _pools(data: Dataset, pools: Sequence[str] | None) -> tuple[str, ...]:
    held = set(data.frames["pools"]["pool"].astype("str"))
    if pools is None:
        return tuple(pool for pool in STAFF_POOLS if pool in held)
    unknown = [pool for pool in pools if pool not in STAFF_POOLS]
    if unknown or isinstance(pools, str):
        found = str(unknown[0] if unknown else pools)[:40]
        raise UnknownLabelError(text("programme.bad.pool", found=found, known=", ".join(STAFF_POOLS)), found)
    return tuple(pool for pool in STAFF_POOLS if pool in pools)


def _posts(asks: Asks, answer: Answer, plan: Plan) -> pd.DataFrame:
    """Members of each ask in id order, to its units in order."""
    group_of = {part.id: group.id for group in plan.groups for part in group.subgroups}
    group_of |= {group.id: group.id for group in plan.groups}
    rows = []
    for k, ask in enumerate(asks.asks):
        members = [asks.members[w] for (a, w), hands in sorted(answer.hands.items()) if a == k for _ in range(hands)]
        for unit, member in zip(ask.units, members, strict=True):
            subgroup = "" if ask.pool == "room" else unit
            rows.append((group_of[unit], subgroup, ask.date, ask.part, ask.pool, member.id, member.name))
    rows.sort(key=lambda row: (row[2], row[0], row[4] == "room", row[1], row[4]))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _post(row: Mapping[str, object]) -> dict[str, str | float | int | bool | None]:
    pool, part = text(f"programme.pool.{row['pool']}"), text(f"programme.part.{row['part']}")
    return {"pool": pool, "member": str(row["name"]), "date": str(row["date"]), "part": part}
