"""`newscrawler show`: an article's versions and their differences, its views, its rights."""

import argparse
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from newscrawler import config
from newscrawler.commands.options import add_json, overrides
from newscrawler.errors import ExitCode, UsageError
from newscrawler.model.urls import canonical_url
from newscrawler.store import Store
from newscrawler.store.reading.article_life import Event, life
from newscrawler.store.reading.rows import aliases_of, history, views_of
from newscrawler.store.reading.view_series import Series, series, sparkline
from newscrawler.text.diff import Difference, Text
from newscrawler.text.diff.as_html import Step, page
from newscrawler.text.diff.compare import compare
from newscrawler.text.diff.in_terminal import lines
from newscrawler.text.terminal import plain, table

EXAMPLE = "show --diff 1..2 URL"

_ALIASES = 10
"""Other addresses that are printed."""
_WIDTH = 80
_RANGE = re.compile(r"(\d{1,9})\.\.(\d{1,9})")

Version = dict[str, Any]


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler show`."""
    parser.add_argument("url", nargs="?", help="any address of the article")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--diff",
        nargs="?",
        const="",
        metavar="A..B",
        help="what changed, word by word, between two versions (default: the last two)",
    )
    what.add_argument("--views", action="store_true", help="its view counts, as a series")
    parser.add_argument("--all", action="store_true", help="what changed in each version")
    parser.add_argument("--html", metavar="FILE", help="write what changed as a page")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler show`."""
    if options.url is None and options.diff and not _RANGE.fullmatch(options.diff):
        options.url, options.diff = options.diff, ""  # `show --diff URL`
    if options.url is None:
        raise UsageError("Which article? Give one of its addresses.")
    with Store(config.load(overrides(options)).db, writer=False) as store:
        versions = history(store, canonical_url(options.url)) or history(store, options.url)
        if not versions:
            raise UsageError(f"The store has no article at {options.url}.")
        first = versions[0]
        if options.views:
            return _views(series(views_of(store, first["article_id"])), as_json=options.json)
        others = aliases_of(store, first["site"], first["canonical_url"])
        events = life(store, first["canonical_url"])
    if options.diff is not None or options.html or options.all:
        return _diff(options, [v for v in versions if v["article_id"] == first["article_id"]])
    _note_changes(versions)
    if options.json:
        versions[-1]["life"] = [asdict(event) for event in events]
        print(json.dumps(versions, ensure_ascii=False, indent=2))
    else:
        _print(versions, events, others)
    return ExitCode.DONE


# Versions -------------------------------------------------------------------------------------


def _note_changes(versions: Sequence[Version]) -> None:
    """Add to each version what it changed in the one before, None to an article's first."""
    for version in versions[:1]:
        version["changes"] = None
    for before, version in pairwise(versions):
        same = before["article_id"] == version["article_id"]
        version["changes"] = _compare(before, version).counts() if same else None


def _compare(before: Version, after: Version) -> Difference:
    return compare(Text(before["title"], before["body"]), Text(after["title"], after["body"]))


def _print(versions: Sequence[Version], events: Sequence[Event], others: Sequence[str]) -> None:
    for version in versions:
        when = version["captured_at"] or "at an unknown time"
        changed = f": {version['changes']['summary']}" if version["changes"] else ""
        print(f"Version {version['number']}, captured {when}{changed}")
        rows = [
            (name, version.get(name), source["rule"], source["raw"])
            for name, source in version["provenance"].items()
            if name != "body" and name in version
        ]
        print(table(("field", "value", "rule", "as printed"), rows))
        print(f"\n{plain(version['body'] or '')}\n")
        if version["paywalled"]:
            print("Only the beginning: the page keeps the rest behind a paywall.")
        if version["parts"]:
            last = plain(version["parts"][-1])
            print(f"Joined from {len(version['parts'])} pages, the last {last}")
        for paragraph in version["furniture"]:
            print(f"Left out, for the site repeats it: {plain(paragraph)[:200]}")
    if versions[-1]["rights"]:
        rights = [(r["says"], r["rule"], r.get("agent", "all")) for r in versions[-1]["rights"]]
        print(table(("the site says", "where", "to"), rights), end="\n\n")
    if len(events) > 1:
        lived = [(event.at, event.what, event.how, event.record_id) for event in events]
        print(table(("seen at", "what", "how", "record"), lived), end="\n\n")
    for other in others[:_ALIASES]:
        print(f"Also at {plain(other)}")
    if len(others) > _ALIASES:
        print(f"and at {len(others) - _ALIASES} more addresses")
    if versions[-1]["removed_at"]:
        print(f"The site removed it; seen gone at {versions[-1]['removed_at']}.")


# Differences ----------------------------------------------------------------------------------


def _diff(options: argparse.Namespace, versions: list[Version]) -> int:
    """Compare the versions that are asked for: two, or each with the next."""
    chosen = _chosen(options, versions)
    steps = [(before, after, _compare(before, after)) for before, after in pairwise(chosen)]
    if options.html:
        shown = [Step(_name(before), _name(after), found) for before, after, found in steps]
        path = Path(options.html)
        try:
            path.write_text(page(options.url, shown, chosen[-1]["language"]), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
        print(f"{len(steps)} comparison{'s' * (len(steps) != 1)} → {path.absolute()}")
    elif options.json:
        data = [
            {"from": _facts(before), "to": _facts(after), **found.as_data()}
            for before, after, found in steps
        ]
        print(json.dumps(data, ensure_ascii=False, indent=2))
    elif not steps:
        print(f"There is one version, captured {chosen[0]['captured_at'] or 'at an unknown time'}.")
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        width = min(shutil.get_terminal_size().columns, _WIDTH)
        for before, after, found in steps:
            print(f"{_name(before)} → {_name(after)}\n{found.summary}\n")
            for line in lines(found, width=width, colour=colour):
                print(line)
    return ExitCode.DONE


def _chosen(options: argparse.Namespace, versions: list[Version]) -> list[Version]:
    if options.all:
        return versions
    if not options.diff:
        return versions[-2:]
    asked = _RANGE.fullmatch(options.diff)
    numbers = {version["number"]: version for version in versions}
    if asked is None or not all(int(number) in numbers for number in asked.groups()):
        known = ", ".join(map(str, numbers))
        raise UsageError(
            f"--diff is «{options.diff}»; write two versions as 1..2. There are {known}."
        )
    return [numbers[int(number)] for number in asked.groups()]


def _name(version: Version) -> str:
    at = version["captured_at"]
    when = f"{at[:10]} {at[11:16]} UTC" if at else "at an unknown time"
    return f"version {version['number']}, {when}"


def _facts(version: Version) -> dict[str, Any]:
    return {name: version[name] for name in ("number", "captured_at", "record_id")}


# Views ----------------------------------------------------------------------------------------


def _views(found: Series, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
        return ExitCode.DONE
    if not found.points:
        print("No view count was seen on its pages.")
        return ExitCode.DONE
    rows = [
        (
            point.at,
            f"{point.count:,}",
            point.raw,
            point.kind,
            f"+{point.gained:,}" if point.gained else "",
            f"{point.per_day:,.1f}" if point.per_day is not None else "",
        )
        for point in found.points
    ]
    print(table(("seen at", "views", "as printed", "kind", "new", "per day"), rows))
    again = f"; the counter began anew {found.resets} times" if found.resets else ""
    print(f"\n{sparkline(found.points)}  {found.total:,} views in all{again}")
    return ExitCode.DONE
