"""Politeness: each host's pace, back-off after failures, a circuit breaker when it is down.

The rules are those of `crawl/backoff.py`; here they are applied to Scrapy's requests and to the
slots of its downloader, one of which each host has.
"""

import logging
import re
from time import monotonic
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from newscrawler import clock
from newscrawler.crawl.backoff import Host, Hosts, asked_rest
from newscrawler.crawl.run.live import LiveRun
from newscrawler.crawl.run.unanswered import Unanswered

logger = logging.getLogger(__name__)

_BUSY = (429, 503)
"""Statuses that ask for a rest, with Retry-After or without (RFC 6585, 4; RFC 9110, 15.6.4)."""
_MAILBOX = re.compile(r"(?:mailto:)?([^\s@<>,;:]+@[^\s@<>,;:]+)")
_PACE_JITTER = 0.1
"""The jitter of a pace that a site asks for: upwards only, so its mean is a ninth above it."""
_LEAST_DELAY = 0.001
"""Seconds: a slot without any delay ignores when it was last used."""


class HostLeftAlone(Unanswered):
    """The host is left alone for a while; the request is due in the next crawl."""


class Politeness:
    """Lets requests through at the pace of their hosts, and retries failed ones after a rest.

    In place of Scrapy's RetryMiddleware, with its settings.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = LiveRun.of(crawler)
        settings = crawler.settings
        self._retry_times = (
            settings.getint("RETRY_TIMES") if settings.getbool("RETRY_ENABLED") else 0
        )
        self._retry_codes = frozenset(int(code) for code in settings.getlist("RETRY_HTTP_CODES"))
        names = settings.getlist("RETRY_EXCEPTIONS")
        self.unreachable: tuple[type[Exception], ...] = tuple(map(load_object, names))
        """Exceptions that mean that a host gives no answer: RETRY_EXCEPTIONS."""
        mailbox = _MAILBOX.fullmatch(self._run.config.contact)
        self._from = mailbox[1] if mailbox else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the downloader's signals; Scrapy calls it."""
        if LiveRun.find(crawler) is None:
            raise NotConfigured  # An archive answers.
        polite = cls(crawler)
        crawler.signals.connect(polite._opened, signal=signals.spider_opened)
        crawler.signals.connect(polite._reached, signal=signals.request_reached_downloader)
        # After AutoThrottle, which connects earlier: what it sets is not to fall below a pace.
        crawler.signals.connect(polite._answered, signal=signals.response_downloaded)
        return polite

    @property
    def hosts(self) -> Hosts:
        """The hosts of this crawl."""
        return self._run.hosts

    def note_failure(self, request: Request, error: Exception) -> None:
        """Keep why a host could not be reached, for the summary: no other request will find out."""
        self._run.last_trouble = f"{host_of(request)}: {error}"

    def _opened(self, spider: Spider) -> None:
        if not self._run.config.contact:
            logger.warning("NEWSCRAWLER_CONTACT is empty: sites ask who is crawling them.")

    def process_request(self, request: Request) -> None:
        """Let a request through. Raises HostLeftAlone while its host is left alone."""
        if request.meta.get("redirect_times"):
            # Scrapy would let it wait in the slot of the host that it comes from.
            request.meta.pop("download_slot", None)
        name = host_of(request)
        if not self.hosts.admit(name):
            raise HostLeftAlone(self.hosts.of(name).remark)
        if self._from:
            request.headers.setdefault("From", self._from)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Retry, after the host's rest, a request that it was too busy to answer."""
        if response.status in _BUSY or response.status in self._retry_codes:
            return self._retried(request, str(response.status)) or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Retry, after a rest, a request that got no answer."""
        if isinstance(exception, HostLeftAlone):
            return None
        if not isinstance(exception, self.unreachable):
            self.hosts.unclear(host_of(request))
            return None
        self.hosts.failed(host_of(request))
        self._apply(request)
        return self._retried(request, exception)

    def _retried(self, request: Request, reason: str | Exception) -> Request | None:
        spider = self._crawler.spider
        if spider is None or self.hosts.of(host_of(request)).alone:
            return None
        if request.meta.get("dont_retry"):
            return None
        return get_retry_request(
            request, spider=spider, reason=reason, max_retry_times=self._retry_times,
            give_up_log_level="DEBUG",
        )  # fmt: skip

    def _reached(self, request: Request) -> None:
        self._apply(request)

    def _answered(self, response: Response, request: Request) -> None:
        name = host_of(request)
        if response.status in _BUSY:
            header = response.headers.get("Retry-After", b"")
            asked = asked_rest((header or b"").decode("latin-1"), clock.moment())
            self.hosts.busy(name, asked)
        elif response.status in self._retry_codes:
            self.hosts.failed(name)
        elif response.status >= 500:
            self.hosts.unclear(name)
        else:
            self.hosts.answered(name)
        self._apply(request)

    def _apply(self, request: Request) -> None:
        """Set delay and queue of a request's slot by the state of its host."""
        engine = self._crawler.engine
        slots = engine.downloader.slots if engine else {}
        slot = slots.get(request.meta.get("download_slot", ""))
        if slot is None:
            return
        host = self.hosts.of(host_of(request))
        set_pace(slot, host.pace)
        if not host.alone:
            let_rest(slot, host.until)
        elif not host.probing:
            _empty(slot, host)


def host_of(request: Request) -> str:
    """Return the name of a request's host."""
    return (urlparse_cached(request).hostname or "").lower()


def set_pace(slot: Slot, pace: float) -> None:
    """Keep at least `pace` seconds between two requests of a slot."""
    if pace > slot.delay * (1 - slot.jitter):
        slot.jitter = min(slot.jitter, _PACE_JITTER)
        slot.delay = max(slot.delay, pace / (1 - slot.jitter))


def let_rest(slot: Slot, until: float) -> None:
    """Let a slot send nothing before a time (monotonic), as if it had sent something then."""
    if until > monotonic():
        slot.lastseen = max(slot.lastseen, until)
        slot.delay = max(slot.delay, _LEAST_DELAY)


def _empty(slot: Slot, host: Host) -> None:
    waiting = list(slot.queue)
    slot.queue.clear()
    for _, answer in waiting:
        answer.errback(Failure(HostLeftAlone(host.remark)))  # type: ignore[no-untyped-call]
