"""Who may be asked, what may be asked, what an answer may hold, and tokens."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.access.rounds_rules import (
    MOST_RATERS,
    MOST_SIGNS,
    Answers,
    Rater,
    checked_answers,
    checked_questions,
    checked_raters,
    rater_key,
    refuse_unless_owner,
)
from talentmap.access.rounds_token import answers_mark, new_token, token_hash
from talentmap.errors import AccessError, ProblemError, UnknownLabelError

DAY = pd.Timestamp("2026-06-01")
PEOPLE = pd.DataFrame(
    {
        "person_id": ["BOSS", "LEFT", "ME", "P1", "P2"],
        "name": ["Bo Baas", "Lia Weg", "Mo Ik", "Jan Bos", "Ine Dal"],
        "manager_id": [None, "BOSS", "BOSS", "BOSS", "BOSS"],
        "end_date": pd.to_datetime([None, "2026-01-31", None, None, None]),
    }
)
NOBODY = pd.DataFrame({"category": [], "rater_id": [], "name": []}, dtype="str")


def asked(*raters: Rater, invited: pd.DataFrame = NOBODY, resting: dict[str, pd.Timestamp] | None = None) -> int:
    return len(checked_raters("ME", raters, PEOPLE, invited, resting or {}, DAY))


def test_colleagues_manager_and_outsiders_may_be_asked() -> None:
    raters = (Rater("peer", "P1"), Rater("client", "P2"), Rater("manager", "BOSS"), Rater("client", None, "An de Wit"))
    assert asked(*raters) == 4


@pytest.mark.parametrize(
    ("rater", "words"),
    [
        (Rater("peer", "ME"), "cannot invite yourself"),
        (Rater("peer", None, "mo ik"), "has the name of a colleague"),
        (Rater("peer", None, "Bó  BAAS"), "has the name of a colleague"),
        (Rater("peer", "BOSS"), "is asked as manager"),
        (Rater("manager", "P1"), "not your direct manager"),
        (Rater("manager", None, "Somebody"), "not your direct manager"),
        (Rater("peer", "LEFT"), "no longer works here"),
        (Rater("client", None, "  - "), "needs a name"),
    ],
)
def test_who_may_not_be_asked(rater: Rater, words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        asked(rater)


def test_nobody_is_asked_twice_nor_in_two_categories() -> None:
    with pytest.raises(ProblemError, match="invited already"):
        asked(Rater("peer", "P1"), Rater("client", "P1"))
    with pytest.raises(ProblemError, match="invited already"):
        asked(Rater("client", None, "An de Wit"), Rater("peer", None, "an DE  wit"))
    before = pd.DataFrame({"category": ["peer"], "rater_id": ["P1"], "name": [None]})
    with pytest.raises(ProblemError, match="invited already"):
        asked(Rater("peer", "P1"), invited=before)


def test_unknown_people_and_categories_are_named() -> None:
    with pytest.raises(UnknownLabelError, match="no colleague X9"):
        asked(Rater("peer", "X9"))
    with pytest.raises(UnknownLabelError, match="friend is no kind of rater"):
        asked(Rater("friend", "P1"))


def test_a_rater_of_a_published_round_rests_and_then_may_be_asked() -> None:
    resting = {rater_key("P1", None): DAY + pd.Timedelta(days=1), rater_key(None, "An"): DAY}
    with pytest.raises(ProblemError, match="again from 2026-06-02"):
        asked(Rater("peer", "P1"), resting=resting)
    assert asked(Rater("client", None, "An"), resting=resting) == 1


def test_there_is_an_end_to_raters() -> None:
    with pytest.raises(ProblemError, match="at most 60"):
        asked(*(Rater("client", None, f"Client {place}") for place in range(MOST_RATERS + 1)))


def test_questions_are_known_once_each_and_the_round_closes_in_time() -> None:
    later = DAY + pd.Timedelta(days=14)
    assert checked_questions(["S2", "S1"], ["S1", "S2"], DAY, later) == ("S2", "S1")
    with pytest.raises(UnknownLabelError, match="S9"):
        checked_questions(["S9"], ["S1"], DAY, later)
    with pytest.raises(ProblemError, match="twice"):
        checked_questions(["S1", "S1"], ["S1"], DAY, later)
    with pytest.raises(ProblemError, match="1 to 40"):
        checked_questions([], ["S1"], DAY, later)
    for closes in (DAY - pd.Timedelta(days=1), DAY + pd.Timedelta(days=63)):
        with pytest.raises(ProblemError, match="cannot close"):
            checked_questions(["S1"], ["S1"], DAY, closes)


def test_answers_leave_out_what_was_not_answered_and_consent_is_a_clear_yes() -> None:
    found = checked_answers(Answers({"S2": 0, "S1": 5}, "  well done ", may_read=True), ("S1", "S2", "S3"))
    assert found == Answers({"S1": 5, "S2": 0}, "well done", True)
    assert checked_answers(Answers({"S1": 5}, "x", may_read="no"), ("S1",)).may_read is False  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (Answers({"S9": 1}), "Nothing was asked about S9"),
        (Answers({"S1": 6}), "from 0 to 5"),
        (Answers({"S1": -1}), "from 0 to 5"),
        (Answers({"S1": True}), "from 0 to 5"),
        (Answers({"S1": 2.5}), "from 0 to 5"),  # type: ignore[dict-item]
        (Answers({"S1": 2}, "x" * (MOST_SIGNS + 1)), "2000 fit"),
        (Answers({}, "  "), "Nothing was filled in"),
    ],
)
def test_answers_that_are_refused(answers: Answers, words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        checked_answers(answers, ("S1",))


def test_only_the_owner() -> None:
    refuse_unless_owner("ME", "ME")
    for viewer in ("BOSS", None):
        with pytest.raises(AccessError, match="manager cannot"):
            refuse_unless_owner("ME", viewer)


def test_a_token_may_be_copied_loosely_but_not_altered() -> None:
    token = new_token()
    assert token_hash(token) == token_hash(f"  {token.lower().replace('-', ' ')}\n")
    assert token not in token_hash(token)
    for place, sign in enumerate(token):
        if sign != "-":
            other = "B" if sign == "A" else "A"
            with pytest.raises(AccessError, match="changed or lost"):
                token_hash(token[:place] + other + token[place + 1 :])
    with pytest.raises(AccessError, match="no code"):
        token_hash(" ")
    assert len({new_token() for _ in range(100)}) == 100


def test_the_mark_of_answers_tells_nothing_without_the_token() -> None:
    one, two = new_token(), new_token()
    assert answers_mark(one, {"S1": 1}, "", may_read=False) == answers_mark(one, {"S1": 1}, "", may_read=False)
    assert answers_mark(one, {"S1": 1}, "", may_read=False) != answers_mark(two, {"S1": 1}, "", may_read=False)
    assert answers_mark(one, {"S1": 1}, "", may_read=False) != answers_mark(one, {"S1": 2}, "", may_read=False)
