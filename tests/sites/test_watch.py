from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from newscrawler.model.profile import Layout, Profile, selector
from newscrawler.sites.health.alarm import Alarm, Health
from newscrawler.sites.health.watch import watch
from newscrawler.store.articles.page_notes import FIELDS, bit
from newscrawler.store.reading.pages import Page

ALL = sum(bit(field) for field in FIELDS)
BY_SELECTOR = bit("title", selected=True) | bit("body", selected=True)
BASE = Layout(None, {"title": (selector("h1"),), "body": (selector(".text"),)})
SITE = Profile("site", ("example.com",), layouts=(BASE,))


def at(number: int) -> str:
    """Ten pages an hour."""
    return f"2026-05-{1 + number // 240:02d}T{number // 10 % 24:02d}:0{number % 10}:00Z"


def page(number: int, **changes: Any) -> Page:
    usual = {
        "url": f"https://example.com/{number}",
        "captured_at": at(number),
        "layout": "base",
        "filled": ALL | BY_SELECTOR,
        "words": 300 + number * 37 % 100,
        "title": f"Title {number}",
        "language": "en",
        "published_at": at(number)[:17] + f"{number % 60:02d}Z",
        "first_seen_at": at(number),
    }
    return Page(**{**usual, **changes})


Change = Callable[[Page], dict[str, Any]]


def pages(count: int, change: Change = lambda _: {}, since: int = 200) -> list[Page]:
    made = [page(n) for n in range(count)]
    return made[:since] + [replace(p, **change(p)) for p in made[since:]]


def after(count: int, change: Change = lambda _: {}, **more: Any) -> Health:
    """Judge the last hour of a site whose first two hundred pages are as ever."""
    return watch(pages(count, change), at(count - 10), SITE, **more)


def names(health: Health) -> list[str]:
    return [alarm.what for alarm in health.reported]


CHANGES: list[tuple[str, Change]] = [
    ("title", lambda p: {"filled": p.filled & ~(bit("title") | bit("title", selected=True))}),
    ("published", lambda p: {"filled": p.filled & ~bit("published")}),
    ("views", lambda p: {"filled": p.filled & ~bit("views")}),
    ("selector:body", lambda p: {"filled": p.filled & ~bit("body", selected=True)}),
    ("body length", lambda p: {"words": 30 + p.words % 25}),
    ("body repeated", lambda _: {"words": 290}),
    ("title repeated", lambda _: {"title": "The Daily"}),
    ("date impossible", lambda _: {"published_at": "2026-06-30"}),
    ("date repeated", lambda _: {"published_at": "2026-04-30T10:15+02:00"}),
    ("language", lambda _: {"language": "fr"}),
    ("duplicates", lambda _: {"copied": True}),
]


@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[what for what, _ in CHANGES])
def test_what_is_rare_since_a_page_is_an_alarm(what: str, change: Change) -> None:
    health = after(220, change)
    assert names(health) == [what]
    (alarm,) = health.reported
    assert alarm.before >= 0.98
    assert alarm.now <= 0.1
    assert at(200) <= alarm.since <= at(202)
    assert names(after(204, change)) == []


def test_a_healthy_site_has_none() -> None:
    health = after(260)
    assert health.alarms == []
    assert health.remarks == []


def test_in_words() -> None:
    alarm = Alarm("title", "2026-05-09T08:00:00Z", 0.985, 0.0, 9, "")
    assert str(alarm) == (
        "since 2026-05-09T08:00:00Z, title is found on 0% of the last 9 pages, before on 98%"
    )
    said = str(replace(alarm, what="selector:title", pages=1))
    assert "the profile's selector finds title on 0% of the last page" in said


def test_one_run_of_short_texts_proves_nothing() -> None:
    short: Change = lambda p: {"words": 12}  # noqa: E731
    assert names(after(210, short)) == []
    made = pages(210, short) + [page(n) for n in range(210, 220)]
    assert names(watch(made, at(210), SITE)) == []


NO_TITLE = CHANGES[0][1]


def test_an_alarm_stands_until_the_field_is_back() -> None:
    first = after(210, NO_TITLE)
    assert names(first) == ["title"]
    made = pages(230, NO_TITLE)
    second = watch(made, at(220), SITE, first)
    assert second.reported[0].since == first.reported[0].since
    nothing_new = watch(made, at(230), SITE, second)
    assert names(nothing_new) == ["title"]
    mended = made + [page(n) for n in range(230, 240)]
    third = watch(mended, at(230), SITE, nothing_new)
    assert third.alarms == []
    # The broken pages are no baseline, and what was usual before them still is.
    broken = mended + [replace(p, **NO_TITLE(p)) for p in map(page, range(240, 250))]
    assert names(watch(broken, at(240), SITE, third)) == ["title"]


def test_pages_that_are_extracted_anew_end_an_alarm() -> None:
    first = after(210, NO_TITLE)
    assert watch(pages(210), at(210), SITE, first).alarms == []


def test_a_changed_profile_lays_an_alarm_aside_until_it_proves_wrong() -> None:
    first = after(210, NO_TITLE)
    new = Layout(date(2026, 5, 1), {"title": (selector(".new"),), "body": (selector(".text"),)})
    changed = replace(SITE, layouts=(BASE, new))
    second = watch(pages(210, NO_TITLE), at(210), changed, first)
    assert second.alarms == []
    wrong = pages(220, lambda p: NO_TITLE(p) | {"layout": "2026-05-01"}, since=200)
    assert names(watch(wrong, at(210), changed, second)) == ["title"]


def test_addresses_in_a_profile_acknowledge_nothing() -> None:
    first = after(210, NO_TITLE)
    changed = replace(SITE, article_url=("/a/",))
    assert names(watch(pages(210, NO_TITLE), at(210), changed, first)) == ["title"]


def test_what_a_run_says_survives_its_summary() -> None:
    first = after(210, NO_TITLE)
    first.aside = {"title": [("2026-04-01T00:00:00Z", at(3))]}
    again = Health.of(first.kept())
    assert (again.alarms, again.aside) == (first.alarms, first.aside)
    assert Health.of(None) == Health()
    assert Health.of({"alarms": []}) == Health()


def test_a_new_site_is_not_judged_but_for_title_and_body() -> None:
    made = [page(n) for n in range(12)]
    health = watch(made, at(10), SITE)
    assert health.alarms == []
    assert health.kept()["baseline"] == 10
    bare = [replace(p, filled=p.filled & ~(BY_SELECTOR | bit("views"))) for p in made]
    assert names(watch(bare, at(10), SITE)) == ["selector:title", "selector:body"]


def test_pages_that_fit_another_layout_than_the_one_due_are_remarked() -> None:
    new = Layout(date(2026, 5, 1), {"title": (selector(".new"),)})
    health = watch(pages(210), at(200), replace(SITE, layouts=(BASE, new)))
    assert health.alarms == []
    assert health.remarks[0].startswith(
        "10 of 10 pages fit the layout «base», and not «2026-05-01»"
    )


def test_a_site_without_a_profile_is_watched_too() -> None:
    made = pages(210, NO_TITLE)
    assert names(watch(made, at(200), None)) == ["title"]
