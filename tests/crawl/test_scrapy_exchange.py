from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from newscrawler.archive import Exchange
from newscrawler.crawl.run.scrapy_exchange import exchange_of

NOW = datetime(2024, 5, 6, tzinfo=UTC)


def exchange(url: str = "https://example.com/1", **more: Any) -> Exchange:
    request = Request(url, **more)
    answer = HtmlResponse(request.url, protocol="HTTP/1.1", ip_address="192.0.2.1")
    return exchange_of(request, answer, at=NOW)


def test_what_is_known_of_a_fetch() -> None:
    seen = exchange(
        meta={"retry_times": 2, "download_latency": 0.5, "redirect_urls": ["http://a/"]}
    )
    assert (seen.retries, seen.latency, seen.via) == (2, 0.5, "http://a/")
    assert (seen.ip, seen.protocol, seen.captured_at) == ("192.0.2.1", "HTTP/1.1", NOW)
    assert exchange().retries == 0


def test_the_address_of_a_proxy_is_not_the_sites() -> None:
    assert exchange(meta={"proxy": "http://proxy:8080"}).ip is None
    assert exchange(meta={"proxy": None}).ip == "192.0.2.1"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.com/1", "example.com"),
        ("https://example.com:443/1", "example.com"),
        ("http://example.com:80?q", "example.com"),
        ("http://example.com:443/", "example.com:443"),
        ("http://example.com:8080/a@b", "example.com:8080"),
        ("http://user:word@example.com:8080/", "example.com:8080"),
        ("http://[::1]:8080/", "[::1]:8080"),
        ("http://example.com#part", "example.com"),
    ],
)
def test_the_host_that_was_asked(url: str, host: str) -> None:
    assert exchange(url).request_headers == [("Host", host)]


def test_headers_stand_as_twisted_sends_them() -> None:
    seen = exchange(method="POST", body="q=1", headers={"dnt": "1", "x-a": ["1", "2"], "host": "x"})
    assert seen.request_headers == [
        ("Content-Length", "3"), ("DNT", "1"), ("X-A", "1"), ("X-A", "2"), ("Host", "x"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ([], None),
        (["partial"], None),
        (["dataloss"], "disconnect"),
        (["download_stopped"], "length"),
    ],
)
def test_why_a_body_is_not_whole(flags: list[str], reason: str | None) -> None:
    answer = HtmlResponse("https://example.com/", flags=flags)
    assert exchange_of(Request(answer.url), answer, at=NOW).truncated == reason
