from dataclasses import replace
from time import process_time

import pytest

from newscrawler.extract import extract, extract_html
from newscrawler.extract.dates.published import published
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Article
from newscrawler.model.capture import Capture, DiscoveryHint, Location

PROSE = "جملة طويلة بما يكفي لتكون من متن الخبر، وفيها كلام كثير عن أمور شتى. " * 4


def read(
    printed: str, *, hint: DiscoveryHint | None = None, head: str = "", url: str = "https://example.com/a/",
    after: str = "", before: str = "",
) -> Article:  # fmt: skip
    html = (
        f"<html lang=ar><head>{head}</head><body><header>{before}</header><main><h1>عنوان الخبر</h1>"
        f"{printed}<div class=text><p>{PROSE}</p></div></main>{after}</body></html>"
    )
    capture = Capture(url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(),
                      "2020-01-10T12:00:00Z", "id", Location("x"))  # fmt: skip
    return extract(replace(capture, hint=hint))


def day(text: str) -> str:
    return f"<span class=date>{text}</span>"


LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-05-06"}</script>'
FEED = DiscoveryHint("feed", "Mon, 06 May 2019 22:30:00 +0000")


@pytest.mark.parametrize(
    ("printed", "more", "expected", "rule"),
    [
        (day("7 أيار 2019"), {}, "2019-05-07", "heuristic:date"),
        (day("7 أيار 2019"), {"head": LD}, "2019-05-06", "json-ld:datePublished"),
        # A feed's UTC may be a day apart from the page's local day; the page's own is kept.
        (day("7 أيار 2019"), {"hint": FEED}, "2019-05-07", "heuristic:date"),
        # A later day is an update's; an earlier one may be, in a feed that brings it anew.
        (day("9 أيار 2019"), {"hint": FEED}, "2019-05-06T22:30:00+00:00", "feed"),
        (day("3 أيار 2019"), {"hint": FEED}, "2019-05-03", "heuristic:date"),
        ("", {"hint": FEED, "after": day("7 أيار 2011")}, "2019-05-06T22:30:00+00:00", "feed"),
        (day("31 فبراير 2019"), {"hint": FEED}, "2019-05-06T22:30:00+00:00", "feed"),
        ("", {"hint": DiscoveryHint("sitemap", "2019-05-06")}, "2019-05-06", "sitemap"),
        ("", {"url": "https://example.com/2019/05/06/a/"}, "2019-05-06", "url"),
        (day("Invalid Date"), {"url": "https://example.com/20190506-a/"}, "2019-05-06", "url"),
        # A clock in the header shows today, which is nobody's day of publication.
        ("", {"before": day("الجمعة 10 يناير 2020"), "hint": FEED},
         "2019-05-06T22:30:00+00:00", "feed"),
    ],
)  # fmt: skip
def test_where_the_day_comes_from(
    printed: str, more: dict[str, str], expected: str, rule: str
) -> None:
    found = read(printed, **more)  # type: ignore[arg-type]
    assert (found.published_at, found.provenance["published_at"].rule) == (expected, rule)


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("31 فبراير 2019", "invalid"), ("Invalid Date", "invalid"), ("1 يناير، 1970", "invalid"),
        ("منذ 5 أشهر", "relative"),
    ],
)  # fmt: skip
def test_a_broken_day_is_unknown_and_its_words_are_kept(printed: str, reason: str) -> None:
    neighbours = f"<div><a href=/b>خبر آخر طويل العنوان جدا</a>{day('5 مارس 2018')}</div>"
    found = read(day(printed), after=neighbours)
    assert found.published_at is None
    assert (found.published_raw, found.published_precision) == (printed, reason)


def test_an_order_of_numbers_that_nobody_can_know_is_ambiguous() -> None:
    html = f"<h1>Title</h1><span class=date>7/3/2020</span><div><p>{PROSE}</p></div>"
    capture = Capture("https://example.com/a", 200, (), html.encode(), None, "id", Location("x"))
    found = extract(capture)
    assert (found.published_at, found.published_raw, found.published_precision) == (
        None, "7/3/2020", "ambiguous")  # fmt: skip


def test_days_of_other_articles_are_not_this_ones() -> None:
    related = f"<section><h3>المزيد</h3><div><a href=/b>خبر آخر طويل العنوان جدا</a>{day('5 مارس 2018')}</div></section>"
    assert read("", after=related).published_at is None
    assert read(day("6 آذار 2019"), after=related).published_at == "2019-03-06"


def test_a_clock_in_the_header_is_no_day_of_publication() -> None:
    assert read("", before=day("الجمعة 10 يناير 2020")).published_at is None
    assert read("", before=day("الخميس 9 يناير 2020")).published_at == "2020-01-09"
    assert read(day("10 يناير 2020")).published_at == "2020-01-10"


