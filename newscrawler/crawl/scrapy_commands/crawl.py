"""Overrides `scrapy crawl`: Scrapy's own exits 0 whatever happens, and cron needs to know.

The file must be called crawl.py: Scrapy takes a command's name from it.
"""

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawler.crawl.launch import guarded
from newscrawler.crawl.logs import log_to_file
from newscrawler.crawl.spiders.arguments import seconds
from newscrawler.errors import UsageError


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
