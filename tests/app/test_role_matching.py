"""Role matching: three kinds of answer, seats with parts that add up, what stays open and why, conflicts."""

from __future__ import annotations

import pickle

import pytest

from talentmap import examples
from talentmap.app.services.matching import METHODS, MatchChoices, seats_shown
from talentmap.app.services.people import Names
from tests.app.pages import LANGUAGES, fine, opened, said, words


def asked(language: str = "nl", **widgets: object):
    app = opened("match", language=language)
    for key, value in widgets.items():
        app.session_state[f"match_{key}"] = value
    app.run()
    app.button(key="match_solve").click().run()
    return fine(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", METHODS)
def test_each_method_answers_with_its_proof(method: str, language: str) -> None:
    app = asked(language, method=method)
    page = words(app)
    assert said(f"app.proof.{method}", language) in page
    assert said("app.proof.verified", language) in page
    seats = app.dataframe[0].value
    # Toy: Douwe leads the project, Femke analyses, Anouk coaches; worked out in the docstring of the toy.
    assert list(seats[said("app.column.person_id", language)]) == ["Douwe Hoekstra", "Femke Osinga", "Anouk de Vries"]


def test_the_parts_add_up_to_the_fit() -> None:
    toy = examples.toy()
    shown = seats_shown(MatchChoices().solve(toy), Names.of(toy))
    fit, can, wants = (shown[said(f"app.column.{name}", "en")] for name in ("fit", "can_part", "wants_part"))
    assert ((can + wants - fit).abs() < 1e-9).all()
    assert fit.round(4).tolist() == [0.7333, 0.8, 1.0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_for_a_role_is_said_with_the_rules_in_conflict(language: str) -> None:
    toy = examples.toy()
    needs = toy.role_requirements.assign(level=5, mandatory=True)
    app = opened("match", language=language, data=toy.replace(role_requirements=needs))
    app.session_state["match_full"] = True
    app.run()
    app.button(key="match_solve").click().run()
    page = words(fine(app))
    assert said("app.conflict.title", language) in page
    assert said("app.decision.title", language) not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stays_open_comes_with_a_reason(language: str) -> None:
    toy = examples.toy()
    needs = toy.role_requirements
    needs.loc[needs["role_id"] == "R3", ["level", "mandatory"]] = [5, True]
    app = opened("match", language=language, data=toy.replace(role_requirements=needs))
    app.button(key="match_solve").click().run()
    page = words(fine(app))
    assert said("app.match.open_title", language) in page
    assert "Teamcoach" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_free_seats_the_page_says_so(language: str) -> None:
    toy = examples.toy()
    app = opened("match", language=language, data=toy.replace(roles=toy.roles.assign(status="ended")))
    app.button(key="match_solve").click().run()
    assert said("app.conflict.title", language) in words(fine(app))


@pytest.mark.parametrize("weights", [(0.0, 0.0), (0.0, 1.0)])
def test_odd_weights_give_an_answer_or_words(weights: tuple[float, float]) -> None:
    app = asked(can=weights[0], wants=weights[1])
    assert words(app)


@pytest.mark.parametrize(
    "choices",
    [
        MatchChoices(),
        MatchChoices("stable", reassign=True),
        MatchChoices("leximin", roles=("R1", "R2"), can=0.5, wants=0.5, open_unknown=True),
        MatchChoices(full=True),
    ],
    ids=["plain", "stable", "leximin", "full"],
)
def test_the_python_shown_gives_the_same_seats(choices: MatchChoices) -> None:
    space: dict[str, object] = {}
    exec(choices.code("data = tm.examples.toy()"), space)
    ours = choices.solve(examples.toy())
    assert space["matches"].table().equals(ours.table())  # type: ignore[attr-defined]
    assert space["matches"].proof.problem == ours.proof.problem  # type: ignore[attr-defined]


def test_an_answer_can_be_kept() -> None:
    result = MatchChoices().solve(examples.toy())
    assert pickle.loads(pickle.dumps(result)).table().equals(result.table())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["P5", "R2"])
def test_a_person_and_a_role_can_be_explained(subject: str, language: str) -> None:
    app = asked(language)
    app.selectbox(key="match_explain_who").set_value(subject)
    app.button(key="match_explain_ask").click().run()
    name = {"P5": "Esmée Pinas", "R2": "Data-analist"}[subject]
    assert name in words(fine(app)).split(said("app.explain.match", language))[1]


def test_a_match_can_be_taken_along() -> None:
    app = asked()
    app.text_input(key="match_by").set_value("Anouk de Vries")
    app.text_area(key="match_why").set_value("Iedereen is het eens.")
    app.button(key="match_take").click().run()
    assert "Anouk de Vries" in words(fine(app))
    assert app.session_state["match_record"].kind == "match"
