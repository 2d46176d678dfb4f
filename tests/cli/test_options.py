"""What options accept, and that each complaint names the option and what was found."""

from __future__ import annotations

import pytest

from talentmap.cli import options
from talentmap.errors import ProblemError, UnknownLabelError


@pytest.mark.parametrize(
    ("written", "size"),
    [("5", (5, 5)), ("4-6", (4, 6)), (" 4 - 6 ", (4, 6)), ("4–6", (4, 6)), ("4..6", (4, 6)), (None, None)],
)
def test_size(written: str | None, size: tuple[int, int] | None) -> None:
    assert options.size_range(written) == size


@pytest.mark.parametrize("written", ["", "0", "6-4", "four", "4-", "-4", "4-5-6", "1e3", "٤", "9" * 30])
def test_wrong_size(written: str) -> None:
    with pytest.raises(ProblemError, match=r"--size: .*write 5 or 4-6"):
        options.size_range(written)


def test_ids_by_comma_blank_or_both_each_once_in_order() -> None:
    assert options.ids(["P2,P1 P3", "P1; P4\tP5"]) == ("P2", "P1", "P3", "P4", "P5")
    assert options.ids([",", " "]) == ()


def test_pairs_with_names_that_hold_blanks_and_signs() -> None:
    assert options.pairs("--weights", ["coverage=1, cohesion=0.3"], commas=True) == {"coverage": 1.0, "cohesion": 0.3}
    assert options.limits("--unit-at-most", ["Team A=B=2", "Team, C=0"]) == {"Team A=B": 2, "Team, C": 0}


@pytest.mark.parametrize("written", ["coverage", "=1", "coverage=", "coverage=x", "coverage=nan", "c=inf", "c=-1"])
def test_wrong_pairs(written: str) -> None:
    with pytest.raises(ProblemError, match="--weights"):
        options.pairs("--weights", [written], commas=True)


def test_a_limit_is_a_whole_number() -> None:
    with pytest.raises(ProblemError, match="whole number"):
        options.limits("--unit-at-most", ["A=1.5"])


@pytest.mark.parametrize("written", ["2026-6-1", "01-06-2026", "2026-02-30", "today", "20260601", "2026-W01-1", ""])
def test_wrong_date(written: str) -> None:
    with pytest.raises(ProblemError, match="--today"):
        options.reference_date(written)


def test_date() -> None:
    assert options.reference_date("2026-06-01") == "2026-06-01"
    assert options.reference_date(None) is None


def test_a_choice_in_any_case_and_the_nearest_when_it_is_none() -> None:
    assert options.choice("--method", "Stable", ("optimal", "stable")) == "stable"
    with pytest.raises(UnknownLabelError, match="Did you mean stable") as caught:
        options.choice("--method", "stabel", ("optimal", "stable"))
    assert caught.value.near[0] == "stable"
    with pytest.raises(UnknownLabelError, match="choose from optimal, stable"):
        options.choice("--method", "zzz", ("optimal", "stable"))


def test_values_in_messages_are_short_and_cannot_steer_a_terminal() -> None:
    assert options.short("\x1b[31mred\u202e") == "\\u001b[31mred\\u202e"
    assert len(options.short("x" * 1000)) == 40
