"""What an address alone says of the page behind it."""

import pytest

from newscrawler.model.list_pages import newness
from newscrawler.model.url_clues import is_list, may_be_section, surely_no_article, why_no_article

SITE = "https://example.com"


@pytest.mark.parametrize(
    "path",
    [
        "/about/2026/03/01/report-from-the-pier", "/newsletter/2026/03/01/what-the-week-brought",
        "/en/search/2026/03/01/search-for-the-lost-boat", "/privacy/law-passes-parliament-20417",
        "/contact/2026/3/1/%D8%AE%D8%A8%D8%B1-%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1-%D8%A7%D9%84%D9%8A%D9%88%D9%85",
        "/index.php?cat=3&id=1041", "/view.php?s=12&newsid=1042", "/?p=77&author=3", "/archives/1234",
        "/archive/20417/", "/aboutness-of-things", "/story",
    ],
)  # fmt: skip
def test_an_article_may_stand_below_a_forms_word(path: str) -> None:
    assert why_no_article(SITE + path) is None


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/about", "a page's about the site"), ("/about-us/", "a page's about the site"),
        ("/about/our-team-and-values", "a page's about the site"),
        ("/search/harbour", "a form's"), ("/search/2026/03/", "a form's"), ("/privacy-policy.html", "a form's"),
        ("/newsletter/20417", "a form's"), ("/wp-json/wp/v2/posts/20417", "a form's"),
        ("/cart/2026/03/01/a-cart-of-many-things", "a form's"), ("/feed/", "a form's"),
        ("/?s=harbour", "query"), ("/?cat=3", "query"), ("/?author=3&id=x", "query"),
        ("/archives/2026", "a list's"), ("/archives/sport", "a list's"), ("/category/sport/", "a list's"),
        ("/a/photo.JPG", "a file's"), ("/report-of-the-year.pdf", "a file's"),
    ],
)  # fmt: skip
def test_what_is_no_article_has_a_reason(path: str, why: str) -> None:
    assert why in str(why_no_article(SITE + path))
    assert surely_no_article(SITE + path)


def test_a_day_outweighs_the_shape_of_an_address_but_a_files() -> None:
    for path in ("/about", "/newsletter/weekly", "/?cat=3", "/category/sport"):
        assert why_no_article(SITE + path, dated=True) is None
    assert why_no_article(f"{SITE}/report.pdf", dated=True) == "its address is a file's"


def test_lists_and_sections() -> None:
    assert is_list(f"{SITE}/archives/2026")
    assert not is_list(f"{SITE}/archives/20417")
    assert may_be_section(f"{SITE}/sport")
    assert not may_be_section(f"{SITE}/login")


@pytest.mark.parametrize(
    "names",
    [
        ["/sitemap.xml", "/sitemap-2026-11.xml", "/sitemap-2026-2.xml", "/sitemap-2025-12.xml"],
        ["/s/2026/11/30.xml", "/s/2026/11/9.xml", "/s/2026/2/10.xml"],
        ["/news-latest.xml", "/map-20261130.xml.gz", "/map-20261129.xml.gz", "/map-202610.xml.gz"],
        ["/post-sitemap12.xml", "/post-sitemap2.xml", "/post-sitemap1.xml"],
        ["/sitemap.xml?yyyy=2026&mm=11&dd=30", "/sitemap.xml?yyyy=2026&mm=11&dd=2", "/sitemap.xml?yyyy=2025"],
        ["/sitemap-2026.xml", "/sitemap-12.xml"],
        ["/map.xml?from=1767225600", "/map.xml?from=1609459200"],
    ],
)  # fmt: skip
def test_lists_are_new_by_their_names(names: list[str]) -> None:
    assert sorted(names, key=lambda name: newness(SITE + name), reverse=True) == names
