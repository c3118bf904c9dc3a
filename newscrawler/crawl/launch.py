"""Launches a crawl in a Scrapy process, and fetches single pages."""

import difflib
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler, CrawlerProcessBase
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from newscrawler import config
from newscrawler.archive import iter_refs, read_capture
from newscrawler.crawl.announce import Announcer
from newscrawler.crawl.logs import log_to_file
from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.crawl.run.exit_code import remarks
from newscrawler.crawl.spiders.news import NewsSpider
from newscrawler.errors import (
    ExitCode,
    NewscrawlerError,
    RefusedError,
    UnreachableError,
    UsageError,
)
from newscrawler.model.capture import Capture
from newscrawler.model.profile_files import site_of
from newscrawler.model.urls import absolute, is_http
from newscrawler.text.terminal import plain


def guarded(
    process: CrawlerProcessBase, spider: str | type[Spider], arguments: dict[str, Any]
) -> ExitCode:
    """Crawl; show a person's mistake as a message. Returns the exit code."""
    try:
        return launch(process, spider, arguments)
    except NewscrawlerError as error:
        print(plain(f"newscrawler: {error}"), file=sys.stderr)
        return error.exit_code


def launch(
    process: CrawlerProcessBase, spider: str | type[Spider], arguments: dict[str, Any]
) -> ExitCode:
    """Run one crawl to its end, and announce how it went. Returns the exit code."""
    announcer = Announcer(config.of(process.settings))
    name = spider if isinstance(spider, str) else spider.name
    try:
        run = _run(process, spider, arguments)
    except NewscrawlerError as error:
        announcer.crawl_not_started(name, str(error), error.exit_code)
        announcer.finish(error.exit_code)
        raise
    if run is None:
        announcer.crawl_not_started(name, "a bug kept it from starting; see the log", ExitCode.BUG)
    else:
        announcer.crawl_ended(run)
    code = ExitCode.BUG if run is None else run.exit_code()
    announcer.finish(code)
    if run is not None and run.failure is not None:
        raise run.failure
    return code


def crawl(
    process: CrawlerProcessBase, spider: str | type[Spider], arguments: dict[str, Any]
) -> CrawlRun | None:
    """Run one crawl to its end; None if a bug kept it from starting. Raises NewscrawlerError."""
    run = _run(process, spider, arguments)
    if run is not None and run.failure is not None:
        raise run.failure
    return run


def _run(
    process: CrawlerProcessBase, spider: str | type[Spider], arguments: dict[str, Any]
) -> CrawlRun | None:
    crawler = process.create_crawler(checked_spider(process, spider, arguments))
    process.crawl(crawler, **arguments)
    process.start()
    run = run_of(crawler)
    return None if process.bootstrap_failed else run


def checked_spider(
    process: CrawlerProcessBase, spider: str | type[Spider], arguments: dict[str, Any]
) -> type[Spider]:
    """Return a spider's class, its arguments checked. Raises NewscrawlerError."""
    spider_class = _load(process, spider) if isinstance(spider, str) else spider
    if issubclass(spider_class, NewsSpider):
        spider_class.check_arguments(arguments)
    return spider_class


def run_of(crawler: Crawler) -> CrawlRun | None:
    """Return the run of a crawl that has ended, or None where a bug kept it from starting."""
    return CrawlRun.find(crawler) if crawler.crawling or crawler.spider else None


def _load(process: CrawlerProcessBase, name: str) -> type[Spider]:
    loader = get_spider_loader(process.settings)
    try:
        return loader.load(name)
    except KeyError:
        near = difflib.get_close_matches(name, loader.list(), n=1)
        hint = f" Did you mean «{near[0]}»?" if near else ""
        raise UsageError(
            f"There is no site named «{name}».{hint} `scrapy list` shows all."
        ) from None


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
        run = crawl(process, NewsSpider, {"urls": str(wanted)})
        refs = [r for r in iter_refs(Path(folder, "archive"), on_damage=lambda _: None) if r.wanted]
        if refs:
            return read_capture(Path(folder, "archive"), refs[-1].location, wanted=True)
    if run is not None and run.exit_code() == ExitCode.REFUSED:
        raise RefusedError(f"{url}: {'; '.join(remarks(run.facts))}")
    raise UnreachableError(f"No answer. {run.last_trouble if run else ''}".strip())


def spider_for(url: str, settings: Settings) -> type[NewsSpider]:
    """Return the spider for a URL: its site's profile, or the generic path."""
    home = absolute(url, url) if is_http(url) else None
    if home is None:
        raise UsageError(f"{url}: only http:// and https:// addresses can be crawled.")
    folders = config.of(settings).sites
    site, found = site_of(home, None, folders)
    if found is not None:
        return NewsSpider.of(found)
    return type("GenericSpider", (NewsSpider,), {"name": site, "home": home})


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
