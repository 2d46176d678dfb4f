"""Changes by hand: a plan with somebody moved or swapped, scored at once, its rules broken only for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.groups.asked import id_list, near
from talentmap.groups.prices import SIZES, Prices
from talentmap.groups.regroup import exchanged, regroup
from talentmap.groups.rescore import figures, rescored
from talentmap.groups.result import Group, GroupResult
from talentmap.groups.verify import verify_groups
from talentmap.results import Proof, Reason, Status
from talentmap.vocabulary import text

BROKEN = "groups_edit.broken"
"""Kind of the reason that says which rule was broken by hand, why, and who was moved for it."""


@dataclass(frozen=True, eq=False)
class Edited:
    """A plan changed by hand and what that did.

    Parameters
    ----------
    result
        The plan as it is now; the former one is unchanged, so that keeping it is the way back.
    before, after
        Term -> figure, in the unit of the term.
    broken
        Rules that this change broke, as :func:`~talentmap.groups.verify_groups` words them.
    """

    result: GroupResult
    before: Mapping[str, float]
    after: Mapping[str, float]
    broken: tuple[Reason, ...] = ()

    def table(self) -> pd.DataFrame:
        """The price, by priority: ``term``, ``before``, ``after``, ``change``, ``unit``."""
        rows = [
            (t.name, self.before[t.name], self.after[t.name], self.after[t.name] - self.before[t.name], t.unit)
            for t in self.result.terms
        ]
        return pd.DataFrame(rows, columns=["term", "before", "after", "change", "unit"])


def move_person(
    result: GroupResult,
    person_id: str,
    to_group: str,
    swap_with: str | None = None,
    *,
    because: str | None = None,
    allow: Sequence[str] = (),
) -> Edited:
    """Move somebody to another group, or let them swap places with somebody there.

    In a swap each takes the place of the other, subgroup included. In a move the person comes into a smallest
    subgroup, and nobody else changes subgroup unless sizes would differ by more than one.

    Parameters
    ----------
    result
        The plan to change.
    person_id, to_group
        Who goes where.
    swap_with
        Who comes back from there; None for nobody.
    because
        Why rules may be broken, in words that stay with the plan. Without it no rule may.
    allow
        Names of the only rules that may be broken for this reason; empty for whichever it takes.

    Raises
    ------
    ProblemError
        Rules would break without a reason (they are named), or nobody would be left in the group.
    UnknownLabelError, NoSolutionError
        No such person, group or rule in the plan; there is no plan.
    """
    own, target = result.group_of(person_id), _group(result, to_group)
    if own.id == target.id:
        raise ProblemError(text("groups_edit.wrong.same", person=person_id, group=own.id))
    moves = {person_id: target.id}
    if swap_with is not None:
        if result.group_of(swap_with).id != target.id:
            raise ProblemError(text("groups_edit.wrong.elsewhere", person=swap_with, group=target.id))
        moves[swap_with] = own.id
    elif len(own.members) == 1:
        raise ProblemError(text("groups_edit.wrong.last", person=person_id, group=own.id))
    return _edited(result, moves, because, id_list("allow", allow))


def swap_people(
    result: GroupResult, one: str, other: str, *, because: str | None = None, allow: Sequence[str] = ()
) -> Edited:
    """Let two people of different groups take each other's place; see :func:`move_person`."""
    return move_person(result, one, result.group_of(other).id, other, because=because, allow=allow)


def broken_by_hand(result: GroupResult) -> tuple[str, ...]:
    """Names of the rules that were broken by hand with a reason."""
    return tuple(dict.fromkeys(reason.subject for reason in result.reasons if reason.kind == BROKEN))


def _group(result: GroupResult, name: object) -> Group:
    known = {group.id: group for group in result.plan}
    if name not in known:
        shown = ", ".join(known)
        raise UnknownLabelError(
            text("groups_edit.wrong.group", label=name, known=shown), str(name), near(str(name), known)
        )
    return known[str(name)]


