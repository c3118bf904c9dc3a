import gzip
import tracemalloc
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.discover import Lead, Way, iter_feed, iter_sitemap, read_listing
from newscrawler.discover.feed import next_of_feed, posts_of_api
from newscrawler.discover.leads import leads
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture, DiscoveryHint, Location
from newscrawler.model.kind import Kind, kind
from newscrawler.model.url_clues import (
    is_numbered,
    may_be_section,
    shape,
    surely_no_articles,
    tells_an_article,
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
    for start in (b"", b"<html>", b"{", b"[", b"<rss>", b"<urlset>"):
        list(leads(capture((start + content).decode("latin-1")), None, home=True))


def test_no_entity_is_expanded_and_no_file_is_read() -> None:
    attack = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">
    <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><urlset><url><loc>https://example.com/&f;&b;</loc>
    </url></urlset>"""
    for entry in iter_sitemap(attack):
        assert "root:" not in entry.url
        assert "aaaa" not in entry.url


@pytest.mark.slow
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


JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "next_url": "/feed.json?page=2",
"items": [{"id": "7", "url": "/a", "date_published": "2024-05-06T07:08:09+03:00", "title": "خبر"},
{"id": "no address"}, 3]}"""
POSTS = """[{"date": "2024-05-06T01:08:09", "date_gmt": "2024-05-05T22:08:09", "link": "https://example.com/a/"}]"""


def test_a_json_feed() -> None:
    one, two = iter_feed(JSON_FEED.encode(), "https://example.com/feed.json")
    assert (one.url, one.published, one.title) == (
        "https://example.com/a", "2024-05-06T07:08:09+03:00", "خبر")  # fmt: skip
    assert two.url == "https://example.com/no%20address"
    following = next_of_feed(JSON_FEED.encode(), "https://example.com/feed.json", None)
    assert following == "https://example.com/feed.json?page=2"


def test_posts_of_the_wordpress_api_have_local_time_and_offset() -> None:
    (entry,) = iter_feed(POSTS.encode(), "https://example.com/")
    assert (entry.url, entry.published) == ("https://example.com/a/", "2024-05-06T01:08:09+03:00")
    link = '<https://example.com/wp-json/x?page=1>; rel="prev", <https://example.com/wp-json/x?page=3>; rel="next"'
    assert (
        next_of_feed(POSTS.encode(), "https://example.com/", link)
        == "https://example.com/wp-json/x?page=3"
    )
    assert next_of_feed(POSTS.encode(), "https://example.com/", None) is None


@pytest.mark.parametrize(
    ("root", "posts"),
    [
        (
            "https://example.com/wp-json/",
            "https://example.com/wp-json/wp/v2/posts?per_page=100&_fields=link,date,date_gmt",
        ),
        (
            "https://example.com/?rest_route=/",
            "https://example.com/?rest_route=/wp/v2/posts&per_page=100&_fields=link,date,date_gmt",
        ),
    ],
)
def test_where_the_wordpress_api_lists_posts(root: str, posts: str) -> None:
    assert posts_of_api(root) == posts


def test_when_an_entry_changed_is_no_day_of_publication() -> None:
    atom = b"<feed><entry><link href='/a'/><updated>2024-05-06T07:08:09Z</updated></entry></feed>"
    (lead,) = leads(capture(atom.decode(), media_type="application/atom+xml"), None)
    assert (lead.hint, lead.modified) == (DiscoveryHint("feed"), "2024-05-06T07:08:09Z")


def test_next_pages_of_feeds() -> None:
    wordpress = b"<rss><channel><generator>https://wordpress.org/?v=6.1</generator></channel></rss>"
    assert (
        next_of_feed(wordpress, "https://example.com/feed/", None)
        == "https://example.com/feed/?paged=2"
    )
    assert (
        next_of_feed(wordpress, "https://example.com/feed/?paged=9", None)
        == "https://example.com/feed/?paged=10"
    )
    atom = b'<feed><link rel="next" href="/atom?p=2&amp;x=1"/></feed>'
    assert (
        next_of_feed(atom, "https://example.com/atom", None) == "https://example.com/atom?p=2&x=1"
    )
    assert next_of_feed(b"<rss></rss>", "https://example.com/feed/", None) is None


def test_links_and_pagination() -> None:
    html = """<base href="/ar/"><a href="news/1">خبر  <b>أول</b></a><a href="news/1">again</a>
    <a rel="nofollow" href="x">x</a><a href="javascript:void(0)">no</a><a href="page/3/">٣</a>
    <a href="/ar/page/2/">السابق</a>"""
    page = read_listing(html, "https://example.com/ar/")
    assert [(x.url, x.text) for x in page.links][:1] == [
        ("https://example.com/ar/news/1", "خبر أول")
    ]
    assert "nofollow" in page.links[1].rel
    assert page.following == ("https://example.com/ar/page/2/",)
    second = read_listing(html, "https://example.com/ar/page/2/")
    assert second.following == ("https://example.com/ar/page/3/",)


def test_a_head_names_feeds_variants_next_page_and_api() -> None:
    html = """<link rel=alternate type="application/rss+xml" href=/feed/>
    <link rel=alternate type="application/rss+xml" href=/comments/feed/>
    <link rel=alternate type="application/feed+json" href=/feed.json>
    <link rel=alternate hreflang=en href=/en/><link rel=alternate hreflang=ar href=/>
    <link rel=next href=/page/2/><link rel="https://api.w.org/" href=/wp-json/>"""
    page = read_listing(html, "https://example.com/")
    assert page.feeds == ("https://example.com/feed/", "https://example.com/feed.json")
    assert page.variants == ("https://example.com/en/",)
    assert page.following == ("https://example.com/page/2/",)
    assert page.api == "https://example.com/wp-json/"


def test_links_of_articles_are_headlines_or_repeat_a_shape() -> None:
    html = """<nav><a href=/politics>سياسة</a><a href=/long-name-of-a-section>قسم</a></nav>
    <h2><a href=/خبر-قصير>خبر قصير</a></h2>
    <ul><li><a href=/n/a>One two three four</a><li><a href=/n/b>Two three four five</a>
    <li><a href=/n/c>Three four five six</a><li><a href=/n/d>Four five six seven</a>
    <li><a href=/n/e>Five</a></ul><a href=/about>About us and all we do</a><a href=/x>Short</a>"""
    found = [
        unquote(link.url.rpartition("/")[2])
        for link in read_listing(html, "https://example.com/").articles()
    ]
    assert found == ["خبر-قصير", "a", "b", "c", "d"]


def capture(body: str, url: str = "https://example.com/", media_type: str = "text/html") -> Capture:
    headers = (("Content-Type", f"{media_type}; charset=utf-8"),)
    return Capture(url, 200, headers, body.encode(), None, "id", Location("x"))


def test_leads_of_a_home_page() -> None:
    html = """<html><link rel=alternate type="application/rss+xml" href=/feed/>
    <link rel="https://api.w.org/" href=/wp-json/><a href=/sport>Sport</a><a href=/a.pdf>x</a>
    <h3><a href=/one-story>One story</a></h3>"""
    found = [
        (x.way, x.url.removeprefix("https://example.com"))
        for x in leads(capture(html), None, home=True)
    ]
    assert found == [
        (Way.ARTICLE, "/one-story"),
        (Way.LISTING, "/wp-json/wp/v2/posts?per_page=100&_fields=link,date,date_gmt"),
        (Way.LISTING, "/feed/"),
        (Way.LISTING, "/sport"),
    ]
    elsewhere = list(leads(capture(html), None))
    assert [x.way for x in elsewhere] == [Way.ARTICLE]


def test_leads_tell_where_a_page_was_named_and_when_it_was_published() -> None:
    feed = "<rss><channel><item><link>/a</link><pubDate>Mon, 06 May 2024 07:08:09 +0300</pubDate></item></channel></rss>"
    assert list(leads(capture(feed, media_type="application/rss+xml"), None)) == [
        Lead(
            Way.ARTICLE,
            "https://example.com/a",
            DiscoveryHint("feed", "Mon, 06 May 2024 07:08:09 +0300"),
        )
    ]
    one, two = leads(capture(SITEMAP, media_type="application/xml"), None)
    # When a page was last changed is no day of publication.
    assert (one.hint, one.modified, one.dated) == (
        DiscoveryHint("sitemap"),
        "2024-01-02",
        "2024-01-02",
    )
    assert (two.hint, two.dated) == (
        DiscoveryHint("sitemap", "2024-02-03T04:05:06Z"),
        "2024-02-03T04:05:06Z",
    )


def test_a_profile_decides_which_links_are_articles() -> None:
    site = profile_files.find("tallcedar", profile_files.directories([]))
    html = "<html><a href=/story/12>x</a><a href=/a-headline-of-many-words>A headline of many words</a>"
    found = [x.url for x in leads(capture(html), site)]
    assert found == ["https://example.com/story/12"]


@pytest.mark.parametrize(
    ("url", "others"),
    [
        ("https://example.com/wp-sitemap-posts-post-1.xml", False),
        ("https://example.com/wp-sitemap-posts-page-1.xml", True),
        ("https://example.com/wp-sitemap-taxonomies-category-1.xml", True),
        ("https://example.com/post-sitemap3.xml", False),
        ("https://example.com/page-sitemap.xml", True),
        ("https://example.com/sitemap-page-2.xml", False),
    ],
)
def test_sitemaps_of_what_is_no_article(url: str, others: bool) -> None:
    assert surely_no_articles(url) is others


def test_shapes_mask_what_changes() -> None:
    assert shape("https://example.com/a/2024/x-y/") == shape("https://example.com/a/2019/z")
    assert shape("https://example.com/a/x") != shape("https://example.com/b/x")
    assert shape("https://example.com/?p=1") == shape("https://example.com/?p=22")


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/sport", True),
        ("/category/x/", True),
        ("/", False),
        ("/a.pdf", False),
        ("/login", False),
        ("/a/b/c/d", False),
    ],
)
def test_what_may_be_a_section(path: str, may: bool) -> None:
    assert may_be_section(f"https://example.com{path}") is may


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://example.com/2024/05/06/slug/", True), ("https://example.com/news/12345", True),
        ("https://example.com/?p=77", True), ("https://example.com/one-two-three-four", True),
        ("https://example.com/", False), ("https://example.com/tag/2024", False),
        ("https://example.com/sport", False), ("https://example.com/2024/05/06/a.jpg", False),
        ("https://example.com/category/a-b-c-d/", False), ("https://example.com/2024/05/", False),
        ("https://example.com/index12.html", False), ("https://example.com/2024/05/06/", False),
    ],
)  # fmt: skip
def test_addresses_of_articles(url: str, is_one: bool) -> None:
    assert tells_an_article(url) is is_one


