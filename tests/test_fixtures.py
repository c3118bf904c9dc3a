"""Every fixture page, field by field, against its reviewed gold."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newscrawler import profile
from newscrawler.archive.saved import read_saved
from newscrawler.extract import extract
from newscrawler.items import Article

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
GOLD = sorted(FIXTURES.rglob("*.gold.json"))


def _cases() -> list[Any]:
    return [
        pytest.param(path, name, value, id=f"{path.relative_to(FIXTURES)}:{name}")
        for path in GOLD
        for name, value in json.loads(path.read_text(encoding="utf-8")).items()
    ]


@cache
def article(gold: Path) -> Article:
    site, _, page = gold.relative_to(FIXTURES).as_posix().partition("/")
    capture = read_saved(FIXTURES / site, page.replace(".gold.json", ".html"))
    return extract(capture, profile.find(site, profile.directories([])))


@pytest.mark.parametrize(("gold", "name", "value"), _cases())
def test_field(gold: Path, name: str, value: object) -> None:
    assert getattr(article(gold), name) == value


@pytest.mark.parametrize("site", ["alsahifa", "alminbar", "harbour-post", "tallcedar"])
def test_each_site_has_pages_enough(site: str) -> None:
    assert len([p for p in GOLD if p.is_relative_to(FIXTURES / site)]) >= 8


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