def _edited(result: GroupResult, moves: Mapping[str, str], because: str | None, allow: Sequence[str]) -> Edited:
    problem = result.problem
    prices = Prices(problem, result.plan)
    at = {group.id: g for g, group in enumerate(result.plan)}
    change = prices.change({problem.facts.position[person]: at[to] for person, to in moves.items()})
    _may_break(prices, change.breaks, because, allow)
    groups = _moved(result, prices, moves)
    remarks = _remarks(result, change.breaks, change.mends, because, moves)
    but = [reason.subject for reason in remarks if reason.kind == BROKEN]
    scorer = verify_groups(problem, groups, but=but, scorer=prices.scorer)
    names = [term.name for term in result.terms]
    before, after = (figures(problem, scorer, plan, names) for plan in (result.plan, groups))
    terms = rescored(result.terms, after, problem, scorer, same_rules=not but)
    told = next((term for term in terms if not term.proven), terms[-1] if terms else None)
    best, bound = (told.best, told.bound) if told else (result.proof.best, result.proof.bound)
    proof = by_hand(result.proof, best, bound)
    edited = replace(
        result,
        status=Status.FEASIBLE,
        groups=groups,
        terms=terms,
        scores=scorer.scores(groups),
        proof=proof,
        reasons=remarks,
    )
    every = scorer.broken(groups) if change.breaks else ()
    broken = tuple(reason for reason in every if reason.subject in change.breaks)
    return Edited(edited, before, after, broken)


def by_hand(proof: Proof, best: float, bound: float) -> Proof:
    """The record of a plan that people changed: whatever was proven of its shape is no longer claimed."""
    return replace(proof, status=Status.FEASIBLE, best=best, bound=bound, method="by_hand", verified=True)


def _may_break(prices: Prices, breaks: Sequence[str], because: str | None, allow: Sequence[str]) -> None:
    """Refuse a change that breaks rules without a reason, or others than the reason is for."""
    known = (*prices.rules, SIZES)
    for name in allow:
        if name not in known:
            like = near(name, known)
            shown = text("groups.wrong.near", near=", ".join(like)) if like else ""
            raise UnknownLabelError(text("groups_edit.wrong.rule", name=name, near=shown), name, like)
    reason = because.strip() if isinstance(because, str) else ""
    if because is not None and not reason:
        raise ProblemError(text("groups_edit.wrong.because", found=repr(because)))
    refused = [name for name in breaks if not reason or (allow and name not in allow)]
    if refused:
        rules = prices.rules
        said = [rules[name].reason.text() if name in rules else text("groups_edit.sizes") for name in refused]
        shown = "; ".join(f"{name} ({words})" for name, words in zip(refused, said, strict=True))
        raise ProblemError(text("groups_edit.wrong.breaks", rules=shown))


def _moved(result: GroupResult, prices: Prices, moves: Mapping[str, str]) -> tuple[Group, ...]:
    """The groups after the change, those it does not touch as they were."""
    groups = []
    for group in result.plan:
        gone = [person for person in moves if person in group.members]
        come = [person for person, to in moves.items() if to == group.id]
        if not gone and not come:
            groups.append(group)
            continue
        members = tuple(sorted({*group.members, *come} - set(gone)))
        if gone and come:
            parts = exchanged(group.subgroups, gone[0], come[0])
        else:
            parts = regroup(prices.scorer, group.id, members, group.subgroups, result.problem.depths)
        groups.append(replace(group, members=members, subgroups=parts))
    return tuple(groups)


def _remarks(
    result: GroupResult,
    breaks: Sequence[str],
    mends: Sequence[str],
    because: str | None,
    moves: Mapping[str, str],
) -> tuple[Reason, ...]:
    """The remarks of the plan: what is no longer broken goes, what breaks now comes with its reason."""
    left = [r for r in result.reasons if not (r.kind == BROKEN and r.subject in mends)]
    moved = ", ".join(moves)
    left += [
        Reason(BROKEN, name, str(because).strip(), "", None, {"moved": moved, "to": ", ".join(moves.values())})
        for name in breaks
    ]
    return tuple(left)
