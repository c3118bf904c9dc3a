"""The `newscrawler` command: arguments in, messages and exit codes out.

Each command imports what it needs when it runs, so that `--help` answers at once.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from newscrawler.errors import NewscrawlerError, UsageError
from newscrawler.version import __version__

Handler = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code (see README, «Exit codes»)."""
    options = make_parser().parse_args(argv)
    try:
        handler: Handler = options.handler
        return handler(options)
    except NewscrawlerError as error:
        from newscrawler.text.terminal import plain

        print(plain(f"newscrawler: {error}"), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # `newscrawler export … | head` is no fault; the interpreter must not flush again.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        print(
            "newscrawler: stopped; what was done is kept, and goes on next time.", file=sys.stderr
        )
        return 0


def overrides(options: argparse.Namespace) -> dict[str, str]:
    """Return the settings that the command line sets."""
    found: dict[str, str] = {}
    for pair in [*options.set_before, *options.set]:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"-s {pair}: write -s NAME=VALUE.")
        found[name] = value
    if options.db:
        found["NEWSCRAWLER_DB"] = options.db
    if options.archive:
        found["NEWSCRAWLER_ARCHIVE"] = options.archive
    return found


def _lazy(module: str, name: str) -> Handler:
    """Return a handler that imports its module when it is called."""

    def handler(options: argparse.Namespace) -> int:
        from importlib import import_module

        result: int = getattr(import_module(f"newscrawler.commands.{module}"), name)(options)
        return result

    return handler


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
    parser = argparse.ArgumentParser(
        prog="newscrawler",
        description="Crawl news, archive it first, extract it with provenance, replay it exactly.",
        epilog="Exit codes: 0 done, 1 a bug, 2 usage or bad profile, 3 network unreachable, "
        "4 blocked or refused, 5 nothing extracted, 6 archive or database damaged, 7 locked.",
    )
    parser.add_argument("--version", action="version", version=f"newscrawler {__version__}")
    _add_settings(parser, "set_before", None)
    common = argparse.ArgumentParser(add_help=False)
    # A default here would undo what stood before the command.
    _add_settings(common, "set", argparse.SUPPRESS)
    commands = parser.add_subparsers(metavar="command", required=True)

    def add(name: str, module: str, text: str, example: str) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            parents=[common],
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"Example: newscrawler {example}",
        )
        command.set_defaults(handler=_lazy(module, name.replace("-", "_")))
        return command

    demo = add("demo", "demo", "show the whole flow on an invented news site", "demo")
    demo.add_argument("--folder", default="demo", help="where to put its files (default: demo)")

    crawl = add(
        "crawl", "crawl", "crawl sites, URLs or a list of URLs", "crawl https://example.com"
    )
    crawl.add_argument("target", nargs="*", help="names of sites, or URLs")
    crawl.add_argument("--all", action="store_true", help="all sites that have a profile")
    crawl.add_argument("--urls", metavar="FILE", help="fetch these articles, one URL a line")
    for name, text in (("since", "before"), ("until", "after")):
        crawl.add_argument(
            f"--{name}", metavar="DAY", help=f"skip what discovery dates {text} YYYY-MM-DD"
        )
    crawl.add_argument("--limit", metavar="N", help="fetch at most N articles of a site")
    crawl.add_argument("--refresh", action="store_true", help="revisit all known articles now")
    crawl.add_argument("--only-new", action="store_true", help="do not revisit known articles")
    crawl.add_argument("--timeout", metavar="TIME", help="stop after this time, as 50m or 2h")
    crawl.add_argument("--summary", metavar="FILE", help="write a JSON summary here; -: stdout")

    extract = add(
        "extract",
        "extract",
        "extract one page and show each value's source",
        "extract page.html --explain",
    )
    extract.add_argument("page", help="a saved HTML file, or a URL")
    extract.add_argument("--url", help="the address that a saved page came from")
    extract.add_argument("--site", help="use this site's profile")
    extract.add_argument("--json", action="store_true", help="print JSON")
    extract.add_argument(
        "--explain", action="store_true", help="show what each other source says, too"
    )

    replay = add(
        "replay",
        "replay",
        "build the store from archives, ours and anybody's, and from saved pages",
        "replay archive/ 'news/**/*.warc.gz' crawl.wacz --since 2024-01-01",
    )
    replay.add_argument(
        "source",
        nargs="*",
        help="WARC, ARC, WACZ and HTML files, folders of them, patterns, or - for standard input",
    )
    replay.add_argument(
        "--diff",
        action="store_true",
        help="extract anew what the store has, and show what code or profiles of today change",
    )
    replay.add_argument("--apply", action="store_true", help="do so, and write it")
    replay.add_argument("--site", help="only this site")
    for name, text in (("since", "on or after"), ("until", "on or before")):
        replay.add_argument(f"--{name}", metavar="DAY", help=f"only captures {text} YYYY-MM-DD")
    for name, text in (("mime", "types, as text/*"), ("url", "addresses, as *://*.org/news/*")):
        replay.add_argument(
            f"--{name}", metavar="PATTERN", action="append", default=[], help=f"only these {text}"
        )
    replay.add_argument("--workers", type=int, help="extraction processes (default: all cores)")
    replay.add_argument("--captured-at", metavar="TIME", help="when undated saved pages were saved")
    replay.add_argument("--json", action="store_true", help="print JSON")

    sites = add("sites", "sites", "list the sites that have a profile", "sites")
    sites.add_argument("--json", action="store_true", help="print JSON")

    check = add(
        "check",
        "check",
        "check a site's profile on its fixtures, or on one page",
        "check alsahifa --page page.html",
    )
    check.add_argument("site", help="a site's name")
    check.add_argument(
        "--page",
        metavar="URL|FILE",
        help="show what the selectors give on this page; 5 if title or body is missing",
    )
    check.add_argument(
        "--repair",
        nargs="?",
        const="",
        metavar="DAY",
        help="propose selectors for pages since the site's first alarm, or since YYYY-MM-DD",
    )
    check.add_argument("--fixtures", default="fixtures", help="folder of fixtures")
    check.add_argument("--json", action="store_true", help="print JSON")

    show = add(
        "show",
        "show",
        "show an article: versions, changes, views, and where each value came from",
        "show --diff 1..2 URL",
    )
    show.add_argument("url", nargs="?", help="any address of the article")
    what = show.add_mutually_exclusive_group()
    what.add_argument(
        "--diff",
        nargs="?",
        const="",
        metavar="A..B",
        help="what changed, word by word, between two versions (default: the last two)",
    )
    what.add_argument("--views", action="store_true", help="its view counts, as a series")
    show.add_argument("--all", action="store_true", help="what changed in each version")
    show.add_argument("--html", metavar="FILE", help="write what changed as a page")
    show.add_argument("--json", action="store_true", help="print JSON")

    export = add(
        "export",
        "export",
        "write articles, or the records behind them, to a file",
        "export --format wacz --since 2024-01-01 -o year.wacz",
    )
    export.add_argument("-o", "--output", default="-", help="a file, or - (default)")
    export.add_argument(
        "--format",
        choices=("jsonl", "csv", "parquet", "cdxj", "wacz"),
        default="jsonl",
        help="rows of articles; cdxj: the archive's index; wacz: records that replay by themselves",
    )
    export.add_argument("--site", help="only this site")
    export.add_argument("--since", metavar="DAY", help="published on YYYY-MM-DD or later")
    export.add_argument("--until", metavar="DAY", help="published on YYYY-MM-DD or earlier")
    export.add_argument("--search", metavar="WORDS", help="with all these words in title or body")

    report = add("report", "report", "how the crawls go, and what the store holds", "report")
    report.add_argument("site", nargs="*", help="only these sites")
    report.add_argument(
        "--check", action="store_true", help="exit as the worst last run did; 5 on an alarm"
    )
    report.add_argument("--json", action="store_true", help="print JSON")

    verify = add(
        "verify", "verify", "check archive, manifest and store against each other", "verify --all"
    )
    amount = verify.add_mutually_exclusive_group()
    amount.add_argument("--all", action="store_true", help="extract every text anew")
    amount.add_argument(
        "--sample", type=int, metavar="N", help="extract so many texts anew (default: 100)"
    )
    verify.add_argument(
        "--repair", action="store_true", help="first mend the index from the archive"
    )
    verify.add_argument("--json", action="store_true", help="print JSON")

    backup = add(
        "backup",
        "backup",
        "copy database and archive into a folder, while crawls run",
        "backup /mnt/disk/news",
    )
    backup.add_argument("folder", help="what is there already is not copied again")
    backup.add_argument("--json", action="store_true", help="print JSON")

    erase = add(
        "erase",
        "erase",
        "take an article down, for good: its text, its records, its way back",
        "erase https://example.com/a --reason 'court order 12/2026'",
    )
    erase.add_argument("url", nargs="?", help="any address of the article")
    erase.add_argument("--reason", metavar="TEXT", help="why; it stays, with the address")
    erase.add_argument("--yes", action="store_true", help="do not ask; in cron nobody can answer")
    erase.add_argument("--list", action="store_true", help="show what was erased")
    erase.add_argument("--json", action="store_true", help="print JSON")

    schedule = add(
        "schedule",
        "schedule",
        "print crontab lines, or systemd units",
        "schedule alsahifa --every 30m",
    )
    schedule.add_argument("site", nargs="*", help="names of sites")
    schedule.add_argument("--all", action="store_true", help="all sites that have a profile")
    schedule.add_argument(
        "--every", metavar="TIME", default="1h", help="how often, as 15m, 6h or 1d (default: 1h)"
    )
    schedule.add_argument("--systemd", action="store_true", help="systemd units, not crontab lines")

    doctor = add("doctor", "doctor", "check the installation and the settings", "doctor")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    return parser


if __name__ == "__main__":
    main()
