"""A plan of groups, shaped for reading: cards, terms and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.group_rules import item
from talentmap.app.services.people import Names
from talentmap.app.services.words import day, number
from talentmap.data.dataset import Dataset
from talentmap.documents.group_lists import POOLS, Staff
from talentmap.groups import GroupResult
from talentmap.groups.facts import item as item_of
from talentmap.groups.result import Group, Term
from talentmap.groups.verify import Scorer
from talentmap.vocabulary import text

COLOURS = (
    *("#0b6a6e", "#e0a33b", "#7d8fb3", "#b4551d", "#5b8c5a", "#8a5a83"),
    *("#6fb3b3", "#a38b2c", "#3f5f9e", "#d98f6b", "#2f5d3a", "#c78fbf"),
)
"""Colour of each value, in order; the value stands beside it in words, so that colour is never all there is."""

NO_COLOUR = "#c3cad0"


@dataclass(frozen=True)
class Member:
    """A person on a card: name, value of the attribute that gives the colour, and a further remark."""

    id: str
    name: str
    value: str
    remark: str


@dataclass(frozen=True)
class Card:
    """One group as a card.

    Parameters
    ----------
    when
        Date in words with the part of the day; blank without.
    score
        Mix from 0 to 1; None where nothing is asked of it.
    parts
        Soft rule in words, its share, and its share of the weight; they add up to the score.
    wishes, wished
        People with a date they wished, and those who wished any; None where nobody did.
    blocks
        Number of the subgroup (blank without), who works with it, and its people.
    """

    id: str
    when: str
    size: int
    score: float | None
    parts: tuple[tuple[str, float, float], ...]
    wishes: int
    wished: int | None
    blocks: tuple[tuple[str, str, tuple[Member, ...]], ...]


def colour_columns(data: Dataset) -> tuple[str, ...]:
    """Columns of people that can give a colour: few enough values to tell apart."""
    people = data.frames["people"]
    known = [name for name in ("unit", "layer", "location") if name in people and people[name].notna().any()]
    further = [
        name
        for name in people.columns
        if name not in ("person_id", "name", "manager_id", "fte", "start_date", "end_date", *known)
        and 1 < people[name].nunique() <= len(COLOURS)
    ]
    return (*known, *further)


def colours(data: Dataset, column: str) -> Mapping[str, str]:
    """Value -> colour."""
    values = sorted(data.frames["people"][column].dropna().astype(str).unique())
    return {value: COLOURS[k % len(COLOURS)] for k, value in enumerate(values)}


def cards(result: GroupResult, staff: Staff, column: str) -> list[Card]:
    """Every group as a card; people are coloured by a column of people."""
    names, scorer = Names.of(result.problem.data), Scorer(result.problem)
    people = _people(result.problem.data, column)
    found = []
    for group in result.plan:
        score = float(result.scores[group.id]) if group.id in result.scores else None
        asked = sum(person in scorer.wished for person in group.members) if scorer.wished else None
        met = scorer.dates_met((group,))
        parts, blocks = _parts(scorer, group, names), _blocks(group, staff, people)
        found.append(Card(group.id, when(group), len(group.members), score, parts, met, asked, blocks))
    return found


def _people(data: Dataset, column: str) -> Mapping[str, Member]:
    """Everybody as they stand on a card."""
    people = data.frames["people"]
    other = next((name for name in ("layer", "unit") if name in people and name != column), column)
    shown = zip(*(people[name].astype("object") for name in ("person_id", "name", column, other)), strict=True)
    return {
        str(person): Member(str(person), str(name), _said(value), _said(remark) if other != column else "")
        for person, name, value, remark in shown
    }


def _said(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _parts(scorer: Scorer, group: Group, names: Names) -> tuple[tuple[str, float, float], ...]:
    """The soft rules on the mix with what a group reaches of each."""
    shares = scorer.mix_parts(group.members)
    total = sum(order.number for order, _ in shares)
    return tuple(
        (f"{text(f'groups_app.kind.{order.kind}')}: {item(item_of(order), names)}", float(share), order.number / total)
        for order, share in shares
    )


def _blocks(
    group: Group, staff: Staff, people: Mapping[str, Member]
) -> tuple[tuple[str, str, tuple[Member, ...]], ...]:
    """The subgroups of a group, or the group itself where there are none; people by name."""

    def listed(members: Sequence[str]) -> tuple[Member, ...]:
        return tuple(sorted((people[person] for person in members), key=lambda one: (one.name, one.id)))

    leaves = group.leaves()
    if not leaves:
        return (("", staffed(group.id, staff), listed(group.members)),)
    return tuple(
        (leaf.id.removeprefix(f"{group.id}."), staffed(leaf.id, staff), listed(leaf.members)) for leaf in leaves
    )


def staffed(place: str, staff: Staff) -> str:
    """Who works with a subgroup, in words; blank without."""
    own = staff.get(place, {})
    return " · ".join(f"{text(f'group_lists.pool.{pool}')}: {own[pool]}" for pool in POOLS if own.get(pool))


def when(group: Group) -> str:
    """Date of a group in words, with the part of the day where it is not all of it."""
    if not group.date:
        return ""
    shown = day(pd.Timestamp(group.date))
    return shown if group.part == "day" else f"{shown}, {text(f'groups_app.part.{group.part}')}"


def term_name(term: str) -> str:
    """Name of a term in words."""
    return text(f"groups.term.{term.partition('.')[0].partition(':')[0]}" + (".sub" if "." in term else ""))


def figure_of(value: float, unit: str) -> str:
    """A figure of a term: whole where it is a count."""
    return number(value, 4 if unit == "share" else 0 if unit in ("people", "pairs") else 2)


def term_facts(result: GroupResult) -> list[tuple[str, object, str, str]]:
    """Each term as a figure with what is proven of it."""
    return [
        (term_name(term.name), figure_of(term.best, term.unit), _proven(term), _tone(term)) for term in result.terms
    ]


def _proven(term: Term) -> str:
    asked = "" if term.asked is None or term.unit == "share" else text("groups_app.of", n=number(term.asked)) + "; "
    if term.proven:
        return asked + text("groups_app.term_proven")
    return asked + text("groups_app.term_open", bound=figure_of(term.bound, term.unit))


def _tone(term: Term) -> str:
    return "" if term.proven else "warm"


def plan_shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table of a plan with headers and parts of the day in the current language."""
    if "part" in table:
        table = table.assign(part=[text(f"groups_app.part.{part}") for part in table["part"]])
    return table.rename(columns={name: text(f"groups_app.column.{name}") for name in table.columns})


def groups_shown(result: GroupResult) -> pd.DataFrame:
    """The table of groups with headers in the current language."""
    return plan_shown(result.group_table())


def terms_shown(result: GroupResult) -> pd.DataFrame:
    """The terms in words."""
    rows = [
        (
            term_name(term.name),
            figure_of(term.best, term.unit),
            figure_of(term.bound, term.unit),
            text("groups_app.proven" if term.proven else "groups_app.not_proven"),
            text(f"groups.method.{term.method}"),
        )
        for term in result.terms
    ]
    heads = ["term", "best", "bound", "proof", "method"]
    return pd.DataFrame(rows, columns=[text(f"groups_app.column.{name}") for name in heads])
