"""`newscrawler erase`: takes an article down, for good."""

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from newscrawler import clock, config
from newscrawler.archive import manifest
from newscrawler.commands.options import add_json, overrides
from newscrawler.config import Config
from newscrawler.errors import ExitCode, LockedError, UsageError
from newscrawler.maintenance.erase import Erased, Plan, finish, plan, set_tombstone
from newscrawler.replay.replay import catch_up
from newscrawler.store import Store, site_lock
from newscrawler.store.database.sqlite_file import file_of
from newscrawler.store.upkeep.erase_rows import articles_at
from newscrawler.text.instants import timestamp
from newscrawler.text.terminal import plain, progress, table

EXAMPLE = "erase https://example.com/a --reason 'court order 12/2026'"

_NAMED = 10
"""Addresses or files that are named of many."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler erase`."""
    parser.add_argument("url", nargs="?", help="any address of the article")
    parser.add_argument("--reason", metavar="TEXT", help="why; it stays, with the address")
    parser.add_argument("--yes", action="store_true", help="do not ask; in cron nobody can answer")
    parser.add_argument("--list", action="store_true", help="show what was erased")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler erase`."""
    settings = config.load(overrides(options))
    if options.list:
        return _tombstones(settings, as_json=options.json)
    if not options.url:
        raise UsageError("Name the address of an article, or --list what was erased.")
    if not (options.reason or "").strip():
        raise UsageError("Say why, for those who come after: --reason 'court order 12/2026'.")
    if not options.yes and not sys.stdin.isatty():
        raise UsageError("Nobody is there to be asked. With --yes it is erased unasked.")
    if (file := file_of(settings.db)) is not None and not file.exists():
        raise UsageError(f"There is no database at {file}.")
    with Store(settings.db, obeyed=settings.rights) as store, ExitStack() as locks:
        done = _erase(options, settings, store, locks)
    if done is None:
        print("Nothing was erased.", file=sys.stderr)
        return ExitCode.DONE
    _print_result(done, settings, as_json=options.json)
    return ExitCode.DAMAGED if any(one.failed for one in done) else ExitCode.DONE


def _erase(
    options: argparse.Namespace, settings: Config, store: Store, locks: ExitStack
) -> list[Erased] | None:
    """Ask, and do it; None where the answer is no."""
    held = _lock(settings, store, locks, options.url)
    catch_up(settings.archive, store, settings.sites)

    def finish_all(at: str) -> list[Erased]:
        with progress(None, "erase", unit="files") as bar:
            return finish(
                store,
                settings.archive,
                at=at,
                sites=held,
                threshold=settings.near_duplicates,
                progress=bar.update,
            )

    done = finish_all(
        timestamp(clock.moment(), "microseconds")
    )  # what was begun, and ended on its way
    gone = store.tombstones.covers(options.url)
    try:
        plans = plan(store, settings.archive, options.url)
    except UsageError:
        if not gone:
            raise
        print(f"{options.url} has been erased before.", file=sys.stderr)
        return done
    if not options.yes and not _agreed(plans, settings):
        return done or None
    at = timestamp(clock.moment(), "microseconds")
    for one in plans:
        set_tombstone(store, one, reason=options.reason.strip(), at=at)
    return done + finish_all(at)


def _lock(settings: Config, store: Store, locks: ExitStack, url: str) -> set[str]:
    """Keep crawls of the article's sites off, and of others with something to be finished."""
    store.tombstones.adopt(manifest.read(settings.archive).tombstones)
    store.commit()
    held = {site for sites in articles_at(store, url).values() for site in sites}
    for site in sorted(held):
        locks.enter_context(site_lock(settings.db, site))
    for site in sorted({t.site for t in store.tombstones.pending()} - held):
        try:
            locks.enter_context(site_lock(settings.db, site))
            held.add(site)
        except LockedError:
            continue  # its own next crawl does it
    return held


def _agreed(plans: list[Plan], settings: Config) -> bool:
    for one in plans:
        title, *lines = _described(one)
        print("\n  ".join([plain(title), *map(plain, lines)]), file=sys.stderr)
    for path in _copies_of(settings):
        print(f"  {path} may hold it too, and is not touched", file=sys.stderr)
    print("Erase it, for good? [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _described(one: Plan) -> list[str]:
    found, captures = one.found, len(one.found.captures)
    lines = [f"«{found.title}»" if found.title else "(no article)", found.url]
    if found.also:
        lines.append(f"also at {_some(found.also)}")
    lines.append(f"{len(found.bodies)} versions, {captures} captures in {len(one.files)} files")
    if one.lists:
        urls = sorted({trace.facts.url for trace in one.lists})
        lines.append(f"and {len(one.lists)} captures of lists with its text: {_some(urls)}")
    if one.foreign:
        lines.append(f"it stays in what is not ours to change: {_some(one.foreign)}")
    if found.copies:
        lines.append(f"other articles have the same text, and stay: {_some(found.copies)}")
    return lines


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _print_result(done: list[Erased], settings: Config, *, as_json: bool) -> None:
    copies = _copies_of(settings)
    if as_json:
        rows = [
            asdict(one.tombstone)
            | {"records": one.records, "failed": one.failed, "left": one.left, "copies": copies}
            for one in done
        ]
        print(json.dumps({"erased": rows}, ensure_ascii=False))
        return
    for one in done:
        print(plain(f"erased: {one.tombstone.url}; {one.records} records are out of the archive"))
        for reason in one.failed:
            print(f"NOT DONE: {reason} The next run tries again.", file=sys.stderr)
        for place in one.left:
            print(f"left: {place}")
    if done:
        for path in copies:
            print(f"left: {path}, made before; delete it if it has served")
        print("left: exports and backups, until they are made anew")


def _copies_of(settings: Config) -> list[str]:
    """Return what lies beside database and archive and may hold what they held."""
    file = file_of(settings.db)
    found: list[Path] = []
    if file is not None:
        found += file.parent.glob(f"{file.name}.backup-*")
    found += settings.archive.rglob("*.torn")
    return [str(path) for path in sorted(found)]


def _tombstones(settings: Config, *, as_json: bool) -> int:
    with Store(settings.db, writer=False) as store:
        found = store.tombstones.all()
    if as_json:
        rows = [asdict(one) | {"finished_at": at} for one, at in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    lines: list[tuple[Any, ...]] = [
        (one.erased_at[:19], one.url, len(one.also), one.reason, "" if at else "UNDER WAY")
        for one, at in found
    ]
    print(table(("erased", "address", "more", "reason", ""), lines))
    return ExitCode.DONE
