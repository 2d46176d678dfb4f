"""Whole units of a millionth: parts of an objective that are whole numbers add up exactly."""

from __future__ import annotations

from fractions import Fraction

MICRO = 1_000_000
"""Units in 1.0."""


def micro(value: Fraction) -> int:
    """A share in whole units of 1e-6, halves up, free of floating point."""
    return int((value * MICRO * 2 + 1) // 2)


def exact(value: float) -> Fraction:
    """The shortest decimal that reads as this number: 0.3 is three tenths, not its binary neighbour."""
    return Fraction(repr(float(value)))
