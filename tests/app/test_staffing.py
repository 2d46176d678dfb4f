"""Staff projects: question, plan, what cannot be staffed and why; in both languages."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import talentmap as tm
from talentmap import examples
from talentmap.app.services.people import Names
from talentmap.app.services.staffing import StaffingChoices
from talentmap.app.services.staffing_answer import loads_shown, plan_facts, plan_shown, project_cards
from talentmap.data.dataset import Dataset
from tests.app.pages import LANGUAGES, fine, opened, said, until, words


def two() -> Dataset:
    """The toy with its project twice, at once, for half a week each: only Chaima (0.9 fte) meets the gate of both."""
    toy = examples.toy()
    projects, needs = toy.table("projects").assign(fte=0.5), toy.table("project_requirements")
    return toy.replace(
        projects=pd.concat([projects, projects.assign(project_id="J2", title="Nog eens")], ignore_index=True),
        project_requirements=pd.concat([needs, needs.assign(project_id="J2")], ignore_index=True),
    )


def asked(language: str = "nl", data: Dataset | None = None, **widgets: object) -> AppTest:
    app = opened("staffing", language=language, data=data)
    for key, value in widgets.items():
        app.session_state[f"staffing_{key}"] = value
    app.button(key="staffing_solve").click().run()
    return until(app, lambda now: now.session_state["staffing_job"] is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_comes_with_proof_teams_and_what_is_not_staffed(language: str) -> None:
    app = asked(language, two())
    page = words(app)
    assert said("staffing_app.optimal", language) in page
    assert "Chaima El Idrissi" in page
    assert said("staffing_app.not_staffed", language) in page
    result = app.session_state["staffing_shown"][1]
    assert [part.staffed for part in result.projects].count(False) == 1
    assert said("staffing_app.loads", language) in page


def test_that_every_project_must_be_staffed_can_be_impossible() -> None:
    app = asked("nl", two(), every=True)
    assert said("app.conflict.title", "nl") in words(app)
    assert said("staffing_app.loads", "nl") not in words(app)


def test_a_question_without_weights_is_answered_in_words() -> None:
    app = asked(weight_coverage=0.0, weight_energy=0.0)
    assert said("weights.wrong.all_zero", "nl") in words(fine(app))


@pytest.mark.parametrize(
    "choices",
    [
        StaffingChoices(),
        StaffingChoices(("J1",), (("coverage", 1.0), ("cohesion", 0.3)), most_projects=1, fte=0.5),
        StaffingChoices(all_projects=True),
    ],
    ids=["plain", "rules", "every"],
)
def test_the_python_shown_gives_the_same_plan(choices: StaffingChoices) -> None:
    space: dict[str, object] = {}
    exec(choices.code("data = tm.examples.toy()"), space)
    ours = choices.solve(examples.toy())
    assert space["plan"].table().equals(ours.table())  # type: ignore[attr-defined]
    assert space["problem"].fingerprint == ours.problem.fingerprint  # type: ignore[attr-defined]


def test_cards_tables_and_figures_say_what_the_plan_says() -> None:
    data = two()
    result = StaffingChoices().solve(data)
    names = Names.of(data)
    with tm.use_language("en"):
        cards, shown, figures = project_cards(result, names), plan_shown(result, names), plan_facts(result)
        loads = loads_shown(result, names)
    assert [bool(card.why) for card in cards] == [True, False], "what is not staffed comes first"
    assert [name for name, _ in cards[1].people] == [
        names.people[person] for person in next(part for part in result.projects if part.staffed).members
    ]
    assert set(shown["Person"]) == {name for name, _ in cards[1].people}
    assert (figures[0][1], figures[1][1]) == (1, len(cards[1].people))
    assert len(loads) == len(result.loads)
