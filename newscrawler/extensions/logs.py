"""Log lines: what the ledger records is no warning."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from twisted.python.failure import Failure


class QuietDrops(LogFormatter):
    """Logs a page that is no article at debug level, without printing it."""

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
