"""The question of coverage under load: who can do what for which task, by kinds; tasks in parts for the bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_SKILLS = 62
"""Skills a task may need: sets of them are bits of one number."""
_PART = 8
"""Skills of one part of a task when prices are worked out: all sets of them are looked at."""


@dataclass(frozen=True, eq=False)
class Workload:
    """Who can do what for which task, by kinds.

    Parameters
    ----------
    experts, tasks
        Shape (n_experts,) and (n_tasks,): the kind of each.
    starts, expert, mask
        For kind of task t the kinds of experts with a skill it needs, ascending, and which skills (bits):
        ``expert[starts[t]:starts[t + 1]]``.
    size
        Shape (n_kinds of tasks,): how many skills it needs.
    asked
        Numbers of the skills needed, kind of task after kind of task, in the order of the bits.
    holder, held
        Pairs of kind of expert and number of a skill they have that some task needs.
    """

    experts: Ints
    tasks: Ints
    starts: Ints
    expert: Ints
    mask: Ints
    size: Ints
    asked: Ints
    holder: Ints
    held: Ints

    @classmethod
    def of(cls, experts: Sequence[frozenset[str]], tasks: Sequence[frozenset[str]]) -> Workload:
        """From the skills of each expert and those each task needs; tasks need 1 to ``MOST_SKILLS`` skills."""
        kinds_e = {skills: k for k, skills in enumerate(dict.fromkeys(experts))}
        kinds_t = {skills: k for k, skills in enumerate(dict.fromkeys(tasks))}
        holders: dict[str, list[int]] = {}
        for skills, e in kinds_e.items():
            for skill in skills:
                holders.setdefault(skill, []).append(e)
        number = {skill: k for k, skill in enumerate(sorted(frozenset[str]().union(*kinds_t)))}
        starts, found, masks = [0], [], []
        for skills in kinds_t:
            bits: dict[int, int] = {}
            for b, skill in enumerate(sorted(skills)):
                for e in holders.get(skill, ()):
                    bits[e] = bits.get(e, 0) | 1 << b
            found += sorted(bits)
            masks += [bits[e] for e in sorted(bits)]
            starts.append(len(found))
        return cls(
            np.array([kinds_e[skills] for skills in experts], dtype=np.int64),
            np.array([kinds_t[skills] for skills in tasks], dtype=np.int64),
            np.array(starts, dtype=np.int64),
            np.array(found, dtype=np.int64),
            np.array(masks, dtype=np.int64),
            np.array([len(skills) for skills in kinds_t], dtype=np.int64),
            np.array([number[skill] for skills in kinds_t for skill in sorted(skills)], dtype=np.int64),
            np.array([e for skill in number for e in holders.get(skill, ())], dtype=np.int64),
            np.array([k for skill, k in number.items() for _ in holders.get(skill, ())], dtype=np.int64),
        )

    def parts(self) -> Parts:
        """The tasks for the bound: those of many skills in parts."""
        starts, expert, mask, share = [0], [], [], []
        owner, size = list[int](), list[int]()
        for t, skills in enumerate(self.size.tolist()):
            own = slice(self.starts[t], self.starts[t + 1])
            pieces = max(1, -(-skills // _PART))
            edges = [skills * k // pieces for k in range(pieces + 1)]
            whole = np.bitwise_count(self.mask[own])
            for low, high in pairwise(edges):
                some = (self.mask[own] >> low) & ((1 << (high - low)) - 1)
                has = some > 0
                expert.append(self.expert[own][has])
                mask.append(some[has])
                share.append(np.bitwise_count(some[has]) / whole[has])
                starts.append(starts[-1] + int(has.sum()))
                owner.append(t)
                size.append(high - low)
        which = np.array(owner, dtype=np.int64)
        return Parts(
            np.array(starts, dtype=np.int64),
            np.concatenate([np.zeros(0, dtype=np.int64), *expert]),
            np.concatenate([np.zeros(0, dtype=np.int64), *mask]),
            np.concatenate([np.zeros(0), *share]),
            np.array(size, dtype=np.int64),
            1.0 / self.size[which],
            self.many[which],
        )

    @property
    def many(self) -> Ints:
        """Shape (n_kinds of tasks,): how many tasks there are of each kind."""
        return np.bincount(self.tasks, minlength=len(self.size))

    def places(self, load: int) -> Ints:
        """Shape (n_kinds of experts,): places of each kind; no more than there are tasks for it."""
        useful = np.bincount(self.expert, weights=np.repeat(self.many, np.diff(self.starts)), minlength=self.n_kinds)
        have = np.bincount(self.experts, minlength=self.n_kinds) * load
        return np.minimum(have, useful.astype(np.int64))

    @property
    def n_kinds(self) -> int:
        """Number of kinds of experts."""
        return int(self.experts.max(initial=-1)) + 1

    @property
    def scale(self) -> int:
        """Units of one task: a covered skill of a task that needs k is worth scale / k, a whole number."""
        return math.lcm(*self.size.tolist()) if len(self.size) else 1


class Parts(NamedTuple):
    """Tasks for the bound, as the compiled loop takes them: see `workload_kernels.lower_bound`."""

    starts: Ints
    expert: Ints
    mask: Ints
    part: Floats
    size: Ints
    value: Floats
    many: Ints
