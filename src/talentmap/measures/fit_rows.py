"""Fit of one role with very many people, as fast as numpy goes: what matching 2,000 roles x 100,000 people runs on.

The same figures as ``FitKernel.fits``, found by looking up instead of calculating. The weighted sums of a role take few
values, so together they are one small number that leads to the fit; the states of up to three requirements together
lead to their part of that number. A closed gate adds more than any sum, and everything from there on means "closed".
People are taken in blocks that stay in the processor's cache.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.measures.fit_kernel import N_STATES, FitKernel, gate_table, share, state_energy, state_level

CLOSED = -1
"""Fit of a pair that a gate keeps apart."""
_BLOCK = 65_536
_TOGETHER = 3
_LARGEST_TABLE = 2**17


def fit_row(kernel: FitKernel, role: int, closed_from: int) -> NDArray[np.int32]:
    """Fit of a role with all people in units of 1e-6; ``CLOSED`` where the gate is `closed_from` or worse.

    Parameters
    ----------
    closed_from
        ``GATE_UNKNOWN`` or ``GATE_UNMET``.

    Returns
    -------
    Array of shape (n_people,).
    """
    here = slice(int(kernel.first[role]), int(kernel.first[role + 1]))
    total = int(kernel.weight[here].sum())
    size = (total * kernel.steps + 1) * (total + 1) ** 2
    if size > _LARGEST_TABLE or kernel.weights.micro[2]:
        return _calculated(kernel, role, closed_from)
    keys = _keys(kernel, here, total, size, closed_from)
    groups = [_joined(keys[at : at + _TOGETHER]) for at in range(0, len(keys), _TOGETHER)]
    rows = [kernel.strength[here][at : at + _TOGETHER] for at in range(0, len(keys), _TOGETHER)]
    fits = np.append(_fits(kernel, total), np.int32(CLOSED))
    n_people = len(kernel.people)
    found = np.zeros(n_people, dtype=np.int32)
    state = np.empty(min(_BLOCK, n_people), dtype=np.uint16)
    part = np.empty(len(state), dtype=np.int32)
    for start in range(0, n_people, _BLOCK):
        block = found[start : start + _BLOCK]
        for table, strengths in zip(groups, rows, strict=True):
            index = state[: len(block)]
            index[:] = kernel.states[strengths[0], start : start + _BLOCK]
            for strength in strengths[1:]:
                index *= np.uint16(N_STATES)
                index += kernel.states[strength, start : start + _BLOCK]
            # mode="clip" only because numpy then writes straight into `out`; no state is out of range
            np.take(table, index, out=part[: len(block)], mode="clip")
            block += part[: len(block)]
        np.take(fits, block, out=part[: len(block)], mode="clip")  # whatever is past the end is closed
        block[:] = part[: len(block)]
    return found


def _calculated(kernel: FitKernel, role: int, closed_from: int) -> NDArray[np.int32]:
    fit = kernel.fits(role).fit.astype(np.int32)
    gates = kernel.gates(role)
    if gates is not None:
        fit[gates >= closed_from] = CLOSED
    return fit


def _keys(kernel: FitKernel, here: slice, total: int, size: int, closed_from: int) -> list[NDArray[np.int32]]:
    """What each state of each requirement adds to the number that leads to the fit; shape (21,) each."""
    states = np.arange(N_STATES)
    level, energy = state_level(states), state_energy(states)
    keys = []
    for at in range(here.start, here.stop):
        need = int(kernel.need[at])
        credit = np.where(level >= 0, kernel.credit[need][np.maximum(level, 0)], 0)
        key = kernel.weight[at] * ((credit * (total + 1) + (energy == 1)) * (total + 1) + (energy >= 0))
        if kernel.mandatory[at]:
            key = np.where(gate_table(need) >= closed_from, size, key)
        keys.append(key.astype(np.int32))
    return keys


def _joined(keys: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Sums of the keys for each combination of states, the first requirement's state counting most."""
    table = keys[0]
    for key in keys[1:]:
        table = np.add.outer(table, key).ravel()
    return table


def _fits(kernel: FitKernel, total: int) -> NDArray[np.int32]:
    """Fit for each combination of the sums of can, wants and said."""
    w_can, w_wants, _ = kernel.weights.micro
    units = np.arange(total * kernel.steps + 1)
    can = share(units, w_can, np.int64(total * kernel.steps)) if total else units
    wanted, said = np.indices((total + 1, total + 1))
    wants = share(wanted, w_wants, np.maximum(said, 1))
    return np.add.outer(can, wants).ravel().astype(np.int32)
