from dataclasses import replace

import pytest

from newscrawler.extract import extract
from newscrawler.model.capture import Capture, DiscoveryHint, Location
from newscrawler.model.outcome import Outcome, of_article

PROSE = "A sentence that is long enough to be read as prose, with a comma. " * 2
DATE = "<time datetime=2024-05-06></time>"
CATEGORY = "<a rel=category href=/c/x>News</a>"
LD = '<script type="application/ld+json">{"@type":"%s","name":"x"}</script>'


def page_type(
    html: str, hint: DiscoveryHint | None = None, url: str = "https://example.com/a"
) -> tuple[str | None, Outcome | None]:
    capture = Capture(url, 200, (), f"<html>{html}</html>".encode(), None, "id", Location("x"))
    article = extract(replace(capture, hint=hint))
    return article.page_type, of_article(article, expected=False)


def body(times: int, more: str = "", classes: str = "") -> str:
    return f"<body class='{classes}'><h1>Title</h1>{more}<div><p>{PROSE * times}</p></div>"


@pytest.mark.parametrize(
    ("html", "hint"),
    [
        (body(1, DATE + CATEGORY), None),
        (body(3, DATE), None),
        (LD % "NewsArticle" + body(1), None),
        (body(1, classes="single single-post"), None),
        (body(1), DiscoveryHint("feed")),
        ("<h1>Flash</h1><p>Short as it is, it stands in the feed.</p>", DiscoveryHint("api")),
        (body(1, DATE), DiscoveryHint("sitemap")),
    ],
)
def test_articles(html: str, hint: DiscoveryHint | None) -> None:
    assert page_type(html, hint) == ("article", None)


@pytest.mark.parametrize(
    "html",
    [
        body(9), body(9, "<header><a rel=author href=/>The Paper</a></header>"), body(9, classes="page-id-7"), LD % "ContactPage" + body(9, DATE),
        body(9, '<meta property="og:type" content="website">'),
    ],
)  # fmt: skip
def test_static_pages(html: str) -> None:
    assert page_type(html) == ("other", Outcome.NOT_ARTICLE)


TEASERS = "".join(
    f"<article><h2><a href=/{i}>Head {i}</a></h2><p>{PROSE}</p></article>" for i in range(5)
)


@pytest.mark.parametrize(
    "html",
    [f"<h1>News</h1><main>{DATE}{TEASERS}</main>", body(3, DATE, "archive category-x"),
     LD % "CollectionPage" + body(3, DATE)],
)  # fmt: skip
def test_lists(html: str) -> None:
    assert page_type(html) == ("listing", Outcome.LISTING)


def test_a_number_in_the_address_speaks_for_an_article() -> None:
    assert page_type(body(3), url="https://example.com/news/12345")[0] == "article"
    assert page_type(body(1), url="https://example.com/news/12345")[0] == "other"


def test_where_software_keeps_static_pages() -> None:
    url = "https://example.com/pages/our-paper/"
    assert page_type(LD % "Article" + body(9, DATE), url=url) == ("other", Outcome.NOT_ARTICLE)
    assert page_type(body(9, DATE), DiscoveryHint("feed"), url) == ("article", None)
