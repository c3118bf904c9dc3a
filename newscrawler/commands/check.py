"""`newscrawler check`: a profile on its fixtures, or on one page."""

import argparse
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawler import config
from newscrawler.archive.read.saved_pages import read_saved
from newscrawler.commands.options import add_json, overrides
from newscrawler.errors import ExitCode, UsageError
from newscrawler.extract import extract
from newscrawler.model import profile, profile_files
from newscrawler.model.capture import Capture
from newscrawler.sites.check import compare_with_gold, fit_selectors
from newscrawler.text.terminal import plain, table

EXAMPLE = "check alsahifa --page page.html"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newscrawler check`."""
    parser.add_argument("site", help="a site's name")
    parser.add_argument(
        "--page",
        metavar="URL|FILE",
        help="show what the selectors give on this page; 5 if title or body is missing",
    )
    parser.add_argument(
        "--repair",
        nargs="?",
        const="",
        metavar="DAY",
        help="propose selectors for pages since the site's first alarm, or since YYYY-MM-DD",
    )
    parser.add_argument("--fixtures", default="fixtures", help="folder of fixtures")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run `newscrawler check`: does the profile load, and do its fixtures give their gold?"""
    if options.repair is not None:
        from newscrawler.commands.check_repair import check_repair

        return check_repair(options)
    settings = config.load(overrides(options))
    site = profile_files.find(options.site, settings.sites)
    if options.page:
        return _check_page(options, site)
    folder = Path(options.fixtures) / site.name
    results = list(compare_with_gold(folder, site))
    wrong = [r for r in results if r["got"] != r["gold"]]
    if options.json:
        print(json.dumps({"fields": len(results), "wrong": wrong}, ensure_ascii=False, indent=2))
        return ExitCode.NO_RESULT if wrong else ExitCode.DONE
    print(f"{site.path}: valid, {len(site.layouts)} layouts.")
    if wrong:
        rows = [(r["page"], r["field"], r["gold"], r["got"]) for r in wrong]
        print(table(("page", "field", "gold", "got"), rows))
    print(f"{folder}: {len(results) - len(wrong)} of {len(results)} fields are as in the gold.")
    return ExitCode.NO_RESULT if wrong else ExitCode.DONE


def _check_page(options: argparse.Namespace, site: profile.Profile) -> int:
    """Show what each selector gives on one page, beside what is found without the profile."""
    capture = _page(options, site)
    article = extract(capture, site)
    rows = list(fit_selectors(capture, site, article))
    missing = [row["field"] for row in rows if row["verdict"] in ("empty", "unread")]
    if options.json:
        data = {"site": site.name, "url": capture.url, "layout": article.layout, "fields": rows}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        answer = "" if capture.status == 200 else f" (answered {capture.status})"
        print(plain(f"{capture.url}{answer}\n{site.path}: layout {article.layout or 'none'}"))
        shown = [[_as_cell(cell) for cell in row.values()] for row in rows]
        found = [cells for cells in shown if set(cells[1:]) != {"–"}]
        print(table(("field", "selector", "value", "generic", ""), found))
        print(f"not found: {', '.join(missing)}" if missing else "Each selected field is found.")
    whole = article.title and article.body and not {"title", "body"} & set(missing)
    return ExitCode.DONE if whole else ExitCode.NO_RESULT


def _page(options: argparse.Namespace, site: profile.Profile) -> Capture:
    if "://" not in options.page:
        path = Path(options.page)
        if not path.is_file():
            raise UsageError(f"{path}: no such file. A live page starts with https://.")
        return read_saved(path.parent, path.name)
    host = urlsplit(options.page).hostname or ""
    if not site.covers(host):
        raise UsageError(f"{options.page} is not on {' or '.join(site.domains)}.")
    from newscrawler.crawl.launch import fetch_one

    return fetch_one(options.page, overrides(options))


def _as_cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "–"
    text = "–" if value is None else str(value)
    paragraphs = text.count("\n\n") + 1
    # Only a body has blank lines; how much of it there is says more than how it starts.
    return text if paragraphs == 1 else f"{paragraphs} paragraphs, {len(text)} characters"
