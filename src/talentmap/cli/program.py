"""The program: its commands, its language, and the promise that no input ends in a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import typer
from typer.main import get_command

from talentmap.cli import (
    access,
    accountability,
    app,
    check,
    close,
    demo,
    failures,
    front_runners,
    groups,
    map,
    match,
    programme,
    rights,
    round,
    staff,
    store,
    team,
    template,
    verify,
)
from talentmap.cli.help import TextCommand, TextGroup
from talentmap.cli.options import Lang
from talentmap.vocabulary import LANGUAGES, current_language, text, use_language

NAME = "talentmap"
COMMANDS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("demo", demo.command),
    ("check", check.command),
    ("template", template.command),
    ("map", map.command),
    ("match", match.command),
    ("team", team.command),
    ("verify", verify.command),
    ("close", close.command),
    ("groups", groups.command),
    ("staff", staff.command),
    ("programme", programme.command),
    ("front-runners", front_runners.command),
    ("store", store.command),
    ("dossier", rights.dossier),
    ("erase", rights.erase),
    ("log", rights.log),
    ("access", access.command),
    ("round", round.command),
    ("accountability", accountability.command),
    ("app", app.command),
)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status.

    0 when the answer is optimal or feasible, or the data are good; 1 when it is infeasible, nothing was found, or a
    seat stayed unfilled under ``--full``; 2 for bad input; 3 for a defect of talentmap; 130 when interrupted.
    """
    arguments = list(arguments) or ["--help"]
    with use_language(language_asked(arguments, os.environ)):
        failures.prepare_streams()
        return failures.guarded(lambda: _answer(arguments), as_json="--json" in arguments)


def language_asked(arguments: Sequence[str], environment: Any) -> str:
    """Language of ``--lang`` wherever it stands, else of TALENTMAP_LANG, else English; an unknown one is English.

    Known before the options are read, because help and complaints about options need it too.
    """
    asked = environment.get("TALENTMAP_LANG", "")
    for place, word in enumerate(arguments):
        if word == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked.lower() if asked.lower() in LANGUAGES else "en"


def _answer(arguments: list[str]) -> int:
    commands = program()
    asked = _help_asked(arguments)
    if asked in commands.commands:
        _show_help(commands, asked)
        return 0
    status = commands.main(arguments, prog_name=NAME, standalone_mode=False)
    if status == failures.INTERRUPTED:
        failures.tell_stopped()
    sys.stdout.flush()
    return int(status or 0)


def _help_asked(arguments: list[str]) -> str:
    """The command whose help page is asked for, blank when it is another request."""
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--help" not in words:
        return ""
    skip = {place + 1 for place, word in enumerate(words) if word == "--lang"}
    return next((word for place, word in enumerate(words) if place not in skip and not word.startswith("-")), "")


def _show_help(commands: Any, name: str) -> None:
    """Show the page of a command without reading its options: what typer loads for that doubles the time."""
    command = commands.commands[name]
    above = commands.context_class(commands, info_name=NAME)
    typer.echo(command.context_class(command, info_name=name, parent=above).get_help())


def program() -> Any:
    """The commands with their texts in the current language."""
    return _program(current_language())


@lru_cache(maxsize=len(LANGUAGES))
def _program(language: str) -> Any:
    """Made once per language: typer reads the options of all commands each time."""
    main = typer.Typer(cls=TextGroup, no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)
    main.callback(help="cli.help.program")(_start)
    for name, command in COMMANDS:
        main.command(name, cls=TextCommand, help=f"cli.help.{name}")(command)
    with use_language(language):
        return _translated(get_command(main))


def _start(
    lang: Lang = None,
    version: bool = typer.Option(
        False, "--version", is_eager=True, help="cli.option.version", callback=lambda on: _version(on)
    ),
) -> None: ...


def _version(asked: bool) -> None:
    if asked:
        from talentmap import __version__

        typer.echo(f"{NAME} {__version__}")
        raise typer.Exit


def _translated(command: Any) -> Any:
    """The same command with each catalogue key in its help replaced by the text."""
    if (command.help or "").startswith("cli."):
        command.help = text(command.help)
    for option in command.params:
        if (option.help or "").startswith("cli."):
            option.help = text(option.help)
        elif option.name in ("install_completion", "show_completion"):
            option.help = text(f"cli.option.{option.name}")
    for part in getattr(command, "commands", {}).values():
        _translated(part)
    return command
