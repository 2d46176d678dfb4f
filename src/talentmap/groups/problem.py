"""The question: how to part people into groups."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.errors import ProblemError
from talentmap.groups.asked import PARTS, id_list, known_people, one_of, split_slot, whole
from talentmap.groups.layout import Sizes
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.groups.facts import Facts

POLICIES = ("under", "over", "exact", "between")
MIXES = ("worst", "leximin", "sum", "distance")


@dataclass(frozen=True, eq=False)
class GroupProblem:
    """People to be parted into groups: sizes, dates, rules, and what counts as good.

    Parameters
    ----------
    data
        The dataset. Private claims stay out unless `include_private`.
    size
        People in a group; for the policy ``between`` the smallest and the largest.
    policy
        ``under``: never above the size, so ceil(n / size) groups; ``over``: never below it, so floor(n / size) groups
        (one where there are fewer people than that); both with sizes that differ by at most one. ``exact``: the
        number of people is a multiple of the size. ``between``: any sizes from the smallest to the largest.
    n_groups
        Number of groups, where it is not to follow from the size; the size then still bounds it.
    subgroups
        Into how many subgroups each group is parted, or several numbers, one per depth: ``(3, 2)`` is three
        subgroups of each group, each of them in two. Subgroups of a group differ by at most one in size.
    people
        Ids of those to be parted; None is everybody who is employed on the reference date.
    rules
        Rows as in the table ``rules``, instead of those of the data; the kinds are in ``groups/kinds.py``.
    dates
        Offered dates, ``2027-03-04`` or ``2027-03-04/morning``, instead of those of the rules ``date``.
    per_date
        Groups that may meet at the same time; None is what the rooms in ``pools`` allow, one where there are none.
    mix
        How the soft rules ``diverse``, ``alike`` and ``balanced`` count together: ``worst`` makes the worst group as
        good as it can be, ``leximin`` then the next worst, ``sum`` the total. ``distance`` takes, instead of these
        counts, the greatest sum of Gower distances inside groups (maximally diverse grouping).
    include_private
        True also uses claims that their owner keeps private.
    waive
        Names of rule instances not to hold, as conflicts name them.

    Raises
    ------
    ProblemError, UnknownLabelError
        The question contradicts itself, or names what the data do not hold. Rules that cannot hold together are no
        error: they give an infeasible result that names them.
    """

    data: Dataset
    size: int | tuple[int, int] = 12
    policy: str = "under"
    n_groups: int | None = None
    subgroups: int | Sequence[int] = ()
    people: Sequence[str] | None = None
    rules: pd.DataFrame | None = None
    dates: Sequence[str] | None = None
    per_date: int | None = None
    mix: str = "worst"
    include_private: bool = False
    waive: Sequence[str] = ()

    def __post_init__(self) -> None:
        put = object.__setattr__
        if not isinstance(self.data, Dataset):
            raise ProblemError(text("results.not_dataset", found=type(self.data).__name__))
        one_of("policy", self.policy, POLICIES)
        one_of("mix", self.mix, MIXES)
        put(self, "size", self._size())
        for name in ("n_groups", "per_date"):
            if getattr(self, name) is not None:
                put(self, name, whole(name, getattr(self, name)))
        depth = self.subgroups
        depth = tuple(depth) if isinstance(depth, Iterable) else (depth,)
        put(self, "subgroups", tuple(whole("subgroups", number) for number in depth if number != 1))
        put(self, "people", self._people())
        put(self, "rules", self._rules())
        if self.dates is not None:
            put(self, "dates", self._dates(self.dates))
        put(self, "waive", id_list("waive", self.waive))
        _ = self.sizes

    def _size(self) -> int | tuple[int, int]:
        given: object = self.size
        if isinstance(given, Iterable):
            pair = tuple(given)
            if self.policy != "between" or len(pair) != 2:
                raise ProblemError(text("groups.wrong.size", found=repr(given), policy=self.policy))
            low, high = whole("size", pair[0]), whole("size", pair[1])
            if low > high:
                raise ProblemError(text("groups.wrong.size", found=f"{low}-{high}", policy=self.policy))
            return low, high
        number = whole("size", given)
        return (number, number) if self.policy == "between" else number

    def _people(self) -> tuple[str, ...]:
        people = self.data.frames["people"]
        if self.people is not None:
            asked = id_list("people", self.people)
            known_people(people["person_id"], asked)
        else:
            asked = tuple(sorted(str(person) for person in people["person_id"][employed(self.data)]))
        if not asked:
            raise ProblemError(text("groups.wrong.nobody"))
        return asked

    def _rules(self) -> pd.DataFrame:
        own = self.data.frames["rules"]
        if self.rules is None:
            return own
        if not isinstance(self.rules, pd.DataFrame):
            raise ProblemError(text("groups.wrong.rules", found=type(self.rules).__name__))
        missing = [name for name in ("rule_id", "rule") if name not in self.rules]
        if missing:
            raise ProblemError(text("groups.wrong.columns", columns=", ".join(missing)))
        frame = self.rules.reindex(columns=own.columns)
        frame["until"] = pd.to_datetime(frame["until"])
        if frame["rule_id"].isna().any() or frame["rule_id"].duplicated().any():
            raise ProblemError(text("groups.wrong.rule_ids"))
        return frame.reset_index(drop=True)

    @staticmethod
    def _dates(given: object) -> tuple[str, ...]:
        slots = []
        for value in id_list("dates", given):
            slot = split_slot(value)
            if slot is None:
                raise ProblemError(text("groups.wrong.date", found=value, parts=", ".join(PARTS)))
            slots.append(slot[0] if slot[1] == "day" else f"{slot[0]}/{slot[1]}")
        return tuple(sorted(set(slots)))

    @property
    def depths(self) -> tuple[int, ...]:
        """Number of subgroups per depth."""
        assert isinstance(self.subgroups, tuple)
        return self.subgroups

    @property
    def members(self) -> tuple[str, ...]:
        """Ids of the people to be parted, in order."""
        assert isinstance(self.people, tuple)
        return self.people

    @cached_property
    def sizes(self) -> Sizes:
        """How large groups are and how many there are.

        Raises
        ------
        ProblemError
            No number of groups fits the sizes; says which numbers would.
        """
        return group_sizes(len(self.members), self.size, self.policy, self.n_groups)

    @cached_property
    def facts(self) -> Facts:
        """What the data say about this question, as arrays; worked out once."""
        from talentmap.groups.facts import gather  # late: facts import the types of this module

        return gather(self)

    def replace(self, **changes: object) -> GroupProblem:
        """The same question with other arguments, checked as a whole."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the question: the data and every argument."""
        rules = self.rules
        assert rules is not None
        asked: Mapping[str, object] = {
            "data": self.data.fingerprint,
            "size": self.size,
            "policy": self.policy,
            "n_groups": self.n_groups,
            "subgroups": self.subgroups,
            "people": self.people,
            "rules": rules.sort_values("rule_id").astype("str").to_dict("list"),
            "dates": self.dates,
            "per_date": self.per_date,
            "mix": self.mix,
            "include_private": bool(self.include_private),
            "waive": self.waive,
        }
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name not in ("facts", "fingerprint")}


