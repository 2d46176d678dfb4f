"""The part of a dataset that may be used in calculations made for others."""

from __future__ import annotations

from types import MappingProxyType

from talentmap.data.dataset import Dataset


def for_others(data: Dataset, *, include_private: bool = False) -> Dataset:
    """The dataset without the claims that their owner keeps private.

    Somebody who reads a folder they already hold works on the whole of it, yet private claims stay out of map, match
    and team there too.

    Parameters
    ----------
    include_private
        True keeps them: for the owner of the portfolio, or for an analyst who may use everything in the folder.
    """
    claims = data.frames["claims"]
    private = claims["visibility"] == "private"
    if include_private or not private.any():
        return data
    shared = claims[~private].reset_index(drop=True)
    return Dataset(MappingProxyType({**data.frames, "claims": shared}), data.reference_date, data.warnings)
