"""How far the word may spread from the front runners: an independent cascade over ties, with bands.

Each week, everybody who heard it the week before passes it on once over each of their ties, and each time it takes
with a chance of its own. What is drawn is which ties would pass it on; the weeks are then distances along them
(Kempe, Kleinberg and Tardos 2003, section 2.2: both give the same chances). The same seed draws the same ties for
every choice of front runners, so that two choices differ by the choice alone.

References
----------
Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network,
doi:10.1145/956750.956769.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.graph.matrices import scaled_ties
from talentmap.optimise.options import SEED
from talentmap.programme.front_problem import FrontRunnerProblem
from talentmap.programme.spread_parameters import PARAMETERS, Parameter, values_of
from talentmap.vocabulary import text

_BANDS = {"low": 0.1, "middle": 0.5, "high": 0.9}
_CELLS = 8_000_000
"""Draws held at one time: about 70 megabytes."""


@dataclass(frozen=True, eq=False)
class SpreadResult:
    """How many may have heard it, week by week, in many runs.

    Parameters
    ----------
    chosen
        Front runners, by id.
    people
        Everybody employed, by id.
    unknown
        People without any tie on record, who can only be reached here by being chosen.
    counts
        Shape (runs, weeks + 1), int64: people who heard it by the end of each week; week 0 is the front runners.
    chances
        Shape (n_people,): share of the runs in which each person heard it in the end.
    parameters
        What was assumed, with sources.
    seed
        Of the draws.
    """

    chosen: tuple[str, ...]
    people: tuple[str, ...]
    unknown: tuple[str, ...]
    counts: NDArray[np.int64]
    chances: NDArray[np.float64]
    parameters: tuple[Parameter, ...]
    seed: int

    @property
    def weeks(self) -> int:
        """Weeks looked ahead."""
        return int(self.counts.shape[1]) - 1

    def table(self) -> pd.DataFrame:
        """One row per week: ``week`` (from 0), ``low``, ``middle``, ``high`` (people: 10, 50 and 90 % of the runs have
        at most so many), and ``share`` (of everybody employed, in the middle).

        Quantiles are counts that occurred (the lowest with at least that share of the runs at or below it).
        """
        bands = {
            name: np.quantile(self.counts, share, axis=0, method="inverted_cdf").astype(np.int64)
            for name, share in _BANDS.items()
        }
        frame = pd.DataFrame({"week": np.arange(self.weeks + 1), **bands})
        return frame.assign(share=frame["middle"] / max(len(self.people), 1))

    def person_table(self) -> pd.DataFrame:
        """One row per person, by id: ``person_id``, ``chance`` (share of the runs), ``known`` (a tie is on record)."""
        hidden = set(self.unknown)
        known = [p not in hidden for p in self.people]
        return pd.DataFrame({"person_id": list(self.people), "chance": self.chances, "known": known})

    def parameter_table(self) -> pd.DataFrame:
        """One row per parameter: ``name``, ``value``, ``unit``, ``source``."""
        rows = [(p.name, p.value, p.unit, p.source) for p in self.parameters]
        return pd.DataFrame(rows, columns=["name", "value", "unit", "source"])

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines, with what was assumed."""
        last = self.table().iloc[-1]
        said = {name: int(last[name]) for name in _BANDS}
        said |= {"weeks": self.weeks, "people": len(self.people), "n": len(self.chosen)}
        lines = [
            text("front_runners.spread.summary", lang=lang, **said),
            text("front_runners.spread.unknown", lang=lang, n=len(self.unknown)),
        ]
        for parameter in self.parameters:
            name = text(f"front_runners.parameter.{parameter.name}", lang=lang)
            details = {"name": name, "value": parameter.value, "source": parameter.source}
            lines.append(text("front_runners.spread.parameter", lang=lang, **details))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "chosen": list(self.chosen),
            "people": len(self.people),
            "unknown": list(self.unknown),
            "weeks": self.table().to_dict("records"),
            "parameters": self.parameter_table().to_dict("records"),
            "runs": len(self.counts),
            "seed": self.seed,
        }


