"""Every figure: drawn for real, in both languages, with the figures of its table and nothing made up."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import pytest

from talentmap import plots
from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, UnknownLabelError
from talentmap.examples import toy
from talentmap.groups import GroupResult, plan_groups
from talentmap.matching import match_roles
from talentmap.measures import capability_map, key_people
from talentmap.scenarios import compare, with_weights, without_person
from talentmap.teams import TeamProblem, TeamResult, TeamWeights, propose_teams
from talentmap.teams.front import trade_off
from talentmap.vocabulary import use_language
from tests.organisations import random_organisation


def problem(**changes: Any) -> TeamProblem:
    return TeamProblem(toy(), project="J1", weights=TeamWeights(coverage=1, cohesion=0.3), **changes)


@cache
def teams() -> TeamResult:
    return propose_teams(problem(), alternatives=1)


@cache
def groups() -> GroupResult:
    """Seven people in two groups; P1 wished the second date."""
    rows = [("R1", "date", None, "2026-09-01 2026-09-08 2026-09-15"), ("W1", "wish_date", "P1", "2026-09-08")]
    rules = pd.DataFrame(rows, columns=["rule_id", "rule", "subjects", "value"])
    return plan_groups(toy(), size=4, rules=rules)


FIGURES = {
    "map": lambda: plots.plot_capability_map(capability_map(toy())),
    "key": lambda: plots.plot_key_people(key_people(toy())),
    "coverage": lambda: plots.plot_coverage(teams()),
    "terms": lambda: plots.plot_terms(teams()),
    "comparison": lambda: plots.plot_comparison(compare(problem(), [without_person("P3"), with_weights(cohesion=1)])),
    "matches": lambda: plots.plot_matches(match_roles(toy()), toy()),
    "group_counts": lambda: plots.plot_group_counts(groups()),
    "group_calendar": lambda: plots.plot_group_calendar(groups()),
    "profile": lambda: plots.plot_profile(toy(), "P1"),
    "trade_off": lambda: plots.plot_trade_off(trade_off(problem())),
    "trade_off_of_three": lambda: plots.plot_trade_off(trade_off(problem(), ("coverage", "cohesion", "balance"))),
}


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(chart.to_json())
    return found


def rows(chart: alt.LayerChart) -> pd.DataFrame:
    """All rows that the chart draws from, in one frame."""
    return pd.concat([pd.DataFrame(data) for data in spec(chart)["datasets"].values()], ignore_index=True)


def svg(chart: alt.LayerChart) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(chart.to_json())
    return drawn


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_in_both_languages_without_an_address(name):
    titles = {}
    for lang in ("nl", "en"):
        with use_language(lang):
            chart = FIGURES[name]()
        picture = svg(chart)
        titles[lang] = spec(chart)["title"]["text"]
        assert titles[lang].split()[0] in picture
        assert "NaN" not in picture
        assert "plots." not in picture
        assert "href" not in picture
    assert titles["nl"] != titles["en"]


def test_map_tells_unknown_from_none():
    cells = rows(plots.plot_capability_map(capability_map(toy()))).set_index(["group", "strength_id"])
    # S5 in Stadsbeheer: nobody shared anything. S4 there: Douwe is at 2, so nobody at 4 is known. Gemeente: nobody.
    assert cells.loc[("Stadsbeheer", "S5"), ["shown", "bin"]].tolist() == ["?", "nothing known"]
    assert cells.loc[("Stadsbeheer", "S4"), ["shown", "bin"]].tolist() == ["0", "0"]
    assert cells.loc[("Gemeente", "S1"), "shown"] == ""
    assert pd.isna(cells.loc[("Gemeente", "S1"), "bin"])
    assert cells.loc[("Dienstverlening", "S2"), "short"]


def test_map_says_what_it_leaves_out():
    chart = plots.plot_capability_map(capability_map(toy()), "present", most_strengths=2, most_groups=1)
    assert rows(chart)["strength_id"].nunique() == 2
    subtitle = " ".join(spec(chart)["title"]["subtitle"])
    assert "2 of 5" in subtitle
    assert "1 largest of 3" in subtitle


@pytest.mark.parametrize("value", ["strong", "present", "known", "unknown", "needed", "wished"])
def test_map_draws_each_of_its_counts_for_attributes_and_the_whole(value):
    for by in ("unit", "location", None):
        assert "<svg" in svg(plots.plot_capability_map(capability_map(toy(), by), value))
    with pytest.raises(UnknownLabelError):
        plots.plot_capability_map(capability_map(toy()), "streng")


def test_two_strengths_with_one_name_stay_apart():
    strengths = toy().strengths
    strengths["name"] = strengths["name"].where(strengths["strength_id"] != "S2", "Planning")
    chart = plots.plot_capability_map(capability_map(toy().replace(strengths=strengths)))
    assert {"Planning (S2)", "Planning (S3)"} <= set(rows(chart)["strength"])


def test_key_people_are_named_and_folded():
    chart = plots.plot_key_people(key_people(toy()), most=2)
    drawn = rows(chart)
    assert drawn["strength"].drop_duplicates().tolist() == ["Planning law", "Coaching"]
    assert "first 2 of 5" in " ".join(spec(chart)["title"]["subtitle"])
    assert "Chaima El Idrissi" in svg(chart)


def test_coverage_shows_the_table_of_the_result():
    drawn = rows(plots.plot_coverage(teams())).dropna(subset=["requirement"])
    table = teams().table()
    assert drawn["level"].tolist() == pytest.approx(table["level"].astype("float64").tolist(), nan_ok=True)
    assert (drawn["shown"] == "?").tolist() == table["level"].isna().tolist()
    assert drawn["enough"].all()


def test_terms_add_up_to_the_worth_of_the_team():
    drawn = rows(plots.plot_terms(teams())).dropna(subset=["term"])
    sums = drawn.groupby("option")["points"].sum()
    assert sums.tolist() == pytest.approx([team.objective for team in teams().teams])


def test_comparison_shows_an_impossible_scenario_in_words_and_warns_about_scales():
    chart = FIGURES["comparison"]()
    assert "not possible" in rows(chart)["shown"].tolist()
    assert "cannot be compared" in " ".join(spec(chart)["title"]["subtitle"])
    alike = plots.plot_comparison(compare(problem(), [without_person("P5")]))
    assert "cannot be compared" not in " ".join(spec(alike)["title"]["subtitle"])


def test_matches_stack_to_the_fit_and_reach_as_far_as_unknown_allows():
    drawn = rows(plots.plot_matches(match_roles(toy()), toy()))
    bars = drawn.dropna(subset=["part"]).groupby("place")["points"].sum()
    ends = drawn.dropna(subset=["high"]).set_index("place")
    # Docstring of toy(): Douwe 0.7333, and 1.0 if his connecting were known and met; Femke and Anouk are known.
    assert bars.to_dict() == pytest.approx({"Projectleider": 0.733333, "Data-analist": 0.8, "Teamcoach": 1.0})
    assert ends["high"].to_dict() == pytest.approx(
        {"Projectleider": 1.0, "Data-analist": 0.8, "Teamcoach": 1.0}, abs=1e-5
    )
    assert ends.loc["Projectleider", "person"] == "Douwe Hoekstra"
    assert "P4" in svg(plots.plot_matches(match_roles(toy())))


def test_group_counts_add_up_and_unknown_stands_apart():
    counts = plots.group_counts(groups(), "unit")
    assert counts["people"].sum() == 7
    assert counts.groupby("group")["people"].sum().tolist() == [len(group.members) for group in groups().groups]
    levels = plots.group_counts(groups(), "strength:S1")
    # Of S1 others know the levels of Anouk (4), Chaima (2) and whoever else shared it; the rest is unknown, not 0.
    assert levels.loc[levels["value"] == "?", "people"].sum() == 7 - plots_known("S1")
    assert "0" not in set(levels["value"])
    with pytest.raises(UnknownLabelError, match="unit"):
        plots.group_counts(groups(), "unitt")
    with pytest.raises(UnknownLabelError):
        plots.group_counts(groups(), "strength:S99")


def plots_known(strength: str) -> int:
    """People of whom others may know their level in a strength: a claim that is not private."""
    claims = toy().table("claims")
    shared = claims[(claims["strength_id"] == strength) & (claims["visibility"] != "private")]
    return shared["person_id"].nunique()


def test_the_calendar_shows_every_date_and_who_wished_it():
    drawn = rows(plots.plot_group_calendar(groups())).drop_duplicates(["date", "group"])
    assert sorted(drawn["date"]) == ["2026-09-01", "2026-09-08", "2026-09-15"]
    assert drawn["size"].sum() == 7
    assert drawn.loc[drawn["date"] == "2026-09-08", "wishes"].tolist() == [1]
    assert drawn["wishes"].sum() == 1
    flat = plan_groups(toy(), size=4)
    assert "no dates" in json.dumps(spec(plots.plot_group_calendar(flat)))


def test_profile_shows_private_strengths_to_their_owner_only():
    assert "Coaching" not in svg(plots.plot_profile(toy(), "P5"))
    assert "Coaching" in svg(plots.plot_profile(toy(), "P5", include_private=True))
    with pytest.raises(UnknownLabelError, match="P9"):
        plots.plot_profile(toy(), "P9")


def without_people() -> Dataset:
    return random_organisation(1, n_people=0)


def test_nothing_to_draw_is_said_and_an_impossible_team_is_an_error():
    nobody = without_people()
    assert "No strength hangs" in svg(plots.plot_key_people(key_people(nobody)))
    assert "<svg" in svg(plots.plot_capability_map(capability_map(nobody)))
    assert "no people" in svg(plots.plot_capability_map(capability_map(nobody).iloc[:0]))
    assert "not the same as" in svg(plots.plot_profile(toy(), "P7"))
    with pytest.raises(NoSolutionError):
        plots.plot_coverage(propose_teams(problem(exclude=["P3"]), alternatives=0))


def test_every_public_name_exists_and_is_documented():
    for name in plots.__all__:
        assert getattr(plots, name).__doc__
    with pytest.raises(AttributeError):
        _ = plots.plot_nothing


def test_trade_off_rings_the_team_of_the_weights_and_shows_every_point():
    asked = problem(size=(2, 4))
    front = trade_off(asked, ("coverage", "cohesion"))
    drawn = rows(plots.plot_trade_off(front))
    named = asked.data.people.set_index("person_id")["name"]
    assert drawn["members"].tolist() == [", ".join(named[list(point.team.members)]) for point in front.points]
    assert drawn["x"].tolist() == [point.values["coverage"] for point in front.points]
    ringed = drawn.loc[drawn["mine"], "best"]
    assert ringed.max() == pytest.approx(propose_teams(asked, alternatives=0).best.objective)
    nobody = trade_off(asked.replace(exclude=[f"P{k}" for k in range(1, 8)]))
    assert "<svg" in svg(plots.plot_trade_off(nobody))
    stopped = plots.plot_trade_off(trade_off(asked, parts=1))
    assert "<svg" in svg(stopped)
