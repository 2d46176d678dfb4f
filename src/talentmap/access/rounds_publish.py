"""What is made of a closed round: coded medians, the manager's own words, comments whose writers agreed. Made once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.access.coded import CODED_SOURCES, LEAST_RATERS, coded_medians
from talentmap.access.rounds_rules import CATEGORIES


@dataclass(frozen=True, eq=False)
class Publication:
    """What leaves a round. Nothing else of the answers is kept.

    Parameters
    ----------
    outcomes
        Per category somebody was invited in: category, invited, handed_in (people) and shown, whether any strength of
        it has a coded median.
    codes
        strength_id, category (peer or client) and code; strengths in the order asked.
    manager
        strength_id, rater_id and level: who answers as manager stands apart, by name, and knows that beforehand.
    texts
        Comments whose writers agreed, in an order made from the texts themselves.
    manager_text
        The manager's comment, if they agreed; blank without one.
    """

    outcomes: pd.DataFrame
    codes: pd.DataFrame
    manager: pd.DataFrame
    texts: tuple[str, ...]
    manager_text: str


def published_round(
    round_id: str, questions: Sequence[str], invitations: pd.DataFrame, answers: pd.DataFrame
) -> Publication:
    """Turn the answers of a closed round into what is published.

    Parameters
    ----------
    questions
        Strengths asked, in order.
    invitations
        invitation_id, category and rater_id, one row per rater.
    answers
        invitation_id, levels (a mapping strength -> level), comment and may_read, one row per rater who handed in.

    Notes
    -----
    Our definition. Comments of peers and clients are given only for a category in which at least three handed in. They
    are mixed and ordered by a hash of round and text, so that neither place nor category tells whose they are.
    """
    asked = frozenset(questions)
    handed = answers.merge(invitations, on="invitation_id", how="inner")
    rows = [
        (strength, category, invitation, rater, level)
        for category, invitation, rater, levels in zip(
            *(handed[name] for name in ("category", "invitation_id", "rater_id", "levels")), strict=True
        )
        for strength, level in levels.items()
        if strength in asked
    ]
    ratings = pd.DataFrame(rows, columns=["strength_id", "source", "rater", "rater_id", "level"])
    codes = coded_medians(ratings.assign(round_id=round_id, person_id=""))
    codes = codes.rename(columns={"source": "category"})[["strength_id", "category", "code"]]
    manager = ratings[ratings["source"] == "manager"][["strength_id", "rater_id", "level"]]
    texts, manager_text = _texts(round_id, handed)
    return Publication(
        outcomes=_outcomes(invitations, handed, codes),
        codes=_in_order(codes, questions),
        manager=_in_order(manager, questions),
        texts=texts,
        manager_text=manager_text,
    )


def _outcomes(invitations: pd.DataFrame, handed: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for category in CATEGORIES:
        invited = int((invitations["category"] == category).sum())
        if invited:
            shown = category == "manager" or bool((codes["category"] == category).any())
            rows.append((category, invited, int((handed["category"] == category).sum()), shown))
    return pd.DataFrame(rows, columns=["category", "invited", "handed_in", "shown"]).astype(
        {"category": "str", "invited": "int64", "handed_in": "int64", "shown": "bool"}
    )


def _texts(round_id: str, handed: pd.DataFrame) -> tuple[tuple[str, ...], str]:
    agreed = handed[handed["may_read"].eq(True) & handed["comment"].fillna("").ne("")]
    sizes = handed["category"].value_counts()
    enough = [category for category in CODED_SOURCES if sizes.get(category, 0) >= LEAST_RATERS]
    texts = sorted(
        agreed.loc[agreed["category"].isin(enough), "comment"],
        key=lambda said: (hashlib.sha256(f"{round_id}\n{said}".encode()).digest(), said),
    )
    return tuple(texts), "\n".join(agreed.loc[agreed["category"] == "manager", "comment"])


def _in_order(frame: pd.DataFrame, questions: Sequence[str]) -> pd.DataFrame:
    place = {strength: number for number, strength in enumerate(questions)}
    return frame.sort_values("strength_id", key=lambda ids: ids.map(place), kind="stable", ignore_index=True)
