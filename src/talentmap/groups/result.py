"""The answer: groups with their subgroups, what they reach of what was asked, and the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.groups.problem import GroupProblem
from talentmap.results import Conflict, Explanation, Proof, Reason, Status, relative_gap
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text

CHANGED = ("by_hand", "repaired")
"""Methods of plans that were changed after they were solved."""


@dataclass(frozen=True)
class Subgroup:
    """Part of a group.

    Parameters
    ----------
    id
        ``G01.2``; deeper ones ``G01.2.1``.
    members
        Ids, in order.
    subgroups
        Its own parts, if it was parted further.
    """

    id: str
    members: tuple[str, ...]
    subgroups: tuple[Subgroup, ...] = ()

    def walk(self) -> Iterator[Subgroup]:
        """This subgroup and all those in it."""
        yield self
        for part in self.subgroups:
            yield from part.walk()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        plain: dict[str, object] = {"id": self.id, "members": list(self.members), "actor": None, "facilitator": None}
        if self.subgroups:
            plain["subgroups"] = [part.to_dict() for part in self.subgroups]
        return plain


@dataclass(frozen=True)
class Group:
    """A group of the plan.

    Parameters
    ----------
    id
        ``G01``, ``G02``, ... in order of date.
    members
        Ids, in order.
    date, part
        When it meets: ISO date (blank without dates) and part of the day.
    subgroups
        Its parts.
    slot
        Label of its slot.
    """

    id: str
    members: tuple[str, ...]
    date: str = ""
    part: str = "day"
    subgroups: tuple[Subgroup, ...] = ()
    slot: str = ""

    def leaves(self) -> tuple[Subgroup, ...]:
        """All subgroups that are not parted further."""
        return tuple(part for top in self.subgroups for part in top.walk() if not part.subgroups)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "id": self.id,
            "date": self.date or None,
            "part": self.part if self.date else None,
            "size": len(self.members),
            "members": list(self.members),
            "subgroups": [part.to_dict() for part in self.subgroups],
        }


@dataclass(frozen=True)
class Term:
    """One thing asked of the plan, in order of priority: what comes first is made as large as can be before the next.

    Parameters
    ----------
    name
        ``wish_date`` (people with a date they wished), ``wish_with`` (wished pairs together), ``fresh`` (pairs of an
        earlier group who meet again), ``mix`` (score of the worst group, or the sum) or ``mix.2`` and deeper
        (subgroups).
    best, bound
        Reached, and proven that no plan that is as good in the terms before can do better; same unit.
    unit
        ``people``, ``pairs`` or ``share``.
    asked
        The most there is to have: people with a wish, wished pairs, 1; None where there is no such number.
    method
        How the bound was obtained: key of a sentence.
    """

    name: str
    best: float
    bound: float
    unit: str
    asked: float | None
    method: str

    @property
    def proven(self) -> bool:
        """Whether no plan does better."""
        return self.best == self.bound

    def text(self, lang: str | None = None) -> str:
        """The term as a sentence."""
        form = ".6g" if self.unit != "share" else ".4f"
        shown = {key: written(value, form, lang) for key, value in (("best", self.best), ("bound", self.bound))}
        asked = "-" if self.asked is None else written(self.asked, ".6g", lang)
        key = "groups.term.proven" if self.proven else "groups.term.open"
        name = text(f"groups.term.{self.name.partition('.')[0]}" + (".sub" if "." in self.name else ""), lang=lang)
        method = text(f"groups.method.{self.method}", lang=lang)
        unit = text(f"groups.unit.{self.unit}", lang=lang)
        return text(key, lang=lang, name=name, asked=asked, unit=unit, method=method, **shown)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "name": self.name,
            "best": self.best,
            "bound": self.bound,
            "gap": relative_gap(self.best, self.bound),
            "unit": self.unit,
            "asked": self.asked,
            "method": self.method,
        }


@dataclass(frozen=True, eq=False)
class GroupResult:
    """A plan of groups, checked against the data without the solver; or the rules that cannot hold together.

    Parameters
    ----------
    problem
        The question.
    status
        ``OPTIMAL`` only when every term is proven.
    groups
        In order of date; empty without a solution.
    terms
        What was asked, in order of priority.
    scores
        Group or subgroup id -> share of what could be reached at most by the soft rules on the mix; empty without.
    proof
        What was solved, how far it can be trusted.
    conflicts
        When no plan is possible: the rules that cannot hold together, with ways out.
    reasons
        Further remarks: rules broken by hand and why, people without a known date, a limit that stopped the search.
    """

    problem: GroupProblem
    status: Status
    groups: tuple[Group, ...]
    terms: tuple[Term, ...]
    scores: Mapping[str, Fraction]
    proof: Proof
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def plan(self) -> tuple[Group, ...]:
        """The groups.

        Raises
        ------
        NoSolutionError
            There are none; the conflicts say why.
        """
        if not self.groups:
            status = text(f"results.status.{self.status.value}")
            why = " ".join(part.text() for part in self._remarks)
            raise NoSolutionError(text("results.no_solution", status=status, conflicts=why))
        return self.groups

    @property
    def _remarks(self) -> tuple[Reason | Conflict, ...]:
        return (*self.reasons, *self.conflicts)

    def group_of(self, person_id: str) -> Group:
        """The group somebody is in.

        Raises
        ------
        UnknownLabelError, NoSolutionError
            They are in none; there is no plan.
        """
        from talentmap.groups.asked import known_people

        known_people(pd.Series([p for group in self.plan for p in group.members]), [person_id])
        return next(group for group in self.plan if person_id in group.members)

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        changed = self.proof.method in CHANGED  # nothing stopped these: "stopped by a limit" would be untrue
        lines = [text(f"groups_edit.summary.{self.proof.method}", lang=lang) if changed else self.proof.text(lang)]
        if self.groups:
            counts: dict[int, int] = {}
            for group in self.groups:
                counts[len(group.members)] = counts.get(len(group.members), 0) + 1
            sizes = ", ".join(f"{number} x {size}" for size, number in sorted(counts.items(), reverse=True))
            parts = sum(len(group.leaves()) for group in self.groups)
            key = "groups.summary.nested" if parts else "groups.summary.flat"
            lines.append(text(key, lang=lang, groups=len(self.groups), sizes=sizes, subgroups=parts))
            lines += [term.text(lang) for term in self.terms]
        lines += [part.text(lang) for part in self._remarks]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def table(self) -> pd.DataFrame:
        """Who is where: one row per person.

        Returns
        -------
        Columns ``group``, ``date`` (missing without dates), ``part``, ``subgroup`` (id of the deepest, missing without
        subgroups), ``person_id``, ``name``, in that order of rows.

        Raises
        ------
        NoSolutionError
            There is no plan.
        """
        people = self.problem.data.frames["people"]
        names = dict(zip(people["person_id"], people["name"], strict=True))
        rows = []
        for group in self.plan:
            inside = {person: leaf.id for leaf in group.leaves() for person in leaf.members}
            for person in sorted(group.members, key=lambda p: (inside.get(p, ""), p)):
                rows.append((group.id, group.date or None, group.part, inside.get(person), person, names[person]))
        frame = pd.DataFrame(rows, columns=["group", "date", "part", "subgroup", "person_id", "name"])
        return frame.astype({"group": "str", "part": "str", "person_id": "str", "name": "str"})

    def group_table(self) -> pd.DataFrame:
        """One row per group: ``group``, ``date``, ``part``, ``size``, ``subgroups`` (number), ``wishes`` (people with
        a date they wished), ``score`` (share; missing where no soft rule speaks of the mix).
        """
        wished = self._wished()
        rows = [
            {
                "group": group.id,
                "date": group.date or None,
                "part": group.part,
                "size": len(group.members),
                "subgroups": len(group.leaves()),
                "wishes": sum((group.date, group.part) in wished.get(person, ()) for person in group.members),
                "score": float(self.scores[group.id]) if group.id in self.scores else float("nan"),
            }
            for group in self.plan
        ]
        return pd.DataFrame(rows)

    def _wished(self) -> dict[str, tuple[tuple[str, str], ...]]:
        wished: dict[str, tuple[tuple[str, str], ...]] = {}
        for order in self.problem.facts.orders:
            if order.kind == "wish_date":
                for person in order.subjects:
                    wished[person] = wished.get(person, ()) + order.slots
        return wished

    def terms_table(self) -> pd.DataFrame:
        """What was asked, by priority: ``term``, ``best``, ``bound``, ``gap``, ``unit``, ``asked``, ``method``."""
        columns = ["name", "best", "bound", "gap", "unit", "asked", "method"]
        frame = pd.DataFrame([term.to_dict() for term in self.terms], columns=columns)
        return frame.rename(columns={"name": "term"})

    def explain(self, person_id: str) -> Explanation:
        """Why somebody is where they are, which rules keep them there, and what swapping them would change.

        Raises
        ------
        UnknownLabelError, NoSolutionError
            They are in no group; there is no plan.
        """
        from talentmap.groups.explain import explain  # late: it scores many plans

        return explain(self, person_id)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        proof = self.proof.to_dict()
        return {
            "status": self.status.value,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "terms": [term.to_dict() for term in self.terms],
            "groups": [group.to_dict() | {"score": self._score(group.id)} for group in self.groups],
            "proof": proof,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.proof.timing),
        }

    def _score(self, name: str) -> float | None:
        return float(self.scores[name]) if name in self.scores else None
