"""Commands that read the store: show, export, report, verify."""

import argparse
import json
from pathlib import Path
from typing import Any

from newscrawler import config
from newscrawler.archive import Damage, iter_refs, read_capture
from newscrawler.cli import overrides
from newscrawler.errors import ArchiveError, UsageError
from newscrawler.export import export as write
from newscrawler.outcome import in_order
from newscrawler.store import Store
from newscrawler.store.reading import (
    aliases_of,
    article_counts,
    capture_rows,
    export_rows,
    history,
    last_crawls,
)
from newscrawler.terminal import plain, table
from newscrawler.urls import canonical_url

_ALIASES = 10
"""Other addresses that `show` prints."""


def export(options: argparse.Namespace) -> int:
    """Run `newscrawler export`."""
    with _store(options) as store:
        count = write(export_rows(store, options.site), options.output, options.format)
    if options.output != "-":
        print(f"{count} articles → {Path(options.output).absolute()}")
    return 0


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


def verify(options: argparse.Namespace) -> int:
    """Run `newscrawler verify`: every record readable, every row with its record and back."""
    settings = config.load(overrides(options))
    damage: list[Damage] = []
    in_archive = {}
    if settings.archive.is_dir():
        for ref in iter_refs(settings.archive, on_damage=damage.append):
            in_archive[ref.record_id] = ref.location
            try:
                read_capture(settings.archive, ref.location)
            except ArchiveError as error:
                damage.append(Damage(ref.location.file, ref.location.offset or 0, str(error)))
    with _store(options) as store:
        in_store = {
            row.record_id: row for row in capture_rows(store) if row.warc_offset is not None
        }
    lost = sorted(r.warc_file for i, r in in_store.items() if i not in in_archive)
    unknown = sorted(place.file for i, place in in_archive.items() if i not in in_store)
    problems = [
        *({"file": d.file, "offset": d.offset, "problem": d.reason} for d in damage),
        *({"file": file, "problem": "a row of the store has no record in it"} for file in lost),
        *({"file": file, "problem": "a record is not in the store: replay it"} for file in unknown),
    ]
    if options.json:
        print(json.dumps({"captures": len(in_archive), "problems": problems}, ensure_ascii=False))
    else:
        for problem in problems:
            print(" ".join(f"{key}: {value}" for key, value in problem.items()))
        print(f"{len(in_archive)} captures in the archive, {len(problems)} problems.")
    return 6 if problems else 0


def _store(options: argparse.Namespace) -> Store:
    return Store(config.load(overrides(options)).db, writer=False)


def _counts(counts: dict[str, Any] | None) -> str:
    return ", ".join(f"{n} {outcome}" for outcome, n in in_order(counts or {}).items())
