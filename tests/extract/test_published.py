from dataclasses import replace

import pytest

from newscrawler.capture import Capture, Location, Told
from newscrawler.extract import extract
from newscrawler.items import Article

PROSE = "جملة طويلة بما يكفي لتكون من متن الخبر، وفيها كلام كثير عن أمور شتى. " * 4


def read(
    printed: str, *, told: Told | None = None, head: str = "", url: str = "https://example.com/a/",
    after: str = "", before: str = "",
) -> Article:  # fmt: skip
    html = (
        f"<html lang=ar><head>{head}</head><body><header>{before}</header><main><h1>عنوان الخبر</h1>"
        f"{printed}<div class=text><p>{PROSE}</p></div></main>{after}</body></html>"
    )
    capture = Capture(url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(),
                      "2020-01-10T12:00:00Z", "id", Location("x"))  # fmt: skip
    return extract(replace(capture, told=told))


def day(text: str) -> str:
    return f"<span class=date>{text}</span>"


LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-05-06"}</script>'
FEED = Told("feed", "Mon, 06 May 2019 22:30:00 +0000")


@pytest.mark.parametrize(
    ("printed", "more", "expected", "rule"),
    [
        (day("7 أيار 2019"), {}, "2019-05-07", "heuristic:date"),
        (day("7 أيار 2019"), {"head": LD}, "2019-05-06", "json-ld:datePublished"),
        # A feed's UTC may be a day apart from the page's local day; the page's own is kept.
        (day("7 أيار 2019"), {"told": FEED}, "2019-05-07", "heuristic:date"),
        # A later day is an update's; an earlier one may be, in a feed that brings it anew.
        (day("9 أيار 2019"), {"told": FEED}, "2019-05-06T22:30:00+00:00", "feed"),
        (day("3 أيار 2019"), {"told": FEED}, "2019-05-03", "heuristic:date"),
        ("", {"told": FEED, "after": day("7 أيار 2011")}, "2019-05-06T22:30:00+00:00", "feed"),
        (day("31 فبراير 2019"), {"told": FEED}, "2019-05-06T22:30:00+00:00", "feed"),
        ("", {"told": Told("sitemap", "2019-05-06")}, "2019-05-06", "sitemap"),
        ("", {"url": "https://example.com/2019/05/06/a/"}, "2019-05-06", "url"),
        (day("Invalid Date"), {"url": "https://example.com/20190506-a/"}, "2019-05-06", "url"),
        # A clock in the header shows today, which is nobody's day of publication.
        ("", {"before": day("الجمعة 10 يناير 2020"), "told": FEED},
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
