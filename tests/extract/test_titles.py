import pytest

from newscrawler import extract_html
from newscrawler.model.article import Article

PROSE = "A sentence that is long enough to be read as prose, with a comma. " * 4
NAMED = '<meta property="og:site_name" content="The Daily Herald">'


def read(head: str, body: str, url: str = "https://www.herald.example/news/story") -> Article:
    html = f"<html><head>{head}</head><body>{body}<div><p>{PROSE}</p></div></body></html>"
    return extract_html(html.encode(), url=url)


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # The site's name: told, in the host, in a link home, by its initials, in any script.
        (f"{NAMED}<title>Rain at last - The Daily Herald</title>", "", "Rain at last"),
        ("<title>Rain at last | herald.example</title>", "", "Rain at last"),
        ("<title>Rain at last » Our Town Voice</title>", "<a href=/>Our Town Voice</a>", "Rain at last"),
        ("<title>صحيفة الوطن - عودة المطر إلى السهل</title>", "<a href=/>صحيفة الوطن</a>",
         "عودة المطر إلى السهل"),
        ("<title>雨が降る | 天気 | 毎日の新聞</title>", "<h1>雨が降る</h1>", "雨が降る"),
        ("<title>Rain at last after months (From The Daily Herald)</title>" + NAMED, "",
         "Rain at last after months"),
        # What the page prints alone is the title; what it lacks is the site's.
        ("<title>Rain falls on the plain - Unheard of</title>", "<b>Rain falls on the plain</b>",
         "Rain falls on the plain"),
        # Nobody writes a bar in a headline.
        ("<title>Rain falls on the plain | Weather | Unheard of</title>", "",
         "Rain falls on the plain"),
        # A dash, a colon and quotes belong to headlines.
        ("<title>Rain - at last: «the plain» is green</title>", "",
         "Rain - at last: «the plain» is green"),
        ("<title>Herald of spring: the stork</title>", "<h1>Herald of spring: the stork</h1>",
         "Herald of spring: the stork"),
    ],
)  # fmt: skip
def test_the_sites_name_is_cut(head: str, body: str, title: str) -> None:
    assert read(head, body).title == title


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # A logo in an <h1>, by its link or by its text.
        (og("Rain at last"), "<h1><a href=/>Any Name</a></h1>", "Rain at last"),
        (NAMED + "<title>Rain at last</title>", "<h1>The Daily Herald</h1><h1>Rain at last</h1>",
         "Rain at last"),
        # A section's name in an <h1>; the longer one that metadata knows is the headline.
        (og("Rain at last for farmers") + "<title>News - X</title>",
         "<h1>News</h1><h1>Rain at last for farmers</h1>", "Rain at last for farmers"),
        # A widget by class, as page builders call everything.
        (og("Rain comes"), "<div class=elementor-widget><h1>Rain comes</h1></div>", "Rain comes"),
        # The headline is an <h2>, or is only called a title.
        ("<title>Rain at last for all farmers</title>", "<h2>Rain at last for farmers</h2>",
         "Rain at last for farmers"),
        ("<title>Details of the news</title>",
         "<span id=lblTitle>Rain at last for farmers</span>", "Rain at last for farmers"),
        ("<title>Rain at last for all farmers</title>",
         "<div id=comments><h2>3 answers to Rain at last for all farmers</h2></div>",
         "Rain at last for all farmers"),
        # A headline that the metadata does not know, beside one in a sidebar.
        ("<title>Storms</title>", "<aside><h1>Most read</h1></aside><h1>Rain at last</h1>",
         "Rain at last"),
    ],
)  # fmt: skip
def test_which_headline(head: str, body: str, title: str) -> None:
    assert read(head, body).title == title


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (og("Rain at last"), "Rain at last"),  # the kicker is dropped, as there
        (og("Weather: Rain at last"), "Weather: Rain at last"),  # its punctuation is borrowed
        ("", "Rain at last"),  # told by its class
    ],
)
def test_a_kicker_in_the_headline(head: str, title: str) -> None:
    kicker = "<h1><span class=kicker>Weather</span> <span>Rain at last</span></h1>"
    assert read(head, kicker).title == title


def test_a_kicker_that_is_all_that_a_class_leaves() -> None:
    head = "<h1><span>Weather:</span> <span class=subtitle>Rain at last</span></h1>"
    assert read("", head).title == "Weather: Rain at last"


def test_agreement_outweighs_a_headline_alone() -> None:
    said = '<script type="application/ld+json">{"@type":"Article","headline":"After drought: rain"}</script>'
    found = read(
        f"{said}{og('After drought: rain')}<title>After drought: rain</title>", "<h1>Rain</h1>"
    )
    assert (found.title, found.provenance["title"].rule) == (
        "After drought: rain",
        "json-ld:headline",
    )
    assert ("heuristic:h1", "Rain") in [(o.rule, o.value) for o in found.provenance["title"].others]
