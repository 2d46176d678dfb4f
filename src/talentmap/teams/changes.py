"""Small changes of a team question: a rule moved or dropped, or something a person can bring or keep to themself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.results import Reason
from talentmap.results.reasons import Value
from talentmap.teams import own_data
from talentmap.teams.facts import requirements_of
from talentmap.teams.orders import orders
from talentmap.teams.problem import TeamProblem

ABOUT_DATA = ("availability", "level", "energy", "aspiration", "unshare", "energy_off", "aspiration_off")
"""Kinds that change what a person shares; availability first, then levels, because energy stands on a level."""


@dataclass(frozen=True)
class Change:
    """One change.

    Parameters
    ----------
    kind
        ``drop`` or ``soften`` (a rule), ``size``, or one of :data:`ABOUT_DATA`.
    about
        Name of the rule, ``team_size``, or id of the strength; two changes of one kind of thing exclude each other.
    step
        How big it is: 1 for a bound moved by one, a level one step higher, or something said; 2 for a level two
        steps higher and for a bound given up that could have moved by one. Our definition, so that of two changes
        the smaller is named.
    value
        The new level, bound, or sizes.
    person
        Whose data change; blank for rules.
    shown
        Figures and names for the sentence.
    """

    kind: str
    about: str
    step: int = 1
    value: tuple[int, ...] = ()
    person: str = ""
    shown: Mapping[str, Value] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """Kind, what it is about, and the new value: ``level:S03 4``."""
        return f"{self.kind}:{self.about} {'-'.join(str(v) for v in self.value)}".rstrip()

    @property
    def thing(self) -> str:
        """What it changes: of two changes of one thing only one can be made."""
        kind = {"drop": "rule", "soften": "rule", "unshare": "level"}.get(self.kind, self.kind)
        return f"{kind}:{self.about}"

    def reason(self, subject: str) -> Reason:
        """The change in words, about this person."""
        rule = self.about.partition(":")[0]
        kind = f"whynot.{self.kind}.{rule}" if self.kind in ("drop", "soften") else f"whynot.{self.kind}"
        if self.kind == "level" and not self.shown.get("known"):
            kind = "whynot.level.unknown"
        if self.kind == "drop" and self.shown.get("owner"):
            kind = f"{kind}.owned"
        value: Value = self.value[-1] if self.value else None
        return Reason(kind, subject, value, "", None, {"change": self.name, **self.shown})

    def to_dict(self) -> dict[str, object]:
        """Plain values; without the step, which would tell what the person's level is now."""
        return {"change": self.name, "kind": self.kind, "about": self.about, "value": list(self.value)}


def apply(problem: TeamProblem, changes: Iterable[Change], *, check: bool = True) -> TeamProblem:
    """The question with these changes: rules first, then the data, levels before energy.

    Parameters
    ----------
    problem, changes
        The question and what changes.
    check
        False leaves out the check of the changed data as a whole: for trying many.

    Raises
    ------
    DataError, ProblemError, UnknownLabelError
        A change does not fit the question.
    """
    made, before = list(changes), problem.data
    problem = with_rules(problem, made)
    data = [change for change in made if change.kind in ABOUT_DATA]
    for change in sorted(data, key=lambda c: ABOUT_DATA.index(c.kind)):
        problem = problem.replace(data=_changed_data(problem, change))
    if data and check:
        problem = problem.replace(data=own_data.checked(before, problem.data))
    return problem


def with_rules(problem: TeamProblem, changes: Iterable[Change]) -> TeamProblem:
    """The question with the changes that are about its rules."""
    made = list(changes)
    for change in made:
        if change.kind == "size":
            problem = problem.replace(size=change.value)
        elif change.kind == "soften":
            problem = _softened(problem, change)
    dropped = [change.about for change in made if change.kind == "drop"]
    if not problem.robust:  # a rule that is gone already cannot be waived
        dropped = [name for name in dropped if not name.startswith("robust:")]
    return problem.replace(waive=(*problem.waive, *dropped)) if dropped else problem


def _softened(problem: TeamProblem, change: Change) -> TeamProblem:
    rule, _, about = change.about.partition(":")
    (bound,) = change.value
    if rule == "robust":
        return problem.replace(robust=bound)
    if rule == "mandatory":
        rows = [
            {**asdict(r), "min_people": bound if r.strength_id == about else r.min_people}
            for r in requirements_of(problem)
        ]
        return problem.replace(requirements=pd.DataFrame(rows))
    unit, _, old = about.rpartition(" ")
    limits = dict(getattr(problem, rule))
    if unit in limits and limits[unit] != int(old):  # another number for the same unit stays, unless it is looser
        bound = min(bound, limits[unit]) if rule == "unit_at_most" else max(bound, limits[unit])
    changed = problem.replace(**{rule: {**limits, unit: bound}})
    if any(f"{order.rule}:{order.unit} {order.number}" == change.about for order in orders(changed)):
        changed = changed.replace(waive=(*changed.waive, change.about))
    return changed


def _changed_data(problem: TeamProblem, change: Change) -> Dataset:
    person, strength = change.person, change.about
    match change.kind:
        case "level":
            return own_data.with_level(problem, person, strength, change.value[0])
        case "energy":
            return own_data.with_energy(problem, person, strength, 1)
        case "energy_off":
            return own_data.with_energy(problem, person, strength, None)
        case "unshare":
            return own_data.without_own(problem, person, strength)
        case "aspiration":
            return own_data.with_wish(problem, person, strength)
        case "aspiration_off":
            return own_data.without_wish(problem, person, strength)
    return own_data.with_hours(problem, person)