def test_the_day_of_an_update_is_not_that_of_publication() -> None:
    found = read('<time class=updated datetime="2019-09-09">9</time>' + day("6 آذار 2019"))
    assert found.published_at == "2019-03-06"


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en-GB", "2020-03-07"),
        ("en-US", "2020-07-03"),
        ("en", None),
        ("de", "2020-03-07"),
        ("", None),
    ],
)
def test_the_pages_locale_orders_numbers(lang: str, expected: str | None) -> None:
    html = f"<html lang='{lang}'><h1>Title</h1><span class=date>7/3/2020</span><div><p>{PROSE}</p></div></html>"
    capture = Capture("https://example.com/a", 200, (), html.encode(), None, "id", Location("x"))
    assert extract(capture).published_at == expected


# Where a printed day is looked for -------------------------------------------------------------

TEASER = "<div class=box><a href=/b>خبر آخر طويل العنوان جدا</a> {} </div>"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<p>دمشق | 7 أيار 2019</p>", "2019-05-07"),  # nothing calls it a date
        ("<i class=x>Apr</i><i class=y>04</i><i class=z>2013</i>", "2013-04-04"),
        ("<div class=publishedAt>7 أيار 2019</div>", "2019-05-07"),
        ("<div class=postmetadata>نشر: <b>7 أيار 2019</b></div>", "2019-05-07"),
        ("<abbr class=published title='2013-11-03T04:22:00-08:00'>4:22 ص</abbr>",
         "2013-11-03T04:22:00-08:00"),
        ("<dl><dt>آخر تحديث</dt><dd>9 أيار 2019</dd><dt>النشر</dt><dd>7 أيار 2019</dd></dl>",
         "2019-05-07"),
        ("<span class=date>نشر في 14 كانون2/يناير 2020</span>", "2020-01-14"),
        ("<figure><img src=x><figcaption>دمشق، 24 نيسان 2019</figcaption></figure>", None),
        ("<blockquote class=twitter-tweet>فلان 24 نيسان 2019</blockquote>", None),
        ("<div class=comment-meta>24 نيسان 2019</div>", None),
        (TEASER.format("24 نيسان 2019"), None),
        ("<a href=/b>خبر آخر طويل العنوان جدا <b>24 نيسان 2019</b></a>", None),
        ("<p>انظر https://example.org/2019/04/24/x</p>", None),
        ("<p>© 2019 الموقع 12</p>", None),
    ],
)  # fmt: skip
def test_what_stands_at_the_headline(printed: str, expected: str | None) -> None:
    assert read(printed).published_at == expected


def test_prose_tells_of_days_and_a_line_of_its_own_prints_one() -> None:
    told = f"<p>قال في 5 مارس 2018 إن {PROSE}</p>"
    assert read("", after=told).published_at is None
    line = f"نشر في يوم الخميس, يناير 21st, 2010 ومصنف تحت <a href=/c>أخبار</a> {PROSE}"
    found = read("", after=f"<div class=postmetadata>{line}</div>")
    assert found.published_at == "2010-01-21"


def test_equal_elements_with_dates_are_a_list() -> None:
    rows = "".join(f"<p class=date>{n} مارس 2018</p>" for n in (3, 4, 5))
    assert read("", after=f"<div>{rows}</div>").published_at is None
    assert read("", after="<div><p class=date>3 مارس 2018</p></div>").published_at == "2018-03-03"


def test_a_widget_around_the_whole_article_is_not_beside_it() -> None:
    html = f"<div class='widget Blog'><h3>T</h3>{day('7 أيار 2019')}<div><p>{PROSE}</p></div></div>"
    capture = Capture("https://example.com/a", 200, (), html.encode(), None, "id", Location("x"))
    assert extract(capture).published_at == "2019-05-07"


@pytest.mark.parametrize(
    "title", ["عنوان الخبر | الموقع | 28.04.2023", "28/04/2023 - عنوان الخبر - الموقع"]
)
def test_the_title_may_hold_the_day(title: str) -> None:
    found = read("", head=f"<title>{title}</title>")
    assert found.published_at == "2023-04-28"
    assert found.provenance["published_at"].rule == "heuristic:title"
    assert read("", head="<title>ما جرى في 28.04.2023 بدمشق</title>").published_at is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2012/1/4/slug", "2012-01-04"), ("/news/20120104/slug", "2012-01-04"),
        ("/2012/jan/04/slug", "2012-01-04"), ("/slug-20120104.html", "2012-01-04"),
        ("/a/slug-2012-01-04/", "2012-01-04"), ("/a/29-10-2021", "2021-10-29"),
        ("/a?pubDate=2012-01-04&x=1", "2012-01-04"), ("/a/20129904/x", None),
        ("/2012/01/slug", None), ("/a-123420120104.html", None), ("/web/20190717140047/x", None),
    ],
)  # fmt: skip
def test_the_day_in_an_address(path: str, expected: str | None) -> None:
    assert read("", url=f"https://example.com{path}").published_at == expected


def test_the_state_of_a_framework_holds_the_day_where_no_text_is_shown() -> None:
    def state(key: str, text: str) -> str:
        return f'{{"{key}": "2024-02-06T12:15:00+03:00", "body": "{text}"}}'

    def page(post: str) -> str:
        more = state("publishedAt", "قصير")
        return (
            "<html lang=ar><body><script id=__NEXT_DATA__ type='application/json'>"
            f'{{"more": [{more}, {more}], "post": {post}}}</script></body></html>'
        )

    def stamp(html: str) -> str | None:
        capture = Capture(
            "https://example.com/a", 200, (), html.encode(), None, "id", Location("x")
        )
        return extract(capture).published_at

    assert stamp(page(state("publishedAt", PROSE * 3))) == "2024-02-06T12:15:00+03:00"
    assert stamp(page(state("updatedAt", PROSE * 3))) is None


