"""Commands that extract: extract one page, replay an archive."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from newscrawler import config, profile
from newscrawler.archive.files import expand
from newscrawler.archive.received import receive
from newscrawler.archive.saved import read_saved
from newscrawler.capture import Capture
from newscrawler.cli import overrides
from newscrawler.commands.options import day, processes
from newscrawler.commands.rederive import rederive
from newscrawler.errors import UsageError
from newscrawler.extract import extract as extract_capture
from newscrawler.items import Article
from newscrawler.outcome import in_order
from newscrawler.process import site_of
from newscrawler.replay import Filter, Replayed
from newscrawler.replay import replay as build
from newscrawler.store import Store
from newscrawler.terminal import plain, progress, table


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


def extract(options: argparse.Namespace) -> int:
    """Run `newscrawler extract`."""
    settings = config.load(overrides(options))
    capture = _page(options)
    if options.site:
        site = profile.find(options.site, settings.sites)
        article = extract_capture(capture, site)
    else:
        article = extract_capture(capture, site_of(capture.url, None, settings.sites)[1])
    if options.json:
        print(json.dumps(asdict(article), ensure_ascii=False, indent=2))
    else:
        _tell_of(article, explain=options.explain)
    return 0 if article.title or article.body else 5


def _page(options: argparse.Namespace) -> Capture:
    if "://" in options.page:
        from newscrawler.commands.live import fetch_one  # Scrapy, for this alone

        return fetch_one(options.page, overrides(options))
    path = Path(options.page)
    if not path.is_file():
        raise UsageError(f"{path}: no such file.")
    capture = read_saved(path.parent, path.name)
    return replace(capture, url=options.url) if options.url else capture


def _tell_of(article: Article, *, explain: bool) -> None:
    """Print a page's values, and with `explain` what every other source says."""
    rows = []
    for name, source in article.provenance.items():
        if name == "body":
            continue
        value = getattr(article, name, None)
        rows.append((name, _shown(value), source.confidence, source.rule, source.raw))
        if explain:
            rows += [("", other.value or "", "", other.rule, other.raw) for other in source.others]
    print(table(("field", "value", "", "rule", "as printed"), rows))
    print(f"\n{plain(article.body or '(no body)')}")
    if "body" in article.provenance:
        body = article.provenance["body"]
        print(f"\nbody: {body.rule}, {plain(body.raw)}")
    if article.paywalled:
        print("Only the beginning: the page keeps the rest behind a paywall.")


def _shown(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


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
