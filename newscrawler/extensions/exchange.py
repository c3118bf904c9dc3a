"""What an exchange's record says, read from Scrapy's request and response."""

from typing import Any

from scrapy import Request
from scrapy.http import Response


def pairs(headers: Any) -> list[tuple[str, str]]:
    """Return Scrapy's headers as pairs of latin-1 text, repeated ones kept."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def truncated(response: Response) -> str | None:
    """Return why a body is not whole, in the words of WARC-Truncated (ISO 28500, 5.13)."""
    if "download_stopped" in response.flags:
        return "length"
    return "disconnect" if "dataloss" in response.flags else None


def host(request: Request) -> str:
    """Return the Host header that the request was sent with."""
    return request.url.split("/", 3)[2].rpartition("@")[2]


def via(request: Request) -> str | None:
    """Return the address that led to a request, if any is known."""
    before = request.meta.get("redirect_urls") or []
    if before:
        return str(before[-1])
    referer = request.headers.get("Referer")
    return referer.decode("latin-1") if referer else None
