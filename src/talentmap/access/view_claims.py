"""The claims a viewer sees: one by one as far as the person shares, and the coded medians of closed rounds."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.coded import CODED_SOURCES, CODES, coded_medians, lowest_level
from talentmap.access.policy import Grant
from talentmap.access.relation import COLLEAGUE, SELF, STRANGER, Relations
from talentmap.access.sharing_rows import Items
from talentmap.access.view_rows import Flags, everything, seen
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables

_CELL = ["round_id", "person_id", "strength_id", "source"]


def claims_seen(data: Dataset, relations: Relations, items: Items, grants: Sequence[Grant]) -> pd.DataFrame:
    """The table claims as a viewer sees it, in key order.

    What shows as visibility is the owner's own choice to the owner alone; to anybody else it is the narrowest one that
    would let them see the claim, so that it tells them nothing but that they see it.
    """
    table = tables()["claims"]

    def reaches(frame: pd.DataFrame) -> Flags:
        return _reaches(frame, relations, items)

    def alone(frame: pd.DataFrame) -> Flags:
        return reaches(frame) & ~frame["source"].isin(CODED_SOURCES).to_numpy(dtype=bool)

    stated = data.frames["claims"]
    single, rows = seen(table, stated, relations, grants, {"seen": everything, "visibility": alone})
    single = _relabelled(single, relations, alone(stated)[rows])
    medians = _coded_once(data)
    if not len(medians):
        return single
    coded, rows = seen(table, medians, relations, grants, {"coded": reaches})
    if not len(coded):
        return single
    coded = _relabelled(coded, relations, np.ones(len(coded), dtype=bool))
    return _in_order(pd.concat([single, coded], ignore_index=True) if len(single) else coded)


def _reaches(frame: pd.DataFrame, relations: Relations, items: Items) -> Flags:
    """The one comparison of ranks, and the rows of the table sharing."""
    places = relations.places(frame["person_id"])
    rank = relations.rank_of(places)
    wide = frame["visibility"].cat.codes.to_numpy() >= rank
    return (rank < STRANGER) & (wide | items.hold(places, frame["strength_id"]))


def _relabelled(frame: pd.DataFrame, relations: Relations, reached: Flags) -> pd.DataFrame:
    """With the visibility of others' claims as the viewer may know it; private where it reached them as writer only."""
    if not len(frame):
        return frame
    rank = relations.rank_of(relations.places(frame["person_id"])).astype(np.int64)
    own = frame["visibility"].cat.codes.to_numpy()
    label = np.where(rank == SELF, own, np.where(reached, np.minimum(rank, COLLEAGUE), 0))
    dtype = tables()["claims"]["visibility"].dtype
    return frame.assign(visibility=pd.Categorical.from_codes(label, dtype=dtype))  # type: ignore[arg-type]


_CODED: WeakKeyDictionary[Dataset, pd.DataFrame] = WeakKeyDictionary()


def _coded_once(data: Dataset) -> pd.DataFrame:
    """Worked out once per dataset: it does not depend on who looks."""
    if data not in _CODED:
        _CODED[data] = _coded(data)
    return _CODED[data]


def _coded(data: Dataset) -> pd.DataFrame:
    """Coded medians of closed rounds as claims, before anybody's view: the narrowest visibility of their ratings."""
    table = tables()["claims"]
    ratings = _closed_ratings(data)
    if not len(ratings):
        return table.empty()
    kept, given = _made_before(ratings)
    medians = pd.concat([coded_medians(given), kept], ignore_index=True)
    narrowest = ratings.groupby(_CELL, observed=True)["rank"].min().reset_index()
    found = medians.merge(narrowest.astype({"source": "str"}), on=_CELL)
    found = found.merge(data.frames["rounds"][["round_id", "person_id", "closes"]], on=["round_id", "person_id"])
    # Two rounds that closed on one day would be two claims of one unknown rater: the lower counts, as in a profile.
    found = found.sort_values(["person_id", "strength_id", "source", "closes", "level", "rank", "round_id"])
    n = len(found)
    made = {
        "person_id": found["person_id"],
        "strength_id": found["strength_id"],
        "level": found["level"],
        "source": found["source"],
        "date": found["closes"],
        "visibility": pd.Categorical.from_codes(found["rank"].to_numpy(), dtype=table["visibility"].dtype),  # type: ignore[arg-type]
        "round_id": found["round_id"],
        "note": found["code"],
    }
    return pd.DataFrame(
        {
            column.name: pd.Series(np.asarray(made[column.name]), dtype=column.dtype)
            if column.name in made
            else pd.Series([None] * n, dtype=column.dtype)
            for column in table.columns
        }
    )


def _closed_ratings(data: Dataset) -> pd.DataFrame:
    """Ratings by peers and clients given in a round that had closed on the day given; none without such a day."""
    claims, rounds = data.frames["claims"], data.frames["rounds"]
    if data.today is None or not len(rounds):
        return claims.iloc[:0]
    over = (rounds["closes"] < data.today) | (rounds["published"] <= data.today)
    closed = rounds.loc[over, ["round_id", "person_id", "closes", "published"]]
    rated = claims[claims["source"].isin(CODED_SOURCES) & claims["round_id"].notna()]
    rated = rated[rated["assessor_id"].isna() | (rated["assessor_id"] != rated["person_id"])]
    found = rated.merge(closed, on=["round_id", "person_id"])
    found = found[found["date"] <= found["closes"]]
    rank = found["visibility"].cat.codes.to_numpy()
    return pd.DataFrame(
        {
            **{name: found[name].astype("str").array for name in _CELL},
            "rater": found["assessor_id"].array,
            "level": found["level"].array,
            "rank": rank,
            "code": found["note"].where(found["published"].notna()).array,
        }
    )


def _made_before(ratings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coded medians that stand in the data as such, because their round was published and its answers destroyed.

    Such a row is alone in its round, person, strength and category, has no rater, and its note is the code of its
    level. The rest are ratings.
    """
    level = ratings["code"].map({code: lowest_level(code) for code in CODES})
    alone = ~ratings.duplicated(_CELL, keep=False)
    made = (alone & ratings["rater"].isna() & (level == ratings["level"])).to_numpy(dtype=bool)
    return ratings.loc[made, [*_CELL, "level", "code"]], ratings[~made]


def _in_order(claims: pd.DataFrame) -> pd.DataFrame:
    """In key order, blanks last; of rows with one key the first in order of what they show."""
    keys = list(tables()["claims"].keys)
    codes = [_order(claims[name]) for name in [*keys, "level", "energy", "valid_until", "round_id", "note"]]
    order = np.lexsort(codes[::-1])
    claims = claims.take(order).reset_index(drop=True)
    return claims[~claims.duplicated(keys)].reset_index(drop=True)


def _order(values: pd.Series) -> NDArray[np.intp]:
    if isinstance(values.dtype, pd.CategoricalDtype):  # choices stand in the order of the dictionary
        return values.cat.codes.to_numpy().astype(np.intp)
    codes, distinct = pd.factorize(values, sort=True)
    return np.where(codes < 0, len(distinct), codes)
