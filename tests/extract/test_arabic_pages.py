"""Invented Arabic pages of many makes, field by field, by the generic path alone.

The gold is what a careful reader of the rendered page would write down. Captions, bylines,
prompts and links to other articles are no part of the body; datelines, sub-headings and lists are.
Where the printed day differs from the UTC day of the metadata, the printed one is the gold.
"""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newscrawler import extract_html
from newscrawler.model.article import Article

PAGES = sorted((Path(__file__).parent / "arabic_pages").glob("*.json"))
# What the generic path does not reach, and why; a test that begins to pass must leave this list.
BEYOND = {
    "10-k2-well:views": "the number stands apart from its label, beside a rating",
    "18-next-startups:section": "it stands in a framework's state only",
    "18-next-startups:authors": "they stand in a framework's state only",
    "21-td-telegraph:title": "the headline is bold text in a cell, and <title> is the site's name",
    "33-frontpage-museum:title": "the headline is <font> in a cell, and <title> names the issue",
    "33-frontpage-museum:section": "it is a picture's neighbour in a table, with nothing to tell it",
    "33-frontpage-museum:authors": "the name is <font> below the headline, with nothing to tell it",
    "38-algerian-baccalaureate:authors": "an initial with a full stop ends the byline",
    "48-polopoly-pearls:authors": "metadata give the newspaper's name as the author",
    "51-hashed-space:section": "a tag of the same make as the section stands nearer",
    "56-ghost-podcast:authors": "metadata give one of two authors",
    "52-vbulletin-lighthouse:body": "the head of the next post of a forum has no name before its day",
}
LISTED = ("title", "section", "sections", "authors", "views")
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@cache
def known(page: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(page.read_text(encoding="utf-8"))
    return loaded


@cache
def article(page: Path) -> Article:
    about = known(page)
    return extract_html(
        page.with_suffix(".html").read_bytes(),
        url=about["url"],
        content_type=about["content_type"],
        captured_at=about["captured_at"],
    )


def as_read(value: object) -> object:
    """Two texts that look the same to a reader are the same."""
    if not isinstance(value, str):
        return value
    return " ".join(BIDI.sub("", unicodedata.normalize("NFKC", value)).split())


def shingles(text: str, width: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", str(as_read(text)))
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + width]) for i in range(max(1, len(words) - width + 1)))


def agreement(found: str | None, gold: list[str]) -> float:
    """Return the F1 of the four-word shingles of two texts."""
    have, want = shingles(found or ""), shingles("\n".join(gold))
    return 2 * (have & want).total() / (have.total() + want.total())


def _beyond(case: str) -> list[Any]:
    reason = BEYOND.get(case)
    return [pytest.mark.xfail(strict=True, reason=reason)] if reason else []


def _bodies() -> list[Any]:
    return [pytest.param(p, id=p.stem, marks=_beyond(f"{p.stem}:body")) for p in PAGES]


def _cases() -> list[Any]:
    return [
        pytest.param(
            page,
            name,
            known(page)["gold"][name],
            id=f"{page.stem}:{name}",
            marks=_beyond(f"{page.stem}:{name}"),
        )
        for page in PAGES
        for name in LISTED
        if name in known(page)["gold"]
    ]


@pytest.mark.parametrize(("page", "name", "value"), _cases())
def test_field(page: Path, name: str, value: object) -> None:
    assert as_read(getattr(article(page), name)) == as_read(value)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_date(page: Path) -> None:
    found = article(page).published_at
    assert (found[:10] if found else None) == known(page)["gold"]["date"]


@pytest.mark.parametrize("page", _bodies())
def test_body(page: Path) -> None:
    assert agreement(article(page).body, known(page)["gold"]["body"]) >= 0.95


def test_bodies_as_a_whole() -> None:
    scores = [agreement(article(page).body, known(page)["gold"]["body"]) for page in PAGES]
    assert sum(scores) / len(scores) >= 0.985
