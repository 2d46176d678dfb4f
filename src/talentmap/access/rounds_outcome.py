"""The outcome of a closed round in the store: made once, read by the person it is about, shown on by them alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from talentmap.access import log
from talentmap.access.coded import CODED_SOURCES, CODES, lowest_level
from talentmap.access.day import day
from talentmap.access.rounds_answer import answers_of
from talentmap.access.rounds_caution import cautions
from talentmap.access.rounds_publish import Publication, published_round
from talentmap.access.rounds_result import RoundResult
from talentmap.access.rounds_rows import Row, is_closed, own_round, questions_of, round_row
from talentmap.access.workspace import Workspace
from talentmap.data.dictionary import tables
from talentmap.data.store import Reading, Writing
from talentmap.errors import AccessError, UnknownLabelError
from talentmap.results import Reason
from talentmap.vocabulary import VISIBILITIES, text

_YEAR = pd.Timedelta(days=365)
"""How far back praise is looked for."""


def round_result(workspace: Workspace, round_id: str) -> RoundResult:
    """The outcome of the viewer's round; made at the first look after it closed, and the same ever after.

    Raises
    ------
    AccessError
        The round is somebody else's, or still open.
    UnknownLabelError
        The viewer has no such round.
    """
    today = day(workspace.today)
    with workspace.store.reading() as reading:
        row = own_round(reading, workspace.viewer, round_id)
        if not is_closed(row, today):
            raise AccessError(text("rounds.not_closed", day=row["closes"]))
        if row["published"] is not None:
            return _result(reading, row)
    with workspace.store.writing() as writing:
        row = own_round(writing, workspace.viewer, round_id)
        if row["published"] is None:
            published(writing, row, today)
            log.append(writing, workspace.actor, "round.publish", str(row["person_id"]), day=workspace.today)
        return _result(writing, row)


def publish_due(workspace: Workspace) -> int:
    """Make the outcome of every round that has closed, so that answers lie no longer than needed; how many.

    Anybody may have this done, for nobody sees anything of it: it tells a number.
    """
    today = day(workspace.today)
    with workspace.store.writing() as writing:
        rounds = writing.frame("rounds")
        due = rounds[rounds["published"].isna() & (rounds["closes"] < today)]
        done = 0
        for round_id in due["round_id"]:
            row = round_row(writing, round_id)
            if row is not None and len(writing.frame("round_questions", round_id=round_id)):
                published(writing, row, today)
                log.append(writing, workspace.actor, "round.publish", str(row["person_id"]), day=workspace.today)
                done += 1
    return done


def show_round(workspace: Workspace, round_id: str, visibility: str, strengths: Collection[str] | None = None) -> int:
    """Decide who sees the coded medians of the viewer's round: private, manager, team or organisation.

    For one audience or purpose, share the strength instead (``Workspace.share``). Comments are never shown to others.

    Parameters
    ----------
    strengths
        Ids of those meant; None means all of the round.

    Returns
    -------
    How many coded medians it concerns.

    Raises
    ------
    AccessError, UnknownLabelError
        Not a closed round of the viewer's; no such visibility.
    """
    if visibility not in VISIBILITIES:
        raise UnknownLabelError(text("rounds.visibility", found=visibility, known=", ".join(VISIBILITIES)), visibility)
    round_result(workspace, round_id)
    keys = tables()["claims"].keys
    with workspace.store.writing() as writing:
        person = str(own_round(writing, workspace.viewer, round_id)["person_id"])
        found = writing.frame("claims", person_id=person, round_id=round_id)
        found = found[found["source"].isin(CODED_SOURCES)]
        if strengths is not None:
            found = found[found["strength_id"].isin(list(strengths))]
        for row in found.astype(object).where(found.notna(), None).to_dict("records"):
            writing.update("claims", {name: row[name] for name in keys}, {"visibility": visibility}, None)
        log.append(writing, workspace.actor, "round.show", person, day=workspace.today)
    return len(found)


def published(writing: Writing, row: Row, today: pd.Timestamp) -> None:
    """Make the outcome of a closed round and destroy its answers. The caller holds the one transaction."""
    round_id, person = str(row["round_id"]), str(row["person_id"])
    invitations = writing.frame("round_invitations", round_id=round_id)
    held = {one: writing.row("round_answers", {"invitation_id": one}) for one in invitations["invitation_id"]}
    answers = pd.DataFrame(
        [
            (one, found.levels, found.comment, found.may_read)
            for one, stands in held.items()
            if stands is not None and (found := answers_of(stands))
        ],
        columns=["invitation_id", "levels", "comment", "may_read"],
    )
    made = published_round(round_id, tuple(questions_of(writing, round_id)), invitations, answers)
    _kept(writing, round_id, made)
    _as_claims(writing, row, made)
    _warned(writing, row, made, invitations, today)
    for one, stands in held.items():
        if stands is not None:
            gone = {"levels": None, "comment": None, "may_read": False, "marks": None}
            writing.update("round_answers", {"invitation_id": one}, gone, None)
    writing.update("rounds", {"round_id": round_id, "person_id": person}, {"published": today}, None)


def _kept(writing: Writing, round_id: str, made: Publication) -> None:
    """What was published, as the outcome is read from it ever after."""
    writing.insert("round_outcomes", made.outcomes.assign(round_id=round_id))
    results = [
        {"round_id": round_id, "strength_id": strength, "category": category, "outcome": code}
        for strength, category, code in made.codes[["strength_id", "category", "code"]].itertuples(index=False)
    ]
    results += [
        {"round_id": round_id, "strength_id": strength, "category": "manager", "outcome": str(level)}
        for strength, level in zip(made.manager["strength_id"], made.manager["level"], strict=True)
    ]
    writing.insert("round_results", results)
    texts: list[dict[str, Any]] = [{"category": None, "comment": said} for said in made.texts]
    texts += [{"category": "manager", "comment": made.manager_text}] if made.manager_text else []
    writing.insert(
        "round_texts", [{"round_id": round_id, "number": place, **one} for place, one in enumerate(texts, start=1)]
    )


def _as_claims(writing: Writing, row: Row, made: Publication) -> None:
    """Codes and the manager's levels as private claims, for views and calculations as far as the person allows.

    A claim that stands there with the same key, from an import, is left as it is.
    """
    common = {
        "person_id": row["person_id"],
        "date": pd.Timestamp(row["closes"]),
        "visibility": "private",
        "round_id": row["round_id"],
    }
    rows = [
        {**common, "strength_id": strength, "source": category, "level": lowest_level(code), "note": code}
        for strength, category, code in made.codes[["strength_id", "category", "code"]].itertuples(index=False)
    ]
    rows += [
        {**common, "strength_id": strength, "source": "manager", "assessor_id": rater, "level": int(level)}
        for strength, rater, level in made.manager[["strength_id", "rater_id", "level"]].itertuples(index=False)
    ]
    keys = tables()["claims"].keys
    writing.insert(
        "claims", [one for one in rows if writing.row("claims", {name: one.get(name) for name in keys}) is None]
    )


def _warned(writing: Writing, row: Row, made: Publication, invitations: pd.DataFrame, today: pd.Timestamp) -> None:
    person = str(row["person_id"])
    high = set(made.codes.loc[made.codes["code"] == CODES[-1], "category"])
    if (made.manager["level"] >= lowest_level(CODES[-1])).any():
        high.add("manager")
    raters = invitations.loc[invitations["category"].isin(high), "rater_id"].dropna().tolist()
    praised = _praised(writing, person, today)
    rated = _rated(writing, today) if praised else []
    found = cautions(person, raters, praised, rated)
    writing.insert(
        "round_cautions",
        [{"round_id": row["round_id"], "kind": reason.kind, "people": reason.value} for reason in found],
    )


def _praised(reading: Reading, person: str, today: pd.Timestamp) -> list[str]:
    """Whom the person gave nothing but fives within a year: read from their own answers alone."""
    found = []
    own = reading.frame("round_invitations", rater_id=person)
    for invitation, round_id in zip(own["invitation_id"], own["round_id"], strict=True):
        held = reading.row("round_answers", {"invitation_id": invitation})
        about = round_row(reading, round_id)
        if held and about and held["only_fives"] and pd.Timestamp(held["handed_in"]) >= today - _YEAR:
            found.append(str(about["person_id"]))
    return sorted(set(found))


def _rated(reading: Reading, today: pd.Timestamp) -> list[tuple[str, str]]:
    """Who was asked about whom within a year."""
    asked = reading.frame("round_invitations").dropna(subset=["rater_id"])
    asked = asked[asked["invited"] >= today - _YEAR]
    found = asked.merge(reading.frame("rounds")[["round_id", "person_id"]], on="round_id")
    return list(zip(found["rater_id"], found["person_id"], strict=True))


def _result(reading: Reading, row: Row) -> RoundResult:
    round_id = str(row["round_id"])
    results = reading.frame("round_results", round_id=round_id)
    questions = questions_of(reading, round_id)
    results = results.sort_values("strength_id", key=lambda ids: ids.map(list(questions).index), kind="stable")
    by_manager = results["category"] == "manager"
    texts = reading.frame("round_texts", round_id=round_id)
    of_manager = texts["category"].notna()
    outcomes = reading.frame("round_outcomes", round_id=round_id)
    warned = reading.frame("round_cautions", round_id=round_id)
    codes = results[~by_manager].rename(columns={"outcome": "code"})[["strength_id", "category", "code"]]
    given = zip(results.loc[by_manager, "strength_id"], results.loc[by_manager, "outcome"], strict=True)
    return RoundResult(
        round_id=round_id,
        person_id=str(row["person_id"]),
        closed=pd.Timestamp(row["closes"]),
        strengths=questions,
        outcomes=outcomes[["category", "invited", "handed_in", "shown"]].astype({"category": "str"}),
        codes=codes.astype({"category": "str"}).reset_index(drop=True),
        own=_own_levels(reading, row),
        manager={strength: int(level) for strength, level in given},
        texts=tuple(texts.loc[~of_manager, "comment"]),
        manager_text="\n".join(texts.loc[of_manager, "comment"]),
        cautions=tuple(
            Reason(kind, str(row["person_id"]), None if pd.isna(people) else int(people), "people")
            for kind, people in zip(warned["kind"], warned["people"], strict=True)
        ),
    )


def _own_levels(reading: Reading, row: Row) -> dict[str, int]:
    """Strength -> latest level the person gave themself up to the closing date; of one day the lowest."""
    claims = reading.frame("claims", person_id=row["person_id"], source="self")
    claims = claims[claims["date"] <= pd.Timestamp(row["closes"])]
    latest = claims.sort_values(["date", "level"], ascending=[False, True]).drop_duplicates("strength_id")
    return {strength: int(level) for strength, level in zip(latest["strength_id"], latest["level"], strict=True)}
