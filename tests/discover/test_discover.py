import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.capture import Capture, Location
from newscrawler.discover import (
    Kind,
    iter_feed,
    iter_links,
    iter_sitemap,
    kind,
    looks_like_article,
    pagination,
    sitemaps_of,
)

SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://example.com/1 </loc><lastmod>2024-01-02</lastmod>
<image:image><image:loc>https://example.com/1.jpg</image:loc></image:image></url>
<url><news:news><news:publication_date>2024-02-03T04:05:06Z</news:publication_date>
<news:title>خبر</news:title></news:news><loc>https://example.com/2</loc></url></urlset>"""


def test_a_sitemap_with_extensions() -> None:
    one, two = iter_sitemap(SITEMAP.encode())
    assert (one.url, one.lastmod, one.is_sitemap) == ("https://example.com/1", "2024-01-02", False)
    assert (two.url, two.published, two.title) == (
        "https://example.com/2",
        "2024-02-03T04:05:06Z",
        "خبر",
    )


def test_an_index_gzip_and_plain_text() -> None:
    index = b"<sitemapindex><sitemap><loc>https://example.com/s.xml</loc></sitemap></sitemapindex>"
    assert [(e.url, e.is_sitemap) for e in iter_sitemap(index)] == [
        ("https://example.com/s.xml", True)
    ]
    assert len(list(iter_sitemap(gzip.compress(SITEMAP.encode())))) == 2
    assert [e.url for e in iter_sitemap(b"https://example.com/a\nhttps://example.com/b\n")] == [
        "https://example.com/a", "https://example.com/b"]  # fmt: skip


@pytest.mark.parametrize("cut", [200, 300, 400])
def test_a_torn_sitemap_yields_what_is_whole(cut: int) -> None:
    many = "<urlset>" + "".join(f"<url><loc>https://example.com/{i}</loc></url>" for i in range(50))
    urls = [e.url for e in iter_sitemap(many.encode()[:-cut])]
    assert urls == [f"https://example.com/{i}" for i in range(len(urls))]
    assert len(urls) > 35


@pytest.mark.parametrize(
    "content", [b"", b"<urlset/>", b"<html><p>no</html>", b"\x1f\x8bno", b"\xff\xfe"]
)
def test_what_is_no_sitemap_yields_nothing(content: bytes) -> None:
    assert list(iter_sitemap(content)) == []


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    for reader in (iter_sitemap, lambda c: iter_feed(c, "https://example.com/")):
        list(reader(content))


def test_no_entity_is_expanded_and_no_file_is_read() -> None:
    attack = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">
    <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><urlset><url><loc>https://example.com/&f;&b;</loc>
    </url></urlset>"""
    for entry in iter_sitemap(attack):
        assert "root:" not in entry.url
        assert "aaaa" not in entry.url


def test_memory_does_not_grow_with_a_sitemap() -> None:
    entry = b"<url><loc>https://example.com/%d</loc><lastmod>2024-01-01</lastmod></url>"
    body = gzip.compress(b"<urlset>" + b"".join(entry % i for i in range(200_000)) + b"</urlset>")
    tracemalloc.start()
    count = sum(1 for _ in iter_sitemap(body))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200_000
    assert peak < 3_000_000


@pytest.mark.parametrize(
    ("feed", "url", "published"),
    [
        (("<rss><channel><item><title>t</title><link>/a?x=1&amp;y=2</link>"
         "<pubDate>Mon, 06 May 2024 07:08:09 +0300</pubDate></item></channel></rss>"),
         "https://example.com/a?x=1&y=2", "Mon, 06 May 2024 07:08:09 +0300"),
        (('<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/x"/>'
         '<link href="/a"/><published>2024-05-06T07:08:09Z</published></entry></feed>'),
         "https://example.com/a", "2024-05-06T07:08:09Z"),
        ('<rss><channel><item><guid>https://example.com/a</guid></item></channel></rss>',
         "https://example.com/a", None),
        (('<rdf:RDF xmlns:rdf="r" xmlns="p" xmlns:dc="d"><item><link>https://example.com/a</link>'
         '<dc:date>2024-05-06</dc:date></item></rdf:RDF>'), "https://example.com/a", "2024-05-06"),
    ],
    ids=["rss 2.0", "atom", "guid", "rss 1.0"],
)  # fmt: skip
def test_feeds(feed: str, url: str, published: str | None) -> None:
    (entry,) = iter_feed(feed.encode(), "https://example.com/feed")
    assert (entry.url, entry.published) == (url, published)


def test_a_guid_that_is_no_permalink_is_no_address() -> None:
    feed = b'<rss><item><guid isPermaLink="false">https://example.com/?p=1</guid></item></rss>'
    assert list(iter_feed(feed, "https://example.com/")) == []


def test_links_and_pagination() -> None:
    html = """<base href="/ar/"><a href="news/1">خبر  <b>أول</b></a><a href="news/1">again</a>
    <a rel="nofollow" href="x">x</a><a href="javascript:void(0)">no</a><a href="page/3/">٣</a>
    <a href="/ar/page/2/">السابق</a>"""
    links = list(iter_links(html, "https://example.com/ar/"))
    assert [(x.url, x.text) for x in links][:1] == [("https://example.com/ar/news/1", "خبر أول")]
    assert "nofollow" in links[1].rel
    assert pagination(html, "https://example.com/ar/") == ["https://example.com/ar/page/2/"]
    assert pagination(html, "https://example.com/ar/page/2/") == ["https://example.com/ar/page/3/"]


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://example.com/2024/05/06/slug/", True), ("https://example.com/news/12345", True),
        ("https://example.com/?p=77", True), ("https://example.com/one-two-three-four", True),
        ("https://example.com/", False), ("https://example.com/tag/2024", False),
        ("https://example.com/sport", False), ("https://example.com/2024/05/06/a.jpg", False),
        ("https://example.com/category/a-b-c-d/", False),
    ],
)  # fmt: skip
def test_addresses_of_articles(url: str, is_one: bool) -> None:
    assert looks_like_article(url) is is_one


@pytest.mark.parametrize(
    ("status", "path", "media_type", "body", "expected"),
    [
        (200, "/robots.txt", "text/plain", b"User-agent: *", Kind.ROBOTS),
        (200, "/s.xml", "text/html", b"<?xml version='1.0'?><urlset>", Kind.SITEMAP),
        (200, "/s.xml.gz", "application/gzip", b"\x1f\x8b\x08", Kind.SITEMAP),
        (200, "/feed/", "text/html", b"<!-- x --><rss version='2.0'>", Kind.FEED),
        (200, "/a", "text/html", b"<!doctype html><html>", Kind.PAGE),
        (200, "/a", "text/plain", b"<html><body>", Kind.PAGE),
        (200, "/a.jpg", "image/jpeg", b"\xff\xd8", Kind.OTHER),
        (301, "/a", "text/html", b"<html>", Kind.REDIRECT),
        (304, "/a", "", b"", Kind.NOT_MODIFIED),
        (503, "/a", "text/html", b"<html>", Kind.ERROR),
    ],
)
def test_kinds(status: int, path: str, media_type: str, body: bytes, expected: Kind) -> None:
    headers = (("Content-Type", media_type),)
    capture = Capture(
        f"https://example.com{path}", status, headers, body, None, "id", Location("x")
    )
    assert kind(capture) is expected


def test_sitemap_lines_of_robots() -> None:
    text = b"User-agent: *\nDisallow:\nSitemap: https://example.com/a.xml\nsitemap: /b.xml\n"
    assert sitemaps_of(text) == ["https://example.com/a.xml", "/b.xml"]
