"""From ids to positions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def places(values: pd.Series, labels: Iterable[str]) -> NDArray[np.int64]:
    """Position of each value among the labels; -1 for a blank or an unknown one.

    Parameters
    ----------
    values
        Shape (n,), ids.
    labels
        Ids, each once.

    Returns
    -------
    Array of shape (n,). Each distinct value is looked up once, so millions of rows are quick.
    """
    codes, uniques = pd.factorize(values)
    index = pd.Index(labels if isinstance(labels, pd.Series | pd.Index) else list(labels), dtype="str")
    found: NDArray[np.int64] = np.r_[index.get_indexer(pd.Index(uniques)), -1].astype(np.int64)
    return found[codes]
