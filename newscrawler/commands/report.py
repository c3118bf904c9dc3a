"""`newscrawler report`: how the crawls go, at a glance, and for whatever monitors them."""

import argparse
import json
from datetime import datetime, timedelta
from typing import Any

from newscrawler import config
from newscrawler.commands.options import add_json, overrides
from newscrawler.crawl.run.exit_code import worst
from newscrawler.errors import ExitCode, UsageError
from newscrawler.sites.report import condition, history
from newscrawler.store import Store
from newscrawler.text.instants import read_instant
from newscrawler.text.terminal import plain, table
from newscrawler.text.units import format_span

EXAMPLE = "report"

_SHOWN = 8
"""Reasons and hosts that are shown of many."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler report`."""
    parser.add_argument("site", nargs="*", help="only these sites")
    parser.add_argument(
        "--check", action="store_true", help="exit as the worst last run did; 5 on an alarm"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler report`; with `--check` the exit code says how the sites are."""
    settings = config.load(overrides(options))
    with Store(settings.db, writer=False) as store:
        found = condition(store, settings, options.site)
        unknown = sorted(set(options.site) - {site["site"] for site in found["sites"]})
        if unknown:
            raise UsageError(f"Nothing is known of {', '.join(unknown)}: no crawl, no article.")
        found |= history(store, options.site)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print_report(found)
    return worst(_code(site) for site in found["sites"]) if options.check else ExitCode.DONE


def _code(site: dict[str, Any]) -> int:
    """Return the code of a site's last run, or NO_RESULT where an alarm stands."""
    last = (site["last"] or {}).get("exit_code") or ExitCode.DONE
    return worst((last, ExitCode.NO_RESULT if site["alarms"] else ExitCode.DONE))


def _print_report(found: dict[str, Any]) -> None:
    now = read_instant(found["at"])
    rows = [_site_row(site, now) for site in found["sites"]]
    print(table(("site", "last run", "exit", "new", "articles", "left", "due", "next"), rows))
    for site in found["sites"]:
        for alarm in site["alarms"]:
            print(plain(f"ALARM {site['site']}: {alarm}"))
    runs = [_run_row(run) for run in found["crawls"]]
    _section("Last runs", ("began", "site", "took", "exit", "outcomes"), runs)
    reasons = [
        (each["addresses"], each["site"], each["outcome"], each["reason"])
        for each in found["failures"][:_SHOWN]
    ]
    _section("What came to nothing", ("addresses", "site", "outcome", "reason"), reasons)
    hosts = [
        (host["host"], host["failures"], _minute(host["not_before"]), host["reason"])
        for host in found["hosts"][:_SHOWN]
    ]
    _section("Hosts that are left alone", ("host", "in vain", "until", "reason"), hosts)
    archive, database = found["archive"], found["database"]
    print(
        f"\narchive {_size(archive['bytes'])} in {archive['files']} files, "
        f"{_size(archive['bytes_per_day'])} a day; database {_size(database['bytes'])}"
    )


def _section(title: str, names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        print(f"\n{title}\n{table(names, rows)}")


def _site_row(site: dict[str, Any], now: datetime) -> tuple[Any, ...]:
    last = site["last"] or {}
    new = last.get("counts", {}).get("stored", 0) if last else None
    return (
        site["site"],
        f"{format_span(now - read_instant(last['started_at']))} ago" if last else None,
        _exit(last) if last else None,
        new,
        site["articles"],
        site["waiting"],
        site["due"],
        _ahead(site["next_due_at"], now),
    )


def _ahead(text: str | None, now: datetime) -> str | None:
    return f"in {format_span(read_instant(text) - now)}" if text else None


def _run_row(run: dict[str, Any]) -> tuple[Any, ...]:
    took = format_span(timedelta(seconds=run["seconds"])) if run["seconds"] is not None else None
    counts = ", ".join(f"{n} {outcome}" for outcome, n in run["counts"].items())
    return (_minute(run["started_at"]), run["site"], took, _exit(run), counts)


def _exit(run: dict[str, Any]) -> object:
    return "not ended" if run["finished_at"] is None else run["exit_code"]


def _minute(text: str | None) -> str | None:
    return text[:16].replace("T", " ") if text else None


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
