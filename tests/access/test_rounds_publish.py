"""What leaves a closed round, the quadrants, severity and words of caution; and an attack on all of it together."""

from __future__ import annotations

import itertools
import json
import os

import numpy as np
import pandas as pd
import pytest

from talentmap.access.coded import CODES
from talentmap.access.rounds_caution import cautions
from talentmap.access.rounds_publish import Publication, published_round
from talentmap.access.rounds_result import RoundResult
from talentmap.access.rounds_window import quadrant, severity
from talentmap.errors import ProblemError, UnknownLabelError

FULL = os.environ.get("TALENTMAP_FULL") == "1"
STRENGTHS = {"S1": "Luisteren", "S2": "Rekenen"}


def publication(
    answers: dict[str, dict[str, int]],
    *,
    comments: dict[str, str] | None = None,
    agreed: bool = True,
    also_invited: tuple[str, ...] = (),
) -> Publication:
    """Raters are named peer1, client2, manager1 and so on; the category is the name without its figure."""
    said = comments or {}
    names = [*answers, *also_invited]
    invitations = pd.DataFrame(
        {
            "invitation_id": names,
            "category": [name[:-1] for name in names],
            "rater_id": [f"id of {name}" for name in names],
        }
    )
    handed = pd.DataFrame(
        {
            "invitation_id": list(answers),
            "levels": list(answers.values()),
            "comment": [said.get(name, "") for name in answers],
            "may_read": [agreed] * len(answers),
        }
    )
    return published_round("R1", tuple(STRENGTHS), invitations, handed)


def result(found: Publication, own: dict[str, int] | None = None) -> RoundResult:
    return RoundResult(
        round_id="R1",
        person_id="ME",
        closed=pd.Timestamp("2026-06-15"),
        strengths=STRENGTHS,
        outcomes=found.outcomes,
        codes=found.codes,
        own=own or {},
        manager=dict(zip(found.manager["strength_id"], found.manager["level"], strict=True)),
        texts=found.texts,
        manager_text=found.manager_text,
    )


def peers(*levels: int, strength: str = "S1") -> dict[str, dict[str, int]]:
    return {f"peer{place}": {strength: level} for place, level in enumerate(levels)}


def test_three_peers_give_a_code_and_two_clients_nothing() -> None:
    found = publication({**peers(1, 3, 5), "client1": {"S1": 5}, "client2": {"S1": 5}}, also_invited=("client3",))
    assert found.codes.to_dict("records") == [{"strength_id": "S1", "category": "peer", "code": "2-3"}]
    assert found.outcomes.to_dict("records") == [
        {"category": "peer", "invited": 3, "handed_in": 3, "shown": True},
        {"category": "client", "invited": 3, "handed_in": 2, "shown": False},
    ]
    words = result(found).summary()
    assert "peers: 3 of 3 handed in; 1 of 2 strengths have an outcome" in words
    assert "clients: 2 of 3 handed in; too few to show anything" in words
    assert "nothing to show about S1" in result(found).explain("S1").text()


def test_peers_and_clients_are_never_taken_together() -> None:
    found = publication({**peers(5, 5), "client1": {"S1": 5}, "client2": {"S1": 5}})
    assert len(found.codes) == 0


def test_the_manager_stands_apart_by_name() -> None:
    found = publication({**peers(0, 0, 0), "manager1": {"S1": 5, "S2": 3}})
    assert found.manager["rater_id"].tolist() == ["id of manager1"] * 2
    outcome = result(found, {"S1": 5})
    assert outcome.table()["manager"].tolist() == [5, 3]
    assert outcome.quadrant("S1") == "hidden"  # the manager's 5 does not count among the others
    assert "stands apart" in outcome.explain("S1").text()


def test_comments_need_a_yes_and_three_of_the_category_and_follow_no_rater() -> None:
    said = {"peer0": "aaa", "peer1": "bbb", "client1": "client", "manager1": "boss"}
    answers = {**peers(1, 2, 3), "client1": {"S1": 4}, "manager1": {"S1": 4}}
    assert publication(answers, comments=said, agreed=False).texts == ()
    found = publication(answers, comments=said)
    assert sorted(found.texts) == ["aaa", "bbb"]
    assert found.manager_text == "boss"
    swapped = {"peer0": "bbb", "peer2": "aaa"}
    assert publication(answers, comments=swapped).texts == found.texts
    turned = dict(reversed(answers.items()))
    assert publication(turned, comments=said).texts == found.texts


