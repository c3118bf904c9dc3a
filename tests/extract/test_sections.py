import pytest

from newscrawler import extract_html
from newscrawler.model.article import Article

PROSE = "A sentence that is long enough to be read as prose, with a comma. " * 4
URL = "https://example.com/politics/parliament/2024/05/vote"
MENU = "<nav><a href=/>Home</a> <a href=/sport>Sport</a> <a href=/culture>Culture</a> <a href=/a>Arts</a> <a href=/c>Cars</a> <a href=/j>Jobs</a></nav>"


def read(before: str, after: str = "", *, head: str = "", url: str = URL) -> Article:
    html = (
        f"<html><head><title>A vote</title>{head}</head><body>{before}<main><h1>A vote</h1>"
        f"{after}<div><p>{PROSE}</p></div></main></body></html>"
    )
    return extract_html(html.encode(), url=url)


def ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


CRUMBS = ld(
    '{"@type":"BreadcrumbList","itemListElement":[{"position":2,"name":"Politics"},'
    '{"position":1,"name":"Home"},{"position":3,"item":{"name":"Votes"}},{"position":4,"name":"A vote"}]}'
)


@pytest.mark.parametrize(
    ("page", "section", "sections", "rule"),
    [
        (read("", head=CRUMBS), "Votes", ["Politics", "Votes"], "json-ld:BreadcrumbList"),
        (read("<ul class=breadcrumbs><li><a href=/>Start</a><li><a href=/p>Politics</a><li>A vote</ul>"),
         "Politics", ["Politics"], "heuristic:breadcrumb"),
        (read("<nav aria-label='Breadcrumb'><a href=/p>Politics</a></nav>"),
         "Politics", ["Politics"], "heuristic:breadcrumb"),
        # A trail that lists the siblings of each level marks the one we are at.
        (read("<ol class=rootline><li class=selected><a href=/o>Eco</a><li><a href=/e>Economy</a></ol>"),
         "Eco", ["Eco"], "heuristic:breadcrumb"),
        # A trail that nothing but its arrows tells.
        (read("<div class=x><a href=/>The Herald</a> » <a href=/n>News</a> » <a href=/l>Local</a></div>"),
         "Local", ["News", "Local"], "heuristic:breadcrumb"),
        # The directories above the article, as menus call them.
        (read("<nav><a href=/politics/>السياسة</a><a href='/politics/parliament'>البرلمان</a></nav>"),
         "البرلمان", ["السياسة", "البرلمان"], "heuristic:address"),
        # Categories nearest to the headline, not those of teasers or of a menu.
        (read("", "<p class=comments-date><a rel='category tag' href=/c/1>Votes</a>, "
              "<a rel='category tag' href=/c/2>Laws</a></p>" + "<p>x</p>" * 9 +
              "<div><a rel=category href=/c/3>Sport</a></div>", url="https://example.com/a"),
         "Votes", ["Votes", "Laws"], "heuristic:category"),
        (read("", "<a href=/ressort/votes>Votes</a>", url="https://example.com/a"),
         "Votes", ["Votes"], "heuristic:category"),
        # A label beside the headline that the menu has too.
        (read(MENU, "<b>Culture</b>", url="https://example.com/a"),
         "Culture", ["Culture"], "heuristic:near-headline"),
        (read("", "<div>القسم:</div><div><a href=/t/4>وطنية</a></div>", url="https://example.com/a"),
         "وطنية", ["وطنية"], "heuristic:label"),
        (read("", head='<meta property="article:section" content="Votes">', url="https://example.com/a"),
         "Votes", ["Votes"], "meta:article:section"),
    ],
)  # fmt: skip
def test_where_the_section_stands(
    page: Article, section: str, sections: list[str], rule: str
) -> None:
    assert (page.section, page.sections) == (section, sections)
    assert page.provenance["section"].rule == rule


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:section" content="featured">',
        '<meta property="article:section" content="A vote">',
        '<meta property="og:site_name" content="Herald"><meta property="article:section" content="Herald">',
        ld('{"@type":"BreadcrumbList","itemListElement":[{"name":"الرئيسية"},{"name":"A vote"}]}'),
    ],
)
def test_junk_is_no_section(head: str) -> None:
    found = read("", head=head, url="https://example.com/a")
    assert (found.section, found.sections) == (None, [])


@pytest.mark.parametrize(
    "link",
    [
        "<a href=/2024/05/>May</a>",  # days
        "<a href=/en/>English</a>",  # a language
        "<a href=https://elsewhere.example/politics/>Politics</a>",
    ],
)
def test_directories_that_are_no_section(link: str) -> None:
    url = "https://example.com/en/2024/05/vote"
    assert read(f"<nav>{link}</nav>", url=url).section is None


def test_an_archives_copy_is_read_as_the_original() -> None:
    prefix = "https://archive.example/web/20140101000000/"
    menu = "<nav><a href='/web/20140101000000/http://example.com/politics/'>Politics</a></nav>"
    found = read(menu, url=f"{prefix}http://example.com/politics/vote")
    assert found.section == "Politics"
