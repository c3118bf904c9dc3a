import pytest

from newscrawler import extract_html
from newscrawler.model.article import Article

PROSE = "A sentence that is long enough to be read as prose, with a comma. " * 4
SITE = '<meta property="og:site_name" content="The Herald">'


def read(head: str = "", byline: str = "", before: str = "") -> Article:
    html = (
        f"<html><head>{head}</head><body>{before}<h1>A vote</h1>{byline}<article><p>{PROSE}</p>"
        f"</article></body></html>"
    )
    return extract_html(html.encode(), url="https://example.com/a")


def ld(author: str, more: str = "") -> str:
    return (
        f'<script type="application/ld+json">{{"@type":"Article","author":{author}{more}}}</script>'
    )


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('{"name":"Jane Roe"}', ["Jane Roe"]),
        ('["Jane Roe",{"name":"Ann Poe"},null,7]', ["Jane Roe", "Ann Poe"]),
        ('"By Jane Roe and Ann Poe"', ["Jane Roe", "Ann Poe"]),
        ('"Jane Roe, Ann Poe & Max Coe"', ["Jane Roe", "Ann Poe", "Max Coe"]),
        ('"Jane Roe, Paris"', ["Jane Roe"]),
        ('"بقلم: سعد الدوسري"', ["سعد الدوسري"]),
        ('"https://example.com/jane"', []),
        ('"jane@example.com"', []),
    ],
)
def test_names_in_structured_data(author: str, names: list[str]) -> None:
    assert read(ld(author)).authors == names


def test_one_source_speaks() -> None:
    found = read(ld('"Jane Roe"', ',"creator":"Roe, Jane"') + '<meta name=author content="J. Roe">')
    assert found.authors == ["Jane Roe"]


def test_the_site_is_the_author_only_if_nobody_else_is() -> None:
    assert read(SITE + ld('"The Herald"'), "<p>By Jane Roe</p>").authors == ["Jane Roe"]
    assert read(SITE + ld('"The Herald"')).authors == ["The Herald"]


@pytest.mark.parametrize(
    ("byline", "names", "rule"),
    [
        ("<p>By Jane Roe | 5 May 2024</p>", ["Jane Roe"], "heuristic:byline"),
        ("<p>Von Jane Roe, Berlin</p>", ["Jane Roe"], "heuristic:byline"),
        ("<p>كتبت - فاطمة الحمد</p>", ["فاطمة الحمد"], "heuristic:byline"),
        ("<span>بقلم:</span> <a href=/w/7>عائشة المهيري</a>", ["عائشة المهيري"], "heuristic:byline"),
        ("<span class=author-name>Jane Roe</span>", ["Jane Roe"], "heuristic:author"),
        ("<div class=authors><a>Jane Roe</a> و<a>Ann Poe</a></div>", ["Jane Roe", "Ann Poe"],
         "heuristic:author"),
        ("<a rel=author href=/jane>Jane Roe</a>", ["Jane Roe"], "heuristic:rel-author"),
        ("<a rel=author href=/jane>View all posts by Jane Roe</a>", ["Jane Roe"],
         "heuristic:rel-author"),
    ],
)  # fmt: skip
def test_bylines(byline: str, names: list[str], rule: str) -> None:
    found = read(byline=byline)
    assert (found.authors, found.provenance["authors"].rule) == (names, rule)


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By far the longest session that anybody in the house can remember was held</p>",
        "<figure><figcaption class=author>Photo: Jane Roe</figcaption></figure>",
        "<span class=author-date>5 May 2024</span>",
        "<a rel=author href=/>The Herald</a>",
    ],
)
def test_what_is_no_byline(byline: str) -> None:
    assert read(byline=byline).authors == []
