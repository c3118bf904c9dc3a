"""`scrapy crawl`, and the launching of a crawl for `newscrawler crawl`.

Scrapy's own command exits 0 whatever happens; cron needs to know. The file must be called
crawl.py: Scrapy takes a command's name from it.
"""

import argparse
import difflib
import sys
from typing import Any

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.spiderloader import get_spider_loader

from newscrawler import config
from newscrawler.commands.options import seconds
from newscrawler.commands.telling import Telling
from newscrawler.errors import NewscrawlerError, UsageError
from newscrawler.extensions.logs import log_to_file
from newscrawler.extensions.run import CrawlRun
from newscrawler.spiders.news import NewsSpider
from newscrawler.terminal import plain


class Command(ScrapyCrawl):
    """Runs one spider, says how it went, and exits accordingly."""

    def short_desc(self) -> str:
        """Say what the command does."""
        return "Crawl a site by its profile's or spider's name; the exit code tells the outcome"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take over what the settings need before there is a process."""
        super().process_options(args, opts)
        if self.settings is None:
            raise RuntimeError("Scrapy read no settings")
        try:
            if text := opts.spargs.pop("timeout", None):
                timeout = seconds("timeout", text)
                self.settings.set("CLOSESPIDER_TIMEOUT", timeout, priority="cmdline")
            log_to_file(self.settings)
        except UsageError as error:
            raise ScrapyUsageError(str(error), print_help=False) from None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the crawl."""
        if len(args) != 1:
            raise ScrapyUsageError("name one site: scrapy crawl SITE")
        if self.crawler_process is None:
            raise RuntimeError("Scrapy made no crawler process")
        self.exitcode = guarded(self.crawler_process, args[0], opts.spargs)


def guarded(
    process: CrawlerProcessBase, spider: str | type[Spider], arguments: dict[str, Any]
) -> int:
    """Crawl; show a person's mistake as a message. Returns the exit code."""
    try:
        return launch(process, spider, arguments)
    except NewscrawlerError as error:
        print(plain(f"newscrawler: {error}"), file=sys.stderr)
        return error.exit_code


def launch(
    process: CrawlerProcessBase, spider: str | type[Spider], arguments: dict[str, Any]
) -> int:
    """Run one crawl to its end, and say how it went. Returns the exit code."""
    telling = Telling(config.of(process.settings))
    name = spider if isinstance(spider, str) else spider.name
    try:
        run = _run(process, spider, arguments)
    except NewscrawlerError as error:
        telling.could_not(name, str(error), error.exit_code)
        telling.end(error.exit_code)
        raise
    if run is None:
        telling.could_not(name, "a bug kept it from starting; see the log", 1)
    else:
        telling.ended(run)
    code = 1 if run is None else run.exit_code()
    telling.end(code)
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
    crawler = process.create_crawler(checked(process, spider, arguments))
    process.crawl(crawler, **arguments)
    process.start()
    run = run_of(crawler)
    return None if process.bootstrap_failed else run


def checked(
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
