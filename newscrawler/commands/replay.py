"""`newscrawler replay`: the store built from archives and saved pages."""

import argparse
import json
import sys
from pathlib import Path

from newscrawler import config
from newscrawler.archive.read.files import expand
from newscrawler.archive.write.from_pipe import receive
from newscrawler.commands.options import add_json, day, overrides, processes
from newscrawler.commands.replay_diff import replay_diff
from newscrawler.errors import ExitCode, UsageError
from newscrawler.model.outcome import in_order
from newscrawler.replay.replay import Filter, Replayed, replay
from newscrawler.store import Store
from newscrawler.text.terminal import plain, progress

EXAMPLE = "replay archive/ 'news/**/*.warc.gz' crawl.wacz --since 2024-01-01"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler replay`."""
    parser.add_argument(
        "source",
        nargs="*",
        help="WARC, ARC, WACZ and HTML files, folders of them, patterns, or - for standard input",
    )
    parser.add_argument(
        "--diff",
        action="store_true",
        help="extract anew what the store has, and show what code or profiles of today change",
    )
    parser.add_argument("--apply", action="store_true", help="do so, and write it")
    parser.add_argument("--site", help="only this site")
    for name, text in (("since", "on or after"), ("until", "on or before")):
        parser.add_argument(f"--{name}", metavar="DAY", help=f"only captures {text} YYYY-MM-DD")
    for name, text in (("mime", "types, as text/*"), ("url", "addresses, as *://*.org/news/*")):
        parser.add_argument(
            f"--{name}", metavar="PATTERN", action="append", default=[], help=f"only these {text}"
        )
    parser.add_argument("--workers", type=int, help="extraction processes (default: all cores)")
    parser.add_argument("--captured-at", metavar="TIME", help="when undated saved pages were saved")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler replay`."""
    if options.diff or options.apply:
        return replay_diff(options)
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
        done = replay(
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
    _print_result(done, as_json=options.json)
    return ExitCode.DAMAGED if done.damaged else ExitCode.DONE


def _sources(given: list[str], archive: Path) -> list[Path]:
    """Return the files and folders that are named; what comes through a pipe is kept first."""
    piped = [receive(sys.stdin.buffer, archive)] if "-" in given else []
    return piped + expand(source for source in given if source != "-")


def counted(done: Replayed) -> str:
    """Return in a line what a replay did."""
    counts = ", ".join(f"{n} {outcome}" for outcome, n in in_order(done.counts).items())
    links = f"; {done.duplicates} linked as duplicates" if done.duplicates else ""
    harm = f"; damaged places: {done.damaged}" if done.damaged else ""
    return f"{done.noted} new captures: {counts or 'nothing to do'}{links}{harm}"


def _print_result(done: Replayed, *, as_json: bool) -> None:
    if as_json:
        damage = [{"file": d.file, "offset": d.offset, "reason": d.reason} for d in done.damage]
        data = {"noted": done.noted, "outcomes": done.counts, "damaged": done.damaged}
        print(json.dumps(data | {"damage": damage}, ensure_ascii=False))
        return
    print(counted(done))
    for d in done.damage:
        # Names and addresses are those of the archive, and as little to be trusted.
        where = plain(f"{d.file} at byte {d.offset}: {d.reason}").replace("\n", " ")
        print(f"damaged: {where}", file=sys.stderr)
    if done.damaged > len(done.damage):
        print(f"damaged: and {done.damaged - len(done.damage)} places more", file=sys.stderr)