def test_nobody_invited_and_nobody_answered() -> None:
    empty = publication({})
    assert len(empty.outcomes) == len(empty.codes) == 0
    assert "Nobody was invited" in str(result(empty))
    silent = publication({}, also_invited=("peer1", "manager1"))
    assert silent.outcomes["handed_in"].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("own", "codes", "expected"),
    [
        (5, ["4-5"], "known"),
        (3, ["4-5", "4-5"], "blind"),
        (4, ["2-3", "0-1"], "hidden"),
        (0, ["0-1"], "unknown"),
        (5, ["4-5", "2-3"], "divided"),
        (1, ["0-1", "4-5"], "divided"),
        (None, ["4-5"], ""),
        (5, [], ""),
    ],
)
def test_quadrants(own: int | None, codes: list[str], expected: str) -> None:
    assert quadrant(own, codes) == expected


def test_quadrants_where_seeing_begins_at_present() -> None:
    assert quadrant(2, ["2-3", "4-5"], least=2) == "known"
    outcome = result(publication(peers(2, 2, 2)), {"S1": 1})
    assert outcome.quadrant("S1") == "unknown"
    assert outcome.table(least=2)["quadrant"].tolist()[0] == "blind"
    with pytest.raises(ProblemError, match="not 3"):
        outcome.quadrant("S1", least=3)
    with pytest.raises(UnknownLabelError, match="S9"):
        outcome.explain("S9")


def test_severity_counts_codes_of_a_category_against_the_other_voices() -> None:
    codes = pd.DataFrame(
        [(s, "peer", "2-3") for s in ("A", "B", "C")] + [(s, "client", c) for s, c in zip("ABC", CODES, strict=True)],
        columns=["strength_id", "category", "code"],
    )
    # peers 2-3 against clients 0-1, 2-3, 4-5 and against the manager's 5 on A: higher 1, same 1, lower 2
    found = severity(codes, {"A": 5}).set_index("category")
    assert found.loc["peer"].tolist() == [2, 1, 1, "stricter"]
    # clients: A against peers lower, against the manager lower; B same; C higher
    assert found.loc["client"].tolist() == [2, 1, 1, "stricter"]
    assert severity(codes, {}).set_index("category")["verdict"].tolist() == ["alike", "alike"]
    assert severity(codes[codes["category"] == "peer"], {"A": 0})["verdict"].tolist() == ["unknown"]


def test_result_as_plain_values() -> None:
    outcome = result(publication(peers(4, 4, 5), comments={"peer1": "top"}), {"S1": 2})
    plain = json.loads(json.dumps(outcome.to_dict()))
    assert plain["strengths"][0] == {
        "strength_id": "S1",
        "strength": "Luisteren",
        "own": 2,
        "peer": "4-5",
        "client": None,
        "manager": None,
        "quadrant": "blind",
    }
    assert plain["texts"] == ["top"]


def test_mutual_praise_is_pointed_out_from_what_the_person_gave_alone() -> None:
    pairs = [("ME", "A"), ("A", "ME"), ("B", "ME"), ("C", "ME")]
    found = cautions("ME", ["A", "B", "C"], ["A"], pairs)
    assert [reason.kind for reason in found] == ["rounds.caution.mutual"]
    assert found[0].value == 1
    assert "What they gave is not shown" in found[0].text()
    assert cautions("ME", ["A", "B", "C"], ["D"], pairs) == ()
    assert cautions("ME", [], ["A"], pairs) == ()  # nothing of 4-5 was published


