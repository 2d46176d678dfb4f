"""Figures on who is proposed and who is not, by an attribute that no search ever sees. Figures only: no verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import text

SMALLEST = 5
"""Groups of fewer people are not shown, and the number can be raised but not lowered."""
UNKNOWN = ""
"""The group of those whose attribute is not known."""
_COLUMNS = ("attribute", "group", "n", "selected", "rate", "low", "high", "ratio", "p_value", "hidden")

Attributes = pd.DataFrame | pd.Series | Mapping[str, object]


def adverse_impact(
    people: Iterable[str],
    proposed: Iterable[str],
    attributes: Attributes,
    *,
    k: int = SMALLEST,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """How often people of each group are proposed, beside the group that is proposed most often.

    The attribute (age band, contract, place, ...) is given here by whoever may use it, in a table of its own, and is
    read nowhere else: no search, rule or term sees it. The table gives figures and draws no conclusion; a ratio far
    from 1 can be chance, which is what the interval and the p-value are for, or can have a reason that lies outside
    the data. The figure people know is the ratio of four fifths of the Uniform Guidelines on Employee Selection
    Procedures (1978, 29 CFR 1607.4 D); no column compares with it.

    Parameters
    ----------
    people
        Ids of everybody who could have been proposed, each counted once.
    proposed
        Ids of those who were, all of them among `people`.
    attributes
        Frame with ``person_id`` and a column per attribute, or one attribute by id. Who is missing or blank is
        unknown.
    k
        Groups of fewer people are hidden, at least 5.
    confidence
        Of the interval of a rate, between 0 and 1.

    Returns
    -------
    One row per attribute and group, in the order of names and the unknown last: ``attribute``, ``group`` (blank:
    unknown), ``n`` people, ``selected``, ``rate`` = selected / n, ``low`` and ``high`` (exact interval of the rate),
    ``ratio`` to the highest rate of a known group that is shown, ``p_value`` (Fisher's exact test, two-sided, of this
    group against that one; missing for that group itself and for the unknown), ``hidden`` (why there are no figures;
    blank where there are). Where one group is hidden, the next smallest is too, so that it cannot be worked out.
    Ratio is NaN where nobody is proposed.

    Raises
    ------
    ProblemError, UnknownLabelError
        An argument is of the wrong kind, `k` below 5, or somebody proposed is not among the people.

    References
    ----------
    Interval: Clopper and Pearson (1934), Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404. Test: Fisher (1922),
    Journal of the Royal Statistical Society 85, 87-94, doi:10.2307/2340521. Hiding the next smallest: our definition.
    """
    everybody = _ids("people", people)
    chosen = set(_ids("proposed", proposed))
    strangers = sorted(chosen - set(everybody))
    if strangers:
        raise UnknownLabelError(text("impact.wrong.stranger", person=", ".join(strangers[:3])), strangers[0])
    if isinstance(k, bool) or not isinstance(k, int) or k < SMALLEST:
        raise ProblemError(text("impact.wrong.k", found=repr(k), least=SMALLEST))
    if isinstance(confidence, bool) or not isinstance(confidence, float) or not 0 < confidence < 1:
        raise ProblemError(text("impact.wrong.confidence", found=repr(confidence)))
    frame = _frame(attributes)
    picked = np.array([person in chosen for person in everybody])
    rows: list[dict[str, object]] = []
    for attribute in frame.columns:
        known = frame[attribute].reindex(everybody)
        group = known.astype("str").where(known.notna(), UNKNOWN).str.strip()
        counts = pd.DataFrame({"group": group.to_numpy(), "picked": picked}).groupby("group")["picked"]
        rows += _rows(str(attribute), counts.size(), counts.sum(), k, confidence)
    kinds = {"attribute": "str", "group": "str", "n": "Int64", "selected": "Int64", "hidden": "str"}
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(kinds)


def _ids(name: str, given: Iterable[str]) -> list[str]:
    """Each id once, in order."""
    parts = None if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
    if parts is None or not all(isinstance(part, str) for part in parts):
        raise ProblemError(text("impact.wrong.ids", name=name, found=type(given).__name__))
    return sorted(set(parts))


def _frame(given: Attributes) -> pd.DataFrame:
    """Attributes in columns, by id."""
    if isinstance(given, pd.DataFrame) and "person_id" in given:
        frame = given.set_index("person_id")
    elif isinstance(given, pd.Series):
        frame = given.to_frame(given.name or "attribute")
    elif isinstance(given, Mapping):
        frame = pd.Series(dict(given), dtype=object).to_frame("attribute")
    else:
        raise ProblemError(text("impact.wrong.attributes", found=type(given).__name__))
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()][0]
        raise ProblemError(text("impact.wrong.twice", person=twice))
    return frame


def _rows(attribute: str, sizes: pd.Series, taken: pd.Series, k: int, confidence: float) -> list[dict[str, object]]:
    """The rows of one attribute."""
    names = sorted(sizes.index, key=lambda name: (name == UNKNOWN, name))
    counts = {name: (int(sizes[name]), int(taken[name])) for name in names}
    hidden = _hidden({name: n for name, (n, _) in counts.items()}, k)
    rates = {name: picked / n for name, (n, picked) in counts.items() if name not in hidden}
    known = {name: rate for name, rate in rates.items() if name != UNKNOWN}
    highest = max(known, key=lambda name: (known[name], name)) if known else None
    rows = []
    for name in names:
        row: dict[str, object] = {"attribute": attribute, "group": name, "hidden": hidden.get(name, "")}
        if name not in hidden:
            row |= _figures(*counts[name], confidence)
            if highest is not None and known[highest]:
                row["ratio"] = rates[name] / known[highest]
            if highest is not None and name not in (highest, UNKNOWN):
                row["p_value"] = fisher(counts[name], counts[highest])
        rows.append(row)
    return rows


def _hidden(sizes: Mapping[str, int], k: int) -> dict[str, str]:
    """Group -> why it is hidden: it is small, or a small one could be worked out from it."""
    small = {name: text("impact.hidden.small", k=k) for name, n in sizes.items() if n < k}
    rest = sorted((n, name) for name, n in sizes.items() if name not in small)
    if small and (len(small) == 1 or sum(sizes[name] for name in small) < k) and rest:
        small[rest[0][1]] = text("impact.hidden.beside", k=k)
    return small


def _figures(n: int, picked: int, confidence: float) -> dict[str, object]:
    low, high = exact_interval(picked, n, confidence)
    return {"n": n, "selected": picked, "rate": picked / n, "low": low, "high": high}


def exact_interval(picked: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of Clopper and Pearson (1934) for a rate: the rates at which so few, or so many, are not yet unlikely.

    Returns
    -------
    Lowest and highest rate, in [0, 1]; it holds the true rate with at least this confidence whatever that rate is.
    """
    from scipy.stats import beta  # late: loading it takes long

    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, picked, n - picked + 1)) if picked else 0.0
    high = float(beta.ppf(1 - tail, picked + 1, n - picked)) if picked < n else 1.0
    return low, high


def fisher(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Two-sided p-value of Fisher's exact test that two groups (people, selected) have one rate.

    The share of all ways to pick as many people from both groups together that are no more likely than this one.
    """
    from scipy.stats import fisher_exact  # late: loading it takes long

    (n, picked), (n_other, picked_other) = one, other
    table = np.array([[picked, n - picked], [picked_other, n_other - picked_other]])
    return float(fisher_exact(table).pvalue)
