"""Group figures: counts of people per group that tell what a group has and nothing about anybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.audit import Figures, Seen
from talentmap.access.audit_earlier import told_by_two
from talentmap.access.audit_hide import GIVES_AWAY, hide_for
from talentmap.access.figures_earlier import Basis, Name, changes, person_tokens
from talentmap.access.figures_facts import Facts, facts_of, ranks_of
from talentmap.access.figures_groups import NO_DATA, SHOWN, FigureGroups, Gate, Plan, lay_out, members_digest
from talentmap.access.figures_noise import draws, nearest, rounded, steps
from talentmap.access.figures_table import PublishedTable
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import text

LEAST = 5
"""Contributors a group needs. It can be raised and not lowered."""
EVERYBODY, SAME_UNIT = 3, 2
"""Ranks of `known`: seen by every colleague; seen within the same unit."""
_COVER = 1 / 64
"""Share of figures hidden by a draw alone, so that a hidden figure never says why."""

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def publish(
    table: pd.DataFrame,
    groups: FigureGroups,
    k: int = LEAST,
    *,
    earlier: PublishedTable | None = None,
    known: pd.DataFrame | None = None,
    key: bytes | None = None,
    contributes: Sequence[bool] | None = None,
    chains: Sequence[Sequence[str]] = (),
) -> PublishedTable:
    """Count people per group and figure, and let nothing out from which anybody's value can be computed.

    Groups with fewer than k contributors are not shown; they are joined into the rest of their unit, or of a unit
    above. Counts get sticky random rounding to 5 (see ``figures_noise``), sizes the nearest 5. A figure of which fewer
    than k people changed since `earlier` stays as it was. Then the figures are audited together with what readers see
    one by one, and more are hidden where that is needed. What is hidden follows from the rounded figures, from who
    contributed and from what readers see anyway, never from the counts.

    Parameters
    ----------
    table
        Column person_id and a column per figure: 1 or True (counted), 0 or False, or missing (not known of this
        person, which does not count). A row per person; who has no row is not known.
    groups
        Who belongs where; see :func:`~talentmap.access.figures_groups.figure_groups`. Only they are counted.
    k
        Contributors a group needs: 5 or more.
    earlier
        What was published before this, so that comparing the two tells nothing of anybody.
    known
        As `table`, with how far each value can be seen one by one: 3 by every colleague, 2 within the unit, less by
        nobody who needs be reckoned with. None: nobody sees anything.
    key
        Secret of at most 64 bytes that the draws hang on. The store keeps one. None derives one from the table, which
        is for somebody who holds all of it anyway.
    contributes
        Per row of `table`: whether the person shared any evidence. None: who has a value in any column.
    chains
        Names of figures of which each counts people of the one before it, such as ``("known", "present", "strong")``.

    Raises
    ------
    ProblemError
        k is below 5 or below that of `earlier`; `earlier` is the copy for readers; a person stands
        twice or a value is neither 0, 1 nor missing.
    UnknownLabelError
        A chain names a figure that the table does not have.

    Notes
    -----
    Our definition of the whole; the parts and their sources stand in ``figures_noise`` and ``audit_hide``.
    """
    _check_k(k, earlier)
    facts = facts_of(table, groups, contributes)
    secret = key if key is not None else facts.digest()
    names = [str(name) for name in facts.figures]
    links = tuple(tuple(_column(names, each) for each in chain) for chain in chains)
    return _Making(facts, groups, k, secret, links, earlier, ranks_of(known, facts)).table()


@dataclass(frozen=True, eq=False)
class _Making:
    """One snapshot on its way out."""

    facts: Facts
    groups: FigureGroups
    k: int
    key: bytes
    chains: tuple[tuple[int, ...], ...]
    earlier: PublishedTable | None
    ranks: NDArray[np.int8]

    def table(self) -> PublishedTable:
        """Groups, counts, rounding, what stays from before, audit: in this order."""
        facts = self.facts
        tokens = person_tokens(facts.raw_ids, self.key)
        gate = Gate(facts.contributes, facts.raw_ids, self.k, self.key, self._decided(), tokens)
        plan = lay_out(facts.unit, facts.location, self.groups.parents, gate)
        basis = Basis(tokens, tuple(plan.keys), plan.members, facts.figures, facts.values, facts.contributes)
        count, size = self._rounded(plan)
        rests_on = self._kept(basis, plan, count, size)
        self._in_line(count, rests_on > 0)
        size = np.maximum(size, count)
        why = np.repeat(plan.held[:, None], len(facts.figures), axis=1)
        if not facts.contributes.any():
            why[:] = NO_DATA
        why = self._audited(plan, count, why, basis, rests_on)
        gates_on = self._gates_on(gate, plan)
        bases, rests_on, gates_on = _pruned([basis, *self._before], rests_on, gates_on)
        return PublishedTable(
            kind=plan.kind,
            unit=plan.unit,
            location=plan.location,
            figures=facts.figures,
            k=self.k,
            count=count,
            size=size,
            why=why,
            bases=bases,
            rests_on=rests_on,
            gates_on=gates_on,
            gate_open=plan.held == SHOWN,
        )

    @property
    def _before(self) -> tuple[Basis, ...]:
        return self.earlier.bases if self.earlier is not None else ()

    def _decided(self) -> dict[Name, tuple[frozenset[str], bool]]:
        """For each group of the snapshot before: its contributors when it was decided whether to show it."""
        before = self.earlier
        if before is None:
            return {}
        made = {}
        for g, name in enumerate(before.keys):
            basis = before.bases[before.gates_on[g]]
            inside = basis.members[basis.groups.index(name)] & basis.contributes
            made[name] = frozenset(basis.people[inside].tolist()), bool(before.gate_open[g])
        return made

    def _gates_on(self, gate: Gate, plan: Plan) -> Ints:
        """Position of the basis on which it was decided about each group; 0 is the one of now."""
        before = self.earlier
        on = np.zeros(plan.n_groups, dtype=np.int64)
        if before is None:
            return on
        place = {name: g for g, name in enumerate(before.keys)}
        members = plan.members
        for g, name in enumerate(plan.keys):
            same = name in place and (plan.held[g] == SHOWN) == bool(before.gate_open[place[name]])
            if same and gate.stands(name, members[g]):
                on[g] = before.gates_on[place[name]] + 1
        return on

    def _rounded(self, plan: Plan) -> tuple[Ints, Ints]:
        facts, members = self.facts, plan.members
        ids = facts.raw_ids
        sizes = members.sum(axis=1)
        n_figures = len(facts.figures)
        contents, counts = [], np.zeros((plan.n_groups, n_figures), dtype=np.int64)
        for g in range(plan.n_groups):
            inside = members[g]
            digest = members_digest(ids, inside)
            values = np.ascontiguousarray(facts.values[inside].T)
            counts[g] = (values == 1).sum(axis=1)
            contents += [
                b"figure" + digest + name.encode() + values[f].tobytes() for f, name in enumerate(facts.figures)
            ]
        drawn = draws(self.key, contents)
        size = np.repeat(sizes, n_figures)
        count = rounded(counts.ravel(), size, drawn).reshape(counts.shape)
        return count, np.repeat(nearest(sizes)[:, None], n_figures, axis=1)

    def _kept(self, now: Basis, plan: Plan, count: Ints, size: Ints) -> Ints:
        """Put back, in place, the figures of which fewer than k people changed; the basis each rests on, 0 for new."""
        rests_on = np.zeros(count.shape, dtype=np.int64)
        before = self.earlier
        if before is None:
            return rests_on
        rows = {name: g for g, name in enumerate(before.keys) if before.gate_open[g]}
        columns = {name: f for f, name in enumerate(before.figures)}
        here = [g for g, name in enumerate(plan.keys) if name in rows]
        both = [f for f, name in enumerate(now.figures) if name in columns]
        new = np.ix_(here, both)
        old = np.ix_([rows[plan.keys[g]] for g in here], [columns[now.figures[f]] for f in both])
        for number, basis in enumerate(before.bases):
            moved = changes(basis, now)[new]
            keep = (before.rests_on[old] == number) & (moved >= 0) & (moved < self.k)
            for target, source in ((count, before.count), (size, before.size)):
                target[new] = np.where(keep, source[old], target[new])
            rests_on[new] = np.where(keep, number + 1, rests_on[new])
        return rests_on

    def _in_line(self, count: Ints, kept: Flags) -> None:
        """Make parts no more than the whole they are part of, in place, by moving figures that are new."""
        for chain in self.chains:
            for place, f in enumerate(chain):
                low, high = np.zeros(len(count), dtype=np.int64), np.full(len(count), np.iinfo(np.int64).max)
                for narrow in chain[place + 1 :]:
                    low = np.where(kept[:, narrow], np.maximum(low, count[:, narrow]), low)
                if place:
                    high = count[:, chain[place - 1]]
                count[:, f] = np.where(kept[:, f], count[:, f], np.clip(count[:, f], np.minimum(low, high), high))

    def _audited(
        self, plan: Plan, count: Ints, why: NDArray[np.object_], now: Basis, rests_on: Ints
    ) -> NDArray[np.object_]:
        """Hide what a reader could use, and a few by a draw alone."""
        cover = self._cover(plan)
        readers = self._readers()
        if self.earlier is not None:
            for sees in readers:
                cover |= told_by_two(self.earlier, now, count, sees) & (rests_on == 0)
        why = np.where((why == SHOWN) & cover, GIVES_AWAY, why)
        figures = Figures(plan, count, why == SHOWN, self.chains)
        more = hide_for(figures, [self._seen(plan, sees) for sees in readers])
        return np.where(why == SHOWN, more, why)

    def _cover(self, plan: Plan) -> Flags:
        names = ["|".join(name) for name in plan.keys]
        contents = [f"cover|{name}|{figure}".encode() for name in names for figure in self.facts.figures]
        share = steps(draws(self.key, contents)[:, 0], _COVER)
        return (share >= 1).reshape(len(names), len(self.facts.figures))

    def _readers(self) -> list[Flags]:
        """Whose values are seen, shape (n_people, n_figures), by a colleague, one of the same unit, and each manager.

        A manager sees all that is counted of their reports, so that of them nothing counted is known too.
        """
        facts, everybody = self.facts, self.ranks >= EVERYBODY
        unit_of = dict(zip(facts.ids, facts.unit.tolist(), strict=True))
        readers = [everybody, self.ranks >= SAME_UNIT]
        for manager in sorted(set(facts.manager.tolist()) - {""}):
            beside = (facts.unit == unit_of.get(manager))[:, None] & (self.ranks >= SAME_UNIT)
            readers.append(everybody | beside | (facts.manager == manager)[:, None])
        return readers

    def _seen(self, plan: Plan, sees: Flags) -> Seen:
        """What such a reader sees of the people of each cell."""
        place = np.eye(plan.cells.shape[1], dtype=np.int64)[:, plan.cell_of]
        return Seen(place @ (sees & (self.facts.values == 1)), place @ (~sees).astype(np.int64))


def _pruned(bases: list[Basis], rests_on: Ints, gates_on: Ints) -> tuple[tuple[Basis, ...], Ints, Ints]:
    """Only the bases that something still rests on, numbered anew."""
    used = sorted({*rests_on.ravel().tolist(), *gates_on.tolist()})
    number = np.zeros(len(bases), dtype=np.int64)
    number[used] = np.arange(len(used))
    return tuple(bases[b] for b in used), number[rests_on], number[gates_on]


def _check_k(k: int, earlier: PublishedTable | None) -> None:
    least = max(LEAST, earlier.k if earlier is not None else LEAST)
    if earlier is not None and not earlier.bases:
        raise ProblemError(text("figures.for_readers"))
    if not isinstance(k, (int, np.integer)) or isinstance(k, bool) or k < least:
        raise ProblemError(text("figures.small_k", found=repr(k), least=least))


def _column(names: list[str], name: str) -> int:
    if name not in names:
        raise UnknownLabelError(text("figures.unknown_figure", name=name, known=", ".join(names)), name)
    return names.index(name)
