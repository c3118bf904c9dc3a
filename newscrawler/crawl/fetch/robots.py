"""robots.txt by RFC 9309: fetched once per crawl and host, archived like any response.

A 4xx allows all (2.3.1.3); a server error, or no answer, forbids all for now (2.3.1.4).
Crawl-delay and Request-rate, which are not of the RFC, are obeyed: they set the host's pace.
"""

import asyncio
import re
from dataclasses import dataclass

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from newscrawler.crawl.backoff import Why
from newscrawler.crawl.fetch.politeness import HostLeftAlone, Politeness, host_of
from newscrawler.crawl.fetch.public_addresses import PrivateAddressError
from newscrawler.model.capture import Capture
from newscrawler.text.encoding import decode

TOKEN = "newscrawler"  # noqa: S105 - the product token, RFC 9309, 2.2.1
MAX_BYTES = 500 * 1024
"""Bytes that are read of a robots.txt, at least 500 KiB (RFC 9309, 2.5)."""
_MAX_REDIRECTS = 5
"""Redirects that are followed for a robots.txt, at least five (RFC 9309, 2.3.1.2)."""
_MAX_KEPT = 1000
"""Hosts whose rules are cached; beyond, the oldest are fetched again when they are needed."""

_GROUP = re.compile(r"^([ \t]*user[- ]?agent[ \t]*:)([^\r\n#]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of a host; without `response` there is no robots.txt, and all is allowed."""

    parser: ProtegoRobotParser
    response: Response | None


class Robots(RobotsTxtMiddleware):
    """Obeys robots.txt; in place of Scrapy's middleware, with its settings and counts."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, asyncio.Task[_Rules]] = {}

    async def process_request(self, request: Request) -> Response | None:  # type: ignore[override]
        """Refuse what is forbidden; a request for robots.txt itself gets the cached response.

        Raises IgnoreRequest, HostLeftAlone.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return None
        rules = await self._rules(request)
        if urlparse_cached(request).path == "/robots.txt":
            return self._shared(rules, request)
        if not rules.parser.allowed(request.url, TOKEN):
            self._stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("Forbidden by robots.txt")
        return None

    def _shared(self, rules: _Rules, request: Request) -> Response | None:
        if rules.response is None:
            return None
        request.meta["capture"] = rules.response.meta["capture"]
        return rules.response.replace(request=request)

    async def _rules(self, request: Request) -> _Rules:
        key = urlparse_cached(request).netloc
        if key not in self._asked:
            while len(self._asked) >= _MAX_KEPT:
                del self._asked[next(iter(self._asked))]
            self._asked[key] = asyncio.ensure_future(self._ask(request))
        task = self._asked[key]
        try:
            # A request that is cancelled while it waits does not cancel the fetch for the others.
            return await asyncio.shield(task)
        finally:
            if task.done() and (task.cancelled() or task.exception()):
                self._asked.pop(key, None)  # It is asked for again when the host is.

    async def _ask(self, request: Request) -> _Rules:
        name, polite = host_of(request), self._politeness
        if polite is not None and polite.hosts.refuses(name):
            raise HostLeftAlone(polite.hosts.of(name).remark)
        try:
            response = await self._fetch(request)
        except HostLeftAlone:
            raise
        except (IgnoreRequest, PrivateAddressError):
            # Redirected without end, not archived, erased; or the host has a private address, and
            # the page will be refused for that.
            return _Rules(rules_of(""), None)
        except Exception as error:
            if polite is None or not isinstance(error, polite.unreachable):
                raise
            polite.note_failure(request, error)
            raise self._left_alone(polite, name, Why.DOWN) from None
        if polite is not None and (response.status >= 500 or response.status == 429):
            raise self._left_alone(polite, name, Why.ROBOTS)
        capture: Capture = response.meta["capture"]
        parser = rules_of(text_of(capture) if 200 <= response.status < 300 else "")
        if polite is not None:
            polite.hosts.slow_down(name, pace_of(parser))
        return _Rules(parser, response)

    async def _fetch(self, request: Request) -> Response:
        if self.crawler.engine is None:
            raise RuntimeError("requests come from an engine")
        parts = urlparse_cached(request)
        meta = {"dont_obey_robotstxt": True, "allow_offsite": True, "redirect_ttl": _MAX_REDIRECTS}
        asked = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY, callback=NO_CALLBACK, meta=meta,
        )  # fmt: skip
        self._stats.inc_value("robotstxt/request_count")
        response = await self.crawler.engine.download_async(asked)
        self._stats.inc_value("robotstxt/response_count")
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        return response

    @property
    def _politeness(self) -> Politeness | None:
        """The middleware that knows the hosts; None in a crawl that an archive answers."""
        found: Politeness | None = self.crawler.get_downloader_middleware(Politeness)
        return found

    def _left_alone(self, polite: Politeness, name: str, why: Why) -> HostLeftAlone:
        polite.hosts.leave(name, why)
        return HostLeftAlone(polite.hosts.of(name).remark)


def text_of(capture: Capture) -> str:
    """Return the text of a robots.txt: the whole lines of its first MAX_BYTES."""
    content = capture.content
    if len(content) > MAX_BYTES:
        content = content[:MAX_BYTES].rpartition(b"\n")[0]
    return decode(content, capture.header("Content-Type")).text


def rules_of(text: str) -> ProtegoRobotParser:
    """Parse a robots.txt: only groups for our product token, and for `*`, apply to us.

    Protego takes a group for ours if its name is the beginning of our token, and not if it has a
    version after it.
    """
    return ProtegoRobotParser(_GROUP.sub(_named, text).encode(), None)


def _named(found: re.Match[str]) -> str:
    value = found[2].strip()
    token = re.match(r"[A-Za-z_-]*", value)
    if value == "*":
        return found[0]
    ours = token is not None and token[0].lower() == TOKEN
    return f"{found[1]} {TOKEN if ours else '-'}"


def pace_of(parser: ProtegoRobotParser) -> float:
    """Return the seconds between requests that a robots.txt asks of us, or else of all; 0: none."""
    paces = [0.0]
    for name in (TOKEN, "*"):
        delay, rate = parser.crawl_delay(name), parser.rp.request_rate(name)
        paces += [delay] if delay else []
        paces += [rate.seconds / rate.requests] if rate else []
        if len(paces) > 1:
            break
    return max(paces)
