"""The `newscrawler` command line: arguments in, messages and exit codes out.

A command's module is imported when its arguments are parsed, so that `--help` answers at once.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn, Self

from newscrawler.errors import ExitCode, NewscrawlerError
from newscrawler.version import __version__

COMMANDS = {
    "demo": "show the whole flow on an invented news site",
    "crawl": "crawl sites, URLs or a list of URLs",
    "replay": "build the store from archives, ours and anybody's, and from saved pages",
    "extract": "extract one page and show each value's source",
    "export": "write articles, or the records behind them, to a file",
    "show": "show an article: versions, changes, views, and where each value came from",
    "report": "how the crawls go, and what the store holds",
    "verify": "check archive, manifest and store against each other",
    "backup": "copy database and archive into a folder, while crawls run",
    "erase": "take an article down, for good: its text, its records, its way back",
    "sites": "list the sites that have a profile",
    "check": "check a site's profile on its fixtures, or on one page",
    "schedule": "print crontab lines, or systemd units",
    "doctor": "check the installation and the settings",
}
"""Each command with its help. Its file here has the same name, and in it EXAMPLE, a line that can
be typed; `options(parser)`, which adds its arguments; and `run(options)`, which returns the exit
code."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = make_parser().parse_args(argv)
    try:
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except NewscrawlerError as error:
        from newscrawler.text.terminal import plain

        print(plain(f"newscrawler: {error}"), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # `newscrawler export … | head` is no fault; the interpreter must not flush again.
        sys.stdout = None
        return ExitCode.DONE
    except KeyboardInterrupt:
        print(
            "newscrawler: stopped; what was done is kept, and goes on next time.", file=sys.stderr
        )
        return ExitCode.DONE


class CommandParser(argparse.ArgumentParser):
    """The parser of one command; it learns the command's arguments when it has to parse some."""

    def __init__(self, *, command: str, **more: Any) -> None:
        super().__init__(**more)
        self._command = command

    def load(self) -> Self:
        """Import the command's module, and take over its arguments."""
        if self.epilog is None:
            module = import_module(f"newscrawler.commands.{self._command}")
            self.epilog = f"Example: newscrawler {module.EXAMPLE}"
            self.set_defaults(run=module.run)
            module.options(self)
        return self

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, as argparse does for the command that is named."""
        self.load()
        return super().parse_known_args(args, namespace)


def _add_settings(parser: argparse.ArgumentParser, dest: str, default: str | None) -> None:
    """Add the options that stand before the command or after it."""
    parser.add_argument(
        "--db", metavar="URL", default=default, help="database: a file or an SQLAlchemy URL"
    )
    parser.add_argument(
        "--archive", metavar="DIR", default=default, help="folder of the WARC files"
    )
    parser.add_argument(
        *("-s", "--set"),
        dest=dest,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any setting",
    )


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    codes = "; ".join(f"{code} {code.meaning}" for code in sorted(ExitCode))
    parser = argparse.ArgumentParser(
        prog="newscrawler",
        description="Crawl news, archive it first, extract it with provenance, replay it exactly.",
        epilog=f"Exit codes: {codes}.",
    )
    parser.add_argument("--version", action="version", version=f"newscrawler {__version__}")
    _add_settings(parser, "set_before", None)
    commands = parser.add_subparsers(metavar="command", required=True, parser_class=CommandParser)
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name, command=name, help=text, description=f"{text[0].upper()}{text[1:]}."
        )
        # A default here would undo what stood before the command.
        _add_settings(command, "set", argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
