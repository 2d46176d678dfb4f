"""Trade-offs of a team question: the curve, its points, and the loss of people; in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap import examples, use_language
from talentmap.app.services.further import Binding, Loss, Ranges, losses_shown, ranges_shown
from talentmap.app.services.people import Names
from talentmap.app.services.team import TeamChoices
from talentmap.app.services.trade import Trade, brought, trade_shown
from tests.app.pages import LANGUAGES, fine, said, until, words
from tests.app.test_team_builder import asked

CHOICES = TeamChoices("J1", (2, 3), (("coverage", 1.0), ("energy", 0.3)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_curve_is_drawn_and_each_point_is_a_team(language: str) -> None:
    app = asked(language)
    app.button_group(key="team_trade_terms").set_value(["coverage"])
    app.button(key="team_trade_ask").click().run()
    assert said("teams_app.trade_two", language) in words(fine(app))
    app.button_group(key="team_trade_terms").set_value(["coverage", "balance"])
    app.button(key="team_trade_ask").click().run()
    until(app, lambda now: now.session_state["team_trade_job"] is None)
    front = app.session_state["team_trade_shown"][1]
    assert len(front.points) > 1
    app.select_slider(key="team_trade_point").set_value(len(front.points)).run()
    assert said("teams_app.trade_team", language, n=len(front.points)) in words(fine(app))


@pytest.mark.parametrize("language", LANGUAGES)
def test_further_questions_are_worked_out_when_asked(language: str) -> None:
    app = asked(language, include=["P7"])
    for name in ("loss", "ranges", "binding"):
        app.button(key=f"team_{name}_ask").click().run()
        until(app, lambda now, key=f"team_{name}_job": now.session_state[key] is None)
        assert said(f"teams_app.{name}_meaning", language) in words(app)
    loss, ranges, binding = (table.value for table in app.table[-3:])
    assert (len(loss), len(ranges)) == (3, 5), "for 0 to 2 people, and a row per term"
    assert "Gino Martina" in binding.iloc[0, 0], "he was asked for, at a price"


def test_the_python_of_a_curve_gives_the_same_table() -> None:
    result = CHOICES.solve(examples.toy())
    trade = Trade(CHOICES, ("coverage", "balance"), 20, result)
    space: dict[str, object] = {}
    exec(trade.code("data = tm.examples.toy()"), space)
    front = trade.solve(examples.toy())
    assert space["front"].table().equals(front.table())  # type: ignore[attr-defined]
    names = Names.of(examples.toy())
    with use_language("en"):
        shown = trade_shown(front, names)
    assert "Chaima El Idrissi" in shown["Team"].iloc[0]
    table = result.table()
    met = table[(table["team"] == 1) & table["meets"]]
    assert {p: [one.strength for one in of] for p, of in brought(front, result.best).items()} == (
        met.groupby("person_id")["requirement"].apply(list).to_dict()
    )


@pytest.mark.parametrize(
    ("question", "name"), [(Loss, "losses"), (Ranges, "ranges"), (Binding, "binding")], ids=lambda one: str(one)[-8:]
)
def test_the_python_of_further_questions_gives_the_same_table(question: type, name: str) -> None:
    further = question(CHOICES, CHOICES.solve(examples.toy()))
    code, _, last = further.code("data = tm.examples.toy()").rpartition("\n")
    space: dict[str, object] = {}
    exec(f"{code}\ntable = {last}", space)
    found = further.solve(examples.toy())
    table = found if isinstance(found, pd.DataFrame) else found.table()
    assert space["table"].equals(table), name  # type: ignore[attr-defined]


def test_losses_are_read_with_the_reason_where_there_is_no_team() -> None:
    found = Loss(CHOICES, CHOICES.solve(examples.toy())).solve(examples.toy())
    with use_language("en"):
        shown = losses_shown(found, Names.of(examples.toy()))
    # Toy: only Chaima meets the gate, so one loss is one too many.
    assert list(shown["People lost"]) == ["0", "1", "2"]
    assert list(shown["Smallest team"])[1:] == ["–", "–"]
    assert all("Too few people" in why for why in shown.iloc[1:, -1])


def test_ends_of_a_range_say_who_would_replace_whom() -> None:
    found = Ranges(CHOICES, CHOICES.solve(examples.toy())).solve(examples.toy())
    with use_language("en"):
        shown = ranges_shown(found, names := Names.of(examples.toy()))
    for one, row in zip(found.ranges, shown.to_dict("records"), strict=True):
        for end, cell in ((one.low, row["Below"]), (one.high, row["Above"])):
            assert all(names.people[p] in cell for p in set(end.members) ^ set(found.members) if end.members)
