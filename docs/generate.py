"""Writes the pages that are made from the code: commands.md, settings.md and fields.md.

    python docs/generate.py    (or `make docs`)

A test fails where a page is not what this prints.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap

from newscrawler.commands.main import COMMANDS, make_parser
from newscrawler.config import SETTINGS
from newscrawler.errors import ExitCode
from newscrawler.model.article import FIELDS, Use, keys

DOCS = Path(__file__).parent
NOTE = "<!-- Made by docs/generate.py from {source}; `make docs` makes it anew. -->"
COMMON = ("help", "db", "archive", "set")
"""Options that every command has: they are told once."""


def commands() -> str:
    """Return commands.md, from each command's parser and from the exit codes."""
    lines = [
        "# Commands",
        NOTE.format(source="the commands' parsers and `ExitCode`"),
        "",
        *_prose(
            "All take `--db URL`, `--archive DIR` and `-s NAME=VALUE` "
            "([settings.md](settings.md)), before the command's name or after it, and `--help`."
        ),
        "",
    ]
    parsers = _parsers()
    for name, text in COMMANDS.items():
        lines += _command(name, text, parsers[name])
    lines += ["## Exit codes", "", "The first that applies, the same for every command:", ""]
    rows = ((str(int(code)), _linked(code.detail)) for code in ExitCode)
    return _page([*lines, *_table(("code", "meaning"), rows)])


def _parsers() -> dict[str, argparse.ArgumentParser]:
    parser = make_parser()
    for action in parser._actions:  # argparse tells nobody else
        if isinstance(action, argparse._SubParsersAction):
            return {name: found.load() for name, found in action.choices.items()}
    raise AssertionError("the parser has no commands")


def _command(name: str, text: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    actions = [action for action in parser._actions if action.dest not in COMMON]
    words = " ".join(_placed(action) for action in actions if not action.option_strings)
    options = " [options]" if any(action.option_strings for action in actions) else ""
    example = (parser.epilog or "").removeprefix("Example: ")
    yield from (f"## {name}", "", f"{text[0].upper()}{text[1:]}.", "")
    yield from ("```text", f"newscrawler {name}{options} {words}".rstrip(), "```", "")
    if actions:
        rows = ((f"`{_called(action)}`", _meaning(action)) for action in actions)
        yield from (*_table(("argument", "meaning"), rows), "")
    yield from (f"Example: `{example}`", "")


def _placed(action: argparse.Action) -> str:
    name = (action.metavar or action.dest).upper()
    if action.nargs == "*":
        return f"[{name} …]"
    return f"[{name}]" if action.nargs == "?" else str(name)


def _called(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar or action.dest).upper()
    names = ", ".join(action.option_strings)
    if action.nargs == 0:
        return names
    value = action.metavar or ("|".join(action.choices) if action.choices else action.dest.upper())
    return f"{names} [{value}]" if action.nargs == "?" else f"{names} {value}"


def _meaning(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%").replace("*", r"\*")


def settings() -> str:
    """Return settings.md, from the table of settings."""
    rows = (
        (f"`{one.name}`", f"`{one.default}`" if one.default else "", _linked(one.meaning))
        for one in SETTINGS
    )
    return _page([
        "# Settings",
        NOTE.format(source="`SETTINGS` in newscrawler/config.py"),
        "",
        *_prose(
            "The command line (`-s NAME=VALUE`) goes before the environment, the environment "
            "before the settings file. Relative paths start at the folder of `scrapy.cfg`, else at "
            "the working directory."
        ),
        "",
        *_table(("setting", "default", "meaning"), rows),
        "",
        *_prose(
            "Scrapy's own settings work as ever; those of politeness are in "
            "[politeness.md](politeness.md), those that bound what a site can cost in "
            "[hostile.md](hostile.md)."
        ),
    ])  # fmt: skip


def fields() -> str:
    """Return fields.md, from the table of fields."""
    uses = {
        Use.EXPORTED: "`newscrawler export` has it",
        Use.SELECTED: "a profile's layout may have selectors for it",
        Use.WATCHED: "health watches how many pages give it",
        Use.COMPARED: "`newscrawler replay --diff` tells where it changes",
        Use.REPAIRED: "`newscrawler check SITE --repair` looks for its selectors",
    }
    rows = (
        (
            f"`{one.key}`" + (f", in profiles `{one.name}`" if one.name != one.key else ""),
            one.kind,
            one.meaning,
            f"`{one.column}`" if one.column else "",
            ", ".join(str(use.name).lower() for use in uses if use in one.uses),
        )
        for one in FIELDS
    )
    marks = [f"- {str(use.name).lower()}: {meaning}" for use, meaning in uses.items()]
    return _page([
        "# Fields",
        NOTE.format(source="`FIELDS` in newscrawler/model/article.py"),
        "",
        *_prose(
            "What an article, its row in an export, or a layout has. A value that the page does "
            "not give is null, never a guess."
        ),
        "",
        *_table(("field", "type", "meaning", "column", "used"), rows),
        "",
        *marks,
        "",
        "## A row of an export",
        "",
        "One row per article, its latest version, in a stable order, with these keys:",
        ", ".join(f"`{key}`" for key in keys(Use.EXPORTED)) + ".",
        "`warc_file` and `warc_offset` name the record of the archive that the text came from.",
    ])  # fmt: skip


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _prose(text: str) -> list[str]:
    return wrap(text, 100, break_long_words=False, break_on_hyphens=False)


def _linked(text: str) -> str:
    """Return a text with its links as seen from this folder."""
    return re.sub(r"\[docs/([\w.-]+)\]\(docs/", r"[\1](", text)


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


PAGES = {"commands.md": commands, "settings.md": settings, "fields.md": fields}


if __name__ == "__main__":
    for name, made in PAGES.items():
        (DOCS / name).write_text(made(), encoding="utf-8")
