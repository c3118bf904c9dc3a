import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler import extract_html
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.extract.html.structured_data import candidates
from newscrawler.model.capture import Capture, Location
from newscrawler.model.profile import Layout, Profile

KEYS = ["@type", "@graph", "headline", "author", "name", "itemListElement", "item", "position",
        "articleBody", "articleSection", "publisher", "isAccessibleForFree", "keywords", "image",
        "mainEntity", "datePublished"]  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["NewsArticle", "BreadcrumbList", "WebSite"]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=30,
)


def said(html: str, url: str = "https://example.com/a") -> dict[str, list[tuple[str, str]]]:
    page = Page(Capture(url, 200, (), html.encode(), None, "id", Location("x")))
    found = candidates(page, Links(page))
    return {field: [(c.rule, c.raw) for c in several] for field, several in found.items()}


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@given(VALUES)
def test_json_of_any_shape_is_read_or_left(value: object) -> None:
    said(ld(value))


@pytest.mark.parametrize("inner", ["[", '{"author":', '{"@graph":[', '{"mainEntity":'])
def test_json_of_any_depth(inner: str) -> None:
    closing = {"[": "]", '{"author":': "}", '{"@graph":[': "]}", '{"mainEntity":': "}"}[inner]
    for depth in (900, 100_000):
        text = '{"@type":"Article","name":' + inner * depth + "1" + closing * depth + "}"
        said(f'<script type="application/ld+json">{text}</script>')


def test_what_json_ld_says_beyond_the_article() -> None:
    found = said(ld({
        "@graph": [
            {"@type": "WebSite", "name": "Herald"},
            {"@type": ["NewsArticle"], "headline": "A &amp; <b>B</b>", "isAccessibleForFree": False,
             "description": "Short", "publisher": {"name": "Herald Ltd"}},
        ]
    }))  # fmt: skip
    assert found["title"] == [("json-ld:headline", "A & B")]
    assert found["free"] == [("json-ld:isAccessibleForFree", "false")]
    assert found["description"] == [("json-ld:description", "Short")]
    assert found["publisher"] == [
        ("json-ld:publisher", "Herald Ltd"), ("json-ld:WebSite", "Herald")]  # fmt: skip
    assert [raw for _, raw in found["type"]] == ["WebSite", "NewsArticle"]


def test_the_article_that_the_page_is_about() -> None:
    html = "<h1>Second</h1>" + ld(
        [{"@type": "Article", "headline": "First"}, {"@type": "Article", "headline": "Second"}]
    )
    assert said(html)["title"] == [("json-ld:headline", "Second")]


def test_microdata_and_rdfa() -> None:
    found = said(
        "<h1 itemprop=headline>A vote</h1><span itemprop=author><b itemprop=name>Jane</b> writes</span>"
        "<meta itemprop=articleSection content=Votes><span property='schema:datePublished' content=2024-05-06>"
        "yesterday</span><meta property=og:title content=Other>"
    )
    assert found["title"] == [("microdata:headline", "A vote"), ("meta:og:title", "Other")]
    assert found["author"] == [("microdata:author", "Jane")]
    assert found["section"] == [
        ("microdata:articleSection", "Votes"),
        ("meta:articlesection", "Votes"),
    ]
    assert found["published"] == [("rdfa:schema:datePublished", "2024-05-06")]


def test_a_page_of_a_profile_is_read_alike() -> None:
    html = b"<h1 itemprop=headline>A vote</h1><p>x</p><a rel=category href=/c>Votes</a>"
    profile = Profile("x", ("example.com",), layouts=(Layout(None, {}),))
    page = Page(Capture("https://example.com/a", 200, (), html, None, "id", Location("x")), profile)
    links = Links(page)
    assert [c.raw for c in candidates(page, links)["title"]] == ["A vote"]
    assert [page.nodes.text(n) for n in links.with_rel("category")] == ["Votes"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "<p>1 view</p>",
        "<a href=/category/x rel=tag>5 views</a>" * 20_000,
        "<span itemprop=author class='author crumbs'>1</span>" * 20_000,
        "<h1>" * 5_000 + "x",
        "<p>1 views</p>" * 20_000,
    ],
)
def test_large_pages(html: str) -> None:
    assert extract_html(html.encode(), url="https://example.com/a").views is not Ellipsis