# Of sources that disagree ----------------------------------------------------------------------


def stated(moment: str, name: str = "article:published_time") -> str:
    return f"<meta property='{name}' content='{moment}'>"


NIGHT = stated("2020-01-05T22:30:00Z")


@pytest.mark.parametrize(
    ("printed", "more", "expected", "rule"),
    [
        ("", {}, "2020-01-05T22:30:00+00:00", "meta:article:published_time"),
        (day("6 يناير 2020"), {}, "2020-01-06", "heuristic:date"),
        # The printed clock tells the offset.
        (day("6 يناير 2020 01:30"), {}, "2020-01-06T01:30:00+03:00", "meta:article:published_time"),
        ("<time datetime='2020-01-05T22:30:00Z'>6 يناير 2020</time>", {}, "2020-01-06",
         "heuristic:time"),
        # Another day is no day of the same night.
        (day("8 يناير 2020"), {}, "2020-01-05T22:30:00+00:00", "meta:article:published_time"),
        # What nothing calls a date must print the very moment.
        ("<p>دمشق 6 يناير 2020</p>", {}, "2020-01-05T22:30:00+00:00",
         "meta:article:published_time"),
        ("", {"url": "https://example.com/2020/01/06/a"}, "2020-01-06", "url"),
        ("", {"url": "https://example.com.sa/a"}, "2020-01-06T01:30:00+03:00",
         "meta:article:published_time"),
        # .tv is sold to all the world.
        ("", {"url": "https://example.tv/a"}, "2020-01-05T22:30:00+00:00",
         "meta:article:published_time"),
    ],
)  # fmt: skip
def test_the_publishers_day_counts_before_that_of_utc(
    printed: str, more: dict[str, str], expected: str, rule: str
) -> None:
    found = read(printed, head=NIGHT, **more)  # type: ignore[arg-type]
    assert (found.published_at, found.provenance["published_at"].rule) == (expected, rule)


def test_midnight_in_utc_is_a_day() -> None:
    found = read("", head=stated("2020-01-05T00:00:00Z"), url="https://example.com.ar/a")
    assert found.published_at == "2020-01-05T00:00:00+00:00"


def test_another_dates_offset_is_the_publishers() -> None:
    head = NIGHT + stated("2020-01-07T10:00:00+02:00", "date")
    assert read("", head=head).published_at == "2020-01-06T00:30:00+02:00"


def test_metadata_that_does_not_say_of_what_gives_way_to_print() -> None:
    head = stated("2019-02-12", "date")
    assert read(day("5 فبراير 2019"), head=head).published_at == "2019-02-05"
    assert read("", head=head).published_at == "2019-02-12"


def test_two_sources_that_agree_outvote_one() -> None:
    head = LD + stated("2019-03-07")
    found = read(day("7 آذار 2019"), head=head)
    assert found.published_at == "2019-03-07"
    others = {(c.rule, c.value) for c in found.provenance["published_at"].others}
    assert ("json-ld:datePublished", "2019-05-06") in others
    assert read("", head=head).published_at == "2019-05-06"


def test_an_arabic_word_beside_numbers_tells_their_order() -> None:
    html = f"<h1>عنوان</h1>{day('الخميس 11/6/2009')}<div><p>{PROSE}</p></div>"
    capture = Capture("https://example.com/a", 200, (), html.encode(), None, "id", Location("x"))
    assert extract(capture).published_at == "2009-06-11"


def test_an_address_with_the_year_bounds_a_short_one() -> None:
    html = f"<html lang=de><h1>Titel</h1>{day('Do 25.04.24')}<div><p>{PROSE}</p></div>"
    for url, expected in (("https://e.com/2024/04/a", "2024-04-25"), ("https://e.com/a", None)):
        capture = Capture(url, 200, (), html.encode(), None, "id", Location("x"))
        assert extract(capture).published_at == expected


@pytest.mark.parametrize(
    "many",
    [day("5 مارس 2018") * 30_000, "<time datetime=2018-03-05></time>" * 30_000,
     "<div class=date>" * 5_000 + "5 مارس 2018"],
)  # fmt: skip
def test_many_dates_take_no_time(many: str) -> None:
    began = process_time()
    html = f"<h1>T</h1><div><p>{PROSE}</p></div>{many}"
    page = Page(Capture("https://e.com/", 200, (), html.encode(), None, "id", Location("x")))
    near = page.nodes.parent[page.nodes.all("p")[0]]
    published(page, [], near)
    assert process_time() - began < 3


def test_a_time_on_a_page_without_text() -> None:
    found = extract_html(b'<time datetime="2024-05-03"></time>', url="https://e.com/a")
    assert found.published_at == "2024-05-03"
