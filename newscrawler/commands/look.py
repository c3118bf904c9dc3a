"""Commands that read the store: show, export, report."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from newscrawler import config
from newscrawler.archive import Damage
from newscrawler.cli import overrides
from newscrawler.commands.options import day
from newscrawler.errors import UsageError
from newscrawler.export import Records, export_index, export_wacz
from newscrawler.export import export as write
from newscrawler.outcome import in_order
from newscrawler.store import Store
from newscrawler.store.reading import (
    Chosen,
    aliases_of,
    article_counts,
    chosen_rows,
    history,
    last_crawls,
)
from newscrawler.terminal import plain, table
from newscrawler.text.arabic import fold
from newscrawler.urls import canonical_url

_ALIASES = 10
"""Other addresses that `show` prints."""


def export(options: argparse.Namespace) -> int:
    """Run `newscrawler export`."""
    settings = config.load(overrides(options))
    chosen = _chosen(options)
    damage: list[Damage] = []
    if options.format == "cdxj" and chosen == Chosen():
        count = export_index(settings.archive, options.output, damage.append)
        return _exported(options, f"{count} lines", damage)
    with _store(options) as store:
        if options.format == "cdxj":
            records = Records(store, settings.archive, chosen)
            count = export_index(settings.archive, options.output, damage.append, records)
            return _exported(options, f"{count} lines", damage)
        if options.format == "wacz":
            records = Records(store, settings.archive, chosen)
            title = options.site or "newscrawler"
            packed = export_wacz(records, options.output, title, _said(options))
            what = f"{packed.pages} pages, {packed.records} records"
            return _exported(options, what, packed.damage)
        rows = (row for _, row in chosen_rows(store, chosen))
        count = write(rows, options.output, options.format)
    return _exported(options, f"{count} articles", [])


def show(options: argparse.Namespace) -> int:
    """Run `newscrawler show`."""
    with _store(options) as store:
        versions = history(store, canonical_url(options.url)) or history(store, options.url)
        first = versions[0] if versions else {}
        others = aliases_of(store, first["site"], first["canonical_url"]) if first else []
    if not versions:
        raise UsageError(f"The store has no article at {options.url}.")
    if options.json:
        print(json.dumps(versions, ensure_ascii=False, indent=2))
        return 0
    for version in versions:
        when = version["captured_at"] or "at an unknown time"
        print(f"Version {version['number']}, captured {when}")
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
            print(f"Joined from {len(version['parts'])} pages, the last {version['parts'][-1]}")
        for paragraph in version["furniture"]:
            print(f"Left out, for the site repeats it: {plain(paragraph)[:200]}")
    for other in others[:_ALIASES]:
        print(f"Also at {other}")
    if len(others) > _ALIASES:
        print(f"and at {len(others) - _ALIASES} more addresses")
    if versions[-1]["removed_at"]:
        print(f"The site removed it; seen gone at {versions[-1]['removed_at']}.")
    return 0


def report(options: argparse.Namespace) -> int:
    """Run `newscrawler report`."""
    with _store(options) as store:
        crawls, sites = last_crawls(store), article_counts(store)
    if options.json:
        keys = ("site", "articles", "duplicates", "removed")
        held = [dict(zip(keys, row, strict=True)) for row in sites]
        print(json.dumps({"crawls": crawls, "sites": held}, ensure_ascii=False, indent=2))
        return 0
    print(table(("site", "articles", "duplicates", "removed"), sites), end="\n\n")
    rows = [
        (c["started_at"], c["site"], c["exit_code"], c["reason"], _counts(c["counts"]))
        for c in crawls
    ]
    print(table(("started", "site", "exit", "ended", "outcomes"), rows))
    return 0


def _chosen(options: argparse.Namespace) -> Chosen:
    words = frozenset(fold(options.search or "", ta_marbuta=True).split())
    if options.search and not words:
        raise UsageError(f"--search «{options.search}» holds no word.")
    since, until = (
        found.isoformat() if (found := day(name, getattr(options, name))) else None
        for name in ("since", "until")
    )
    return Chosen(options.site, since, until, words)


def _said(options: argparse.Namespace) -> str:
    """Return in words what was chosen, for whoever opens the package."""
    asked = (("site", options.site), ("since", options.since), ("until", options.until))
    parts = [f"{name} {value}" for name, value in asked if value]
    parts += [f"with «{options.search}»"] if options.search else []
    return ", ".join(parts) or "everything archived"


def _exported(options: argparse.Namespace, what: str, damage: list[Damage]) -> int:
    for d in damage:
        print(f"damaged: {d.file} at byte {d.offset}: {d.reason}", file=sys.stderr)
    if options.output != "-":
        print(f"{what} → {Path(options.output).absolute()}")
    return 6 if damage else 0


def _store(options: argparse.Namespace) -> Store:
    return Store(config.load(overrides(options)).db, writer=False)


def _counts(counts: dict[str, Any] | None) -> str:
    return ", ".join(f"{n} {outcome}" for outcome, n in in_order(counts or {}).items())
