"""Python that gives what is on screen."""

from __future__ import annotations

from collections.abc import Mapping


def script(load: str, *lines: str) -> str:
    """A script that loads the data on screen and goes on with these lines."""
    return "\n".join(["import talentmap as tm", "", load, *lines])


def arguments(given: Mapping[str, object]) -> str:
    """Keyword arguments as they are written."""
    return ", ".join(f"{name}={value!r}" for name, value in given.items())