def group_sizes(n: int, size: int | tuple[int, int], policy: str, n_groups: int | None) -> Sizes:
    """Sizes of groups for n people under a policy.

    Raises
    ------
    ProblemError
        No number of groups fits.
    """
    if policy == "between":
        assert isinstance(size, tuple)
        low, high = size
        fewest, most = -(-n // high), n // low
        if n_groups is not None:
            fewest, most = max(fewest, n_groups), min(most, n_groups)
        if fewest > most:
            raise ProblemError(text("groups.wrong.no_number", n=n, least=low, most=high, groups=n_groups or "-"))
        return Sizes(low, high, (fewest, most))
    assert isinstance(size, int)
    if policy == "exact" and n % size:
        raise ProblemError(text("groups.wrong.remainder", n=n, size=size, rest=n % size))
    number = -(-n // size) if policy == "under" else max(1, n // size)
    if n_groups is not None:
        fits = (
            n_groups >= number if policy == "under" else n_groups <= number if policy == "over" else n_groups == number
        )
        if not fits or n_groups > n:
            raise ProblemError(text(f"groups.wrong.number.{policy}", n=n, size=size, number=number, found=n_groups))
        number = n_groups
    return even_sizes(n, number)


def even_sizes(n: int, number: int) -> Sizes:
    """So many groups whose sizes differ by at most one."""
    least, larger = divmod(n, number)
    exactly = {least: number - larger} | ({least + 1: larger} if larger else {})
    return Sizes(least, least + bool(larger), (number, number), exactly)
