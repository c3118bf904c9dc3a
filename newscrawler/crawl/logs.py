"""Log lines: where they go, and what the ledger records is no warning."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawler import config
from newscrawler.crawl.log_file import SharedLog
from newscrawler.errors import UsageError
from newscrawler.text.terminal import plain


def log_to_file(settings: BaseSettings) -> None:
    """Send the log to NEWSCRAWLER_LOG_FILE, if there is one, and only warnings to stderr as well.

    To be called before Scrapy's process is made, so that nothing is missing. Raises UsageError.
    """
    outputs = config.of(settings).outputs
    if outputs.log is None:
        return
    try:
        outputs.log.parent.mkdir(parents=True, exist_ok=True)
        outputs.log.open("a").close()
    except OSError as error:
        raise UsageError(f"{outputs.log} cannot be written: {error.strerror}.") from None
    handler = SharedLog(outputs.log, size=outputs.log_bytes, kept=outputs.log_kept)
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    logging.captureWarnings(capture=True)
    settings.set("LOG_LEVEL", "WARNING", priority="cmdline")


class PlainRecord(logging.LogRecord):
    """A line of the log, in which nothing that a server sent can steer a terminal."""

    def getMessage(self) -> str:  # noqa: N802 - the name in the standard library
        """Return the message as one reads it."""
        message = super().getMessage()
        return message if message.isprintable() else plain(message)


class QuietDrops(LogFormatter):
    """Logs a page that is no article at debug level, without printing it.

    Scrapy makes it before anything is fetched: from then on all lines are plain.
    """

    def __init__(self) -> None:
        logging.setLogRecordFactory(PlainRecord)

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> Any:
        """Return the log entry of a dropped item."""
        return {"level": logging.DEBUG, "msg": "%(why)s", "args": {"why": str(exception)}}

    def scraped(self, item: Any, response: Any, spider: Spider) -> Any:
        """Return the log entry of an article: its address, not its text."""
        return {"level": logging.DEBUG, "msg": "%(url)s", "args": {"url": getattr(item, "url", "")}}
