"""Limits of one response: the size of its header and of its body, and its time in all.

The part of a body that came before a limit is kept, and is archived as truncated. Scrapy throws
it away, gives a header no limit, and waits for a body that drips until its own timer ends it.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, StopDownload
from scrapy.http import Response
from scrapy.utils.asyncio import call_later
from twisted.internet.protocol import Factory
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, ParseError

from newscrawler.crawl.run.scrapy_exchange import OUT_OF_TIME

MAX_HEADER = 256 * 1024
"""Bytes before a body, those of interim responses included; browsers take as many."""
_KEY = "newscrawler_transfer"
_SHARE_OF_TIMEOUT = 0.95
"""Our timer ends a moment before Scrapy's, which keeps nothing."""


class LimitError(Exception):
    """A limit was reached before anything came that could be kept."""


class Connection(_LenientHTTP11ClientProtocol):
    """A connection whose response can be ended, and whose header has a limit."""

    reading: ClassVar["Connection | None"] = None
    """The connection whose bytes are being parsed; Scrapy sends its signals meanwhile."""
    _header = 0

    def request(self, request: Any) -> Any:
        """Send a request."""
        self._header = 0
        answered = super().request(request)
        if self._parser is not None:
            self._parser.MAX_LENGTH = MAX_HEADER
        return answered

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Hand bytes on to the parser."""
        Connection.reading = self
        try:
            super().dataReceived(data)  # type: ignore[no-untyped-call]
        finally:
            Connection.reading = None
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._header += len(data)
            if self._header > MAX_HEADER:
                self.end(self._parser, LimitError(f"Its header has over {MAX_HEADER} bytes."))

    @property
    def parser(self) -> Any:
        """The parser of the response that is under way; None between two."""
        return self._parser

    def end(self, parser: Any, why: Exception) -> None:
        """End a response here, if it is still under way; what came of its body is kept."""
        if parser is not None and parser is self._parser:
            transport: Any = self.transport
            self._giveUp(Failure(why))  # type: ignore[no-untyped-call]
            transport.abortConnection()


class _Connections(Factory):
    noisy = False

    def __init__(self, when_quiet: Any, _: str) -> None:
        self._when_quiet = when_quiet

    def buildProtocol(self, addr: Any) -> Connection:  # noqa: N802 - Twisted's name
        return Connection(self._when_quiet)  # type: ignore[no-untyped-call]


def _in_words(reasons: list[BaseException]) -> str:
    if any(isinstance(reason, ParseError) for reason in reasons):
        return "What the server sent is no HTTP."
    texts = [str(reason).rstrip(".") for reason in reasons]
    return f"No answer came: {'; '.join(texts)}." if texts else "No answer came."


@dataclass
class _Transfer:
    """The state of a response while it comes."""

    received: int = 0
    connection: Connection | None = None
    parser: Any = None
    is_late: bool = False


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with limits that keep what came.

    They are DOWNLOAD_MAXSIZE, DOWNLOAD_TIMEOUT, URLLENGTH_LIMIT and MAX_HEADER.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Connections  # type: ignore[assignment]
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._max_url = crawler.settings.getint("URLLENGTH_LIMIT")
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        crawler.signals.connect(self._headers_came, signal=signals.headers_received)
        crawler.signals.connect(self._bytes_came, signal=signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Fetch. Raises LimitError where nothing came that could be kept."""
        if self._max_url and len(request.url) > self._max_url:
            raise LimitError(
                f"The address has {len(request.url)} characters; "
                f"URLLENGTH_LIMIT is {self._max_url}."
            )
        transfer = _Transfer()
        timeout = _SHARE_OF_TIMEOUT * (request.meta.get("download_timeout") or self._timeout)
        timer = call_later(timeout, self._time_out, transfer)
        request.meta.update({_KEY: transfer, "download_maxsize": 0})
        try:
            response = await super().download_request(request)
        except DownloadFailedError as error:
            reasons = [reason.value for reason in getattr(error.__cause__, "reasons", ())]
            limit = next((reason for reason in reasons if isinstance(reason, LimitError)), None)
            raise limit or DownloadFailedError(_in_words(reasons)) from error
        finally:
            del request.meta[_KEY], request.meta["download_maxsize"]
            timer.cancel()
        if transfer.is_late:
            response.flags.append(OUT_OF_TIME)
        return response

    def _headers_came(self, request: Request) -> None:
        transfer = request.meta.get(_KEY)
        if transfer is not None and Connection.reading is not None:
            transfer.connection, transfer.parser = Connection.reading, Connection.reading.parser

    def _bytes_came(self, data: bytes, request: Request) -> None:
        transfer = request.meta.get(_KEY)
        if transfer is not None:
            transfer.received += len(data)
            if self._max_size and transfer.received > self._max_size:
                raise StopDownload(fail=False)

    def _time_out(self, transfer: _Transfer) -> None:
        # Before its header is whole, there is nothing to keep.
        if transfer.connection is not None:
            transfer.is_late = True
            transfer.connection.end(transfer.parser, TimeoutError())
