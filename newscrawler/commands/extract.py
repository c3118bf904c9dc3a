"""`newscrawler extract`: one page, and the source of each value."""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from newscrawler import config
from newscrawler.archive.read.saved_pages import read_saved
from newscrawler.commands.options import add_json, overrides
from newscrawler.errors import ExitCode, UsageError
from newscrawler.extract import extract
from newscrawler.model import profile_files
from newscrawler.model.article import Article
from newscrawler.model.capture import Capture
from newscrawler.model.profile_files import site_of
from newscrawler.model.urls import is_address
from newscrawler.text.terminal import plain, table

EXAMPLE = "extract page.html --explain"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler extract`."""
    parser.add_argument("page", help="a saved HTML file, or a URL")
    parser.add_argument("--url", help="the address that a saved page came from")
    parser.add_argument("--site", help="use this site's profile")
    add_json(parser)
    parser.add_argument(
        "--explain", action="store_true", help="show what each other source says, too"
    )


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler extract`."""
    settings = config.load(overrides(options))
    capture = _page(options)
    if options.site:
        site = profile_files.find(options.site, settings.sites)
        article = extract(capture, site)
    else:
        article = extract(capture, site_of(capture.url, None, settings.sites)[1])
    if options.json:
        print(json.dumps(asdict(article), ensure_ascii=False, indent=2))
    else:
        _print_article(article, explain=options.explain)
    return ExitCode.DONE if article.title or article.body else ExitCode.NO_RESULT


def _page(options: argparse.Namespace) -> Capture:
    if "://" in options.page:
        from newscrawler.crawl.launch import fetch_one

        return fetch_one(options.page, overrides(options))
    path = Path(options.page)
    if not path.is_file():
        raise UsageError(f"{path}: no such file.")
    if options.url and not is_address(options.url):
        raise UsageError(f"--url {options.url}: write an address as https://example.com/a.")
    capture = read_saved(path.parent, path.name)
    return replace(capture, url=options.url) if options.url else capture


def _print_article(article: Article, *, explain: bool) -> None:
    """Print a page's values, and with `explain` what every other source says."""
    rows = []
    for name, source in article.provenance.items():
        if name == "body":
            continue
        value = getattr(article, name, None)
        rows.append((name, _joined(value), source.confidence, source.rule, source.raw))
        if explain:
            rows += [("", other.value or "", "", other.rule, other.raw) for other in source.others]
    print(table(("field", "value", "", "rule", "as printed"), rows))
    print(f"\n{plain(article.body or '(no body)')}")
    if "body" in article.provenance:
        body = article.provenance["body"]
        print(f"\nbody: {body.rule}, {plain(body.raw)}")
    if article.paywalled:
        print("Only the beginning: the page keeps the rest behind a paywall.")


def _joined(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
