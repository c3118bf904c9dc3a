"""What Scrapy gets of a capture, and what the add-on changes."""

import gzip
from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.settings import Settings

from newscrawler.crawl.fetch.offline import Offline
from newscrawler.crawl.fetch.replaying import ReplayingHandler, response_of
from newscrawler.crawl.run.live import LiveRun
from newscrawler.crawl.run.offline import OfflineRun
from newscrawler.model.capture import Capture, Location


def capture(*headers: tuple[str, str], body: bytes = b"", status: int = 200) -> Capture:
    return Capture("https://archived.test/", status, headers, body, None, "urn:1", Location("x"))


def test_status_headers_and_body_as_archived() -> None:
    body = gzip.compress("نص".encode())
    archived = capture(
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"),
        ("X-Twice", "1"), ("x-twice", "2"), ("X-Latin", "caf\xe9"), body=body, status=203,
    )  # fmt: skip
    response = response_of(archived, "https://asked.test/")
    assert (type(response), response.status, response.body) == (Response, 203, body)
    assert response.url == "https://asked.test/"
    assert response.headers.getlist("X-Twice") == [b"1", b"2"]
    assert response.headers["X-Latin"] == b"caf\xe9"
    assert response.headers["Content-Encoding"] == b"gzip"


@pytest.mark.parametrize(
    ("media_type", "body", "kind"),
    [
        ("application/rss+xml", b"<rss/>", XmlResponse),
        ("text/plain", b"User-agent: *", TextResponse),
        ("application/gzip", b"\x1f\x8b", Response),
        ("", b"<html>", HtmlResponse),
        ("", b"\x00\x01", Response),
    ],
)
def test_the_class_is_the_one_that_the_network_would_give(
    media_type: str, body: bytes, kind: type[Response]
) -> None:
    headers = [("Content-Type", media_type)] if media_type else []
    assert type(response_of(capture(*headers, body=body), "https://asked.test/x")) is kind


def configured(**given: object) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawler.settings", priority="project")
    for name, value in given.items():
        settings.set(name, value, priority="cmdline")
    return settings


def test_without_an_archive_the_add_on_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCRAWLER_REPLAY", raising=False)
    with pytest.raises(NotConfigured):
        Offline.from_crawler(Crawler(Spider, configured()))


def test_the_add_on_leaves_no_way_to_the_network(tmp_path: Path) -> None:
    # Whatever a project or a person has set.
    settings = configured(
        DOWNLOAD_DELAY="3", AUTOTHROTTLE_ENABLED="1", DOWNLOAD_HANDLERS={"ftp": "some.Handler"},
        DOWNLOAD_SLOTS={"a.test": {"delay": 9}},
    )  # fmt: skip
    Offline().update_settings(settings)
    handlers = {k: v for k, v in settings.getwithbase("DOWNLOAD_HANDLERS").items() if v is not None}
    assert handlers == {"http": ReplayingHandler, "https": ReplayingHandler}
    assert OfflineRun in settings.getdict("EXTENSIONS")
    assert not [x for x in settings.getdict("EXTENSIONS") if str(x).endswith(LiveRun.__name__)]
    assert settings.getfloat("DOWNLOAD_DELAY") == 0
    assert not settings.getbool("AUTOTHROTTLE_ENABLED")
    assert not settings.getbool("RETRY_ENABLED")
    assert settings.getdict("DOWNLOAD_SLOTS") == {}
