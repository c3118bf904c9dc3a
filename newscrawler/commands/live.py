"""`newscrawler crawl`: the same crawl as `scrapy crawl`, for people who stand outside a project."""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from newscrawler import config, profile
from newscrawler.archive import iter_refs, read_capture
from newscrawler.capture import Capture
from newscrawler.cli import overrides
from newscrawler.commands.crawl import crawl as run_crawl
from newscrawler.commands.crawl import launch
from newscrawler.commands.options import seconds
from newscrawler.commands.several import launch_several
from newscrawler.errors import RefusedError, UnreachableError, UsageError
from newscrawler.extensions.logs import log_to_file
from newscrawler.process import site_of
from newscrawler.spiders.news import NewsSpider
from newscrawler.verdict import remarks


def crawl(options: argparse.Namespace) -> int:
    """Run `newscrawler crawl`."""
    if bool(options.target) + bool(options.urls) + options.all != 1:
        raise UsageError("Name sites or URLs, or --all, or --urls FILE.")
    arguments = {name: getattr(options, name) for name in ("since", "until", "limit", "urls")}
    arguments |= {name: "1" for name in ("only_new", "refresh") if getattr(options, name)}
    given: dict[str, Any] = {name: value for name, value in arguments.items() if value is not None}
    own = overrides(options)
    if options.summary:
        own["NEWSCRAWLER_SUMMARY"] = options.summary
    if options.timeout:
        own["CLOSESPIDER_TIMEOUT"] = str(seconds("--timeout", options.timeout))
    settings = project_settings(own)
    targets = sorted(profile.paths(config.of(settings).sites)) if options.all else options.target
    spiders = [spider_for(t, settings) if "://" in t else t for t in targets]
    process = AsyncCrawlerProcess(settings)
    if options.urls:
        return launch(process, NewsSpider, given)
    if len(spiders) == 1:
        return launch(process, spiders[0], given)
    return launch_several(process, spiders, given)


def fetch_one(url: str, given: dict[str, str]) -> Capture:
    """Fetch one page as a crawl would, into an archive that is thrown away, and return it."""
    with TemporaryDirectory() as folder:
        wanted = Path(folder, "urls.txt")
        wanted.write_text(url, encoding="utf-8")
        own = {
            "NEWSCRAWLER_DB": f"sqlite:///{folder}/news.db",
            "NEWSCRAWLER_ARCHIVE": f"{folder}/archive",
            "NEWSCRAWLER_REPLAY": "",
            "LOG_LEVEL": "ERROR",
        }
        process = AsyncCrawlerProcess(project_settings(given | own))
        run = run_crawl(process, NewsSpider, {"urls": str(wanted)})
        refs = [r for r in iter_refs(Path(folder, "archive"), on_damage=lambda _: None) if r.wanted]
        if refs:
            return read_capture(Path(folder, "archive"), refs[-1].location, wanted=True)
    if run is not None and run.exit_code() == RefusedError.exit_code:
        raise RefusedError(f"{url}: {'; '.join(remarks(run.facts))}")
    raise UnreachableError(f"No answer. {run.last_trouble if run else ''}".strip())


def spider_for(url: str, settings: Settings) -> type[NewsSpider]:
    """Return the spider for a URL: its site's profile, or the generic path."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise UsageError(f"{url}: only http:// and https:// addresses can be crawled.")
    folders = config.of(settings).sites
    site, found = site_of(url, None, folders)
    if found is not None:
        return NewsSpider.of(found)
    return type("GenericSpider", (NewsSpider,), {"name": site, "home": url})


def project_settings(given: dict[str, str]) -> Settings:
    """Return Scrapy's settings of the project we stand in, or of ours where we stand in none."""
    if not (config.project_folder() / "scrapy.cfg").is_file():
        os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newscrawler.settings")
    settings = get_project_settings()
    for name, value in given.items():
        settings.set(name, value, priority="cmdline")
    log_to_file(settings)
    if sys.stderr.isatty():
        # A person watches the bar; the log would run through it.
        settings.set("LOG_LEVEL", "WARNING", priority="project")
    return settings
