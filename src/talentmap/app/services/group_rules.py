"""Rules about groups as cards: rows of the table ``rules``, put in order, said in words, and turned back into rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import pandas as pd

from talentmap.app.services.people import Names
from talentmap.app.services.words import day
from talentmap.data.dataset import Dataset
from talentmap.groups import GroupProblem
from talentmap.groups.asked import split_slot
from talentmap.groups.kinds import KIND, KINDS, MIX_KINDS
from talentmap.groups.orders import read_rows
from talentmap.vocabulary import text

MANY = 4
"""From so many rows of one kind they share a card."""

_ORDER = {kind.name: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class RuleRow:
    """One row of the table ``rules``; blanks are empty text. ``on`` says whether it holds now."""

    rule_id: str
    rule: str
    subjects: str = ""
    attribute: str = ""
    value: str = ""
    owner: str = ""
    reason: str = ""
    until: str = ""
    on: bool = True

    @property
    def hard(self) -> bool:
        """Whether every plan must keep it."""
        return KIND[self.rule].hard

    @property
    def weight(self) -> int:
        """How much it counts in the mix."""
        return int(self.value) if self.value.isdecimal() else 1


Rows = tuple[RuleRow, ...]
COLUMNS = tuple(field.name for field in fields(RuleRow) if field.name != "on")


def rows_of(data: Dataset) -> Rows:
    """The rules of the data that speak of groups and hold on the reference date."""
    frame, today = data.frames["rules"], data.reference_date
    found = frame[frame["rule"].isin(list(KIND))]
    if today is not None:
        found = found[~(found["until"] < today)]
    plain = found.astype("object").where(found.notna(), "")
    cells: list[dict[str, Any]] = [{name: _word(row[name]) for name in COLUMNS} for row in plain.to_dict("records")]
    return in_order(RuleRow(**cell) for cell in cells)


def _word(value: object) -> str:
    return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)


def in_order(rows: Iterable[RuleRow]) -> Rows:
    """Soft rules by priority, of the mix the heaviest first, then the hard ones."""

    def place(row: RuleRow) -> tuple[int, int, str]:
        mixed = row.rule in MIX_KINDS
        return (_ORDER[MIX_KINDS[0]] if mixed else _ORDER[row.rule], -row.weight if mixed else 0, row.rule_id)

    return tuple(sorted(rows, key=place))


def frame_of(rows: Sequence[RuleRow]) -> pd.DataFrame:
    """The rules that hold, as the table ``rules``."""
    held = [{name: value or None for name, value in asdict(row).items() if name != "on"} for row in rows if row.on]
    return pd.DataFrame(held, columns=list(COLUMNS))


def cards(rows: Rows) -> list[Rows]:
    """Rows card by card: one each, but kinds with many rows share one."""
    together = {kind for kind in KIND if sum(row.rule == kind for row in rows) >= MANY and kind not in MIX_KINDS}
    found: dict[str, list[RuleRow]] = {}
    for row in rows:
        found.setdefault(row.rule if row.rule in together else row.rule_id, []).append(row)
    return [tuple(card) for card in found.values()]


def switched(rows: Rows, ids: Iterable[str], on: bool) -> Rows:
    """The rules with some of them switched on or off."""
    asked = set(ids)
    return tuple(replace(row, on=on) if row.rule_id in asked else row for row in rows)


def weighed(rows: Rows, rule_id: str, step: int) -> Rows:
    """The rules with one of the mix counting more or less, at least 1; the heaviest stands first."""
    return in_order(
        replace(row, value=str(max(1, row.weight + step))) if row.rule_id == rule_id else row for row in rows
    )


def without(rows: Rows, ids: Iterable[str]) -> Rows:
    """The rules without some of them."""
    gone = set(ids)
    return tuple(row for row in rows if row.rule_id not in gone)


def added(rows: Rows, row: RuleRow) -> Rows:
    """The rules with one more, under an id that is not taken."""
    taken = {known.rule_id for known in rows}
    name = next(f"N{k}" for k in range(1, len(taken) + 2) if f"N{k}" not in taken)
    return in_order((*rows, replace(row, rule_id=name)))


def faults_of(data: Dataset, row: RuleRow) -> list[str]:
    """What is wrong with a rule, in words; nothing when it can be used."""
    problem = GroupProblem(data, size=1, rules=frame_of([replace(row, rule_id=row.rule_id or "?", on=True)]))
    return [
        text("groups_app.rule.fault", column=text(f"groups_app.rule.{fault.column}"), expected=fault.expected)
        for fault in read_rows(problem)[1]
    ]


def sentence(row: RuleRow, names: Names) -> str:
    """What a rule asks for, in words with names."""
    who = ", ".join(names.people.get(one, one) for one in row.subjects.split())
    which = ", ".join(names.strengths.get(one, one) for one in row.subjects.split())
    column, _, held = row.attribute.partition("=")
    key = f"groups_app.says.{row.rule}"
    if row.rule == "not_with_manager" and not row.subjects:
        key += ".everybody"
    elif row.rule in ("at_most", "at_least") and not held:
        key += ".each"
    elif row.rule in ("wish_with",):
        who, _, which = who.partition(", ")
    return text(
        key,
        people=who,
        strengths=which,
        others=which,
        item=item(row.attribute, names),
        column=item(column, names),
        held=held,
        level=row.attribute,
        value=row.value or "1",
        dates=days(row.value),
        place=row.value,
    )


def days(value: str) -> str:
    """Dates of a rule in words, the year once where it is the same."""
    slots = [split_slot(word) for word in value.split()]
    if not slots or not all(slots):
        return ", ".join(value.split())
    found = []
    for place, (date, part) in enumerate(slot for slot in slots if slot is not None):
        shown = day(pd.Timestamp(date))
        following = slots[place + 1] if place + 1 < len(slots) else None
        if following is not None and following[0][:4] == date[:4]:
            shown = shown.rpartition(" ")[0]
        found.append(shown if part == "day" else f"{shown} ({text(f'groups_app.part.{part}')})")
    return ", ".join(found)


def item(attribute: str, names: Names) -> str:
    """A column of people or a strength, in words."""
    if attribute.startswith("strength:"):
        strength = attribute.removeprefix("strength:")
        return names.strengths.get(strength, strength)
    known = ("unit", "layer", "location", "manager_id", "fte")
    return text(f"groups_app.column_name.{attribute}") if attribute in known else attribute


def rules_table(rows: Sequence[RuleRow], names: Names) -> pd.DataFrame:
    """Rows of one card as people read them."""
    shown = [(row.rule_id, sentence(row, names), row.owner, row.reason) for row in rows]
    heads = [text(f"groups_app.rule.{name}") for name in ("rule_id", "says", "owner", "reason")]
    return pd.DataFrame(shown, columns=heads)
