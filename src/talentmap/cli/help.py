"""Help pages in the language of the user, 80 columns wide, made without loading anything heavy."""

from __future__ import annotations

import shutil
import textwrap
from typing import Any

from typer.core import TyperCommand, TyperGroup

from talentmap.cli.options import nearest, short
from talentmap.errors import UnknownLabelError
from talentmap.vocabulary import message_keys, text


class TextCommand(TyperCommand):
    """A command whose help page comes from the catalogue; typer's own page has English headings only."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, meaning, arguments, options and examples."""
        formatter.write(_page(self, ctx))


class TextGroup(TyperGroup):
    """The program as a whole, with the list of its commands."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or complain in the language of the user."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            near = nearest(args[0], tuple(self.commands))
            key = "cli.usage.no_command_near" if near else "cli.usage.no_command"
            known = ", ".join(self.commands)
            raise UnknownLabelError(text(key, name=short(args[0]), near=", ".join(near), known=known), args[0], near)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, meaning, commands, options, examples and exit statuses."""
        formatter.write(_page(self, ctx))


def _page(command: Any, ctx: Any) -> str:
    options = [part for part in command.get_params(ctx) if part.param_type_name == "option" and not part.hidden]
    arguments = [part for part in command.get_params(ctx) if part.param_type_name == "argument"]
    commands = [(name, part.help) for name, part in getattr(command, "commands", {}).items()]
    usage = [ctx.command_path, *(_shown(part) for part in arguments)]
    usage += [text("cli.help.usage_command")] if commands else []
    parts = [
        f"{text('cli.help.usage')} {' '.join(usage)} [{text('cli.help.usage_options')}]\n",
        _wrapped(command.help or "") + "\n",
        _listing("cli.help.commands", [(name, (meaning or "").split("\n")[0]) for name, meaning in commands]),
        _listing("cli.help.arguments", [(_shown(part), part.help or "") for part in arguments]),
        _listing("cli.help.options", [(_flags(part), _meaning(part)) for part in options]),
    ]
    for extra in ("examples", "after"):
        key = f"cli.{extra}.{ctx.info_name}"
        if key in message_keys():
            parts.append(f"{text(f'cli.help.{extra}')}:\n{textwrap.indent(text(key), '  ')}\n")
    return "\n".join(part for part in parts if part).rstrip("\n") + "\n"


def _shown(argument: Any) -> str:
    name = str(argument.metavar or argument.name.upper())
    return name if argument.required else f"[{name}]"


def _flags(option: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return (
        names
        if option.is_flag or getattr(option, "count", False)
        else f"{names} {option.metavar or option.name.upper()}"
    )


def _meaning(option: Any) -> str:
    if option.name == "help":
        return text("cli.option.help")
    default = option.default
    if option.is_flag or default in (None, (), []) or callable(default):
        return str(option.help or "")
    return f"{option.help} [{default}]"


def _wrapped(paragraphs: str, indent: str = "") -> str:
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    lines = (
        textwrap.wrap(line, max(width - 2, 30), initial_indent=indent, subsequent_indent=indent) or [""]
        for line in paragraphs.split("\n")
    )
    return "\n".join("\n".join(group) for group in lines)


def _listing(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    left = min(max(len(name) for name, _ in rows), 26)
    lines = []
    for name, meaning in rows:
        body = _wrapped(meaning, " " * (left + 4)).lstrip()
        lines.append(f"  {name:<{left}}  {body}" if len(name) <= left else f"  {name}\n{' ' * (left + 4)}{body}")
    return f"{text(title)}:\n" + "\n".join(lines) + "\n"