def test_a_ring_is_pointed_out_where_three_could_close_it() -> None:
    ring = [("ME", "A"), ("A", "B"), ("B", "C"), ("C", "ME"), ("D", "ME"), ("E", "ME")]
    assert [reason.kind for reason in cautions("ME", ["C", "D", "E"], ["A"], ring)] == ["rounds.caution.ring"]
    assert cautions("ME", ["C", "D"], ["A"], ring) == ()
    assert cautions("ME", ["C", "D", "E"], [], ring) == ()
    through_me = [("ME", "A"), ("A", "ME"), ("ME", "C"), ("C", "ME")]
    assert cautions("ME", ["C", "D", "E"], ["A"], through_me) == ()
    long = [("A", "B"), ("B", "F"), ("F", "G"), ("G", "C")]
    assert cautions("ME", ["C", "D", "E"], ["A"], long) == ()


# The attack on everything a result tells. Each set of answers is a strength of one round, so that one publication tells
# of them all; what differs between strengths but for their answers is taken out.


def all_cases(n_raters: int) -> np.ndarray:
    return np.array(list(itertools.product(range(6), repeat=n_raters)))


def whole_round(answers: np.ndarray, own: np.ndarray, category: str = "peer") -> RoundResult:
    """A round in which the raters gave ``answers``, shape (n_strengths, n_raters), and the person said ``own``."""
    names = [f"S{place:05d}" for place in range(len(answers))]
    levels = [dict(zip(names, column, strict=True)) for column in answers.T.tolist()]
    ids = [f"rater {place}" for place in range(len(levels))]
    invitations = pd.DataFrame({"invitation_id": ids, "category": category, "rater_id": ids})
    handed = pd.DataFrame({"invitation_id": ids, "levels": levels, "comment": "", "may_read": False})
    found = published_round("R1", names, invitations, handed)
    said = dict(zip(names, own.tolist(), strict=True))
    closed = pd.Timestamp("2026-06-15")
    return RoundResult("R1", "ME", closed, dict.fromkeys(names, "x"), found.outcomes, found.codes, said)


@pytest.mark.parametrize("n_raters", [3, 4, 5, 6] if FULL else [3, 4, 5])
def test_brute_force_over_all_answers_of_one_round(n_raters: int) -> None:
    """Reader alone, and reader with any one rater: at least two levels stay possible for every other rater."""
    answers = all_cases(n_raters)
    for own in (1, 4) if n_raters < 5 else (4,):
        outcome = whole_round(answers, np.full(len(answers), own))
        shown = pd.concat([outcome.table().drop(columns="strength_id"), outcome.table(least=2)["quadrant"]], axis=1)
        assert shown["peer"].notna().all()
        told = np.zeros(len(shown), dtype=np.int64)
        for place in range(shown.shape[1]):
            told = told * 8 + pd.factorize(shown.iloc[:, place], use_na_sentinel=False)[0]
        told = pd.factorize(told)[0]
        for insider in [None, *range(n_raters)]:
            seen = told if insider is None else told * 6 + answers[:, insider]
            for rater in set(range(n_raters)) - {insider}:
                possible = np.zeros((seen.max() + 1, 6), dtype=bool)
                possible[seen, answers[:, rater]] = True
                assert possible[np.unique(seen)].sum(axis=1).min() >= (6 if insider is None else 2)


@pytest.mark.parametrize("n_raters", [3, 4, 5, 6] if FULL else [3, 4])
def test_all_that_a_result_tells_depends_on_the_codes_alone(n_raters: int) -> None:
    """Other levels with the same codes tell the same, so no number of rounds tells a level."""
    answers = all_cases(n_raters)
    own = np.arange(len(answers)) % 6
    one, other = whole_round(answers, own), whole_round(answers - answers % 2, own)
    assert one.to_dict() == other.to_dict()
    assert one.summary() == other.summary()
    for strength in list(one.strengths)[:: len(answers) // 12]:
        assert one.explain(strength).text() == other.explain(strength).text()


def test_two_categories_tell_no_more_together() -> None:
    rng = np.random.default_rng(11)
    for _ in range(4):
        levels = rng.integers(0, 6, (2, 7))
        told = []
        for shown in (levels, levels - levels % 2):
            raters = [*(f"peer{place}" for place in range(3)), *(f"client{place}" for place in range(4))]
            answers = {
                name: dict(zip(STRENGTHS, column, strict=True))
                for name, column in zip(raters, shown.T.tolist(), strict=True)
            }
            told.append(result(publication(answers), {"S1": 4}).to_dict())
        assert told[0] == told[1]