def test_numbers_and_days_in_an_address() -> None:
    assert is_numbered("https://example.com/2024/05/06/x/")
    assert is_numbered("https://example.com/news/12345")
    assert is_numbered("https://example.com/?p=7")
    assert not is_numbered("https://example.com/a-slug/")


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
        (200, "/f", "application/feed+json", JSON_FEED.encode(), Kind.FEED),
        (200, "/p", "application/json", POSTS.encode(), Kind.FEED),
        (200, "/j", "application/json", b'{"a": 1}', Kind.OTHER),
        (304, "/a", "", b"", Kind.NOT_MODIFIED),
        (503, "/a", "text/html", b"<html>", Kind.ERROR),
    ],
)
def test_kinds(status: int, path: str, media_type: str, body: bytes, expected: Kind) -> None:
    headers = (("Content-Type", media_type),)
    found = Capture(f"https://example.com{path}", status, headers, body, None, "id", Location("x"))
    assert kind(found) is expected


def test_sitemap_lines_of_robots() -> None:
    text = "User-agent: *\nDisallow:\nSitemap: https://example.com/a.xml\nsitemap: /b.xml\n"
    found = leads(capture(text, "https://example.com/robots.txt", "text/plain"), None)
    assert [(x.way, x.url) for x in found] == [
        (Way.LISTING, "https://example.com/a.xml"), (Way.LISTING, "https://example.com/b.xml")]  # fmt: skip


@pytest.mark.parametrize(
    ("here", "links", "following"),
    [
        ("/", "<a href=/index2.html>2</a><a href=/index3.html>3</a>", ["/index2.html"]),
        ("/index2.html", "<a href=/index3.html>»</a>", ["/index3.html"]),
        ("/index2.html", "<a href=/index3.html>3</a><a href=/index4.html>4</a>", ["/index3.html"]),
        ("/news.html", "<a href=/news2.html>2</a><a href=/news7.html>7</a>", ["/news2.html"]),
        ("/news.html", "<a href=/news2.html>A story of two</a>", []),
        ("/sport?page=2", "<a href='?page=3'>3</a><a href='?page=1'>1</a>", ["/sport?page=3"]),
        ("/sport/", "<a href='/sport/?paged=2'>التالي</a>", ["/sport/?paged=2"]),
        ("/sport/", "<a rel=next href=/elsewhere>x</a>", ["/elsewhere"]),
        ("/sport/", "<a href=/sport/page2.html>2</a>", ["/sport/page2.html"]),
    ],
)
def test_next_pages_of_lists(here: str, links: str, following: list[str]) -> None:
    found = read_listing(links, f"https://example.com{here}").following
    assert [u.removeprefix("https://example.com") for u in found] == following
