"""The program as typed, without a process of its own."""

from __future__ import annotations

from talentmap.cli import program


def run(*words: object) -> int:
    """Exit status of ``talentmap`` with these words."""
    return program.run([str(word) for word in words])
