"""Changes to a plan by hand: their price before they are made, and the way back and forth."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from talentmap.app.services.group_answer import figure_of, term_name
from talentmap.app.services.people import Names
from talentmap.app.services.words import number
from talentmap.groups import GroupResult
from talentmap.groups.edit import Edited, move_person
from talentmap.results import Explanation
from talentmap.vocabulary import text

_TRIAL = "?"
"""Reason under which a change is tried, so that its price can be shown before anybody gives a reason."""


@dataclass(frozen=True)
class Move:
    """Somebody to another group, or swapped with somebody there."""

    person: str
    group: str
    swap_with: str | None = None

    def tried(self, result: GroupResult) -> Edited:
        """What the change would do, without making it."""
        return move_person(result, self.person, self.group, self.swap_with, because=_TRIAL)

    def made(self, result: GroupResult, because: str) -> Edited:
        """The plan with the change made; rules may break only where a reason is given."""
        return move_person(result, self.person, self.group, self.swap_with, because=because.strip() or None)

    def text(self, names: Names) -> str:
        """The change in words."""
        who = names.people.get(self.person, self.person)
        if self.swap_with is None:
            return text("groups_app.moved", person=who, group=self.group)
        other = names.people.get(self.swap_with, self.swap_with)
        return text("groups_app.swapped", person=who, other=other, group=self.group)

    def code(self, because: str) -> str:
        """Python that makes the same change."""
        given = f"groups, {self.person!r}, {self.group!r}"
        given += "" if self.swap_with is None else f", {self.swap_with!r}"
        given += f", because={because.strip()!r}" if because.strip() else ""
        return f"groups = tm.move_person({given}).result"


@dataclass
class History:
    """A plan with every change made to it by hand; ``at`` is the one on screen.

    Parameters
    ----------
    plans
        The plan as solved, then after each change.
    said
        Per change: in words, and as Python.
    """

    plans: list[GroupResult]
    said: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0

    @property
    def plan(self) -> GroupResult:
        """The plan on screen."""
        return self.plans[self.at]

    def add(self, plan: GroupResult, words: str, code: str) -> None:
        """Put a change on top; what was undone before it is gone."""
        self.plans = [*self.plans[: self.at + 1], plan]
        self.said = [*self.said[: self.at], (words, code)]
        self.at += 1

    def undo(self) -> None:
        """One change back."""
        self.at = max(0, self.at - 1)

    def redo(self) -> None:
        """One change forth."""
        self.at = min(len(self.plans) - 1, self.at + 1)

    @property
    def changes(self) -> list[tuple[str, str]]:
        """The changes in the plan on screen, in words and as Python."""
        return self.said[: self.at]


def explained(why: Explanation, names: Names) -> list[str]:
    """Reasons as sentences; what a swap would change stands behind that swap."""
    lines: list[str] = []
    for reason in why.reasons:
        said = names.say(reason)
        if reason.kind.startswith("groups_edit.change.") and lines:
            lines[-1] += f" {said}"
        else:
            lines.append(said)
    return lines


def price_shown(edited: Edited) -> pd.DataFrame:
    """The price of a change: each term before and after."""
    rows = []
    for row in edited.table().to_dict("records"):
        unit = str(row["unit"])
        change = number(row["change"], 4 if unit == "share" else 0 if unit in ("people", "pairs") else 2)
        signed = f"+{change}" if row["change"] > 0 else change.replace("-", "−")
        nothing = abs(row["change"]) < 1e-9
        before, after = (figure_of(float(row[name]), unit) for name in ("before", "after"))
        rows.append((term_name(str(row["term"])), before, after, "=" if nothing else signed))
    return pd.DataFrame(rows, columns=[text(f"groups_app.column.{n}") for n in ("term", "before", "after", "change")])
