"""Check a staffing against the tables, without the solver and without the code that made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import VerificationError
from talentmap.programme.even import Answer
from talentmap.programme.plans import Plan
from talentmap.vocabulary import text

_HALVES = {"day": {"morning", "afternoon"}, "morning": {"morning"}, "afternoon": {"afternoon"}}


def verify_staffing(
    data: Dataset,
    plan: Plan,
    posts: pd.DataFrame,
    pools: Sequence[str],
    answer: Answer,
    *,
    part: str | None = None,
    language: str | Mapping[str, str] | None = None,
) -> None:
    """Hold every post against the rows of ``pools``, ``availability`` and the plan.

    Raises
    ------
    VerificationError
        Something does not hold. That is a defect of talentmap, never of the data.
    """
    wanted = set()
    for group in plan.groups:
        for pool in pools:
            when = group.part if pool == "room" or part is None else part
            for unit in [""] if pool == "room" else [own.id for own in group.subgroups]:
                wanted.add((group.id, unit, group.date, when, pool))
    held = [tuple(row) for row in posts[["group", "subgroup", "date", "part", "pool"]].itertuples(index=False)]
    _must("posts", len(held) == len(wanted) and set(held) == wanted)
    spoken = {
        group.id: language if isinstance(language, str | None) else language.get(group.id) for group in plan.groups
    }
    _must("free", not _not_free(data, posts))
    _must("language", not _unspoken(data, posts, spoken))
    _must("twice", not _twice(data, plan, posts))
    _must("capacity", _within(data, posts))
    for pool in pools:
        loads = Counter(posts[posts["pool"] == pool]["member_id"])
        squares = sum(n * n for n in loads.values())
        _must("even", squares == answer.squares.get(pool, 0) == answer.bounds.get(pool, 0))


def _not_free(data: Dataset, posts: pd.DataFrame) -> bool:
    """Whether some half of some post is in no row of its member, or in one that ends or takes it away."""
    asked = posts[["pool", "member_id", "date", "part"]].reset_index(names="post")
    asked["day"] = pd.to_datetime(asked["date"])
    rows = asked.merge(_as_text(data.frames["pools"], "pool", "part"), on=["pool", "member_id"], suffixes=("", "_row"))
    if ((rows["pool"] != "room") & (rows["certificate_until"] < rows["day"])).any():
        return True
    covered = _halves(rows[~(rows["from_date"] > rows["day"]) & ~(rows["to_date"] < rows["day"])])
    people = data.frames["people"]
    gone = asked.merge(people, left_on="member_id", right_on="person_id")
    if ((gone["start_date"] > gone["day"]) | (gone["end_date"] < gone["day"])).any():
        return True
    away = _as_text(data.frames["availability"], "part")
    away = asked.merge(away[away["fte"] == 0], left_on="member_id", right_on="person_id", suffixes=("", "_row"))
    taken = _halves(away[(away["from_date"] <= away["day"]) & ~(away["to_date"] < away["day"])])
    wanted = {(post, half) for post, part in zip(asked["post"], asked["part"], strict=True) for half in _HALVES[part]}
    return not wanted <= covered - taken


def _halves(rows: pd.DataFrame) -> set[tuple[int, str]]:
    return {(post, half) for post, part in zip(rows["post"], rows["part_row"], strict=True) for half in _HALVES[part]}


def _as_text(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.astype(dict.fromkeys(columns, "str"))


def _unspoken(data: Dataset, posts: pd.DataFrame, spoken: Mapping[str, str | None]) -> bool:
    rows = posts.merge(_as_text(data.frames["pools"], "pool"), on=["pool", "member_id"])
    rows = rows[(rows["pool"] != "room") & rows["language"].notna()]
    return any(
        bool(spoken[group]) and str(spoken[group]).casefold() not in said.casefold().replace(",", " ").split()
        for group, said in zip(rows["group"], rows["language"], strict=True)
    )


def _twice(data: Dataset, plan: Plan, posts: pd.DataFrame) -> bool:
    """Whether anybody is in two places at one half of a day, or more groups in a room than it holds."""
    pools = data.frames["pools"]
    rooms = pools[pools["pool"] == "room"].groupby("member_id")["capacity"].first()
    at: Counter[tuple[str, str, str, str]] = Counter()
    for row in posts.itertuples(index=False):
        for half in _HALVES[str(row.part)]:
            at["room" if row.pool == "room" else "person", str(row.member_id), str(row.date), half] += 1
    staff = {key[1] for key in at if key[0] == "person"}
    for group in plan.groups:
        for person in staff.intersection(group.members):
            for half in _HALVES[group.part]:
                at["person", person, group.date, half] += 1
    most = {name: 1 if pd.isna(held) else int(held) for name, held in rooms.items()}
    return any(n > (most[key[1]] if key[0] == "room" else 1) for key, n in at.items())


def _within(data: Dataset, posts: pd.DataFrame) -> bool:
    limits = data.frames["pools"].groupby(["pool", "member_id"], observed=True)["capacity"].first()
    loads = Counter(zip(posts["pool"], posts["member_id"], strict=True))
    return all(
        pool == "room" or pd.isna(limits[pool, member]) or n <= limits[pool, member]
        for (pool, member), n in loads.items()
    )


def _must(what: str, holds: bool) -> None:
    if not holds:
        raise VerificationError(text("programme.not_verified", what=what))
