"""Commands about profiles and the installation: sites, check, schedule, doctor."""

import argparse
import json
import shlex
import sys
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from newscrawler import config, profile
from newscrawler.archive.saved import iter_saved
from newscrawler.cli import overrides
from newscrawler.errors import NewscrawlerError, UsageError
from newscrawler.extract import extract
from newscrawler.terminal import table


def sites(options: argparse.Namespace) -> int:
    """Run `newscrawler sites`."""
    settings = config.load(overrides(options))
    rows: list[tuple[Any, ...]] = []
    broken = 0
    for name, path in sorted(profile.paths(settings.sites).items()):
        try:
            site = profile.load(path)
        except NewscrawlerError as error:
            broken += 1
            print(f"newscrawler: {error}", file=sys.stderr)
            continue
        rows.append((name, ", ".join(site.domains), site.language, len(site.layouts), str(path)))
    keys = ("site", "domains", "language", "layouts", "file")
    if options.json:
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False))
    else:
        print(table(keys, rows))
    return 2 if broken else 0


def check(options: argparse.Namespace) -> int:
    """Run `newscrawler check`: the profile loads, and its fixtures give their gold."""
    settings = config.load(overrides(options))
    site = profile.find(options.site, settings.sites)
    folder = Path(options.fixtures) / site.name
    results = list(_compared(folder, site))
    wrong = [r for r in results if r["got"] != r["gold"]]
    if options.json:
        print(json.dumps({"fields": len(results), "wrong": wrong}, ensure_ascii=False, indent=2))
        return 5 if wrong else 0
    print(f"{site.path}: valid, {len(site.layouts)} layouts.")
    if wrong:
        rows = [(r["page"], r["field"], r["gold"], r["got"]) for r in wrong]
        print(table(("page", "field", "gold", "got"), rows))
    print(f"{folder}: {len(results) - len(wrong)} of {len(results)} fields are as in the gold.")
    return 5 if wrong else 0


def _compared(folder: Path, site: profile.Profile) -> Iterator[dict[str, Any]]:
    """Yield each field of the pages that have a gold, as extracted and as it should be."""
    for capture in iter_saved(folder):
        page = capture.location.file
        gold = (folder / page).with_suffix(".gold.json")
        if not gold.is_file():
            continue
        article = extract(capture, site)
        for name, value in json.loads(gold.read_text(encoding="utf-8")).items():
            yield {"page": page, "field": name, "gold": value, "got": getattr(article, name)}


def schedule(options: argparse.Namespace) -> int:
    """Run `newscrawler schedule`: hourly, each site at a minute of its own."""
    settings = config.load(overrides(options))
    command = shlex.quote(str(Path(sys.argv[0]).absolute()))
    folder = shlex.quote(str(config.project_folder()))
    for name in options.site:
        profile.find(name, settings.sites)
        minute = sum(name.encode()) % 60
        if options.systemd:
            print(_UNITS.format(name=name, command=command, folder=folder, minute=minute))
        else:
            print(f"{minute} * * * * cd {folder} && {command} crawl {name} 2>>{name}.log")
    return 0


_UNITS = """\
# newscrawler-{name}.service
[Unit]
Description=Crawl {name}
[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command} crawl {name}

# newscrawler-{name}.timer
[Unit]
Description=Crawl {name} every hour
[Timer]
OnCalendar=*:{minute:02d}
Persistent=true
[Install]
WantedBy=timers.target
"""


def doctor(options: argparse.Namespace) -> int:
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
        known = profile.paths(settings.sites)
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
    return 2 if any(not ok for what, ok, _ in findings if what != "contact") else 0
