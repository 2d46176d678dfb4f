"""Named changes to a question, and what they do to the answer."""

from talentmap.scenarios.changes import Change, with_person, with_size, with_weights, without_person, without_rule
from talentmap.scenarios.compare import Comparison, Scenario, compare

__all__ = [
    "Change",
    "Comparison",
    "Scenario",
    "compare",
    "with_person",
    "with_size",
    "with_weights",
    "without_person",
    "without_rule",
]
