"""Every fixture page, field by field, against its reviewed gold."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from newscrawler.archive.read.saved_pages import read_saved
from newscrawler.extract import extract
from newscrawler.extract.html.page import Page
from newscrawler.model import profile, profile_files
from newscrawler.model.article import Article
from newscrawler.model.capture import Capture
from tests.support.paths import FIXTURES

GOLD = sorted(FIXTURES.rglob("*.gold.json"))
BUNDLED = sorted(path.stem for path in profile_files.BUNDLED.glob("*.toml"))


def _cases() -> list[Any]:
    return [
        pytest.param(path, name, value, id=f"{path.relative_to(FIXTURES)}:{name}")
        for path in GOLD
        for name, value in json.loads(path.read_text(encoding="utf-8")).items()
    ]


def read(gold: Path) -> tuple[Capture, profile.Profile]:
    site, _, page = gold.relative_to(FIXTURES).as_posix().partition("/")
    capture = read_saved(FIXTURES / site, page.replace(".gold.json", ".html"))
    return capture, profile_files.find(site, profile_files.directories([]))


@cache
def article(gold: Path) -> Article:
    return extract(*read(gold))


@pytest.mark.parametrize(("gold", "name", "value"), _cases())
def test_field(gold: Path, name: str, value: object) -> None:
    assert getattr(article(gold), name) == value


@pytest.mark.parametrize("site", ["alsahifa", "alminbar", "harbour-post", "tallcedar"])
def test_each_site_has_pages_enough(site: str) -> None:
    assert len([p for p in GOLD if p.is_relative_to(FIXTURES / site)]) >= 8


@pytest.mark.parametrize("site", BUNDLED)
def test_no_selector_goes_untried(site: str) -> None:
    """Each selector, `drop` too, finds something on a page of its own layout."""
    golds = [p for p in GOLD if p.is_relative_to(FIXTURES / site)]
    assert golds, f"{site} has no fixture"
    for layout in profile_files.find(site, profile_files.directories([])).layouts:
        fitting = [Page(*read(p)).selector for p in golds if article(p).layout == layout.name]
        for name, chain in layout.selectors.items():
            for selector in chain:
                found = any(page.xpath(selector.xpath) for page in fitting)
                assert found, f"{layout.name}: {name} = '{selector.text}' matches no fixture"


@pytest.mark.parametrize("site", BUNDLED)
def test_the_addresses_of_the_pages_are_article_addresses(site: str) -> None:
    for gold in (p for p in GOLD if p.is_relative_to(FIXTURES / site)):
        capture, found = read(gold)
        assert found.covers(urlsplit(capture.url).hostname or "")
        assert found.is_article_url(capture.url) is not False, capture.url


@pytest.mark.parametrize("gold", GOLD, ids=lambda p: p.relative_to(FIXTURES).as_posix())
def test_every_value_says_where_it_came_from(gold: Path) -> None:
    found = article(gold)
    for name in ("title", "body", "published_at", "section", "authors", "views", "language"):
        if getattr(found, name):
            assert found.provenance[name].rule


def test_the_seed_reads_as_it_stands_on_the_page() -> None:
    """The page that the project started from."""
    found = article(FIXTURES / "alsahifa/2017-12-22/exam-dates.gold.json")
    assert found.provenance["published_at"].raw == "21 ديسمبر، 2017"
    assert found.provenance["views"].raw == "744 مشاهدات"
    assert found.provenance["section"].raw == "أخبار"
    assert found.provenance["views"].rule == "selector:.post-views"
