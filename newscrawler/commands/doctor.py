"""`newscrawler doctor`: the installation and the settings."""

import argparse
import json
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from newscrawler import config
from newscrawler.commands.options import add_json, overrides
from newscrawler.errors import ExitCode, NewscrawlerError, UsageError
from newscrawler.model import profile, profile_files
from newscrawler.text.terminal import table

EXAMPLE = "doctor"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler doctor`."""
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler doctor`."""
    findings: list[tuple[str, bool, str]] = []

    def look(what: str, test: Any) -> None:
        try:
            findings.append((what, True, str(test())))
        except (NewscrawlerError, OSError, ImportError) as error:
            findings.append((what, False, str(error)))

    def database() -> str:
        from newscrawler.store import Store

        with Store(settings.db):
            return settings.db

    def archive() -> Path:
        settings.archive.mkdir(parents=True, exist_ok=True)
        probe = settings.archive / ".doctor"
        probe.touch()
        probe.unlink()
        return settings.archive

    def profiles() -> str:
        known = profile_files.paths(settings.sites)
        return f"{len([profile.load(path) for path in known.values()])} profiles are valid"

    def contact() -> str:
        if not settings.contact:
            raise UsageError("set NEWSCRAWLER_CONTACT: sites ask who is crawling them")
        return settings.contact

    settings = config.load(overrides(options))
    look("python", lambda: sys.version.split()[0])
    for name in ("scrapy", "sqlalchemy", "lxml", "fastwarc"):
        look(name, partial(version, name))
    for name, test in (
        ("database", database),
        ("archive", archive),
        ("profiles", profiles),
        ("contact", contact),
    ):
        look(name, test)
    if options.json:
        keys = ("what", "ok", "detail")
        print(json.dumps([dict(zip(keys, f, strict=True)) for f in findings], ensure_ascii=False))
    else:
        rows = [(what, "ok" if ok else "PROBLEM", detail) for what, ok, detail in findings]
        print(table(("what", "", "detail"), rows))
    # A missing contact is advice; the rest stops a crawl.
    wrong = any(not ok for what, ok, _ in findings if what != "contact")
    return ExitCode.USAGE if wrong else ExitCode.DONE
