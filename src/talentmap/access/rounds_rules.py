"""What a feedback round asks, who may be asked, and what an answer may hold. Frames in, checked rows out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import text

CATEGORIES = ("peer", "client", "manager")
"""As whom somebody is asked. Oneself is not asked: the own claims stand beside the answers."""

LONGEST = 62
"""Days a round may stay open: opinions of one moment, not of a year."""

REST = 90
"""Days in which a rater whose answers were published is not asked again about the same person.

The codes keep every level secret over any number of rounds; this keeps rounds with nearly the same raters from telling
the code of one of them by comparison. Our definition.
"""

MOST_STRENGTHS = 40
MOST_RATERS = 60
MOST_SIGNS = 2_000
"""Longest comment, in characters."""


@dataclass(frozen=True)
class Rater:
    """Somebody asked to rate.

    Parameters
    ----------
    category
        ``peer``, ``client`` or ``manager``.
    person_id
        Id of a colleague; None for somebody from outside the organisation.
    name
        Name of somebody from outside, as the person knows them; each name once in a round.
    """

    category: str
    person_id: str | None = None
    name: str = ""


@dataclass(frozen=True)
class Answers:
    """What one rater hands in.

    Parameters
    ----------
    levels
        Strength -> level 0-5. A strength left out was not answered, which is not level 0.
    comment
        Free text; blank without one.
    may_read
        Whether the person may read the comment. Without a yes nobody does.
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""
    may_read: bool = False


def checked_questions(
    strengths: Sequence[str], known: Iterable[str], opens: pd.Timestamp, closes: pd.Timestamp
) -> tuple[str, ...]:
    """The strengths a round asks, in the order given.

    Raises
    ------
    ProblemError
        None, too many, one twice, or a closing date before the opening or too far from it.
    UnknownLabelError
        A strength that does not exist.
    """
    asked = tuple(strengths) if not isinstance(strengths, str) else (strengths,)
    if not 1 <= len(asked) <= MOST_STRENGTHS:
        raise ProblemError(text("rounds.open.number", found=len(asked), most=MOST_STRENGTHS))
    every = set(known)
    for place, strength in enumerate(asked):
        if strength not in every:
            raise UnknownLabelError(text("rounds.open.unknown", found=strength), strength)
        if strength in asked[:place]:
            raise ProblemError(text("rounds.open.twice", found=strength))
    if not 0 <= (closes - opens).days <= LONGEST:
        raise ProblemError(text("rounds.open.closes", found=closes.date(), first=opens.date(), most=LONGEST))
    return asked


def checked_raters(
    owner: str,
    raters: Iterable[Rater],
    people: pd.DataFrame,
    invited: pd.DataFrame,
    resting: Mapping[str, pd.Timestamp],
    today: pd.Timestamp,
) -> tuple[Rater, ...]:
    """Raters who may be asked beside those invited already.

    Parameters
    ----------
    owner
        Whom the round is about.
    people
        The table people.
    invited
        Of this round: category, rater_id, name.
    resting
        Rater (as :func:`rater_key` writes it) -> first day they may be asked about this person again.

    Raises
    ------
    ProblemError
        Self, somebody twice or in two categories, the manager as anything else (or somebody else as manager), somebody
        who has left, no name, too many, or somebody who answered a short while ago.
    UnknownLabelError
        A person or category that does not exist.
    """
    directory = {
        str(person): (str(name), None if pd.isna(manager) else str(manager), end)
        for person, name, manager, end in zip(
            people["person_id"], people["name"], people["manager_id"], people["end_date"], strict=True
        )
    }
    taken = {rater_key(person, name) for person, name in zip(invited["rater_id"], invited["name"], strict=True)}
    checked = []
    for rater in raters:
        if rater.category not in CATEGORIES:
            found, known = str(rater.category), ", ".join(CATEGORIES)
            raise UnknownLabelError(text("rounds.invite.category", found=found, known=known), found)
        called = _outsider(rater, directory) if rater.person_id is None else _colleague(owner, rater, directory, today)
        key = rater_key(rater.person_id, rater.name)
        if key in taken:
            raise ProblemError(text("rounds.invite.twice", found=called))
        if key in resting and today < resting[key]:
            raise ProblemError(text("rounds.invite.resting", found=called, day=resting[key].date(), days=REST))
        taken.add(key)
        checked.append(rater)
    if len(taken) > MOST_RATERS:
        raise ProblemError(text("rounds.invite.many", found=len(taken), most=MOST_RATERS))
    return tuple(checked)


