"""Commands about profiles and the installation: sites, check, doctor."""

import argparse
import json
import sys
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawler import config, profile
from newscrawler.archive.saved import iter_saved, read_saved
from newscrawler.capture import Capture
from newscrawler.cli import overrides
from newscrawler.errors import NewscrawlerError, UsageError
from newscrawler.extract import extract
from newscrawler.extract.page import Page
from newscrawler.extract.selectors import strings
from newscrawler.items import Article
from newscrawler.terminal import plain, table

_ATTRIBUTES = {"published": "published_at", "modified": "modified_at", "author": "authors"}
"""Where the article keeps a profile's field, if not under the field's own name."""


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
    if options.repair is not None:
        from newscrawler.commands.repair import repair  # the store, for this alone

        return repair(options)
    settings = config.load(overrides(options))
    site = profile.find(options.site, settings.sites)
    if options.page:
        return _check_page(options, site)
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


def _check_page(options: argparse.Namespace, site: profile.Profile) -> int:
    """Show what each selector gives on one page, beside what is found without the profile."""
    capture = _page(options, site)
    article = extract(capture, site)
    rows = list(_fitted(capture, site, article))
    missing = [row["field"] for row in rows if row["verdict"] in ("empty", "unread")]
    if options.json:
        told = {"site": site.name, "url": capture.url, "layout": article.layout, "fields": rows}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        answer = "" if capture.status == 200 else f" (answered {capture.status})"
        print(plain(f"{capture.url}{answer}\n{site.path}: layout {article.layout or 'none'}"))
        shown = [[_shown(cell) for cell in row.values()] for row in rows]
        said = [cells for cells in shown if set(cells[1:]) != {"–"}]
        print(table(("field", "selector", "value", "generic", ""), said))
        print(f"not found: {', '.join(missing)}" if missing else "Each selected field is found.")
    whole = article.title and article.body and not {"title", "body"} & set(missing)
    return 0 if whole else 5


def _page(options: argparse.Namespace, site: profile.Profile) -> Capture:
    if "://" not in options.page:
        path = Path(options.page)
        if not path.is_file():
            raise UsageError(f"{path}: no such file. A live page starts with https://.")
        return read_saved(path.parent, path.name)
    host = urlsplit(options.page).hostname or ""
    if not site.covers(host):
        raise UsageError(f"{options.page} is not on {' or '.join(site.domains)}.")
    from newscrawler.commands.live import fetch_one  # Scrapy, for this alone

    return fetch_one(options.page, overrides(options))


def _fitted(capture: Capture, site: profile.Profile, article: Article) -> Iterator[dict[str, Any]]:
    """Yield each field with its selector, its value, and what the generic path says.

    The verdict: the two `agree` or `differ`; the selectors find nothing (`empty`), or what
    cannot be read (`unread`, and the value is the raw text); None where there is no selector.
    """
    generic, page = extract(capture), Page(capture, site)
    layout = next((x for x in site.layouts if x.name == article.layout), None)
    for field in (f for f in profile.FIELDS if f != "drop"):
        name = _ATTRIBUTES.get(field, field)
        value, other = getattr(article, name), getattr(generic, name)
        rule = article.provenance[name].rule if name in article.provenance else ""
        chain = layout.selectors.get(field, ()) if layout else ()
        selector = chain[0].text if chain else None
        verdict = None
        if chain and rule.startswith("selector:"):
            selector = rule.removeprefix("selector:")
            verdict = "agree" if value == other else "differ"
        elif layout and chain:
            raw = None if field == "body" else next(strings(page, layout, field), None)
            value, verdict = (raw.raw, "unread") if raw else (None, "empty")
        row = {"field": field, "selector": selector, "value": value}
        yield row | {"generic": other, "verdict": verdict}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "–"
    text = "–" if value is None else str(value)
    paragraphs = text.count("\n\n") + 1
    # Only a body has blank lines; how much of it there is says more than how it starts.
    return text if paragraphs == 1 else f"{paragraphs} paragraphs, {len(text)} characters"


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
