"""`newscrawler replay`: the store built from archives and saved pages."""

import argparse
import json
import sys
from pathlib import Path

from newscrawler import config
from newscrawler.archive.read.files import expand
from newscrawler.archive.write.from_pipe import receive
from newscrawler.commands.main import overrides
from newscrawler.commands.options import day, processes
from newscrawler.commands.replay_diff import rederive
from newscrawler.errors import UsageError
from newscrawler.model.outcome import in_order
from newscrawler.replay.replay import Filter, Replayed
from newscrawler.replay.replay import replay as build
from newscrawler.store import Store
from newscrawler.text.terminal import plain, progress


def replay(options: argparse.Namespace) -> int:
    """Run `newscrawler replay`."""
    if options.diff or options.apply:
        return rederive(options)
    if not options.source:
        raise UsageError("Name a WARC file or a folder, or --diff for what the store has.")
    settings = config.load(overrides(options))
    workers = processes(options.workers)
    only = Filter(
        sites=(options.site,) if options.site else (),
        since=day("since", options.since),
        until=day("until", options.until),
        mimes=tuple(options.mime),
        urls=tuple(options.url),
    )
    sources = _sources(options.source, settings.archive)
    print(f"database {settings.db}", file=sys.stderr)
    store = Store(settings.db, obeyed=settings.rights)
    with store, progress(None, "replay") as bar:
        done = build(
            sources,
            store,
            settings.sites,
            archive=settings.archive,
            only=only,
            workers=workers,
            captured_at=options.captured_at,
            near_duplicates=settings.near_duplicates,
            progress=bar.update,
        )
    _tell(done, as_json=options.json)
    return 6 if done.damaged else 0


def _sources(given: list[str], archive: Path) -> list[Path]:
    """Return the files and folders that are named; what comes through a pipe is kept first."""
    piped = [receive(sys.stdin.buffer, archive)] if "-" in given else []
    return piped + expand(source for source in given if source != "-")


def counted(done: Replayed) -> str:
    """Say in a line what a replay did."""
    counts = ", ".join(f"{n} {outcome}" for outcome, n in in_order(done.counts).items())
    links = f"; {done.duplicates} linked as duplicates" if done.duplicates else ""
    harm = f"; damaged places: {done.damaged}" if done.damaged else ""
    return f"{done.noted} new captures: {counts or 'nothing to do'}{links}{harm}"


def _tell(done: Replayed, *, as_json: bool) -> None:
    if as_json:
        damage = [{"file": d.file, "offset": d.offset, "reason": d.reason} for d in done.damage]
        told = {"noted": done.noted, "outcomes": done.counts, "damaged": done.damaged}
        print(json.dumps(told | {"damage": damage}, ensure_ascii=False))
        return
    print(counted(done))
    for d in done.damage:
        # Names and addresses are those of the archive, and as little to be trusted.
        where = plain(f"{d.file} at byte {d.offset}: {d.reason}").replace("\n", " ")
        print(f"damaged: {where}", file=sys.stderr)
    if done.damaged > len(done.damage):
        print(f"damaged: and {done.damaged - len(done.damage)} places more", file=sys.stderr)
