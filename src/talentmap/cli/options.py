"""Options the commands share, and the reading of their values.

Values arrive as text and are read here, so that a complaint names the option, what was found and what was expected,
in the language of the user.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

import typer

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import LANGUAGES, text

DataPath = Annotated[str, typer.Argument(metavar="PATH", help="cli.option.path")]
Json = Annotated[bool, typer.Option("--json", help="cli.option.json")]
Out = Annotated[str | None, typer.Option("--out", metavar="FILE", help="cli.option.out")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="cli.option.today")]
Limit = Annotated[str, typer.Option("--limit", metavar="N", help="cli.option.limit")]
IncludePrivate = Annotated[bool, typer.Option("--include-private", help="cli.option.include_private")]


def _languages(incomplete: str) -> list[str]:
    return [language for language in LANGUAGES if language.startswith(incomplete)]


def _known_language(value: str | None) -> str | None:
    if value is not None:
        choice("--lang", value, LANGUAGES)
    return value


Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="nl|en",
        help="cli.option.lang",
        autocompletion=_languages,
        callback=_known_language,
        envvar="TALENTMAP_LANG",
        show_envvar=False,
    ),
]


def choice(option: str, value: str, known: Sequence[str]) -> str:
    """The value when it is one of those known, in any case; else a complaint with the nearest."""
    if value.lower() in known:
        return value.lower()
    near = nearest(value.lower(), known)
    key = "cli.bad.choice_near" if near else "cli.bad.choice"
    raise UnknownLabelError(
        text(key, option=option, found=short(value), known=", ".join(known), near=", ".join(near)), value, near
    )


def nearest(value: str, known: Sequence[str]) -> tuple[str, ...]:
    """Up to three known names that look like this one, nearest first."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(value, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=3, score_cutoff=60)
    return tuple(name for name, _, _ in found)


def short(value: object) -> str:
    """A value in a message: at most 40 characters, nothing a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in str(value))
    return plain if len(plain) <= 40 else plain[:39] + "…"


def whole(option: str, value: str, least: int, most: int = 2**31 - 1) -> int:
    """A whole number between two bounds."""
    if not re.fullmatch(r"[+-]?\d{1,12}", value.strip(), flags=re.ASCII) or not least <= int(value) <= most:
        raise ProblemError(text("cli.bad.whole", option=option, found=short(value), least=least, most=most))
    return int(value)


def amount(option: str, value: str, least: float = 0.0) -> float:
    """A finite number that is not below the bound; a decimal comma is fine."""
    try:
        found = float(value.strip().replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or found < least:
        raise ProblemError(text("cli.bad.amount", option=option, found=short(value), least=f"{least:g}"))
    return found


def size_range(value: str | None) -> tuple[int, int] | None:
    """Team size from ``5`` or ``4-6``; None when not asked."""
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d{1,6})\s*(?:(?:-|–|\.\.|:)\s*(\d{1,6}))?\s*", value, flags=re.ASCII)
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= low <= high:
        raise ProblemError(text("cli.bad.size", found=short(value)))
    return low, high


def ids(values: Sequence[str]) -> tuple[str, ...]:
    """Ids parted by commas or blanks, each once, in the order given."""
    return tuple(dict.fromkeys(words_in_order(values)))


def words_in_order(values: Sequence[str]) -> tuple[str, ...]:
    """Words parted by commas or blanks, in the order given, also when one stands twice."""
    return tuple(word for value in values for word in re.split(r"[,;\s]+", value) if word)


def pairs(option: str, values: Sequence[str], *, commas: bool = False) -> dict[str, float]:
    """``name=number`` pairs, each name once; with `commas` several in one value."""
    found: dict[str, float] = {}
    for value in values:
        parts = [word for word in value.split(",") if word.strip()] if commas else [value]
        if not value.strip(" ,"):
            raise ProblemError(text("cli.bad.blank", option=option))
        for part in parts:
            name, sign, figure = (word.strip() for word in part.rpartition("="))
            if not sign or not name:
                # "coverage=0,3" parts into a pair and a figure: the comma was meant as a decimal one
                key = "cli.bad.pair_comma" if commas and part.strip().isdigit() else "cli.bad.pair"
                raise ProblemError(text(key, option=option, found=short(part)))
            if name in found:
                raise ProblemError(text("cli.bad.twice", option=option, name=short(name)))
            found[name] = amount(option, figure)
    return found


def named(option: str, asked: Mapping[str, float], known: Sequence[str]) -> dict[str, float]:
    """A figure for every name that is known, 0 where none was asked; each name once, however it is written."""
    given = {choice(option, name, known): figure for name, figure in asked.items()}
    if len(given) < len(asked):
        raise ProblemError(text("cli.bad.twice", option=option, name=", ".join(given)))
    return {**dict.fromkeys(known, 0.0), **given}


def limits(option: str, values: Sequence[str]) -> dict[str, int]:
    """``unit=number`` pairs with whole numbers."""
    found = pairs(option, values)
    return {name: whole(option, f"{figure:g}", 0) for name, figure in found.items()}


def reference_date(value: str | None) -> str | None:
    """A day as yyyy-mm-dd; None when not asked."""
    if value is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip(), flags=re.ASCII):
            raise ValueError
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise ProblemError(text("cli.bad.date", found=short(value))) from None


def choice_of_text(option: str, value: str, known: Sequence[str]) -> str:
    """The value when it is one of the names in the data, written as there; else a complaint with the nearest."""
    if value in known:
        return value
    near = nearest(value, known)
    key = "cli.bad.name_near" if near else "cli.bad.name"
    raise UnknownLabelError(text(key, option=option, found=short(value), near=", ".join(near)), value, near)
