"""What a simulation of spread assumes: figures that each carry a source, or say that somebody assumed them."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talentmap.errors import ProblemError
from talentmap.vocabulary import text

ASSUMPTION = "aanname"
"""The word that stands where a parameter has no source."""


@dataclass(frozen=True)
class Parameter:
    """A figure of the simulation and where it comes from.

    Parameters
    ----------
    name, value, unit
        What it is.
    source
        A paper with its DOI, or the word ``aanname``: somebody assumed it.

    Raises
    ------
    ProblemError
        No source, or one that is neither.
    """

    name: str
    value: float
    unit: str
    source: str

    def __post_init__(self) -> None:
        if not isinstance(self.source, str) or not ("doi:10." in self.source or ASSUMPTION in self.source):
            raise ProblemError(text("front_runners.wrong.source", name=self.name))


PARAMETERS = (
    Parameter(
        "chance_per_contact",
        0.1,
        "share",
        "Kempe, Kleinberg and Tardos (2003), section 3 (10%; they also take 1%), doi:10.1145/956750.956769",
    ),
    Parameter("contacts_per_step", 4.0, "contacts over the strongest tie", ASSUMPTION),
    Parameter("weeks_per_step", 1.0, "weeks", ASSUMPTION),
)
"""A tie of weight w (1 is the strongest) passes it on with chance 1 - (1 - chance_per_contact)^(contacts x w): as
many independent contacts, as in the same section, where parallel ties each have a chance."""
_RANGES = {"chance_per_contact": (0.0, 1.0), "contacts_per_step": (0.0, 1000.0), "weeks_per_step": (1.0, 52.0)}


def values_of(parameters: object) -> Mapping[str, float]:
    """Name -> value, each once and within its range."""
    several = isinstance(parameters, Sequence) and not isinstance(parameters, str)
    parts: list[object] = list(parameters) if several else [parameters]  # type: ignore[call-overload]
    given = [part for part in parts if isinstance(part, Parameter)]
    if len(given) < len(parts) or sorted(p.name for p in given) != sorted(_RANGES):
        names = [part.name if isinstance(part, Parameter) else repr(part) for part in parts]
        known = ", ".join(_RANGES)
        raise ProblemError(text("front_runners.wrong.parameters", known=known, found=", ".join(names) or "-"))
    for parameter in given:
        low, high = _RANGES[parameter.name]
        value = parameter.value
        right = isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)
        if not (right and low <= value <= high):
            key, found = "front_runners.wrong.parameter", repr(value)
            raise ProblemError(text(key, name=parameter.name, found=found, low=low, high=high))
    return {parameter.name: float(parameter.value) for parameter in given}
