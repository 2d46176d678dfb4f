"""What a project asks of its team."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """A strength a project asks for: at least `min_people` members at this level or higher."""

    strength_id: str
    level: int
    weight: float
    mandatory: bool
    min_people: int
