"""`newscrawler extract`: one page, and the source of each value."""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from newscrawler import config
from newscrawler.archive.read.saved_pages import read_saved
from newscrawler.commands.main import overrides
from newscrawler.errors import UsageError
from newscrawler.extract import extract as extract_capture
from newscrawler.model import profile
from newscrawler.model.article import Article
from newscrawler.model.capture import Capture
from newscrawler.model.profile import site_of
from newscrawler.text.terminal import plain, table


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
        from newscrawler.crawl.launch import fetch_one

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