def simulate_spread(
    data: Dataset,
    chosen: Sequence[str],
    *,
    weeks: int = 12,
    runs: int = 500,
    seed: int = SEED,
    parameters: Sequence[Parameter] = PARAMETERS,
) -> SpreadResult:
    """Simulate how word spreads from front runners over the ties between colleagues.

    Parameters
    ----------
    data
        The dataset; people employed at the reference date and the ties between them.
    chosen
        Ids of the front runners.
    weeks, runs
        How far to look ahead, and how many times to draw.
    seed
        Of the draws: the same seed gives the same answer.
    parameters
        One of each name in :data:`PARAMETERS`, each with a source or the word ``aanname``.

    Returns
    -------
    SpreadResult with a band per week. It shows what follows from the assumptions, not what will happen.

    Raises
    ------
    ProblemError, UnknownLabelError
        An argument of the wrong kind or out of range, or somebody who is not employed.

    References
    ----------
    Kempe, Kleinberg and Tardos (2003), doi:10.1145/956750.956769: independent cascade.
    """
    everybody = FrontRunnerProblem(data, 1, (), None, 0, None)
    people = tuple(everybody.team_of)
    for name, value in (("weeks", weeks), ("runs", runs), ("seed", seed)):
        _whole(name, value)
    start = _places(chosen, people)
    values = values_of(parameters)
    sources, targets, chance = _arcs(data, people, values)
    rng = np.random.default_rng(seed)
    counts, heard = np.empty((runs, weeks + 1), dtype=np.int64), np.zeros(len(people), dtype=np.int64)
    piece = max(1, _CELLS // max(len(sources), 1))
    for first in range(0, runs, piece):
        rows = min(piece, runs - first)
        live = rng.random((rows, len(sources))) < chance
        some, ends = _waves(live, sources, targets, len(people), start, weeks, values["weeks_per_step"])
        counts[first : first + rows] = some
        heard += ends
    unknown = tuple(p for p in people if not everybody.ties[p])
    ids = tuple(people[k] for k in start)
    return SpreadResult(ids, people, unknown, counts, heard / runs, tuple(parameters), seed)


def _waves(
    live: NDArray[np.bool_],
    sources: NDArray[np.int64],
    targets: NDArray[np.int64],
    n: int,
    start: list[int],
    weeks: int,
    pause: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """People who heard it by each week in each run, and in how many runs each person did in the end."""
    runs = len(live)
    run, arc = np.nonzero(live)
    begin, end = sources[arc], targets[arc]
    heard = np.zeros((runs, n), dtype=bool)
    heard[:, start] = True
    fresh = heard.copy()
    counts = np.empty((runs, weeks + 1), dtype=np.int64)
    for week in range(weeks + 1):
        if week // pause > (week - 1) // pause and week:
            passed = fresh[run, begin]
            fresh = np.zeros_like(heard)
            fresh[run[passed], end[passed]] = True
            fresh &= ~heard
            heard |= fresh
        counts[:, week] = heard.sum(axis=1)
    return counts, heard.sum(axis=0)


def _arcs(
    data: Dataset, people: tuple[str, ...], values: Mapping[str, float]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Ties between people employed, both ways, in id order: from, to, and the chance that it is passed on."""
    found = scaled_ties(data)
    ties = found.values.tocoo()
    place = {p: k for k, p in enumerate(people)}
    where = np.array([place.get(p, -1) for p in found.rows], dtype=np.int64)
    begin, end = where[ties.row], where[ties.col]
    kept = (begin >= 0) & (end >= 0) & (begin != end)
    contacts = values["contacts_per_step"] * ties.data[kept]
    chance = 1 - (1 - values["chance_per_contact"]) ** contacts
    order = np.lexsort((end[kept], begin[kept]))
    return begin[kept][order], end[kept][order], chance[order]


def _whole(name: str, value: object) -> None:
    least = 0 if name == "seed" else 1
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or int(value) < least:
        raise ProblemError(text("front_runners.wrong.number", name=name, found=repr(value), least=least))


def _places(chosen: Sequence[str], people: tuple[str, ...]) -> list[int]:
    from rapidfuzz.process import extract

    given = [chosen] if isinstance(chosen, str) else list(chosen)
    place = {p: k for k, p in enumerate(people)}
    for label in given:
        if label not in place:
            near = [str(found[0]) for found in extract(str(label), people, limit=3, score_cutoff=50)]
            shown = ", ".join(near) or "-"
            raise UnknownLabelError(text("front_runners.wrong.chosen", label=label, near=shown), str(label), near)
    return sorted({place[p] for p in given})
