"""The archive's exchange, made from Scrapy's request and response."""

import re
from datetime import datetime

from scrapy import Request
from scrapy.http import Headers, Response

from newscrawler.archive import Exchange
from newscrawler.model.capture import Earlier

OUT_OF_TIME = "timeout"
"""The flag of a response that was ended as it took too long."""

_SENT_NAMES = {
    "Content-Md5": "Content-MD5", "Dnt": "DNT", "Etag": "ETag", "P3p": "P3P", "Te": "TE",
    "Www-Authenticate": "WWW-Authenticate", "X-Xss-Protection": "X-XSS-Protection",
}  # fmt: skip
"""Names of headers in the case in which Twisted sends them."""

_END_OF_HOST = re.compile("[/?#]")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def exchange_of(
    request: Request, response: Response, *, at: datetime, earlier: Earlier | None = None
) -> Exchange:
    """Return the exchange of a request and its response; `at`: when it was captured."""
    address = response.ip_address
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=_sent(request),
        request_body=request.body,
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        captured_at=at,
        # Behind a proxy, the address is the proxy's.
        ip=str(address) if address and not request.meta.get("proxy") else None,
        protocol=response.protocol,
        truncated=_truncated(response),
        via=_via(request),
        wanted=bool(request.meta.get("wanted")),
        hint=request.meta.get("hint"),
        latency=request.meta.get("download_latency"),
        retries=request.meta.get("retry_times", 0),
        earlier=earlier,
    )


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    """Return Scrapy's headers as pairs of latin-1 text, repeated ones kept."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        # As a plain dict: Scrapy's own iteration looks each name up again.
        for name, values in dict.items(headers)
        for value in values
    ]


def _truncated(response: Response) -> str | None:
    """Return why a body is not whole, in the words of WARC-Truncated (ISO 28500, 5.13)."""
    if OUT_OF_TIME in response.flags:
        return "time"
    if "download_stopped" in response.flags:
        return "length"
    return "disconnect" if "dataloss" in response.flags else None


def _sent(request: Request) -> list[tuple[str, str]]:
    """Return a request's headers as Twisted sends them, in its order and case."""
    pairs = [(_SENT_NAMES.get(name, name), value) for name, value in _pairs(request.headers)]
    if request.body:
        pairs.insert(0, ("Content-Length", str(len(request.body))))
    if "Host" not in request.headers:
        pairs.append(("Host", _host(request.url)))
    return pairs


def _host(url: str) -> str:
    scheme, _, rest = url.partition("://")
    end = _END_OF_HOST.search(rest)
    host = rest[: end.start()] if end else rest
    return host.rpartition("@")[2].removesuffix(_DEFAULT_PORTS[scheme])


def _via(request: Request) -> str | None:
    """Return the address that led to a request, if any is known."""
    before = request.meta.get("redirect_urls") or []
    if before:
        return str(before[-1])
    referer = request.headers.get("Referer")
    return referer.decode("latin-1") if referer else None
