"""A first team for the solver: swaps that improve, from several starts. It proves nothing."""

from __future__ import annotations

from talentmap.optimise.formulation import Row


def improve(question: object, cuts: tuple[Row, ...]) -> tuple[int, ...] | None:
    return None