_Directory = Mapping[str, tuple[str, str | None, pd.Timestamp]]


def _outsider(rater: Rater, directory: _Directory) -> str:
    """The name of somebody from outside, once it is clear that they may be asked."""
    key = rater_key(None, rater.name)
    if key == rater_key(None, ""):
        raise ProblemError(text("rounds.invite.no_name"))
    if rater.category == "manager":
        raise ProblemError(text("rounds.invite.not_manager", found=rater.name))
    if any(key == rater_key(None, name) for name, _, _ in directory.values()):
        raise ProblemError(text("rounds.invite.colleague", found=rater.name))
    return rater.name


def _colleague(owner: str, rater: Rater, directory: _Directory, today: pd.Timestamp) -> str:
    """The name of a colleague, once it is clear that they may be asked in this category."""
    person = str(rater.person_id)
    if person == owner:
        raise ProblemError(text("rounds.invite.self"))
    if person not in directory:
        raise UnknownLabelError(text("rounds.invite.unknown", found=person), person)
    called, _, end = directory[person]
    if not pd.isna(end) and end < today:
        raise ProblemError(text("rounds.invite.left", found=called))
    is_manager = owner in directory and directory[owner][1] == person
    if is_manager and rater.category != "manager":
        raise ProblemError(text("rounds.invite.is_manager", found=called))
    if rater.category == "manager" and not is_manager:
        raise ProblemError(text("rounds.invite.not_manager", found=called))
    return called


def rater_key(person_id: object, name: object) -> str:
    """One text per rater: the id of a colleague, or the name of an outsider without capitals, accents and blanks."""
    if isinstance(person_id, str) and person_id:
        return f"person {person_id}"
    plain = unicodedata.normalize("NFKD", name if isinstance(name, str) else "").casefold()
    return "name " + "".join(sign for sign in plain if sign.isalnum())


def checked_answers(answers: Answers, asked: Sequence[str]) -> Answers:
    """The answers with plain values, strengths in the order asked.

    Raises
    ------
    ProblemError
        A strength that was not asked, a level outside 0-5, a comment that is too long, or nothing at all.
    """
    strange = [strength for strength in answers.levels if strength not in asked]
    if strange:
        raise ProblemError(text("rounds.answer.strange", found=str(strange[0])[:60]))
    levels = {}
    for strength in asked:
        level = answers.levels.get(strength)
        if level is None:
            continue
        if isinstance(level, bool) or not isinstance(level, int) or not 0 <= level <= 5:
            raise ProblemError(text("rounds.answer.level", strength=strength, found=repr(level)[:60]))
        levels[strength] = level
    comment = answers.comment.strip()
    if len(comment) > MOST_SIGNS:
        raise ProblemError(text("rounds.answer.long", found=len(comment), most=MOST_SIGNS))
    if not levels and not comment:
        raise ProblemError(text("rounds.answer.nothing"))
    return Answers(levels, comment, answers.may_read is True)


def refuse_unless_owner(owner: str, viewer: str | None) -> None:
    """Only the person the round is about opens, invites, closes and reads.

    Raises
    ------
    AccessError
        It is somebody else, their manager included.
    """
    if viewer is None or viewer != owner:
        raise AccessError(text("rounds.only_owner"))
