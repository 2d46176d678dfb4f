"""Leave people out of the model who cannot be in any proposal: those outdone by enough others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.teams.facts import Facts
from talentmap.teams.rules import Instance

Places = NDArray[np.int64]
_LARGEST = 6000
"""Comparing everybody with everybody stays about a second up to here; above it only people alike are compared."""


def candidates(facts: Facts, rules: tuple[Instance, ...], proposals: int) -> tuple[int, ...]:
    """Positions that the proposals asked for can be made of, in order.

    First those go whom a rule of one person forbids. Then everybody outdone by at least
    max_size x proposals others. B outdoes A when B has an earlier id, counts the same in every rule that names A or
    B (so they are of the same unit where units matter), gains at least as much for every requirement, meets each
    that A meets, with energy where A has it, learns each that A learns, and A has no ties that count. A team with A
    then holds or avoids one of those B who is in no earlier proposal either; B instead of A keeps every rule, is
    worth at least as much, is as far from the earlier proposals, and comes earlier in the order of ids. So A is in
    no proposal.
    """
    forbidden = {
        row.positions[0] for instance in rules for row in instance.rows if row.high == 0 and row.coefficients == (1,)
    }
    forbidden |= set(facts.absent)
    pool = [p for p in range(len(facts.people)) if p not in forbidden]
    enough = facts.problem.sizes[1] * max(1, proposals)
    if len(pool) <= enough:
        return tuple(pool)
    at = np.array(pool)
    at = at[_first_alike(facts, rules, at, enough)]
    if enough < len(at) <= _LARGEST:
        at = at[~_outdone(facts, rules, at, enough)]
    return tuple(int(p) for p in at)


def _values(facts: Facts, pool: Places) -> NDArray[np.int64]:
    """Shape (n_pool, 4 x n_requirements): what each person brings to requirements."""
    learners = facts.learners[pool] & (facts.growth_worth > 0)
    return np.hstack([facts.gain[pool], facts.meets[pool], facts.lively[pool], learners]).astype(np.int64)


def _first_alike(facts: Facts, rules: tuple[Instance, ...], pool: Places, enough: int) -> NDArray[np.bool_]:
    """Shape (n_pool,): whether somebody is among the first `enough` of those who bring the same; all with ties are."""
    whole = np.column_stack([_groups(facts, rules, pool), _values(facts, pool)])
    tied = np.isin(pool, facts.pairs)
    seen: dict[bytes, int] = {}
    keep = np.ones(len(pool), dtype=bool)
    for k, row in enumerate(whole):
        if not tied[k]:
            key = row.tobytes()
            seen[key] = seen.get(key, 0) + 1
            keep[k] = seen[key] <= enough
    return keep


def _outdone(facts: Facts, rules: tuple[Instance, ...], pool: Places, enough: int) -> NDArray[np.bool_]:
    """Shape (n_pool,): whether at least `enough` others of the pool outdo this one."""
    value, group = _values(facts, pool), _groups(facts, rules, pool)
    tied = np.isin(pool, facts.pairs)
    count = np.zeros(len(pool), dtype=np.int64)
    for k in range(len(pool)):
        if not tied[k]:
            earlier = np.flatnonzero(group[:k] == group[k])
            count[k] = int((value[earlier] >= value[k]).all(axis=1).sum())
    return count >= enough


def _groups(facts: Facts, rules: tuple[Instance, ...], pool: Places) -> NDArray[np.int64]:
    """Shape (n_pool,): people with one number count the same in every rule (mandatory levels are compared apart)."""
    place = {int(p): k for k, p in enumerate(pool)}
    signs: list[list[tuple[int, int]]] = [[] for _ in pool]
    rows = [
        row for instance in rules if instance.rule not in ("mandatory", "robust", "team_size") for row in instance.rows
    ]
    for number, row in enumerate(rows):
        for position, coefficient in zip(row.positions, row.coefficients, strict=True):
            if position in place:
                signs[place[position]].append((number, coefficient))
    matter = bool(facts.balance.any())
    keys = [(tuple(sign), facts.units[p] if matter else "") for sign, p in zip(signs, pool.tolist(), strict=True)]
    numbers = {key: k for k, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys])
