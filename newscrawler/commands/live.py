"""`newscrawler crawl`: the same crawl as `scrapy crawl`, for people who stand outside a project."""

import argparse
import os
import sys
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from newscrawler import config
from newscrawler.cli import overrides
from newscrawler.commands.crawl import launch
from newscrawler.errors import UsageError
from newscrawler.process import site_of
from newscrawler.spiders.news import NewsSpider


def crawl(options: argparse.Namespace) -> int:
    """Run `newscrawler crawl`."""
    if bool(options.target) == bool(options.urls):
        raise UsageError("Name one site or URL, or --urls FILE.")
    arguments = {"since": options.since, "limit": options.limit, "urls": options.urls}
    arguments["only_new"] = "1" if options.only_new else None
    given: dict[str, Any] = {name: value for name, value in arguments.items() if value is not None}
    process = AsyncCrawlerProcess(project_settings(overrides(options)))
    target = options.target or ""
    if options.urls:
        return launch(process, NewsSpider, given)
    if "://" not in target:
        return launch(process, target, given)
    return launch(process, spider_for(target, process.settings), given)


def spider_for(url: str, settings: Settings) -> type[NewsSpider]:
    """Return the spider for a URL: its site's profile, or the generic path."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise UsageError(f"{url}: only http:// and https:// addresses can be crawled.")
    folders = config.read(settings.get).sites
    site, found = site_of(url, None, folders)
    if found is not None:
        return NewsSpider.of(found)
    return type("GenericSpider", (NewsSpider,), {"name": site, "home": url})


def project_settings(given: dict[str, str]) -> Settings:
    """Return Scrapy's settings of the project we stand in, or of ours where we stand in none."""
    if not (config.project_folder() / "scrapy.cfg").is_file():
        os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newscrawler.settings")
    settings = get_project_settings()
    if sys.stderr.isatty():
        # A person watches the bar; the log would run through it.
        settings.set("LOG_LEVEL", "WARNING", priority="project")
    for name, value in given.items():
        settings.set(name, value, priority="cmdline")
    return settings
