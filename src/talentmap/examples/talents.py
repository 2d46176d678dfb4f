"""What the managers of the invented ministry are good at, and who says so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from talentmap.examples.directorates import Line
from talentmap.examples.draws import Draws, Ints
from talentmap.examples.labels import Labels, dates_at, labels_at
from talentmap.examples.portfolios import workday
from talentmap.examples.templates import rows
from talentmap.vocabulary import VISIBILITIES

TODAY = int(np.datetime64("2026-11-27", "D").astype(np.int64))
"""Day of the newest claim, a Friday, in days since 1970."""
ROUND = "2026-najaar"
_ERROR = (0.15, 0.7, 0.15)
"""Chance that somebody rates one too low, right, or one too high."""
_RATERS = 3


def strengths_table() -> pd.DataFrame:
    """Table strengths: the eight talents the workshop is about."""
    columns = ("strength_id", "name", "name_nl", "kind", "description")
    return pd.DataFrame([{**row, "kind": "talent"} for row in rows("talents")])[list(columns)]


def talent_ids() -> list[str]:
    """Ids of the eight talents, in order."""
    return [row["strength_id"] for row in rows("talents")]


def claims_table(line: Line, ids: Labels, draws: Draws) -> pd.DataFrame:
    """Table claims: everybody rates themselves, three of five hear three colleagues, two of five their manager.

    One in nine shares nothing or only in private: nobody else can know what they are good at.
    """
    n, found = line.n_managers, rows("talents")
    base = np.array([int(row["base"]) / 10 for row in found])
    taste = draws.bell(n * len(found)).reshape(n, len(found))
    level = np.floor(base + 1.15 * taste + 0.2 * draws.bell(n)[:, None] + 0.5).clip(0, 5).astype(np.int64)
    shares = draws.pick(n, (6, 5, 89))
    openness = draws.bell(n)[:, None] + 0.7 * draws.bell(n * len(found)).reshape(n, len(found))
    rank = (openness > -1.9).astype(np.int64) + (openness > -1.1) + (openness > -0.4)
    visibility = np.where(shares[:, None] == 1, 0, rank)
    person, talent = (each.ravel() for each in np.indices(level.shape))
    said = (shares[person] > 0) & draws.chance(len(person), 0.96)
    pairs = np.flatnonzero(said)
    parts = list(_claims(line, person[pairs], talent[pairs], level.ravel()[pairs], draws))
    assessor, strength, rated, source, ago, of = (
        np.concatenate([part[k] for part in parts]) for k in ("by", "talent", "level", "source", "ago", "of")
    )
    own = np.where(source == "self", draws.between(len(of), -1, 2), -9)
    energy = pd.Series(own, dtype="Int64")
    return pd.DataFrame(
        {
            "person_id": ids[of],
            "strength_id": labels_at(talent_ids(), strength),
            "level": rated.clip(0, 5).astype(np.int8),
            "energy": energy.mask(energy == -9),
            "source": source,
            "assessor_id": ids[assessor],
            "date": dates_at(workday(TODAY - ago)),
            "visibility": labels_at(VISIBILITIES, visibility[of, strength]),
            "round_id": labels_at([ROUND], np.where(source == "peer", 0, -1)),
        }
    )


def rounds_table(claims: pd.DataFrame) -> pd.DataFrame:
    """Table rounds: everybody whom colleagues rated was in the one round of the autumn."""
    rated = np.unique(claims.loc[claims["round_id"].notna(), "person_id"].to_numpy(dtype=object))
    days = np.full((2, len(rated)), TODAY) - np.array([[49], [14]])
    return pd.DataFrame(
        {"round_id": ROUND, "person_id": rated, "opens": dates_at(days[0]), "closes": dates_at(days[1])}
    )


def _claims(line: Line, person: Ints, talent: Ints, level: Ints, draws: Draws) -> Iterator[dict[str, np.ndarray]]:
    """Columns by, of, talent, level, source, ago: of the people themselves, of colleagues, of managers."""
    n = line.n_managers
    peers, talks = draws.chance(n, 0.6), draws.chance(n, 0.4) & (line.manager >= 0)
    first = draws.between(n, 1, n - 1 - _RATERS)
    when = draws.between(n, 20, 40)

    def said(source: str, rows_: Ints, by: Ints, ago: Ints) -> dict[str, np.ndarray]:
        error = draws.pick(len(rows_), _ERROR) - 1
        label = np.full(len(rows_), source, dtype=object)
        return {
            "by": by,
            "of": person[rows_],
            "talent": talent[rows_],
            "level": level[rows_] + error,
            "source": label,
            "ago": ago,
        }

    everything = np.arange(len(person))
    yield said("self", everything, person, draws.below(n, 300)[person])
    heard = np.flatnonzero(peers[person])
    for k in range(_RATERS):
        by = (person[heard] + first[person[heard]] + k) % n
        yield said("peer", heard, by, when[person[heard]] + k)
    told = np.flatnonzero(talks[person] & draws.chance(len(person), 0.7))
    yield said("manager", told, line.manager[person[told]], draws.between(n, 3, 500)[person[told]])
